import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ruleCatalogue } from '../../src/rules/catalogue/markdown.ts';
import { rules } from '../../src/rules/index.ts';

test('docs/rules.md is what the rules say', () => {
  expect(readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')).toBe(ruleCatalogue());
});

test('every rule has a heading that its id links to', () => {
  const headings = ruleCatalogue().match(/^## .*$/gm) ?? [];
  for (const { id } of rules) expect(headings).toContain(`## ${id}`);
});
