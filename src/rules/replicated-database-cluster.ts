import type { Target } from '../config/config.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const replicatedDatabaseCluster = defineRule({
  id: 'replicated-database-cluster',
  severity: 'error',
  title: 'ON CLUSTER inside a Replicated database',
  why: 'A database of engine Replicated sends each statement to its replicas itself. ON CLUSTER beside it is refused with 80 (INCORRECT_QUERY) unless it names the database’s own cluster. CHX leaves ON CLUSTER out for the databases that the target lists in `replicated_databases`.',
  fix: 'List the database in `replicated_databases` of each target, or take ON CLUSTER out.',
  example: {
    config: 'version: 1\ndatabase: app\ndistributed: {}\ntargets: { eu: { kind: cluster } }\n',
    trips: `CREATE DATABASE app ENGINE = Replicated('/clickhouse/databases/app', '{shard}', '{replica}');

CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree ORDER BY id;`,
    passes: `CREATE DATABASE app ENGINE = Replicated('/clickhouse/databases/app', '{shard}', '{replica}');

CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree ORDER BY id;`,
  },
  *find({ schema, config }) {
    for (const object of schema.objects.values()) {
      if (object.cluster === null || object.kind === 'database' || object.kind === 'function') continue;
      const database = schema.objects.get(`database ${object.name.database}`);
      if (database?.kind !== 'database' || database.engine?.name !== 'Replicated') continue;
      const [target] = config.targets.filter((candidate) => !leavesOut(candidate, object.name.database));
      if (target === undefined && config.targets.length > 0) continue;
      const list = target === undefined ? 'a target' : `the target ${code(target.name)}`;
      yield {
        object,
        message: `is ON CLUSTER ${code(object.cluster)} in the Replicated database ${code(object.name.database)}: take it out, or list the database in replicated_databases of ${list}`,
      };
    }
  },
});

/** Whether ON CLUSTER goes to no server of this target for what is in the database. */
function leavesOut(target: Target, database: string): boolean {
  if (target.kind === 'server' || target.kind === 'cloud') return true;
  if (target.kind === 'replicated' && target.replicatedDatabases.length === 0) return true;
  return target.replicatedDatabases.includes(database);
}
