import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allRows, page, withSection } from './table.ts';

test('docs/gate.md has the scenarios as they are run (else: node test/action/gate/table.ts)', () => {
  const text = readFileSync(page, 'utf8');
  expect(text).toBe(withSection(text));
});

test('each scenario has a name of its own', () => {
  const ids = allRows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(100);
});
