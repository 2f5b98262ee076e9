/** The rows of the columns that live on: read before the plan as they must be after it, and after it as they are. */
import { compareText } from '../schema/name.ts';
import { quoteIdentifier, quoteString } from '../sql/print.ts';
import { formatEngineError } from './engine-error.ts';
import type { Queryable } from './query.ts';

/** A column's place: `type` as the schema of its side has it. */
export interface ColumnPlace {
  readonly database: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** A column that lives on through a plan. */
export interface Survivor {
  readonly from: ColumnPlace;
  readonly to: ColumnPlace;
}

/** All columns that live on from one table to one table. */
export interface SurvivingTable {
  /** The table before the plan, for people. */
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly columns: readonly Survivor[];
}

/** Rows as texts, one list of values each, in no order. */
export type Rows = readonly (readonly string[])[];

export type Snapshot = { readonly rows: Rows } | { readonly refused: string };

/** Groups columns by their tables, sorted by name; `skip` leaves columns out. */
export function survivingTables(
  survivors: readonly Survivor[],
  skip: (survivor: Survivor) => boolean,
): readonly SurvivingTable[] {
  const groups = new Map<string, Survivor[]>();
  for (const survivor of survivors) {
    if (skip(survivor)) continue;
    const key = `${sqlName(survivor.from)} ${sqlName(survivor.to)}`;
    groups.set(key, [...(groups.get(key) ?? []), survivor]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, columns]) => {
      const [first] = columns;
      if (first === undefined) return [];
      const label = `${first.from.database}.${first.from.table}`;
      return [{ label, from: sqlName(first.from), to: sqlName(first.to), columns }];
    });
}

/** The rows before the plan, each value cast to the type that it is to have. */
export function readBefore(engine: Queryable, table: SurvivingTable): Promise<Snapshot> {
  const columns = table.columns.map(({ from, to }) => {
    const column = quoteIdentifier(from.column);
    return printable(from.type === to.type ? column : `CAST(${column}, ${quoteString(to.type)})`, to.type);
  });
  return read(engine, columns, table.from);
}

export function readAfter(engine: Queryable, table: SurvivingTable): Promise<Snapshot> {
  return read(
    engine,
    table.columns.map(({ to }) => printable(quoteIdentifier(to.column), to.type)),
    table.to,
  );
}

/** What differs between the rows of two moments: a line for each column whose values changed. */
export function compareRows(table: SurvivingTable, before: Rows, after: Rows): readonly string[] {
  if (before.length !== after.length) {
    return [`${table.label}: ${before.length} rows before the plan, ${after.length} after it`];
  }
  if (multiset(before) === multiset(after)) return [];
  const changed = table.columns.flatMap(({ from, to }, at) => {
    const one = (rows: Rows): Rows => rows.map((row) => [row[at] ?? '']);
    if (multiset(one(before)) === multiset(one(after))) return [];
    const name = from.column === to.column ? from.column : `${from.column} (now ${to.column})`;
    return [`${table.label}: the values of column ${name} are not those from before the plan`];
  });
  return changed.length > 0 ? changed : [`${table.label}: values stand in other rows than before the plan`];
}

async function read(engine: Queryable, columns: readonly string[], table: string): Promise<Snapshot> {
  const result = await engine.query(`SELECT ${columns.join(', ')} FROM ${table}`);
  return result.ok ? { rows: result.rows } : { refused: formatEngineError(result.error) };
}

/** States of aggregate functions are bytes: printed as they are they would not all survive. */
function printable(expression: string, type: string): string {
  return type.startsWith('AggregateFunction(') ? `hex(CAST(${expression}, 'String'))` : expression;
}

function multiset(rows: Rows): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort(compareText)
    .join('\n');
}

function sqlName(place: ColumnPlace): string {
  return `${quoteIdentifier(place.database)}.${quoteIdentifier(place.table)}`;
}
