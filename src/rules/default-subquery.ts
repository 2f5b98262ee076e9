import { expressionTokens } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code, columnTables } from './shared/subject.ts';

export const defaultSubquery = defineRule({
  id: 'default-subquery',
  severity: 'error',
  title: 'A query in a default',
  why: 'Defaults are computed from the row alone. ClickHouse refuses a SELECT in one with 116 (THERE_IS_NO_DEFAULT_VALUE).',
  fix: 'Use a dictionary: `dictGet(...)`.',
  refusal: { code: 116, name: 'THERE_IS_NO_DEFAULT_VALUE', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, latest UInt64 DEFAULT (SELECT 1)) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, latest UInt64 DEFAULT 1) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of columnTables(schema)) {
      if (table.kind === 'distributed' && table.columnsFromLocal) continue;
      for (const column of table.columns) {
        const expression = column.default?.expression ?? null;
        if (expression === null) continue;
        const tokens = expressionTokens(expression);
        const isQuery = tokens.some(
          (token, index) => token.kind === 'word' && /^select$/i.test(token.text) && tokens[index - 1]?.text === '(',
        );
        if (isQuery)
          yield {
            object: table,
            at: column.at,
            message: `${column.default?.kind} of column ${code(column.name)} holds a SELECT: use a dictionary instead`,
          };
      }
    }
  },
});
