/** The edit of a schema file that keeps the old name of a renamed column readable. */
import type { Guard } from '../plan/document.ts';
import type { Column, DistributedTable, Schema, SchemaObject, Table } from '../schema/model.ts';
import { objectLabel, sameName } from '../schema/name.ts';
import { identifier, quoteIdentifier } from '../sql/literals.ts';
import { renameOf, waitingOf } from './guards.ts';
import { hiddenSigns } from './text.ts';

/** A column to write into a schema file. */
export interface AliasOffer {
  /** The guard of the rename. */
  readonly guard: string;
  /** The table whose columns get it. */
  readonly object: string;
  /** The old name, which becomes an ALIAS of the new one. */
  readonly from: string;
  readonly to: string;
  /** Where the renamed column stands, behind which the alias goes. */
  readonly file: string;
  readonly line: number;
  readonly language: 'sql' | 'ts';
  /** The column in the language of the file, with the comma that it needs there. */
  readonly text: string;
}

/** Words that begin another element of a CREATE TABLE's list. */
const elementWords = /^(?:constraint|index|primary|projection)$/i;

/**
 * For each pending rename of a column the lines that spare readers of the old name: one for the table, and one for each
 * Distributed table in front of it that lists its own columns. Only renames that stand for themselves: which of several it
 * was is to be answered first.
 *
 * The alias has the type of the new column: values read through it are never cut to what the old type held.
 *
 * @param document - The plan, of which the guards are read.
 * @param head - The schema that the plan leads to.
 */
export function aliasOffers(document: { readonly guards: readonly Guard[] }, head: Schema): AliasOffer[] {
  const renames = waitingOf(document).single.flatMap((guard) => {
    const rename = renameOf(guard);
    return rename?.what === 'column' ? [{ guard, ...rename }] : [];
  });
  if (renames.length === 0) return [];
  const tables = new Map<string, Table>();
  const fronts: DistributedTable[] = [];
  for (const object of head.objects.values()) {
    if (object.kind === 'table') tables.set(objectLabel(object), object);
    else if (object.kind === 'distributed' && !object.columnsFromLocal) fronts.push(object);
  }
  return renames.flatMap(({ guard, from, to }) => {
    const table = tables.get(guard.object);
    if (table === undefined) return [];
    return [table, ...fronts.filter(({ local }) => sameName(local, table.name))].flatMap((object) =>
      offerFor(guard.id, object, from, to),
    );
  });
}

function offerFor(guard: string, object: Table | DistributedTable, from: string, to: string): AliasOffer[] {
  const column = object.columns.find(({ name }) => name === to);
  const taken = object.columns.some(({ name }) => name === from);
  if (column === undefined || taken || !canBeAliased(column)) return [];
  // A part of a Nested column has no line of its own; a name that can't be seen can't be copied.
  if ([from, to].some((name) => name.includes('.')) || hiddenSigns(`${from}${to}${column.type}`).length > 0) return [];
  const { file, line } = column.at;
  const language = /\.sql$/i.test(file) ? 'sql' : 'ts';
  const text = language === 'sql' ? sqlLine(object, column, from) : tsLine(column, from);
  return [{ guard, object: objectLabel(object), from, to, file, line, language, text }];
}

/** What an ALIAS keeps no values of has no readers to spare, and EPHEMERAL can't be read. */
function canBeAliased({ default: value }: Column): boolean {
  return value === null || value.kind === 'DEFAULT' || value.kind === 'MATERIALIZED';
}

function sqlLine(object: Table | DistributedTable, column: Column, from: string): string {
  const name = elementWords.test(from) ? quoteIdentifier(from) : identifier(from);
  return `${name} ${column.type} ALIAS ${identifier(column.name)}${endsList(object, column) ? '' : ','}`;
}

function endsList(object: SchemaObject & { readonly columns: readonly Column[] }, column: Column): boolean {
  const others = object.kind === 'table' ? [object.indexes, object.projections, object.constraints] : [];
  return object.columns.at(-1) === column && others.every((list) => list.length === 0);
}

function tsLine(column: Column, from: string): string {
  return `{ name: ${quoteTs(from)}, type: ${quoteTs(column.type)}, alias: ${quoteTs(identifier(column.name))} },`;
}

/** A TypeScript string in single quotes; signs that would need more than a backslash have been turned away. */
function quoteTs(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
