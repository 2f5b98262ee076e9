/** What isn't understood is a finding with its line, never dropped; what is tolerated is tolerated. */
import { describe, expect, it } from 'vitest';
import type { SchemaObject } from '../../src/schema/model.ts';
import { type ParsedFile, parseSchemaFile } from '../../src/sql/parse.ts';
import { printCreate } from '../../src/sql/print.ts';
import { tokenize } from '../../src/sql/tokens.ts';

const read = (sql: string): ParsedFile => parseSchemaFile(sql, 'file.sql', { database: 'd', cluster: 'prod' });
const problems = (sql: string): string[] => read(sql).findings.map(({ line, message }) => `${line}: ${message}`);
function only(sql: string): SchemaObject {
  const { objects, findings } = read(sql);
  expect(findings).toEqual([]);
  const [object] = objects;
  if (object === undefined || objects.length > 1) throw new Error('not one object');
  return object;
}

describe('what is refused', () => {
  it.each<[string, RegExp]>([
    ['DROP TABLE t', /^1: a schema file holds CREATE statements only/],
    ['\n\nINSERT INTO t VALUES (1)', /^3: a schema file holds CREATE/],
    ['CREATE USER u', /^1: CHX doesn't manage CREATE USER/],
    ['CREATE TEMPORARY TABLE t (a UInt8) ENGINE = Memory', /CREATE TEMPORARY/],
    ['CREATE LIVE VIEW v AS SELECT 1', /CREATE LIVE/],
    [
      'CREATE TABLE t (a UInt8) ENGINE = MergeTree\nORDER BY a\nFLAVOUR sweet',
      /^3: unexpected "FLAVOUR" after an expression/,
    ],
    [
      'CREATE TABLE t (a UInt8)\nFLAVOUR = 1 ENGINE = Memory',
      /^2: a clause of CREATE TABLE is expected instead of "FLAVOUR"/,
    ],
    ['CREATE TABLE t (a UInt8,\n b String SWEET) ENGINE = Memory', /^2: .*clause of the column b.*"SWEET"/],
    ['CREATE TABLE t (a UInt8 DEFAULT 1 DEFAULT 2) ENGINE = Memory', /unexpected "DEFAULT" after an expression/],
    ['CREATE TABLE t (a) ENGINE = Memory', /has no type/],
    ['CREATE TABLE t (a DEFAULT 1) ENGINE = Memory', /has no type/],
    ['CREATE TABLE t (a Nullable(UInt8) NULL) ENGINE = Memory', /Nullable twice/],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory ENGINE = Log', /ENGINE is given twice/],
    ['CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a ORDER BY a', /ORDER BY is given twice/],
    ['CREATE TABLE t (a UInt8)', /has no ENGINE/],
    ['CREATE TABLE t ENGINE = Memory', /lists no columns/],
    ['CREATE TABLE t AS u', /has no ENGINE/],
    ['CREATE TABLE t AS u ENGINE = Memory', /read for Distributed tables only/],
    ['CREATE TABLE t ENGINE = Memory AS SELECT 1', /moves data/],
    ['CREATE TABLE t ENGINE = Memory EMPTY AS SELECT 1', /moves data/],
    ['CREATE TABLE t (a UInt8) ENGINE = Distributed(prod)', /Distributed takes/],
    ['CREATE TABLE t (a UInt8) ENGINE = Distributed(prod, d, u) ORDER BY a', /takes no ORDER BY/],
    ['CREATE TABLE t ENGINE = Distributed(prod, d, u)', /has no columns/],
    ['CREATE TABLE t AS w ENGINE = Distributed(prod, d, u)', /name one table/],
    ['CREATE TABLE t (INDEX i a TYPE minmax GRANULARITY x) ENGINE = Memory', /no whole number/],
    ['CREATE TABLE t (a UInt8, PROJECTION p SELECT a) ENGINE = Memory', /query of the projection p/],
    ['CREATE TABLE t (a UInt8, CONSTRAINT c a > 1) ENGINE = Memory', /CHECK is expected/],
    ['CREATE TABLE t (a UInt8, FOREIGN KEY (a)) ENGINE = Memory', /FOREIGN KEY/],
    ['CREATE TABLE t (a UInt8 ENGINE = Memory', /./],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory COMMENT 5', /must be a string/],
    ["CREATE TABLE t (a String DEFAULT 'x) ENGINE = Memory", /never closed/],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory /* open', /never closed/],
    ['CREATE TABLE (a UInt8) ENGINE = Memory', /a name is expected/],
    ['CREATE TABLE a.b.c (a UInt8) ENGINE = Memory', /./],
    ['CREATE VIEW v', /has no AS SELECT/],
    ['CREATE VIEW v SWEET AS SELECT 1', /"SWEET"/],
    ['CREATE MATERIALIZED VIEW v AS SELECT 1', /neither TO nor ENGINE/],
    ['CREATE MATERIALIZED VIEW v TO t ENGINE = Memory AS SELECT 1', /both TO and ENGINE/],
    ['CREATE MATERIALIZED VIEW v TO t SWEET AS SELECT 1', /"SWEET"/],
    ['CREATE MATERIALIZED VIEW v REFRESH EVERY 1 DAY SWEETLY TO t AS SELECT 1', /"SWEETLY" in the REFRESH clause/],
    [
      'CREATE MATERIALIZED VIEW v (a UInt8, INDEX i a TYPE minmax) ENGINE = MergeTree AS SELECT 1',
      /no INDEX in the list/,
    ],
    [
      'CREATE MATERIALIZED VIEW v (a UInt8, PROJECTION p (SELECT a)) ENGINE = MergeTree AS SELECT 1',
      /no PROJECTION in/,
    ],
    ['CREATE DICTIONARY d PRIMARY KEY k', /attributes of the dictionary/],
    ['CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(NULL()) SWEET(1) LAYOUT(FLAT()) LIFETIME(1)', /./],
    ['CREATE DICTIONARY d (k UInt64) PRIMARY KEY k LAYOUT(FLAT()) LAYOUT(HASHED())', /LAYOUT is given twice/],
    ['CREATE DATABASE d SWEET', /ENGINE or COMMENT/],
    ['CREATE FUNCTION f x -> 1', /AS is expected/],
    ['CREATE TABLE t (a UInt8) ENGINE = Memory; \u0001', /U\+0001/],
    ['CREATE TABLE t (a UInt8\0) ENGINE = Memory', /U\+0000/],
  ])('%s', (sql, expected) => {
    const [problem] = problems(sql);
    expect(problem).toMatch(expected);
    expect(problem).not.toContain('\n');
  });

  it('leaves the other statements of the file', () => {
    const { objects, findings } = read('CREATE VIEW a AS SELECT 1;\nCREATE NONSENSE;\n;;\nCREATE VIEW b AS SELECT 2');
    expect(objects.map(({ name }) => name.name)).toEqual(['a', 'b']);
    expect(findings).toMatchObject([{ rule: 'sql-syntax', severity: 'error', file: 'file.sql', line: 2 }]);
  });
});

describe('what is tolerated', () => {
  it.each([
    '\ufeffCREATE VIEW v AS SELECT 1',
    'CREATE VIEW v AS\r\nSELECT 1;\r\n',
    'create view if not exists v as select 1;;',
    '-- a comment\n/* another */ # and\n#! more\nCREATE VIEW v AS SELECT 1 -- last',
    'CREATE OR REPLACE VIEW d.v ON CLUSTER prod AS SELECT 1',
    "CREATE VIEW `d` . `v` ON CLUSTER 'prod' AS SELECT 1",
  ])('%s', (sql) => {
    const object = only(sql);
    expect(printCreate(object, { onCluster: object.cluster })).toBe(
      `CREATE VIEW d.v ON CLUSTER prod\nAS ${sql.includes('select') ? 'select' : 'SELECT'} 1`,
    );
  });

  it('takes the cluster macro, and no statement at all', () => {
    expect(only("CREATE VIEW v ON CLUSTER '{cluster}' AS SELECT 1").cluster).toBe('{cluster}');
    expect(read('')).toEqual({ objects: [], findings: [] });
    expect(read(';; -- nothing\n;')).toEqual({ objects: [], findings: [] });
  });
});

describe('renamed-from', () => {
  it('names what a column and an object were called', () => {
    const table = only(
      '-- chx:renamed-from old.u\nCREATE TABLE t (\n  -- about a\n  -- chx:renamed-from b\n  a UInt8, -- trailing\n /* chx:renamed-from `d e` */\n  c UInt8\n) ENGINE = Memory',
    );
    expect(table).toMatchObject({
      renamedFrom: { database: 'old', name: 'u' },
      columns: [{ name: 'a', renamedFrom: 'b' }, { name: 'c' }],
    });
    expect(only('-- chx:renamed-from w\nCREATE VIEW v AS SELECT 1').renamedFrom).toEqual({ database: 'd', name: 'w' });
  });

  it('reaches the elements of a Nested column', () => {
    expect(only('CREATE TABLE t (\n-- chx:renamed-from m\nn Nested(a UInt8, b UInt8)) ENGINE = Memory')).toMatchObject({
      columns: [
        { name: 'n.a', renamedFrom: 'm.a' },
        { name: 'n.b', renamedFrom: 'm.b' },
      ],
    });
  });

  it.each([
    'CREATE TABLE t (\n  a UInt8, -- chx:renamed-from b\n  c UInt8) ENGINE = Memory',
    'CREATE TABLE t (\n  a UInt8\n  -- chx:renamed-from b\n) ENGINE = Memory',
    'CREATE TABLE t (\n  -- chx:renamed-from b\n  INDEX i a TYPE minmax, a UInt8) ENGINE = MergeTree',
    'CREATE VIEW v AS SELECT\n-- chx:renamed-from b\n a',
  ])('is refused where it would be lost: %s', (sql) => {
    expect(problems(sql)).toEqual([expect.stringMatching(/^\d+: this chx:renamed-from names nothing/)]);
  });

  it('is refused twice', () => {
    expect(problems('-- chx:renamed-from a\n-- chx:renamed-from b\nCREATE VIEW v AS SELECT 1')).toEqual([
      expect.stringMatching(/^2: two chx:renamed-from/),
    ]);
  });
});

describe('lexer', () => {
  const kinds = (text: string): string =>
    tokenize(text)
      .map(({ kind, value }) => `${kind}(${value})`)
      .join(' ');
  it.each([
    ['x.1.2', 'word(x) symbol(.) number(1) symbol(.) number(2)'],
    ['1.5e-3 .5 0xFFp 1_000', null],
    ['1.5e-3 1e10 0xFF 1_000', 'number(1.5e-3) number(1e10) number(0xFF) number(1_000)'],
    ["'a''b\\'c\\\\d'", "string(a'b'c\\d)"],
    ["'\\x41\\t\\q'", 'string(A\t\\q)'],
    ['"a""b" `c``d` `e\\`f`', 'quoted(a"b) quoted(c`d) quoted(e`f)'],
    ['$$a $b$ c$$ $t$ $$ $t$', 'string(a $b$ c) string( $$ )'],
    ['-- a\n/* b */ # c\n#! d\n1--2', 'comment(a) comment(b) comment(c) comment(! d) number(1) comment(2)'],
    [
      'a->b::c<=>d<>e!=f==g||h',
      'word(a) symbol(->) word(b) symbol(::) word(c) symbol(<=>) word(d) symbol(<>) word(e) symbol(!=) word(f) symbol(==) word(g) symbol(||) word(h)',
    ],
    ['a\u00a0b\u200b\ufeffc', 'word(a) word(b) word(c)'],
    ['{p:UInt8}', 'symbol({) word(p) symbol(:) word(UInt8) symbol(})'],
    ["'ü😀'", 'string(ü😀)'],
  ])('%s', (text, expected) => {
    if (expected === null) expect(() => tokenize(text)).toThrow(/neither a number nor a name/);
    else expect(kinds(text)).toBe(expected);
  });

  it('knows the line of every token', () => {
    expect(tokenize("a\n'b\nc'\r\n/* d\n */ e").map(({ line }) => line)).toEqual([1, 2, 4, 5]);
  });
});
