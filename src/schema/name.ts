import type { ObjectName, SchemaObject } from './model.ts';

/** `database.name` for people and for JSON; the bare name for databases and functions. No quoting. */
export function formatName(name: ObjectName): string {
  return name.database === '' ? name.name : `${name.database}.${name.name}`;
}

/** The name of an object as it stands in findings and plans. A database is named by itself. */
export function objectLabel(object: SchemaObject): string {
  return formatName(object.name);
}

/**
 * The key of an object in a schema. Tables, views and dictionaries of one database share one namespace, as they do in
 * ClickHouse; databases and functions have their own.
 */
export function objectKey(object: Pick<SchemaObject, 'kind' | 'name'>): string {
  if (object.kind === 'database') return `database ${object.name.name}`;
  if (object.kind === 'function') return `function ${object.name.name}`;
  return tableKey(object.name);
}

/**
 * The schema key of a table, view or dictionary of this name. A database whose name holds a dot or a blank stands in
 * back-quotes, so that `` `a.b`.c `` and `` a.`b.c` `` are two.
 */
export function tableKey(name: ObjectName): string {
  const database = /[\s.`]/.test(name.database) ? `\`${name.database.replaceAll('`', '``')}\`` : name.database;
  return `${database}.${name.name}`;
}

export function sameName(a: ObjectName, b: ObjectName): boolean {
  return a.database === b.database && a.name === b.name;
}

/** Byte-wise order, the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
