/**
 * Table engines: which there are, what each takes, where its rows are and what ALTER can do to it. One list for rules, planner,
 * renderer and engine. Facts: `system.table_engines` of ClickHouse 26.7 and trials there; a test asks the engine again.
 */

import { compareText } from '../schema/name.ts';

/**
 * Where the rows of a table are. `own`: the table keeps them and DROP loses them. `buffer`: on their way to another table.
 * `none`: it has none, or reads those of other tables. `elsewhere`: in another system, where DROP leaves them.
 */
export type RowPlace = 'own' | 'buffer' | 'none' | 'elsewhere';

/** What ALTER does to columns: `all` of it, everything but RENAME, or nothing (48). */
export type ColumnAlter = 'all' | 'no-rename' | 'none';

export interface EngineTraits {
  readonly rows: RowPlace;
  readonly alter: ColumnAlter;
  /** Whether PARTITION BY, PRIMARY KEY, ORDER BY and SAMPLE BY are taken. */
  readonly keys: boolean;
  readonly ttl: boolean;
  /** Whether skip indexes and projections are taken. */
  readonly indexes: boolean;
  /** How many arguments, from and to, Keeper path and replica name left out; null where that is not so simple. */
  readonly args: readonly [number, number] | null;
  /** How many columns the PRIMARY KEY has that it needs, from and to; null where it needs none. */
  readonly keyColumns: readonly [number, number] | null;
  /** Whether it works inside of one process and reaches nothing outside of it. */
  readonly contained: boolean;
}

const none: EngineTraits = {
  rows: 'none',
  alter: 'none',
  keys: false,
  ttl: false,
  indexes: false,
  args: null,
  keyColumns: null,
  contained: false,
};

const any = Number.POSITIVE_INFINITY;
const elsewhere: EngineTraits = { ...none, rows: 'elsewhere' };
const keyedElsewhere: EngineTraits = { ...elsewhere, keys: true };
const log: EngineTraits = { ...none, rows: 'own', args: [0, 0], contained: true };

/** Engines of no MergeTree kind. */
const others: Readonly<Record<string, EngineTraits>> = {
  Alias: none,
  ArrowStream: none,
  Buffer: { ...none, rows: 'buffer', alter: 'no-rename', args: [9, 12], contained: true },
  Dictionary: { ...none, contained: true },
  Distributed: { ...none, rows: 'buffer', alter: 'all', args: [3, 5] },
  EmbeddedRocksDB: { ...none, rows: 'own', keys: true, ttl: true, keyColumns: [0, any] },
  Executable: none,
  ExecutablePool: none,
  // Without a path of its own it writes to the table's folder, which DROP removes.
  File: { ...none, rows: 'own' },
  FuzzJSON: none,
  FuzzQuery: none,
  GenerateRandom: { ...none, contained: true },
  Join: { ...none, rows: 'own', args: [3, any], contained: true },
  KeeperMap: { ...none, rows: 'own', keys: true, keyColumns: [1, 1] },
  Log: log,
  Loop: none,
  Memory: { ...log, alter: 'all' },
  Merge: { ...none, alter: 'no-rename', args: [2, 2], contained: true },
  Null: { ...none, alter: 'no-rename', args: [0, 0], contained: true },
  QueryRunner: none,
  Redis: { ...keyedElsewhere, keyColumns: [1, 1] },
  Remote: none,
  RemoteSecure: none,
  Set: log,
  SharedJoin: { ...none, rows: 'own', args: [3, any] },
  SharedSet: { ...log, contained: false },
  StripeLog: log,
  TimeSeries: { ...none, rows: 'own' },
  TinyLog: log,
  ...named(
    'AzureQueue DeltaLake DeltaLakeAzure DeltaLakeLocal DeltaLakeS3 FileLog Hive Hudi JDBC Kafka MongoDB MySQL NATS ODBC Paimon ' +
      'PaimonAzure PaimonHDFS PaimonLocal PaimonS3 PostgreSQL RabbitMQ S3Queue SQLite URL YTsaurus',
    elsewhere,
  ),
  ...named(
    'AzureBlobStorage COSN GCS HDFS Iceberg IcebergAzure IcebergHDFS IcebergLocal IcebergS3 MaterializedPostgreSQL OSS S3',
    keyedElsewhere,
  ),
};

function named(names: string, traits: EngineTraits): Record<string, EngineTraits> {
  return Object.fromEntries(names.split(' ').map((name) => [name, traits]));
}

/** Arguments of MergeTree engines by what comes before `MergeTree`. */
const mergeTreeArguments: Readonly<Record<string, readonly [number, number]>> = {
  '': [0, 0],
  Aggregating: [0, 0],
  Coalescing: [0, 1],
  Collapsing: [1, 1],
  Graphite: [1, 1],
  Replacing: [0, 2],
  Summing: [0, 1],
  VersionedCollapsing: [2, 2],
};

const mergeTree: EngineTraits = { ...none, rows: 'own', alter: 'all', keys: true, ttl: true, indexes: true };

const mergeTrees: Readonly<Record<string, EngineTraits>> = Object.fromEntries(
  Object.entries(mergeTreeArguments).flatMap(([kind, args]) =>
    ['', 'Replicated', 'Shared'].map((prefix) => [
      `${prefix}${kind}MergeTree`,
      { ...mergeTree, args, contained: prefix === '' },
    ]),
  ),
);

const catalogue: ReadonlyMap<string, EngineTraits> = new Map(Object.entries({ ...others, ...mergeTrees }));

/** What is known of an engine by its name, case-sensitive; null for a name that is none of 26.7, of its server builds or of Cloud. */
export function engineTraits(name: string): EngineTraits | null {
  return catalogue.get(name) ?? null;
}

/** Every engine that {@link engineTraits} knows, sorted. */
export const knownEngines: readonly string[] = [...catalogue.keys()].sort(compareText);

/**
 * `Replacing`, `Summing`, ... for a MergeTree engine, Replicated and Shared ones included; the empty text for MergeTree itself;
 * null for engines of no MergeTree kind.
 */
export function mergeTreeKind(name: string): string | null {
  return name.endsWith('MergeTree') ? name.replace(/^(Replicated|Shared)/, '').replace(/MergeTree$/, '') : null;
}

/** Kinds that merge rows of one sorting key into one. */
export const mergingKinds: ReadonlySet<string> = new Set([
  'Aggregating',
  'Coalescing',
  'Collapsing',
  'Replacing',
  'Summing',
  'VersionedCollapsing',
]);

/** Only Cloud has engines of this name. */
export function isShared(name: string): boolean {
  return name.startsWith('Shared');
}
