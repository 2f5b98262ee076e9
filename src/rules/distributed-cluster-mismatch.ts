import { formatName } from '../schema/name.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, lookUp } from './shared/subject.ts';

export const distributedClusterMismatch = defineRule({
  id: 'distributed-cluster-mismatch',
  severity: 'error',
  title: 'A pair on different clusters',
  why:
    'A Distributed table reads its local table on every host of the cluster that its engine names. Where the local table was ' +
    'created on other hosts, or on one host only, every query through the Distributed table fails with 60 (UNKNOWN_TABLE) or ' +
    'misses rows. Two clusters over the same hosts are legal, so different names are a warning.',
  fix: 'Give the local table `ON CLUSTER` with the cluster that the Distributed engine names, or set the default with `distributed.cluster` in chx.yml. Where two clusters mean the same hosts, silence the rule with that reason.',
  example: {
    trips: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
    passes: `CREATE TABLE app.events_local ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
  },
  *find(context) {
    for (const table of distributedTables(context.schema)) {
      const local = lookUp(context.schema, table.local);
      if (local === undefined || local === table || isReplicatedDatabase(local.name.database, context)) continue;
      const name = formatName(local.name);
      if (local.cluster === null) {
        if (table.cluster === null) continue;
        yield {
          object: table,
          message: `is made on every host of ${code(table.cluster)}, but its local table ${code(name)} on one host only: give ${code(name)} ON CLUSTER ${code(table.cluster)}`,
        };
      } else if (!isMacro(local.cluster) && !isMacro(table.over) && local.cluster !== table.over) {
        yield {
          object: table,
          severity: 'warning',
          message: `reads the cluster ${code(table.over)}, but its local table ${code(name)} is on ${code(local.cluster)}: use one cluster for both, or silence this if they have the same hosts`,
        };
      }
    }
  },
});

/** `{cluster}` is known on the hosts only. */
function isMacro(cluster: string): boolean {
  return cluster.includes('{');
}
