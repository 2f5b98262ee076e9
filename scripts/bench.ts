/**
 * How long it takes to read, plan and render schemas of 100, 1,000 and 10,000 tables of 40 columns, one table in a hundred
 * changed (a column added and one renamed), and how that grows: `npm run bench`.
 */
import { makePlan } from '../src/plan/plan.ts';
import { renderOperations } from '../src/render/statement.ts';
import { defaultTarget, renderTarget } from '../src/render/target.ts';
import type { Schema } from '../src/schema/model.ts';
import { resolveSchema } from '../src/schema/resolve.ts';
import { parseSchemaFile } from '../src/sql/parse.ts';

const types = [
  'UInt64',
  'String',
  'LowCardinality(String)',
  'Nullable(Float64)',
  "DateTime64(3, 'UTC')",
  'Array(String)',
  'Decimal(18, 4)',
  'Map(String, UInt64)',
];

function tableSql(table: number, changed: boolean): string {
  const columns = Array.from({ length: 40 }, (_, column) => {
    const name = changed && column === 20 ? 'column_renamed' : `column_${column}`;
    return `${name} ${types[column % types.length]}${column % 10 === 1 ? " DEFAULT 'x'" : ''}`;
  });
  if (changed) columns.push('column_added UInt8');
  return `CREATE TABLE db.table_${table} (${columns.join(', ')}) ENGINE = MergeTree ORDER BY column_0;\n`;
}

function schemaSql(tables: number, changed: boolean): string[] {
  return Array.from({ length: tables }, (_, table) => tableSql(table, changed && table % 100 === 0));
}

function load(files: readonly string[]): Schema {
  const objects = files.flatMap(
    (text, index) => parseSchemaFile(text, `${index}.sql`, { database: 'db', cluster: null }).objects,
  );
  return resolveSchema(objects).schema;
}

/** The least of several runs, in milliseconds, and what the last one returned. */
function measure<T>(runs: number, work: () => T): { milliseconds: number; result: T } {
  let best = Number.POSITIVE_INFINITY;
  let result = work();
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    result = work();
    best = Math.min(best, performance.now() - start);
  }
  return { milliseconds: best, result };
}

const options = {
  detectRenames: true,
  decisions: { confirmed: new Set<string>(), rejected: new Set<string>() },
  scope: { repository: '' },
};
const target = renderTarget(defaultTarget(false));
const rows: { tables: number; load: number; plan: number; render: number; statements: number; megabytes: number }[] =
  [];

for (const tables of [100, 1_000, 10_000]) {
  const runs = tables >= 10_000 ? 2 : 5;
  const before = schemaSql(tables, false);
  const after = schemaSql(tables, true);
  const base = load(before);
  const head = measure(runs, () => load(after));
  const planned = measure(runs, () => makePlan(base, head.result, options));
  const rendered = measure(runs, () => renderOperations(planned.result.operations, target));
  rows.push({
    tables,
    load: head.milliseconds,
    plan: planned.milliseconds,
    render: rendered.milliseconds,
    statements: rendered.result.length,
    megabytes: process.memoryUsage().rss / 2 ** 20,
  });
}

const exponent = (from: number, to: number): string => Math.log10(to / from).toFixed(2);
console.log('tables   load ms   plan ms   render ms   statements   memory MB');
for (const { tables, load: reading, plan, render, statements, megabytes } of rows) {
  const cells = [tables, reading.toFixed(1), plan.toFixed(1), render.toFixed(2), statements, megabytes.toFixed(0)];
  console.log(cells.map((cell, index) => String(cell).padStart([6, 9, 9, 11, 12, 11][index] ?? 9)).join(' '));
}
for (const [index, row] of rows.entries()) {
  const smaller = rows[index - 1];
  if (smaller === undefined) continue;
  console.log(
    `growth exponent ${smaller.tables} to ${row.tables}: load ${exponent(smaller.load, row.load)}, plan ${exponent(smaller.plan, row.plan)}`,
  );
}
