/**
 * Queries that tell whether a statement took effect on a host: one row, one value, 1 or 0. They read system tables only
 * and name no cluster, so each host answers for itself. Written for 23.3 and later (`formatQuerySingleLine`).
 */
import type { AlterAction, Operation } from '../plan/operation.ts';
import { changedSettings } from '../plan/table-diff.ts';
import type {
  Column,
  DistributedTable,
  Expression,
  MaterializedView,
  ObjectName,
  SchemaObject,
  View,
} from '../schema/model.ts';
import { sameName } from '../schema/name.ts';
import {
  identifier,
  printColumn,
  printConstraint,
  printCreate,
  printIndex,
  printList,
  printName,
  printProjection,
  quoteString,
} from '../sql/print.ts';

export function postcondition(operation: Operation, object: SchemaObject, actions: readonly AlterAction[]): string {
  switch (operation.kind) {
    case 'create': {
      const { stagedFor } = operation;
      const made = object.kind === 'distributed' ? engineIs(object) : null;
      if (made === null) return exists(object);
      const place = `${isTable(object.name)} AND ${made}`;
      if (stagedFor === null) return `SELECT count() = 1 FROM system.tables WHERE ${place}`;
      // Once it has taken the place that it was made for, the name is another table's or nobody's.
      return `SELECT count() > 0 FROM system.tables WHERE ${place} OR ${isTable(stagedFor.name)} AND ${made}`;
    }
    case 'exchange':
      return `SELECT count() = 1 FROM system.tables WHERE ${isTable(object.name)} AND ${engineIs(operation.successor)}`;
    case 'drop':
      return exists(object).replace('count() = 1', 'count() = 0');
    case 'rename': {
      const { name: old, to } = { name: object.name, to: operation.to };
      if (operation.aside !== null) return putAside(old, operation.aside.successor);
      return `SELECT countIf(${isTable(to)}) = 1 AND countIf(${isTable(old)}) = 0 FROM system.tables WHERE ${isTable(to)} OR ${isTable(old)}`;
    }
    case 'flush':
      if (object.kind !== 'distributed')
        return `SELECT count() = 0 FROM system.tables WHERE ${isTable(object.name)} AND total_bytes > 0`;
      return `SELECT count() = 0 FROM system.distribution_queue WHERE database = ${quoteString(object.name.database)} AND table = ${quoteString(object.name.name)} AND data_files > 0`;
    case 'replace':
      return replaced(operation.from, object);
    case 'refresh':
      return refreshed(operation.object, operation.columns);
    case 'alter':
      return altered(object, actions);
  }
}

function isTable(name: ObjectName): string {
  return `(database = ${quoteString(name.database)} AND name = ${quoteString(name.name)})`;
}

/** That the old table no longer stands at its name: nothing does, or what took its place. */
function putAside(name: ObjectName, successor: SchemaObject | null): string {
  const old = `SELECT count() = 0 FROM system.tables WHERE ${isTable(name)}`;
  if (successor === null || !sameName(successor.name, name)) return old;
  if (successor.kind === 'distributed') return `${old} AND NOT ${engineIs(successor)}`;
  if (successor.kind !== 'table') return old;
  const [database, table] = successor.storage.engine.args;
  const columns = successor.columns.map((column) => quoteString(column.name)).join(', ');
  const names = `(SELECT groupArray(name) FROM (SELECT name FROM system.columns WHERE database = ${quoteString(name.database)} AND table = ${quoteString(name.name)} ORDER BY position))`;
  return `${old} AND NOT (position(engine_full, ${quoteString(`(${database?.text ?? ''}, ${table?.text ?? ''}, `)}) > 0 AND ${names} = [${columns}])`;
}

/** That a Distributed table has this one's local table, sharding key and policy, and its settings where it has any. */
function engineIs({ local, shardingKey, policy, settings }: DistributedTable): string {
  const front = `, ${quoteString(local.database)}, ${quoteString(local.name)}`;
  const back = `${policy === null ? '' : `, ${quoteString(policy)}`})${settings.length === 0 ? '' : ` SETTINGS ${settings.map(({ name, value }) => `${name} = ${value}`).join(', ')}`}`;
  if (shardingKey === null) return `endsWith(engine_full, ${quoteString(`${front}${back}`)})`;
  const key = `substring(formatQuerySingleLine(${quoteString(`SELECT ${shardingKey.text}`)}), 8)`;
  return `endsWith(engine_full, concat(${quoteString(`${front}, `)}, ${key}, ${quoteString(back)}))`;
}

function exists(object: SchemaObject): string {
  const name = quoteString(object.name.name);
  if (object.kind === 'database') return `SELECT count() = 1 FROM system.databases WHERE name = ${name}`;
  if (object.kind === 'function')
    return `SELECT count() = 1 FROM system.functions WHERE name = ${name} AND origin = 'SQLUserDefined'`;
  return `SELECT count() = 1 FROM system.tables WHERE ${isTable(object.name)}`;
}

/** A query as the server formats it. */
function formattedQuery(query: Expression): string {
  return `formatQuerySingleLine(${quoteString(query.text)})`;
}

function replaced(from: SchemaObject, object: SchemaObject): string {
  const where = isTable(object.name);
  switch (object.kind) {
    case 'view':
      return `SELECT count() = 1 FROM system.tables WHERE ${where} AND as_select = ${formattedQuery(object.query)} AND comment = ${quoteString(object.comment ?? '')}${from.kind === 'view' && from.security?.key !== object.security?.key ? ` AND ${securityIs(object)}` : ''}`;
    case 'materialized-view':
      return `SELECT count() = 1 FROM system.tables WHERE ${where} AND as_select = ${formattedQuery(object.query)} AND position(create_table_query, ${quoteString(` TO ${object.to === null ? '' : printName(object.to)} `)}) > 0`;
    case 'dictionary': {
      // A definition with a secret never compares equal, as the server shows none: it is issued again, which changes nothing.
      const definition = `replaceAll(formatQuerySingleLine(${quoteString(printCreate(object, { onCluster: null }))}), '\`', '')`;
      return `SELECT count() = 1 FROM system.tables WHERE ${where} AND replaceAll(create_table_query, '\`', '') = ${definition}`;
    }
    case 'function':
      return `SELECT count() = 1 FROM system.functions WHERE name = ${quoteString(object.name.name)} AND create_query = formatQuerySingleLine(${quoteString(printCreate(object, { onCluster: null }))})`;
    default:
      return exists(object);
  }
}

/** That a view has the columns that its query gives: their types as the server sees them, and their names where known. */
function refreshed(view: View | MaterializedView, names: readonly string[] | null): string {
  const columns = `FROM system.columns WHERE database = ${quoteString(view.name.database)} AND table = ${quoteString(view.name.name)} ORDER BY position`;
  if (view.kind === 'view' && view.columns !== null) {
    const typed = view.columns.every(({ type }) => type !== null);
    const wanted = view.columns.map(({ name, type }) => quoteString(typed ? `${name} ${type}` : name));
    return `SELECT groupArray(${typed ? "concat(name, ' ', type)" : 'name'}) = [${wanted.join(', ')}] FROM (SELECT name, type ${columns})`;
  }
  const types = sameSpelling(
    `(SELECT concat('Array(Tuple(', arrayStringConcat(groupArray(type), ', '), '))') FROM (SELECT type ${columns}))`,
  );
  const expected = sameSpelling(
    `(SELECT toTypeName(groupArray(tuple(*))) FROM (SELECT * FROM (${view.query.text}) LIMIT 0))`,
  );
  if (names === null) return `SELECT ${types} = ${expected}`;
  const list = names.map(quoteString).join(', ');
  return `SELECT ${types} = ${expected} AND (SELECT groupArray(name) FROM (SELECT name ${columns})) = [${list}]`;
}

/** A type's text without line breaks, and without LowCardinality, which an aggregate function takes off its arguments. */
function sameSpelling(type: string): string {
  const inner = String.raw`(?:[^()]|\((?:[^()]|\([^()]*\))*\))*`;
  const pattern = quoteString(String.raw`LowCardinality\((${inner})\)`);
  const spaces = quoteString(String.raw`([,(])\s+`);
  const first = quoteString(String.raw`\1`);
  return `replaceRegexpAll(replaceRegexpAll(${type}, ${spaces}, ${first}), ${pattern}, ${first})`;
}

function securityIs(view: View): string {
  const text = view.security?.text ?? '';
  const kind = /SQL SECURITY (\w+)/i.exec(text)?.[1]?.toUpperCase();
  if (kind === undefined) return `position(create_table_query, ' SQL SECURITY ') = 0`;
  return `position(create_table_query, ${quoteString(` SQL SECURITY ${kind} `)}) > 0`;
}

/** Conditions by the system table that answers them. */
class Conditions {
  readonly #bySource = new Map<string, string[]>();

  add(source: string, condition: string): void {
    this.#bySource.set(source, [...(this.#bySource.get(source) ?? []), condition]);
  }

  toQuery(): string {
    const parts = [...this.#bySource].map(
      ([source, conditions]) => `SELECT ${[...new Set(conditions)].join(' AND ')} FROM ${source}`,
    );
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return `SELECT ${parts.map((part) => `(${part})`).join(' AND ')}`;
  }
}

function altered(object: SchemaObject, actions: readonly AlterAction[]): string {
  if (object.kind === 'database') {
    const comment = actions.flatMap((action) => (action.do === 'modify-comment' ? [action.to ?? ''] : []))[0] ?? '';
    return `SELECT count() = 1 FROM system.databases WHERE name = ${quoteString(object.name.name)} AND comment = ${quoteString(comment)}`;
  }
  const database = quoteString(object.name.database);
  const table = quoteString(object.name.name);
  const columns = `system.columns WHERE database = ${database} AND table = ${table}`;
  const tables = `system.tables WHERE database = ${database} AND name = ${table}`;
  const conditions = new Conditions();
  for (const action of actions) {
    switch (action.do) {
      case 'add-column':
        conditions.add(columns, columnIs(action.column, null));
        break;
      case 'drop-column':
        conditions.add(columns, `countIf(name = ${quoteString(action.column.name)}) = 0`);
        break;
      case 'modify-column':
        conditions.add(columns, columnIs(action.to, action.from));
        if (JSON.stringify(action.from.settings) !== JSON.stringify(action.to.settings))
          conditions.add(tables, holdsColumn(action.to));
        if (action.position !== null) {
          const before =
            action.position === 'first' ? '0' : `sumIf(position, name = ${quoteString(action.position.after)})`;
          conditions.add(columns, `sumIf(position, name = ${quoteString(action.to.name)}) = ${before} + 1`);
        }
        break;
      case 'rename-column':
        conditions.add(columns, `countIf(name = ${quoteString(action.to)}) = 1`);
        if (!actions.some((other) => other.do === 'add-column' && other.column.name === action.from)) {
          conditions.add(columns, `countIf(name = ${quoteString(action.from)}) = 0`);
        }
        break;
      case 'add-index':
        conditions.add(tables, holds(printIndex(action.index)));
        break;
      case 'add-projection':
        conditions.add(tables, holds(printProjection(action.projection)));
        break;
      case 'add-constraint':
        conditions.add(tables, holds(printConstraint(action.constraint)));
        break;
      case 'drop-index':
        if (!isAddedAgain(action.index.name, 'add-index', actions))
          conditions.add(tables, lacks(`INDEX ${identifier(action.index.name)} `));
        break;
      case 'drop-projection':
        if (!isAddedAgain(action.projection.name, 'add-projection', actions))
          conditions.add(tables, lacks(`PROJECTION ${identifier(action.projection.name)} `));
        break;
      case 'drop-constraint':
        if (!isAddedAgain(action.constraint.name, 'add-constraint', actions))
          conditions.add(tables, lacks(`CONSTRAINT ${identifier(action.constraint.name)} `));
        break;
      case 'modify-ttl':
        conditions.add(tables, ttlIs(action.to));
        break;
      case 'modify-settings':
        for (const name of changedSettings(action.from, action.to)) {
          const value = action.to.find((setting) => setting.name === name)?.value;
          conditions.add(
            tables,
            value === undefined
              ? lacks(` ${name} = `)
              : `sum(position(create_table_query, ${quoteString(` ${name} = ${value}`)})) > 0`,
          );
        }
        break;
      case 'modify-comment':
        conditions.add(tables, `countIf(comment = ${quoteString(action.to ?? '')}) = 1`);
        break;
      case 'modify-query':
        conditions.add(tables, `countIf(as_select = ${formattedQuery(action.to)}) = 1`);
        break;
    }
  }
  return conditions.toQuery();
}

function isAddedAgain(
  name: string,
  verb: 'add-index' | 'add-projection' | 'add-constraint',
  actions: readonly AlterAction[],
): boolean {
  return actions.some((action) => {
    if (action.do !== verb) return false;
    return (
      ('index' in action ? action.index : 'projection' in action ? action.projection : action.constraint).name === name
    );
  });
}

/** That a definition stands in the CREATE query, in the server's own format. */
function holds(definition: string): string {
  const alter = 'ALTER TABLE t ';
  // 26.7 prints `ALTER TABLE t (ADD INDEX ...)`, servers before 24.2 print it without parentheses.
  const formatted = `replaceRegexpOne(formatQuerySingleLine(${quoteString(`${alter}ADD ${definition}`)}), '^ALTER TABLE t \\\\(?ADD (.*?)\\\\)?$', '\\\\1')`;
  return `sum(position(replaceAll(create_table_query, ')', ''), replaceAll(${formatted}, ')', ''))) > 0`;
}

/** That the CREATE query has a column with exactly these attributes: what `system.columns` doesn't tell. */
function holdsColumn(column: Column): string {
  const formatted = `formatQuerySingleLine(${quoteString(`CREATE TABLE t (${printColumn(column)}) ENGINE = Log`)})`;
  const definition = `substring(${formatted}, 17, length(${formatted}) - 30)`;
  return `sum(position(create_table_query, concat(${definition}, ',')) + position(create_table_query, concat(${definition}, ') ENGINE'))) > 0`;
}

function lacks(text: string): string {
  return `sum(position(create_table_query, ${quoteString(text)})) = 0`;
}

function ttlIs(elements: readonly Expression[]): string {
  if (elements.length === 0) return `sum(position(engine_full, ' TTL ')) = 0`;
  // In the server's own format, up to the settings, of which a MergeTree always has one.
  const create = quoteString(`CREATE TABLE t (x UInt8) ENGINE = MergeTree TTL ${printList(elements)}`);
  return `sum(position(concat(engine_full, ' SETTINGS '), concat(extract(formatQuerySingleLine(${create}), ' TTL .*$'), ' SETTINGS '))) > 0`;
}

/** That a column is there with the attributes that this statement gave it. */
function columnIs(column: Column, from: Column | null): string {
  const conditions = [`name = ${quoteString(column.name)}`];
  if (from === null || from.type !== column.type) conditions.push(`type = ${quoteString(column.type)}`);
  if (from === null || from.default?.kind !== column.default?.kind)
    conditions.push(`default_kind = ${quoteString(column.default?.kind ?? '')}`);
  const expression = column.default?.expression;
  if (from !== null && expression && from.default?.expression?.key !== expression.key) {
    conditions.push(
      `default_expression = substring(formatQuerySingleLine(${quoteString(`SELECT ${expression.text}`)}), 8)`,
    );
  }
  if (from !== null && from.comment !== column.comment)
    conditions.push(`comment = ${quoteString(column.comment ?? '')}`);
  if (from !== null && from.codec?.key !== column.codec?.key) {
    const plain = column.codec !== null && /^(?:(?:ZSTD|LZ4HC) \( \d+ \)|LZ4|NONE)$/.test(column.codec.key);
    if (column.codec === null) conditions.push(`compression_codec = ''`);
    else
      conditions.push(
        plain
          ? `compression_codec = ${quoteString(`CODEC(${column.codec.key.replaceAll(' ', '')})`)}`
          : `compression_codec != ''`,
      );
  }
  return `countIf(${conditions.join(' AND ')}) = 1`;
}
