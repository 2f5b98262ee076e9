// biome-ignore-all lint/suspicious/noTemplateCurlyInString: schema files hold template strings
import { afterAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { LoadCache } from '../../src/load/load.ts';
import type { SchemaObject } from '../../src/schema/model.ts';
import { printCreate } from '../../src/sql/print.ts';
import { lines, loadFiles } from './trees.ts';

const cache = new LoadCache();
afterAll(() => cache[Symbol.asyncDispose]());

const clustered = parseConfig('version: 1\ndatabase: app\ndistributed: { cluster: prod }', 'chx.yml');

/** The objects of one file in the DSL as CREATE statements, by name. */
async function created(code: string): Promise<Record<string, string>> {
  const loaded = await loadFiles(
    { 'a.ts': `import * as chx from 'chx';\nconst { ${names} } = chx;\n${code}` },
    clustered,
    cache,
  );
  expect(lines(loaded).filter((line) => !line.startsWith('notice'))).toEqual([]);
  return Object.fromEntries(
    [...loaded.schema.objects].map(([key, object]) => [key, printCreate(object, { onCluster: object.cluster })]),
  );
}
const names = 'table, distributed, view, materializedView, dictionary, database, sqlFunction, schema, codec';

/** What the columns of a table come to, each as the SQL behind its name. */
async function columnsOf(columns: string): Promise<string[]> {
  const statements = await created(
    `export const t = table({ database: 'a', name: 't', engine: 'Memory', cluster: 'none', columns: [${columns}] })`,
  );
  const list =
    /^CREATE TABLE a\.t \(\n([\s\S]*)\n\)\nENGINE = Memory$/.exec(statements['a.t'] ?? '')?.[1] ?? statements['a.t'];
  return (list ?? '').split(',\n').map((line) => line.trim());
}

/** A table in SQL, and the same in the DSL, loaded each for itself: where they stand is all that may differ. */
async function bothWays(code: string, sql: string): Promise<[unknown, unknown]> {
  const dsl = await loadFiles({ 'a.ts': `import { ${names} } from 'chx';\nexport default ${code}` }, clustered, cache);
  const written = await loadFiles({ 'a.sql': sql }, clustered, cache);
  expect([...lines(dsl), ...lines(written)]).toEqual([]);
  const bare = (objects: ReadonlyMap<string, SchemaObject>): unknown =>
    JSON.parse(
      JSON.stringify([...objects], (key, value: unknown) => (key === 'at' || key === 'text' ? undefined : value)),
    );
  return [bare(dsl.schema.objects), bare(written.schema.objects)];
}

describe('columns', () => {
  test.each([
    ["{ name: 'a', type: 'UInt64' }", '`a` UInt64'],
    ["{ name: 'a', type: 'String', nullable: true }", '`a` Nullable(String)'],
    ["{ name: 'a', type: 'Nullable(String)', nullable: true }", '`a` Nullable(String)'],
    ["{ name: 'a', type: 'LowCardinality(String)', nullable: true }", '`a` LowCardinality(Nullable(String))'],
    ["{ name: 'a', type: 'String', default: 'pending' }", "`a` String DEFAULT 'pending'"],
    ["{ name: 'a', type: 'String', default: \"it's \\\\ odd\" }", "`a` String DEFAULT 'it\\'s \\\\ odd'"],
    ["{ name: 'a', type: 'String', default: '' }", "`a` String DEFAULT ''"],
    ["{ name: 'a', type: 'UInt8', default: 0 }", '`a` UInt8 DEFAULT 0'],
    ["{ name: 'a', type: 'Float64', default: -1.5 }", '`a` Float64 DEFAULT -1.5'],
    ["{ name: 'a', type: 'Bool', default: false }", '`a` Bool DEFAULT false'],
    ["{ name: 'a', type: 'DateTime', default: 'fn:now()' }", '`a` DateTime DEFAULT now()'],
    ["{ name: 'a', type: 'DateTime', default: { expression: 'now() -- always' } }", '`a` DateTime DEFAULT now()'],
    ["{ name: 'a', type: 'UInt8', defaultKind: 'MATERIALIZED', default: 'fn:1 + 1' }", '`a` UInt8 MATERIALIZED 1 + 1'],
    ["{ name: 'a', type: 'UInt8', materialized: '1 + 1' }", '`a` UInt8 MATERIALIZED 1 + 1'],
    ["{ name: 'a', type: 'UInt8', defaultKind: 'ALIAS', default: { expression: 'b' } }", '`a` UInt8 ALIAS b'],
    ["{ name: 'a', type: 'UInt8', alias: 'comment' }", '`a` UInt8 ALIAS `comment`'],
    ["{ name: 'a', type: 'UInt8', defaultKind: 'EPHEMERAL' }", '`a` UInt8 EPHEMERAL'],
    ["{ name: 'a', type: 'UInt8', ephemeral: true }", '`a` UInt8 EPHEMERAL'],
    ["{ name: 'a', type: 'UInt8', ephemeral: '7' }", '`a` UInt8 EPHEMERAL 7'],
    ["{ name: 'a', type: 'UInt8', codec: { kind: 'ZSTD', level: 3 } }", '`a` UInt8 CODEC(ZSTD(3))'],
    [
      "{ name: 'a', type: 'UInt8', codec: [{ kind: 'Delta', size: 4 }, { kind: 'LZ4' }] }",
      '`a` UInt8 CODEC(Delta(4), LZ4)',
    ],
    [
      "{ name: 'a', type: 'Float64', codec: { kind: 'FPC', level: 12, floatSize: 8 } }",
      '`a` Float64 CODEC(FPC(12, 8))',
    ],
    ["{ name: 'a', type: 'UInt8', codec: { kind: 'raw', expression: 'T64, LZ4' } }", '`a` UInt8 CODEC(T64, LZ4)'],
    ["{ name: 'a', type: 'UInt8', codec: [codec.raw('T64'), { kind: 'NONE' }] }", '`a` UInt8 CODEC(T64, NONE)'],
    ["{ name: 'a', type: 'UInt8', codec: 'CODEC(Delta(1), ZSTD(1))' }", '`a` UInt8 CODEC(Delta(1), ZSTD(1))'],
    ["{ name: 'a', type: 'Date', ttl: 'a + INTERVAL 1 DAY' }", '`a` Date TTL a + INTERVAL 1 DAY'],
    ["{ name: 'a', type: 'UInt8', comment: \"o'clock\" }", "`a` UInt8 COMMENT 'o\\'clock'"],
    ["{ name: 'a', type: 'UInt8', comment: '' }", '`a` UInt8'],
    ["{ name: 'a', type: 'UInt8', statistics: 'tdigest' }", '`a` UInt8 STATISTICS(tdigest)'],
    [
      "{ name: 'a', type: 'UInt8', settings: { max_compress_block_size: 1 } }",
      '`a` UInt8 SETTINGS (max_compress_block_size = 1)',
    ],
    ["{ name: 'a b`c', type: 'UInt8' }", '`a b\\`c` UInt8'],
    ["{ name: 'a', type: 'UInt8', comment: undefined, codec: undefined }", '`a` UInt8'],
  ])('%s', async (given, sql) => {
    expect(await columnsOf(given)).toEqual([sql]);
  });

  test.each([
    ["{ name: 'a' }", "app.t: columns.0.type is missing; accepted: a type such as 'UInt64'"],
    ["{ name: 'a', typ: 'UInt8', type: 'UInt8' }", 'app.t: unknown key "typ" in columns.0; did you mean "type"?'],
    [
      "{ name: 'a', type: 'UInt8', default: null }",
      "app.t: columns.0.default is empty; accepted: a value, or SQL as { expression: 'now()' } or 'fn:now()'",
    ],
    [
      "{ name: 'a', type: 'UInt8', default: 1, alias: 'b' }",
      'app.t: column a has several of default, materialized, alias and ephemeral; keep one',
    ],
    [
      "{ name: 'a', type: 'UInt8', defaultKind: 'ALIAS' }",
      'app.t: column a is ALIAS without an expression; write it as default: { expression }',
    ],
    [
      "{ name: 'a', type: 'UInt8', default: 'fn:1, b UInt8' }",
      "app.t: column a: default can't be read as SQL: it is a list of several",
    ],
    [
      "{ name: 'a', type: 'UInt8', default: 'fn:(1' }",
      'app.t: column a: default can\'t be read as SQL: "(" is never closed',
    ],
    [
      "{ name: 'a', type: 'UInt8', default: 'fn:' }",
      "app.t: column a: default can't be read as SQL: an expression is missing",
    ],
    ["{ name: 'a', type: 'UInt8', codec: [] }", 'app.t: column a: codec is an empty list; leave it out'],
    [
      "{ name: 'a', type: 'UInt8', codec: { general: 'ZSTD' } }",
      "app.t: columns.0.codec is a mapping; accepted: a codec such as { kind: 'ZSTD', level: 3 }, or a list",
    ],
  ])('refused: %s', async (given, message) => {
    const code = `import { table } from 'chx';\nexport const t = table({ name: 't', engine: 'Memory', columns: [\n\n${given}] })`;
    const loaded = await loadFiles({ 'a.ts': code }, clustered, cache);
    expect(loaded.findings).toEqual([
      { rule: 'definition-invalid', severity: 'error', object: 'app.t', message, file: 'schema/a.ts', line: 4 },
    ]);
    expect(loaded.schema.objects.size).toBe(0);
  });
});

describe('the DSL means what SQL means', () => {
  test.each<[string, string, string]>([
    [
      'a table with everything',
      `table({
        database: 'analytics', name: 'events',
        columns: [
          { name: 'id', type: 'BIGINT' },
          { name: 'ts', type: 'DateTime', default: 'fn:NOW()', codec: [{ kind: 'Delta', size: 4 }, { kind: 'ZSTD' }] },
          { name: 'price', type: 'Decimal(18,2)', nullable: true },
          { name: 'tags', type: 'Nested(k String, v TEXT)' },
          { name: 'body', type: 'String', comment: 'raw' },
        ],
        engine: "ReplicatedReplacingMergeTree('/p/{shard}', '{replica}',ts)",
        primaryKey: ['id'], orderBy: ['id, toDate(ts)'], partitionBy: 'toYYYYMM(ts)', sampleBy: 'id',
        ttl: 'ts + INTERVAL 90 DAY',
        settings: { index_granularity: 8192, storage_policy: 'hot', ttl_only_drop_parts: true },
        indexes: [
          { name: 'i_price', expression: 'price', type: 'minmax' },
          { name: 'i_body', expression: 'lower(body), id', type: 'tokenbf_v1', sizeBytes: 256, hashFunctions: 2, randomSeed: 0, granularity: 4 },
          { name: 'i_set', expression: 'id', type: 'set', typeArgs: '100', granularity: 1 },
        ],
        projections: [{ name: 'p', query: 'SELECT id, count() GROUP BY id' }],
        constraints: [{ name: 'positive', check: 'id > 0' }, { name: 'small', assume: 'id < 10' }],
        comment: 'all of it',
      })`,
      `CREATE TABLE analytics.events (
        id Int64,
        ts DateTime DEFAULT now() CODEC(Delta(4), ZSTD(1)),
        price Nullable(Decimal(18, 2)),
        tags Nested(k String, v String),
        body String COMMENT 'raw',
        INDEX i_price price TYPE minmax GRANULARITY 1,
        INDEX i_body (lower(body), id) TYPE tokenbf_v1(256, 2, 0) GRANULARITY 4,
        INDEX i_set id TYPE set(100) GRANULARITY 1,
        CONSTRAINT positive CHECK id > 0,
        CONSTRAINT small ASSUME id < 10,
        PROJECTION p (SELECT id, count() GROUP BY id)
      ) ENGINE = ReplicatedReplacingMergeTree('/p/{shard}', '{replica}', ts)
      PARTITION BY toYYYYMM(ts) PRIMARY KEY id ORDER BY (id, toDate(ts)) SAMPLE BY id
      TTL ts + toIntervalDay(90)
      SETTINGS storage_policy = 'hot', ttl_only_drop_parts = 1
      COMMENT 'all of it'`,
    ],
    [
      'no sorting key',
      "table({ name: 't', engine: 'MergeTree()', columns: [{ name: 'a', type: 'UInt8' }], orderBy: [], primaryKey: [] })",
      'CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY tuple()',
    ],
    [
      'keys in one text',
      "table({ name: 't', engine: 'MergeTree', columns: [{ name: 'a', type: 'UInt8' }, { name: 'b', type: 'UInt8' }], orderBy: '(a, b)' })",
      'CREATE TABLE t (a UInt8, b UInt8) ENGINE = MergeTree ORDER BY (a, b)',
    ],
    [
      'a tuple as an element of a key, and a column with a comma in its name',
      "table({ name: 't', engine: 'MergeTree', columns: [{ name: 'a,b', type: 'UInt8' }, { name: 'c', type: 'UInt8' }], orderBy: ['a,b', '(c, c)'] })",
      'CREATE TABLE t (`a,b` UInt8, c UInt8) ENGINE = MergeTree ORDER BY (`a,b`, (c, c))',
    ],
    [
      'a queue with settings that are values',
      "table({ name: 'q', engine: 'Kafka', primaryKey: [], orderBy: [], columns: [{ name: 'a', type: 'String' }], settings: { kafka_group_name: '7', kafka_num_consumers: 1, kafka_format: 'JSONEachRow', x: true } })",
      "CREATE TABLE q (a String) ENGINE = Kafka SETTINGS kafka_group_name = '7', kafka_num_consumers = 1, kafka_format = 'JSONEachRow', x = 1",
    ],
    [
      'MergeTree settings, which may be SQL literals',
      "table({ name: 't', engine: 'MergeTree', columns: [{ name: 'a', type: 'UInt8' }], orderBy: 'a', settings: { storage_policy: \"'hot'\", min_bytes_for_wide_part: '0' } })",
      "CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS storage_policy = 'hot', min_bytes_for_wide_part = 0",
    ],
    [
      'a pair',
      "[table({ name: 'l', engine: 'MergeTree', columns: [{ name: 'a', type: 'UInt8', codec: { kind: 'NONE' } }], orderBy: 'a' }), distributed({ name: 'd', local: 'l', shardingKey: 'rand()', policy: 'hot', settings: { fsync_after_insert: 1 } })]",
      "CREATE TABLE l (a UInt8 CODEC(NONE)) ENGINE = MergeTree ORDER BY a; CREATE TABLE d AS l ENGINE = Distributed(prod, app, l, rand(), 'hot') SETTINGS fsync_after_insert = 1",
    ],
    [
      'a Distributed table with columns of its own',
      "distributed({ database: 'x', name: 'd', over: 'other', local: { database: 'y', name: 'l' }, columns: [{ name: 'a', type: 'INT' }] })",
      "CREATE TABLE x.d (a Int32) ENGINE = Distributed('other', 'y', 'l')",
    ],
    [
      'a view',
      "view({ name: 'v', as: 'SELECT a -- the column\\nFROM t;', comment: 'c', definer: 'alice', sqlSecurity: 'DEFINER', columns: [{ name: 'a', type: 'UInt8' }] })",
      "CREATE VIEW v (a UInt8) DEFINER = alice SQL SECURITY DEFINER AS SELECT a FROM app.t COMMENT 'c'",
    ],
    [
      'a materialized view TO a table',
      "materializedView({ name: 'm', to: { database: 'x', name: 't' }, as: 'SELECT 1 AS a FROM y.s' })",
      'CREATE MATERIALIZED VIEW m TO x.t AS SELECT 1 AS a FROM y.s',
    ],
    [
      'a materialized view with an engine',
      "materializedView({ name: 'm', engine: 'SummingMergeTree', orderBy: ['a'], populate: true, as: 'SELECT a FROM y.s' })",
      'CREATE MATERIALIZED VIEW m ENGINE = SummingMergeTree ORDER BY a POPULATE AS SELECT a FROM y.s',
    ],
    [
      'a refreshable view',
      "materializedView({ name: 'm', to: 't', refresh: { every: '1 hour', offset: '10 MINUTES', randomize: '30 second', dependsOn: [{ database: 'x', name: 'y' }, 'z'], settings: { refresh_retries: 3 }, append: true, empty: true }, as: 'SELECT 1 AS a' })",
      'CREATE MATERIALIZED VIEW m REFRESH EVERY 1 HOUR OFFSET 10 MINUTE RANDOMIZE FOR 30 SECOND DEPENDS ON x.y, app.z SETTINGS refresh_retries = 3 APPEND TO app.t EMPTY AS SELECT 1 AS a',
    ],
    [
      'a dictionary',
      "dictionary({ name: 'd', attributes: [{ name: 'id', type: 'UInt64' }, { name: 'mail', type: 'String', default: '' }, { name: 'up', type: 'UInt64', default: 0, hierarchical: true }], primaryKey: ['id'], source: \"CLICKHOUSE(table 'users' password '${chx:PW}')\", layout: 'HASHED()', lifetime: '300', comment: 'users' })",
      "CREATE DICTIONARY d (`id` UInt64, `mail` String DEFAULT '', `up` UInt64 DEFAULT 0 HIERARCHICAL) PRIMARY KEY id SOURCE(CLICKHOUSE(table 'users' password '${chx:PW}')) LIFETIME(300) LAYOUT(HASHED()) COMMENT 'users'",
    ],
    [
      'a database',
      "database({ name: 'x', engine: 'Atomic', comment: 'c' })",
      "CREATE DATABASE x ENGINE = Atomic COMMENT 'c'",
    ],
    ['a function', "sqlFunction({ name: 'f', as: '(x,y) -> x+y' })", 'CREATE FUNCTION f AS (x, y) -> x + y'],
  ])('%s', async (_, code, sql) => {
    const [dsl, written] = await bothWays(code, sql);
    expect(dsl).toEqual(written);
  });
});

describe('names and clusters', () => {
  test('the cluster of an object is its own, else the config\'s; "none" is none', async () => {
    const code = ["'{cluster}'", "'eu'", "'none'", 'undefined']
      .map((cluster, index) => `view({ name: 'v${index}', cluster: ${cluster}, as: 'SELECT 1' })`)
      .join();
    expect(Object.values(await created(`export default schema(${code})`))).toEqual([
      "CREATE VIEW app.v0 ON CLUSTER '{cluster}'\nAS SELECT 1",
      'CREATE VIEW app.v1 ON CLUSTER eu\nAS SELECT 1',
      'CREATE VIEW app.v2\nAS SELECT 1',
      'CREATE VIEW app.v3 ON CLUSTER prod\nAS SELECT 1',
    ]);
  });

  test('a Distributed table is on the cluster of its local table, and reads its own', async () => {
    const statements = await created(`
      const l = table({ name: 'l', cluster: 'eu', engine: 'Memory', columns: [{ name: 'a', type: 'UInt8' }] });
      export default schema(l, distributed({ name: 'd', local: l }), distributed({ name: 'e', local: l, cluster: 'none', over: 'us' }))`);
    expect(statements['app.d']).toBe(
      "CREATE TABLE app.d ON CLUSTER eu (\n    `a` UInt8\n)\nENGINE = Distributed('eu', 'app', 'l')",
    );
    expect(statements['app.e']).toBe("CREATE TABLE app.e (\n    `a` UInt8\n)\nENGINE = Distributed('us', 'app', 'l')");
  });

  test('former names', async () => {
    const loaded = await loadFiles(
      {
        'a.ts': `import { ${names} } from 'chx';
          const columns = [{ name: 'b', type: 'UInt8', renamedFrom: 'a' }, { name: 'n', type: 'Nested(x UInt8)', renamedFrom: 'm' }];
          export default schema(
            table({ name: 't', engine: 'Memory', columns, renamedFrom: { name: 's' } }),
            table({ name: 'u', engine: 'Memory', columns, renamedFrom: { database: 'old', name: 'u' } }),
            distributed({ database: 'x', name: 'd', local: 't', renamedFrom: 'e' }),
            database({ name: 'y', renamedFrom: 'z' }))`,
      },
      clustered,
      cache,
    );
    const former = [...loaded.schema.objects].map(([key, object]) => [key, object.renamedFrom]);
    expect(former).toEqual([
      ['app.t', { database: 'app', name: 's' }],
      ['app.u', { database: 'old', name: 'u' }],
      ['database y', { database: '', name: 'z' }],
      ['x.d', { database: 'x', name: 'e' }],
    ]);
    const table = loaded.schema.objects.get('app.t');
    expect(table?.kind === 'table' ? table.columns.map((column) => [column.name, column.renamedFrom]) : null).toEqual([
      ['b', 'a'],
      ['n.x', 'm.x'],
    ]);
  });
});

describe('what is refused or ignored', () => {
  const start = "import { table, materializedView, distributed, view } from 'chx';\nexport const t =\n";
  test.each([
    [
      "table({ name: 't', engine: 'MergeTree', columns: [{ name: 'a', type: 'UInt8' }], orderBy: 'a', uniqueKey: ['a'] })",
      'error unique-key schema/a.ts:3 app.t: uniqueKey is nothing that ClickHouse has; leave it out, or use a ReplacingMergeTree',
    ],
    [
      "table({ name: 't', engine: 'MergeTree', columns: [{ name: 'a', type: 'UInt8' }], orderBy: 'a', plugins: { backfill: {} } })",
      'notice plugins-ignored schema/a.ts:3 app.t: plugins does nothing here and is ignored',
    ],
    [
      "table({ name: 't', engine: \"Distributed('a', 'b', 'c')\", columns: [] })",
      'error definition-invalid schema/a.ts:3 app.t: engine Distributed is written with distributed({ local, shardingKey })',
    ],
    [
      "table({ name: 't', engine: 'MergeTree', orderBy: 'a; DROP TABLE x', columns: [{ name: 'a', type: 'UInt8' }] })",
      'error definition-invalid schema/a.ts:3 app.t: orderBy can\'t be read as SQL: ";" inside an expression',
    ],
    [
      "materializedView({ name: 't', as: 'SELECT 1' })",
      'error definition-invalid schema/a.ts:3 app.t: it needs either to or engine',
    ],
    [
      "materializedView({ name: 't', to: 'x', orderBy: 'a', as: 'SELECT 1' })",
      'error definition-invalid schema/a.ts:3 app.t: orderBy belongs to the table that it writes to',
    ],
    [
      "materializedView({ name: 't', to: 'x', refresh: { every: 'often' }, as: 'SELECT 1' })",
      'error definition-invalid schema/a.ts:3 app.t: refresh: every is "often"; accepted: an interval such as \'1 HOUR\'',
    ],
    [
      "materializedView({ name: 't', to: 'x', refresh: { every: '1 HOUR', after: '1 HOUR' }, as: 'SELECT 1' })",
      'error definition-invalid schema/a.ts:3 app.t: refresh needs either every or after',
    ],
    [
      "distributed({ name: 't', local: 'x', policy: 'hot' })",
      'error definition-invalid schema/a.ts:3 app.t: policy needs a shardingKey before it',
    ],
    [
      "view({ name: 't' })",
      "error definition-invalid schema/a.ts:3 app.t: as is missing; accepted: SQL such as 'SELECT ...'",
    ],
    ["view({ as: 'SELECT 1' })", 'error definition-invalid schema/a.ts:3 a view: name is missing; accepted: a name'],
  ])('%s', async (code, line) => {
    expect(lines(await loadFiles({ 'a.ts': start + code }, clustered, cache))).toEqual([line]);
  });

  test('a Distributed table without any cluster to read', async () => {
    const loaded = await loadFiles({ 'a.ts': `${start}distributed({ name: 't', local: 'x' })` }, undefined, cache);
    expect(lines(loaded)).toEqual([
      "error definition-invalid schema/a.ts:3 default.t: it names no cluster to read; write over: 'name'",
    ]);
  });
});

describe('lines', () => {
  test('of definitions, columns and indexes, of those from a helper and from a spread', async () => {
    const loaded = await loadFiles(
      {
        'helper.ts': `import { table } from 'chx';
export const make = (name: string) =>
  table({ name, engine: 'Memory', columns: [{ name: 'a', type: 'UInt8' }] });`,
        'a.ts': `import { table } from 'chx';
import { make } from './helper';

export const one = table({
  name: 'one',
  engine: 'MergeTree',
  columns: [
    { name: 'id', type: 'UInt8' },
    {
      name: 'other', type: 'UInt8' },
  ],
  orderBy: 'id',
  indexes: [
    { name: 'i', expression: 'id', type: 'minmax' },
  ],
});
export const two =
  make('two');
export const three = {
  ...one, name: 'three' };`,
      },
      undefined,
      cache,
    );
    expect(lines(loaded)).toEqual([]);
    const at = [...loaded.schema.objects.values()].flatMap((object) =>
      object.kind === 'table'
        ? [
            `${object.name.name} ${object.at.file}:${object.at.line} columns ${object.columns.map((column) => column.at.line)} indexes ${object.indexes.map((index) => index.at.line)}`,
          ]
        : [],
    );
    expect(at).toEqual([
      'one schema/a.ts:4 columns 8,10 indexes 14',
      'three schema/a.ts:20 columns 20,20 indexes 20',
      'two schema/a.ts:18 columns 18 indexes ',
    ]);
  });
});
