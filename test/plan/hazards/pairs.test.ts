/**
 * Tables that get another name under Distributed tables, and a rename as it once failed: rows in place, the usual queries
 * between any two statements. Those that the plan says fail do, no other does.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Planned } from '../support.ts';
import { Engine } from './engine.ts';
import { fails, front, planned, table } from './plans.ts';

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});
afterAll(() => {
  engine[Symbol.dispose]();
});

interface Probe {
  readonly sql: string;
  /** The code with which the plan says that it fails, by the number of a statement after which it does. */
  readonly code: (after: number) => number;
}

/** Runs a plan; after each statement every probe must end with the code that it is said to. */
function run({ statements }: Planned, probes: readonly Probe[]): void {
  for (const [at, statement] of statements.entries()) {
    engine.query('SET mutations_sync = 2');
    engine.apply(statement);
    expect(
      probes.map(({ sql }) => [sql, engine.codeOf(sql)]),
      `after statement ${at + 1}: ${statement.sql}`,
    ).toEqual(probes.map(({ sql, code }) => [sql, code(at + 1)]));
  }
}

/** A probe that fails with a code after some statements. */
function probe(sql: string, code = 0, ...after: readonly number[]): Probe {
  return { sql, code: (at) => (after.includes(at) ? code : 0) };
}

const columns = 'id UInt64, x String';
const insert = (name: string): string =>
  `INSERT INTO a.${name} (id) SETTINGS distributed_foreground_insert = 1 VALUES (1)`;

describe('a local table gets another name', () => {
  const base = `${table(columns)}${front()}CREATE VIEW a.v AS SELECT x FROM a.d;\n`;

  test('by hand: everything through the front fails with 60', () => {
    engine.build(base);
    engine.query('RENAME TABLE a.t TO a.u');
    for (const sql of ['SELECT * FROM a.d', 'SELECT * FROM a.v', insert('d')]) expect(engine.codeOf(sql)).toBe(60);
  });

  test('its front stays: it fails after two statements', () => {
    engine.build(base);
    const plan = planned(base, base.replaceAll('a.t', 'a.u').replaceAll("'t'", "'u'"));
    expect(fails(plan)[0]).toMatch(/^queries through a\.d \(code 60 or 279\); .* until statement 4$/);
    run(plan, [
      probe('SELECT * FROM a.d', 60, 2, 3),
      probe('SELECT count() FROM a.d', 60, 2, 3),
      probe('SELECT * FROM a.v', 60, 2, 3),
      probe(insert('d'), 60, 2, 3),
      probe('SELECT 1 FROM a.t LIMIT 0', 60, 4, 5, 6),
    ]);
    expect(engine.query('SELECT count() FROM a.u')).toBe(engine.query('SELECT intDiv(count(), 2) FROM a.d'));
  });

  test('its front gets another name, too: the old one fails from the first statement on, the new one answers from the fourth', () => {
    engine.build(table(columns) + front());
    const plan = planned(table(columns) + front(), table(columns, 'u') + front('e', 'u'));
    expect(fails(plan)).toEqual([
      'every query that names a.d (code 60): a.e answers from statement 4 on',
      'every query that names a.t (code 60): a.u answers instead',
    ]);
    run(plan, [
      { sql: 'SELECT * FROM a.d', code: () => 60 },
      { sql: insert('d'), code: () => 60 },
      probe('SELECT * FROM a.e', 60, 1, 2, 3),
      probe(insert('e'), 60, 1, 2, 3),
    ]);
  });

  test('a column gets another name and one comes with it', () => {
    engine.build(table(columns) + front());
    engine.query("INSERT INTO a.t VALUES (1, 'kept')");
    const head = `-- chx:renamed-from a.t\n${table('id UInt64,\n-- chx:renamed-from x\ny String, z UInt8 DEFAULT 7', 'u')}`;
    const plan = planned(table(columns) + front(), head + front('d', 'u'));
    expect(fails(plan)[0]).toMatch(/^queries through a\.d \(code 60 or 279, 47, 16\); .* until statement 6$/);
    for (const statement of plan.statements) engine.apply(statement);
    expect(engine.query('SELECT DISTINCT y, z FROM a.d')).toBe('kept\t7');
  });
});

/**
 * What once went wrong in one pull request: five columns of a local table renamed, one of them under a skip index, with a
 * Distributed table in front. Applied one by one to the local table it left the front without any of them.
 */
describe('five renamed columns at once, one under a skip index, behind a Distributed table', () => {
  const names = ['usr', 'ses', 'url', 'ref', 'ms'] as const;
  const renamed = ['user_id', 'session_id', 'page_url', 'referrer_url', 'duration_ms'] as const;
  const types = ['UInt64', 'UUID', 'String', 'LowCardinality(String)', 'UInt32 DEFAULT 3 CODEC(ZSTD(3))'] as const;
  const definition = (of: readonly string[], announced: boolean): string =>
    of.map((name, at) => `${announced ? `\n-- chx:renamed-from ${names[at]}\n` : ''}${name} ${types[at]}`).join(', ');
  const schema = (of: readonly string[], announced: boolean): string =>
    table(
      `id UInt64, at DateTime, ${definition(of, announced)}, INDEX by_url ${of[2]} TYPE bloom_filter(0.01) GRANULARITY 2, CONSTRAINT positive CHECK ${of[4]} < 100000`,
      'visits_local',
      'PARTITION BY toYYYYMM(at) ORDER BY (id, at)',
    ) + front('visits', 'visits_local', 'cityHash64(id)');
  const rows = (name: string, of: readonly string[]): string =>
    engine.query(`SELECT id, ${of.join(', ')} FROM a.${name} ORDER BY ALL`);
  const fill = (): void => {
    engine.query(
      `INSERT INTO a.visits_local (id, at, ${names.join(', ')}) SELECT number, toDateTime('2026-01-01 00:00:00') + number * 3600, number * 7, toUUID('00000000-0000-0000-0000-000000000001'), concat('/page/', toString(number)), 'r', number FROM numbers(1000)`,
    );
  };

  test('by hand on the local table: the front reads none of them and takes no row', () => {
    engine.build(schema(names, false));
    fill();
    for (const [at, name] of names.entries())
      engine.query(`ALTER TABLE a.visits_local RENAME COLUMN ${name} TO ${renamed[at]}`);
    expect(engine.codeOf('SELECT * FROM a.visits')).toBe(47);
    expect(engine.codeOf('INSERT INTO a.visits (id) SETTINGS distributed_foreground_insert = 1 VALUES (1)')).toBe(16);
  });

  test('planned: three statements, five guards, no row and no value lost, one window that is said', () => {
    const base = schema(names, false);
    engine.build(base);
    fill();
    const before = rows('visits_local', names);
    const plan = planned(base, schema(renamed, true));
    expect(plan.findings).toEqual([]);
    expect(plan.plan.guards.map(({ kind, from, to }) => [kind, from, to]).sort()).toEqual(
      names.map((name, at) => ['rename', name, renamed[at]]).sort(),
    );
    expect(plan.statements.map(({ change, object, guards }) => [change, object, guards.length])).toEqual([
      ['rename-column', 'a.visits', 5],
      ['flush-distributed', 'a.visits', 5],
      ['rename-column', 'a.visits_local', 5],
    ]);
    expect(fails(plan)).toHaveLength(5);
    run(plan, [
      probe('SELECT * FROM a.visits', 47, 1, 2),
      probe('SELECT id, at FROM a.visits'),
      probe('SELECT count() FROM a.visits'),
      ...renamed.map((name) => probe(`SELECT ${name} FROM a.visits`, 47, 1, 2)),
      ...names.map((name): Probe => ({ sql: `SELECT ${name} FROM a.visits`, code: () => 47 })),
      probe('INSERT INTO a.visits (id, at) SETTINGS distributed_foreground_insert = 1 VALUES (9999, 0)', 16, 1, 2),
    ]);
    engine.query('ALTER TABLE a.visits_local DELETE WHERE id = 9999 SETTINGS mutations_sync = 2');
    expect(rows('visits_local', renamed)).toBe(before);
    expect(engine.query("SELECT expr FROM system.data_skipping_indices WHERE database = 'a'")).toBe('page_url');
    const explain = engine.query("EXPLAIN indexes = 1 SELECT id FROM a.visits_local WHERE page_url = '/page/3'");
    expect(explain).toContain('by_url');
    expect(engine.codeOf('INSERT INTO a.visits_local (id, at, duration_ms) VALUES (1, 0, 100000)')).toBe(469);
  });
});
