/**
 * A plan for a local table and the Distributed one in front of it, run statement by statement on ClickHouse with two
 * shards. Between any two statements the usual queries go through the Distributed table: none may fail that the plan
 * doesn't name, and those that it names do fail.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../../src/schema/model.ts';
import { Engine } from '../corpus/engine.ts';
import { type Planned, planConfirmed, schemaOf } from './support.ts';

interface Case {
  readonly name: string;
  /** The definitions of the columns besides `id`, before and after. */
  readonly base: string;
  readonly head: string;
  /** A value for each column that can be inserted before and after, as SQL. */
  readonly values?: Readonly<Record<string, string>>;
  /** Rows hold values that the new type can't: NULL, where an INSERT doesn't name the column. */
  readonly unfit?: boolean;
  /** No row may hold a default before the plan, as no mutation could take it to the new type. */
  readonly always?: boolean;
  /** What the plan must say fails. */
  readonly fails?: readonly RegExp[];
}

const retyped = (from: string, to: string, value: string, fails = true): Case => ({
  name: `${from} to ${to}`,
  base: `c ${from}`,
  head: `c ${to}`,
  values: { c: value },
  ...(fails ? { fails: [/^aggregates over c through a\.d \(code 70\) until statement \d+$/] } : {}),
});

const cases: readonly Case[] = [
  { name: 'add a column', base: 'x String', head: 'x String, c UInt8', values: { x: "'q'" } },
  { name: 'add one with a default', base: 'x String', head: "x String, c String DEFAULT 'd'", values: { x: "'q'" } },
  {
    name: 'add a MATERIALIZED one',
    base: 'x String',
    head: 'x String, c UInt64 MATERIALIZED id + 1',
    values: { x: "'q'" },
  },
  { name: 'add an ALIAS', base: 'x String', head: 'x String, c UInt64 ALIAS id + 1', values: { x: "'q'" } },
  { name: 'add an EPHEMERAL one', base: 'x String', head: 'x String, c UInt64 EPHEMERAL 1', values: { x: "'q'" } },
  {
    name: 'add two between others',
    base: 'x String',
    head: 'c UInt8, x String, e UInt8 AFTER'.replace(' AFTER', ''),
    values: { x: "'q'" },
  },
  { name: 'drop a column', base: 'x String, c UInt8', head: 'x String', values: { x: "'q'" } },
  { name: 'drop one with a default', base: "x String, c String DEFAULT 'd'", head: 'x String', values: { x: "'q'" } },
  {
    name: 'drop a MATERIALIZED one',
    base: 'x String, c UInt64 MATERIALIZED id + 1',
    head: 'x String',
    values: { x: "'q'" },
  },
  { name: 'drop an ALIAS', base: 'x String, c UInt64 ALIAS id + 1', head: 'x String', values: { x: "'q'" } },
  { name: 'drop one and add another', base: 'x String, c UInt8', head: 'x String, other Date', values: { x: "'q'" } },
  {
    name: 'drop a column with its default elsewhere',
    base: 'x String, c UInt8, e UInt8 DEFAULT c',
    head: 'x String, e UInt8',
    values: { x: "'q'", e: '1' },
  },
  { name: 'add a default', base: 'c UInt8', head: 'c UInt8 DEFAULT 7', values: { c: '1' } },
  { name: 'change a default', base: 'c UInt8 DEFAULT 5', head: 'c UInt8 DEFAULT 7', values: { c: '1' } },
  { name: 'remove a default', base: 'c UInt8 DEFAULT 5', head: 'c UInt8', values: { c: '1' } },
  { name: 'DEFAULT to MATERIALIZED', base: 'c UInt64 DEFAULT 5', head: 'c UInt64 MATERIALIZED id' },
  { name: 'MATERIALIZED to DEFAULT', base: 'c UInt64 MATERIALIZED id', head: 'c UInt64 DEFAULT 5' },
  { name: 'plain to MATERIALIZED', base: 'c UInt64', head: 'c UInt64 MATERIALIZED id' },
  { name: 'MATERIALIZED to plain', base: 'c UInt64 MATERIALIZED id', head: 'c UInt64' },
  { name: 'another MATERIALIZED expression', base: 'c UInt64 MATERIALIZED id', head: 'c UInt64 MATERIALIZED id + 1' },
  { name: 'another ALIAS expression', base: 'c UInt64 ALIAS id', head: 'c UInt64 ALIAS id + 1' },
  { name: 'comment', base: 'c UInt8', head: "c UInt8 COMMENT 'c'", values: { c: '1' } },
  { name: 'codec', base: 'c UInt8', head: 'c UInt8 CODEC(ZSTD(3))', values: { c: '1' } },
  { name: 'place', base: 'x String, c UInt8', head: 'c UInt8, x String', values: { c: '1', x: "'q'" } },
  retyped('String', 'LowCardinality(String)', "'a'", false),
  retyped('LowCardinality(String)', 'String', "'a'", false),
  retyped('UInt32', 'UInt64', '42'),
  retyped('UInt64', 'UInt32', '42'),
  retyped('UInt32', 'Nullable(UInt32)', '42'),
  { ...retyped('Nullable(UInt32)', 'UInt32 DEFAULT 0', '42'), unfit: true },
  retyped("Enum8('a' = 1)", "Enum8('a' = 1, 'b' = 2)", "'a'"),
  retyped("Enum8('a' = 1)", 'String', "'a'"),
  { ...retyped('String', "Enum8('a' = 1, 'b' = 2)", "'a'"), always: true },
  retyped('Int32', 'String', '42'),
  { ...retyped('String', 'UInt32', "'42'"), always: true },
  retyped('String', 'FixedString(4)', "'a'"),
  retyped('FixedString(4)', 'String', "'a'"),
  retyped('DateTime', 'DateTime64(3)', "'2024-01-01 00:00:00'"),
  retyped('DateTime64(3)', 'DateTime', "'2024-01-01 00:00:00'"),
  retyped('Date', 'DateTime', "'2024-01-01'"),
  retyped('Decimal(9, 2)', 'Decimal(18, 2)', '1.25'),
  retyped('Decimal(9, 2)', 'Decimal(9, 4)', '1.25'),
  retyped('Array(UInt32)', 'Array(UInt64)', '[42]'),
  retyped('Float32', 'Float64', '1.5'),
  retyped('UUID', 'String', "'00000000-0000-0000-0000-000000000001'"),
  {
    name: 'rename',
    base: 'c UInt8, x String',
    head: 'd UInt8, x String',
    values: { x: "'q'" },
    fails: [
      /^SELECT \* and reads of c or d through a\.d \(code 47\), and every INSERT into it \(code 16\), until statement \d+$/,
    ],
  },
  {
    name: 'rename and another type',
    base: 'user_id UInt8, x String',
    head: 'user_ident UInt16, x String',
    values: { x: "'q'" },
    fails: [/^SELECT \* and reads of user_id or user_ident through/, /^aggregates over user_ident through a\.d/],
  },
  {
    name: 'rename, the old name kept as an ALIAS',
    base: 'c UInt8, x String',
    head: 'd UInt8, x String, c UInt8 ALIAS d',
    values: { x: "'q'" },
    fails: [/INSERT into/],
  },
];

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});
afterAll(() => {
  engine[Symbol.dispose]();
});

function schemaText(columns: string): string {
  return `CREATE TABLE a.l (id UInt64, ${columns}) ENGINE = MergeTree ORDER BY id;
CREATE TABLE a.d AS a.l ENGINE = Distributed('prod', 'a', 'l', id);`;
}

function columnsOf(planned: Planned, side: 'base' | 'head'): readonly Column[] {
  const table = planned[side].objects.get('a.l');
  return table?.kind === 'table' ? table.columns : [];
}

interface Probe {
  readonly sql: string;
  readonly kind: 'all' | 'column' | 'aggregate' | 'insert' | 'other';
  readonly column: string | null;
}

function probesOf(planned: Planned, values: Readonly<Record<string, string>>): Probe[] {
  const head = columnsOf(planned, 'head');
  const stays = columnsOf(planned, 'base').filter(({ name }) => head.some((column) => column.name === name));
  const readable = stays.filter(({ name }) =>
    [columnsOf(planned, 'base'), head].every((side) =>
      side.some((column) => column.name === name && column.default?.kind !== 'EPHEMERAL'),
    ),
  );
  const named = Object.keys(values);
  const insert = (columns: readonly string[]): string =>
    `INSERT INTO a.d (${['id', ...columns].join(', ')}) SETTINGS distributed_foreground_insert = 1 VALUES (${['9', ...columns.map((name) => values[name] ?? '')].join(', ')})`;
  return [
    { sql: 'SELECT * FROM a.d', kind: 'all', column: null },
    { sql: 'SELECT count() FROM a.d', kind: 'other', column: null },
    ...readable.flatMap(({ name }): Probe[] => [
      { sql: `SELECT ${name} FROM a.d`, kind: 'column', column: name },
      { sql: `SELECT max(${name}) FROM a.d`, kind: 'aggregate', column: name },
      { sql: `SELECT uniqExact(${name}) FROM a.d`, kind: 'aggregate', column: name },
    ]),
    { sql: insert(named), kind: 'insert', column: null },
    { sql: insert([]), kind: 'insert', column: null },
    ...named.map(
      (name): Probe => ({ sql: insert(named.filter((other) => other !== name)), kind: 'insert', column: null }),
    ),
  ];
}

/** The code with which one line of `fails` says that a query fails; 0 where it says nothing about it. */
function promised(line: string, probe: Probe, unfit: boolean): number {
  const values = /^SELECT \* and reads of (\S+) through a\.d where a value has no place in .* \(code (\d+)\)/.exec(
    line,
  );
  if (values !== null)
    return unfit && (probe.kind === 'all' || (probe.kind === 'column' && probe.column === values[1]))
      ? Number(values[2])
      : 0;
  const aggregates = /^aggregates over (.+) through a\.d \(code (\d+)\)/.exec(line);
  if (aggregates !== null)
    return probe.kind === 'aggregate' && aggregates[1]?.split(', ').includes(probe.column ?? '') === true
      ? Number(aggregates[2])
      : 0;
  const insert = /every INSERT into (?:it|a\.d) \(code (\d+)\)/.exec(line);
  if (insert !== null && probe.kind === 'insert') return Number(insert[1]);
  const all = /^SELECT \* .*through a\.d \(code (\d+)\)/.exec(line);
  if (all !== null && probe.kind === 'all') return Number(all[1]);
  const reads = /reads of (\S+) or (\S+) through a\.d \(code (\d+)\)/.exec(line);
  if (reads !== null && probe.column !== null && [reads[1], reads[2]].includes(probe.column)) return Number(reads[3]);
  return 0;
}

test.each(cases)('$name', ({ base, head, values = {}, fails = [], unfit = false, always = false }) => {
  const planned = planConfirmed(schemaOf(schemaText(base)), schemaOf(schemaText(head)));
  expect(planned.refusals).toEqual([]);
  const said = planned.statements.flatMap((statement) => statement.fails);
  for (const pattern of fails)
    expect(
      said.some((line) => pattern.test(line)),
      `${pattern} in ${said.join('; ')}`,
    ).toBe(true);
  if (fails.length === 0) expect(said).toEqual([]);

  engine.query('DROP DATABASE IF EXISTS a SYNC');
  engine.query('CREATE DATABASE a');
  for (const sql of schemaText(base).split(';\n')) engine.query(sql.replace(/;$/, ''));
  const probes = probesOf(planned, values);
  const insertable = ['id', ...Object.keys(values)];
  engine.query(
    `INSERT INTO a.l (${insertable.join(', ')}) VALUES (1${Object.values(values)
      .map((value) => `, ${value}`)
      .join('')})`,
  );
  const codes = (): Record<string, number> => Object.fromEntries(probes.map(({ sql }) => [sql, engine.codeOf(sql)]));
  const none = Object.fromEntries(probes.map(({ sql }) => [sql, 0]));
  if (always) engine.query(`INSERT INTO a.d (id, c) VALUES (2, ${values['c'] ?? ''})`);
  else expect(codes(), 'before the plan').toEqual(none);

  for (const [index, statement] of planned.statements.entries()) {
    engine.query('SET mutations_sync = 2');
    engine.query(statement.sql);
    const open = planned.statements.slice(0, index + 1).flatMap((earlier) =>
      earlier.fails.filter((line) => {
        const end = /until statement (\d+)/.exec(line)?.[1];
        return end === undefined || Number(end) > index + 1;
      }),
    );
    const expected = Object.fromEntries(
      probes.map((probe) => [
        probe.sql,
        open.map((line) => promised(line, probe, unfit)).find((code) => code !== 0) ?? 0,
      ]),
    );
    expect(codes(), `after statement ${index + 1}: ${statement.sql}`).toEqual(expected);
  }
  expect(codes(), 'after the plan').toEqual(none);
});
