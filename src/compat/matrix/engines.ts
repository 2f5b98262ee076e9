/** Table engines. */
import type { Feature, Need, Probe, Source } from '../feature.ts';
import { table } from './shared.ts';

interface EngineRow {
  readonly id: string;
  readonly title: string;
  readonly since: Feature['since'];
  readonly sources: readonly Source[];
  readonly columns?: string;
  readonly engine: string;
  readonly rest?: Partial<Feature>;
  readonly probe?: Partial<Probe>;
}

function engineFeature({
  id,
  title,
  since,
  sources,
  columns = 'k UInt64',
  engine,
  rest = {},
  probe = {},
}: EngineRow): Feature {
  return {
    id: `engine-${id}`,
    title: `Engine ${title}`,
    area: 'engines',
    since,
    sources,
    ...rest,
    probes: [{ statement: `CREATE TABLE e (${columns}) ENGINE = ${engine}`, refused: [56], ...probe }],
  };
}

const both: readonly Source[] = ['tried 18.16.1', 'tried 26.7'];
const keeper: readonly Need[] = ['keeper'];

const always: readonly (readonly [id: string, title: string, columns: string, engine: string])[] = [
  ['merge-tree', 'MergeTree', 'k UInt64', 'MergeTree ORDER BY k'],
  ['replacing-merge-tree', 'ReplacingMergeTree', 'k UInt64, v UInt64', 'ReplacingMergeTree(v) ORDER BY k'],
  ['summing-merge-tree', 'SummingMergeTree', 'k UInt64, v UInt64', 'SummingMergeTree(v) ORDER BY k'],
  ['aggregating-merge-tree', 'AggregatingMergeTree', 'k UInt64', 'AggregatingMergeTree ORDER BY k'],
  ['collapsing-merge-tree', 'CollapsingMergeTree', 'k UInt64, g Int8', 'CollapsingMergeTree(g) ORDER BY k'],
  [
    'versioned-collapsing-merge-tree',
    'VersionedCollapsingMergeTree',
    'k UInt64, g Int8, v UInt64',
    'VersionedCollapsingMergeTree(g, v) ORDER BY k',
  ],
  ['memory', 'Memory', 'k UInt64', 'Memory'],
  ['null', 'Null', 'k UInt64', 'Null'],
  ['log', 'Log', 'k UInt64', 'Log'],
  ['tiny-log', 'TinyLog', 'k UInt64', 'TinyLog'],
  ['stripe-log', 'StripeLog', 'k UInt64', 'StripeLog'],
  ['set', 'Set', 'k UInt64', 'Set'],
  ['join', 'Join', 'k UInt64, v UInt64', 'Join(ANY, LEFT, k)'],
  ['merge', 'Merge', 'k UInt64', "Merge({db}, '^t')"],
  ['buffer', 'Buffer', 'k UInt64', 'Buffer({db}, t, 1, 10, 100, 10000, 1000000, 10000000, 100000000)'],
  ['url', 'URL', 'k UInt64', "URL('http://127.0.0.1:1/', CSV)"],
  ['file', 'File', 'k UInt64', 'File(CSV)'],
];

export const engineFeatures: readonly Feature[] = [
  ...always.map(([id, title, columns, engine]) =>
    engineFeature({ id, title, columns, engine, since: 'before', sources: both }),
  ),
  engineFeature({
    id: 'replicated-merge-tree',
    title: 'ReplicatedMergeTree and its kin',
    engine: "ReplicatedMergeTree('/{db}/e', 'r1') ORDER BY k",
    since: 'before',
    sources: both,
    probe: { needs: keeper },
  }),
  {
    id: 'engine-distributed',
    title: 'Engine Distributed',
    area: 'engines',
    since: 'before',
    sources: both,
    probes: [
      {
        shows: 'AS',
        setup: [table],
        statement: 'CREATE TABLE e AS t ENGINE = Distributed({cluster}, {db}, t, k)',
        refused: [56],
      },
      {
        shows: 'columns',
        setup: [table],
        statement: 'CREATE TABLE e (k UInt64) ENGINE = Distributed({cluster}, {db}, t, k)',
        refused: [56],
      },
    ],
  },
  {
    id: 'distributed-settings',
    title: 'SETTINGS of a Distributed table',
    area: 'engines',
    since: ['21.8'],
    lacked: '18.16.1',
    instead: 'leave the settings out',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: Distributed, settings'],
    probes: [
      {
        setup: [table],
        statement: 'CREATE TABLE e AS t ENGINE = Distributed({cluster}, {db}, t, k) SETTINGS fsync_after_insert = 0',
        refused: [36, 115],
      },
    ],
  },
  {
    id: 'distributed-policy',
    title: 'Storage policy of a Distributed table',
    area: 'engines',
    since: ['20.8'],
    lacked: '18.16.1',
    instead: 'leave the policy out',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: Distributed'],
    probes: [
      {
        setup: [table],
        statement: "CREATE TABLE e AS t ENGINE = Distributed({cluster}, {db}, t, k, 'default')",
        refused: [42],
      },
    ],
  },
  engineFeature({
    id: 'replacing-is-deleted',
    title: 'ReplacingMergeTree(version, is_deleted)',
    columns: 'k UInt64, v UInt64, x UInt8',
    engine: 'ReplacingMergeTree(v, x) ORDER BY k',
    since: ['23.2'],
    sources: ['changelog 23.2', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '22.12', instead: 'filter deleted rows in a view' },
    probe: { refused: [42] },
  }),
  engineFeature({
    id: 'coalescing-merge-tree',
    title: 'CoalescingMergeTree',
    columns: 'k UInt64, v Nullable(UInt64)',
    engine: 'CoalescingMergeTree ORDER BY k',
    since: ['25.6'],
    sources: ['changelog 25.6', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '25.3' },
  }),
  engineFeature({
    id: 'generate-random',
    title: 'GenerateRandom',
    engine: 'GenerateRandom',
    since: ['20.8'],
    sources: ['documentation: GenerateRandom', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1' },
  }),
  engineFeature({
    id: 'dictionary',
    title: 'Dictionary',
    engine: 'Dictionary({db}.dict)',
    since: 'before',
    sources: both,
    probe: { refused: [56], statement: "SELECT count() FROM system.tables WHERE engine = 'Dictionary'" },
  }),
  engineFeature({
    id: 'keeper-map',
    title: 'KeeperMap',
    engine: "KeeperMap('/{db}') PRIMARY KEY k",
    since: ['22.9'],
    sources: ['#39976', 'changelog 22.9', 'tried 18.16.1'],
    rest: {
      notes: 'Needs keeper_map_path_prefix in the configuration. Strict mode (keeper_map_strict_mode) from 23.4.',
    },
    probe: { needs: keeper, refused: [36] },
  }),
  engineFeature({
    id: 'embedded-rocksdb',
    title: 'EmbeddedRocksDB',
    engine: 'EmbeddedRocksDB PRIMARY KEY k',
    since: ['20.12'],
    sources: ['#15073', 'changelog 20.12', 'tried 18.16.1'],
    rest: { notes: 'Experimental at first.' },
    probe: { refused: [36] },
  }),
  engineFeature({
    id: 'kafka',
    title: 'Kafka with SETTINGS',
    engine:
      "Kafka SETTINGS kafka_broker_list = '127.0.0.1:1', kafka_topic_list = 't', kafka_group_name = 'g', kafka_format = 'JSONEachRow'",
    since: 'before',
    sources: both,
  }),
  engineFeature({
    id: 'rabbitmq',
    title: 'RabbitMQ',
    engine:
      "RabbitMQ SETTINGS rabbitmq_host_port = '127.0.0.1:1', rabbitmq_exchange_name = 'x', rabbitmq_format = 'JSONEachRow'",
    since: ['20.8'],
    rest: { lacked: '20.3' },
    sources: ['documentation: RabbitMQ', 'tried 18.16.1'],
    probe: { needs: ['server'], refused: [36] },
  }),
  engineFeature({
    id: 'nats',
    title: 'NATS',
    engine: "NATS SETTINGS nats_url = '127.0.0.1:1', nats_subjects = 's', nats_format = 'JSONEachRow'",
    since: ['22.11'],
    sources: ['documentation: NATS', 'tried 18.16.1'],
    rest: { lacked: '22.3' },
    probe: { needs: ['server'], refused: [36] },
  }),
  engineFeature({
    id: 's3',
    title: 'S3',
    engine: "S3('http://127.0.0.1:1/bucket/file', 'CSV')",
    since: ['20.4'],
    sources: ['documentation: S3', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '18.16.1' },
  }),
  engineFeature({
    id: 's3-queue',
    title: 'S3Queue',
    engine: "S3Queue('http://127.0.0.1:1/bucket/*', 'CSV') SETTINGS mode = 'unordered'",
    since: ['25.1'],
    sources: ['documentation: S3Queue', 'tried 18.16.1'],
    rest: { lacked: '23.7' },
    probe: { needs: ['server'], refused: [36] },
  }),
  engineFeature({
    id: 'postgresql',
    title: 'PostgreSQL',
    engine: "PostgreSQL('127.0.0.1:1', 'db', 't', 'u', '')",
    since: ['21.4'],
    sources: ['documentation: PostgreSQL', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '20.8' },
  }),
  engineFeature({
    id: 'mysql',
    title: 'MySQL',
    engine: "MySQL('127.0.0.1:1', 'db', 't', 'u', '')",
    since: 'before',
    sources: both,
  }),
  engineFeature({
    id: 'time-series',
    title: 'TimeSeries',
    columns: '',
    engine: 'TimeSeries',
    since: null,
    sources: ['settings changes 24.8', 'tried 18.16.1', 'tried 26.7'],
    rest: { experimental: { since: '24.8', setting: 'allow_experimental_time_series_table' } },
    probe: { statement: 'CREATE TABLE e ENGINE = TimeSeries', refused: [56, 344, 62, 80] },
  }),
  engineFeature({
    id: 'alias',
    title: 'Alias',
    engine: 'Alias({db}, t)',
    since: ['26.5'],
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    rest: { lacked: '25.8' },
    probe: { setup: [table], statement: 'CREATE TABLE e ENGINE = Alias({db}, t)', refused: [56, 62] },
  }),
  engineFeature({
    id: 'executable',
    title: 'Executable',
    engine: "Executable('chx_probe.sh', 'TSV')",
    since: ['21.12'],
    sources: ['documentation: Executable', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '21.6' },
  }),
  engineFeature({
    id: 'redis',
    title: 'Redis',
    engine: "Redis('127.0.0.1:1') PRIMARY KEY k",
    since: ['23.8'],
    sources: ['documentation: Redis', 'tried 18.16.1', 'tried 26.7'],
    rest: { lacked: '23.3' },
    probe: { refused: [36] },
  }),
  engineFeature({
    id: 'loop',
    title: 'Loop',
    engine: 'Loop({db}.t)',
    since: ['24.6'],
    sources: ['documentation: loop', 'tried 18.16.1'],
    rest: { lacked: '24.3' },
    probe: {
      statement: "SELECT count() FROM system.tables WHERE engine = 'Loop'",
      check: { sql: "SELECT count() FROM system.table_engines WHERE name = 'Loop'", answer: '1' },
      refused: [0, 60],
    },
  }),
  engineFeature({
    id: 'shared-merge-tree',
    title: 'SharedMergeTree',
    engine: 'SharedMergeTree ORDER BY k',
    since: null,
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: SharedMergeTree, ClickHouse Cloud only'],
    rest: {
      notes: 'Only in ClickHouse Cloud, which makes it of MergeTree.',
      instead: 'write MergeTree or ReplicatedMergeTree',
    },
  }),
];
