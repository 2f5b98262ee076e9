import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const projectionDuplicate = defineRule({
  id: 'projection-duplicate',
  severity: 'error',
  final: true,
  title: 'Two projections of one name',
  why: 'ClickHouse refuses the CREATE with 583 (ILLEGAL_PROJECTION).',
  fix: 'Rename one of the two.',
  refusal: { code: 583, name: 'ILLEGAL_PROJECTION', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, n UInt64, PROJECTION p (SELECT id ORDER BY n), PROJECTION p (SELECT n ORDER BY n)) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, n UInt64, PROJECTION p (SELECT id ORDER BY n), PROJECTION q (SELECT n ORDER BY n)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      const seen = new Set<string>();
      for (const { name, at } of table.projections) {
        if (seen.has(name))
          yield { object: table, at, message: `the projection ${code(name)} is there twice: rename one` };
        seen.add(name);
      }
    }
  },
});
