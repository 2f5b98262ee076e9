import { isMergeTree } from '../sql/engine.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

const reserved = new Set(['_row_exists', '_block_number', '_block_offset']);
/** Names of virtual columns: a stored column hides one, an EPHEMERAL one is refused. */
const virtual = new Set(
  (
    '_part _part_index _part_starting_offset _part_offset _part_granule_offset _part_data_version _part_uuid _partition_id ' +
    '_partition_value _sample_factor _disk_name'
  ).split(' '),
);

export const columnReserved = defineRule({
  id: 'column-reserved',
  severity: 'error',
  title: 'A column with a name that MergeTree keeps for itself',
  why: 'ClickHouse refuses `_row_exists`, `_block_number` and `_block_offset` with 44 (ILLEGAL_COLUMN), and an EPHEMERAL column of the name of a virtual one, such as `_part`.',
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
        if (reserved.has(column.name) || (virtual.has(column.name) && column.default?.kind === 'EPHEMERAL'))
          yield { object: table, at: column.at, message: `the name ${code(column.name)} is reserved: use another` };
      }
    }
  },
});
