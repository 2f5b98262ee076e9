/** Every type in every place: columns, keys, engine columns, TTLs, sharding keys, skip indexes, codecs. */
import type { Family } from './family.ts';

const types: readonly string[] = [
  'UInt8',
  'Int8',
  'UInt32',
  'Int64',
  'UInt64',
  'UInt128',
  'Int256',
  'Float32',
  'Float64',
  'BFloat16',
  'Bool',
  'Decimal(9, 2)',
  'Decimal(18, 2)',
  'Decimal(38, 2)',
  'String',
  'FixedString(8)',
  'FixedString(7)',
  'UUID',
  'IPv4',
  'IPv6',
  'Date',
  'Date32',
  'DateTime',
  "DateTime('UTC')",
  'DateTime64(3)',
  'Time',
  "Enum8('a' = 1)",
  "Enum16('a' = 1)",
  'Nullable(UInt64)',
  'Nullable(UInt8)',
  'Nullable(Int8)',
  'Nullable(String)',
  'Nullable(DateTime)',
  'LowCardinality(String)',
  'LowCardinality(Nullable(String))',
  'LowCardinality(FixedString(8))',
  'Array(String)',
  'Array(UInt64)',
  'Array(Nullable(String))',
  'Array(Array(String))',
  'Array(LowCardinality(String))',
  'Map(String, UInt64)',
  'Tuple(UInt64, String)',
  'Tuple(a UInt64, b Nullable(String))',
  'JSON',
  'Dynamic',
  'Variant(String, UInt64)',
  'Point',
  'AggregateFunction(sum, UInt64)',
  'SimpleAggregateFunction(max, UInt64)',
  'SimpleAggregateFunction(max, DateTime)',
  'SimpleAggregateFunction(anyLast, Nullable(String))',
  'Array(AggregateFunction(sum, UInt64))',
  'Map(String, JSON)',
  'Nothing',
];

const places: Readonly<Record<string, (type: string) => string>> = {
  column: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = MergeTree ORDER BY id`,
  lowCardinality: (t) => `CREATE TABLE app.x (id UInt64, c LowCardinality(${t})) ENGINE = MergeTree ORDER BY id`,
  nullable: (t) => `CREATE TABLE app.x (id UInt64, c Array(Nullable(${t}))) ENGINE = MergeTree ORDER BY id`,
  mapKey: (t) => `CREATE TABLE app.x (id UInt64, c Map(${t}, String)) ENGINE = MergeTree ORDER BY id`,
  orderBy: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = MergeTree ORDER BY (id, c)`,
  partitionBy: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = MergeTree PARTITION BY c ORDER BY id`,
  sampleBy: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = MergeTree ORDER BY (c, id) SAMPLE BY c`,
  version: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = ReplacingMergeTree(c) ORDER BY id`,
  isDeleted: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = ReplacingMergeTree(id, c) ORDER BY tuple()`,
  sign: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = CollapsingMergeTree(c) ORDER BY id`,
  collapsingVersion: (t) =>
    `CREATE TABLE app.x (id UInt64, s Int8, c ${t}) ENGINE = VersionedCollapsingMergeTree(s, c) ORDER BY id`,
  summing: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = SummingMergeTree(c) ORDER BY id`,
  ttl: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = MergeTree ORDER BY id TTL c`,
  ttlInterval: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = MergeTree ORDER BY id TTL c + INTERVAL 1 DAY`,
  columnTtl: (t) =>
    `CREATE TABLE app.x (id UInt64, c ${t}, v String TTL c + INTERVAL 1 DAY) ENGINE = MergeTree ORDER BY id`,
  shardingKey: (t) => `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = Distributed('prod', 'app', 'target', c)`,
  shardingHash: (t) =>
    `CREATE TABLE app.x (id UInt64, c ${t}) ENGINE = Distributed('prod', 'app', 'target', cityHash64(c))`,
  bloom: (t) =>
    `CREATE TABLE app.x (id UInt64, c ${t}, INDEX i c TYPE bloom_filter(0.01)) ENGINE = MergeTree ORDER BY id`,
  tokens: (t) =>
    `CREATE TABLE app.x (id UInt64, c ${t}, INDEX i c TYPE tokenbf_v1(256, 2, 0)) ENGINE = MergeTree ORDER BY id`,
  ngrams: (t) =>
    `CREATE TABLE app.x (id UInt64, c ${t}, INDEX i c TYPE ngrambf_v1(3, 256, 2, 0)) ENGINE = MergeTree ORDER BY id`,
  text: (t) =>
    `CREATE TABLE app.x (id UInt64, c ${t}, INDEX i c TYPE text(tokenizer = splitByNonAlpha)) ENGINE = MergeTree ORDER BY id`,
  minmax: (t) => `CREATE TABLE app.x (id UInt64, c ${t}, INDEX i c TYPE minmax) ENGINE = MergeTree ORDER BY id`,
  set: (t) => `CREATE TABLE app.x (id UInt64, c ${t}, INDEX i c TYPE set(10)) ENGINE = MergeTree ORDER BY id`,
  ...Object.fromEntries(
    ['Delta, LZ4', 'DoubleDelta, LZ4', 'GCD, LZ4', 'T64, LZ4', 'Gorilla', 'FPC', 'ZSTD(1)', 'LZ4HC(9)', 'NONE'].map(
      (codec) => [
        `codec ${codec}`,
        (t: string) => `CREATE TABLE app.x (id UInt64, c ${t} CODEC(${codec})) ENGINE = MergeTree ORDER BY id`,
      ],
    ),
  ),
};

/** Where rules and server differ in a place, and why. */
const left: Readonly<Record<string, Family['left']>> = {
  collapsingVersion: [
    [/SimpleAggregateFunction/, 'the version becomes part of the sorting key, which takes none by default'],
  ],
};

export const typeFamilies: readonly Family[] = Object.entries(places).map(([place, create]) => ({
  name: `types: ${place}`,
  setup: 'CREATE TABLE app.target (id UInt64) ENGINE = MergeTree ORDER BY id;',
  statements: types.map(create),
  ...(left[place] === undefined ? {} : { left: left[place] }),
}));
