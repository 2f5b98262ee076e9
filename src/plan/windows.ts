/** Which queries fail between two statements of a plan, and until which: what no order of statements can avoid. */
import type { DistributedTable, MaterializedView, ObjectName, SchemaObject, Table, View } from '../schema/model.ts';
import { formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { mentionedNames, queryTables } from '../sql/names.ts';
import { groupBy } from './candidate-groups.ts';
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
    if (operation.kind === 'rename' && operation.aside !== null) {
      windows.ofAside(index, operation.object, operation.aside.successor);
    } else if (operation.kind === 'rename') {
      windows.ofRename(index, operation.object, operation.to);
    } else if (operation.kind === 'exchange') {
      windows.ofExchange(index, operation.object, operation.successor);
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
  // Each is made when it is first asked for.
  #users: ReadonlyMap<string, readonly Kept[]> | null = null;
  #frontsByLocal: ReadonlyMap<string, readonly DistributedTable[]> | null = null;
  #views: readonly Kept[] | null = null;

  constructor(operations: readonly Operation[], kept: readonly Kept[]) {
    this.#operations = operations;
    this.#kept = kept;
  }

  /** What named an object of base before, as far as it stays. */
  #usersOf(object: SchemaObject): readonly Kept[] {
    if (this.#users === null) {
      const users = new Map<string, Kept[]>();
      for (const kept of this.#kept) {
        for (const key of dependencies(kept.base)) {
          const known = users.get(key);
          if (known === undefined) users.set(key, [kept]);
          else known.push(kept);
        }
      }
      this.#users = users;
    }
    return this.#users.get(objectKey(object)) ?? [];
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
  #fronts(local: ObjectName): readonly DistributedTable[] {
    this.#frontsByLocal ??= groupBy(
      this.#kept.flatMap(({ head }) => (head.kind === 'distributed' ? [head] : [])),
      (front) => tableKey(front.local),
    );
    return this.#frontsByLocal.get(tableKey(local)) ?? [];
  }

  #viewsKept(): readonly Kept[] {
    this.#views ??= this.#kept.filter(({ base }) => isView(base));
    return this.#views;
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
      for (const { base, head } of this.#viewsKept())
        if (base.kind === 'materialized-view' && base.to !== null && sameName(base.to, front.name))
          this.#ofPushing(Math.min(index, other), Math.max(index, other), base, objectLabel(head), 16);
    }
    // Where the old name stays as an ALIAS, views that read it go on (tried on 26.7).
    if (table.columns.some(({ name }) => name === from)) return;
    for (const { base } of this.#viewsKept()) {
      if (base.kind !== 'view' && base.kind !== 'materialized-view') continue;
      if (!mentionedNames(base.query).has(from)) continue;
      if (!queryTables(base.query, base.name.database).some((name) => readers.has(tableKey(name)))) continue;
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
            (at > index || operation.kind === 'exchange') &&
            objectKey(operation.object) === other &&
            (operation.kind === 'exchange' ||
              (operation.kind === 'alter' &&
                operation.actions.some((part) => part.do === 'modify-column' && part.to.name === action.to.name))),
        );
        if (end >= 0) columns.set(end, [...(columns.get(end) ?? []), action.to.name]);
        const failure = castFailure(action.from.type, action.to.type);
        if (end >= 0 && failure !== null && (object.kind === 'distributed' || end < index)) {
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

  /** An object that is renamed: its old name, and the views that read or fill it. */
  ofRename(index: number, object: SchemaObject, to: ObjectName): void {
    this.#report(index, `every query that names ${objectLabel(object)} (code 60): ${formatName(to)} answers instead`);
    for (const { base, head } of this.#usersOf(object)) {
      const computes = base.kind === 'table' && base.storage.engine.name !== 'Buffer';
      if (!isView(base) && !computes && base.kind !== 'dictionary') continue;
      const end = this.#find(
        ({ kind, object: other }, at) => at > index && kind !== 'rename' && objectKey(other) === objectKey(head),
      );
      if (end < 0) continue;
      const label = this.#labelAt(index, base, head);
      if (base.kind === 'view') this.#between(index, end, `reads of the view ${label} (code 60)`);
      else if (computes)
        this.#between(index, end, `INSERTs into ${label} that compute with ${objectLabel(object)} (code 60)`);
      else if (base.kind !== 'materialized-view')
        this.#between(index, end, `a load of the dictionary ${label} (code 60)`);
      else if (base.to !== null && sameName(base.to, object.name)) this.#ofPushing(index, end, base, label);
      else if (base.refresh !== null) this.#between(index, end, `a refresh of ${label} (code 60)`);
      else
        this.#between(
          index,
          end,
          `rows inserted into ${formatName(to)} don't reach ${label}, so let nobody write to the new name`,
        );
    }
  }

  /** A table that is put aside and empties itself, until another one has its name. */
  ofAside(index: number, table: SchemaObject, successor: SchemaObject | null): void {
    const label = objectLabel(table);
    const created = this.#find(
      (operation, at) =>
        at > index &&
        operation.kind === 'create' &&
        successor !== null &&
        objectKey(operation.object) === objectKey(successor),
    );
    const text = `every query that names ${label} (code 60)`;
    if (created < 0 || successor === null) this.#report(index, `${text}: nothing takes its place`);
    else if (sameName(successor.name, table.name)) this.#between(index, created, text);
    else this.#report(index, `${text}: ${objectLabel(successor)} answers from statement ${created + 1} on`);
    this.#ofUsers(index, created, table);
  }

  /** A front whose local table has the name that it gives only later. */
  ofExchange(index: number, old: SchemaObject, front: DistributedTable): void {
    const renamed = (operation: Operation): boolean =>
      operation.kind === 'rename' && operation.aside === null && sameName(operation.to, front.local);
    const grown = (operation: Operation): boolean =>
      operation.kind === 'alter' &&
      sameName(operation.object.name, front.local) &&
      operation.actions.some((action) => action.do === 'rename-column' || action.do === 'add-column');
    const later = this.#operations.slice(index + 1);
    const codes = [...(later.some(renamed) ? ['60 or 279'] : []), ...(later.some(grown) ? ['47', '16'] : [])].join(
      ', ',
    );
    const last = this.#operations.findLastIndex(
      (operation, at) => at > index && (renamed(operation) || grown(operation)),
    );
    if (last < 0) return;
    this.#between(
      index,
      last,
      `queries through ${objectLabel(front)} (code ${codes}); what it queues meanwhile is sent on afterwards,`,
    );
    this.#ofUsers(index, last, old);
  }

  /**
   * Materialized views that write to a table which takes nothing for a while, dictionaries that read it, and views over it that
   * are made anew after that.
   */
  #ofUsers(index: number, end: number, table: SchemaObject): void {
    for (const { base, head } of this.#usersOf(table)) {
      const writes = base.kind === 'materialized-view' && base.to !== null && sameName(base.to, table.name);
      const reads = base.kind === 'dictionary' || base.kind === 'view';
      if (!writes && !reads) continue;
      const replaced = this.#find(
        (operation, at) =>
          at > index && operation.kind === 'replace' && objectKey(operation.object) === objectKey(head),
      );
      const last = Math.max(end, replaced);
      const label = this.#labelAt(index, base, head);
      if (last >= 0 && writes) this.#ofPushing(index, last, base, label);
      else if (base.kind === 'view') {
        if (replaced > end)
          this.#between(index, replaced, `reads of the view ${label} (code ${this.#codesOf(base, table)})`);
      } else if (last >= 0) this.#between(index, last, `a load of the dictionary ${label} (code 60)`);
    }
  }

  /** With which codes a view fails whose table is away and then comes back, perhaps with a column that has another name. */
  #codesOf(view: View, table: SchemaObject): string {
    const kept = this.#kept.find(({ base }) => objectKey(base) === objectKey(table));
    const names = mentionedNames(view.query);
    return kept?.columnRenames.some(({ from }) => names.has(from)) ? '60, then 47' : '60';
  }

  /** INSERTs into what feeds a materialized view that can't write to its target. */
  #ofPushing(index: number, end: number, view: MaterializedView, label: string, code = 60): void {
    if (view.refresh !== null) {
      this.#between(index, end, `a refresh of ${label} (code ${code})`);
      return;
    }
    for (const source of queryTables(view.query, view.name.database))
      this.#between(index, end, `every INSERT into ${formatName(source)}, while pushing to ${label} (code ${code}),`);
  }

  /** What an object is called at a place in the plan. */
  #labelAt(index: number, base: SchemaObject, head: SchemaObject): string {
    const renamed = this.#find(
      (operation) =>
        operation.kind === 'rename' && operation.aside === null && objectKey(operation.object) === objectKey(base),
    );
    return objectLabel(renamed >= 0 && renamed <= index ? head : base);
  }
}
