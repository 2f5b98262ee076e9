import { isMergeTree } from '../sql/engine.ts';
import { defineRule } from './rule.ts';
import { code, tables } from './subject.ts';

const reserved = new Set(['_row_exists', '_block_number', '_block_offset']);

export const columnReserved = defineRule({
  id: 'column-reserved',
  severity: 'error',
  title: 'A column with a name that MergeTree keeps for itself',
  why: 'ClickHouse refuses `_row_exists`, `_block_number` and `_block_offset` with 44 (ILLEGAL_COLUMN).',
  fix: 'Use another name.',
  refusal: { code: 44, name: 'ILLEGAL_COLUMN', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, _block_number UInt64) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, block_number UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      if (!isMergeTree(table.storage.engine)) continue;
      for (const column of table.columns) {
        if (reserved.has(column.name))
          yield { object: table, at: column.at, message: `the name ${code(column.name)} is reserved: use another` };
      }
    }
  },
});
