/** Plans tables and the Distributed tables in front of them: renames, and what ALTER changes. */
import type { DistributedTable, Expression, SchemaObject, Table } from '../schema/model.ts';
import { formatName, objectLabel, sameName } from '../schema/name.ts';
import { isReplicated } from '../sql/engine.ts';
import { expressionTokens, mentionedNames } from '../sql/names.ts';
import { lossOfAction } from './destructive.ts';
import type { ColumnRename, Kept } from './match.ts';
import type { AlterAction } from './operation.ts';
import { renameColumn, renameColumns } from './rename-names.ts';
import { staleReaders } from './stale-readers.ts';
import { alterOperation, type Phase, type Steps } from './steps.ts';
import { diffDistributed, diffTable, type PhasedAction } from './table-diff.ts';

/** RENAME TABLE of a table or a front that someone has to confirm. */
export function planRename(steps: Steps, base: Table | DistributedTable, head: SchemaObject, guard: string): void {
  if (
    base.name.database !== head.name.database &&
    base.kind === 'table' &&
    isReplicated(base.storage.engine) &&
    /\{database\}/.test(base.storage.engine.args[0]?.text ?? '{database}')
  ) {
    steps.refuse(
      'rename-replica-path',
      head,
      `${objectLabel(base)} may have its database in its replica path, so it can't become ${objectLabel(head)}: keep the database`,
    );
    return;
  }
  steps.add('rename', head, {
    kind: 'rename',
    object: base,
    to: head.name,
    reason: `${objectLabel(base)} is ${objectLabel(head)} now`,
    risk: 'danger',
    cost: null,
    guards: [guard],
    fails: [],
  });
}

/** What changes in a table: columns that are renamed, then what ALTER does. */
export function planTable(steps: Steps, kept: Kept, base: Table, head: Table): void {
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
  steps.findings.push(...staleReaders(head, gone, steps.matching.kept, steps.head));
  planAlters(steps, head, kept.columnRenames, actions, old);
}

/** What ClickHouse refuses to rename (B11 in words: keys 524, engine arguments 524), named before it runs. */
function renameObstacle(steps: Steps, base: Table, head: Table, renames: readonly ColumnRename[]): boolean {
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

function planAlters(
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
    const guards = [...new Set([...extraGuards, ...list.flatMap(guardsOf)])];
    steps.add(phase, object, alterOperation(object, list, guards, reason));
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

/** What changes in a Distributed table; it is replaced where its local table has another name. */
export function planDistributed(steps: Steps, kept: Kept, base: DistributedTable, head: DistributedTable): void {
  const renames = new Map(kept.columnRenames.map(({ from, to }) => [from, to]));
  const columns = base.columns
    .filter(({ name }) => !kept.undecidedBase.has(name))
    .map((column) => renameColumn(column, renames));
  const from: DistributedTable = { ...base, name: head.name, columns };
  const to: DistributedTable = { ...head, columns: head.columns.filter(({ name }) => !kept.undecidedHead.has(name)) };
  if (!sameName(base.local, head.local)) {
    const local = steps.matching.kept.find(
      (other) =>
        other.renameGuard !== null && sameName(other.base.name, base.local) && sameName(other.head.name, head.local),
    );
    if (local?.renameGuard === undefined || local.renameGuard === null) {
      const waits = steps.matching.undecided.some(({ brings }) => sameName(brings.table.name, base.local));
      if (!waits)
        steps.refuse(
          'distributed-local-change',
          head,
          `${objectLabel(head)} would read ${formatName(head.local)} instead of ${formatName(base.local)}, which ALTER can't do: create it under a new name`,
        );
      return;
    }
    const { refusals } = diffDistributed(from, { ...to, columns: from.columns });
    steps.findings.push(...refusals);
    if (refusals.length > 0) return;
    const common = { cost: null, guards: [local.renameGuard], fails: [] } as const;
    steps.add('flush', head, {
      ...common,
      kind: 'flush',
      object: head,
      risk: 'safe',
      reason: `sends on what is queued in ${objectLabel(head)} before it is replaced`,
    });
    steps.add('replace', head, {
      ...common,
      kind: 'replace',
      from: base,
      object: head,
      risk: 'caution',
      reason: `its local table is ${formatName(head.local)} now`,
    });
    return;
  }
  const sharding = base.shardingKey === null ? new Set<string>() : mentionedNames(base.shardingKey);
  const shard = kept.columnRenames.find((rename) => sharding.has(rename.from));
  if (shard !== undefined) {
    steps.refuse(
      'sharding-key-column',
      head,
      `${objectLabel(head)} is sharded by ${base.shardingKey?.text ?? ''}, so ${shard.from} can't be renamed (code 47): keep the name`,
    );
    return;
  }
  const { actions, refusals } = diffDistributed(from, to);
  steps.findings.push(...refusals);
  if (refusals.length > 0) return;
  planAlters(steps, head, kept.columnRenames, actions, base);
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
