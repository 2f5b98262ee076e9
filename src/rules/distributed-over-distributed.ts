import { formatName } from '../schema/name.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, lookUp } from './shared/subject.ts';

export const distributedOverDistributed = defineRule({
  id: 'distributed-over-distributed',
  severity: 'error',
  title: 'A Distributed table over a Distributed table',
  why: 'Each shard that the outer table asks asks all shards of the inner one: over the same cluster every row comes back once per shard (tried: 2 rows on 2 shards are counted as 4). Over another cluster it can be meant, so that is a warning.',
  fix: 'Name the local table of the inner Distributed table.',
  example: {
    trips: `CREATE TABLE app.events_local ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);

CREATE TABLE app.all_events ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'events', id);`,
    passes: `CREATE TABLE app.events_local ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);

CREATE TABLE app.all_events ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      const inner = lookUp(schema, table.local);
      if (inner?.kind !== 'distributed' || inner === table) continue;
      const name = code(formatName(inner.name));
      const local = code(formatName(inner.local));
      yield inner.over === table.over
        ? {
            object: table,
            message: `reads ${name}, itself Distributed over ${code(inner.over)}, so every row counts once per shard: read ${local}`,
          }
        : {
            object: table,
            severity: 'warning',
            message: `reads ${name}, itself Distributed over ${code(inner.over)}: read ${local}, or silence this if two levels are meant`,
          };
    }
  },
});
