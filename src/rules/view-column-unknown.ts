import { formatName } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { unknownQueryColumns } from './shared/query-columns.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const viewColumnUnknown = defineRule({
  id: 'view-column-unknown',
  severity: 'error',
  title: 'A view that names a column which its tables do not have',
  why: 'ClickHouse refuses the CREATE with 47 (UNKNOWN_IDENTIFIER). Versions before 25.4 accept such a materialized view, and then every INSERT into its source fails.',
  fix: "Correct the name, add the column to the table, or quote a text: `'web'`.",
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE VIEW app.names AS SELECT id, upper(title) AS name FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE VIEW app.names AS SELECT id, upper(name) AS name FROM app.events;`,
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      if (object.kind !== 'view' && object.kind !== 'materialized-view') continue;
      for (const name of unknownQueryColumns(object.query, object.name.database, schema)) {
        const tables = queryTables(object.query, object.name.database).map((table) => code(formatName(table)));
        yield {
          object,
          message: `names ${code(name)}, which ${tables.join(' and ')} ${tables.length === 1 ? 'has' : 'have'} not: correct it, or add the column`,
        };
      }
    }
  },
});
