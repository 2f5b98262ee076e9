import { formatName } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { isMissing } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const viewSourceMissing = defineRule({
  id: 'view-source-missing',
  severity: 'warning',
  title: 'A view over a table that the schema does not have',
  why: 'ClickHouse refuses the CREATE of a view with 60 (UNKNOWN_TABLE) where a table that it reads is missing.',
  fix: 'Define the table, correct its name, or name it in `managed.ignore` if it is made elsewhere.',
  refusal: { code: 60, name: 'UNKNOWN_TABLE', on: 'create' },
  example: {
    trips: 'CREATE VIEW app.recent AS SELECT id FROM app.evnts;',
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE VIEW app.recent AS SELECT id FROM app.events;`,
  },
  *find(context) {
    for (const object of context.schema.objects.values()) {
      if (object.kind !== 'view' && object.kind !== 'materialized-view') continue;
      for (const name of queryTables(object.query, object.name.database)) {
        if (!isMissing(name, context)) continue;
        yield {
          object,
          message: `reads ${code(formatName(name))}, which is not in the schema: define it, or correct the name`,
        };
      }
    }
  },
});
