import { unknownColumns } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, columnTables } from './shared/subject.ts';

export const defaultColumn = defineRule({
  id: 'default-column',
  severity: 'error',
  title: 'A default over a column that is not there',
  why: 'ClickHouse refuses the CREATE with 47 (UNKNOWN_IDENTIFIER).',
  fix: "Correct the name, or quote a text: `DEFAULT 'web'`.",
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, source String DEFAULT web) ENGINE = MergeTree ORDER BY id;',
    passes: "CREATE TABLE app.events (id UInt64, source String DEFAULT 'web') ENGINE = MergeTree ORDER BY id;",
  },
  *find({ schema }) {
    for (const table of columnTables(schema)) {
      if (table.kind === 'distributed' && table.columnsFromLocal) continue;
      for (const column of table.columns) {
        const expression = column.default?.expression ?? null;
        if (expression === null) continue;
        for (const name of unknownColumns(expression, table.columns, 'unknown')) {
          yield {
            object: table,
            at: column.at,
            message: `${column.default?.kind} of column ${code(column.name)} names ${code(name)}, which is no column of the table: correct it, or quote a text`,
          };
        }
      }
    }
  },
});
