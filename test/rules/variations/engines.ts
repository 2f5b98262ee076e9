/** Engines: names, arguments, columns, clauses, codecs, skip indexes, projections. */
import { knownCodecs } from '../../../src/rules/shared/codec.ts';
import { knownEngines } from '../../../src/sql/engine-traits.ts';
import { cross, type Family, misspellings, table } from './family.ts';

const columns =
  'v UInt64, w UInt64, s Int8, d UInt8, f Float64, n String, al UInt64 ALIAS v, ep UInt64 EPHEMERAL, ma UInt64 MATERIALIZED v';
const kinds = ['', 'Aggregating', 'Coalescing', 'Collapsing', 'Replacing', 'Summing', 'VersionedCollapsing'];
const argumentLists = [
  '',
  'v',
  's',
  'v, d',
  's, v',
  'v, d, s',
  '(v, w)',
  '(v, v)',
  '(v, id)',
  "'v'",
  '1',
  'missing',
  'al',
  'ep',
  'ma',
  'n',
  's, missing',
  'v, missing',
  '(v, missing)',
  'v, v',
];

const clauses = [' ORDER BY id', ' PARTITION BY id', ' PRIMARY KEY id', ' SAMPLE BY id', ' TTL at'];
const plain = [
  'Memory',
  'Null',
  'Log',
  'TinyLog',
  'StripeLog',
  'Set',
  'Join(ANY, LEFT, id)',
  "Buffer('app', 'base', 1, 10, 100, 10000, 1000000, 10000000, 100000000)",
  "Merge('app', 'base')",
  "Kafka('b:9092', 't', 'g', 'JSONEachRow')",
  'GenerateRandom',
  "URL('http://localhost:1/', 'TSV')",
  'File(TSV)',
  "MySQL('localhost:1', 'd', 't', 'u', 'p')",
  'MergeTree',
  'EmbeddedRocksDB',
];

const chain = ['NONE', 'LZ4', 'LZ4HC(9)', 'ZSTD(1)', 'Delta', 'DoubleDelta', 'T64', 'GCD', 'AES_128_GCM_SIV'];
const parameters = ['', '()', '(0)', '(1)', '(2)', '(3)', '(4)', '(8)', '(16)', '(22)', '(23)'];
const indexTypes = [
  'minmax',
  'set',
  'bloom_filter',
  'tokenbf_v1',
  'ngrambf_v1',
  'text',
  'vector_similarity',
  'sparse_grams',
];
const indexArguments = [
  '',
  '()',
  '(0)',
  '(1)',
  '(0.01)',
  '(1.5)',
  '(256, 2, 0)',
  '(3, 256, 2, 0)',
  '(3, 5, 256, 2, 0)',
  "(tokenizer = 'splitByNonAlpha')",
];
const merging = ['', 'Aggregating', 'Coalescing', 'Replacing', 'Summing', 'Graphite'];

export const engineFamilies: readonly Family[] = [
  {
    name: 'misspelt engines',
    statements: knownEngines
      .filter((name) => !name.startsWith('Shared'))
      .flatMap(misspellings)
      .map((name) => `CREATE TABLE app.x (id UInt64) ENGINE = ${name}`),
  },
  {
    name: 'arguments of MergeTree engines',
    statements: cross(kinds, argumentLists).map(([kind, args]) =>
      table(columns, `ENGINE = ${kind}MergeTree(${args}) ORDER BY id`),
    ),
  },
  {
    name: 'columns to sum and keys',
    statements: cross(
      ['Summing', 'Coalescing'],
      ['v', '(v, w)', 'w', '(f)'],
      [
        'ORDER BY (id, v)',
        'PARTITION BY w ORDER BY id',
        'ORDER BY (id, intDiv(v, 10))',
        'PRIMARY KEY id ORDER BY (id, w)',
      ],
      ['', ' SETTINGS allow_summing_columns_in_partition_or_order_key = 1'],
    ).map(([kind, list, key, settings]) => table(columns, `ENGINE = ${kind}MergeTree(${list}) ${key}${settings}`)),
  },
  {
    name: 'plain columns beside aggregates',
    statements: cross(
      [
        'x AggregateFunction(sum, UInt64)',
        'x SimpleAggregateFunction(max, UInt64)',
        'x UInt64',
        'x Array(AggregateFunction(sum, UInt64))',
      ],
      [
        'y UInt64',
        'y String DEFAULT 1',
        'y UInt64 MATERIALIZED 1',
        'y UInt64 ALIAS 1',
        'y UInt64 EPHEMERAL',
        'y SimpleAggregateFunction(any, String)',
        'y Nullable(Date)',
        'y Array(UInt8)',
      ],
      [
        'AggregatingMergeTree ORDER BY id',
        'AggregatingMergeTree ORDER BY (id, y)',
        'AggregatingMergeTree PARTITION BY y ORDER BY id',
        'AggregatingMergeTree ORDER BY tuple()',
        'AggregatingMergeTree PRIMARY KEY id ORDER BY (id, cityHash64(y))',
        'SummingMergeTree ORDER BY id',
        'AggregatingMergeTree ORDER BY id SETTINGS allow_dimensions_outside_sorting_key = 1',
      ],
    ).map(([first, second, engine]) => `CREATE TABLE app.x (id UInt64, ${first}, ${second}) ENGINE = ${engine}`),
  },
  {
    name: 'how many arguments engines take',
    setup: 'CREATE TABLE app.base (id UInt64) ENGINE = MergeTree ORDER BY id;',
    statements: [
      ...cross(['Memory', 'Null', 'Log', 'TinyLog', 'StripeLog', 'Set'], ['', '1', '1, 2']).map(
        ([name, args]) => `${name}(${args})`,
      ),
      ...[0, 1, 2, 3].map((count) => `Merge(${["'app'", "'base'", "'c'"].slice(0, count).join(', ')})`),
      ...Array.from(
        { length: 14 },
        (_, count) =>
          `Buffer(${["'app'", "'base'", ...Array.from({ length: 12 }, (_unused, index) => `${index + 1}`)].slice(0, count).join(', ')})`,
      ),
      ...[0, 1, 2, 3, 4].map((count) => `Join(${['ANY', 'LEFT', 'id', 'id2'].slice(0, count).join(', ')})`),
    ].map((engine) => `CREATE TABLE app.x (id UInt64, id2 UInt64) ENGINE = ${engine}`),
  },
  {
    name: 'strictness, kind and key of Join',
    statements: cross(
      ['ANY', 'ALL', 'SEMI', 'ANTI', 'ASOF', 'any', 'NONE'],
      ['LEFT', 'INNER', 'RIGHT', 'FULL', 'CROSS', 'left', 'OUTER'],
      ['id', 'v', 'missing', 'al', 'id, v', 'id, missing'],
    ).map(([how, kind, key]) => table('v UInt64, al UInt64 ALIAS v', `ENGINE = Join(${how}, ${kind}, ${key})`)),
  },
  {
    name: 'keys of key-value engines',
    statements: cross(
      ['EmbeddedRocksDB', "Redis('localhost:1', 0, 'p')"],
      [
        '',
        ' PRIMARY KEY id',
        ' PRIMARY KEY (id, v)',
        ' PRIMARY KEY missing',
        ' PRIMARY KEY tuple()',
        ' PRIMARY KEY al',
      ],
    ).map(([engine, key]) => table('v UInt64, al UInt64 ALIAS v', `ENGINE = ${engine}${key}`)),
  },
  {
    name: 'clauses of engines',
    setup: 'CREATE TABLE app.base (id UInt64, at Date) ENGINE = MergeTree ORDER BY id;',
    statements: plain.flatMap((engine) => [
      ...clauses.map((clause) => `CREATE TABLE app.x (id UInt64, at Date) ENGINE = ${engine}${clause}`),
      ...[
        'at Date, v UInt64 TTL at',
        'at Date, INDEX i id TYPE minmax',
        'at Date, PROJECTION p (SELECT id ORDER BY at)',
        'at Date, CONSTRAINT c CHECK id > 0',
      ].map((column) => `CREATE TABLE app.x (id UInt64, ${column}) ENGINE = ${engine}`),
    ]),
  },
  {
    name: 'misspelt codecs',
    statements: knownCodecs
      .flatMap(misspellings)
      .map((codec) => `CREATE TABLE app.x (id UInt64 CODEC(${codec})) ENGINE = MergeTree ORDER BY tuple()`),
  },
  {
    name: 'chains of codecs',
    statements: [
      ...cross(chain),
      ...cross(chain, chain),
      ...cross(['Delta', 'T64', 'LZ4'], chain, ['LZ4', 'NONE', 'Delta']),
    ].map((codecs) => `CREATE TABLE app.x (id UInt64 CODEC(${codecs.join(', ')})) ENGINE = MergeTree ORDER BY tuple()`),
  },
  {
    name: 'parameters of codecs',
    statements: cross(
      ['LZ4', 'LZ4HC', 'ZSTD', 'Delta', 'DoubleDelta', 'Gorilla', 'T64', 'GCD', 'NONE', 'FPC'],
      parameters,
    ).map(
      ([codec, parameter]) =>
        `CREATE TABLE app.x (id ${codec === 'Gorilla' || codec === 'FPC' ? 'Float64' : 'UInt64'} CODEC(${codec}${parameter}${codec === 'Delta' ? ', LZ4' : ''})) ENGINE = MergeTree ORDER BY tuple()`,
    ),
  },
  {
    name: 'codecs of columns that are not stored',
    statements: cross(['', 'DEFAULT 1', 'MATERIALIZED 1', 'ALIAS 1'], ['LZ4', 'ZSTD(3)', 'Delta, LZ4', 'NONE']).map(
      ([kind, codec]) => table(`v UInt64 ${kind} CODEC(${codec})`),
    ),
  },
  {
    name: 'what is experimental',
    statements: [
      ...['ALP', 'ZXC', 'ALP, LZ4', 'Gorilla, ZXC'].map(
        (codec) => `CREATE TABLE app.x (id Float64 CODEC(${codec})) ENGINE = MergeTree ORDER BY tuple()`,
      ),
      "CREATE TABLE app.x (id UInt64) ENGINE = YTsaurus('http://localhost:1', '//t', 'token')",
      "CREATE TABLE app.x (id UInt64) ENGINE = PaimonLocal('/nowhere')",
      "CREATE TABLE app.x (id UInt64) ENGINE = MaterializedPostgreSQL('localhost:1', 'd', 't', 'u', '') PRIMARY KEY id",
      "CREATE TABLE app.x (id UInt64) ENGINE = Kafka('b:9092', 't', 'g', 'CSV') SETTINGS kafka_keeper_path = '/x', kafka_replica_name = 'r'",
      "CREATE DATABASE db_x ENGINE = MaterializedPostgreSQL('localhost:1', 'd', 'u', '')",
    ],
  },
  {
    name: 'types and arguments of skip indexes',
    statements: cross(indexTypes, indexArguments).map(
      ([type, args]) =>
        `CREATE TABLE app.x (id UInt64, n ${type === 'vector_similarity' ? 'Array(Float32)' : 'String'}, INDEX i n TYPE ${type}${args}) ENGINE = MergeTree ORDER BY id`,
    ),
  },
  {
    name: 'misspelt types of skip indexes',
    statements: indexTypes.flatMap(misspellings).map((type) => table('n String, INDEX i n TYPE '.concat(type))),
  },
  {
    name: 'expressions of skip indexes',
    statements: cross(
      [
        'v',
        'missing',
        'al',
        'ma',
        '1',
        "'n'",
        'v + 1',
        'missing + 1',
        'lower(n)',
        'now()',
        'rand()',
        '(v, w)',
        '(v, missing)',
        'v * rand()',
      ],
      ['minmax', 'set(10)', 'bloom_filter'],
      ['', ' GRANULARITY 0', ' GRANULARITY 1'],
    ).map(([expression, type, granularity]) => table(`${columns}, INDEX i ${expression} TYPE ${type}${granularity}`)),
  },
  {
    name: 'names of skip indexes and projections',
    statements: cross(['i', 'j', '`i`', 'I'], ['i', 'j', 'I']).flatMap(([a, b]) => [
      table(`${columns}, INDEX ${a} v TYPE minmax, INDEX ${b} w TYPE minmax`),
      table(`${columns}, PROJECTION ${a} (SELECT id ORDER BY v), PROJECTION ${b} (SELECT id ORDER BY w)`),
      table(`${columns}, INDEX ${a} v TYPE minmax, PROJECTION ${b} (SELECT id ORDER BY w)`),
    ]),
  },
  {
    name: 'names in projections',
    statements: cross(
      ['v', 'missing', 'v + 1', 'missing + 1', '*', 'sum(v)', 'sum(missing)'],
      ['', ' ORDER BY v', ' ORDER BY missing', ' GROUP BY v', ' GROUP BY missing', ' GROUP BY w ORDER BY w'],
    ).flatMap(([select, rest]) => {
      const isAggregate = select?.startsWith('sum') === true;
      // Aggregates and keys that don't go together are another refusal.
      if (isAggregate !== (rest?.includes('GROUP') === true)) return [];
      return [
        table(`${columns}, PROJECTION p (SELECT ${isAggregate ? `${rest?.split(' ')[3]}, ` : ''}${select}${rest})`),
      ];
    }),
  },
  {
    name: 'projections on engines that merge rows',
    statements: cross(merging, ['', "'throw'", "'drop'", "'rebuild'", "'ignore'"]).flatMap(([kind, mode]) =>
      kind === 'Graphite'
        ? []
        : [
            table(
              'v UInt64, PROJECTION p (SELECT id ORDER BY v)',
              `ENGINE = ${kind}MergeTree ORDER BY id${mode === '' ? '' : ` SETTINGS deduplicate_merge_projection_mode = ${mode}`}`,
            ),
          ],
    ),
  },
];
