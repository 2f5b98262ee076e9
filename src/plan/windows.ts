/** Which queries fail between two statements of a plan, and until which: what no order of statements can avoid. */
import type { DistributedTable, SchemaObject, Table } from '../schema/model.ts';
import { formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { mentionedNames } from '../sql/names.ts';
import { dependencies } from './dependencies.ts';
import type { Kept } from './match.ts';
import type { Operation } from './operation.ts';
import { classifyTypeChange } from './type-change.ts';

/** For the index of each operation that opens a window, one line for each kind of query that fails in it. */
export function failingQueries(
  operations: readonly Operation[],
  kept: readonly Kept[],
): ReadonlyMap<number, readonly string[]> {
  const failures = new Map<number, string[]>();
  const report = (index: number, text: string): void => {
    failures.set(index, [...(failures.get(index) ?? []), text]);
  };
  const ends = (index: number): string => `until statement ${index + 1}`;
  const fronts = kept.flatMap(({ base, head }) =>
    base.kind === 'distributed' && head.kind === 'distributed' ? [{ base, head }] : [],
  );

  for (const [index, operation] of operations.entries()) {
    if (operation.kind === 'rename' && operation.object.kind === 'table') {
      tableRenameWindows(index, operation.object, operation.to, operations, kept, report, ends);
      continue;
    }
    if (operation.kind !== 'alter') continue;
    const aggregates = new Map<string, string[]>();
    for (const action of operation.actions) {
      if (action.do === 'rename-column' && operation.object.kind === 'table') {
        renameWindows(index, operation.object, action, operations, kept, report, ends);
      } else if (action.do === 'modify-column') {
        const pair = pairOf(operation.object, fronts);
        const change = classifyTypeChange(action.from.type, action.to.type);
        if (pair === null || change === 'same' || change === 'encoding') continue;
        const other = operations.findIndex(
          (later, at) =>
            at > index &&
            later.kind === 'alter' &&
            objectKey(later.object) === objectKey(pair.other) &&
            later.actions.some((part) => part.do === 'modify-column' && part.to.name === action.to.name),
        );
        if (other < 0) continue;
        const key = `${objectLabel(pair.front)} (code 70) ${ends(other)}`;
        aggregates.set(key, [...(aggregates.get(key) ?? []), action.to.name]);
      }
    }
    for (const [where, columns] of aggregates) report(index, `aggregates over ${columns.join(', ')} through ${where}`);
  }
  return failures;
}

type Report = (index: number, text: string) => void;
type Ends = (index: number) => string;

function pairOf(
  object: SchemaObject,
  fronts: readonly { head: DistributedTable }[],
): { front: SchemaObject; other: SchemaObject } | null {
  if (object.kind === 'distributed') {
    return { front: object, other: { ...object, kind: 'distributed', name: object.local } };
  }
  const front = fronts.find(({ head }) => sameName(head.local, object.name))?.head;
  return front === undefined ? null : { front, other: front };
}

function renameWindows(
  index: number,
  table: Table,
  { from, to }: { from: string; to: string },
  operations: readonly Operation[],
  kept: readonly Kept[],
  report: Report,
  ends: Ends,
): void {
  const later = (key: string): number =>
    operations.findIndex(
      (operation, at) => at > index && operation.kind !== 'flush' && objectKey(operation.object) === key,
    );
  const readers = new Set([tableKey(table.name)]);
  for (const { head } of kept) {
    if (head.kind !== 'distributed' || !sameName(head.local, table.name)) continue;
    readers.add(objectKey(head));
    const end = operations.findIndex(
      (operation, at) =>
        at > index &&
        operation.kind === 'alter' &&
        objectKey(operation.object) === objectKey(head) &&
        operation.actions.some((action) => action.do === 'rename-column' && action.to === to),
    );
    if (end < 0) continue;
    const front = objectLabel(head);
    // An ALIAS of the old name answers for it on the local table (tried on 26.7).
    const keeps = table.columns.some(({ name }) => name === from);
    if (keeps) report(index, `every INSERT into ${front} (code 16) ${ends(end)}`);
    else
      report(
        index,
        `SELECT * and reads of ${from} or ${to} through ${front} (code 47), and every INSERT into it (code 16), ${ends(end)}`,
      );
  }
  // Where the old name stays as an ALIAS, views that read it go on (tried on 26.7).
  if (table.columns.some(({ name }) => name === from)) return;
  for (const { base } of kept) {
    if (base.kind !== 'view' && base.kind !== 'materialized-view') continue;
    if (!mentionedNames(base.query).has(from) || ![...dependencies(base)].some((key) => readers.has(key))) continue;
    const end = later(objectKey(base));
    const what =
      base.kind === 'view'
        ? `reads of the view ${objectLabel(base)} (code 47)`
        : `every INSERT into ${formatName(table.name)}, while pushing to ${objectLabel(base)} (code 47),`;
    if (end >= 0) report(index, `${what} ${ends(end)}`);
  }
}

function tableRenameWindows(
  index: number,
  table: Table,
  to: { database: string; name: string },
  operations: readonly Operation[],
  kept: readonly Kept[],
  report: Report,
  ends: Ends,
): void {
  report(
    index,
    `every query that names ${objectLabel(table)} (code 60), from here on: ${formatName(to)} answers instead`,
  );
  for (const [at, operation] of operations.entries()) {
    if (at <= index || operation.object.kind !== 'distributed' || !sameName(operation.object.local, to)) continue;
    if (operation.kind === 'replace')
      report(index, `every query through ${objectLabel(operation.object)} (code 60) ${ends(at)}`);
    else if (operation.kind === 'create')
      report(
        index,
        `every query through the Distributed table in front (code 60): ${objectLabel(operation.object)} answers from statement ${at + 1} on`,
      );
  }
  for (const { base, head } of kept) {
    if ((base.kind !== 'view' && base.kind !== 'materialized-view') || !dependencies(base).has(tableKey(table.name)))
      continue;
    const end = operations.findIndex((operation, at) => at > index && objectKey(operation.object) === objectKey(head));
    if (end < 0) continue;
    report(
      index,
      base.kind === 'view'
        ? `reads of the view ${objectLabel(base)} (code 60) ${ends(end)}`
        : `rows inserted into ${formatName(to)} don't reach ${objectLabel(base)} ${ends(end)}: stop writers`,
    );
  }
}
