import { isReplicated, replicatedArguments } from '../sql/engine.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const replicaPathUuid = defineRule({
  id: 'replica-path-uuid',
  severity: 'error',
  title: '{uuid} in a Keeper path without ON CLUSTER',
  why: 'Each host would choose a UUID of its own, so no two replicas would meet: ClickHouse refuses the CREATE with 36 (BAD_ARGUMENTS) outside of ON CLUSTER and of Replicated databases. The default path holds {uuid} too, so a Replicated engine without arguments is a warning: a server can have another default.',
  fix: 'Add ON CLUSTER, or write a path without {uuid}.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips:
      "CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}') ORDER BY id;",
    passes:
      "CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;",
  },
  *find(context) {
    const { targets } = context.config;
    if (targets.length > 0 && targets.every((target) => target.kind === 'cloud')) return;
    for (const { object, storage } of stored(context.schema)) {
      if (object.cluster !== null || !isReplicated(storage.engine)) continue;
      if (isReplicatedDatabase(object.name.database, context)) continue;
      const { path } = replicatedArguments(storage.engine);
      if (path?.includes('{uuid}') === true) {
        yield {
          object,
          message: `the Keeper path ${code(path)} holds {uuid}, which works ON CLUSTER only: add ON CLUSTER, or another path`,
        };
      } else if (path === null) {
        yield {
          object,
          severity: 'warning',
          message: `${storage.engine.name} without arguments takes the default path, which holds {uuid} and works ON CLUSTER only: add ON CLUSTER, or a path`,
        };
      }
    }
  },
});
