/** What ClickHouse accepts at CREATE and refuses when it is used: the rules say so exactly where a query fails. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { Engine } from './engine.ts';
import { check } from './read.ts';

const engine = new Engine();
afterAll(() => engine[Symbol.dispose]());
beforeEach(() => engine.reset());

/** Creates what the text defines. */
function create(sql: string): void {
  for (const statement of sql.split(';\n')) {
    const answer = engine.run(statement);
    if (answer.code !== 0) throw new Error(answer.text);
  }
}

/** The codes with which queries fail, the first that fails of each group. */
function failing(...queries: readonly string[]): number[] {
  return queries.map((sql) => engine.run(sql).code).filter((code) => code !== 0);
}

function severities(rule: string, sql: string): string[] {
  return check(`${sql};`, 'version: 1\ndistributed: {}\n').flatMap((finding) =>
    finding.rule === rule ? [finding.severity] : [],
  );
}

const kinds = ['', 'DEFAULT 7', 'MATERIALIZED id', 'ALIAS id', 'EPHEMERAL'];
const pairs = kinds.flatMap((local) => kinds.map((front) => [local, front] as const));

describe('a column of the two tables of a pair', () => {
  test.each(pairs)('%j under %j: an error where INSERT or SELECT fails', (local, front) => {
    const sql = `CREATE TABLE app.l (id UInt64, v UInt64 ${local}) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.d (id UInt64, v UInt64 ${front}) ENGINE = Distributed('prod', 'app', 'l', id)`;
    create(sql);
    const codes = failing(
      'INSERT INTO app.d (id) SETTINGS distributed_foreground_insert = 1 VALUES (1)',
      front === 'EPHEMERAL' ? 'SELECT id FROM app.d' : 'SELECT id, v FROM app.d',
    );
    const isError = severities('distributed-columns-differ', sql).includes('error');
    expect({ isError, codes }).toEqual({ isError: codes.length > 0, codes });
  });
});

/** Views between four tables, each from one to another. */
const graphs = [
  [],
  ['ab'],
  ['ab', 'bc'],
  ['ab', 'ba'],
  ['ab', 'bc', 'ca'],
  ['ab', 'ac', 'bd', 'cd'],
  ['aa'],
  ['ab', 'bb'],
  ['bc', 'cb'],
];

describe('views that feed each other', () => {
  test.each(graphs.map((edges) => [edges.join(' '), edges] as const))(
    '%s: an error where an INSERT fails',
    (_, edges) => {
      const sql = [
        ...['a', 'b', 'c', 'd'].map((name) => `CREATE TABLE app.${name} (id UInt64) ENGINE = MergeTree ORDER BY id`),
        ...edges.map(
          ([from, to]) => `CREATE MATERIALIZED VIEW app.v_${from}${to} TO app.${to} AS SELECT id FROM app.${from}`,
        ),
      ].join(';\n');
      create(sql);
      const codes = failing(...['a', 'b', 'c', 'd'].map((name) => `INSERT INTO app.${name} VALUES (1)`));
      expect(severities('mv-loop', sql).length > 0).toBe(codes.length > 0);
      for (const code of codes) expect(code).toBe(306);
    },
  );
});

describe('a dictionary over a table of the schema', () => {
  const sources = [
    ["CLICKHOUSE(TABLE 'users')", 'id UInt64, name String', 'HASHED()'],
    ["CLICKHOUSE(TABLE 'users')", 'id UInt64, title String', 'HASHED()'],
    ["CLICKHOUSE(TABLE 'users')", 'id UInt64, title String EXPRESSION upper(name)', 'HASHED()'],
    ["CLICKHOUSE(TABLE 'nobody')", 'id UInt64, name String', 'HASHED()'],
    ["CLICKHOUSE(DB 'app' TABLE 'users')", 'id UInt64, name String', 'FLAT()'],
    ["CLICKHOUSE(DB 'app' TABLE 'nobody')", 'id UInt64, name String', 'FLAT()'],
    ["CLICKHOUSE(QUERY 'SELECT id, name FROM app.users')", 'id UInt64, name String', 'HASHED()'],
    ["CLICKHOUSE(TABLE 'users')", 'id UInt64, name String', 'RANGE_HASHED()'],
    ["CLICKHOUSE(TABLE 'users')", 'id UInt64, name String', 'CACHE()'],
    ["CLICKHOUSE(TABLE 'users')", 'id UInt64, name String', 'CACHE(SIZE_IN_CELLS 9)'],
    ['NULL()', 'id UInt64, name String', 'HASHED()'],
  ] as const;

  test.each(sources)('%s (%s) %s: a warning where it can not be loaded', (source, attributes, layout) => {
    const sql = `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;
CREATE DICTIONARY app.x (${attributes}) PRIMARY KEY id SOURCE(${source}) LAYOUT(${layout}) LIFETIME(300)`;
    create(sql);
    const codes = failing('SYSTEM RELOAD DICTIONARY app.x');
    expect(severities('dictionary-load', sql)).toEqual(codes.map(() => 'warning'));
  });
});

describe('a Distributed table', () => {
  test.each([
    ['app', 'l', true],
    ['app', 'nobody', false],
    ['web', 'l', false],
  ])('over %s.%s: an error where SELECT fails', (database, name, isThere) => {
    const sql = `CREATE TABLE app.l (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE web.other (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.d (id UInt64) ENGINE = Distributed('prod', '${database}', '${name}', id)`;
    create(sql);
    expect(failing('SELECT * FROM app.d')).toEqual(isThere ? [] : [60]);
    expect(severities('distributed-missing-local', sql)).toEqual(isThere ? [] : ['error']);
  });

  test.each(['', ', id', ', rand()', ', 1'])('with the sharding key %j: a warning where INSERT fails', (key) => {
    const sql = `CREATE TABLE app.l (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.d (id UInt64) ENGINE = Distributed('prod', 'app', 'l'${key})`;
    create(sql);
    const codes = failing('INSERT INTO app.d SETTINGS distributed_foreground_insert = 1 VALUES (1)');
    expect(codes).toEqual(key === '' ? [55] : []);
    expect(severities('distributed-sharding-key-missing', sql)).toEqual(codes.map(() => 'warning'));
  });
});

describe('a materialized view without rows', () => {
  const sources = [
    ['a table', 'app.events', 1],
    ['a view', 'app.recent', 0],
    ['a materialized view TO a table', 'app.ids_mv', 0],
    ['the target of a materialized view', 'app.ids', 1],
  ] as const;

  test.each(sources)('over %s', (_, source, rows) => {
    const sql = `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.ids (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE VIEW app.recent AS SELECT id FROM app.events;
CREATE MATERIALIZED VIEW app.ids_mv TO app.ids AS SELECT id FROM app.events;
CREATE MATERIALIZED VIEW app.x ENGINE = MergeTree ORDER BY id AS SELECT id FROM ${source}`;
    create(sql);
    engine.run('INSERT INTO app.events VALUES (1)');
    expect(engine.run('SELECT count() FROM app.x').text).toBe(String(rows));
    expect(severities('mv-source-silent', sql)).toEqual(rows === 0 ? ['warning'] : []);
  });
});
