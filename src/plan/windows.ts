/** Which queries fail between two statements of a plan, and until which: what no order of statements can avoid. */
import type { DistributedTable, MaterializedView, ObjectName, SchemaObject, Table, View } from '../schema/model.ts';
import { formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { mentionedNames } from '../sql/names.ts';
import { dependencies } from './dependencies.ts';
import type { Kept } from './match.ts';
import type { AlterAction, Operation } from './operation.ts';
import { isView, selectsUnnamed } from './refresh.ts';
import { castFailure, classifyTypeChange } from './type-change.ts';

/** For the index of each operation that opens a window, one line for each kind of query that fails in it. */
export function failingQueries(
  operations: readonly Operation[],
  kept: readonly Kept[],
): ReadonlyMap<number, readonly string[]> {
  const windows = new Windows(operations, kept);
  for (const [index, operation] of operations.entries()) {
    if (operation.kind === 'rename' && operation.object.kind === 'table') {
      windows.ofTableRename(index, operation.object, operation.to);
    } else if (operation.kind === 'refresh' && operation.object.kind === 'view') {
      windows.ofRefresh(index, operation.object);
    } else if (operation.kind === 'alter') {
      for (const action of operation.actions) {
        if (action.do === 'rename-column' && operation.object.kind === 'table') {
          windows.ofColumnRename(index, operation.object, action);
        }
      }
      windows.ofRetyping(index, operation.object, operation.actions);
    }
  }
  return windows.failures;
}

class Windows {
  readonly failures = new Map<number, string[]>();
  readonly #operations: readonly Operation[];
  readonly #kept: readonly Kept[];

  constructor(operations: readonly Operation[], kept: readonly Kept[]) {
    this.#operations = operations;
    this.#kept = kept;
  }

  /** Reports queries that fail from one operation until another, whichever of the two comes first. */
  #between(a: number, b: number, text: string): void {
    this.#report(Math.min(a, b), `${text} until statement ${Math.max(a, b) + 1}`);
  }

  #report(index: number, text: string): void {
    this.failures.set(index, [...(this.failures.get(index) ?? []), text]);
  }

  #find(predicate: (operation: Operation, index: number) => boolean): number {
    return this.#operations.findIndex(predicate);
  }

  /** The Distributed tables in front of a table, before and after. */
  #fronts(local: ObjectName): DistributedTable[] {
    return this.#kept.flatMap(({ head }) => (head.kind === 'distributed' && sameName(head.local, local) ? [head] : []));
  }

  /** A column of a local table that is renamed, with its fronts and the views that read it. */
  ofColumnRename(index: number, table: Table, { from, to }: { readonly from: string; readonly to: string }): void {
    const readers = new Set([tableKey(table.name)]);
    for (const front of this.#fronts(table.name)) {
      readers.add(objectKey(front));
      const other = this.#find(
        (operation) =>
          operation.kind === 'alter' &&
          objectKey(operation.object) === objectKey(front) &&
          operation.actions.some((action) => action.do === 'rename-column' && action.to === to),
      );
      if (other < 0) continue;
      const label = objectLabel(front);
      this.#between(
        index,
        other,
        `SELECT * and reads of ${from} or ${to} through ${label} (code 47), and every INSERT into it (code 16),`,
      );
    }
    // Where the old name stays as an ALIAS, views that read it go on (tried on 26.7).
    if (table.columns.some(({ name }) => name === from)) return;
    for (const { base } of this.#kept) {
      if (base.kind !== 'view' && base.kind !== 'materialized-view') continue;
      if (!mentionedNames(base.query).has(from) || ![...dependencies(base)].some((key) => readers.has(key))) continue;
      const end = this.#find((operation, at) => at > index && objectKey(operation.object) === objectKey(base));
      if (end < 0) continue;
      const what =
        base.kind === 'view'
          ? `reads of the view ${objectLabel(base)} (code 47)`
          : `every INSERT into ${formatName(table.name)}, while pushing to ${objectLabel(base)} (code 47),`;
      this.#between(index, end, what);
    }
  }

  /** Columns whose types differ between the two sides of a pair for a while: partial aggregates don't fit then. */
  ofRetyping(index: number, object: SchemaObject, actions: readonly AlterAction[]): void {
    const pairs =
      object.kind === 'distributed'
        ? [{ front: object, other: tableKey(object.local) }]
        : this.#fronts(object.name).map((front) => ({ front, other: objectKey(front) }));
    for (const { front, other } of pairs) {
      const columns = new Map<number, string[]>();
      for (const action of actions) {
        if (action.do !== 'modify-column') continue;
        const change = classifyTypeChange(action.from.type, action.to.type);
        if (change === 'same' || change === 'encoding') continue;
        const end = this.#find(
          (operation, at) =>
            at > index &&
            operation.kind === 'alter' &&
            objectKey(operation.object) === other &&
            operation.actions.some((part) => part.do === 'modify-column' && part.to.name === action.to.name),
        );
        if (end >= 0) columns.set(end, [...(columns.get(end) ?? []), action.to.name]);
        const failure = castFailure(action.from.type, action.to.type);
        if (end >= 0 && failure !== null && object.kind === 'distributed') {
          this.#between(
            index,
            end,
            `SELECT * and reads of ${action.to.name} through ${objectLabel(front)} where a value has no place in ${action.to.type} (code ${failure})`,
          );
        }
      }
      for (const [end, names] of columns) {
        this.#between(index, end, `aggregates over ${names.join(', ')} through ${objectLabel(front)} (code 70)`);
      }
    }
  }

  /** A view that selects by `*` and whose source loses or renames a column before the view is made once more. */
  ofRefresh(end: number, view: View | MaterializedView): void {
    if (!selectsUnnamed(view.query)) return;
    const upstream = this.#upstream(view);
    const start = this.#find(
      (operation) =>
        operation.kind === 'alter' &&
        upstream.has(objectKey(operation.object)) &&
        operation.actions.some((action) => action.do === 'drop-column' || action.do === 'rename-column'),
    );
    if (start < 0 || start > end) return;
    this.#between(start, end, `SELECT * from the view ${objectLabel(view)} (code 47)`);
  }

  /** The keys of everything that a view reads, through other views. */
  #upstream(view: View | MaterializedView): ReadonlySet<string> {
    const heads = new Map(this.#kept.map(({ head }) => [objectKey(head), head]));
    const found = new Set<string>();
    const visit = (object: SchemaObject): void => {
      for (const key of dependencies(object)) {
        const source = heads.get(key);
        if (source === undefined || found.has(key)) continue;
        found.add(key);
        if (isView(source)) visit(source);
      }
    };
    visit(view);
    return found;
  }

  /** A table that is renamed: its old name, the fronts that are made anew, the views over it. */
  ofTableRename(index: number, table: Table, to: ObjectName): void {
    this.#report(index, `every query that names ${objectLabel(table)} (code 60): ${formatName(to)} answers instead`);
    for (const [at, operation] of this.#operations.entries()) {
      const { object } = operation;
      if (at <= index || object.kind !== 'distributed') continue;
      const over = formatName(object.name);
      if (operation.kind === 'replace' && sameName(object.local, to)) {
        this.#between(
          index,
          at,
          `queries through ${over} (code 60); rows that it queues meanwhile are lost, so stop writers,`,
        );
      } else if (operation.kind === 'create' && sameName(object.local, to)) {
        this.#report(
          index,
          `every query through the old Distributed table (code 60): ${over} answers from statement ${at + 1} on`,
        );
      } else if (operation.kind === 'drop' && sameName(object.local, table.name)) {
        this.#between(index, at, `rows that ${over} queues are lost, so stop writers to it,`);
      }
    }
    for (const { base, head } of this.#kept) {
      if (base.kind !== 'view' && base.kind !== 'materialized-view') continue;
      if (!dependencies(base).has(tableKey(table.name))) continue;
      const end = this.#find((operation, at) => at > index && objectKey(operation.object) === objectKey(head));
      if (end < 0) continue;
      const what =
        base.kind === 'view'
          ? `reads of the view ${objectLabel(base)} (code 60)`
          : `rows inserted into ${formatName(to)} don't reach ${objectLabel(base)}, so stop writers,`;
      this.#between(index, end, what);
    }
  }
}
