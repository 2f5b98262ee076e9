/** Puts rows into the tables of the base schema: the same in every run, a part for each half of them. */
import { quoteIdentifier, quoteString } from '../sql/print.ts';
import { type EngineError, formatEngineError } from './engine-error.ts';
import type { Queryable } from './query.ts';
import { rowCount, valuesOf } from './value.ts';

export interface FillColumn {
  readonly name: string;
  readonly type: string;
  /** False for columns that an INSERT can't name (MATERIALIZED, ALIAS). */
  readonly insertable: boolean;
}

export interface FillTable {
  /** The name as it stands in SQL. */
  readonly sqlName: string;
  /** The name for people. */
  readonly label: string;
  readonly columns: readonly FillColumn[];
  /** By column name: the type that it has after the plan, where that is another one. */
  readonly becomes: ReadonlyMap<string, string>;
}

export interface Filled {
  readonly rows: number;
  /** What could not be done, a line each. */
  readonly notes: readonly string[];
  /** Columns whose values don't all fit their type after the plan: their comparison would say nothing. */
  readonly lossy: ReadonlySet<string>;
}

interface Source {
  readonly column: string;
  readonly type: string;
  readonly values: readonly string[];
}

/**
 * Fills one table, before anything that reads it is created.
 *
 * @throws EngineGone
 */
export async function fillTable(engine: Queryable, table: FillTable): Promise<Filled> {
  const notes: string[] = [];
  const lossy = new Set<string>();
  let sources: Source[] = [];
  for (const { name, type, insertable } of table.columns) {
    if (!insertable) continue;
    const becomes = table.becomes.get(name);
    const salt = `${table.label} ${name}`;
    let values = valuesOf(type, salt);
    if (becomes !== undefined && becomes !== type) {
      const kept = await losslessValues(engine, type, becomes, salt);
      if (kept.length > 0) values = kept;
      else lossy.add(name);
    }
    if (values.length > 0) sources.push({ column: name, type, values });
  }
  if (sources.length === 0) return { rows: 0, notes: [`${table.label}: no column that rows could be made for`], lossy };

  const half = rowCount / 2;
  const first = await insert(engine, table, sources, 0, half);
  if (first === null) {
    const second = await insert(engine, table, sources, half, half);
    if (second === null) return { rows: rowCount, notes, lossy };
  } else {
    // A type whose text can't be read takes the whole INSERT down: leave such columns to their defaults.
    sources = await readable(engine, table, sources, notes);
  }
  return insertOneByOne(engine, table, sources, first === null ? half : 0, notes, lossy);
}

/** Row by row, for tables that refuse some of them: constraints, expressions that don't take every value. */
async function insertOneByOne(
  engine: Queryable,
  table: FillTable,
  sources: readonly Source[],
  start: number,
  notes: string[],
  lossy: ReadonlySet<string>,
): Promise<Filled> {
  let rows = start;
  let refusal: EngineError | null = null;
  for (let row = start; row < rowCount; row += 1) {
    const error = await insert(engine, table, sources, row, 1);
    if (error === null) rows += 1;
    else refusal ??= error;
  }
  if (refusal !== null && rows === 0) {
    notes.push(
      `${table.label}: no test row could be inserted, so its rows were not checked (${formatEngineError(refusal)})`,
    );
  }
  return { rows, notes, lossy };
}

async function readable(
  engine: Queryable,
  table: FillTable,
  sources: readonly Source[],
  notes: string[],
): Promise<Source[]> {
  const good: Source[] = [];
  for (const source of sources) {
    const result = await engine.query(`SELECT count() FROM ${dataOf([source], 0, rowCount)} WHERE NOT ignore(c1)`);
    if (result.ok) good.push(source);
    else
      notes.push(`${table.label}: no values for column ${source.column} of type ${source.type}, so it has its default`);
  }
  return good;
}

async function insert(
  engine: Queryable,
  table: FillTable,
  sources: readonly Source[],
  start: number,
  count: number,
): Promise<EngineError | null> {
  const columns = sources.map(({ column }) => quoteIdentifier(column)).join(', ');
  const sql = `INSERT INTO ${table.sqlName} (${columns}) SELECT * FROM ${dataOf(sources, start, count)}`;
  const result = await engine.query(sql);
  return result.ok ? null : result.error;
}

/** The rows as a table function, with columns `c1`, `c2`, ... */
function dataOf(sources: readonly Source[], start: number, count: number): string {
  const structure = sources.map(({ type }, index) => `c${index + 1} ${type}`).join(', ');
  const rows = Array.from({ length: count }, (_, at) =>
    sources.map(({ values }) => values[(start + at) % values.length] ?? '').join('\t'),
  );
  return `format(TSV, ${quoteString(structure)}, ${quoteString(`${rows.join('\n')}\n`)})`;
}

/**
 * Values of a type that come back unchanged from a type that the column gets: only with these can its rows be compared.
 * Empty where there are none.
 */
async function losslessValues(
  engine: Queryable,
  type: string,
  becomes: string,
  salt: string,
): Promise<readonly string[]> {
  const pool = [...new Set([...valuesOf(type, salt), ...valuesOf(becomes, salt)])];
  const there = `CAST(c1, ${quoteString(becomes)})`;
  const back = `CAST(${there}, ${quoteString(type)})`;
  const same = `SELECT toString(${back}) = toString(c1) OR (isNull(${there}) AND isNull(c1)) FROM `;
  const check = async (values: readonly string[]): Promise<readonly string[]> => {
    const result = await engine.query(same + dataOf([{ column: '', type, values }], 0, values.length));
    return result.ok ? values.filter((_, index) => result.rows[index]?.[0] === '1') : [];
  };
  const whole = await check(pool);
  if (whole.length > 0) return whole;
  const kept: string[] = [];
  for (const value of pool) kept.push(...(await check([value])));
  return kept;
}
