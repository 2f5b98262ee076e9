/** Table engines: which there are, and what each takes. Facts: tried on ClickHouse 26.7. */
import type { Engine } from '../schema/model.ts';
import { isMergeTree, isReplicated, replicatedArguments } from '../sql/engine.ts';

/** `system.table_engines` of 26.7, what server builds have besides (NATS, RabbitMQ), and Cloud's. */
export const knownEngines: readonly string[] = (
  'AggregatingMergeTree Alias ArrowStream AzureBlobStorage AzureQueue Buffer COSN CoalescingMergeTree CollapsingMergeTree ' +
  'DeltaLake DeltaLakeAzure DeltaLakeLocal DeltaLakeS3 Dictionary Distributed EmbeddedRocksDB Executable ExecutablePool File ' +
  'FileLog FuzzJSON FuzzQuery GCS GenerateRandom GraphiteMergeTree HDFS Hive Hudi Iceberg IcebergAzure IcebergHDFS ' +
  'IcebergLocal IcebergS3 JDBC Join Kafka KeeperMap Log Loop MaterializedPostgreSQL Memory Merge MergeTree MongoDB MySQL NATS ' +
  'Null ODBC OSS Paimon PaimonAzure PaimonHDFS PaimonLocal PaimonS3 PostgreSQL QueryRunner RabbitMQ Redis Remote RemoteSecure ' +
  'ReplacingMergeTree ReplicatedAggregatingMergeTree ReplicatedCoalescingMergeTree ReplicatedCollapsingMergeTree ' +
  'ReplicatedGraphiteMergeTree ReplicatedMergeTree ReplicatedReplacingMergeTree ReplicatedSummingMergeTree ' +
  'ReplicatedVersionedCollapsingMergeTree S3 S3Queue SQLite Set SharedAggregatingMergeTree SharedCoalescingMergeTree ' +
  'SharedCollapsingMergeTree SharedGraphiteMergeTree SharedJoin SharedMergeTree SharedReplacingMergeTree SharedSet ' +
  'SharedSummingMergeTree SharedVersionedCollapsingMergeTree StripeLog SummingMergeTree TimeSeries TinyLog URL ' +
  'VersionedCollapsingMergeTree YTsaurus'
).split(' ');

export function isShared(engine: Engine): boolean {
  return engine.name.startsWith('Shared');
}

/** `Replacing`, `Summing`, ...; the empty text for MergeTree itself; null for engines of no MergeTree kind. */
export function mergeTreeKind(engine: Engine): string | null {
  return isMergeTree(engine) ? engine.name.replace(/^(Replicated|Shared)/, '').replace(/MergeTree$/, '') : null;
}

/** The arguments of a MergeTree engine after the Keeper path and the replica's name. */
export function ownArguments(engine: Engine): Engine['args'] {
  return isReplicated(engine) ? replicatedArguments(engine).rest : engine.args;
}

/** How many arguments an engine takes, from and to, Keeper path and replica name left out. */
export function argumentCount(engine: Engine): readonly [number, number] | null {
  const kind = mergeTreeKind(engine);
  return (kind === null ? countByName[engine.name] : countByKind[kind]) ?? null;
}

const countByKind: Readonly<Record<string, readonly [number, number]>> = {
  '': [0, 0],
  Aggregating: [0, 0],
  Replacing: [0, 2],
  Summing: [0, 1],
  Coalescing: [0, 1],
  Collapsing: [1, 1],
  VersionedCollapsing: [2, 2],
  Graphite: [1, 1],
};

const countByName: Readonly<Record<string, readonly [number, number]>> = {
  Memory: [0, 0],
  Null: [0, 0],
  Log: [0, 0],
  TinyLog: [0, 0],
  StripeLog: [0, 0],
  Set: [0, 0],
  Buffer: [9, 12],
  Merge: [2, 2],
  Join: [3, Number.POSITIVE_INFINITY],
};

/** Engines that take no keys, skip indexes, projections or TTL (36). */
export const plainEngines = new Set([
  'Memory',
  'Null',
  'Log',
  'TinyLog',
  'StripeLog',
  'Set',
  'Join',
  'Buffer',
  'Merge',
  'Kafka',
]);
