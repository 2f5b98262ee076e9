/** All rules, and the check of a schema against them. */
import type { Config, Silence } from '../config/config.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import type { Schema } from '../schema/model.ts';
import { aggregatingColumns } from './aggregating-columns.ts';
import { bufferTarget } from './buffer-target.ts';
import { cloudTargetDistributed } from './cloud-target-distributed.ts';
import { cloudTargetReplicated } from './cloud-target-replicated.ts';
import { clusterMissing } from './cluster-missing.ts';
import { codecAlias } from './codec-alias.ts';
import { codecChain } from './codec-chain.ts';
import { codecParameter } from './codec-parameter.ts';
import { codecType } from './codec-type.ts';
import { codecUnknown } from './codec-unknown.ts';
import { collapsingSign } from './collapsing-sign.ts';
import { columnDuplicate } from './column-duplicate.ts';
import { columnPhysical } from './column-physical.ts';
import { columnReserved } from './column-reserved.ts';
import { constraintColumn } from './constraint-column.ts';
import { constraintDuplicate } from './constraint-duplicate.ts';
import { currentDatabase } from './current-database.ts';
import { databaseEngine } from './database-engine.ts';
import { defaultColumn } from './default-column.ts';
import { defaultCyclic } from './default-cyclic.ts';
import { defaultSubquery } from './default-subquery.ts';
import { dictionaryAttribute } from './dictionary-attribute.ts';
import { dictionaryClauses } from './dictionary-clauses.ts';
import { dictionaryKey } from './dictionary-key.ts';
import { dictionaryLayout } from './dictionary-layout.ts';
import { dictionaryLoad } from './dictionary-load.ts';
import { distributedClusterMismatch } from './distributed-cluster-mismatch.ts';
import { distributedColumnsDiffer } from './distributed-columns-differ.ts';
import { distributedMissingLocal } from './distributed-missing-local.ts';
import { distributedNotEnabled } from './distributed-not-enabled.ts';
import { distributedOverDistributed } from './distributed-over-distributed.ts';
import { distributedOverItself } from './distributed-over-itself.ts';
import { distributedShardingKeyColumn } from './distributed-sharding-key-column.ts';
import { distributedShardingKeyMissing } from './distributed-sharding-key-missing.ts';
import { distributedShardingKeyType } from './distributed-sharding-key-type.ts';
import { distributedSharedLocal } from './distributed-shared-local.ts';
import { engineArguments } from './engine-arguments.ts';
import { engineClauses } from './engine-clauses.ts';
import { engineKey } from './engine-key.ts';
import { engineUnknown } from './engine-unknown.ts';
import { enumValues } from './enum-values.ts';
import { experimental } from './experimental.ts';
import { functionDefinition } from './function-definition.ts';
import { indexColumn } from './index-column.ts';
import { indexColumnType } from './index-column-type.ts';
import { indexDuplicate } from './index-duplicate.ts';
import { indexGranularity } from './index-granularity.ts';
import { indexType } from './index-type.ts';
import { joinTable } from './join-table.ts';
import { kafkaSetting } from './kafka-setting.ts';
import { kafkaTable } from './kafka-table.ts';
import { keyColumnUnknown } from './key-column-unknown.ts';
import { keyConstant } from './key-constant.ts';
import { keyDuplicate } from './key-duplicate.ts';
import { keyNotDeterministic } from './key-not-deterministic.ts';
import { keyNullable } from './key-nullable.ts';
import { keyType } from './key-type.ts';
import { lowCardinalityType } from './low-cardinality-type.ts';
import { mvClauses } from './mv-clauses.ts';
import { mvLoop } from './mv-loop.ts';
import { mvPopulate } from './mv-populate.ts';
import { mvSourceDistributed } from './mv-source-distributed.ts';
import { mvSourceSilent } from './mv-source-silent.ts';
import { mvTargetColumns } from './mv-target-columns.ts';
import { mvTargetMissing } from './mv-target-missing.ts';
import { mvTargetType } from './mv-target-type.ts';
import { nameLength } from './name-length.ts';
import { nullableType } from './nullable-type.ts';
import { partitionKeyCardinality } from './partition-key-cardinality.ts';
import { partitionKeyFloat } from './partition-key-float.ts';
import { plainEngineOnCluster } from './plain-engine-on-cluster.ts';
import { primaryKeyPrefix } from './primary-key-prefix.ts';
import { projectionColumn } from './projection-column.ts';
import { projectionDuplicate } from './projection-duplicate.ts';
import { projectionEngine } from './projection-engine.ts';
import { projectionQuery } from './projection-query.ts';
import { refreshClause } from './refresh-clause.ts';
import { refreshDependency } from './refresh-dependency.ts';
import { refreshTarget } from './refresh-target.ts';
import { replacingIsDeleted } from './replacing-is-deleted.ts';
import { replacingVersion } from './replacing-version.ts';
import { replicaName } from './replica-name.ts';
import { replicaPathRenamed } from './replica-path-renamed.ts';
import { replicaPathShard } from './replica-path-shard.ts';
import { replicaPathShared } from './replica-path-shared.ts';
import { replicaPathUuid } from './replica-path-uuid.ts';
import { replicatedArguments } from './replicated-arguments.ts';
import { replicatedDatabaseCluster } from './replicated-database-cluster.ts';
import { replicatedDatabasePath } from './replicated-database-path.ts';
import { sampleBy } from './sample-by.ts';
import { secretLiteral } from './secret-literal.ts';
import { serverTargetDistributed } from './server-target-distributed.ts';
import { serverTargetReplicated } from './server-target-replicated.ts';
import { shardingKeyRand } from './sharding-key-rand.ts';
import type { Rule } from './shared/rule.ts';
import { asNotice, type Judged, judge } from './shared/silence.ts';
import { sharedEngine } from './shared-engine.ts';
import { summingColumns } from './summing-columns.ts';
import { ttlColumn } from './ttl-column.ts';
import { ttlDeleteTwice } from './ttl-delete-twice.ts';
import { ttlGroupBy } from './ttl-group-by.ts';
import { ttlKeyColumn } from './ttl-key-column.ts';
import { ttlType } from './ttl-type.ts';
import { typeArguments } from './type-arguments.ts';
import { typeUnknown } from './type-unknown.ts';
import { unmanagedDatabase } from './unmanaged-database.ts';
import { viewColumnUnknown } from './view-column-unknown.ts';
import { viewSourceMissing } from './view-source-missing.ts';

/** Sorted by id. */
export const rules: readonly Rule[] = [
  aggregatingColumns,
  bufferTarget,
  cloudTargetDistributed,
  cloudTargetReplicated,
  clusterMissing,
  codecAlias,
  codecChain,
  codecParameter,
  codecType,
  codecUnknown,
  collapsingSign,
  columnDuplicate,
  columnPhysical,
  columnReserved,
  constraintColumn,
  constraintDuplicate,
  currentDatabase,
  databaseEngine,
  defaultColumn,
  defaultCyclic,
  defaultSubquery,
  dictionaryAttribute,
  dictionaryClauses,
  dictionaryKey,
  dictionaryLayout,
  dictionaryLoad,
  distributedClusterMismatch,
  distributedColumnsDiffer,
  distributedMissingLocal,
  distributedNotEnabled,
  distributedOverDistributed,
  distributedOverItself,
  distributedShardingKeyColumn,
  distributedShardingKeyMissing,
  distributedShardingKeyType,
  distributedSharedLocal,
  engineArguments,
  engineClauses,
  engineKey,
  engineUnknown,
  enumValues,
  experimental,
  functionDefinition,
  indexColumn,
  indexColumnType,
  indexDuplicate,
  indexGranularity,
  indexType,
  joinTable,
  kafkaSetting,
  kafkaTable,
  keyColumnUnknown,
  keyConstant,
  keyDuplicate,
  keyNotDeterministic,
  keyNullable,
  keyType,
  lowCardinalityType,
  mvClauses,
  mvLoop,
  mvPopulate,
  mvSourceDistributed,
  mvSourceSilent,
  mvTargetColumns,
  mvTargetMissing,
  mvTargetType,
  nameLength,
  nullableType,
  partitionKeyCardinality,
  partitionKeyFloat,
  plainEngineOnCluster,
  primaryKeyPrefix,
  projectionColumn,
  projectionDuplicate,
  projectionEngine,
  projectionQuery,
  refreshClause,
  refreshDependency,
  refreshTarget,
  replacingIsDeleted,
  replacingVersion,
  replicaName,
  replicaPathRenamed,
  replicaPathShard,
  replicaPathShared,
  replicaPathUuid,
  replicatedArguments,
  replicatedDatabaseCluster,
  replicatedDatabasePath,
  sampleBy,
  secretLiteral,
  serverTargetDistributed,
  serverTargetReplicated,
  shardingKeyRand,
  sharedEngine,
  summingColumns,
  ttlColumn,
  ttlDeleteTwice,
  ttlGroupBy,
  ttlKeyColumn,
  ttlType,
  typeArguments,
  typeUnknown,
  unmanagedDatabase,
  viewColumnUnknown,
  viewSourceMissing,
];

/**
 * What is wrong with a schema: rules of scope `schema` once, those of scope `target` for each target of the config.
 *
 * @param silence - Findings to live with. Defaults to those of the config; a pull request is judged by those of its base.
 * @returns What stands, and apart from it what was silenced and why.
 */
export function judgeSchema(schema: Schema, config: Config, silence: readonly Silence[] = config.silence): Judged {
  const found = rules.flatMap((rule) =>
    rule.scope === 'schema'
      ? rule.check({ schema, config, target: null })
      : config.targets.flatMap((target) => rule.check({ schema, config, target })),
  );
  return judge(found, silence, rules);
}

/** As {@link judgeSchema}, in one sorted list: a silenced finding is a notice that says so and why. */
export function checkSchema(schema: Schema, config: Config, silence?: readonly Silence[]): readonly Finding[] {
  const { standing, silenced } = judgeSchema(schema, config, silence);
  return sortFindings([...standing, ...silenced.map(asNotice)]);
}
