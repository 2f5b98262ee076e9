/** Operations to statements: the SQL that a target gets, what undoes it, and how a host shows that it took effect. */
import { describeActions, describeOperation } from '../plan/describe.ts';
import { sha256, shortId } from '../plan/digest.ts';
import type { Statement } from '../plan/document.ts';
import type { AlterAction, Operation } from '../plan/operation.ts';
import type { ObjectName, SchemaObject } from '../schema/model.ts';
import { objectLabel, tableKey } from '../schema/name.ts';
import { isReplicated } from '../sql/engine.ts';
import { printCreate, printName, printOnCluster, quoteString } from '../sql/print.ts';
import { groupActions, printAction, undoAction } from './alter.ts';
import { postcondition } from './postcondition.ts';
import type { RenderTarget } from './target.ts';

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
  const rendered = operations.flatMap((operation, index) =>
    (groups[index] ?? []).map((actions, part) => {
      const fails = part === 0 ? operation.fails.map((text) => renumber(text, lastStatement)) : [];
      return { operation, statement: renderStatement(operation, actions, target, fails) };
    }),
  );
  return toldApart(synchronise(rendered));
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
function synchronise(
  rendered: readonly { readonly operation: Operation; readonly statement: Statement }[],
): Statement[] {
  const last = new Map<string, number>();
  for (const [index, { operation }] of rendered.entries()) {
    if (operation.kind === 'alter') last.set(tableKey(operation.object.name), index);
  }
  return rendered.map(({ operation, statement }, index) => {
    const { object } = operation;
    const replicated = operation.kind === 'alter' && object.kind === 'table' && isReplicated(object.storage.engine);
    if (!replicated || last.get(tableKey(object.name)) === index) return statement;
    return { ...statement, settings: { alter_sync: '2' } };
  });
}

function renderStatement(
  operation: Operation,
  actions: readonly AlterAction[],
  target: RenderTarget,
  fails: readonly string[],
): Statement {
  const object = target.localise(operation.object);
  const cluster = target.onCluster(object);
  const sql = operationSql(operation, actions, object, cluster);
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
    // ClickHouse would refuse the RENAME of what others need (630); they find it, or what stands for it, by name.
    settings: operation.kind === 'rename' && operation.needed ? { check_table_dependencies: '0' } : {},
    guards,
    after: postcondition(operation, object, actions),
    undo: undoSql(operation, actions, target, cluster),
    cost,
    reason: operation.reason,
    fails: [...fails],
  };
}

/** The guards that hold a statement back: of those that stand for single actions only the ones whose action it holds. */
function guardsOf(operation: Operation, actions: readonly AlterAction[]): string[] {
  if (operation.kind !== 'alter') return [...operation.guards].sort();
  const single = new Set([...operation.guardsOf.values()].flat());
  const own = new Set(actions.flatMap((action) => operation.guardsOf.get(action) ?? []));
  return operation.guards.filter((guard) => own.has(guard) || !single.has(guard)).sort();
}

function operationSql(
  operation: Operation,
  actions: readonly AlterAction[],
  object: SchemaObject,
  cluster: string | null,
): string {
  switch (operation.kind) {
    case 'create':
      return printCreate(object, { onCluster: cluster });
    case 'replace':
      return printCreate(object, { onCluster: cluster, orReplace: true });
    case 'refresh':
      return operation.object.kind === 'view'
        ? printCreate(object, { onCluster: cluster, orReplace: true })
        : alterSql(object, [{ do: 'modify-query', from: operation.object.query, to: operation.object.query }], cluster);
    case 'drop':
      return dropSql(object, cluster);
    case 'rename':
      return renameSql(object, operation.to, cluster);
    case 'exchange':
      return exchangeSql(object.name, operation.with, cluster);
    case 'flush':
      return object.kind === 'distributed'
        ? `SYSTEM FLUSH DISTRIBUTED${printOnCluster(cluster)} ${printName(object.name)}`
        : `OPTIMIZE TABLE ${printName(object.name)}${printOnCluster(cluster)}`;
    case 'alter':
      return alterSql(object, actions, cluster);
  }
}

function alterSql(object: SchemaObject, actions: readonly AlterAction[], cluster: string | null): string {
  const commands = actions.flatMap(printAction);
  const what = object.kind === 'database' ? 'DATABASE' : 'TABLE';
  const head = `ALTER ${what} ${printName(object.name)}${printOnCluster(cluster)}`;
  const [only] = commands;
  return commands.length === 1 && only !== undefined
    ? `${head} ${only}`
    : `${head}\n${commands.map((command) => `    ${command}`).join(',\n')}`;
}

const dropWords = {
  database: 'DATABASE',
  table: 'TABLE',
  distributed: 'TABLE',
  view: 'VIEW',
  'materialized-view': 'VIEW',
  dictionary: 'DICTIONARY',
  function: 'FUNCTION',
} as const;

function dropSql(object: SchemaObject, cluster: string | null): string {
  // SYNC frees the replica path and the name at once (B10); dropping a function knows no such thing.
  const sync = object.kind === 'function' ? '' : ' SYNC';
  return `DROP ${dropWords[object.kind]} ${printName(object.name)}${printOnCluster(cluster)}${sync}`;
}

/** ON CLUSTER stands at the end of a RENAME. */
function renameSql(object: SchemaObject, to: ObjectName, cluster: string | null): string {
  const what = object.kind === 'dictionary' ? 'DICTIONARY' : 'TABLE';
  return `RENAME ${what} ${printName(object.name)} TO ${printName(to)}${printOnCluster(cluster)}`;
}

function exchangeSql(name: ObjectName, other: ObjectName, cluster: string | null): string {
  return `EXCHANGE TABLES ${printName(name)} AND ${printName(other)}${printOnCluster(cluster)}`;
}

function undoSql(
  operation: Operation,
  actions: readonly AlterAction[],
  target: RenderTarget,
  cluster: string | null,
): string | null {
  const { object } = operation;
  switch (operation.kind) {
    case 'create':
      return dropSql(object, cluster);
    case 'replace':
      return printCreate(target.localise(operation.from), { onCluster: cluster, orReplace: true });
    case 'rename':
      return renameSql({ ...object, name: operation.to }, object.name, cluster);
    case 'exchange':
      return exchangeSql(object.name, operation.with, cluster);
    case 'flush':
    case 'refresh':
      return null;
    case 'drop':
      return keepsRows(object) ? null : printCreate(target.localise(object), { onCluster: cluster });
    case 'alter': {
      const undone = actions.map((action) => undoAction(action, object));
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
