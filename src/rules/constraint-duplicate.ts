import { defineRule } from './shared/rule.ts';
import { code, columnTables } from './shared/subject.ts';

export const constraintDuplicate = defineRule({
  id: 'constraint-duplicate',
  severity: 'error',
  final: true,
  title: 'Two constraints of one name',
  why: 'ClickHouse accepts them, and ALTER finds one of the two by the name: CHX could not say which.',
  fix: 'Rename one of the two.',
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, CONSTRAINT c CHECK id > 0, CONSTRAINT c CHECK id < 100) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, CONSTRAINT c CHECK id > 0, CONSTRAINT d CHECK id < 100) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of columnTables(schema)) {
      const seen = new Set<string>();
      for (const { name, at } of table.constraints) {
        if (seen.has(name))
          yield { object: table, at, message: `the constraint ${code(name)} is there twice: rename one` };
        seen.add(name);
      }
    }
  },
});
