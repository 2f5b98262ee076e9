/** Which column of head is which of base, table by table. */
import type { Column, SchemaObject, Table } from '../schema/model.ts';
import { objectLabel } from '../schema/name.ts';
import { type ColumnCandidate, columnCandidates } from './candidate-columns.ts';
import { type Dependent, dependentsOf } from './guard-dependents.ts';
import { renameColumnIdentity } from './guard-ids.ts';
import type { ColumnRename, Kept } from './match.ts';
import type { MatchContext } from './match-context.ts';
import { judge } from './match-judge.ts';
import { said } from './match-words.ts';

/** What was decided about the columns of a table. */
export type ColumnMatch = Pick<Kept, 'columnRenames' | 'undecidedBase' | 'undecidedHead'>;

const nothing: ReadonlySet<string> = new Set();
export const noColumns: ColumnMatch = { columnRenames: [], undecidedBase: nothing, undecidedHead: nothing };

/** Matches the columns of two versions of a table; notes guards and findings in the context. */
export function matchColumns(context: MatchContext, base: Table, head: Table): ColumnMatch {
  const { candidates, crowds } = columnCandidates(base.columns, head.columns);
  if (candidates.length === 0 && crowds.length === 0) return noColumns;
  const before = dependentsOf(base, context.baseReaders);
  const after = dependentsOf(head, context.headReaders);
  const naming = (dependents: readonly Dependent[], { name }: Column): Dependent[] =>
    dependents.filter(({ names }) => names.has(name));
  const { judged, conflicts } = judge<Column, ColumnCandidate>(
    candidates,
    ({ name }) => name,
    ({ from, to, choices }) => {
      const dependents = naming(before, from).map(({ text }) => text);
      return renameColumnIdentity(context.options.scope, head, from, to, dependents, choices);
    },
    context.options.decisions,
  );
  context.refuseConflicts(head, conflicts);

  const columnRenames: ColumnRename[] = [];
  const undecidedBase = new Set<string>();
  const undecidedHead = new Set<string>();
  for (const entry of judged) {
    const { from, to, evidence } = entry.candidate;
    const label = objectLabel(head);
    const named = labels(naming(before, from)).filter((name) => labels(naming(after, to)).includes(name));
    const rename = { object: label, from: from.name, to: to.name };
    context.note(
      entry,
      { ...rename, evidence: [...evidence, ...said(named, 'names it', 'name it')] },
      { table: head, column: { from: from.name, to: to.name }, to: head },
    );
    if (entry.verdict === 'undecided') {
      undecidedBase.add(from.name);
      undecidedHead.add(to.name);
    } else if (entry.verdict !== 'rejected') {
      columnRenames.push({ from: from.name, to: to.name, guard: entry.id });
    }
  }
  for (const crowd of crowds) {
    context.refuseCrowd(head, `columns of ${objectLabel(head)}`, crowd, ({ name }) => name);
    for (const { name } of crowd.from) undecidedBase.add(name);
    for (const { name } of crowd.to) undecidedHead.add(name);
  }
  const place = new Map(base.columns.map(({ name }, index) => [name, index]));
  columnRenames.sort((a, b) => (place.get(a.from) ?? 0) - (place.get(b.from) ?? 0));
  return { columnRenames, undecidedBase, undecidedHead };
}

function labels(dependents: readonly Dependent[]): string[] {
  return dependents.flatMap(({ label }) => label ?? []);
}

/** A Distributed table and a Buffer take part in what was decided for the columns of the table behind them. */
export function followTable(base: SchemaObject, head: SchemaObject, behind: ColumnMatch): ColumnMatch {
  if (!('columns' in base) || !('columns' in head) || base.columns === null || head.columns === null) return behind;
  const before = new Set(base.columns.map(({ name }) => name));
  const after = new Set(head.columns.map(({ name }) => name));
  return {
    ...behind,
    columnRenames: behind.columnRenames.filter(({ from, to }) => before.has(from) && after.has(to) && !before.has(to)),
  };
}
