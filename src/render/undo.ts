/** What takes a statement back, run right after it. */
import type { AlterAction, Operation } from '../plan/operation.ts';
import { isView } from '../plan/refresh.ts';
import type { DistributedTable, Expression, MaterializedView, SchemaObject, Table, View } from '../schema/model.ts';
import { objectKey, tableKey } from '../schema/name.ts';
import { mentionedNames, queryTables } from '../sql/names.ts';
import { printCreate } from '../sql/print.ts';
import { groupActions, undoAction } from './alter.ts';
import { alterSql, dropSql, exchangeSql, renameSql } from './operation-sql.ts';
import type { RenderTarget } from './target.ts';

/** Names of tables and columns that are no more at a place in a plan: what reads them can't be made again there. */
export class GoneNames {
  readonly #tables = new Map<string, SchemaObject>();
  /** Old names of columns by the key of their table. */
  readonly #columns = new Map<string, Set<string>>();

  /** Notes what an operation has done. */
  add(operation: Operation): void {
    if (operation.kind === 'rename' || operation.kind === 'drop')
      this.#tables.set(objectKey(operation.object), operation.object);
    else if (operation.kind === 'replace') this.#addReplaced(operation.from, operation.object);
    else if (operation.kind === 'refresh') this.#addRefreshed(operation.object);
    else if (operation.kind === 'create') this.#addCreated(operation.object);
    else if (operation.kind === 'alter') {
      for (const action of operation.actions) {
        const name =
          action.do === 'rename-column' ? action.from : action.do === 'drop-column' ? action.column.name : null;
        if (name === null) continue;
        const key = objectKey(operation.object);
        this.#columns.set(key, (this.#columns.get(key) ?? new Set()).add(name));
      }
      // An old name that comes back as an ALIAS is there.
      for (const action of operation.actions)
        if (action.do === 'add-column') this.#columns.get(objectKey(operation.object))?.delete(action.column.name);
    }
  }

  /** What stands in the place of something else may lack columns of it. */
  #addCreated(object: SchemaObject): void {
    const key = objectKey(object);
    const before = this.#tables.get(key);
    this.#tables.delete(key);
    if (before === undefined || !hasColumns(before) || !hasColumns(object)) return;
    const names = new Set(object.columns.map(({ name }) => name));
    this.#columns.set(key, new Set(before.columns.flatMap(({ name }) => (names.has(name) ? [] : [name]))));
  }

  /** A view may lack columns that its query no longer names. */
  #addReplaced(from: SchemaObject, to: SchemaObject): void {
    if (!isView(from) || !isView(to)) return;
    const names = mentionedNames(to.query);
    const gone = [...mentionedNames(from.query)].filter((name) => !names.has(name));
    if (gone.length > 0) this.#columns.set(objectKey(to), new Set(gone));
  }

  /** A view by `*` lacks what its sources lack once it is made anew. */
  #addRefreshed(view: View | MaterializedView): void {
    const gone = queryTables(view.query, view.name.database).flatMap((table) => [
      ...(this.#columns.get(tableKey(table)) ?? []),
    ]);
    if (gone.length > 0) this.#columns.set(objectKey(view), new Set(gone));
  }

  /** Whether a query over these would be refused. */
  breaks(query: Expression, database: string): boolean {
    if (this.#tables.size === 0 && this.#columns.size === 0) return false;
    const names = mentionedNames(query);
    return queryTables(query, database).some((table) => {
      const key = tableKey(table);
      return this.#tables.has(key) || [...(this.#columns.get(key) ?? [])].some((column) => names.has(column));
    });
  }

  /** Whether an object could be made as it was. */
  breaksObject(object: SchemaObject): boolean {
    if (!isView(object)) return false;
    if (object.kind === 'materialized-view' && object.to !== null && this.#tables.has(tableKey(object.to))) return true;
    return this.breaks(object.query, object.name.database);
  }
}

function hasColumns(object: SchemaObject): object is Table | DistributedTable {
  return object.kind === 'table' || object.kind === 'distributed';
}

/**
 * The statement that takes one back, run before anything else is; null where there is none.
 *
 * @param gone What the plan has renamed or dropped before.
 */
export function undoSql(
  operation: Operation,
  actions: readonly AlterAction[],
  target: RenderTarget,
  cluster: string | null,
  gone: GoneNames,
): string | null {
  const { object } = operation;
  switch (operation.kind) {
    case 'create':
      return dropSql(object, cluster, target);
    case 'replace':
      if (gone.breaksObject(operation.from)) return null;
      return printCreate(target.localise(operation.from), { onCluster: cluster, orReplace: true });
    case 'rename':
      return renameSql({ ...object, name: operation.to }, object.name, cluster);
    case 'exchange':
      return exchangeSql(object.name, operation.with, cluster);
    case 'flush':
    case 'refresh':
      return null;
    case 'drop':
      return keepsRows(object) || gone.breaksObject(object)
        ? null
        : printCreate(target.localise(object), { onCluster: cluster });
    case 'alter': {
      const { database } = object.name;
      if (actions.some((action) => action.do === 'modify-query' && gone.breaks(action.from, database))) return null;
      // Each finds its place by those that were there before it: what came last goes first.
      const undone = actions.map((action) => undoAction(action, object)).reverse();
      const known = undone.filter((action) => action !== null);
      // Half of a statement taken back is no undo.
      return known.length < undone.length ? null : alterSql(object, groupActions(known).flat(), cluster);
    }
  }
}

function keepsRows(object: SchemaObject): boolean {
  return (
    object.kind === 'table' ||
    object.kind === 'database' ||
    (object.kind === 'materialized-view' && object.storage !== null)
  );
}
