import { isReplicated, replicatedArguments } from '../sql/engine.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const replicaName = defineRule({
  id: 'replica-name',
  severity: 'error',
  title: 'One replica name for every host of a cluster',
  why: 'ON CLUSTER sends the same text to each host. Without a macro all replicas of a shard register under one name: the second host fails with 253 (REPLICA_ALREADY_EXISTS).',
  fix: "Use a macro that differs from host to host: `'{replica}'`.",
  refusal: {
    code: 253,
    name: 'REPLICA_ALREADY_EXISTS',
    on: 'query',
    query:
      "CREATE TABLE app.on_the_next_host (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', 'first') ORDER BY id",
  },
  example: {
    trips:
      "CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', 'first') ORDER BY id;",
    passes:
      "CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;",
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      if (object.cluster === null || !isReplicated(storage.engine)) continue;
      const { path, replica } = replicatedArguments(storage.engine);
      // A path of its own for each host makes every table the first replica of its own.
      if (replica === null || replica === '' || replica.includes('{') || path?.includes('{replica}') === true) continue;
      yield {
        object,
        message: `the replica name ${code(replica)} is the same on every host of ${code(object.cluster)}, and the second host fails with 253: use ${code('{replica}')}`,
      };
    }
  },
});
