import type { MaterializedView, ObjectName } from '../schema/model.ts';
import { formatName, sameName } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code, lookUp, materializedViews } from './shared/subject.ts';

export const mvSourceDistributed = defineRule({
  id: 'mv-source-distributed',
  severity: 'warning',
  title: 'A materialized view on a Distributed table',
  why: 'It sees the rows that are inserted through the Distributed table on that host, and none that come to a local table directly. Beside a view on the local table with the same target, rows are counted twice.',
  fix: 'Read the local table, ON CLUSTER, so that each shard fills its own target. Where every INSERT goes through the Distributed table, silence the rule with that reason.',
  example: {
    trips: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);

CREATE TABLE app.ids (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids_mv TO app.ids AS SELECT id FROM app.events;`,
    passes: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);

CREATE TABLE app.ids (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids_mv TO app.ids AS SELECT id FROM app.events_local;`,
  },
  *find({ schema }) {
    const views = [...materializedViews(schema)].filter((view) => view.refresh === null);
    for (const view of views) {
      const source = fedBy(view);
      const table = source === null ? undefined : lookUp(schema, source);
      if (table?.kind !== 'distributed') continue;
      const name = code(formatName(table.name));
      const local = code(formatName(table.local));
      const twin = views.find((other) => {
        const from = fedBy(other);
        return (
          from !== null &&
          sameName(from, table.local) &&
          view.to !== null &&
          other.to !== null &&
          sameName(view.to, other.to)
        );
      });
      yield twin === undefined
        ? {
            object: view,
            message: `is fed by the Distributed table ${name}, so rows that come to ${local} directly are missed: read ${local}`,
          }
        : {
            object: view,
            message: `is fed by the Distributed table ${name} and ${code(formatName(twin.name))} by its local table ${local}, both into one target, so rows are there twice: drop one view`,
          };
    }
  },
});

/** The table whose INSERTs a view gets: the first that it reads. Null where that can't be told. */
function fedBy(view: MaterializedView): ObjectName | null {
  const [only, ...more] = queryTables(view.query, view.name.database);
  return only !== undefined && more.length === 0 ? only : null;
}
