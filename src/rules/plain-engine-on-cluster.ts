import { isMergeTree, isReplicated } from '../sql/engine.ts';
import { isShared } from './shared/engines.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const plainEngineOnCluster = defineRule({
  id: 'plain-engine-on-cluster',
  severity: 'warning',
  title: 'A MergeTree table on a cluster without replication',
  why: 'Each host keeps its own rows. Where a shard has two replicas and `internal_replication` is true, they diverge in silence: which rows a query sees depends on the host that answers. Where each shard is one host, all is well.',
  fix: 'Use the Replicated engine of the same name, or silence the rule for a cluster without replicas.',
  example: {
    trips: 'CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;',
    passes:
      "CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;",
  },
  *find(context) {
    const { targets } = context.config;
    // Cloud replicates a plain MergeTree by itself.
    if (targets.length > 0 && targets.every((target) => target.kind === 'cloud')) return;
    for (const { object, storage } of stored(context.schema)) {
      const { engine } = storage;
      if (object.cluster === null || !isMergeTree(engine) || isReplicated(engine) || isShared(engine)) continue;
      if (isReplicatedDatabase(object.name.database, context)) continue;
      yield {
        object,
        message: `is a ${engine.name} on the cluster ${code(object.cluster)}, so replicas of a shard keep different rows: use ${code(`Replicated${engine.name}`)}`,
      };
    }
  },
});
