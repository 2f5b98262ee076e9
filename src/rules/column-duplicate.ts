import { defineRule } from './shared/rule.ts';
import { code, columnTables } from './shared/subject.ts';

export const columnDuplicate = defineRule({
  id: 'column-duplicate',
  severity: 'error',
  final: true,
  title: 'Two columns of one name',
  why: 'ClickHouse refuses the CREATE with 44 (ILLEGAL_COLUMN).',
  fix: 'Take one out, or rename it.',
  refusal: { code: 44, name: 'ILLEGAL_COLUMN', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, name String, name String) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, name String, title String) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of columnTables(schema)) {
      if (table.kind === 'distributed' && table.columnsFromLocal) continue;
      const seen = new Set<string>();
      for (const column of table.columns) {
        if (seen.has(column.name))
          yield { object: table, at: column.at, message: `column ${code(column.name)} is there twice: take one out` };
        // Elements of a Nested column may repeat what stands beside it (tried).
        if (!column.name.includes('.')) seen.add(column.name);
      }
    }
  },
});
