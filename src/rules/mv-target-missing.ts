import { formatName } from '../schema/name.ts';
import { isMissing } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, lookUp, materializedViews } from './shared/subject.ts';

export const mvTargetMissing = defineRule({
  id: 'mv-target-missing',
  severity: 'error',
  title: 'A materialized view without its target',
  why: 'ClickHouse refuses the CREATE with 60 (UNKNOWN_TABLE). A view as the target is accepted, and then every INSERT into the source fails with 48 (NOT_IMPLEMENTED).',
  fix: 'Define the target table, or correct its name after TO.',
  refusal: { code: 60, name: 'UNKNOWN_TABLE', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.events_mv TO app.event_ids AS SELECT id FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.event_ids (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.events_mv TO app.event_ids AS SELECT id FROM app.events;`,
  },
  *find(context) {
    for (const view of materializedViews(context.schema)) {
      if (view.to === null) continue;
      const name = code(formatName(view.to));
      if (isMissing(view.to, context)) {
        yield {
          object: view,
          message: `writes to ${name}, which is not in the schema: define it, or correct the name after TO`,
        };
      } else if (lookUp(context.schema, view.to)?.kind === 'view') {
        yield { object: view, message: `writes to ${name}, which is a view and takes no rows: write to a table` };
      }
    }
  },
});
