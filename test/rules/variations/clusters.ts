/** Pairs, Keeper paths, Kafka, databases and functions. */
import { cross, type Family, misspellings } from './family.ts';

const locals = 'CREATE TABLE app.base (id UInt64, n Nullable(UInt64), s String) ENGINE = MergeTree ORDER BY id;';
const front = (key: string): string =>
  `CREATE TABLE app.x (id UInt64, n Nullable(UInt64), s String, al UInt64 ALIAS id) ENGINE = Distributed('prod', 'app', 'base'${key})`;
const paths = [
  '',
  '/c/x',
  'c/x',
  '/c/{shard}/x',
  '{shard}/x',
  '/c/{database}/{table}',
  '/c/{uuid}/x',
  '/c/{replica}/x',
  'zookeeper:/c/x',
];
const replicas = ['', 'r', '{replica}', 'a/b', '{shard}-{replica}', null];
const settings =
  'num_consumers max_block_size skip_broken_messages commit_every_batch client_id poll_timeout_ms flush_interval_ms schema row_delimiter handle_error_mode thread_per_consumer keeper_path security_protocol'.split(
    ' ',
  );

let paired = 0;

export const clusterFamilies: readonly Family[] = [
  {
    name: 'sharding keys',
    setup: locals,
    statements: [
      '',
      ...[
        'id',
        'missing',
        '`id`',
        'al',
        'n',
        's',
        'ID',
        '1',
        "'id'",
        'rand()',
        'rand64()',
        'id + 1',
        'missing + 1',
        'cityHash64(id)',
        'cityHash64(missing)',
        'cityHash64(s, id)',
        'cityHash64(n)',
        'cityHash64(ifNull(n, 0))',
        'toString(id)',
        'lower(s)',
        'toFloat64(id)',
        'MD5(s)',
        'generateUUIDv4()',
        'intHash32(id)',
        'sipHash128(s)',
        'xxHash64(n)',
        'intDiv(id, 2)',
        'divide(id, 2)',
        'toUnixTimestamp(now())',
        'concat(s, s)',
      ].map((key) => `, ${key}`),
    ].map(front),
  },
  {
    name: 'a Distributed table over itself and others',
    setup: locals,
    statements: cross(["'app', 'x'", "'', 'x'", "'app', 'base'", "'web', 'x'"], ['', ', id']).map(
      ([name, key]) => `CREATE TABLE app.x (id UInt64) ENGINE = Distributed('prod', ${name}${key})`,
    ),
  },
  {
    name: 'Keeper paths and replica names',
    left: [
      [/\('\{shard\}/, 'a macro can bring the slash'],
      [/zookeeper:/, 'auxiliary Keepers are named on the server'],
    ],
    statements: cross(paths, replicas.map(String)).map(([path = '', replica = '']) => {
      paired += 1;
      const own = path.endsWith('x') ? `${path}${paired}` : path;
      const args = replica === 'null' ? `'${own}'` : `'${own}', '${replica}'`;
      return `CREATE TABLE app.x (id UInt64) ENGINE = ReplicatedMergeTree(${args}) ORDER BY id`;
    }),
  },
  {
    name: 'a path that is taken',
    setup: "CREATE TABLE app.taken (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/1/taken', 'r1') ORDER BY id;",
    statements: [
      ['/clickhouse/1/taken', 'r1'],
      ['/clickhouse/1/taken/', 'r1'],
      ['/clickhouse/1/taken//', 'r1'],
      ['/clickhouse/1/taken', 'r2'],
      ['/clickhouse/1/taken/', 'r3'],
      ['/clickhouse/1/free', 'r1'],
      ['/clickhouse/2/taken', 'r1'],
    ].map(
      ([path, replica]) =>
        `CREATE TABLE app.x (id UInt64) ENGINE = ReplicatedMergeTree('${path}', '${replica}') ORDER BY id`,
    ),
  },
  {
    name: 'arguments of Replicated engines besides path and replica',
    statements: cross(
      ['', 'Replacing', 'Summing', 'Collapsing', 'VersionedCollapsing', 'Aggregating'],
      ['', ', v', ', s', ', v, d', ', s, v', ', v, d, s', ', missing'],
    ).map(
      ([kind, rest], index) =>
        `CREATE TABLE app.x (id UInt64, v UInt64, s Int8, d UInt8) ENGINE = Replicated${kind}MergeTree('/arguments/${index}', 'r'${rest}) ORDER BY id`,
    ),
  },
  {
    name: 'settings of Kafka',
    left: [[/dead_letter_queue/, 'the table for it is set up on the server']],
    statements: [
      ...settings.flatMap((name) => misspellings(name)).map((name) => `kafka_${name} = 1`),
      ...[
        'kafka_num_consumers = 0',
        'kafka_num_consumers = 2',
        "kafka_handle_error_mode = 'stream'",
        "kafka_handle_error_mode = 'default'",
        "kafka_handle_error_mode = 'dead_letter_queue'",
        "kafka_handle_error_mode = 'skip'",
        "kafka_client_id = 'me'",
      ],
    ].map(
      (setting) =>
        `CREATE TABLE app.x (id UInt64) ENGINE = Kafka('b:9092', 't', 'g', 'JSONEachRow') SETTINGS ${setting}`,
    ),
  },
  {
    name: 'columns and arguments of Kafka',
    statements: [
      ...cross(['', 'DEFAULT 1', 'MATERIALIZED 1', 'ALIAS 1', 'EPHEMERAL 1'], ['UInt64', 'String']).map(
        ([kind, type]) =>
          `CREATE TABLE app.x (id UInt64, v ${type} ${kind}) ENGINE = Kafka('b:9092', 't', 'g', 'JSONEachRow')`,
      ),
      ...[0, 2, 3, 4].map(
        (count) =>
          `CREATE TABLE app.x (id UInt64) ENGINE = Kafka(${["'b:9092'", "'t'", "'g'", "'CSV'"].slice(0, count).join(', ')})`,
      ),
      ...['kafka_format', 'kafka_topic_list', 'kafka_group_name', 'kafka_broker_list'].map((left) => {
        const all = {
          kafka_broker_list: "'b:9092'",
          kafka_topic_list: "'t'",
          kafka_group_name: "'g'",
          kafka_format: "'CSV'",
        };
        const given = Object.entries(all).filter(([name]) => name !== left);
        return `CREATE TABLE app.x (id UInt64) ENGINE = Kafka SETTINGS ${given.map((pair) => pair.join(' = ')).join(', ')}`;
      }),
    ],
  },
  {
    name: 'engines of databases',
    statements: [
      'Atomic',
      'Memory',
      'Ordinary',
      'Lazy',
      'Replicatd',
      ...misspellings('Atomic'),
      ...misspellings('Memory'),
    ].map((name) => `CREATE DATABASE db_x ENGINE = ${name}`),
  },
  {
    name: 'functions',
    statements: [
      'x -> x',
      '(x) -> x',
      '(x, y) -> x + y',
      '(x, x) -> x',
      '(x, y, x) -> 1',
      '() -> 1',
      '1',
      'lower(x)',
      '(x, X) -> x',
      '`x` -> `x`',
      '(x, `x`) -> x',
    ].map((body) => `CREATE FUNCTION fn_x AS ${body}`),
  },
];
