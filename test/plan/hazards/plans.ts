/** What the tests of hazards have in common: schemas in one line, and plans with everything confirmed. */
import { expect } from 'vitest';
import { type Planned, planConfirmed, schemaOf } from '../support.ts';

export const table = (columns: string, name = 't', more = 'ORDER BY id', engine = 'MergeTree'): string =>
  `CREATE TABLE a.${name} (${columns}) ENGINE = ${engine} ${more};\n`;
export const front = (name = 'd', local = 't', key = 'id'): string =>
  `CREATE TABLE a.${name} AS a.${local} ENGINE = Distributed('prod', 'a', '${local}', ${key});\n`;
export const buffer = (columns: string, local = 't'): string =>
  `CREATE TABLE a.b (${columns}) ENGINE = Buffer('a', '${local}', 1, 100, 100, 10000, 1000000, 10000000, 100000000);\n`;
export const materialized = (query: string, target = 'target', name = 'm'): string =>
  `CREATE MATERIALIZED VIEW a.${name} TO a.${target} AS ${query};\n`;
export const dictionary = (source: string, name = 'dict'): string =>
  `CREATE DICTIONARY a.${name} (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE '${source}' DB 'a')) LIFETIME(60) LAYOUT(HASHED());\n`;

/** The plan with every guard confirmed; it must not be refused. */
export function planned(base: string, head: string): Planned {
  const plan = planConfirmed(schemaOf(base), schemaOf(head));
  expect(plan.refusals).toEqual([]);
  return plan;
}

/** The rules by which a change is refused. */
export function refused(base: string, head: string): readonly string[] {
  return planConfirmed(schemaOf(base), schemaOf(head)).refusals;
}

/** What the plan says fails between its statements. */
export function fails({ statements }: Planned): readonly string[] {
  return statements.flatMap((statement) => statement.fails);
}
