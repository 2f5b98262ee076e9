import type { Column } from '../schema/model.ts';
import { columnsNamed } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, columnTables } from './shared/subject.ts';

export const defaultCyclic = defineRule({
  id: 'default-cyclic',
  severity: 'error',
  title: 'Defaults that need each other',
  why: 'ClickHouse refuses the CREATE with 174 (CYCLIC_ALIASES).',
  fix: 'Compute one of them from other columns.',
  refusal: { code: 174, name: 'CYCLIC_ALIASES', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, a UInt64 DEFAULT b + 1, b UInt64 DEFAULT a + 1) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, a UInt64 DEFAULT id + 1, b UInt64 DEFAULT a + 1) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of columnTables(schema)) {
      if (table.kind === 'distributed' && table.columnsFromLocal) continue;
      const needs = new Map(table.columns.map((column) => [column.name, neededBy(column)]));
      for (const column of table.columns) {
        const path = cycleFrom(column.name, needs);
        // Told once, at the first of its columns by name.
        if (path === null || path.some((name) => name < column.name)) continue;
        yield {
          object: table,
          at: column.at,
          message: `the defaults of ${path.map(code).join(', ')} need each other: compute one from other columns`,
        };
      }
    }
  },
});

function neededBy(column: Column): readonly string[] {
  const expression = column.default?.expression ?? null;
  return expression === null ? [] : (columnsNamed(expression) ?? []);
}

/** The columns of a cycle through this one, this one first; null where there is none. */
function cycleFrom(start: string, needs: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const seen = new Set<string>();
  const stack: (readonly string[])[] = [[start]];
  for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
    for (const next of needs.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      stack.push([...path, next]);
    }
  }
  return null;
}
