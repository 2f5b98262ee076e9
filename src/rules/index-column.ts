import { nonDeterministicCalls, unknownColumns } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const indexColumn = defineRule({
  id: 'index-column',
  severity: 'error',
  title: 'A skip index over a column that is not there',
  why: 'ClickHouse refuses the CREATE with 47 (UNKNOWN_IDENTIFIER), and a function without a fixed value, such as now(), with 36 (BAD_ARGUMENTS).',
  fix: 'Correct the name, or drop the index along with the column.',
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, name String, INDEX by_name lower(title) TYPE bloom_filter) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, name String, INDEX by_name lower(name) TYPE bloom_filter) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const index of table.indexes) {
        for (const name of unknownColumns(index.expression, table.columns)) {
          yield {
            object: table,
            at: index.at,
            message: `the index ${code(index.name)} names ${code(name)}, which is no column of the table: correct it`,
          };
        }
        const [call] = nonDeterministicCalls(index.expression);
        if (call === undefined) continue;
        yield {
          object: table,
          at: index.at,
          message: `the index ${code(index.name)} calls ${code(`${call}()`)}, whose value is never the same: index a column`,
        };
      }
    }
  },
});
