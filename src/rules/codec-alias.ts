import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const codecAlias = defineRule({
  id: 'codec-alias',
  severity: 'error',
  title: 'A codec on a column that is not stored',
  why: 'There is nothing to compress. ClickHouse refuses a codec on an ALIAS column with 36 (BAD_ARGUMENTS).',
  fix: 'Take the codec out.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, same UInt64 ALIAS id CODEC(LZ4)) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, same UInt64 ALIAS id) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const column of table.columns) {
        if (column.codec === null || column.default?.kind !== 'ALIAS') continue;
        yield {
          object: table,
          at: column.at,
          message: `column ${code(column.name)} is ALIAS and has a codec: take the codec out`,
        };
      }
    }
  },
});
