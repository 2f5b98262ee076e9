import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type VerifyOutcome, type VerifyRequest, verifyEmbedded } from '../../src/clickhouse/verify.ts';
import { verifyServer } from '../../src/clickhouse/verify-server.ts';
import { HttpEngine, twoShards } from './http-engine.ts';
import { database, hasColumn, lacksColumn, object, request, statement, survivors, table } from './request.ts';

const id = { name: 'id', type: 'UInt64' };
const v = { name: 'v', type: 'UInt32' };
const merge = 'ENGINE = MergeTree ORDER BY id';
const base = table('t', `(id UInt64, v UInt32) ${merge}`, [id, v]);

let server: HttpEngine;

beforeAll(async () => {
  server = await HttpEngine.start({
    config: twoShards('c'),
    profile: '<stop_refreshable_materialized_views_on_startup>1</stop_refreshable_materialized_views_on_startup>',
  });
});

afterAll(async () => {
  expect(await server.contents()).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** What the embedded engine says, and a server says too. */
async function verifyBoth(whole: VerifyRequest): Promise<VerifyOutcome> {
  const embedded = await verifyEmbedded(whole);
  expect(await verifyServer(server.url, () => whole)).toEqual(embedded);
  return embedded;
}

function verify(parts: Partial<VerifyRequest>): Promise<VerifyOutcome> {
  const { base: before = [], head = [] } = parts;
  return verifyBoth(request({ ...parts, base: [database, ...before], head: [database, ...head] }));
}

function problems(outcome: VerifyOutcome): readonly string[] {
  expect(outcome.status).toBe('failed');
  return outcome.status === 'failed' ? outcome.problems : [];
}

test('a plan that leaves the head and all rows passes', async () => {
  const outcome = await verify({
    base: [base],
    statements: [statement('ALTER TABLE a.t ADD COLUMN w String DEFAULT toString(v)', hasColumn('t', 'w'))],
    head: [table('t', `(id UInt64, v UInt32, w String DEFAULT toString(v)) ${merge}`, [id, v])],
    survivors: survivors('t', [id, v]),
  });
  expect(outcome).toMatchObject({ status: 'passed', tablesCompared: 1, rowsCompared: 16, statementsRun: 1, notes: [] });
});

test('DROP and ADD of a column leaves the schema and loses the values', async () => {
  const outcome = await verify({
    base: [base],
    statements: [
      statement('ALTER TABLE a.t DROP COLUMN v', lacksColumn('t', 'v')),
      statement('ALTER TABLE a.t ADD COLUMN v UInt32', hasColumn('t', 'v')),
    ],
    head: [base],
    survivors: survivors('t', [id, v]),
  });
  expect(outcome).toEqual({
    status: 'failed',
    stage: 'result',
    problems: ['a.t: the values of column v are not those from before the plan'],
    notes: [],
  });
});

test('DROP and CREATE of a table leaves the schema and loses the rows', async () => {
  const gone = "SELECT count() = 0 FROM system.tables WHERE database = 'a' AND name = 't'";
  const there = "SELECT count() FROM system.tables WHERE database = 'a' AND name = 't'";
  const outcome = await verify({
    base: [base],
    statements: [statement('DROP TABLE a.t', gone), statement(base.sql, there)],
    head: [base],
    survivors: survivors('t', [id, v]),
  });
  expect(problems(outcome)).toEqual(['a.t: 16 rows before the plan, 0 after it']);
});

test('two columns whose names were exchanged are told apart', async () => {
  const two = [
    { name: 'x', type: 'UInt32' },
    { name: 'y', type: 'UInt32' },
  ];
  const both = table('t', `(id UInt64, x UInt32, y UInt32) ${merge}`, [id, ...two]);
  const outcome = await verify({
    base: [both],
    statements: [
      statement('ALTER TABLE a.t RENAME COLUMN x TO z', hasColumn('t', 'z')),
      statement('ALTER TABLE a.t RENAME COLUMN y TO x', lacksColumn('t', 'y')),
      statement('ALTER TABLE a.t RENAME COLUMN z TO y', hasColumn('t', 'y')),
    ],
    head: [table('t', `(id UInt64, y UInt32, x UInt32) ${merge}`, [id, ...two])],
    survivors: survivors('t', [id, ...two]),
  });
  expect(problems(outcome)).toEqual([
    'a.t: the values of column x are not those from before the plan',
    'a.t: the values of column y are not those from before the plan',
  ]);
});

test('a rename of table and column keeps the rows', async () => {
  const outcome = await verify({
    base: [base],
    statements: [
      statement(
        'RENAME TABLE a.t TO a.u',
        "SELECT countIf(name = 'u') = 1 AND countIf(name = 't') = 0 FROM system.tables WHERE database = 'a'",
      ),
      statement('ALTER TABLE a.u RENAME COLUMN v TO w', hasColumn('u', 'w')),
    ],
    head: [table('u', `(id UInt64, w UInt32) ${merge}`, [id, { ...v, name: 'w' }])],
    survivors: [
      ...survivors('t', [id], 'u'),
      {
        from: { database: 'a', table: 't', column: 'v', type: 'UInt32' },
        to: { database: 'a', table: 'u', column: 'w', type: 'UInt32' },
      },
    ],
  });
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: 16 });
});

test('every part of a table that differs is reported in a line', async () => {
  const cases: readonly (readonly [string, string])[] = [
    [`(id UInt64, v UInt32, w String) ${merge}`, 'column w: the plan leaves without it, the head is String'],
    [`(id UInt64, v UInt32 DEFAULT 7) ${merge}`, 'column v: the plan leaves UInt32, the head is UInt32 DEFAULT 7'],
    [`(id UInt64, v UInt16) ${merge}`, 'column v: the plan leaves UInt32, the head is UInt16'],
    [`(id UInt64, v UInt32 CODEC(T64)) ${merge}`, 'column v: the plan leaves UInt32, the head is UInt32 CODEC(T64)'],
    [`(id UInt64, v UInt32 COMMENT 'x') ${merge}`, "column v: the plan leaves UInt32, the head is UInt32 COMMENT 'x'"],
    [
      `(id UInt64, v UInt32, INDEX i v TYPE minmax) ${merge}`,
      'index i: the plan leaves without it, the head is v TYPE minmax GRANULARITY 1',
    ],
    [
      `(id UInt64, v UInt32, PROJECTION p (SELECT v ORDER BY v)) ${merge}`,
      'projection p: the plan leaves without it, the head is (SELECT v ORDER BY v)',
    ],
    [
      `(id UInt64, v UInt32, CONSTRAINT c CHECK v > 0) ${merge}`,
      'constraint c: the plan leaves without it, the head is CHECK v > 0',
    ],
    [`(v UInt32, id UInt64) ${merge}`, 'order of columns: the plan leaves id, v, the head is v, id'],
    [
      `(id UInt64, v UInt32) ${merge} SETTINGS min_bytes_for_wide_part = 5`,
      'setting min_bytes_for_wide_part: the plan leaves without it, the head is 5',
    ],
    [
      '(id UInt64, v UInt32) ENGINE = ReplacingMergeTree ORDER BY id',
      'ENGINE: the plan leaves MergeTree, the head is ReplacingMergeTree',
    ],
    ['(id UInt64, v UInt32) ENGINE = MergeTree ORDER BY (id, v)', 'ORDER BY: the plan leaves id, the head is id, v'],
    [
      '(id UInt64, v UInt32) ENGINE = MergeTree PARTITION BY v ORDER BY id',
      'PARTITION BY: the plan leaves without it, the head is v',
    ],
    [
      `(id UInt64, v UInt32) ${merge} TTL toDateTime(v) + toIntervalDay(1)`,
      'TTL: the plan leaves without it, the head is toDateTime(v) + toIntervalDay(1)',
    ],
    [`(id UInt64, v UInt32) ${merge} COMMENT 'x'`, "COMMENT: the plan leaves without it, the head is 'x'"],
  ];
  const name = (index: number): string => `t${String(index).padStart(2, '0')}`;
  const outcome = await verify({
    base: cases.map((_, index) => table(name(index), `(id UInt64, v UInt32) ${merge}`, [])),
    head: cases.map(([sql], index) => table(name(index), sql, [])),
  });
  // A column that is added also changes the order of columns.
  const lines = problems(outcome).filter(
    (line) => line !== 'a.t00: order of columns: the plan leaves id, v, the head is id, v, w',
  );
  expect(lines).toEqual(cases.map(([, line], index) => `a.${name(index)}: ${line}`));
});

test('objects of all kinds that are missing, left over or different are reported', async () => {
  const view = object('view', 'v', 'CREATE VIEW a.v AS SELECT id FROM a.t');
  const outcome = await verify({
    base: [base, view, object('function', 'f', 'CREATE FUNCTION f AS (x) -> x + 1')],
    head: [
      base,
      object('view', 'v', 'CREATE VIEW a.v AS SELECT id + 1 AS id FROM a.t'),
      object(
        'materialized-view',
        'm',
        'CREATE MATERIALIZED VIEW a.m ENGINE = MergeTree ORDER BY id AS SELECT id FROM a.t',
      ),
      object('function', 'f', 'CREATE FUNCTION f AS (x) -> x + 2'),
      { ...database, key: 'database b', label: 'b', sql: 'CREATE DATABASE b' },
    ],
  });
  expect(problems(outcome)).toEqual([
    "a.m: the plan doesn't create it",
    "a.m (its inner table): the plan doesn't create it",
    'a.v: query: the plan leaves SELECT id FROM a.t, the head is SELECT id + 1 AS id FROM a.t',
    "database b: the plan doesn't create it",
    'function f: query: the plan leaves x -> (x + 1), the head is x -> (x + 2)',
  ]);
});

test('a base, a head and a statement that the engine refuses are told apart', async () => {
  const broken = object('view', 'v', 'CREATE VIEW a.v AS SELECT nothing FROM a.t');
  expect(await verify({ head: [base, broken] })).toMatchObject({
    stage: 'head',
    problems: [expect.stringMatching(/^a\.v of the head is refused by the engine: code 47: /)],
  });
  expect(await verify({ base: [base, broken], head: [] })).toMatchObject({ stage: 'base' });
  expect(
    await verify({
      base: [base],
      head: [base],
      statements: [statement('ALTER TABLE a.t DROP COLUMN x', lacksColumn('t', 'id'))],
    }),
  ).toMatchObject({
    stage: 'plan',
    problems: [
      expect.stringMatching(/^statement 1 \(ALTER TABLE a\.t DROP COLUMN x\) is refused by the engine: code 10: /),
    ],
  });
  expect(await verify({ head: [object('view', 'v', 'CREATE VIEW a.v AS SELEC 1')] })).toMatchObject({
    stage: 'head',
    problems: [expect.stringMatching(/^a\.v of the head: the engine can't read it: Syntax error/)],
  });
});

test('a condition that says nothing is reported', async () => {
  const sql = 'ALTER TABLE a.t ADD COLUMN w UInt8';
  const head = [table('t', `(id UInt64, v UInt32, w UInt8) ${merge}`, [id, v])];
  const run = async (after: string): Promise<readonly string[]> =>
    problems(await verify({ base: [base], head, statements: [statement(sql, after)] }));
  expect(await run('SELECT 1')).toEqual([
    `statement 1 (${sql}): its condition already holds before it runs, so a deploy would skip it`,
  ]);
  expect(await run('SELECT 0')).toEqual([
    `statement 1 (${sql}): it ran, and its condition doesn't hold after it: SELECT 0`,
  ]);
  expect(await run('SELECT 2')).toEqual([`statement 1 (${sql}): its condition is neither 0 nor 1: SELECT 2`]);
  expect(await run('SELECT x')).toEqual([
    expect.stringMatching(/^the condition of statement 1 .* is refused by the engine: code 47/),
  ]);
});

test('a SYSTEM statement may wait for what is so already', async () => {
  const pair = [
    base,
    { ...object('distributed', 'd', "CREATE TABLE a.d AS a.t ENGINE = Distributed('c', 'a', 't', id)") },
  ];
  const outcome = await verify({
    base: pair,
    head: pair,
    clusters: ['c'],
    statements: [
      statement(
        'SYSTEM FLUSH DISTRIBUTED a.d',
        'SELECT count() = 0 FROM system.distribution_queue WHERE data_files > 0',
      ),
    ],
  });
  expect(outcome).toMatchObject({ status: 'passed' });
});

test('a pair is read through its Distributed table', async () => {
  const distributed = (columns: string): ReturnType<typeof object> =>
    object('distributed', 'd', `CREATE TABLE a.d (${columns}) ENGINE = Distributed('c', 'a', 't', id)`);
  const pair = (columns: string): Partial<VerifyRequest> => {
    const objects = [base, distributed(columns)];
    return { base: objects, head: objects, clusters: ['c'] };
  };
  expect(await verify(pair('id UInt64, v UInt32'))).toMatchObject({ status: 'passed' });
  expect(problems(await verify(pair('id UInt64, v UInt32, w UInt8')))).toEqual([
    expect.stringMatching(/^a\.d: the rows of a\.t can't be read through it: code 47/),
  ]);
});

test('the sorting key that MODIFY ORDER BY leaves behind as primary key is a note', async () => {
  const outcome = await verify({
    base: [base],
    statements: [
      statement(
        'ALTER TABLE a.t ADD COLUMN w UInt8, MODIFY ORDER BY (id, w)',
        "SELECT sorting_key = 'id, w' FROM system.tables WHERE database = 'a' AND name = 't'",
      ),
    ],
    head: [table('t', '(id UInt64, v UInt32, w UInt8) ENGINE = MergeTree ORDER BY (id, w)', [id, v])],
    survivors: survivors('t', [id, v]),
  });
  expect(outcome).toMatchObject({
    status: 'passed',
    notes: ['a.t: keeps PRIMARY KEY id, which MODIFY ORDER BY leaves behind'],
  });
});

test('settings of a statement hold for it alone', async () => {
  const probe = "SELECT value = '7' FROM system.settings WHERE name = 'max_threads'";
  const add = (name: string): string => `ALTER TABLE a.t ADD COLUMN ${name} UInt8`;
  const outcome = await verify({
    base: [base],
    head: [table('t', `(id UInt64, v UInt32, w UInt8, x UInt8) ${merge}`, [id, v])],
    statements: [
      statement(add('w'), `SELECT (${probe}) AND (${hasColumn('t', 'w')}) = 1`, { max_threads: '7' }),
      statement(add('x'), `SELECT NOT (${probe}) AND (${hasColumn('t', 'x')}) = 1`),
    ],
  });
  expect(outcome).toMatchObject({ status: 'passed' });
});

test('texts with ON CLUSTER are parsed', async () => {
  expect(await verify({ formatCheck: ["ALTER TABLE a.t ON CLUSTER '{cluster}' ADD COLUMN w UInt8"] })).toMatchObject({
    status: 'passed',
  });
  expect(problems(await verify({ formatCheck: ['ALTER TABLE a.t ADD COLUMN w UInt8 ON CLUSTER c'] }))).toEqual([
    expect.stringMatching(/^the engine can't read ALTER TABLE a\.t ADD COLUMN w UInt8 ON CLUSTER c: code 62/),
  ]);
});

test('two runs say the same, without folders and UUIDs', async () => {
  const parts: Partial<VerifyRequest> = {
    base: [base],
    head: [base],
    statements: [statement('ALTER TABLE a.t MODIFY SETTING nothing = 1', 'SELECT 0')],
  };
  const first = await verify(parts);
  expect(problems(first).join()).not.toMatch(/chx-verify|[0-9a-f]{8}-[0-9a-f]{4}/);
  expect(await verify(parts)).toEqual(first);
});

test('objects of the database default are as on a server', async () => {
  const here = { ...base, key: 'default.t', label: 'default.t', sql: base.sql.replace('a.t', 'default.t') };
  const place = (column: string, name: string): { database: string; table: string; column: string; type: string } => ({
    database: 'default',
    table: name,
    column,
    type: 'UInt64',
  });
  const outcome = await verifyBoth(
    request({
      base: [here],
      statements: [
        statement('RENAME TABLE default.t TO default.u', "SELECT count() FROM system.tables WHERE name = 'u'"),
      ],
      head: [{ ...here, key: 'default.u', label: 'default.u', sql: here.sql.replace('default.t', 'default.u') }],
      survivors: [{ from: place('id', 't'), to: place('id', 'u') }],
    }),
  );
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: 16 });
});

test('a refreshable view can stand in default, and does not fill its target while the plan runs', async () => {
  const target = { ...base, key: 'default.t', label: 'default.t', sql: base.sql.replace('a.t', 'default.t') };
  const view = object(
    'materialized-view',
    'r',
    'CREATE MATERIALIZED VIEW default.r REFRESH EVERY 1 HOUR TO default.t AS SELECT 1 AS id, 2 AS v',
  );
  const place = { database: 'default', table: 't', column: 'v', type: 'UInt32' };
  const outcome = await verifyBoth(
    request({
      base: [target],
      statements: [statement(view.sql, "SELECT count() FROM system.tables WHERE name = 'r'")],
      head: [target, view],
      survivors: [{ from: place, to: place }],
    }),
  );
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: 16 });
});

test('the scratch folder is gone afterwards', async () => {
  const before = process.env['TMPDIR'];
  const own = await mkdtemp(join(tmpdir(), 'chx-test-'));
  process.env['TMPDIR'] = own;
  try {
    await verify({ head: [base] });
    await verify({ head: [object('view', 'v', 'CREATE VIEW a.v AS SELEC 1')] });
    expect(await readdir(own)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(own, { recursive: true, force: true });
  }
});

test('a dictionary over a table of its own, and a default that asks it, work as on a server', async () => {
  const names = table('names', `(id UInt64, name String) ${merge}`, [id, { name: 'name', type: 'String' }]);
  const dictionary = object(
    'dictionary',
    'd',
    "CREATE DICTIONARY a.d (id UInt64, name String) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'a' TABLE 'names')) LAYOUT(HASHED()) LIFETIME(0)",
  );
  const reader = table('t', `(id UInt64, v UInt32, n String DEFAULT dictGet('a.d', 'name', id)) ${merge}`, [id, v]);
  const objects = [names, dictionary, reader];
  const outcome = await verify({
    base: objects,
    head: objects,
    survivors: [...survivors('names', [id]), ...survivors('t', [id, { name: 'n', type: 'String' }])],
  });
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: 32, notes: [] });
});
