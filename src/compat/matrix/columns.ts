/** Columns: what they can have, and what ALTER does with them. */
import type { Feature, Probe } from '../feature.ts';
import { table } from './shared.ts';

function alter(command: string, extra: Partial<Probe> = {}): Probe {
  return { setup: [table], statement: `ALTER TABLE t ${command}`, refused: [62], ...extra };
}

const distributed = [table, 'CREATE TABLE dist AS t ENGINE = Distributed({cluster}, {db}, t, k)'];

export const columnFeatures: readonly Feature[] = [
  {
    id: 'add-column',
    title: 'ADD COLUMN, with AFTER',
    area: 'columns',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      alter('ADD COLUMN a UInt8 DEFAULT 1 AFTER k'),
      { shows: 'Distributed', setup: distributed, statement: 'ALTER TABLE dist ADD COLUMN a UInt8', refused: [48] },
    ],
  },
  {
    id: 'drop-column',
    title: 'DROP COLUMN',
    area: 'columns',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      alter('DROP COLUMN s'),
      { shows: 'Distributed', setup: distributed, statement: 'ALTER TABLE dist DROP COLUMN s', refused: [48] },
    ],
  },
  {
    id: 'modify-column',
    title: 'MODIFY COLUMN of type and default',
    area: 'columns',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      alter("MODIFY COLUMN s String DEFAULT 'x'", { shows: 'default' }),
      alter('MODIFY COLUMN d DateTime', { shows: 'type' }),
      {
        shows: 'Distributed',
        setup: distributed,
        statement: 'ALTER TABLE dist MODIFY COLUMN d DateTime',
        refused: [48],
      },
    ],
  },
  {
    id: 'column-if-exists',
    title: 'ADD COLUMN IF NOT EXISTS, DROP, MODIFY and COMMENT COLUMN IF EXISTS',
    area: 'columns',
    since: ['19.1.6'],
    lacked: '18.16.1',
    sources: ['changelog 19.1.6', 'tried 18.16.1'],
    probes: [
      alter('ADD COLUMN IF NOT EXISTS a UInt8', { shows: 'add' }),
      alter('DROP COLUMN IF EXISTS a', { shows: 'drop' }),
      alter('MODIFY COLUMN IF EXISTS a UInt8', { shows: 'modify' }),
    ],
  },
  {
    id: 'column-first',
    title: 'ADD COLUMN ... FIRST, MODIFY COLUMN ... FIRST or AFTER',
    area: 'columns',
    since: ['20.6'],
    instead: 'leave the column where it is, or add it AFTER another one',
    sources: ['#12073', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      alter('ADD COLUMN a UInt8 FIRST', { shows: 'add first' }),
      alter('MODIFY COLUMN s String FIRST', { shows: 'modify first' }),
      alter('MODIFY COLUMN s String AFTER k', { shows: 'modify after' }),
    ],
  },
  {
    id: 'rename-column',
    title: 'RENAME COLUMN of MergeTree tables',
    area: 'columns',
    since: ['20.4'],
    instead: 'add a column, copy with ALTER UPDATE and drop the old one',
    sources: ['#9948', 'changelog 20.4.2.9', 'tried 18.16.1'],
    probes: [alter('RENAME COLUMN s TO s2')],
  },
  {
    id: 'rename-column-distributed',
    title: 'RENAME COLUMN of Distributed tables',
    area: 'columns',
    since: ['20.5'],
    instead: 'drop the Distributed table and create it anew: it holds no rows',
    sources: ['changelog 20.5.2.7', 'tried 18.16.1'],
    probes: [{ setup: distributed, statement: 'ALTER TABLE dist RENAME COLUMN s TO s2', refused: [62] }],
  },
  {
    id: 'rename-column-other-engines',
    title: 'RENAME COLUMN of Null, Buffer, Join, Log, Kafka and KeeperMap tables and of materialized views',
    area: 'columns',
    since: null,
    instead: 'drop the table and create it anew',
    sources: ['tried 26.7', 'tried 18.16.1'],
    probes: [
      {
        shows: 'Null',
        setup: ['CREATE TABLE n (a UInt8) ENGINE = Null'],
        statement: 'ALTER TABLE n RENAME COLUMN a TO b',
        refused: [62, 48],
      },
      {
        shows: 'Log',
        setup: ['CREATE TABLE n (a UInt8) ENGINE = Log'],
        statement: 'ALTER TABLE n RENAME COLUMN a TO b',
        refused: [62, 48],
      },
      {
        shows: 'Join',
        setup: ['CREATE TABLE n (a UInt8, b UInt8) ENGINE = Join(ANY, LEFT, a)'],
        statement: 'ALTER TABLE n RENAME COLUMN b TO c',
        refused: [62, 48],
      },
    ],
  },
  {
    id: 'rename-key-column',
    title: 'RENAME COLUMN of a key column',
    area: 'columns',
    since: null,
    instead: 'keep the name, or make a new table',
    sources: ['tried 26.7', 'tried 18.16.1'],
    probes: [alter('RENAME COLUMN k TO k2', { refused: [62, 524] })],
  },
  {
    id: 'rename-column-and-modify',
    title: 'RENAME COLUMN and MODIFY COLUMN of one column in one ALTER',
    area: 'columns',
    since: null,
    instead: 'write two ALTERs',
    sources: ['tried 26.7', 'tried 18.16.1'],
    probes: [alter('RENAME COLUMN s TO s2, MODIFY COLUMN s2 UInt64', { refused: [62, 48, 10] })],
  },
  {
    id: 'modify-column-remove',
    title: 'MODIFY COLUMN ... REMOVE DEFAULT, CODEC, TTL, COMMENT',
    area: 'columns',
    since: ['20.10'],
    instead: 'make the column anew, or leave what it has',
    sources: ['changelog 20.10.3.30', 'tried 18.16.1'],
    probes: [
      {
        setup: ["CREATE TABLE t (k UInt64, s String DEFAULT 'x') ENGINE = MergeTree ORDER BY k"],
        statement: 'ALTER TABLE t MODIFY COLUMN s REMOVE DEFAULT',
        refused: [62],
      },
    ],
  },
  {
    id: 'alter-column-type',
    title: 'ALTER COLUMN ... TYPE, the spelling of PostgreSQL',
    area: 'columns',
    since: ['21.12'],
    instead: 'write MODIFY COLUMN',
    sources: ['#32003', 'changelog 21.12', 'tried 18.16.1'],
    probes: [alter('ALTER COLUMN d TYPE DateTime')],
  },
  {
    id: 'clear-column',
    title: 'CLEAR COLUMN ... IN PARTITION',
    area: 'columns',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [alter('CLEAR COLUMN s IN PARTITION tuple()')],
  },
  {
    id: 'materialize-column',
    title: 'MATERIALIZE COLUMN',
    area: 'columns',
    since: ['21.11'],
    lacked: '21.6',
    sources: ['documentation: MATERIALIZE COLUMN', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: ["CREATE TABLE t (k UInt64, s String DEFAULT 'x') ENGINE = MergeTree ORDER BY k"],
        statement: 'ALTER TABLE t MATERIALIZE COLUMN s',
        refused: [62],
      },
    ],
  },
  {
    id: 'column-comment',
    title: 'COMMENT of a column at CREATE, and COMMENT COLUMN',
    area: 'columns',
    since: 'before',
    sources: ['changelog 18.16.0', 'tried 18.16.1'],
    probes: [
      {
        shows: 'create',
        statement: "CREATE TABLE t (k UInt64 COMMENT 'x') ENGINE = MergeTree ORDER BY k",
        refused: [62],
      },
      alter("COMMENT COLUMN s 'x'", { shows: 'alter' }),
    ],
  },
  {
    id: 'comment-column-replicated',
    title: 'COMMENT COLUMN of Replicated tables',
    area: 'columns',
    since: ['19.4'],
    notes: 'In 18.16.1 the statement is accepted and drops the column on every replica.',
    instead: "don't comment columns of Replicated tables by ALTER",
    sources: ['changelog 19.4', 'tried 18.16.1'],
    probes: [
      {
        needs: ['replication'],
        setup: ["CREATE TABLE r (k UInt64, s String) ENGINE = ReplicatedMergeTree('/{db}/r', 'r1') ORDER BY k"],
        statement: "ALTER TABLE r COMMENT COLUMN s 'x'",
        check: {
          sql: "SELECT count() FROM system.columns WHERE database = '{db}' AND table = 'r' AND name = 's'",
          answer: '1',
        },
        refused: [0],
      },
    ],
  },
  {
    id: 'column-codec',
    title: 'CODEC of a column',
    area: 'columns',
    since: ['19.1.6'],
    lacked: '18.16.1',
    instead: 'leave the codec out; the server has one for all columns in its configuration',
    sources: ['changelog 19.1.6', 'tried 18.16.1'],
    probes: [
      {
        shows: 'create',
        statement: 'CREATE TABLE t (k UInt64 CODEC(ZSTD)) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
      alter('MODIFY COLUMN s String CODEC(ZSTD)', { shows: 'modify' }),
    ],
  },
  {
    id: 'column-ephemeral',
    title: 'EPHEMERAL columns',
    area: 'columns',
    since: ['22.2'],
    sources: ['changelog 22.2', 'tried 18.16.1'],
    probes: [
      {
        statement:
          "CREATE TABLE t (k UInt64, e String EPHEMERAL 'x', s String DEFAULT e) ENGINE = MergeTree ORDER BY k",
        refused: [62],
      },
    ],
  },
  {
    id: 'column-ephemeral-without-expression',
    title: 'EPHEMERAL without an expression',
    area: 'columns',
    since: ['22.5'],
    lacked: '22.3',
    instead: "write an expression, as in EPHEMERAL ''",
    sources: ['#35706', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, e String EPHEMERAL, s String DEFAULT e) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
  {
    id: 'column-alias-materialized',
    title: 'ALIAS and MATERIALIZED columns',
    area: 'columns',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, a UInt64 ALIAS k, m UInt64 MATERIALIZED k) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
  {
    id: 'column-null-modifier',
    title: 'NULL and NOT NULL after a type',
    area: 'columns',
    since: ['21.1'],
    instead: 'write Nullable(...)',
    lacked: '18.16.1',
    sources: ['documentation: NULL or NOT NULL modifiers', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, s String NULL, z String NOT NULL) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
  {
    id: 'column-settings',
    title: 'SETTINGS of a column, MODIFY COLUMN ... MODIFY SETTING and RESET SETTING',
    area: 'columns',
    since: ['24.3'],
    lacked: '23.12',
    instead: 'leave the settings of the column out',
    sources: ['documentation: column-level settings', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        shows: 'create',
        statement:
          'CREATE TABLE t (k UInt64, s String SETTINGS (max_compress_block_size = 1048576)) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
      alter('MODIFY COLUMN s MODIFY SETTING max_compress_block_size = 1048576', { shows: 'modify' }),
    ],
  },
  {
    id: 'column-primary-key',
    title: 'PRIMARY KEY behind a column',
    area: 'columns',
    since: ['26.5'],
    lacked: '18.16.1',
    instead: 'write ORDER BY behind the engine',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [{ statement: 'CREATE TABLE t (k UInt64 PRIMARY KEY) ENGINE = MergeTree', refused: [62, 42] }],
  },
  {
    id: 'nullable-to-plain-without-default',
    title: 'MODIFY COLUMN from Nullable to plain without a DEFAULT',
    area: 'columns',
    since: 'before',
    until: '25.12',
    had: '25.9',
    notes: 'From 25.10 to 25.12 on, the statement must give a DEFAULT for the NULLs.',
    instead: 'give the column a DEFAULT in the same MODIFY',
    sources: ['#84770', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: ['CREATE TABLE t (k UInt64, n Nullable(UInt8)) ENGINE = MergeTree ORDER BY k'],
        statement: 'ALTER TABLE t MODIFY COLUMN n UInt8',
        refused: [36],
      },
    ],
  },
  {
    id: 'drop-column-of-materialized-view-refused',
    title: 'DROP COLUMN that a materialized view reads is refused',
    area: 'columns',
    since: ['21.3'],
    notes: 'Before, it is accepted and every INSERT fails afterwards.',
    sources: ['changelog 21.3', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: [
          table,
          'CREATE TABLE t2 (s String) ENGINE = MergeTree ORDER BY s',
          'CREATE MATERIALIZED VIEW mv TO {db}.t2 AS SELECT s FROM {db}.t',
        ],
        statement: 'ALTER TABLE t DROP COLUMN s',
        accepted: 524,
        refused: [0],
      },
    ],
  },
  {
    id: 'sharding-key-column-check',
    title: 'ALTER of a column that a sharding key names is checked',
    area: 'columns',
    since: ['25.9'],
    lacked: '25.7',
    notes: 'Before, it is accepted, and the server does not start again (#36540).',
    instead: 'leave columns of the sharding key as they are',
    sources: ['#86015', '#36540', 'tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: distributed, statement: 'ALTER TABLE dist DROP COLUMN k', accepted: 47, refused: [0] }],
  },
  {
    id: 'flatten-nested-setting',
    title: 'Setting flatten_nested: Nested as one column',
    area: 'columns',
    since: ['21.1'],
    lacked: '20.9',
    sources: ['documentation: flatten_nested', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, n Nested(a UInt8, b UInt8)) ENGINE = MergeTree ORDER BY k',
        settings: { flatten_nested: '0' },
        check: { sql: "SELECT count() FROM system.columns WHERE database = '{db}' AND table = 't'", answer: '2' },
        refused: [115],
      },
    ],
  },
];
