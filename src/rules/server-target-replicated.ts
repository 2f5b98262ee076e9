import { isReplicated } from '../sql/engine.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const serverTargetReplicated = defineRule({
  id: 'server-target-replicated',
  severity: 'error',
  final: true,
  scope: 'target',
  title: 'A Replicated engine on a target that is one server',
  why: 'A target of kind `server` has no other replica, and CHX does not write another engine than the files name.',
  fix: 'Set `kind: cluster` for a server with Keeper, or use the plain engine.',
  example: {
    config: 'version: 1\ndatabase: app\ntargets: { laptop: { kind: server } }\n',
    trips:
      "CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/events', '{replica}') ORDER BY id;",
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find(context) {
    const { schema, target } = context;
    if (target?.kind !== 'server') return;
    for (const { object, storage } of stored(schema)) {
      if (!isReplicated(storage.engine) || isReplicatedDatabase(object.name.database, context)) continue;
      yield {
        object,
        message: `is ${storage.engine.name}, and the target ${code(target.name)} is one server: set its kind to cluster, or use the plain engine`,
      };
    }
  },
});
