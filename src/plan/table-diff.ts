/** The differences between two versions of one table or Distributed table, as actions of ALTER TABLE. */
import type { Finding } from '../schema/finding.ts';
import type { Column, Constraint, DistributedTable, Expression, Setting, Storage, Table } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { isMergeTree } from '../sql/engine.ts';
import { engineTraits } from '../sql/engine-traits.ts';
import { mentionedNames } from '../sql/names.ts';
import type { AlterAction, Position } from './operation.ts';
import { cannotConvert, classifyTypeChange, isText } from './type-change.ts';

/** Which side of a pair goes first: the local table (`expand`) or the Distributed one (`contract`). */
export type Phase = 'expand' | 'contract';

export interface PhasedAction {
  readonly phase: Phase;
  readonly action: AlterAction;
}

export interface TableDiff {
  readonly actions: readonly PhasedAction[];
  readonly refusals: readonly Finding[];
}

/** Settings that a MergeTree takes at CREATE only (26.7 refuses with 472). */
const fixedSettings = new Set([
  'add_minmax_index_for_numeric_columns',
  'add_minmax_index_for_string_columns',
  'add_minmax_index_for_temporal_columns',
  'enable_mixed_granularity_parts',
  'index_granularity',
  'index_granularity_bytes',
  'table_disk',
]);

/** What leads from one version of a table to the other. `from` has its columns renamed already. */
export function diffTable(from: Table, to: Table): TableDiff {
  const refusals: Finding[] = [];
  const refuse = (rule: string, message: string): void => {
    refusals.push(refusal(rule, to, message));
  };
  const label = formatName(to.name);
  const columns = diffColumns(from.columns, to.columns);
  const actions: PhasedAction[] = [...columns];

  const storage = diffStorage(from.storage, to.storage, label, refuse);
  actions.push(...storage);
  const sets = [
    ...diffSet(from.indexes, to.indexes, ({ expression, type, granularity }) =>
      JSON.stringify([expression.key, type.key, granularity]),
    ).map(({ verb, item }): AlterAction => ({ do: verb === 'add' ? 'add-index' : 'drop-index', index: item })),
    ...diffSet(from.projections, to.projections, ({ body, settings }) =>
      JSON.stringify([body.key, settings?.key ?? null]),
    ).map(
      ({ verb, item }): AlterAction => ({
        do: verb === 'add' ? 'add-projection' : 'drop-projection',
        projection: item,
      }),
    ),
    ...diffSet(from.constraints, to.constraints, constraintKey).map(
      ({ verb, item }): AlterAction => ({
        do: verb === 'add' ? 'add-constraint' : 'drop-constraint',
        constraint: item,
      }),
    ),
  ];
  const retyped = retypedColumns(columns);
  sets.push(...projectionsInTheWay(from, to, sets, retyped));
  const replaced = new Set(sets.flatMap((action) => (action.do.startsWith('add-') ? [actionName(action)] : [])));
  for (const action of sets) {
    // A definition that changes is dropped and added in one ALTER, so both stand on one side.
    const drops = action.do.startsWith('drop-') && !replaced.has(actionName(action));
    const needsDropped = drops && columns.some(({ phase }) => phase === 'contract');
    actions.push({ phase: projectionPhase(action, retyped) ?? (needsDropped ? 'contract' : 'expand'), action });
  }
  if (from.comment !== to.comment)
    actions.push({ phase: 'expand', action: { do: 'modify-comment', from: from.comment, to: to.comment } });

  const { name: engine } = to.storage.engine;
  if (!isMergeTree(to.storage.engine) && refusals.length === 0) {
    const others = actions.filter(({ action }) => action.do !== 'modify-comment');
    const unable = others.find(({ action }) => !/-column$/.test(action.do));
    if (others.length > 0 && ((engineTraits(engine)?.alter ?? 'none') === 'none' || unable !== undefined)) {
      refuse(
        'engine-cannot-alter',
        `${engine} tables take no such ALTER (code 48): drop ${label} in one pull request and create it anew in the next`,
      );
    }
  }
  for (const { action } of columns) refuseColumnChange(from, action, label, refuse);
  return { actions, refusals };
}

/** What a constraint is, without its name. */
function constraintKey({ kind, expression }: Constraint): string {
  return JSON.stringify([kind, expression.key]);
}

/**
 * What leads from one version of a Distributed table to the other by ALTER. Another local table, sharding key, storage policy
 * or setting is left to `plan-fronts.ts`. `from` has its columns renamed already.
 */
export function diffDistributed(from: DistributedTable, to: DistributedTable): TableDiff {
  const refusals: Finding[] = [];
  const refuse = (rule: string, message: string): void => {
    refusals.push(refusal(rule, to, message));
  };
  const label = formatName(to.name);
  const columns = diffColumns(from.columns, to.columns);
  const actions: PhasedAction[] = [...columns];
  if (from.over !== to.over) {
    refuse(
      'distributed-cluster-change',
      `${label} reads cluster ${from.over} and would read ${to.over}, which ALTER can't do: create it under a new name`,
    );
  }
  if (diffSet(from.constraints, to.constraints, constraintKey).length > 0) {
    refuse(
      'distributed-engine-change',
      `constraints of ${label} change, which ALTER can't do on a Distributed table (code 48): keep constraints on the local table`,
    );
  }
  // Another sharding key takes another Distributed table, which no longer needs the columns of the old one.
  const sharding =
    from.shardingKey === null || from.shardingKey.key !== to.shardingKey?.key
      ? new Set<string>()
      : mentionedNames(from.shardingKey);
  for (const { action } of columns) {
    const column = action.do === 'drop-column' ? action.column : action.do === 'modify-column' ? action.from : null;
    if (column === null || !sharding.has(column.name)) continue;
    if (action.do === 'drop-column') {
      refuse(
        'sharding-key-column',
        `${label} is sharded by ${from.shardingKey?.text ?? ''}, so ${column.name} can't be dropped (code 47): keep the column`,
      );
    } else if (
      action.do === 'modify-column' &&
      action.from.type !== action.to.type &&
      classifyTypeChange(action.from.type, action.to.type) !== 'encoding'
    ) {
      refuse(
        'sharding-key-column',
        `${label} is sharded by ${from.shardingKey?.text ?? ''}: another type of ${column.name} sends equal keys to other shards; keep the type`,
      );
    }
  }
  if (from.comment !== to.comment)
    actions.push({ phase: 'expand', action: { do: 'modify-comment', from: from.comment, to: to.comment } });
  return { actions, refusals };
}

function refusal(rule: string, table: Table | DistributedTable, message: string): Finding {
  return { rule, severity: 'error', object: formatName(table.name), message, file: table.at.file, line: table.at.line };
}

function diffStorage(
  from: Storage,
  to: Storage,
  label: string,
  refuse: (rule: string, message: string) => void,
): PhasedAction[] {
  const actions: PhasedAction[] = [];
  const text = (expression: Expression | null): string => expression?.text ?? 'none';
  const keys = (elements: readonly Expression[] | null): string =>
    JSON.stringify(elements?.map(({ key }) => key) ?? null);
  const list = (elements: readonly Expression[] | null): string =>
    `(${(elements ?? []).map((element) => element.text).join(', ')})`;
  if (from.engine.name !== to.engine.name || keys(from.engine.args) !== keys(to.engine.args)) {
    const show = ({ engine }: Storage): string => `${engine.name}${list(engine.args)}`;
    refuse(
      'engine-change',
      `the engine of ${label} changes from ${show(from)} to ${show(to)}, which ALTER can't do: create a table of another name and move the rows`,
    );
  }
  if (keys(from.orderBy) !== keys(to.orderBy)) {
    refuse(
      'sorting-key-change',
      `ORDER BY of ${label} changes from ${list(from.orderBy)} to ${list(to.orderBy)}, which needs every row sorted anew: create a table of another name and move the rows`,
    );
  }
  if (keys(from.primaryKey) !== keys(to.primaryKey) && keys(from.orderBy) === keys(to.orderBy)) {
    refuse(
      'primary-key-change',
      `PRIMARY KEY of ${label} changes from ${list(from.primaryKey ?? from.orderBy)} to ${list(to.primaryKey ?? to.orderBy)}, which ALTER can't do (code 62): create a table of another name and move the rows`,
    );
  }
  if (from.partitionBy?.key !== to.partitionBy?.key) {
    refuse(
      'partition-key-change',
      `PARTITION BY of ${label} changes from ${text(from.partitionBy)} to ${text(to.partitionBy)}, which ALTER can't do (code 62): create a table of another name and move the rows`,
    );
  }
  if (from.sampleBy?.key !== to.sampleBy?.key) {
    refuse(
      'sampling-key-change',
      `SAMPLE BY of ${label} changes from ${text(from.sampleBy)} to ${text(to.sampleBy)}, which this version doesn't plan: change it by hand, then in the schema`,
    );
  }
  if (keys(from.ttl) !== keys(to.ttl))
    actions.push({ phase: 'expand', action: { do: 'modify-ttl', from: from.ttl, to: to.ttl } });
  if (!sameSettings(from.settings, to.settings)) {
    const names = changedSettings(from.settings, to.settings);
    const fixed = names.find((name) => fixedSettings.has(name));
    if (fixed !== undefined)
      refuse(
        'fixed-setting-change',
        `the setting ${fixed} of ${label} can only be given at CREATE (code 472): create a table of another name and move the rows`,
      );
    else actions.push({ phase: 'expand', action: { do: 'modify-settings', from: from.settings, to: to.settings } });
  }
  return actions;
}

function sameSettings(a: readonly Setting[], b: readonly Setting[]): boolean {
  return a.length === b.length && (a.length === 0 || JSON.stringify(a) === JSON.stringify(b));
}

/** Names of the settings that differ, sorted. */
export function changedSettings(from: readonly Setting[], to: readonly Setting[]): string[] {
  const before = new Map(from.map(({ name, value }) => [name, value]));
  const after = new Map(to.map(({ name, value }) => [name, value]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}

/** The columns whose types change, by the phase in which they do. */
function retypedColumns(columns: readonly PhasedAction[]): Readonly<Record<Phase, ReadonlySet<string>>> {
  const of = (phase: Phase): ReadonlySet<string> =>
    new Set(
      columns.flatMap(({ phase: own, action }) =>
        own === phase && action.do === 'modify-column' && action.from.type !== action.to.type ? [action.to.name] : [],
      ),
    );
  return { expand: of('expand'), contract: of('contract') };
}

/** A projection that stays refuses another type for a column that it names (26.7: 524), so it is dropped and added. */
function projectionsInTheWay(
  from: Table,
  to: Table,
  sets: readonly AlterAction[],
  retyped: Readonly<Record<Phase, ReadonlySet<string>>>,
): AlterAction[] {
  const changing = new Set(sets.map(actionName));
  const kept = new Set(from.projections.map(({ name }) => name));
  return to.projections.flatMap((projection): AlterAction[] => {
    const names = mentionedNames(projection.body);
    const inTheWay = [...retyped.expand, ...retyped.contract].some((name) => names.has(name));
    if (!inTheWay || !kept.has(projection.name) || changing.has(`projection ${projection.name}`)) return [];
    return [
      { do: 'drop-projection', projection },
      { do: 'add-projection', projection },
    ];
  });
}

/** Where a projection has to go before a column changes its type, or can only come after it. */
function projectionPhase(action: AlterAction, retyped: Readonly<Record<Phase, ReadonlySet<string>>>): Phase | null {
  if (action.do !== 'drop-projection' && action.do !== 'add-projection') return null;
  const phase: Phase = action.do === 'drop-projection' ? 'expand' : 'contract';
  const names = mentionedNames(action.projection.body);
  return [...retyped[phase]].some((name) => names.has(name)) ? phase : null;
}

function actionName(action: AlterAction): string {
  if ('index' in action) return `index ${action.index.name}`;
  if ('projection' in action) return `projection ${action.projection.name}`;
  if ('constraint' in action) return `constraint ${action.constraint.name}`;
  return '';
}

/** What to drop and what to add so that one set of named things becomes the other; what changed is both. */
function diffSet<T extends { readonly name: string }>(
  from: readonly T[],
  to: readonly T[],
  definition: (item: T) => string,
): { verb: 'add' | 'drop'; item: T }[] {
  const before = new Map(from.map((item) => [item.name, item]));
  const after = new Map(to.map((item) => [item.name, item]));
  const changed = (item: T, others: ReadonlyMap<string, T>): boolean => {
    const other = others.get(item.name);
    return other === undefined || definition(other) !== definition(item);
  };
  return [
    ...from.filter((item) => changed(item, after)).map((item) => ({ verb: 'drop' as const, item })),
    ...to.filter((item) => changed(item, before)).map((item) => ({ verb: 'add' as const, item })),
  ];
}

/** Columns that are stored, and so hold values that a change can lose. */
export function isStored(column: Column): boolean {
  return column.default?.kind !== 'ALIAS' && column.default?.kind !== 'EPHEMERAL';
}

function refuseColumnChange(
  table: Table,
  action: AlterAction,
  label: string,
  refuse: (rule: string, message: string) => void,
): void {
  if (action.do === 'add-column' && action.column.statistics !== null) {
    refuse(
      'statistics-change',
      `${label}.${action.column.name} is new with STATISTICS, which ADD COLUMN passes over and this version doesn't plan: add the column without them`,
    );
  }
  if (action.do !== 'modify-column') return;
  const { from, to } = action;
  if (isStored(from) !== isStored(to)) {
    refuse(
      'column-kind-change',
      `${label}.${to.name} changes from ${from.default?.kind ?? 'stored'} to ${to.default?.kind ?? 'stored'}: drop the column in one pull request and add it in the next`,
    );
  }
  if (from.statistics?.key !== to.statistics?.key) {
    refuse(
      'statistics-change',
      `STATISTICS of ${label}.${to.name} change, which MODIFY COLUMN passes over and this version doesn't plan: change them by hand, then in the schema`,
    );
  }
  if (from.type === to.type) return;
  if (isStored(from) && cannotConvert(from.type, to.type)) {
    refuse(
      'type-not-convertible',
      `${label}.${to.name} changes from ${from.type} to ${to.type}, between which ClickHouse has no conversion: add a column of another name and drop this one`,
    );
  }
  if (isStored(from) && isNullable(from.type) && !isNullable(to.type) && to.default === null) {
    refuse(
      'nullable-without-default',
      `${label}.${to.name} changes from ${from.type} to ${to.type} without a DEFAULT that says what becomes of NULLs (code 36): give it one`,
    );
  }
  const { storage } = table;
  const keys = [...(storage.orderBy ?? []), ...(storage.primaryKey ?? [])];
  if (storage.partitionBy !== null) keys.push(storage.partitionBy);
  if (storage.sampleBy !== null) keys.push(storage.sampleBy);
  if (keys.some((key) => mentionedNames(key).has(from.name)) && !isSafeInKeys(from.type, to.type)) {
    refuse(
      'key-column-type',
      `${label}.${to.name} is part of a key, so its type can't change from ${from.type} to ${to.type} (code 524): create a table of another name and move the rows`,
    );
  }
}

export function isNullable(type: string): boolean {
  return type.startsWith('Nullable(') || type.startsWith('LowCardinality(Nullable(');
}

/** The only retyping of a key column that 26.7 takes: more values for an Enum of the same width. */
function isSafeInKeys(from: string, to: string): boolean {
  return (
    from.startsWith('Enum') &&
    to.startsWith(from.slice(0, from.indexOf('('))) &&
    classifyTypeChange(from, to) === 'widening'
  );
}

/** Adds, drops, modifications and moves that make one list of columns of the other, in the order in which they must run. */
function diffColumns(from: readonly Column[], to: readonly Column[]): PhasedAction[] {
  const isSame = (column: Column, index: number): boolean => {
    const other = to[index];
    return other !== undefined && (other === column || (other.name === column.name && sameColumn(column, other)));
  };
  // Most tables stay as they are.
  if (from.length === to.length && from.every(isSame)) return [];
  const before = new Map(from.map((column) => [column.name, column]));
  const after = new Map(to.map((column) => [column.name, column]));
  const actions: PhasedAction[] = [];
  const staying = from.filter(({ name }) => after.has(name)).map(({ name }) => name);
  const still = longestCommonOrder(
    staying,
    to.flatMap(({ name }) => (before.has(name) ? [name] : [])),
  );
  // What is behind the last column that stays put can be added at the end.
  const lastStill = to.findLastIndex(({ name }) => still.has(name));
  const order = new ColumnOrder(from.map(({ name }) => name));
  for (const [index, column] of to.entries()) {
    const old = before.get(column.name);
    const previous = to[index - 1];
    const place: Position = previous === undefined ? 'first' : { after: previous.name };
    if (old === undefined) {
      const atEnd = index > lastStill && to.slice(lastStill + 1, index).every(({ name }) => !before.has(name));
      const position = atEnd && from.length > 0 ? null : place;
      order.put(column.name, position);
      actions.push({ phase: 'expand', action: { do: 'add-column', column, position } });
      continue;
    }
    const position = still.has(column.name) ? null : place;
    if (position === null && sameColumn(old, column)) continue;
    const phase = modificationPhase(old, column);
    const was = position === null ? null : order.placeOf(column.name);
    if (position !== null) order.put(column.name, position);
    if (position !== null && phase === 'contract') {
      // Columns that are added behind this one need it in its place, so it moves at once and changes later.
      actions.push({ phase: 'expand', action: { do: 'modify-column', from: old, to: old, position, before: was } });
      actions.push({ phase, action: { do: 'modify-column', from: old, to: column, position: null, before: null } });
    } else actions.push({ phase, action: { do: 'modify-column', from: old, to: column, position, before: was } });
  }
  for (const column of from) {
    if (after.has(column.name)) continue;
    const position = order.endsWith(column.name) ? null : order.placeOf(column.name, (name) => after.has(name));
    actions.push({ phase: 'contract', action: { do: 'drop-column', column, position } });
  }
  return actions;
}

/** The names of a table's columns in order, while an ALTER moves and adds some. */
class ColumnOrder {
  readonly #names: string[];

  constructor(names: readonly string[]) {
    this.#names = [...names];
  }

  endsWith(name: string): boolean {
    return this.#names.at(-1) === name;
  }

  /** Where a column stands: behind the nearest of those that count, or first. */
  placeOf(name: string, counts: (name: string) => boolean = () => true): Position {
    const previous = this.#names.slice(0, this.#names.indexOf(name)).findLast(counts);
    return previous === undefined ? 'first' : { after: previous };
  }

  /** Puts a column in its place, a new one or one that moves. */
  put(name: string, position: Position): void {
    const from = this.#names.indexOf(name);
    if (from >= 0) this.#names.splice(from, 1);
    const at =
      position === null ? this.#names.length : position === 'first' ? 0 : this.#names.indexOf(position.after) + 1;
    this.#names.splice(at, 0, name);
  }
}

/** Whether two columns of one name are the same but for their place. */
export function sameColumn(a: Column, b: Column): boolean {
  return (
    a.type === b.type &&
    a.default?.kind === b.default?.kind &&
    a.default?.expression?.key === b.default?.expression?.key &&
    a.codec?.key === b.codec?.key &&
    a.ttl?.key === b.ttl?.key &&
    a.comment === b.comment &&
    a.statistics?.key === b.statistics?.key &&
    sameSettings(a.settings, b.settings)
  );
}

/** What a column is, without its name and place. */
export function columnKey(column: Column): string {
  return JSON.stringify([
    column.type,
    column.default?.kind ?? null,
    column.default?.expression?.key ?? null,
    column.codec?.key ?? null,
    column.ttl?.key ?? null,
    column.comment,
    column.statistics?.key ?? null,
    column.settings,
  ]);
}

/**
 * Which side of a pair follows first. Tried on 26.7 with a Distributed table in front: the wider type must never stand in
 * front of the narrower one, and a column that stops taking values must stop at the front first.
 */
export function modificationPhase(from: Column, to: Column): Phase {
  const takes = (column: Column): number =>
    ['ALIAS', 'EPHEMERAL', 'MATERIALIZED'].indexOf(column.default?.kind ?? '') + 1;
  if (takes(from) === 0 && takes(to) > 0) return 'contract';
  if (takes(from) > 0 && takes(to) === 0) return 'expand';
  const change = classifyTypeChange(from.type, to.type);
  // A front that still takes any text would send the local table what it can't parse, and '' where a column isn't named (32).
  const parsed = change === 'rewriting' && isText(from.type) && !isText(to.type);
  return change === 'narrowing' || parsed ? 'contract' : 'expand';
}

/** The names that can stay where they are while the others move: a longest common subsequence of two orders. */
function longestCommonOrder(from: readonly string[], to: readonly string[]): ReadonlySet<string> {
  const place = new Map(from.map((name, index) => [name, index]));
  const sequence = to.map((name) => place.get(name) ?? -1);
  // Patience sorting: for each length the end of the best increasing run, and for each element the one before it.
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, value] of sequence.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sequence[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = index;
  }
  const kept = new Set<string>();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) kept.add(to[index] ?? '');
  return kept;
}
