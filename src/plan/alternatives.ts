/** What confirming one of several possible renames would bring: the plan with it, as far as its guard holds it back. */
import type { Schema } from '../schema/model.ts';
import { dependencies } from './dependencies.ts';
import type { MatchOptions, UndecidedRename } from './match.ts';
import type { Operation } from './operation.ts';

/** The most objects that are planned once more for all alternatives together; beyond, only the rename itself is told. */
const mostWork = 20_000;

/** Plans the way between two schemas, alternatives aside. */
type PlanOnce = (base: Schema, head: Schema, options: MatchOptions) => { readonly operations: readonly Operation[] };

/** For each undecided rename, by the id of its guard, the operations that it would bring. */
export function alternatives(
  base: Schema,
  head: Schema,
  undecided: readonly UndecidedRename[],
  options: MatchOptions,
  planOnce: PlanOnce,
): ReadonlyMap<string, readonly Operation[]> {
  if (undecided.length === 0) return new Map();
  const [before, after] = concerned(base, head);
  const isTooMuch = (before.objects.size + after.objects.size) * undecided.length > mostWork;
  return new Map(
    undecided.map((rename) => {
      const { id } = rename.guard;
      if (isTooMuch) return [id, renameAlone(rename)];
      const confirmed = new Set([...options.decisions.confirmed, id]);
      const { operations } = planOnce(before, after, { ...options, decisions: { ...options.decisions, confirmed } });
      const brought = operations.filter(({ guards }) => guards.includes(id));
      return [id, brought.length > 0 ? brought : renameAlone(rename)];
    }),
  );
}

function renameAlone({ guard, brings: { table, column, to } }: UndecidedRename): Operation[] {
  const common = { reason: '', risk: 'danger', cost: null, guards: [guard.id], fails: [] } as const;
  if (column === null) return [{ ...common, kind: 'rename', object: table, to: to.name, aside: null, needed: false }];
  return [
    { ...common, kind: 'alter', object: table, actions: [{ do: 'rename-column', ...column }], guardsOf: new Map() },
  ];
}

/** Of two schemas what differs, and everything that names it or is named by it, through others too. */
function concerned(base: Schema, head: Schema): readonly [Schema, Schema] {
  const neighbours = new Map<string, Set<string>>();
  const link = (from: string, to: string): void => {
    neighbours.set(from, (neighbours.get(from) ?? new Set()).add(to));
  };
  for (const schema of [base, head]) {
    for (const [key, object] of schema.objects) {
      for (const needed of dependencies(object)) {
        link(key, needed);
        // What is in one database, or calls one function, has nothing to do with each other.
        if (!isShared(needed)) link(needed, key);
      }
    }
  }
  const keys = new Set<string>();
  const differs = (key: string): boolean => base.objects.get(key) !== head.objects.get(key);
  const waiting = [...new Set([...base.objects.keys(), ...head.objects.keys()])].filter(differs);
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (keys.has(key)) continue;
    keys.add(key);
    for (const neighbour of neighbours.get(key) ?? []) waiting.push(neighbour);
  }
  const restricted = (schema: Schema): Schema => ({
    objects: new Map([...schema.objects].filter(([key]) => keys.has(key))),
  });
  return [restricted(base), restricted(head)];
}

function isShared(key: string): boolean {
  return key.startsWith('database ') || key.startsWith('function ');
}
