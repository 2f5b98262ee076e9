import { defineRule } from './rule.ts';
import { isPhysical, tables } from './subject.ts';

export const columnPhysical = defineRule({
  id: 'column-physical',
  severity: 'error',
  title: 'A table that stores nothing',
  why: 'A table of ALIAS and EPHEMERAL columns only is refused with 90 (EMPTY_LIST_OF_COLUMNS_PASSED).',
  fix: 'Add a column with data.',
  refusal: { code: 90, name: 'EMPTY_LIST_OF_COLUMNS_PASSED', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (one UInt64 ALIAS 1) ENGINE = MergeTree ORDER BY tuple();',
    passes: 'CREATE TABLE app.events (id UInt64, one UInt64 ALIAS 1) ENGINE = MergeTree ORDER BY tuple();',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      // Engines such as S3 find their columns out themselves where none are listed.
      if (table.columns.length === 0 || table.columns.some(isPhysical)) continue;
      yield { object: table, message: 'has no column with data, only ALIAS and EPHEMERAL ones: add one' };
    }
  },
});
