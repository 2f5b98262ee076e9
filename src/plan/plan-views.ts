/** Plans views and materialized views: what is replaced, altered, and made once more. */

import type {
  DistributedTable,
  Expression,
  MaterializedView,
  ObjectName,
  SchemaObject,
  Table,
  View,
} from '../schema/model.ts';
import { formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { lossOfTarget } from './destructive.ts';
import { canonicalObject } from './digest.ts';
import type { Kept } from './match.ts';
import type { AlterAction } from './operation.ts';
import { planBridge } from './plan-bridges.ts';
import { renameGuardOf } from './plan-renames.ts';
import {
  changesNames,
  columnEffect,
  isView,
  losesColumn,
  selectsAll,
  selectsUnnamed,
  visibleColumns,
} from './refresh.ts';
import { renameTablesIn } from './rename-names.ts';
import { alterOperation, nodeId, type Steps } from './steps.ts';

/** A view whose query changed is replaced; one whose columns alone changed is made once more. */
export function planView(steps: Steps, base: View, head: View): void {
  if (base.query.key !== head.query.key || base.security?.key !== head.security?.key || base.comment !== head.comment)
    steps.replace(base, head);
  else if (JSON.stringify(base.columns) !== JSON.stringify(head.columns)) addRefresh(steps, head, null);
}

/** What changes in a materialized view, or why no statement does it. */
export function planMaterializedView(steps: Steps, base: MaterializedView, head: MaterializedView): void {
  const label = objectLabel(head);
  const advice = 'drop it in one pull request and create it in the next';
  const storageKey = (view: MaterializedView): string =>
    view.storage === null
      ? ''
      : canonicalObject({
          ...view,
          name: head.name,
          query: { text: '', key: '' },
          columns: null,
          comment: null,
          to: null,
          refresh: null,
        });
  if ((base.to === null) !== (head.to === null)) {
    steps.refuse(
      'materialized-view-target-change',
      head,
      `${label} would ${head.to === null ? 'keep its rows itself' : `write TO ${formatName(head.to)}`}, which ALTER can't do and which leaves behind what it has collected: ${advice}`,
    );
    return;
  }
  if (base.refresh?.key !== head.refresh?.key) {
    steps.refuse(
      'materialized-view-refresh-change',
      head,
      `REFRESH of ${label} changes, which this version doesn't plan: ${advice}`,
    );
    return;
  }
  if (base.security?.key !== head.security?.key && base.security !== null && head.security !== null) {
    steps.refuse(
      'materialized-view-security-change',
      head,
      `DEFINER or SQL SECURITY of ${label} changes, which this version doesn't plan: ${advice}`,
    );
    return;
  }
  // Another name of what it reads leaves the columns of its rows as they are.
  const sameRows = head.storage === null || renamedQuery(steps, base).key === head.query.key;
  if (storageKey(base) !== storageKey(head) || !sameRows) {
    steps.refuse(
      'materialized-view-inner-change',
      head,
      `${label} keeps its rows itself, so its query and storage can't change with them: ${advice}, or give it a table with TO`,
    );
    return;
  }
  if (base.to !== null && head.to !== null && !sameName(base.to, head.to)) {
    planTarget(steps, base, head, { before: base.to, after: head.to });
    return;
  }
  const bridge = planBridge(steps, base, head);
  if (bridge === 'refused') return;
  const actions: AlterAction[] = [];
  if (base.query.key !== head.query.key)
    actions.push({ do: 'modify-query', from: bridge ?? base.query, to: head.query });
  else if (
    head.storage === null &&
    base.columns !== null &&
    head.columns !== null &&
    JSON.stringify(base.columns) !== JSON.stringify(head.columns)
  ) {
    // The server derives the list from the query, so the same query makes the list anew.
    addRefresh(steps, head, null);
  }
  const comment: AlterAction[] =
    base.comment === head.comment ? [] : [{ do: 'modify-comment', from: base.comment, to: head.comment }];
  const reason = `${label} changed in the schema`;
  if (actions.length > 0) steps.add('replace', head, alterOperation(head, actions, [], reason));
  if (comment.length > 0) steps.add('expand', head, alterOperation(head, comment, [], reason));
}

/** The query with the names that its tables have in head. */
function renamedQuery(steps: Steps, view: MaterializedView): Expression {
  const renames = new Map(
    steps.matching.kept.flatMap(({ base, head, renameGuard }) =>
      renameGuard === null ? [] : [[objectKey(base), head.name] as const],
    ),
  );
  return renameTablesIn(view.query, renames);
}

/**
 * A materialized view with another target, which only CREATE OR REPLACE gives it. Where its target has another name every
 * INSERT into its source fails before a row is written (26.7: 60) until the view follows; another table is a loss of its own.
 */
function planTarget(
  steps: Steps,
  base: MaterializedView,
  head: MaterializedView,
  { before, after }: { readonly before: ObjectName; readonly after: ObjectName },
): void {
  const renamed = renameGuardOf(steps, before, after);
  steps.add('replace', head, {
    kind: 'replace',
    from: { ...base, name: head.name },
    object: head,
    reason:
      renamed === null
        ? `${objectLabel(head)} writes to ${formatName(after)} from now on`
        : `its target is ${formatName(after)} now`,
    risk: renamed === null ? 'danger' : 'caution',
    cost: null,
    guards: renamed === null ? steps.guard(lossOfTarget(base, head, before)) : [renamed],
    fails: [],
  });
}

/** Views that are made once more because their columns are no longer those of their query, see `refresh.ts`. */
export function planRefreshes(steps: Steps): void {
  const stale = new Set<string>();
  const keptBy = new Map(steps.matching.kept.map((kept) => [objectKey(kept.head), kept]));
  // Views over views: until nothing more is found.
  for (let found = -1; found !== stale.size; ) {
    found = stale.size;
    for (const view of steps.head.objects.values()) {
      if (!isView(view) || view.columns !== null || stale.has(objectKey(view))) continue;
      const madeAnew =
        !keptBy.has(objectKey(view)) ||
        steps.graph.get(nodeId('replace', view)) !== undefined ||
        steps.graph.get(nodeId('create', view)) !== undefined;
      const sources = queryTables(view.query, view.name.database).flatMap((name) => {
        const kept = keptBy.get(tableKey(name));
        return kept === undefined ? [] : [kept];
      });
      if (sources.some((source) => leavesStale(steps, view, madeAnew, source, stale))) stale.add(objectKey(view));
    }
  }
  for (const key of stale) {
    const view = steps.head.objects.get(key);
    if (view !== undefined && isView(view)) planRefresh(steps, view, keptBy);
  }
}

function leavesStale(
  steps: Steps,
  view: View | MaterializedView,
  madeAnew: boolean,
  { base, head }: Kept,
  stale: ReadonlySet<string>,
): boolean {
  if (stale.has(objectKey(head))) return true;
  if (hasColumns(base) && hasColumns(head)) {
    const effect = columnEffect(view.query, base.columns, head.columns);
    return madeAnew ? effect === 'after' : effect !== 'none';
  }
  return !madeAnew && steps.graph.get(nodeId('replace', head)) !== undefined;
}

function planRefresh(steps: Steps, view: View | MaterializedView, keptBy: ReadonlyMap<string, Kept>): void {
  const label = objectLabel(view);
  if (view.kind === 'materialized-view' && view.storage !== null) {
    steps.refuse(
      'materialized-view-inner-change',
      view,
      `${label} keeps its rows itself, and the columns that its query gives change: drop it in one pull request and create it in the next, or give it a table with TO`,
    );
    return;
  }
  const sources = queryTables(view.query, view.name.database).flatMap((name) => {
    const source = keptBy.get(tableKey(name));
    return source !== undefined && hasColumns(source.base) && hasColumns(source.head)
      ? [{ before: source.base.columns, after: source.head.columns }]
      : [];
  });
  const [only] = sources;
  const all = selectsAll(view.query) && sources.length === 1 && only !== undefined;
  // A materialized view finds its target's columns by name: while they are renamed it would store defaults without a word,
  // and a column that it reads can't be dropped (26.7: 524).
  const loses =
    view.kind === 'materialized-view' &&
    steps.graph.get(nodeId('replace', view)) === undefined &&
    sources.some(
      ({ before, after }) => columnEffect(view.query, before, after) === 'after' && losesColumn(before, after),
    );
  const unnamed = selectsUnnamed(view.query);
  if (unnamed && (loses || (!all && sources.some(({ before, after }) => changesNames(before, after))))) {
    steps.refuse(
      'view-star',
      view,
      `${label} selects columns by *, and those of its source change their names or order: name the columns that it is to have`,
    );
    return;
  }
  addRefresh(steps, view, all ? visibleColumns(only.after).map(({ name }) => name) : null);
}

function addRefresh(steps: Steps, view: View | MaterializedView, columns: readonly string[] | null): void {
  steps.add('refresh', view, {
    kind: 'refresh',
    object: view,
    columns,
    reason: `${objectLabel(view)} still has the columns that it was made with`,
    risk: 'safe',
    cost: null,
    guards: [],
    fails: [],
  });
}

function hasColumns(object: SchemaObject): object is Table | DistributedTable {
  return object.kind === 'table' || object.kind === 'distributed';
}
