/** What no plan does: each refused by the name of a rule, at the object and line that it is about. */
import { expect, test } from 'vitest';
import { planConfirmed, schemaOf } from './support.ts';

const table = (columns: string, more = 'ORDER BY id', name = 't', engine = 'MergeTree'): string =>
  `CREATE TABLE a.${name} (${columns}) ENGINE = ${engine} ${more};\n`;
const front = (key = 'id', cluster = 'prod', local = 't'): string =>
  `CREATE TABLE a.d AS a.${local} ENGINE = Distributed('${cluster}', 'a', '${local}', ${key});\n`;
const view = (query: string): string => `CREATE VIEW a.v AS ${query};\n`;
const materialized = (query: string, target = 'target'): string =>
  `CREATE MATERIALIZED VIEW a.m TO a.${target} AS ${query};\n`;
const target = (columns: string, name = 'target'): string => table(columns, 'ORDER BY id', name);
const buffer = (columns: string, local = 't'): string =>
  `CREATE TABLE a.b (${columns}) ENGINE = Buffer('a', '${local}', 1, 10, 100, 10, 100, 1000, 10000);\n`;
const inner = (query: string, more = ''): string =>
  `CREATE MATERIALIZED VIEW a.m ENGINE = MergeTree ORDER BY id${more} AS ${query};\n`;
const renamed = (from: string): string => `-- chx:renamed-from ${from}\n`;

const refusals: readonly (readonly [rule: string, what: string, base: string, head: string])[] = [
  ['sorting-key-change', 'ORDER BY', table('id UInt64, x UInt8'), table('id UInt64, x UInt8', 'ORDER BY (id, x)')],
  [
    'primary-key-change',
    'PRIMARY KEY',
    table('id UInt64, x UInt8', 'ORDER BY (id, x)'),
    table('id UInt64, x UInt8', 'PRIMARY KEY id ORDER BY (id, x)'),
  ],
  ['partition-key-change', 'PARTITION BY', table('id UInt64'), table('id UInt64', 'PARTITION BY id ORDER BY id')],
  ['sampling-key-change', 'SAMPLE BY', table('id UInt64'), table('id UInt64', 'ORDER BY id SAMPLE BY id')],
  ['engine-change', 'engine', table('id UInt64'), table('id UInt64', 'ORDER BY id', 't', 'ReplacingMergeTree')],
  [
    'engine-change',
    'engine of a renamed table',
    table('id UInt64'),
    renamed('a.t') + table('id UInt64', 'ORDER BY id', 'u', 'ReplacingMergeTree'),
  ],
  [
    'fixed-setting-change',
    'a setting of CREATE only',
    table('id UInt64'),
    table('id UInt64', 'ORDER BY id SETTINGS index_granularity = 1024'),
  ],
  ['key-column-type', 'type of a key column', table('id UInt64'), table('id UInt32')],
  ['rename-key-column', 'name of a key column', table('id UInt64'), table('ident UInt64', 'ORDER BY ident')],
  [
    'rename-key-column',
    'name of a version',
    table('id UInt64, v UInt64', 'ORDER BY id', 't', 'ReplacingMergeTree(v)'),
    table('id UInt64, w UInt64', 'ORDER BY id', 't', 'ReplacingMergeTree(w)'),
  ],
  ['column-kind-change', 'stored to ALIAS', table('id UInt64, x UInt64'), table('id UInt64, x UInt64 ALIAS id')],
  ['nullable-without-default', 'NULL to what?', table('id UInt64, x Nullable(UInt8)'), table('id UInt64, x UInt8')],
  ['type-not-convertible', 'UUID to a number', table('id UInt64, x UUID'), table('id UInt64, x UInt8')],
  [
    'type-not-convertible',
    'state to another',
    table('id UInt64, x AggregateFunction(sum, UInt8)'),
    table('id UInt64, x AggregateFunction(sum, UInt64)'),
  ],
  [
    'type-not-convertible',
    'tuple to map',
    table('id UInt64, x Tuple(a UInt8, b String)'),
    table('id UInt64, x Map(String, UInt8)'),
  ],
  ['statistics-change', 'statistics', table('id UInt64, x UInt8'), table('id UInt64, x UInt8 STATISTICS(tdigest)')],
  [
    'statistics-change',
    'a column with statistics',
    table('id UInt64'),
    table('id UInt64, x UInt8 STATISTICS(tdigest)'),
  ],
  [
    'rename-name-taken',
    'swapped columns',
    table('id UInt64, x String, y String'),
    table(`id UInt64,\n${renamed('y')}x String,\n${renamed('x')}y String`),
  ],
  [
    'rename-name-taken',
    'a chain',
    table('id UInt64, x String, y Date'),
    table(`id UInt64,\n${renamed('x')}y String,\n${renamed('y')}z Date`),
  ],
  [
    'rename-name-taken',
    'a column onto one that goes',
    table('id UInt64, x String, y UInt8'),
    table(`id UInt64,\n${renamed('x')}y String`),
  ],
  [
    'rename-name-taken',
    'an old name for a new column',
    table('id UInt64, x String'),
    table(`id UInt64,\n${renamed('x')}y String, x Date`),
  ],
  [
    'rename-name-taken',
    'swapped tables',
    table('id UInt64') + target('id UInt64, x Date'),
    renamed('a.target') + table('id UInt64, x Date') + renamed('a.t') + target('id UInt64'),
  ],
  [
    'rename-name-taken',
    'an old name for a new table',
    table('id UInt64, x Date'),
    renamed('a.t') + table('id UInt64, x Date', 'ORDER BY id', 'u') + table('id UInt64, z Int8'),
  ],
  [
    'rename-subcolumn',
    'a part of a renamed column',
    table('id UInt64, x Tuple(a UInt8), z UInt8 DEFAULT x.a'),
    table('id UInt64, y Tuple(a UInt8), z UInt8 DEFAULT y.a'),
  ],
  [
    'rename-nested',
    'an announced part of a Nested',
    table('id UInt64, n Nested(a String)'),
    table(`id UInt64,\n${renamed('n.a')}\`m.a\` Array(String)`),
  ],
  [
    'kind-change',
    'table to view',
    table('id UInt64') + target('id UInt64'),
    `${target('id UInt64')}CREATE VIEW a.t AS SELECT id FROM a.target;`,
  ],
  [
    'cluster-change',
    'another cluster',
    'CREATE TABLE a.t ON CLUSTER one (id UInt64) ENGINE = ReplicatedMergeTree ORDER BY id;',
    'CREATE TABLE a.t ON CLUSTER two (id UInt64) ENGINE = ReplicatedMergeTree ORDER BY id;',
  ],
  [
    'sharding-key-column',
    'type of a sharding key',
    table('id UInt64, x UInt8') + front('x'),
    table('id UInt64, x UInt16') + front('x'),
  ],
  [
    'distributed-cluster-change',
    'the cluster that is read',
    table('id UInt64') + front(),
    table('id UInt64') + front('id', 'other'),
  ],
  [
    'distributed-local-change',
    'another local table',
    table('id UInt64') + target('id UInt64') + front(),
    table('id UInt64') + target('id UInt64') + front('id', 'prod', 'target'),
  ],
  [
    'view-names-column',
    'a view over a column that goes',
    table('id UInt64, x UInt8') + view('SELECT x FROM a.t'),
    table('id UInt64') + view('SELECT x FROM a.t'),
  ],
  [
    'view-names-column',
    'a view that changed and still names it',
    table('id UInt64, x UInt8') + view('SELECT x FROM a.t'),
    table('id UInt64') + view('SELECT id, x FROM a.t'),
  ],
  [
    'view-names-column',
    'a view over a view by * over one',
    table('id UInt64, x UInt8') + view('SELECT * FROM a.t') + view('SELECT x FROM a.v').replace('a.v AS', 'a.w AS'),
    table('id UInt64') + view('SELECT * FROM a.t') + view('SELECT x FROM a.v').replace('a.v AS', 'a.w AS'),
  ],
  [
    'materialized-view-names-column',
    'a materialized view over one',
    table('id UInt64, x UInt8') + target('id UInt64, x UInt8, k Int8') + materialized('SELECT id, x FROM a.t'),
    table('id UInt64') + target('id UInt64, x UInt8, k Int8') + materialized('SELECT id, x FROM a.t'),
  ],
  [
    'buffer-names-column',
    'a Buffer over one',
    table('id UInt64, x UInt8') + buffer('id UInt64, x UInt8'),
    table('id UInt64') + buffer('id UInt64, x UInt8'),
  ],
  [
    'view-star',
    '* over other names among others',
    table('id UInt64, x UInt8') + view('SELECT *, 1 AS one FROM a.t'),
    table('id UInt64, y UInt8') + view('SELECT *, 1 AS one FROM a.t'),
  ],
  [
    'view-star',
    'a materialized view by *',
    table('id UInt64, x UInt8') + target('id UInt64, x UInt8, k Int8') + materialized('SELECT * FROM a.t'),
    table('id UInt64') + target('id UInt64, x UInt8, k Int8') + materialized('SELECT * FROM a.t'),
  ],
  [
    'names-dropped-object',
    'a view over a table that goes',
    table('id UInt64') + view('SELECT id FROM a.t'),
    view('SELECT id FROM a.t'),
  ],
  [
    'names-dropped-object',
    'a materialized view over a renamed table',
    table('id UInt64') + target('id UInt64, k Int8') + materialized('SELECT id FROM a.t'),
    table('id UInt64', 'ORDER BY id', 'u') + target('id UInt64, k Int8') + materialized('SELECT id FROM a.t'),
  ],
  [
    'materialized-view-target-change',
    'rows of its own to a target',
    table('id UInt64') + target('id UInt64, k Int8') + inner('SELECT id FROM a.t'),
    table('id UInt64') + target('id UInt64, k Int8') + materialized('SELECT id FROM a.t'),
  ],
  [
    'materialized-view-refresh-change',
    'REFRESH',
    `${target('id UInt64')}CREATE MATERIALIZED VIEW a.m REFRESH EVERY 1 DAY TO a.target AS SELECT 1 AS id;`,
    `${target('id UInt64')}CREATE MATERIALIZED VIEW a.m REFRESH EVERY 2 DAY TO a.target AS SELECT 1 AS id;`,
  ],
  [
    'materialized-view-inner-change',
    'the query of one that keeps its rows',
    table('id UInt64') + inner('SELECT id FROM a.t'),
    table('id UInt64') + inner('SELECT id + 1 AS id FROM a.t'),
  ],
  [
    'materialized-view-inner-change',
    'the columns of one that keeps its rows',
    table('id UInt64, x UInt8') + inner('SELECT id, x FROM a.t'),
    table('id UInt64, x UInt16') + inner('SELECT id, x FROM a.t'),
  ],
  [
    'engine-cannot-alter',
    'a Log table',
    table('id UInt64', '', 't', 'Log'),
    table('id UInt64, x UInt8', '', 't', 'Log'),
  ],
  [
    'engine-cannot-alter',
    'a renamed column of a Null table',
    table('id UInt64, x UInt8', '', 't', 'Null'),
    table('id UInt64, y UInt8', '', 't', 'Null'),
  ],
  [
    'engine-change',
    'a Buffer over another table',
    table('id UInt64') + target('id UInt64') + buffer('id UInt64'),
    table('id UInt64') + target('id UInt64') + buffer('id UInt64', 'target'),
  ],
  [
    'buffer-feeds-view',
    'a Buffer over a renamed column, with a materialized view',
    table('id UInt64, x UInt8') +
      buffer('id UInt64, x UInt8') +
      target('id UInt64, k Int8') +
      materialized('SELECT id FROM a.b'),
    table('id UInt64, y UInt8') +
      buffer('id UInt64, y UInt8') +
      target('id UInt64, k Int8') +
      materialized('SELECT id FROM a.b'),
  ],
  [
    'rename-feeds-views',
    'materialized views over a renamed table and over its front',
    table('id UInt64') +
      front() +
      target('id UInt64, k Int8') +
      materialized('SELECT id FROM a.t') +
      materialized('SELECT id FROM a.d').replace('a.m', 'a.n'),
    table('id UInt64', 'ORDER BY id', 'u') +
      front('id', 'prod', 'u') +
      target('id UInt64, k Int8') +
      materialized('SELECT id FROM a.u') +
      materialized('SELECT id FROM a.d').replace('a.m', 'a.n'),
  ],
  [
    'rename-under-buffer',
    'a Buffer over the front of a renamed table with a materialized view',
    table('id UInt64') +
      front() +
      buffer('id UInt64', 'd') +
      target('id UInt64, k Int8') +
      materialized('SELECT id FROM a.t'),
    table('id UInt64', 'ORDER BY id', 'u') +
      front('id', 'prod', 'u') +
      buffer('id UInt64', 'd') +
      target('id UInt64, k Int8') +
      materialized('SELECT id FROM a.u'),
  ],
  [
    'rename-materialized-view-database',
    'a materialized view with rows of its own, in another database',
    table('id UInt64') + inner('SELECT id FROM a.t'),
    table('id UInt64') + renamed('a.m') + inner('SELECT id FROM a.t').replace('a.m', 'b.m'),
  ],
  [
    'rename-replica-path',
    'a table that would take the path of a renamed one',
    table('id UInt64', 'ORDER BY id', 't', "ReplicatedMergeTree('/t/t', '{replica}')"),
    renamed('a.t') +
      table('id UInt64', 'ORDER BY id', 'u', "ReplicatedMergeTree('/t/t', '{replica}')") +
      table('q Date', 'ORDER BY q', 'w', "ReplicatedMergeTree('/t/{table}', '{replica}')").replace('{table}', 't'),
  ],
  [
    'rename-replica-path',
    'another database, with the replica path',
    table('id UInt64', 'ORDER BY id', 't', "ReplicatedMergeTree('/t/{database}/t', '{replica}')"),
    table('id UInt64', 'ORDER BY id', 't', "ReplicatedMergeTree('/t/{database}/t', '{replica}')").replace('a.t', 'b.t'),
  ],
  [
    'database-change',
    'engine of a database',
    'CREATE DATABASE b;',
    "CREATE DATABASE b ENGINE = Replicated('/b', '1', '1');",
  ],
  [
    'function-in-use',
    'a function that a default uses',
    `CREATE FUNCTION f AS (x) -> x + 1;${table('id UInt64, x UInt64 DEFAULT f(id)')}`,
    `CREATE FUNCTION f AS (x) -> x + 2;${table('id UInt64, x UInt64 DEFAULT f(id)')}`,
  ],
  [
    'dependency-cycle',
    'views over one another',
    '',
    'CREATE VIEW a.v1 AS SELECT * FROM a.v2; CREATE VIEW a.v2 AS SELECT * FROM a.v1;',
  ],
];

test.each(refusals)('%s: %s', (rule, _, base, head) => {
  const { findings } = planConfirmed(schemaOf(base), schemaOf(head));
  const found = findings.find((finding) => finding.rule === rule);
  expect(findings.map((finding) => finding.rule)).toContain(rule);
  expect(found).toMatchObject({ severity: 'error', file: 'schema/a.sql' });
  expect(found?.line).toBeGreaterThan(0);
  expect(found?.message).toMatch(/^[^\n]+$/);
  expect(found?.message).toContain(found?.object ?? '?');
});

const accepted: readonly (readonly [what: string, base: string, head: string])[] = [
  [
    'an announcement that was there before',
    table(`id UInt64,\n${renamed('x')}y String`),
    table(`id UInt64,\n${renamed('x')}y String, x Date`),
  ],
  [
    'a name that a query makes itself',
    table('id UInt64, x UInt8, l Array(UInt8)') + view('SELECT arrayMap(x -> x + 1, l) AS r FROM a.t'),
    table('id UInt64, l Array(UInt8)') + view('SELECT arrayMap(x -> x + 1, l) AS r FROM a.t'),
  ],
  [
    'a name that is another table’s',
    table('id UInt64, x UInt8') +
      target('id UInt64, x UInt8') +
      view('SELECT t.id AS i, o.x AS z FROM a.t AS t JOIN a.target AS o ON t.id = o.id'),
    table('id UInt64') +
      target('id UInt64, x UInt8') +
      view('SELECT t.id AS i, o.x AS z FROM a.t AS t JOIN a.target AS o ON t.id = o.id'),
  ],
  [
    'a part of a Nested that is another now',
    table('id UInt64, n Nested(a String)'),
    table('id UInt64, n Nested(b String)'),
  ],
  ['NULL with a default', table('id UInt64, x Nullable(UInt8)'), table('id UInt64, x UInt8 DEFAULT 3')],
  [
    'the old name kept as an ALIAS',
    table('id UInt64, x UInt8'),
    table(`id UInt64,\n${renamed('x')}y UInt8, x UInt8 ALIAS y`),
  ],
];

test.each(accepted)('not refused: %s', (_, base, head) => {
  const { findings } = planConfirmed(schemaOf(base), schemaOf(head));
  expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
});
