/** Keys, TTL, settings, mutations. */
import type { Feature, Probe } from '../feature.ts';
import { table } from './shared.ts';

function alter(command: string, extra: Partial<Probe> = {}): Probe {
  return { setup: [table], statement: `ALTER TABLE t ${command}`, refused: [62], ...extra };
}

const withTtl = 'CREATE TABLE t (k UInt64, d Date, s String) ENGINE = MergeTree ORDER BY k TTL d + INTERVAL 1 DAY';
const filled = [table, "INSERT INTO t VALUES (1, '2020-01-01', 'a')"];

export const keyFeatures: readonly Feature[] = [
  {
    id: 'primary-key-apart',
    title: 'PRIMARY KEY that is a prefix of ORDER BY',
    area: 'keys',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, s String) ENGINE = MergeTree PRIMARY KEY k ORDER BY (k, s)',
        refused: [62],
      },
    ],
  },
  {
    id: 'primary-key-alone',
    title: 'PRIMARY KEY without ORDER BY',
    area: 'keys',
    since: ['21.1'],
    lacked: '18.16.1',
    instead: 'write ORDER BY',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: MergeTree, ORDER BY'],
    probes: [{ statement: 'CREATE TABLE t (k UInt64) ENGINE = MergeTree PRIMARY KEY k', refused: [36] }],
  },
  {
    id: 'modify-order-by',
    title: 'MODIFY ORDER BY with columns added in the same ALTER',
    area: 'keys',
    since: 'before',
    sources: ['changelog 18.16.0', 'tried 18.16.1'],
    probes: [alter('ADD COLUMN a UInt8, MODIFY ORDER BY (k, a)')],
  },
  {
    id: 'modify-order-by-existing-column',
    title: 'MODIFY ORDER BY with a column that is there already',
    area: 'keys',
    since: null,
    instead: 'make a new table',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [alter('MODIFY ORDER BY (k, s)', { refused: [36] })],
  },
  {
    id: 'modify-primary-key',
    title: 'MODIFY PRIMARY KEY',
    area: 'keys',
    since: null,
    instead: 'make a new table',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [alter('MODIFY PRIMARY KEY (k, s)', { refused: [62, 36] })],
  },
  {
    id: 'modify-partition-by',
    title: 'MODIFY PARTITION BY',
    area: 'keys',
    since: null,
    instead: 'make a new table',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [alter('MODIFY PARTITION BY d')],
  },
  {
    id: 'modify-sample-by',
    title: 'MODIFY SAMPLE BY',
    area: 'keys',
    since: ['20.8'],
    instead: 'make a new table',
    sources: ['changelog 20.8.2.3', 'tried 18.16.1'],
    probes: [alter('MODIFY SAMPLE BY k')],
  },
  {
    id: 'remove-sample-by',
    title: 'REMOVE SAMPLE BY',
    area: 'keys',
    since: ['21.11'],
    instead: 'leave SAMPLE BY in place',
    sources: ['changelog 21.11', 'tried 18.16.1'],
    probes: [
      {
        setup: ['CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k SAMPLE BY k'],
        statement: 'ALTER TABLE t REMOVE SAMPLE BY',
        refused: [62],
      },
    ],
  },
  {
    id: 'nullable-key',
    title: 'Nullable columns in keys, with allow_nullable_key',
    area: 'keys',
    since: ['20.7'],
    instead: 'take the column out of the key, or wrap it in ifNull',
    sources: ['changelog 20.7.2.30', 'tried 18.16.1'],
    probes: [
      {
        statement: 'CREATE TABLE t (k Nullable(UInt64)) ENGINE = MergeTree ORDER BY k SETTINGS allow_nullable_key = 1',
        refused: [36],
      },
    ],
  },
  {
    id: 'order-by-desc',
    title: 'DESC in the sorting key',
    area: 'keys',
    since: ['26.7'],
    lacked: '26.5.1.1',
    instead: 'take DESC out, or from 24.12 on add SETTINGS allow_experimental_reverse_key = 1 to the table',
    sources: ['#106440', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY (k DESC)',
        refused: [62, 44],
      },
    ],
  },
  {
    id: 'order-by-desc-with-setting',
    title: 'Table setting allow_experimental_reverse_key: DESC in the sorting key',
    area: 'keys',
    since: ['24.12'],
    instead: 'take DESC and the setting out',
    sources: ['#71095', 'settings changes 24.12', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY (k DESC) SETTINGS allow_experimental_reverse_key = 1',
        refused: [62],
      },
    ],
  },
  {
    id: 'unique-key',
    title: 'UNIQUE KEY',
    area: 'keys',
    since: null,
    experimental: { since: '26.5', setting: 'allow_experimental_unique_key' },
    sources: ['settings changes 26.5', 'tried 18.16.1'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k UNIQUE KEY k',
        refused: [62, 344],
      },
    ],
  },
];

export const ttlFeatures: readonly Feature[] = [
  {
    id: 'table-ttl',
    title: 'TTL of a table',
    area: 'ttl',
    since: ['19.6'],
    instead: 'drop old partitions by yourself',
    sources: ['changelog 19.6.2.11', 'tried 18.16.1'],
    probes: [{ statement: withTtl, refused: [62] }],
  },
  {
    id: 'column-ttl',
    title: 'TTL of a column',
    area: 'ttl',
    since: ['19.6'],
    sources: ['changelog 19.6.2.11', 'tried 18.16.1'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, d Date, s String TTL d + INTERVAL 1 DAY) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
  {
    id: 'modify-ttl',
    title: 'MODIFY TTL',
    area: 'ttl',
    since: ['19.7.5.27', '19.8'],
    experimental: { since: '19.6', setting: null },
    notes: 'Fixed in 19.7.5.27.',
    sources: ['changelog 19.7.5.27', 'tried 18.16.1'],
    probes: [alter('MODIFY TTL d + INTERVAL 1 DAY')],
  },
  {
    id: 'remove-ttl',
    title: 'REMOVE TTL',
    area: 'ttl',
    since: ['20.10'],
    instead: 'MODIFY TTL to a date far ahead',
    sources: ['changelog 20.10.3.30', 'tried 18.16.1'],
    probes: [{ setup: [withTtl], statement: 'ALTER TABLE t REMOVE TTL', refused: [62] }],
  },
  {
    id: 'materialize-ttl',
    title: 'MATERIALIZE TTL',
    area: 'ttl',
    since: ['20.3'],
    sources: ['changelog 20.3', 'tried 18.16.1'],
    probes: [{ setup: [withTtl], statement: 'ALTER TABLE t MATERIALIZE TTL', refused: [62] }],
  },
  {
    id: 'materialize-ttl-after-modify',
    title: 'MODIFY TTL applies to rows that are there (materialize_ttl_after_modify)',
    area: 'ttl',
    since: ['20.5'],
    notes: 'On by default: a shorter TTL deletes rows at once.',
    sources: ['changelog 20.5', 'tried 18.16.1'],
    probes: [{ statement: 'SELECT 1', settings: { materialize_ttl_after_modify: '1' }, refused: [115] }],
  },
  {
    id: 'ttl-move',
    title: 'TTL ... TO DISK, TO VOLUME',
    area: 'ttl',
    since: ['20.3'],
    lacked: '18.16.1',
    sources: ['documentation: MergeTree, TTL', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement:
          "CREATE TABLE t (k UInt64, d Date) ENGINE = MergeTree ORDER BY k TTL d + INTERVAL 1 DAY TO DISK 'default'",
        refused: [62],
      },
    ],
  },
  {
    id: 'ttl-where',
    title: 'TTL ... DELETE WHERE',
    area: 'ttl',
    since: ['21.1'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: MergeTree, TTL'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, d Date) ENGINE = MergeTree ORDER BY k TTL d + INTERVAL 1 DAY DELETE WHERE k = 1',
        refused: [62],
      },
    ],
  },
  {
    id: 'ttl-group-by',
    title: 'TTL ... GROUP BY ... SET',
    area: 'ttl',
    since: ['21.1'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: MergeTree, TTL'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, d Date, v UInt64) ENGINE = MergeTree ORDER BY k TTL d + INTERVAL 1 DAY GROUP BY k SET v = sum(v)',
        refused: [62],
      },
    ],
  },
  {
    id: 'ttl-recompress',
    title: 'TTL ... RECOMPRESS CODEC(...)',
    area: 'ttl',
    since: ['21.1'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: MergeTree, TTL'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, d Date) ENGINE = MergeTree ORDER BY k TTL d + INTERVAL 1 DAY RECOMPRESS CODEC(ZSTD(3))',
        refused: [62],
      },
    ],
  },
];

export const settingFeatures: readonly Feature[] = [
  {
    id: 'table-settings',
    title: 'SETTINGS of a MergeTree table',
    area: 'settings',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k SETTINGS index_granularity = 1024',
        refused: [62],
      },
    ],
  },
  {
    id: 'modify-setting',
    title: 'MODIFY SETTING',
    area: 'settings',
    since: ['19.14'],
    instead: 'make a new table, or change the settings for all tables in the configuration',
    sources: ['changelog 19.14.3.3', 'tried 18.16.1'],
    probes: [alter('MODIFY SETTING parts_to_throw_insert = 1000')],
  },
  {
    id: 'reset-setting',
    title: 'RESET SETTING',
    area: 'settings',
    since: ['21.2'],
    lacked: '20.12',
    instead: 'MODIFY SETTING to the default',
    sources: ['#17769', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: ['CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k SETTINGS parts_to_throw_insert = 1000'],
        statement: 'ALTER TABLE t RESET SETTING parts_to_throw_insert',
        refused: [62],
      },
    ],
  },
  {
    id: 'modify-index-granularity',
    title: 'MODIFY SETTING index_granularity',
    area: 'settings',
    since: null,
    instead: 'make a new table',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [alter('MODIFY SETTING index_granularity = 1024', { refused: [62, 472] })],
  },
  {
    id: 'storage-policy',
    title: 'Setting storage_policy of a table: several disks',
    area: 'settings',
    since: ['20.1'],
    lacked: '18.16.1',
    sources: ['documentation: MergeTree, multiple disks', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement: "CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k SETTINGS storage_policy = 'default'",
        refused: [36],
      },
    ],
  },
  {
    id: 'alter-sync-setting',
    title: 'Setting alter_sync',
    area: 'settings',
    since: ['23.2'],
    lacked: '22.12',
    notes: 'Until then replication_alter_partitions_sync, which newer versions take for the same.',
    instead: 'set replication_alter_partitions_sync',
    sources: ['changelog 23.2', 'tried 18.16.1'],
    probes: [{ statement: 'SELECT 1', settings: { alter_sync: '2' }, refused: [115] }],
  },
  {
    id: 'replication-alter-partitions-sync-setting',
    title: 'Setting replication_alter_partitions_sync',
    area: 'settings',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [{ statement: 'SELECT 1', settings: { replication_alter_partitions_sync: '2' }, refused: [115] }],
  },
  {
    id: 'mutations-sync-setting',
    title: 'Setting mutations_sync',
    area: 'settings',
    since: ['20.4'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: mutations_sync'],
    probes: [{ statement: 'SELECT 1', settings: { mutations_sync: '2' }, refused: [115] }],
  },
  {
    id: 'foreground-distributed-insert-setting',
    title: 'Setting distributed_foreground_insert',
    area: 'settings',
    since: ['23.12'],
    lacked: '23.8',
    notes: 'Until then insert_distributed_sync.',
    instead: 'set insert_distributed_sync',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: distributed_foreground_insert'],
    probes: [{ statement: 'SELECT 1', settings: { distributed_foreground_insert: '1' }, refused: [115] }],
  },
];

export const mutationFeatures: readonly Feature[] = [
  {
    id: 'alter-update',
    title: 'ALTER TABLE ... UPDATE',
    area: 'mutations',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: filled, statement: "ALTER TABLE t UPDATE s = 'x' WHERE k = 1", refused: [62] }],
  },
  {
    id: 'alter-delete',
    title: 'ALTER TABLE ... DELETE',
    area: 'mutations',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: filled, statement: 'ALTER TABLE t DELETE WHERE k = 1', refused: [62] }],
  },
  {
    id: 'kill-mutation',
    title: 'KILL MUTATION',
    area: 'mutations',
    since: ['19.11'],
    lacked: '18.16.1',
    sources: ['documentation: KILL MUTATION', 'tried 18.16.1', 'tried 26.7'],
    probes: [{ statement: "KILL MUTATION WHERE database = '{db}'", refused: [62] }],
  },
  {
    id: 'mutation-in-partition',
    title: 'ALTER TABLE ... UPDATE and DELETE IN PARTITION',
    area: 'mutations',
    since: ['21.1'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: ALTER TABLE ... UPDATE'],
    probes: [
      {
        shows: 'update',
        setup: filled,
        statement: "ALTER TABLE t UPDATE s = 'x' IN PARTITION tuple() WHERE k = 1",
        refused: [62],
      },
      {
        shows: 'delete',
        setup: filled,
        statement: 'ALTER TABLE t DELETE IN PARTITION tuple() WHERE k = 1',
        refused: [62],
      },
    ],
  },
  {
    id: 'lightweight-delete',
    title: 'DELETE FROM ... WHERE',
    area: 'mutations',
    since: ['23.3'],
    experimental: { since: '22.8', setting: 'allow_experimental_lightweight_delete' },
    instead: 'use ALTER TABLE ... DELETE',
    sources: ['#37893', 'changelog 22.8', 'changelog 23.3', 'tried 18.16.1'],
    probes: [{ setup: filled, statement: 'DELETE FROM t WHERE k = 1', refused: [62] }],
  },
  {
    id: 'lightweight-update',
    title: 'UPDATE ... SET ... WHERE',
    area: 'mutations',
    since: ['25.8'],
    experimental: { since: '25.5', setting: 'allow_experimental_lightweight_update' },
    notes: 'Beta from 25.8. The table needs enable_block_number_column and enable_block_offset_column.',
    instead: 'use ALTER TABLE ... UPDATE',
    sources: ['settings changes 25.5', 'settings changes 25.8', 'tried 18.16.1'],
    probes: [
      {
        setup: [
          'CREATE TABLE t (k UInt64, s String) ENGINE = MergeTree ORDER BY k SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1',
        ],
        statement: "UPDATE t SET s = 'x' WHERE k = 1",
        refused: [36, 48],
      },
    ],
  },
  {
    id: 'apply-deleted-mask',
    title: 'ALTER TABLE ... APPLY DELETED MASK',
    area: 'mutations',
    since: ['26.5'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [alter('APPLY DELETED MASK')],
  },
  {
    id: 'rewrite-parts',
    title: 'ALTER TABLE ... REWRITE PARTS',
    area: 'mutations',
    since: ['26.5'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [alter('REWRITE PARTS')],
  },
];
