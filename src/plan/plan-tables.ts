/** Plans tables: columns that are renamed, and what ALTER changes. */
import type { DistributedTable, Expression, Table } from '../schema/model.ts';
import { objectLabel } from '../schema/name.ts';
import { expressionTokens, mentionedNames } from '../sql/names.ts';
import { lossOfAction } from './destructive.ts';
import type { ColumnRename, Kept } from './match.ts';
import type { AlterAction } from './operation.ts';
import { planBuffer } from './plan-buffers.ts';
import { renameColumns } from './rename-names.ts';
import { staleReaders } from './stale-readers.ts';
import { alterOperation, type Phase, type Steps } from './steps.ts';
import { diffTable, type PhasedAction } from './table-diff.ts';

/** What changes in a table: columns that are renamed, then what ALTER does. */
export function planTable(steps: Steps, kept: Kept, base: Table, head: Table): void {
  if (planBuffer(steps, kept, base, head)) return;
  const renames = new Map(kept.columnRenames.map(({ from, to }) => [from, to]));
  const obstacle = renameObstacle(steps, base, head, kept.columnRenames);
  if (obstacle) return;
  const old = base;
  const from = without(renameColumns(base, renames), kept.undecidedBase);
  const { actions, refusals } = diffTable({ ...from, name: head.name }, without(head, kept.undecidedHead));
  steps.findings.push(...refusals);
  if (refusals.length > 0) return;
  const gone = new Set([
    ...renames.keys(),
    ...actions.flatMap(({ action }) => (action.do === 'drop-column' ? [action.column.name] : [])),
  ]);
  for (const { name } of head.columns) gone.delete(name);
  steps.findings.push(...staleReaders(steps, head, gone));
  planAlters(steps, head, kept.columnRenames, actions, old);
}

/** What ClickHouse refuses to rename (B11 in words: keys 524, engine arguments 524), named before it runs. */
function renameObstacle(steps: Steps, base: Table, head: Table, renames: readonly ColumnRename[]): boolean {
  if (renames.length === 0) return false;
  const { storage } = base;
  const before = new Set(base.columns.map(({ name }) => name));
  const keyed = [
    ...(storage.orderBy ?? []).map((expression) => ({ what: 'ORDER BY', expression })),
    ...(storage.primaryKey ?? []).map((expression) => ({ what: 'PRIMARY KEY', expression })),
    ...(storage.partitionBy === null ? [] : [{ what: 'PARTITION BY', expression: storage.partitionBy }]),
    ...(storage.sampleBy === null ? [] : [{ what: 'SAMPLE BY', expression: storage.sampleBy }]),
    ...storage.engine.args.map((expression) => ({ what: `the engine ${storage.engine.name}`, expression })),
  ];
  for (const { from, to } of renames) {
    const place = keyed.find(({ expression }) => mentionedNames(expression).has(from));
    if (place !== undefined) {
      steps.refuse(
        'rename-key-column',
        head,
        `${objectLabel(head)}.${from} stands in ${place.what}, so it can't be renamed to ${to} (code 524): keep the name, or create a table of another name and move the rows`,
      );
      return true;
    }
    if (before.has(to)) {
      steps.refuse(
        'rename-onto-column',
        head,
        `${objectLabel(head)}.${from} takes the name of a column that goes or is renamed too (${to}): do it in two pull requests`,
      );
      return true;
    }
    const subcolumn = columnExpressions(base).find((expression) => namesSubcolumn(expression, from));
    if (subcolumn !== undefined) {
      steps.refuse(
        'rename-subcolumn',
        head,
        `${objectLabel(head)}.${from} can't be renamed to ${to} while ${subcolumn.text} names a part of it (code 47): add ${to} and drop ${from} instead`,
      );
      return true;
    }
    if (from.includes('.') || to.includes('.')) {
      steps.refuse(
        'rename-nested',
        head,
        `${objectLabel(head)}.${from} belongs to a Nested column, which ClickHouse doesn't rename (codes 48 and 36): add ${to} and drop ${from} instead`,
      );
      return true;
    }
    if (!storage.engine.name.endsWith('MergeTree') && storage.engine.name !== 'Memory') {
      steps.refuse(
        'engine-cannot-alter',
        head,
        `${objectLabel(head)}.${from} can't be renamed, as ${storage.engine.name} tables take no RENAME COLUMN (code 48): add ${to} and drop ${from} instead`,
      );
      return true;
    }
  }
  return false;
}

/** ALTERs of a table or a front: renames of columns first, then what readers need, then what is taken away. */
export function planAlters(
  steps: Steps,
  object: Table | DistributedTable,
  renames: readonly ColumnRename[],
  actions: readonly PhasedAction[],
  base: Table | DistributedTable,
): void {
  const guardsOf = (action: AlterAction): string[] =>
    object.kind === 'table' ? steps.guard(lossOfAction(object, action)) : [];
  const alter = (phase: Phase, list: readonly AlterAction[], extraGuards: readonly string[], reason: string): void => {
    if (list.length === 0) return;
    const losses = new Map(
      list.map((action) => [action, guardsOf(action)] as const).filter(([, ids]) => ids.length > 0),
    );
    steps.add(phase, object, alterOperation(object, list, extraGuards, reason, losses));
  };
  if (renames.length > 0) {
    const renamed = new Set(renames.map(({ from }) => from));
    const inTheWay = actions
      .map(({ action }) => action)
      .filter((action) => action.do === 'drop-projection' && blocksRename(base, action.projection.name, renamed));
    const blocking = new Set(inTheWay);
    const aliases = actions
      .map(({ action }) => action)
      .filter(
        (action) =>
          action.do === 'add-column' && action.column.default?.kind === 'ALIAS' && renamed.has(action.column.name),
      );
    const together = new Set<AlterAction>(aliases);
    const names = renames.map(({ from, to }) => `${from} is ${to} now`).join(', ');
    const renaming: AlterAction[] = renames.map(({ from, to }) => ({ do: 'rename-column', from, to }));
    alter(
      'prepare',
      inTheWay,
      renames.map(({ guard }) => guard),
      'drops what would break the rename',
    );
    alter(
      'renameColumns',
      [...renaming, ...aliases],
      renames.map(({ guard }) => guard),
      names,
    );
    planPhases(
      object,
      actions.filter(({ action }) => !blocking.has(action) && !together.has(action)),
      alter,
    );
  } else planPhases(object, actions, alter);
}

function planPhases(
  object: Table | DistributedTable,
  actions: readonly PhasedAction[],
  alter: (phase: Phase, list: readonly AlterAction[], guards: readonly string[], reason: string) => void,
): void {
  const of = (phase: PhasedAction['phase']): AlterAction[] =>
    actions.filter((action) => action.phase === phase).map(({ action }) => action);
  const reason = `${objectLabel(object)} changed in the schema`;
  alter('expand', of('expand'), [], reason);
  alter('contract', of('contract'), [], reason);
}

/** Everything in a table that RENAME COLUMN has to rewrite. */
function columnExpressions(table: Table): readonly Expression[] {
  return [
    ...table.columns.flatMap(({ default: value, ttl }) => [value?.expression ?? [], ttl ?? []].flat()),
    ...table.indexes.map(({ expression }) => expression),
    ...table.constraints.map(({ expression }) => expression),
    ...table.storage.ttl,
  ];
}

/** Whether an expression names `column.part`, which RENAME COLUMN doesn't rewrite (26.7). */
function namesSubcolumn(expression: Expression, column: string): boolean {
  const tokens = expressionTokens(expression);
  return tokens.some(
    (token, index) =>
      (token.kind === 'word' || token.kind === 'quoted') &&
      token.value === column &&
      tokens[index + 1]?.text === '.' &&
      tokens[index - 1]?.text !== '.',
  );
}

function blocksRename(table: Table | DistributedTable, projection: string, renamed: ReadonlySet<string>): boolean {
  if (table.kind !== 'table') return false;
  const found = table.projections.find(({ name }) => name === projection);
  return found !== undefined && [...mentionedNames(found.body)].some((name) => renamed.has(name));
}

function without(table: Table, hidden: ReadonlySet<string>): Table {
  return hidden.size === 0 ? table : { ...table, columns: table.columns.filter(({ name }) => !hidden.has(name)) };
}
