import { defineRule } from './shared/rule.ts';
import { materializedViews } from './shared/subject.ts';

export const mvPopulate = defineRule({
  id: 'mv-populate',
  severity: 'warning',
  title: 'A materialized view with POPULATE',
  why: 'Rows inserted while the view fills are missed, ON CLUSTER each host fills on its own, and a Replicated database refuses it. CHX runs no statement that moves data.',
  fix: 'Create the view without POPULATE, TO a table, and fill the table once with an INSERT ... SELECT of the rows from before.',
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids ENGINE = MergeTree ORDER BY id POPULATE AS SELECT id FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids ENGINE = MergeTree ORDER BY id AS SELECT id FROM app.events;`,
  },
  *find({ schema }) {
    for (const view of materializedViews(schema)) {
      if (view.populate)
        yield {
          object: view,
          message: 'POPULATE misses the rows that arrive while it runs: leave it out, and fill the view by hand',
        };
    }
  },
});
