import { formatName } from '../schema/name.ts';
import { isMissing } from './shared/managed.ts';
import { refreshClause } from './shared/refresh.ts';
import { defineRule } from './shared/rule.ts';
import { code, lookUp, materializedViews } from './shared/subject.ts';

export const refreshDependency = defineRule({
  id: 'refresh-dependency',
  severity: 'warning',
  title: 'A view that waits for one that is never refreshed',
  why: 'A view that DEPENDS ON others waits for the refresh of each. ClickHouse accepts any name there, also of a table, and the view is then never refreshed.',
  fix: 'Name materialized views with a REFRESH clause, or take DEPENDS ON out.',
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.counts REFRESH EVERY 1 DAY DEPENDS ON app.events ENGINE = MergeTree ORDER BY n AS SELECT count() AS n FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.counts REFRESH EVERY 1 DAY ENGINE = MergeTree ORDER BY n AS SELECT count() AS n FROM app.events;

CREATE MATERIALIZED VIEW app.sums REFRESH EVERY 1 DAY DEPENDS ON app.counts ENGINE = MergeTree ORDER BY n AS SELECT sum(n) AS n FROM app.counts;`,
  },
  *find(context) {
    for (const view of materializedViews(context.schema)) {
      const refresh = view.refresh === null ? null : refreshClause(view.refresh);
      for (const { database, name } of refresh?.dependsOn ?? []) {
        const other = { database: database === '' ? view.name.database : database, name };
        const shown = code(formatName(other));
        const object = lookUp(context.schema, other);
        if (object === view)
          yield { object: view, message: 'depends on itself and is never refreshed: take DEPENDS ON out' };
        else if (isMissing(other, context)) {
          yield {
            object: view,
            message: `depends on ${shown}, which is not in the schema, and is never refreshed: correct the name`,
          };
        } else if (object !== undefined && (object.kind !== 'materialized-view' || object.refresh === null)) {
          yield {
            object: view,
            message: `depends on ${shown}, which has no REFRESH clause, so neither is ever refreshed: take it out`,
          };
        }
      }
    }
  },
});
