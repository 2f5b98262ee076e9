/**
 * What came out of the sandbox, to objects of the model. Every problem is a finding with file and line.
 */
import { explainIssue } from '../config/explain.ts';
import type { Finding, Severity } from '../schema/finding.ts';
import type { Column, ObjectName, SchemaObject, SourceRef } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { type ParseDefaults, parseSchemaFile } from '../sql/parse.ts';
import { SqlError } from '../sql/tokens.ts';
import {
  type ColumnOf,
  collectedFormat,
  type DefinitionOf,
  definitionFormats,
  type Reference,
} from './definition-format.ts';
import {
  type Context,
  DefinitionError,
  databaseSql,
  dictionarySql,
  distributedSql,
  functionSql,
  materializedViewSql,
  referencedName,
  tableSql,
  viewSql,
} from './definition-sql.ts';
import { Places } from './places.ts';
import { framesIn } from './sandbox/stack.ts';

/** The definitions of one schema file, as the sandbox hands them out. */
export interface CollectedFile {
  readonly path: string;
  readonly json: string;
  /** Whether other schema files import it: it needs no definitions of its own then. */
  readonly imported: boolean;
}

type Definition = { [Kind in keyof typeof definitionFormats]: DefinitionOf<Kind> }[keyof typeof definitionFormats];

/**
 * Reads the definitions of one file.
 *
 * @param file - What the sandbox collected.
 * @param prefix - The component's module prefix, to read its stack traces.
 * @param textOf - The text of a schema file; null where the path is none.
 * @param defaults - Database and cluster of objects that name none.
 */
export function readDefinitions(
  file: CollectedFile,
  prefix: string,
  textOf: (path: string) => string | null,
  defaults: ParseDefaults,
): { readonly objects: readonly SchemaObject[]; readonly findings: readonly Finding[] } {
  const { known, found } = collectedFormat.parse(JSON.parse(file.json));
  const objects: SchemaObject[] = [];
  const findings: Finding[] = [];
  if (known === 0 && !file.imported) {
    const message = 'it exports no definition; export what table(), view(), schema() and the like return';
    findings.push({ rule: 'schema-file-empty', severity: 'error', object: null, message, file: file.path, line: null });
  }
  const placed = found.map(({ stack, definition }) => {
    const frame = framesIn(stack, prefix, (path) => textOf(path) !== null).at(-1);
    return { definition, at: frame ?? null };
  });
  const places = new Places(
    textOf,
    placed.flatMap(({ at }) => (at === null ? [] : [at])),
  );
  for (const { definition, at } of placed) {
    const start = at ?? { file: file.path, line: places.named(file.path, ownText(definition, 'name') ?? '') ?? 1 };
    const read = readDefinition(definition, start, places, defaults);
    if (read.object !== null) objects.push(read.object);
    findings.push(...read.findings);
  }
  return { objects, findings };
}

function readDefinition(
  given: { readonly kind: string },
  at: SourceRef,
  places: Places,
  defaults: ParseDefaults,
): { object: SchemaObject | null; findings: readonly Finding[] } {
  const label = labelOf(given, defaults);
  const findings: Finding[] = [];
  const report = (severity: Severity, rule: string, message: string, line = at.line): void => {
    findings.push({ rule, severity, object: label, message, file: at.file, line });
  };
  const format = Object.hasOwn(definitionFormats, given.kind)
    ? definitionFormats[given.kind as keyof typeof definitionFormats]
    : null;
  if (format === null) throw new Error(`the sandbox collected a definition of kind ${given.kind}`);
  const result = format.safeParse(given, { reportInput: true });
  if (!result.success) {
    for (const issue of result.error.issues) {
      for (const { path, text } of explainIssue(issue, format)) {
        report('error', 'definition-invalid', `${label}: ${text}`, lineOf(given, path, at, places));
      }
    }
    return { object: null, findings };
  }
  const definition: Definition = result.data;
  if ('plugins' in definition && definition.plugins !== undefined) {
    report('notice', 'plugins-ignored', `${label}: plugins does nothing here and is ignored`);
  }
  if ('uniqueKey' in definition && definition.uniqueKey !== undefined) {
    report(
      'error',
      'unique-key',
      `${label}: uniqueKey is nothing that ClickHouse has; leave it out, or use a ReplacingMergeTree`,
    );
  }
  try {
    return { object: toObject(definition, at, places, defaults), findings };
  } catch (error) {
    if (!(error instanceof DefinitionError) && !(error instanceof SqlError)) throw error;
    report(
      'error',
      'definition-invalid',
      `${label}: ${error.message}`,
      lineOfMessage(error.message, given, at, places),
    );
    return { object: null, findings };
  }
}

/** `database.name` as far as a definition that may be anything tells it. */
function labelOf(given: { readonly kind: string }, defaults: ParseDefaults): string {
  const own = ownText(given, 'name');
  const name = own ?? `a ${given.kind.replace('_', ' ')}`;
  return given.kind === 'database' || given.kind === 'function' || own === null
    ? name
    : formatName({ database: ownText(given, 'database') ?? defaults.database, name });
}

/** A property of a definition that may be anything, if it is a text. */
function ownText(given: object, key: 'database' | 'name'): string | null {
  const value: unknown = Object.getOwnPropertyDescriptor(given, key)?.value;
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}

/** The line of the column that a problem is in, where there is one. */
function lineOf(given: object, path: readonly PropertyKey[], at: SourceRef, places: Places): number {
  const [list, index] = path;
  if (typeof list !== 'string' || typeof index !== 'number') return at.line;
  const items: unknown = Object.getOwnPropertyDescriptor(given, list)?.value;
  const item: unknown = Array.isArray(items) ? items[index] : null;
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : null;
  return (typeof name === 'string' ? places.within(at, name) : null) ?? at.line;
}

function lineOfMessage(message: string, given: object, at: SourceRef, places: Places): number {
  const name = /^(?:column|index|projection|constraint|attribute) (.+?)(?::| has| is| needs)/.exec(message)?.[1];
  return (name === undefined || !('kind' in given) ? null : places.within(at, name)) ?? at.line;
}

function toObject(definition: Definition, at: SourceRef, places: Places, defaults: ParseDefaults): SchemaObject {
  const context: Context = { database: defaults.database };
  const name = nameOf(definition, defaults);
  const cluster = clusterOf(definition, defaults);
  const sql = createSql(definition, name, cluster, context, defaults);
  const { objects, findings } = parseSchemaFile(sql, at.file, { database: defaults.database, cluster: null });
  const [object] = objects;
  const [problem] = findings;
  if (problem !== undefined) throw new DefinitionError(problem.message);
  if (object === undefined || objects.length > 1) throw new Error(`a definition made ${objects.length} statements`);
  const renamedFrom = formerName(definition, name);
  if (object.kind === 'table' || object.kind === 'distributed') {
    const given = 'columns' in definition ? (definition.columns ?? []) : [];
    const columns = placeColumns(object.columns, columnsOf(given), at, places);
    if (object.kind === 'distributed') return { ...object, cluster, renamedFrom, at, columns };
    const place = <T extends { readonly name: string }>(item: T): T => ({
      ...item,
      at: { file: at.file, line: places.within(at, item.name) ?? at.line },
    });
    return {
      ...object,
      cluster,
      renamedFrom,
      at,
      columns,
      indexes: object.indexes.map(place),
      projections: object.projections.map(place),
      constraints: object.constraints.map(place),
    };
  }
  return { ...object, cluster, renamedFrom, at };
}

function createSql(
  definition: Definition,
  name: ObjectName,
  cluster: string | null,
  context: Context,
  defaults: ParseDefaults,
): string {
  switch (definition.kind) {
    case 'table':
      return tableSql(definition, name);
    case 'distributed': {
      const over = definition.over ?? cluster ?? defaults.cluster;
      if (over === null) throw new DefinitionError("it names no cluster to read; write over: 'name'");
      return distributedSql(definition, name, over, context);
    }
    case 'view':
      return viewSql(definition, name);
    case 'materialized_view':
      return materializedViewSql(definition, name, context);
    case 'dictionary':
      return dictionarySql(definition, name);
    case 'database':
      return databaseSql(definition, name);
    case 'function':
      return functionSql(definition, name);
  }
}

function nameOf(definition: Definition, defaults: ParseDefaults): ObjectName {
  if (definition.kind === 'database' || definition.kind === 'function') return { database: '', name: definition.name };
  return { database: definition.database ?? defaults.database, name: definition.name };
}

/** A Distributed table is where its local table is, unless it says otherwise. */
function clusterOf(definition: Definition, defaults: ParseDefaults): string | null {
  const own = definition.cluster ?? (definition.kind === 'distributed' ? clusterIn(definition.local) : undefined);
  if (own === undefined) return defaults.cluster;
  return own === 'none' ? null : own;
}

function clusterIn(reference: Reference): string | undefined {
  return typeof reference === 'string' ? undefined : reference.cluster;
}

function formerName(definition: Definition, name: ObjectName): ObjectName | null {
  if (definition.kind === 'function' || definition.renamedFrom === undefined) return null;
  if (definition.kind === 'database') return { database: '', name: definition.renamedFrom };
  return referencedName('renamedFrom', definition.renamedFrom, { database: name.database });
}

type GivenColumn = Pick<ColumnOf, 'name' | 'renamedFrom'>;

const columnsOf = (given: readonly { readonly name: string }[]): ReadonlyMap<string, GivenColumn> =>
  new Map(given.map((item) => [item.name, item]));

function placeColumns(
  columns: readonly Column[],
  given: ReadonlyMap<string, GivenColumn>,
  at: SourceRef,
  places: Places,
): readonly Column[] {
  return columns.map((column) => {
    // A column of type Nested comes back as a column for each of its elements.
    const [outer = '', ...inner] = column.name.split('.');
    const own = given.get(column.name);
    const definition = own ?? given.get(outer);
    const former = definition?.renamedFrom;
    const renamedFrom = former === undefined ? null : own === undefined ? [former, ...inner].join('.') : former;
    const line = places.within(at, definition?.name ?? column.name) ?? at.line;
    return { ...column, renamedFrom, at: { file: at.file, line } };
  });
}
