/**
 * Tables whose place another one takes: Distributed tables and Buffers name what is behind them in their engine, which ALTER
 * can't change. Nothing that they hold may be lost: a Distributed table that is dropped loses what it has queued, a Buffer
 * that flushes into a table of another name or with other columns loses what it holds, both without a word (tried on 26.7).
 */
import type { DistributedTable, ObjectName, SchemaObject, Table } from '../schema/model.ts';
import { objectLabel, sameName, tableKey } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { canonicalObject, shortId } from './digest.ts';
import { isNeeded } from './plan-renames.ts';
import type { Steps } from './steps.ts';

export interface Succession {
  readonly base: DistributedTable | Table;
  /** What the plan makes in its place, perhaps under another name; null where it makes nothing, or as something new. */
  readonly head: DistributedTable | Table | null;
  readonly guards: readonly string[];
  /** Why, one line. */
  readonly reason: string;
}

/** A name that neither schema has, the same in every run for the same two definitions. */
export function spareName(steps: Steps, base: SchemaObject, head: SchemaObject | null): ObjectName {
  const { name } = base;
  const id = shortId('chx/spare-name/v1', [canonicalObject(base), head === null ? '' : canonicalObject(head)]);
  let spare = { ...name, name: `${name.name}_chx_${id.slice(0, 8)}` };
  while (steps.base.objects.has(tableKey(spare)) || steps.head.objects.has(tableKey(spare)))
    spare = { ...spare, name: `${spare.name}_` };
  return spare;
}

/**
 * A Distributed table that the new one changes places with: nobody who reads, writes or listens at its name misses it, and
 * what the old one has queued is sent on while its local table still has the old name.
 */
export function planExchange(
  steps: Steps,
  { base, head, guards, reason }: Succession & { readonly head: DistributedTable; readonly base: DistributedTable },
): void {
  const spare = spareName(steps, base, head);
  const common = { cost: null, guards, fails: [] } as const;
  const old = { ...base, name: spare };
  steps.add('stage', head, {
    ...common,
    kind: 'create',
    object: { ...head, name: spare },
    stagedFor: head,
    risk: 'safe',
    reason: `the new ${objectLabel(head)}: ${reason}`,
  });
  steps.add('exchange', head, {
    ...common,
    kind: 'exchange',
    object: { ...base, name: head.name },
    successor: head,
    with: spare,
    risk: 'caution',
    reason: `the new ${objectLabel(head)} takes the place of the old one, which keeps what it has queued`,
  });
  planEmptying(steps, head, base, old, guards);
}

/**
 * A table that is put aside before anything behind it changes: from then on nobody writes to it, so that once it is
 * emptied nothing can be lost. What comes in its place is made when all that is behind it is ready.
 *
 * @param successor What stands for it afterwards, where another step makes that.
 */
export function planAside(
  steps: Steps,
  { base, head, guards, reason }: Succession,
  successor: SchemaObject | null = head,
): void {
  const spare = spareName(steps, base, head);
  const place = head ?? base;
  steps.add('setAside', place, {
    kind: 'rename',
    object: base,
    to: spare,
    aside: { successor },
    needed: isNeeded(steps, base),
    cost: null,
    guards,
    fails: [],
    risk: 'caution',
    reason: `${reason}: the old one is put aside, so that nothing is written to it any more`,
  });
  planEmptying(steps, place, base, { ...base, name: spare }, guards);
  if (head === null) return;
  steps.add('create', head, {
    kind: 'create',
    object: head,
    stagedFor: null,
    cost: null,
    guards,
    fails: [],
    risk: 'safe',
    reason,
  });
}

/**
 * Sends on what the old table holds, and drops it in the end.
 *
 * @param place The object that the steps belong to.
 * @param old The table under its spare name.
 */
function planEmptying(
  steps: Steps,
  place: SchemaObject,
  base: SchemaObject,
  old: DistributedTable | Table,
  guards: readonly string[],
): void {
  const common = { cost: null, guards, fails: [] } as const;
  const what = old.kind === 'distributed' ? 'sends on what is queued in' : 'writes what is still in';
  steps.add('drainAside', place, {
    ...common,
    kind: 'flush',
    object: old,
    risk: 'safe',
    reason: `${what} the old ${objectLabel(base)}, while what is behind it still takes it`,
  });
  // An INSERT that was running when the place was taken may have queued something since.
  if (old.kind === 'distributed') {
    steps.add('drainLast', place, {
      ...common,
      kind: 'flush',
      object: old,
      risk: 'safe',
      reason: `makes sure that no INSERT still running has left anything in the old ${objectLabel(base)}: what can't be sent on fails here, and nothing is dropped`,
    });
  }
  steps.add('dropAside', place, {
    ...common,
    kind: 'drop',
    object: old,
    risk: 'caution',
    reason: `the old ${objectLabel(base)} is empty`,
  });
}

/** The materialized views of base that are fed by inserts into a table. */
export function viewsFedBy(steps: Steps, table: DistributedTable | Table): readonly SchemaObject[] {
  return steps
    .usersOf(table)
    .filter(
      (object) =>
        object.kind === 'materialized-view' &&
        object.refresh === null &&
        queryTables(object.query, object.name.database).some((name) => sameName(name, table.name)),
    );
}
