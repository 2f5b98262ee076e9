/** Operations as SQL. */
import type { AlterAction, Operation } from '../plan/operation.ts';
import type { ObjectName, SchemaObject } from '../schema/model.ts';
import { printCreate, printName, printOnCluster } from '../sql/print.ts';
import { printAction } from './alter.ts';
import type { RenderTarget } from './target.ts';

/**
 * The SQL of an operation.
 *
 * @param actions Of an ALTER, the parts that are this statement.
 * @param object The operation's object as the target has it.
 * @param target For what its version writes differently.
 */
export function operationSql(
  operation: Operation,
  actions: readonly AlterAction[],
  object: SchemaObject,
  cluster: string | null,
  target: RenderTarget,
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
      return dropSql(object, cluster, target);
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

export function alterSql(object: SchemaObject, actions: readonly AlterAction[], cluster: string | null): string {
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

export function dropSql(object: SchemaObject, cluster: string | null, target: RenderTarget): string {
  return `DROP ${dropWords[object.kind]} ${printName(object.name)}${printOnCluster(cluster)}${synchronously(object, target)}`;
}

/** SYNC frees the replica path and the name at once. Versions that don't know it do so anyway; a function has none. */
function synchronously(object: SchemaObject, target: RenderTarget): string {
  if (object.kind === 'function') return '';
  return target.has(object.kind === 'database' ? 'drop-database-sync' : 'drop-table-sync') === 'no' ? '' : ' SYNC';
}

/** ON CLUSTER stands at the end of a RENAME. */
export function renameSql(object: SchemaObject, to: ObjectName, cluster: string | null): string {
  const what = object.kind === 'dictionary' ? 'DICTIONARY' : 'TABLE';
  return `RENAME ${what} ${printName(object.name)} TO ${printName(to)}${printOnCluster(cluster)}`;
}

export function exchangeSql(name: ObjectName, other: ObjectName, cluster: string | null): string {
  return `EXCHANGE TABLES ${printName(name)} AND ${printName(other)}${printOnCluster(cluster)}`;
}
