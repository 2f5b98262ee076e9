import { describe, expect, it } from 'vitest';
import { actionsOf, phrasesOf } from '../../src/report/actions.ts';
import { rowsOf } from '../../src/report/rows.ts';
import { guard, guardId, plan, statement } from './builder.ts';

function words(sql: string, object = 'db.t', change = 'add-column'): string {
  return phrasesOf(actionsOf(statement(sql, object, { change })))
    .map((phrase) => phrase.map((part) => (typeof part === 'string' ? part : `<${part.code}>`)).join(''))
    .join('; ');
}

describe('what a statement does', () => {
  it.each([
    ['CREATE DATABASE IF NOT EXISTS db ON CLUSTER c', 'create database'],
    [
      'CREATE TABLE db.t ON CLUSTER c (a UInt8, INDEX engine a TYPE minmax) ENGINE = MergeTree ORDER BY a',
      'create MergeTree table',
    ],
    ["CREATE TABLE db.t (a UInt8) ENGINE Distributed('c', 'db', 'l')", 'create Distributed table'],
    ['CREATE OR REPLACE TABLE db.t (a UInt8) ENGINE = Log', 'replace Log table'],
    ['CREATE TABLE db.t AS SELECT engine FROM x', 'create table'],
    ['CREATE MATERIALIZED VIEW db.v TO db.t AS SELECT 1', 'create materialized view'],
    ['CREATE FUNCTION f AS x -> x', 'create function'],
    ['DROP DICTIONARY db.d', 'drop dictionary'],
    ['RENAME TABLE db.t TO db.u ON CLUSTER c', 'rename to <db.u>'],
    ['RENAME TABLE db.a TO db.b, `db`.`c d` TO db.e', 'rename table <db.a> to <db.b>; rename table <db.c d> to <db.e>'],
    ['ALTER TABLE db.t ADD COLUMN IF NOT EXISTS a UInt8, ADD COLUMN b String AFTER a', 'add columns <a>, <b>'],
    ["ALTER TABLE db.t ON CLUSTER '{cluster}' DROP COLUMN IF EXISTS `x.y`", 'drop column <x.y>'],
    [
      "ALTER TABLE db.t ADD COLUMN a Enum8('x' = 1, 'DROP' = 2) DEFAULT 'x', DROP INDEX i",
      'add column <a>; drop index <i>',
    ],
    ['ALTER TABLE db.t ADD INDEX i (a, b) TYPE minmax, ADD INDEX j a TYPE minmax', 'add indexes <i>, <j>'],
    ['ALTER TABLE db.t RENAME COLUMN a TO b', 'rename column <a> to <b>'],
    [
      'ALTER TABLE db.t MODIFY COLUMN a Decimal(18, 4) CODEC(ZSTD(1))',
      'change column <a> to <Decimal(18, 4) CODEC(ZSTD(1))>',
    ],
    ['ALTER TABLE db.t MODIFY COLUMN a REMOVE DEFAULT', 'remove the default of column <a>'],
    [
      'ALTER TABLE db.t MODIFY COLUMN a MODIFY SETTING max_compress_block_size = 1',
      'change the settings of column <a>',
    ],
    ["ALTER TABLE db.t COMMENT COLUMN a 'x, DROP COLUMN y'", 'change the comment of column <a>'],
    [
      "ALTER TABLE db.t MODIFY TTL ts + INTERVAL 1 DAY, ts + INTERVAL 2 DAY TO DISK 'd'",
      "change the TTL to <ts + INTERVAL 1 DAY, ts + INTERVAL 2 DAY TO DISK 'd'>",
    ],
    ['ALTER TABLE db.t MODIFY SETTING a = 1, b = 2', 'change settings <a>, <b>'],
    ['ALTER TABLE db.t RESET SETTING a', 'reset setting <a>'],
    ['ALTER TABLE db.t MODIFY ORDER BY (a, b)', 'change the sorting key to <(a, b)>'],
    ['ALTER TABLE db.t REMOVE TTL', 'remove the TTL'],
    ['ALTER TABLE db.v MODIFY QUERY SELECT a, b FROM db.t', 'change the query'],
    ["ALTER TABLE db.t MODIFY COMMENT 'x'", 'change the comment'],
    ["ALTER DATABASE db MODIFY COMMENT 'x'", 'change the comment'],
    ['ALTER TABLE db.t MATERIALIZE INDEX i', 'materialize index <i>'],
    ['SYSTEM FLUSH DISTRIBUTED ON CLUSTER c db.t', 'send the rows that are still queued'],
  ])('%s: %s', (sql, said) => {
    expect(words(sql)).toBe(said);
  });

  it('tells kinds apart that a DROP does not', () => {
    expect(words('DROP TABLE db.t', 'db.t', 'drop-distributed')).toBe('drop Distributed table');
    expect(words('DROP VIEW db.t', 'db.t', 'drop-materialized-view')).toBe('drop materialized view');
  });

  it('falls back on the change where the SQL says something else', () => {
    expect(words('OPTIMIZE TABLE db.t', 'db.t', 'drop-column+add-index')).toBe('drop column; add index');
    expect(words("ALTER TABLE db.t 'unfinished", 'db.t', 'add-column')).toBe('add column');
    expect(words('', 'db.t', '@everyone')).toBe('change <@everyone>');
  });

  it('shortens long definitions and long lists', () => {
    const definition = words(
      `ALTER TABLE db.t MODIFY COLUMN a Enum8(${Array.from({ length: 50 }, (_, n) => `'v${n}' = ${n}`).join(', ')})`,
    );
    expect(definition).toMatch(/^change column <a> to <Enum8\(.{53}…>$/);
    const list = words(`ALTER TABLE db.t ${Array.from({ length: 12 }, (_, n) => `DROP COLUMN c${n}`).join(', ')}`);
    expect(list).toBe('drop columns <c0>, <c1>, <c2>, <c3>, <c4>, <c5>, <c6>, <c7> and 4 more');
  });
});

describe('rows', () => {
  const rows = (...statements: ReturnType<typeof statement>[]): string[] =>
    rowsOf(plan(statements), []).map(
      ({ names, phrases }) =>
        `${names.join(' + ')}: ${phrases.map((phrase) => phrase.map((part) => (typeof part === 'string' ? part : part.code)).join('')).join('; ')}`,
    );
  const add = (object: string, column = 'a'): ReturnType<typeof statement> =>
    statement(`ALTER TABLE ${object} ADD COLUMN ${column} UInt8`, object);

  it('shows a pair as one thing, whichever side comes first', () => {
    expect(rows(add('db.x_local'), add('db.x'))).toEqual(['db.x_local + x: add column a']);
    expect(rows(add('db.x'), add('db.x_local'))).toEqual(['db.x_local + x: add column a']);
    expect(rows(add('db.x'), add('db.x_dist'))).toEqual(['db.x + x_dist: add column a']);
    expect(rows(add('db.x_local'), add('db.x_all'))).toEqual(['db.x_local + x_all: add column a']);
  });

  it('takes the pair from a CREATE, whatever the names', () => {
    const create = statement(
      "CREATE TABLE db.front (a UInt8) ENGINE = Distributed('{cluster}', 'raw', 'back', rand())",
      'db.front',
    );
    expect(rows(statement('CREATE TABLE raw.back (a UInt8) ENGINE = Log', 'raw.back'), create)).toEqual([
      'raw.back + db.front: create Log table; create Distributed table',
    ]);
  });

  it('shows the rename of a pair as one thing', () => {
    const front = (name: string, local: string): string =>
      `CREATE TABLE db.${name} (a UInt8) ENGINE = Distributed('c', 'db', '${local}')`;
    expect(
      rows(
        statement('SYSTEM FLUSH DISTRIBUTED db.old', 'db.old'),
        statement('RENAME TABLE db.old_local TO db.fresh_local', 'db.old_local'),
        statement(front('fresh', 'fresh_local'), 'db.fresh'),
        statement('DROP TABLE db.old', 'db.old', { change: 'drop-distributed' }),
      ),
    ).toEqual([
      'db.old_local + old + fresh: old_local: rename to db.fresh_local; old: send the rows that are still queued, drop Distributed table; fresh: create Distributed table',
    ]);
  });

  it('keeps apart what only looks alike', () => {
    expect(rows(add('db.x_local'), add('other.x'))).toEqual(['db.x_local: add column a', 'other.x: add column a']);
    expect(rows(add('db.x'), add('db.y'))).toEqual(['db.x: add column a', 'db.y: add column a']);
  });

  it('says whose a change is where only one side has it', () => {
    const both = statement('ALTER TABLE db.x_local ADD COLUMN a UInt8, ADD INDEX i a TYPE minmax', 'db.x_local');
    expect(rows(both, add('db.x'))).toEqual(['db.x_local + x: add column a; x_local: add index i']);
  });

  it('has the highest risk, every cost once, and waits if a part waits', () => {
    const id = guardId('r', 'x');
    const one = statement('ALTER TABLE db.x ADD COLUMN a UInt8', 'db.x', { cost: 'rewrites a' });
    const two = statement('ALTER TABLE db.x DROP COLUMN b', 'db.x', {
      cost: 'rewrites a',
      risk: 'danger',
      guards: [id],
    });
    expect(rowsOf(plan([one, two]), [guard(id)])[0]).toMatchObject({
      risk: 'danger',
      costs: ['rewrites a'],
      waits: true,
    });
    expect(rowsOf(plan([one, two]), [guard(id, { state: 'confirmed' })])[0]).toMatchObject({ waits: false });
  });
});
