/**
 * What still names a column that goes: views, materialized views, Buffers and dictionaries. A materialized view then fails
 * every INSERT into its source (code 47, the row already written), a view fails its readers, a Buffer loses values in silence.
 */
import type { Finding, Severity } from '../schema/finding.ts';
import type { Expression, Schema, SchemaObject, Table } from '../schema/model.ts';
import { compareText, objectKey, objectLabel, tableKey } from '../schema/name.ts';
import { expressionTokens, mentionedNames, queryTables } from '../sql/names.ts';
import { dependencies } from './dependencies.ts';
import { isView, selectsAll, visibleColumns } from './refresh.ts';
import type { Steps } from './steps.ts';

/**
 * Findings about everything in head that names one of these columns of a table, itself or through a Distributed table.
 *
 * @param gone Names that the table had in base and hasn't in head.
 */
export function staleReaders(steps: Steps, table: Table, gone: ReadonlySet<string>): readonly Finding[] {
  if (gone.size === 0) return [];
  const { head, readers } = steps;
  const label = objectLabel(table);
  const sources = new Set([tableKey(table.name)]);
  for (const front of steps.frontsOf(table.name)) sources.add(objectKey(front));
  // A view that is all of a source has its columns and no others, and so has one over that.
  for (let found = 0; found !== sources.size; ) {
    found = sources.size;
    for (const object of readers) {
      if (object.kind !== 'view' || object.columns !== null || !selectsAll(object.query)) continue;
      const [source, ...others] = queryTables(object.query, object.name.database);
      if (source !== undefined && others.length === 0 && sources.has(tableKey(source))) sources.add(objectKey(object));
    }
  }
  return readers.flatMap((object): Finding[] => {
    const reader = readerOf(object, sources, head);
    const name = [...(reader?.names ?? [])].filter((column) => gone.has(column)).sort(compareText)[0];
    if (reader === null || name === undefined) return [];
    return [
      {
        rule: reader.rule,
        severity: reader.severity,
        object: objectLabel(object),
        message: `${objectLabel(object)} still names ${name}, which ${label} has no more, so ${reader.consequence(label)}: change it in the same pull request`,
        file: object.at.file,
        line: object.at.line,
      },
    ];
  });
}

interface Reader {
  readonly rule: string;
  readonly severity: Severity;
  readonly names: ReadonlySet<string>;
  consequence(table: string): string;
}

/** How an object reads one of these tables; null where it doesn't. */
function readerOf(object: SchemaObject, sources: ReadonlySet<string>, head: Schema): Reader | null {
  if (isView(object)) {
    const tables = queryTables(object.query, object.name.database);
    if (!tables.some((name) => sources.has(tableKey(name)))) return null;
    const others = tables
      .filter((name) => !sources.has(tableKey(name)))
      .map((name) => head.objects.get(tableKey(name)));
    const names = freeNames(object.query);
    let unknown = false;
    for (const other of others) {
      if (other?.kind === 'table' || other?.kind === 'distributed') {
        for (const column of other.columns) names.delete(column.name);
      } else unknown = true;
    }
    // What the columns of another source are can't be told, so a name may be one of those.
    const severity: Severity = unknown ? 'warning' : 'error';
    return object.kind === 'view'
      ? { rule: 'view-names-column', severity, names, consequence: () => 'reading it fails (code 47)' }
      : {
          rule: 'materialized-view-names-column',
          severity,
          names,
          consequence: (table) => `every INSERT into ${table} fails (code 47)`,
        };
  }
  const isBuffer = object.kind === 'table' && object.storage.engine.name === 'Buffer';
  // Most objects are tables that read nothing: what they depend on is not asked.
  if (object.kind !== 'dictionary' && !isBuffer) return null;
  if (![...dependencies(object)].some((key) => sources.has(key))) return null;
  if (object.kind === 'dictionary') {
    const names = mentionedNames(object.attributes);
    return {
      rule: 'dictionary-names-column',
      severity: 'error',
      names,
      consequence: () => 'it loads no more (code 47)',
    };
  }
  if (object.kind === 'table') {
    const names = new Set(visibleColumns(object.columns).map(({ name }) => name));
    const consequence = (): string => 'what it flushes loses those values';
    return { rule: 'buffer-names-column', severity: 'error', names, consequence };
  }
  return null;
}

/** The names in a query that it doesn't make itself: no aliases, no arguments of lambdas. */
function freeNames(query: Expression): Set<string> {
  const names = new Set(mentionedNames(query));
  const tokens = expressionTokens(query);
  for (const [index, token] of tokens.entries()) {
    const text = token.text.toUpperCase();
    const next = tokens[index + 1];
    if (text === 'AS' && next !== undefined) names.delete(next.value);
    if (next?.text !== '->') continue;
    names.delete(token.value);
    if (token.text !== ')') continue;
    for (let at = index - 1; at >= 0 && tokens[at]?.text !== '('; at -= 1) names.delete(tokens[at]?.value ?? '');
  }
  return names;
}
