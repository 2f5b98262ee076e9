import { isReplicated, replicatedArguments } from '../sql/engine.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const replicaPathShard = defineRule({
  id: 'replica-path-shard',
  severity: 'warning',
  title: 'A Keeper path without {shard} on a cluster',
  why: 'Hosts with one path are replicas of one table. Without `{shard}` all shards hold the same rows, and a Distributed table over them returns each row once per shard. On a cluster of one shard, or for a table that every host shall have whole, it is what one wants.',
  fix: 'Put `{shard}` into the path, or silence the rule for a table that every host shall have whole.',
  example: {
    trips:
      "CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/events', '{replica}') ORDER BY id;",
    passes:
      "CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;",
  },
  *find(context) {
    for (const { object, storage } of stored(context.schema)) {
      if (object.cluster === null || !isReplicated(storage.engine)) continue;
      if (isReplicatedDatabase(object.name.database, context)) continue;
      const { path, replica } = replicatedArguments(storage.engine);
      // Any macro but these three can be the shard's number under another name.
      if (path === null || /\{(?!database\}|table\}|uuid\})/.test(path)) continue;
      // A replica name with the shard in it says that one table over all shards is meant.
      if (replica?.includes('{shard}') === true) continue;
      yield {
        object,
        message: `the Keeper path ${code(path)} has no {shard}, so all shards of ${code(object.cluster)} hold the same rows: add it, or silence this if they shall`,
      };
    }
  },
});
