import { defineRule } from './shared/rule.ts';
import { code, distributedTables } from './shared/subject.ts';

export const serverTargetDistributed = defineRule({
  id: 'server-target-distributed',
  severity: 'error',
  final: true,
  scope: 'target',
  title: 'A Distributed table on a target that is one server',
  why: 'A target of kind `server` has no cluster to read.',
  fix: 'Set `kind: cluster` for a server that knows the cluster, or keep the Distributed table out of the files for this target.',
  example: {
    config: 'version: 1\ndatabase: app\ndistributed: {}\ntargets: { laptop: { kind: server } }\n',
    trips: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
    passes: 'CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema, target }) {
    if (target?.kind !== 'server') return;
    for (const table of distributedTables(schema)) {
      yield {
        object: table,
        message: `is Distributed, and the target ${code(target.name)} is one server: set its kind to cluster, or drop the table`,
      };
    }
  },
});
