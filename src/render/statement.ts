/** Operations to statements: the SQL that a target gets, what undoes it, and how a host shows that it took effect. */
import { describeActions, describeOperation } from '../plan/describe.ts';
import { sha256, shortId } from '../plan/digest.ts';
import type { Statement } from '../plan/document.ts';
import type { AlterAction, Operation } from '../plan/operation.ts';
import { objectLabel, tableKey } from '../schema/name.ts';
import { isReplicated } from '../sql/engine.ts';
import { quoteString } from '../sql/print.ts';
import { groupActions } from './alter.ts';
import { operationSql } from './operation-sql.ts';
import { postcondition } from './postcondition.ts';
import type { RenderTarget } from './target.ts';
import { GoneNames, undoSql } from './undo.ts';

/** The statements of these operations, in order. */
export function renderOperations(operations: readonly Operation[], target: RenderTarget): Statement[] {
  const groups = operations.map((operation) => (operation.kind === 'alter' ? groupActions(operation.actions) : [[]]));
  // Windows are told by operations; an operation of several statements ends with its last, and opens with its first.
  const lastStatement: number[] = [];
  let count = 0;
  for (const group of groups) {
    count += group.length;
    lastStatement.push(count);
  }
  const gone = new GoneNames();
  const rendered = operations.flatMap((operation, index) => {
    const statements = (groups[index] ?? []).map((actions, part): Rendered => {
      const fails = part === 0 ? operation.fails.map((text) => renumber(text, lastStatement)) : [];
      return { operation, actions, statement: renderStatement(operation, actions, target, gone, fails) };
    });
    gone.add(operation);
    return statements;
  });
  return toldApart(synchronise(lasting(rendered), target));
}

interface Rendered {
  readonly operation: Operation;
  /** Of an ALTER, those of this statement. */
  readonly actions: readonly AlterAction[];
  readonly statement: Statement;
}

/**
 * What an ALTER drops and a later one adds again, a query that is another one before the plan ends: that it was done shows until
 * then, that the later one was from then on. A plan that is taken up again asks all conditions from the first on.
 */
function lasting(rendered: readonly Rendered[]): Rendered[] {
  const added = new Map<string, number>();
  const places = (verb: 'add' | 'drop', { operation, actions }: Rendered): string[] =>
    actions.flatMap((action) => {
      const name = action.do === 'modify-query' ? 'query' : action.do.startsWith(`${verb}-`) ? partName(action) : null;
      return name === null ? [] : [`${tableKey(operation.object.name)} ${name}`];
    });
  for (const [index, statement] of rendered.entries())
    for (const place of places('add', statement)) added.set(place, index);
  return rendered.map((entry, index) => {
    const later = places('drop', entry).flatMap((place) => {
      const again = added.get(place);
      return again !== undefined && again > index ? (rendered[again]?.statement.after ?? []) : [];
    });
    if (later.length === 0) return entry;
    const conditions = [entry.statement.after, ...new Set(later)].map((condition) => `(${condition})`);
    return { ...entry, statement: { ...entry.statement, after: `SELECT ${conditions.join(' OR ')}` } };
  });
}

/** An index, a projection or a constraint that is dropped or added, as it is told from others of its table. */
function partName(action: AlterAction): string | null {
  if ('index' in action) return `index ${action.index.name}`;
  if ('projection' in action) return `projection ${action.projection.name}`;
  return 'constraint' in action ? `constraint ${action.constraint.name}` : null;
}

/** A statement that stands in a plan twice (a queue that is flushed before and after something) has two ids. */
function toldApart(statements: readonly Statement[]): Statement[] {
  const seen = new Map<string, number>();
  return statements.map((statement) => {
    const count = (seen.get(statement.id) ?? 0) + 1;
    seen.set(statement.id, count);
    return count === 1 ? statement : { ...statement, id: statementId(statement, [`#${count}`]) };
  });
}

function statementId(
  { sql, cluster, guards }: Pick<Statement, 'sql' | 'cluster' | 'guards'>,
  more: readonly string[] = [],
): string {
  return `s-${shortId('chx/statement/v1', [sql, cluster ?? '', ...guards, ...more])}`;
}

function renumber(text: string, lastStatement: readonly number[]): string {
  return text.replace(
    /statement (\d+)/g,
    (_, number: string) => `statement ${lastStatement[Number(number) - 1] ?? number}`,
  );
}

/**
 * Two ALTERs of one Replicated table in a row can fail with code 517 while replicas still work on the first: all but the
 * last wait for every replica.
 */
function synchronise(rendered: readonly Rendered[], target: RenderTarget): Statement[] {
  // Newer versions go on taking the old name.
  const setting = target.has('alter-sync-setting') === 'yes' ? 'alter_sync' : 'replication_alter_partitions_sync';
  const last = new Map<string, number>();
  for (const [index, { operation }] of rendered.entries()) {
    if (operation.kind === 'alter') last.set(tableKey(operation.object.name), index);
  }
  return rendered.map(({ operation, statement }, index) => {
    const { object } = operation;
    const replicated = operation.kind === 'alter' && object.kind === 'table' && isReplicated(object.storage.engine);
    if (!replicated || last.get(tableKey(object.name)) === index) return statement;
    return { ...statement, settings: { [setting]: '2' } };
  });
}

function renderStatement(
  operation: Operation,
  actions: readonly AlterAction[],
  target: RenderTarget,
  gone: GoneNames,
  fails: readonly string[],
): Statement {
  const object = target.localise(operation.object);
  const cluster = target.onCluster(object);
  const sql = operationSql(operation, actions, object, cluster, target);
  const guards = guardsOf(operation, actions);
  // A part of an ALTER is as dangerous as what it holds, not as the whole.
  const { risk, cost } = operation.kind === 'alter' ? describeActions(object, actions) : operation;
  return {
    id: statementId({ sql, cluster, guards }),
    sql,
    object: objectLabel(object),
    change: describeOperation(operation, actions),
    risk,
    scope: cluster === null ? 'one-host' : 'cluster',
    cluster,
    // What others need is found again by name, or what stands for it is.
    settings: settingsOf(operation, target),
    guards,
    after: postcondition(operation, object, actions),
    undo: undoSql(operation, actions, target, cluster, gone),
    cost,
    reason: operation.reason,
    fails: [...fails],
  };
}

/** ClickHouse would refuse the RENAME of what others need (630), where it looks for them at all. */
function settingsOf(operation: Operation, target: RenderTarget): Statement['settings'] {
  if (operation.kind !== 'rename' || !operation.needed) return {};
  return target.has('drop-dependency-check') === 'no' ? {} : { check_table_dependencies: '0' };
}

/** The guards that hold a statement back: of those that stand for single actions only the ones whose action it holds. */
function guardsOf(operation: Operation, actions: readonly AlterAction[]): string[] {
  if (operation.kind !== 'alter') return [...operation.guards].sort();
  const single = new Set([...operation.guardsOf.values()].flat());
  const own = new Set(actions.flatMap((action) => operation.guardsOf.get(action) ?? []));
  return operation.guards.filter((guard) => own.has(guard) || !single.has(guard)).sort();
}

/** The digest of a plan: the target and its statements in order. */
export function planDigest(target: string, statements: readonly Statement[]): string {
  return sha256('chx/plan/v1', [
    target,
    ...statements.flatMap(({ sql, cluster, scope, settings, guards }) => [
      sql,
      cluster ?? '',
      scope,
      Object.entries(settings)
        .map(([name, value]) => `${name} = ${quoteString(value)}`)
        .join(', '),
      guards.join(' '),
    ]),
  ]);
}
