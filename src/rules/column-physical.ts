import { defineRule } from './shared/rule.ts';
import { isPhysical, tables } from './shared/subject.ts';

export const columnPhysical = defineRule({
  id: 'column-physical',
  severity: 'error',
  title: 'A table that takes no data',
  why: 'A table of ALIAS and EPHEMERAL columns only stores nothing, one of ALIAS and MATERIALIZED columns takes no INSERT. ClickHouse refuses both with 90 (EMPTY_LIST_OF_COLUMNS_PASSED).',
  fix: 'Add a column with data.',
  refusal: { code: 90, name: 'EMPTY_LIST_OF_COLUMNS_PASSED', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (one UInt64 ALIAS 1) ENGINE = MergeTree ORDER BY tuple();',
    passes: 'CREATE TABLE app.events (id UInt64, one UInt64 ALIAS 1) ENGINE = MergeTree ORDER BY tuple();',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      // Engines such as S3 find their columns out themselves where none are listed.
      if (table.columns.length === 0) continue;
      if (!table.columns.some(isPhysical)) {
        yield { object: table, message: 'has no column with data, only ALIAS and EPHEMERAL ones: add one' };
      } else if (
        table.columns.every(({ default: value }) => value?.kind === 'ALIAS' || value?.kind === 'MATERIALIZED')
      ) {
        yield { object: table, message: 'has no column that an INSERT can fill, only computed ones: add one' };
      }
    }
  },
});
