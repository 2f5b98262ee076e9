import { unknownColumns } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const constraintColumn = defineRule({
  id: 'constraint-column',
  severity: 'error',
  title: 'A constraint over a column that is not there',
  why: 'ClickHouse refuses the CREATE with 47 (UNKNOWN_IDENTIFIER).',
  fix: 'Correct the name, or drop the constraint along with the column.',
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, CONSTRAINT positive CHECK amount > 0) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, CONSTRAINT positive CHECK id > 0) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const { name, expression, at } of table.constraints) {
        for (const column of unknownColumns(expression, table.columns, 'unknown')) {
          yield {
            object: table,
            at,
            message: `the constraint ${code(name)} names ${code(column)}, which is no column of the table: correct it`,
          };
        }
      }
    }
  },
});
