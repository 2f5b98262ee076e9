import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const indexDuplicate = defineRule({
  id: 'index-duplicate',
  severity: 'error',
  final: true,
  title: 'Two skip indexes of one name',
  why: 'ClickHouse refuses the CREATE with 127 (ILLEGAL_INDEX).',
  fix: 'Rename one of the two.',
  refusal: { code: 127, name: 'ILLEGAL_INDEX', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, n UInt64, INDEX i id TYPE minmax, INDEX i n TYPE minmax) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, n UInt64, INDEX i id TYPE minmax, INDEX j n TYPE minmax) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      const seen = new Set<string>();
      for (const index of table.indexes) {
        if (seen.has(index.name))
          yield { object: table, at: index.at, message: `the index ${code(index.name)} is there twice: rename one` };
        seen.add(index.name);
      }
    }
  },
});
