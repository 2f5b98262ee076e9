import { expect, test } from 'vitest';
import { compareDefinitions, leftPrimaryKey, parseDefinition } from '../../src/clickhouse/definition.ts';

const parts = (sql: string): Record<string, string> => Object.fromEntries(parseDefinition(sql));

test('a table is taken apart', () => {
  expect(
    parts(
      "CREATE TABLE a.t (`id` UInt64 DEFAULT 1 CODEC(Delta(8), LZ4), `x, y` String COMMENT 'PARTITION BY (', INDEX i lower(s) TYPE minmax GRANULARITY 1, " +
        'PROJECTION p (SELECT id ORDER BY id), CONSTRAINT c CHECK id > 0) ENGINE = ReplacingMergeTree(id) PARTITION BY toYYYYMM(d) PRIMARY KEY id ORDER BY (id, `x, y`) ' +
        "SAMPLE BY id TTL d + toIntervalDay(1) SETTINGS index_granularity = 8192, b = 'x' COMMENT 'it''s'",
    ),
  ).toEqual({
    object: 'CREATE TABLE a.t',
    'column id': 'UInt64 DEFAULT 1 CODEC(Delta(8), LZ4)',
    'column x, y': "String COMMENT 'PARTITION BY ('",
    'index i': 'lower(s) TYPE minmax GRANULARITY 1',
    'projection p': '(SELECT id ORDER BY id)',
    'constraint c': 'CHECK id > 0',
    'order of columns': 'id, x, y',
    ENGINE: 'ReplacingMergeTree(id)',
    'PARTITION BY': 'toYYYYMM(d)',
    'PRIMARY KEY': 'id',
    'ORDER BY': 'id, `x, y`',
    'SAMPLE BY': 'id',
    TTL: 'd + toIntervalDay(1)',
    'setting b': "'x'",
    COMMENT: "'it''s'",
  });
});

test('clauses inside of a query belong to the query', () => {
  expect(
    parts(
      'CREATE MATERIALIZED VIEW a.m TO a.t (`x` UInt64) AS SELECT x FROM a.s WHERE (x IN (SELECT 1)) GROUP BY x ORDER BY x SETTINGS max_threads = 1',
    ),
  ).toEqual({
    object: 'CREATE MATERIALIZED VIEW a.m',
    TO: 'a.t',
    'column x': 'UInt64',
    'order of columns': 'x',
    query: 'SELECT x FROM a.s WHERE (x IN (SELECT 1)) GROUP BY x ORDER BY x SETTINGS max_threads = 1',
  });
});

test('a refreshable view is taken apart', () => {
  expect(
    parts(
      'CREATE MATERIALIZED VIEW a.m REFRESH EVERY 1 HOUR DEPENDS ON a.x TO a.t (`x` UInt64) DEFINER = default SQL SECURITY DEFINER AS SELECT 1',
    ),
  ).toMatchObject({
    REFRESH: 'EVERY 1 HOUR DEPENDS ON a.x',
    TO: 'a.t',
    DEFINER: 'default',
    'SQL SECURITY': 'DEFINER',
    query: 'SELECT 1',
  });
});

test.each([
  ['ORDER BY k', 'ORDER BY (k)'],
  ['ORDER BY (k, v)', 'ORDER BY tuple(k, v)'],
  ['PRIMARY KEY k ORDER BY k', 'ORDER BY k'],
  ['PRIMARY KEY tuple(k) ORDER BY tuple(k)', 'ORDER BY k'],
  ['ORDER BY k SETTINGS index_granularity = 8192', 'ORDER BY k'],
  ['ORDER BY k SETTINGS a = 1, b = 2', 'ORDER BY k SETTINGS b = 2, a = 1'],
])('%s is %s', (left, right) => {
  const definition = (rest: string): ReturnType<typeof parseDefinition> =>
    parseDefinition(`CREATE TABLE a.t (\`k\` UInt8, \`v\` UInt8) ENGINE = MergeTree ${rest}`);
  expect(compareDefinitions('a.t', definition(left), definition(right))).toEqual([]);
});

test.each([
  ['ORDER BY (k), (v)', 'ORDER BY k'],
  ['ORDER BY (k + 1) * (k + 2)', 'ORDER BY k + 1) * (k + 2'],
  ['PRIMARY KEY k ORDER BY (k, v)', 'ORDER BY (k, v)'],
  ['ORDER BY (k, v)', 'ORDER BY (v, k)'],
  ['ORDER BY k SETTINGS index_granularity = 4096', 'ORDER BY k'],
])('%s is not %s', (left, right) => {
  const definition = (rest: string): ReturnType<typeof parseDefinition> =>
    parseDefinition(`CREATE TABLE a.t (\`k\` UInt8, \`v\` UInt8) ENGINE = MergeTree ${rest}`);
  expect(compareDefinitions('a.t', definition(left), definition(right))).not.toEqual([]);
});

test('only a primary key that the sorting key was extended from is left behind', () => {
  const definition = (rest: string): ReturnType<typeof parseDefinition> =>
    parseDefinition(`CREATE TABLE a.t (\`k\` UInt8) ENGINE = MergeTree ${rest}`);
  const head = definition('ORDER BY (k, v)');
  expect(leftPrimaryKey(definition('PRIMARY KEY k ORDER BY (k, v)'), head)?.key).toBe('k');
  expect(leftPrimaryKey(definition('PRIMARY KEY v ORDER BY (k, v)'), head)).toBeNull();
  expect(leftPrimaryKey(definition('PRIMARY KEY k ORDER BY (k, w)'), head)).toBeNull();
  expect(
    leftPrimaryKey(definition('PRIMARY KEY k ORDER BY (k, v)'), definition('PRIMARY KEY k ORDER BY (k, v)')),
  ).toBeNull();
});
