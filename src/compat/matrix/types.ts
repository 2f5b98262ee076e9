/** Column types and codecs. */
import type { Feature, Probe, Source } from '../feature.ts';

/** A table with a column of a type; another engine where Memory doesn't show it. */
function column(type: string, extra: Partial<Probe> = {}): Probe {
  return { statement: `CREATE TABLE t (k UInt64, c ${type}) ENGINE = MergeTree ORDER BY k`, refused: [50], ...extra };
}

interface TypeRow {
  readonly id: string;
  readonly type: string;
  readonly since: Feature['since'];
  readonly sources: readonly Source[];
  readonly title?: string;
  readonly rest?: Partial<Feature>;
  readonly probe?: Partial<Probe>;
}

function typeFeature({ id, type, since, sources, title, rest = {}, probe = {} }: TypeRow): Feature {
  return {
    id: `type-${id}`,
    title: title ?? `Type ${type}`,
    area: 'types',
    since,
    sources,
    ...rest,
    probes: [column(type, probe)],
  };
}

const always: readonly (readonly [id: string, type: string])[] = [
  ['integers', 'Int64'],
  ['floats', 'Float64'],
  ['string', 'String'],
  ['fixed-string', 'FixedString(16)'],
  ['date', 'Date'],
  ['datetime', 'DateTime'],
  ['datetime-timezone', "DateTime('UTC')"],
  ['uuid', 'UUID'],
  ['decimal', 'Decimal(18, 2)'],
  ['enum', "Enum8('a' = 1, 'b' = 2)"],
  ['array', 'Array(String)'],
  ['tuple', 'Tuple(UInt8, String)'],
  ['tuple-named', 'Tuple(a UInt8, b String)'],
  ['nested', 'Nested(a UInt8, b String)'],
  ['nullable', 'Nullable(String)'],
  ['aggregate-function', 'AggregateFunction(sum, UInt64)'],
];

export const typeFeatures: readonly Feature[] = [
  ...always.map(([id, type]) => typeFeature({ id, type, since: 'before', sources: ['tried 18.16.1', 'tried 26.7'] })),
  typeFeature({
    id: 'low-cardinality',
    type: 'LowCardinality(String)',
    since: ['19.3.3'],
    sources: ['changelog 19.3.3', 'tried 18.16.1'],
    rest: {
      experimental: { since: '18.14', setting: 'allow_experimental_low_cardinality_type' },
      instead: 'use the plain type',
    },
    probe: { refused: [50, 36, 44] },
  }),
  typeFeature({
    id: 'bool',
    type: 'Bool',
    since: ['21.12'],
    sources: ['#31072', 'changelog 21.12', 'tried 18.16.1'],
    rest: { instead: 'use UInt8' },
  }),
  typeFeature({
    id: 'datetime64',
    type: 'DateTime64(3)',
    since: ['20.1'],
    sources: ['#7170', 'changelog 20.1.2.4', 'tried 18.16.1'],
    rest: { instead: 'use DateTime' },
  }),
  typeFeature({
    id: 'date32',
    type: 'Date32',
    since: ['21.10'],
    sources: ['documentation: Date32', 'tried 18.16.1'],
    rest: { lacked: '21.4', instead: 'use Date' },
  }),
  typeFeature({
    id: 'time',
    type: 'Time',
    since: ['25.12'],
    sources: ['settings changes 25.6', 'settings changes 25.12', 'tried 18.16.1'],
    rest: { experimental: { since: '25.6', setting: 'enable_time_time64_type' }, instead: 'use Int32 of seconds' },
  }),
  typeFeature({
    id: 'time64',
    type: 'Time64(3)',
    since: ['25.12'],
    sources: ['settings changes 25.6', 'settings changes 25.12', 'tried 18.16.1'],
    rest: { experimental: { since: '25.6', setting: 'enable_time_time64_type' }, instead: 'use Int64' },
  }),
  typeFeature({
    id: 'ipv4',
    type: 'IPv4',
    since: ['19.11'],
    sources: ['documentation: IPv4, IPv6', 'tried 18.16.1'],
    rest: { lacked: '18.16.1', instead: 'use UInt32' },
  }),
  typeFeature({
    id: 'ipv6',
    type: 'IPv6',
    since: ['19.11'],
    sources: ['documentation: IPv4, IPv6', 'tried 18.16.1'],
    rest: { lacked: '18.16.1', instead: 'use FixedString(16)' },
  }),
  typeFeature({
    id: 'map',
    type: 'Map(String, UInt64)',
    since: ['21.12'],
    sources: ['documentation: Map', 'tried 18.16.1'],
    rest: {
      lacked: '20.12',
      experimental: { since: '21.1', setting: 'allow_experimental_map_type' },
      instead: 'use Nested(key String, value UInt64)',
    },
  }),
  typeFeature({
    id: 'int128',
    type: 'Int128',
    since: ['21.6'],
    sources: ['tried 18.16.1', 'tried 26.7', '#23631', 'changelog 21.6'],
    rest: {
      lacked: '18.16.1',
      experimental: { since: '20.12', setting: 'allow_experimental_bigint_types' },
      instead: 'use Decimal(38, 0)',
    },
  }),
  typeFeature({
    id: 'int256',
    type: 'Int256',
    since: ['21.6'],
    sources: ['tried 18.16.1', 'tried 26.7', '#23631', 'changelog 21.6'],
    rest: {
      lacked: '18.16.1',
      experimental: { since: '20.12', setting: 'allow_experimental_bigint_types' },
      instead: 'use Decimal(38, 0)',
    },
  }),
  typeFeature({
    id: 'uint256',
    type: 'UInt256',
    since: ['21.6'],
    sources: ['tried 18.16.1', 'tried 26.7', '#23631', 'changelog 21.6'],
    rest: { lacked: '18.16.1', experimental: { since: '20.12', setting: 'allow_experimental_bigint_types' } },
  }),
  typeFeature({
    id: 'uint128',
    type: 'UInt128',
    since: ['21.6'],
    sources: ['tried 18.16.1', 'tried 26.7', '#23631', 'changelog 21.6'],

    probe: { refused: [50, 49, 47] },
  }),
  typeFeature({
    id: 'decimal256',
    type: 'Decimal(76, 2)',
    title: 'Decimal of more than 38 digits',
    since: ['21.6'],
    sources: ['tried 18.16.1', 'tried 26.7', '#23631', 'changelog 21.6'],
    rest: { lacked: '18.16.1', experimental: { since: '20.12', setting: 'allow_experimental_bigint_types' } },
    probe: { refused: [50, 69] },
  }),
  typeFeature({
    id: 'bfloat16',
    type: 'BFloat16',
    since: ['25.1'],
    sources: ['settings changes 24.11', 'settings changes 25.1', 'tried 18.16.1'],
    rest: { experimental: { since: '24.11', setting: 'allow_experimental_bfloat16_type' }, instead: 'use Float32' },
  }),
  typeFeature({
    id: 'json',
    type: 'JSON',
    since: ['25.3'],
    sources: ['settings changes 24.8', 'settings changes 25.3', 'tried 18.16.1'],
    rest: {
      experimental: { since: '24.8', setting: 'allow_experimental_json_type' },
      notes: "From 22.3 to 24.7 JSON is another name of Object('json').",
      instead: 'use String',
    },
  }),
  typeFeature({
    id: 'variant',
    type: 'Variant(UInt64, String)',
    since: ['25.3'],
    sources: ['settings changes 24.1', 'settings changes 25.3', 'tried 18.16.1'],
    rest: { experimental: { since: '24.1', setting: 'allow_experimental_variant_type' }, instead: 'use String' },
  }),
  typeFeature({
    id: 'dynamic',
    type: 'Dynamic',
    since: ['25.3'],
    sources: ['settings changes 24.5', 'settings changes 25.3', 'tried 18.16.1'],
    rest: { experimental: { since: '24.5', setting: 'allow_experimental_dynamic_type' }, instead: 'use String' },
  }),
  typeFeature({
    id: 'object-json',
    type: "Object('json')",
    since: null,
    sources: ['changelog 22.3', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    rest: {
      experimental: { since: '22.3', setting: 'allow_experimental_object_type' },
      until: '26.5',
      had: '25.3',
      instead: 'use JSON',
    },
  }),
  typeFeature({
    id: 'qbit',
    type: 'QBit(Float32, 8)',
    since: ['26.1'],
    sources: ['settings changes 25.10', 'settings changes 26.1', 'tried 18.16.1'],
    rest: { experimental: { since: '25.10', setting: 'allow_experimental_qbit_type' }, instead: 'use Array(Float32)' },
  }),
  typeFeature({
    id: 'nullable-tuple',
    type: 'Nullable(Tuple(a UInt8))',
    since: null,
    sources: ['settings changes 26.1', 'settings changes 26.6', 'tried 18.16.1', 'tried 26.7'],
    rest: { experimental: { since: '26.1', setting: 'allow_experimental_nullable_tuple_type' } },
    probe: { refused: [43, 44, 62] },
  }),
  typeFeature({
    id: 'simple-aggregate-function',
    type: 'SimpleAggregateFunction(sum, UInt64)',
    since: ['19.11'],
    sources: ['documentation: SimpleAggregateFunction', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1', instead: 'use AggregateFunction' },
  }),
  ...(
    [
      ['point', 'Point'],
      ['ring', 'Ring'],
      ['polygon', 'Polygon'],
      ['multi-polygon', 'MultiPolygon'],
    ] as const
  ).map(([id, type]) =>
    typeFeature({
      id,
      type,
      since: ['22.8'],
      sources: ['tried 18.16.1', 'tried 26.7', 'documentation: geo types'],
      rest: {
        lacked: '18.16.1',
        experimental: { since: '21.1', setting: 'allow_experimental_geo_types' },
        instead: 'use Tuple(Float64, Float64) and arrays of it',
      },
    }),
  ),
  typeFeature({
    id: 'line-string',
    type: 'LineString',
    since: ['26.5'],
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    rest: { lacked: '24.3', instead: 'use Array(Tuple(Float64, Float64))' },
  }),
  typeFeature({
    id: 'geometry',
    type: 'Geometry',
    since: ['26.5'],
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    rest: { lacked: '25.3' },
    probe: { refused: [50, 44] },
  }),
  typeFeature({
    id: 'json-typed-paths',
    type: 'JSON(max_dynamic_paths = 8, a.b UInt64, SKIP c)',
    title: 'JSON with typed paths and limits',
    since: ['25.3'],
    sources: ['settings changes 24.8', 'settings changes 25.3', 'tried 18.16.1'],
    rest: { experimental: { since: '24.8', setting: 'allow_experimental_json_type' }, instead: 'use String' },
    probe: { refused: [62, 50] },
  }),
  typeFeature({
    id: 'enum-without-numbers',
    type: "Enum('a', 'b')",
    title: 'Enum without size or numbers',
    since: ['21.8'],
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: Enum'],
    rest: { lacked: '18.16.1', instead: "write Enum8('a' = 1, 'b' = 2)" },
    probe: { refused: [50, 62, 223] },
  }),
  typeFeature({
    id: 'decimal-one-argument',
    type: 'Decimal(10)',
    title: 'Decimal without scale',
    since: ['21.8'],
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: Decimal'],
    rest: { lacked: '18.16.1', instead: 'write Decimal(10, 0)' },
    probe: { refused: [42] },
  }),
  typeFeature({
    id: 'varchar-length',
    type: 'VARCHAR(255)',
    title: 'VARCHAR and CHAR with a length',
    since: ['21.8'],
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: String'],
    rest: { lacked: '18.16.1', instead: 'write String' },
    probe: { refused: [378] },
  }),
  typeFeature({
    id: 'sql-names',
    type: 'BIGINT',
    title: 'SQL names of types: BIGINT, VARCHAR, TEXT, DOUBLE',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
  }),
];

interface CodecRow {
  readonly id: string;
  readonly codec: string;
  readonly on?: string;
  readonly since: Feature['since'];
  readonly sources: readonly Source[];
  readonly rest?: Partial<Feature>;
  readonly probe?: Partial<Probe>;
}

function codecFeature({ id, codec, on = 'UInt64', since, sources, rest = {}, probe = {} }: CodecRow): Feature {
  return {
    id: `codec-${id}`,
    title: `Codec ${codec}`,
    area: 'codecs',
    since,
    instead: 'use ZSTD',
    sources,
    ...rest,
    probes: [
      {
        statement: `CREATE TABLE t (k UInt64, c ${on} CODEC(${codec})) ENGINE = MergeTree ORDER BY k`,
        refused: [62, 432, 433],
        ...probe,
      },
    ],
  };
}

export const codecFeatures: readonly Feature[] = [
  codecFeature({
    id: 'lz4',
    codec: 'LZ4',
    since: ['19.1.6'],
    sources: ['changelog 19.1.6', 'tried 18.16.1'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 'lz4hc',
    codec: 'LZ4HC(9)',
    since: ['19.1.6'],
    sources: ['changelog 19.1.6', 'tried 18.16.1'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 'zstd',
    codec: 'ZSTD(3)',
    since: ['19.1.6'],
    sources: ['changelog 19.1.6', 'tried 18.16.1'],
    rest: { lacked: '18.16.1', instead: 'leave the codec out' },
  }),
  codecFeature({
    id: 'none',
    codec: 'NONE',
    since: ['19.1.6'],
    sources: ['changelog 19.1.6', 'tried 18.16.1'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 'delta',
    codec: 'Delta, ZSTD',
    since: ['19.11'],
    sources: ['documentation: Delta', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 'double-delta',
    codec: 'DoubleDelta',
    since: ['19.13'],
    sources: ['documentation: DoubleDelta', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 'gorilla',
    codec: 'Gorilla',
    on: 'Float64',
    since: ['19.13'],
    sources: ['documentation: Gorilla', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 't64',
    codec: 'T64, ZSTD',
    since: ['19.14'],
    sources: ['documentation: T64', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1' },
  }),
  codecFeature({
    id: 'fpc',
    codec: 'FPC',
    on: 'Float64',
    since: ['22.8'],
    sources: ['documentation: FPC', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '22.3' },
  }),
  codecFeature({
    id: 'gcd',
    codec: 'GCD, ZSTD',
    since: ['24.3'],
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: GCD'],
    rest: { lacked: '23.8' },
  }),
  codecFeature({
    id: 'alp',
    codec: 'ALP',
    on: 'Float64',
    since: null,
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    rest: { lacked: '18.16.1', experimental: { since: '26.5', setting: 'allow_experimental_codecs' } },
    probe: { refused: [62, 36] },
  }),
  codecFeature({
    id: 'aes',
    codec: 'AES_128_GCM_SIV',
    on: 'String',
    since: ['22.8'],
    sources: ['tried 18.16.1', 'documentation: encryption codecs'],
    rest: { lacked: '21.6', notes: 'Needs keys in the configuration of the server.' },
    probe: { refused: [62, 432, 433], needs: ['server'] },
  }),
];
