/** What each object of a schema needs to exist. */
import type { Column, Expression, ObjectName, SchemaObject, Storage } from '../schema/model.ts';
import { objectKey, tableKey } from '../schema/name.ts';
import { stringArgument } from '../sql/engine.ts';
import { expressionTokens, functionCalls, queryTables } from '../sql/names.ts';

/**
 * The keys of what an object names, itself left out: databases, local tables, sources and targets of views, tables behind
 * a Buffer, dictionaries and Join tables in expressions, SQL functions. Names that the schema doesn't hold are included.
 */
export function dependencies(object: SchemaObject): ReadonlySet<string> {
  const keys = new Set<string>();
  const addName = (name: ObjectName): void => {
    keys.add(tableKey(name));
  };
  const addExpression = (expression: Expression): void => {
    // Most expressions call nothing: a look at the text saves the lexer's work.
    if (!expression.text.includes('(')) return;
    for (const call of functionCalls(expression)) keys.add(`function ${call}`);
    for (const name of namedInCalls(expression, object.name.database)) addName(name);
  };
  const addColumn = (column: Column): void => {
    if (column.default?.expression) addExpression(column.default.expression);
    if (column.ttl) addExpression(column.ttl);
  };
  const addStorage = (storage: Storage): void => {
    if (storage.engine.name === 'Buffer') {
      const name = destinationOf(storage);
      if (name !== null) addName(name);
    } else if (storage.engine.name === 'Dictionary') {
      const name = stringArgument(storage.engine.args[0]);
      if (name !== null) addName(splitName(name, object.name.database));
    }
    for (const expression of [...(storage.orderBy ?? []), ...storage.ttl]) addExpression(expression);
    if (storage.partitionBy) addExpression(storage.partitionBy);
  };

  if (object.name.database !== '') keys.add(`database ${object.name.database}`);
  switch (object.kind) {
    case 'database':
      break;
    case 'table':
      object.columns.forEach(addColumn);
      for (const { expression } of [...object.indexes, ...object.constraints]) addExpression(expression);
      addStorage(object.storage);
      break;
    case 'distributed':
      addName(object.local);
      object.columns.forEach(addColumn);
      break;
    case 'view':
    case 'materialized-view':
      queryTables(object.query, object.name.database).forEach(addName);
      addExpression(object.query);
      if (object.kind === 'materialized-view') {
        if (object.to !== null) addName(object.to);
        if (object.storage !== null) addStorage(object.storage);
      }
      break;
    case 'dictionary': {
      const source = dictionarySource(object.definition, object.name.database);
      if (source !== null) addName(source);
      break;
    }
    case 'function':
      addExpression(object.definition);
      break;
  }
  keys.delete(objectKey(object));
  return keys;
}

/** The table that a Buffer writes to; null for what is no Buffer, and where its engine doesn't say. */
export function destination(object: SchemaObject): ObjectName | null {
  return object.kind === 'table' && object.storage.engine.name === 'Buffer' ? destinationOf(object.storage) : null;
}

function destinationOf({ engine }: Storage): ObjectName | null {
  const [database, name] = engine.args.map(stringArgument);
  return database && name ? { database, name } : null;
}

/** The names that `dictGet('db.d', ...)`, `joinGet('db.j', ...)` and their kin give as a first argument. */
function namedInCalls(expression: Expression, database: string): ObjectName[] {
  const tokens = expressionTokens(expression);
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || !/^(dict(Get|Has|Is)|joinGet)/.test(token.value) || tokens[index + 1]?.text !== '(')
      return [];
    const name = tokens[index + 2];
    return name?.kind === 'string' ? [splitName(name.value, database)] : [];
  });
}

function splitName(text: string, database: string): ObjectName {
  const dot = text.indexOf('.');
  return dot < 0 ? { database, name: text } : { database: text.slice(0, dot), name: text.slice(dot + 1) };
}

/** The table behind SOURCE(CLICKHOUSE(...)) where it is one of this server; null for any other source. */
export function dictionarySource(definition: Expression, database: string): ObjectName | null {
  const tokens = expressionTokens(definition);
  const start = tokens.findIndex((token) => token.text.toUpperCase() === 'CLICKHOUSE');
  if (start < 0) return null;
  const value = (name: string): string | null => {
    const at = tokens.findIndex(
      (token, index) => index > start && token.kind === 'word' && token.text.toUpperCase() === name,
    );
    const next = tokens[at + 1];
    return at >= 0 && next !== undefined && next.kind !== 'symbol' ? next.value : null;
  };
  const table = value('TABLE');
  return table === null ? null : { database: value('DB') ?? database, name: table };
}
