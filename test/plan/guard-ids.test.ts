/** Which edits of a pull request keep the id of a guard, and with it a confirmation, and which make a new one. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { LoadCache } from '../../src/load/load.ts';
import type { PlanGuard } from '../../src/plan/guards.ts';
import type { Schema } from '../../src/schema/model.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { lines, loadFiles } from '../load/trees.ts';
import { type Edit, type GuardKind, guardKinds, renderEdits, type Sides } from './guard-edits.ts';
import { objectsOf, planOf } from './support.ts';

const cache = new LoadCache();
afterAll(() => cache[Symbol.asyncDispose]());
const config = parseConfig('version: 1\ndatabase: a', 'chx.yml');

async function headOf({ head }: Sides, { dsl, file }: Edit): Promise<Schema> {
  if (dsl === undefined) return resolveSchema([...objectsOf(head, file)]).schema;
  const code = `import { schema, table, view } from 'chx';\n${dsl};\n`;
  const loaded = await loadFiles({ 'a.ts': code }, config, cache);
  expect(lines(loaded)).toEqual([]);
  return loaded.schema;
}

/** The guards that a change has after an edit, by what they are about. */
async function guardsAfter(kind: GuardKind, edit: Edit): Promise<readonly PlanGuard[]> {
  const sides = edit.edit?.(kind.change) ?? kind.change;
  const base = resolveSchema([...objectsOf(sides.base)]).schema;
  const { guards } = planOf(base, await headOf(sides, edit), { repository: edit.repository ?? 'test' });
  return guards.filter(
    (guard) =>
      guard.kind === kind.kind &&
      kind.from.test(guard.from ?? '') &&
      (kind.to === undefined || kind.to.test(guard.to ?? '')),
  );
}

const untouched: Edit = { what: '', id: 'stays' };

describe.each(guardKinds)('$guard', (kind) => {
  test.each(kind.edits)('$what: the id $id', async (edit) => {
    const [before, ...others] = await guardsAfter(kind, untouched);
    expect(others).toEqual([]);
    const after = await guardsAfter(kind, edit);
    // The guard of this change is still there, whatever its id: else nothing would be shown about it.
    expect(after.length).toBeGreaterThan(0);
    const ids = after.map(({ id }) => id);
    if (edit.id === 'stays') {
      expect(ids).toEqual([before?.id]);
      expect(after[0]?.basis).toEqual(before?.basis);
      return;
    }
    expect(ids).not.toContain(before?.id);
    // What outdated the id can be told from its parts, but for another repository.
    if (edit.repository === undefined) {
      for (const guard of after) expect(changedParts(before, guard)).not.toEqual([]);
    }
  });
});

function changedParts(before: PlanGuard | undefined, after: PlanGuard): string[] {
  return Object.entries(after.basis).flatMap(([part, digest]) => (before?.basis[part] === digest ? [] : [part]));
}

test('parts of an id are named, ten characters each, and say what moved it', async () => {
  const [kind] = guardKinds;
  if (kind === undefined) throw new Error('no kinds');
  const [before] = await guardsAfter(kind, untouched);
  expect(Object.keys(before?.basis ?? {})).toEqual(['table', 'cluster', 'old', 'new', 'readers', 'choices']);
  for (const digest of Object.values(before?.basis ?? {})) expect(digest).toMatch(/^[a-z2-7]{10}$/);
  const moved = async (what: string): Promise<string[]> => {
    const edit = kind.edits.find((candidate) => candidate.what === what);
    if (edit === undefined) throw new Error(`no edit ${what}`);
    const [after] = await guardsAfter(kind, edit);
    return after === undefined ? [] : changedParts(before, after);
  };
  expect(await moved('its type before')).toEqual(['old']);
  expect(await moved('its codec')).toEqual(['new']);
  expect(await moved('the view that names it')).toEqual(['readers']);
  expect(await moved('another column of its type comes')).toEqual(['choices']);
  expect(await moved('the table is on a cluster')).toEqual(['cluster']);
  expect(await moved('the table is in another database')).toEqual(expect.arrayContaining(['table']));
});

test('parts of other guards', async () => {
  const parts = new Map<string, string[]>();
  for (const kind of guardKinds) {
    const [guard] = await guardsAfter(kind, untouched);
    parts.set(kind.guard, Object.keys(guard?.basis ?? {}));
  }
  for (const [guard, names] of parts) {
    if (guard.startsWith('rename of a column')) continue;
    expect(names).toEqual(
      guard.startsWith('rename') ? ['old', 'new', 'together', 'choices'] : ['object', 'cluster', 'definition'],
    );
  }
});

test('docs/formats.md holds this table', () => {
  expect(guardKinds.flatMap(({ edits }) => edits).length).toBeGreaterThanOrEqual(100);
  const text = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
  // To write it: node -e "import('./test/plan/guard-edits.ts').then(({ renderEdits }) => console.log(renderEdits()))"
  expect(text).toContain(renderEdits());
});
