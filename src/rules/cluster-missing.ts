import type { SchemaObject } from '../schema/model.ts';
import { tableKey } from '../schema/name.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables } from './shared/subject.ts';

export const clusterMissing = defineRule({
  id: 'cluster-missing',
  severity: 'warning',
  title: 'An object on no cluster among objects that are on one',
  why: 'It is made on the one host that a deploy talks to, while its neighbours are on all: a query works there and fails with 60 (UNKNOWN_TABLE) elsewhere, a table in a database of one host with 81 (UNKNOWN_DATABASE).',
  fix: 'Add ON CLUSTER, or set the default with `distributed.cluster` in chx.yml. Where one host is meant, silence the rule with that reason.',
  example: {
    trips: `CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE VIEW app.recent AS SELECT id FROM app.events;`,
    passes: `CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE VIEW app.recent ON CLUSTER prod AS SELECT id FROM app.events;`,
  },
  *find(context) {
    const objects = [...context.schema.objects.values()];
    const clusters = new Map<string, string>();
    for (const object of objects) {
      if (object.cluster !== null) clusters.set(databaseOf(object), object.cluster);
    }
    const [anyCluster] = clusters.values();
    if (anyCluster === undefined) return;
    // distributed-cluster-mismatch names the local table of a pair.
    const locals = new Set(
      [...distributedTables(context.schema)].flatMap((table) =>
        table.cluster === null ? [] : [tableKey(table.local)],
      ),
    );
    for (const object of objects) {
      if (object.cluster !== null || (object.kind === 'table' && locals.has(tableKey(object.name)))) continue;
      const cluster = object.kind === 'function' ? anyCluster : clusters.get(databaseOf(object));
      if (cluster === undefined || isReplicatedDatabase(databaseOf(object), context)) continue;
      yield {
        object,
        message: `is on no cluster, while others beside it are on ${code(cluster)}: add ON CLUSTER ${code(cluster)}, or set distributed.cluster in chx.yml`,
      };
    }
  },
});

function databaseOf(object: SchemaObject): string {
  return object.kind === 'database' ? object.name.name : object.name.database;
}
