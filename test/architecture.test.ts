import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const page = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');

/** The folders in the order in which data flows, as the page has it; the two doors stand beside each other. */
const order = (/```\n(schema ─[^\n]*)\n```/.exec(page)?.[1] ?? '').split(' ─ ').map((name) => name.split(' | '));

function rank(folder: string): number {
  return order.findIndex((names) => names.includes(folder));
}

function files(): string[] {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)));
}

test('every folder stands on the page', () => {
  const folders = [...new Set(files().map((file) => file.split('/')[0] ?? ''))].sort();
  expect(folders).toEqual(order.flat().sort());
});

test('a folder imports only from those to its left', () => {
  const wrong: string[] = [];
  for (const file of files()) {
    const folder = file.split('/')[0] ?? '';
    for (const [, specifier = ''] of readFileSync(join(source, file), 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)) {
      const target = relative(source, resolve(join(source, file), '..', specifier)).split('/')[0] ?? '';
      if (target !== folder && rank(target) >= rank(folder)) wrong.push(`${file} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('what decides does no I/O', () => {
  const pure = new Set(['schema', 'sql', 'compat', 'config', 'authoring', 'rules', 'plan', 'render', 'report']);
  const wrong = files().filter((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    return (
      pure.has(file.split('/')[0] ?? '') &&
      /from 'node:(?!crypto')|\bprocess\.|\bfetch\(|Date\.now|Math\.random/.test(
        text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'(?! *;)/g, ''),
      )
    );
  });
  expect(wrong).toEqual([]);
});
