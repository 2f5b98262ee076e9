/**
 * Generated statements, each asked of the rules and of ClickHouse: where a rule sees an error the server refuses, and where
 * the server refuses a rule sees an error. Prints for each rule how many statements it and the server refused alike.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { Engine } from './engine.ts';
import { firing, Unreadable } from './read.ts';
import { clusterFamilies } from './variations/clusters.ts';
import { columnFamilies } from './variations/columns.ts';
import { engineFamilies } from './variations/engines.ts';
import type { Family } from './variations/family.ts';
import { keyFamilies } from './variations/keys.ts';
import { typeFamilies } from './variations/types.ts';
import { viewFamilies } from './variations/views.ts';

const families = [
  ...typeFamilies,
  ...columnFamilies,
  ...keyFamilies,
  ...engineFamilies,
  ...clusterFamilies,
  ...viewFamilies,
];
const engine = new Engine();
afterAll(() => engine[Symbol.dispose]());
beforeEach(() => engine.reset());

const config = 'version: 1\ndatabase: app\ndistributed: {}\nmanaged: { databases: [app, web] }\n';
let made = 0;

/** How many statements each rule and the server refused alike, and how many there were. */
const alike = new Map<string, number>();
let asked = 0;

/** What the reader refuses counts as a rule of that name. */
function refusing(sql: string): readonly string[] {
  try {
    return firing(sql, config);
  } catch (error) {
    if (error instanceof Unreadable) return ['sql-syntax'];
    throw error;
  }
}

/** Each statement makes an object of its own: a DROP after each would take longer than all the rest. */
function ask(sql: string): { readonly code: number; readonly text: string } {
  made += 1;
  return engine.run(sql.replaceAll(/(\bapp\.|\bfn_|\bdb_|')x\b/g, (name) => `${name}${made}`));
}

function differences({ setup = '', statements }: Family): readonly string[] {
  for (const create of setup.split(';\n').filter((text) => text.trim() !== '')) {
    const answer = engine.run(create.replace(/;\s*$/, ''));
    if (answer.code !== 0) throw new Error(answer.text);
  }
  const found: string[] = [];
  for (const sql of new Set(statements)) {
    asked += 1;
    const { code, text } = ask(sql);
    const fired = refusing(`${setup}\n${sql};`);
    if (code !== 0 && fired.length > 0) for (const rule of fired) alike.set(rule, (alike.get(rule) ?? 0) + 1);
    if ((code !== 0) !== fired.length > 0)
      found.push(`${sql}\n    server ${code} ${text.slice(0, 160)}\n    rules ${fired.join(', ') || 'none'}`);
  }
  return found;
}

describe.each(families)('$name', (family) => {
  test('rules and server agree', { timeout: 120_000 }, () => {
    const found = differences(family);
    const left = family.left ?? [];
    for (const [pattern, reason] of left) {
      expect(
        found.some((difference) => pattern.test(difference.split('\n')[0] ?? '')),
        `${pattern}: ${reason}`,
      ).toBe(true);
    }
    const unexpected = found.filter(
      (difference) => !left.some(([pattern]) => pattern.test(difference.split('\n')[0] ?? '')),
    );
    expect(unexpected.join('\n')).toBe('');
  });
});

describe('all of them', () => {
  /** A rule for targets, which these have none of: its example shows it. */
  const elsewhere = new Set(['shared-engine']);

  test('every rule that mirrors the refusal of a CREATE is tripped by several', () => {
    const counts = rules
      .filter(({ id, refusal }) => refusal?.on === 'create' && !elsewhere.has(id))
      .map(({ id, severity }) => ({ id, severity, count: alike.get(id) ?? 0 }));
    const lines = counts.map(({ id, count }) => `${String(count).padStart(6)}  ${id}`);
    console.log([`${asked} generated statements; refused alike by a rule and the server:`, ...lines].join('\n'));
    expect(asked).toBeGreaterThan(8000);
    // What is a warning where a name may be meant for another place is no error here.
    expect(counts.filter(({ severity, count }) => severity === 'error' && count < 3)).toEqual([]);
  });
});
