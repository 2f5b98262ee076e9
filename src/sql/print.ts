/** Schema objects as CREATE statements. What a person reads and what an engine runs is the same text. */
import type {
  Column,
  Constraint,
  Engine,
  Expression,
  ObjectName,
  Projection,
  SchemaObject,
  Setting,
  SkipIndex,
  Storage,
  ViewColumn,
} from '../schema/model.ts';
import { insideParentheses } from './expression.ts';
import { identifier, quoteIdentifier, quoteString } from './literals.ts';
import { type Token, tokenize } from './tokens.ts';

export { identifier, quoteIdentifier, quoteString };

/** `database.name`, quoted where needed; the bare name for databases and functions. */
export function printName(name: ObjectName): string {
  return name.database === '' ? identifier(name.name) : `${identifier(name.database)}.${identifier(name.name)}`;
}

/** ` ON CLUSTER x`, or nothing. A macro stands in quotes: `'{cluster}'`. */
export function printOnCluster(cluster: string | null): string {
  if (cluster === null) return '';
  return ` ON CLUSTER ${/^\{.*\}$/.test(cluster) ? quoteString(cluster) : identifier(cluster)}`;
}

export function printEngine(engine: Engine): string {
  const name = engine.name === 'Null' ? '`Null`' : identifier(engine.name);
  return engine.args.length === 0 ? name : `${name}(${printList(engine.args)})`;
}

export function printList(expressions: readonly Expression[]): string {
  return expressions.map(({ text }) => text).join(', ');
}

function isTuple(tokens: readonly Token[]): boolean {
  return insideParentheses(tokens[0]?.text === 'tuple' ? tokens.slice(1) : tokens) !== null;
}

/** The elements of a key as one expression: `a`, `(a, b)`, `tuple()`. */
export function printKey(elements: readonly Expression[]): string {
  if (elements.length === 0) return 'tuple()';
  const [only] = elements;
  if (elements.length > 1 || only === undefined) return `(${printList(elements)})`;
  // `(a, b)` would be two elements: the parentheses of a lone tuple would be taken for those of the list.
  return isTuple(tokenize(only.text)) ? `tuple(${only.text})` : only.text;
}

export function printSettings(settings: readonly Setting[]): string {
  return settings.map(({ name, value }) => `${name} = ${value}`).join(', ');
}

/** Type and attributes of a column, in the order that the server wants (26.7; another is a syntax error). */
export function printColumnDefinition(column: Column): string {
  const parts = [column.type];
  if (column.default !== null) {
    parts.push(column.default.kind);
    if (column.default.expression !== null) parts.push(column.default.expression.text);
  }
  if (column.comment !== null) parts.push(`COMMENT ${quoteString(column.comment)}`);
  if (column.codec !== null) parts.push(`CODEC(${column.codec.text})`);
  if (column.statistics !== null) parts.push(`STATISTICS(${column.statistics.text})`);
  if (column.ttl !== null) parts.push(`TTL ${column.ttl.text}`);
  if (column.settings.length > 0) parts.push(`SETTINGS (${printSettings(column.settings)})`);
  return parts.join(' ');
}

export function printColumn(column: Column): string {
  return `${quoteIdentifier(column.name)} ${printColumnDefinition(column)}`;
}

export function printIndex(index: SkipIndex): string {
  return `INDEX ${identifier(index.name)} ${index.expression.text} TYPE ${index.type.text} GRANULARITY ${index.granularity}`;
}

export function printProjection(projection: Projection): string {
  const settings = projection.settings === null ? '' : ` WITH SETTINGS (${projection.settings.text})`;
  // A projection that is an index has no parentheses; a query begins with SELECT or WITH.
  const body = /^index\b/i.test(projection.body.text) ? projection.body.text : `(${projection.body.text})`;
  return `PROJECTION ${identifier(projection.name)} ${body}${settings}`;
}

export function printConstraint(constraint: Constraint): string {
  return `CONSTRAINT ${identifier(constraint.name)} ${constraint.kind} ${constraint.expression.text}`;
}

/** The storage clauses, each on a line of its own. */
function printStorage(storage: Storage): string[] {
  const lines = [`ENGINE = ${printEngine(storage.engine)}`];
  if (storage.partitionBy !== null) lines.push(`PARTITION BY ${storage.partitionBy.text}`);
  if (storage.primaryKey !== null) lines.push(`PRIMARY KEY ${printKey(storage.primaryKey)}`);
  if (storage.orderBy !== null) lines.push(`ORDER BY ${printKey(storage.orderBy)}`);
  if (storage.sampleBy !== null) lines.push(`SAMPLE BY ${storage.sampleBy.text}`);
  if (storage.ttl.length > 0) lines.push(`TTL ${printList(storage.ttl)}`);
  if (storage.settings.length > 0) lines.push(`SETTINGS ${printSettings(storage.settings)}`);
  return lines;
}

function printElements(elements: readonly string[]): string {
  return `(\n${elements.map((element) => `    ${element}`).join(',\n')}\n)`;
}

function printViewColumns(columns: readonly ViewColumn[] | null): string {
  if (columns === null) return '';
  const list = columns.map(({ name, type, attributes }) =>
    [quoteIdentifier(name), type, attributes?.text].filter((part) => part !== null && part !== undefined).join(' '),
  );
  return ` (${list.join(', ')})`;
}

function printComment(comment: string | null): string {
  return comment === null ? '' : `COMMENT ${quoteString(comment)}`;
}

function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

/** What to print besides the object itself. */
export interface PrintOptions {
  /** Physical cluster name for ON CLUSTER; null for none. */
  readonly onCluster: string | null;
  /** CREATE OR REPLACE, for the kinds that take it. */
  readonly orReplace?: boolean;
}

/** The CREATE statement of an object, without a semicolon. */
export function printCreate(object: SchemaObject, options: PrintOptions): string {
  const create = options.orReplace === true ? 'CREATE OR REPLACE' : 'CREATE';
  const on = printOnCluster(options.onCluster);
  const name = `${printName(object.name)}${on}`;
  switch (object.kind) {
    case 'database':
      return lines(
        `${create} DATABASE ${name}`,
        object.engine === null ? '' : `ENGINE = ${printEngine(object.engine)}`,
        printComment(object.comment),
      );
    case 'table':
      return lines(
        `${create} TABLE ${name} ${printElements([
          ...object.columns.map(printColumn),
          ...object.indexes.map(printIndex),
          ...object.constraints.map(printConstraint),
          ...object.projections.map(printProjection),
        ])}`,
        ...printStorage(object.storage),
        printComment(object.comment),
      );
    case 'distributed': {
      const args = [object.over, object.local.database, object.local.name].map(quoteString);
      if (object.shardingKey !== null) args.push(object.shardingKey.text);
      if (object.policy !== null) args.push(quoteString(object.policy));
      return lines(
        `${create} TABLE ${name} ${printElements([...object.columns.map(printColumn), ...object.constraints.map(printConstraint)])}`,
        `ENGINE = Distributed(${args.join(', ')})`,
        object.settings.length > 0 ? `SETTINGS ${printSettings(object.settings)}` : '',
        printComment(object.comment),
      );
    }
    case 'view':
      return lines(
        `${create} VIEW ${name}${printViewColumns(object.columns)}`,
        object.security?.text ?? '',
        printComment(object.comment),
        `AS ${object.query.text}`,
      );
    case 'materialized-view':
      return lines(
        `${create} MATERIALIZED VIEW ${name}`,
        object.refresh?.text ?? '',
        object.to === null
          ? printViewColumns(object.columns).trim()
          : `TO ${printName(object.to)}${printViewColumns(object.columns)}`,
        ...(object.storage === null ? [] : printStorage(object.storage)),
        object.populate ? 'POPULATE' : '',
        object.security?.text ?? '',
        printComment(object.comment),
        `AS ${object.query.text}`,
      );
    case 'dictionary':
      return lines(
        `${create} DICTIONARY ${name} (${object.attributes.text})`,
        object.definition.text,
        printComment(object.comment),
      );
    case 'function':
      return `${create} FUNCTION ${name} AS ${object.definition.text}`;
  }
}
