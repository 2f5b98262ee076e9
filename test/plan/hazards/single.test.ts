/**
 * Hazards of one host, each as ClickHouse lets it happen and as CHX plans it: rows in place, nothing lost, and what fails in
 * between is what the plan says.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Planned } from '../support.ts';
import { Engine } from './engine.ts';
import { buffer, dictionary, fails, materialized, planned, refused, table } from './plans.ts';

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});
afterAll(() => {
  engine[Symbol.dispose]();
});

/** Runs a plan. @returns The codes of a query after each of its statements. */
function run({ statements }: Planned, probe = 'SELECT 1'): readonly number[] {
  return statements.map((statement) => {
    engine.query('SET mutations_sync = 2');
    engine.apply(statement);
    return engine.codeOf(probe);
  });
}

describe('the replica path never follows a RENAME (B9)', () => {
  const replicated = (path: string, name = 't'): string =>
    table('id UInt64', name, 'ORDER BY id', `ReplicatedMergeTree('${path}', '{replica}')`);

  test('by hand: a new table under the old name finds the path taken', () => {
    engine.build(replicated('/b9/{shard}/{table}'));
    engine.query('RENAME TABLE a.t TO a.u');
    expect(engine.codeOf(replicated('/b9/{shard}/{table}').replace(/;\n$/, ''))).toBe(253);
  });

  test('planned: the rename says which path is kept, and a table that would take it is refused', () => {
    const path = '/b9/{shard}/{table}';
    const plan = planned(replicated(path), replicated(path, 'u'));
    expect(plan.findings).toMatchObject([{ rule: 'rename-keeps-replica-path', severity: 'warning', object: 'a.u' }]);
    expect(plan.findings[0]?.message).toContain('/b9/{shard}/t ');
    const taken = table('q Date', 'w', 'ORDER BY q', `ReplicatedMergeTree('/b9/{shard}/t', '{replica}')`);
    expect(refused(replicated(path), `-- chx:renamed-from a.t\n${replicated('/b9/{shard}/t', 'u')}${taken}`)).toContain(
      'engine-change',
    );
    const fixed = '/b9/{shard}/t';
    expect(refused(replicated(fixed), `-- chx:renamed-from a.t\n${replicated(fixed, 'u')}${taken}`)).toEqual([
      'rename-replica-path',
    ]);
  });
});

describe('a path that is used again (B10)', () => {
  const replicated = (name: string, columns: string): string =>
    table(columns, name, 'ORDER BY tuple()', "ReplicatedMergeTree('/b10/{shard}/t', '{replica}')");

  test('by hand: the new table finds the path of the old one, which goes first only with SYNC', () => {
    engine.build(replicated('t', 'id UInt64'));
    expect(engine.codeOf(replicated('w', 'q Date').replace(/;\n$/, ''))).toBe(122);
  });

  test('planned: the old one goes first', () => {
    engine.build(replicated('t', 'id UInt64'));
    const plan = planned(replicated('t', 'id UInt64'), replicated('w', 'q Date'));
    run(plan);
    expect(plan.statements.map(({ change }) => change)).toEqual(['drop-table', 'create-table']);
    expect(engine.query("SELECT name FROM system.tables WHERE database = 'a'")).toBe('w');
  });
});

describe('a column that something names gets another name (B11)', () => {
  const source = (name: string): string => table(`id UInt64, ${name} UInt8`);
  const target = table('id UInt64, k Date, x UInt8', 'target');

  test.each([
    ['the sorting key', 'k UInt64, v UInt64', 'ORDER BY k', 'MergeTree'],
    ['the partition key', 'id UInt64, k Date', 'PARTITION BY k ORDER BY id', 'MergeTree'],
    ['the sampling key', 'k UInt64, v UInt64', 'ORDER BY k SAMPLE BY k', 'MergeTree'],
    ['the version', 'id UInt64, k UInt64', 'ORDER BY id', 'ReplacingMergeTree(k)'],
    ['the sign', 'id UInt64, k Int8', 'ORDER BY id', 'CollapsingMergeTree(k)'],
  ])('%s: refused by ClickHouse (524), and by name before', (_, columns, more, kind) => {
    const before = table(columns, 't', more, kind);
    engine.build(before);
    expect(engine.codeOf('ALTER TABLE a.t RENAME COLUMN k TO l')).toBe(524);
    const after = before.replace(/\bk\b/g, 'l').replace(/\bl (UInt64|Date|Int8)/, '\n-- chx:renamed-from k\nl $1');
    expect(refused(before, after)).toEqual(['rename-key-column']);
  });

  test('a projection: refused by ClickHouse (47); planned, it goes before and comes back after', () => {
    const of = (name: string): string =>
      table(`id UInt64, ${name} UInt8, PROJECTION p (SELECT ${name}, count() GROUP BY ${name})`);
    engine.build(of('x'));
    engine.query('INSERT INTO a.t VALUES (1, 5)');
    expect(engine.codeOf('ALTER TABLE a.t RENAME COLUMN x TO y')).toBe(47);
    run(planned(of('x'), of('y')));
    expect(engine.query('SELECT * FROM a.t')).toBe('1\t5');
    expect(engine.query("SELECT name FROM system.projections WHERE database = 'a'")).toBe('p');
  });

  test('TTL, index, constraint, default, MATERIALIZED, ALIAS: ClickHouse rewrites them, and the plan expects just that', () => {
    const of = (name: string): string =>
      table(
        `id UInt64, ${name} DateTime, a1 DateTime DEFAULT ${name}, b1 Date MATERIALIZED toDate(${name}), c1 UInt16 ALIAS toYear(${name}), e1 String TTL ${name} + INTERVAL 900 MONTH, INDEX i ${name} TYPE minmax, CONSTRAINT c CHECK ${name} > '2000-01-01'`,
        't',
        `ORDER BY id TTL ${name} + INTERVAL 900 MONTH`,
      );
    engine.build(of('x'));
    engine.query("INSERT INTO a.t (id, x, e1) VALUES (1, '2026-01-01 00:00:00', 'e')");
    const plan = planned(of('x'), of('y'));
    run(plan);
    expect(plan.sql).toEqual(['ALTER TABLE a.t RENAME COLUMN `x` TO `y`']);
    expect(engine.query('SELECT id, y, a1, b1, c1, e1 FROM a.t')).toBe(
      '1\t2026-01-01 00:00:00\t2026-01-01 00:00:00\t2026-01-01\t2026\te',
    );
  });

  test('a materialized view: by hand every INSERT fails (47), its row already in the source', () => {
    engine.build(source('x') + target + materialized('SELECT id, x FROM a.t'));
    engine.query('ALTER TABLE a.t RENAME COLUMN x TO y');
    expect(engine.codeOf('INSERT INTO a.t VALUES (1, 2)')).toBe(47);
    expect(engine.query('SELECT count() FROM a.t')).toBe('1');
    expect(engine.query('SELECT count() FROM a.target')).toBe('0');
    expect(
      refused(
        source('x') + target + materialized('SELECT id, x FROM a.t'),
        source('y') + target + materialized('SELECT id, x FROM a.t'),
      ),
    ).toEqual(['materialized-view-names-column']);
  });

  test('a materialized view, planned: that is a window of one statement', () => {
    const before = source('x') + target + materialized('SELECT id, x FROM a.t');
    engine.build(before);
    engine.query('INSERT INTO a.t VALUES (1, 2)');
    const plan = planned(before, source('y') + target + materialized('SELECT id, y AS x FROM a.t'));
    expect(fails(plan)).toEqual(['every INSERT into a.t, while pushing to a.m (code 47), until statement 2']);
    expect(run(plan, 'INSERT INTO a.t VALUES (3, 4)')).toEqual([47, 0]);
    expect(engine.query('SELECT id, x FROM a.target ORDER BY id')).toBe('1\t2\n3\t4');
    expect(engine.query('SELECT DISTINCT id, y FROM a.t ORDER BY id')).toBe('1\t2\n3\t4');
  });

  test('a view: by hand it fails (47) from then on; planned, until it is made anew', () => {
    const before = `${source('x')}CREATE VIEW a.v AS SELECT x FROM a.t;\n`;
    engine.build(before);
    engine.query('ALTER TABLE a.t RENAME COLUMN x TO y');
    expect(engine.codeOf('SELECT * FROM a.v')).toBe(47);
    engine.query('ALTER TABLE a.t RENAME COLUMN y TO x');
    const plan = planned(before, `${source('y')}CREATE VIEW a.v AS SELECT y AS x FROM a.t;\n`);
    expect(fails(plan)).toEqual(['reads of the view a.v (code 47) until statement 2']);
    expect(run(plan, 'SELECT * FROM a.v')).toEqual([47, 0]);
  });

  test('a Buffer: by hand what it holds is written as 0', () => {
    engine.build(source('x') + buffer('id UInt64, x UInt8'));
    engine.query('INSERT INTO a.b VALUES (1, 9)');
    engine.query('ALTER TABLE a.t RENAME COLUMN x TO y');
    engine.query('OPTIMIZE TABLE a.b');
    expect(engine.query('SELECT * FROM a.t')).toBe('1\t0');
    expect(refused(source('x') + buffer('id UInt64, x UInt8'), source('y') + buffer('id UInt64, x UInt8'))).toEqual([
      'buffer-names-column',
    ]);
  });

  test('a Buffer, planned: it is emptied before, and another one takes its place', () => {
    const before = source('x') + buffer('id UInt64, x UInt8');
    engine.build(before);
    engine.query('INSERT INTO a.b VALUES (1, 9)');
    const plan = planned(before, source('y') + buffer('id UInt64, y UInt8'));
    expect(fails(plan)).toEqual(['every query that names a.b (code 60) until statement 4']);
    expect(run(plan, 'INSERT INTO a.b (id) VALUES (2)')).toEqual([60, 60, 60, 0, 0]);
    expect(engine.query('SELECT * FROM a.t')).toBe('1\t9');
    engine.query('OPTIMIZE TABLE a.b');
    expect(engine.query('SELECT * FROM a.t ORDER BY id')).toBe('1\t9\n2\t0\n2\t0');
  });
});

describe('a table under a Buffer gets another name (B11)', () => {
  const before = table('id UInt64') + buffer('id UInt64');

  test('by hand: what the Buffer holds is thrown away', () => {
    engine.build(before);
    engine.query('INSERT INTO a.b VALUES (1)');
    engine.query('RENAME TABLE a.t TO a.u');
    engine.query('OPTIMIZE TABLE a.b');
    expect(engine.query('SELECT (SELECT count() FROM a.b), (SELECT count() FROM a.u)')).toBe('0\t0');
  });

  test('planned: it is written before', () => {
    engine.build(before);
    engine.query('INSERT INTO a.b VALUES (1)');
    expect(
      run(planned(before, table('id UInt64', 'u') + buffer('id UInt64', 'u')), 'INSERT INTO a.b VALUES (2)'),
    ).toEqual([60, 60, 60, 0, 0]);
    engine.query('OPTIMIZE TABLE a.b');
    expect(engine.query('SELECT groupArray(id) FROM (SELECT id FROM a.u ORDER BY id)')).toBe('[1,2,2]');
  });
});

describe('a narrower type (B12)', () => {
  test('by hand 300 becomes 44 without a word; planned it waits for a guard that says so', () => {
    const of = (type: string): string => table(`id UInt64, x ${type}`);
    engine.build(of('UInt64'));
    engine.query('INSERT INTO a.t VALUES (1, 300)');
    engine.query('ALTER TABLE a.t MODIFY COLUMN x UInt8 SETTINGS mutations_sync = 2');
    expect(engine.query('SELECT x FROM a.t')).toBe('44');
    expect(planned(of('UInt64'), of('UInt8')).plan.guards).toMatchObject([
      { kind: 'destructive', from: 'x', lost: expect.stringContaining("that UInt8 can't hold") },
    ]);
  });
});

describe('materialized views (B15)', () => {
  const target = (name = 'target'): string => table('id UInt64, k Date', name);
  const schema = (source: string, to: string): string =>
    table('id UInt64, z String', source) + target(to) + materialized(`SELECT id FROM a.${source}`, to);
  const before = schema('t', 'target');

  test('the source gets another name, by hand: nothing reaches the target any more, whatever table has the old name', () => {
    engine.build(before);
    engine.query('RENAME TABLE a.t TO a.u');
    engine.query("INSERT INTO a.u VALUES (1, '')");
    engine.query(table('id UInt64, z String').replace(/;\n$/, ''));
    engine.query("INSERT INTO a.t VALUES (2, '')");
    expect(engine.query('SELECT count() FROM a.target')).toBe('0');
  });

  test('the source gets another name, planned: writers under the old name fail, the new name is heard', () => {
    engine.build(before);
    engine.query("INSERT INTO a.t VALUES (1, '')");
    const plan = planned(before, schema('u', 'target'));
    expect(fails(plan)).toEqual([
      'every query that names a.t (code 60): a.u answers instead',
      "rows inserted into a.u don't reach a.m, so let nobody write to the new name until statement 2",
    ]);
    expect(run(plan, "INSERT INTO a.t VALUES (2, '')")).toEqual([60, 60]);
    engine.query("INSERT INTO a.u VALUES (3, '')");
    expect(engine.query('SELECT groupArray(id) FROM (SELECT id FROM a.target ORDER BY id)')).toBe('[1,3]');
  });

  test('the target gets another name, by hand: every INSERT into the source fails (60)', () => {
    engine.build(before);
    engine.query('RENAME TABLE a.target TO a.other');
    expect(engine.codeOf("INSERT INTO a.t VALUES (1, '')")).toBe(60);
  });

  test('the target gets another name, planned: they fail for one statement, and leave no row behind', () => {
    engine.build(before);
    engine.query("INSERT INTO a.t VALUES (1, '')");
    const plan = planned(before, schema('t', 'other'));
    expect(fails(plan)).toContain('every INSERT into a.t, while pushing to a.m (code 60), until statement 2');
    expect(run(plan, "INSERT INTO a.t VALUES (2, '')")).toEqual([60, 0]);
    for (const name of ['t', 'other'])
      expect(engine.query(`SELECT groupArray(id) FROM (SELECT id FROM a.${name} ORDER BY id)`)).toBe('[1,2]');
  });

  test('another target: a guard says what stays behind, and nothing fails', () => {
    const both = (to: string): string =>
      table('id UInt64, z String') +
      target() +
      table('id UInt64, o Int8', 'other') +
      materialized('SELECT id FROM a.t', to);
    engine.build(both('target'));
    engine.query("INSERT INTO a.t VALUES (1, '')");
    const plan = planned(both('target'), both('other'));
    expect(plan.plan.guards).toMatchObject([
      {
        kind: 'destructive',
        object: 'a.m',
        from: 'a.target',
        lost: expect.stringContaining('a.target gets no more rows from a.m'),
      },
    ]);
    expect(fails(plan)).toEqual([]);
    expect(run(plan, "INSERT INTO a.t VALUES (2, '')")).toEqual([0]);
    expect(engine.query('SELECT (SELECT groupArray(id) FROM a.target), (SELECT groupArray(id) FROM a.other)')).toBe(
      '[1]\t[2]',
    );
  });

  test('a column of the target that the view fills goes, by hand: its values are discarded without a word', () => {
    const of = (columns: string, select: string): string =>
      table('id UInt64, x UInt8') + table(columns, 'target') + materialized(`SELECT ${select} FROM a.t`);
    engine.build(of('id UInt64, x UInt8, k Date', 'id, x'));
    engine.query('ALTER TABLE a.target DROP COLUMN x');
    engine.query('INSERT INTO a.t VALUES (1, 5)');
    expect(engine.query('SELECT * FROM a.target')).toBe('1\t1970-01-01');
    const plan = planned(of('id UInt64, x UInt8, k Date', 'id, x'), of('id UInt64, k Date', 'id'));
    expect(plan.plan.guards).toMatchObject([{ kind: 'destructive', object: 'a.target', from: 'x' }]);
    expect(plan.statements.map(({ change }) => change)).toEqual(['modify-query', 'drop-column']);
  });

  test('the view itself gets another name: it goes on, with rows of its own as with a target', () => {
    const inner = (name: string): string =>
      `CREATE MATERIALIZED VIEW a.${name} ENGINE = MergeTree ORDER BY id AS SELECT id FROM a.t;\n`;
    const views = (first: string, second: string): string =>
      table('id UInt64, z String') + target() + materialized('SELECT id FROM a.t', 'target', first) + inner(second);
    engine.build(views('m', 'n'));
    expect(run(planned(views('m', 'n'), views('m2', 'n2')), "INSERT INTO a.t VALUES (1, '')")).toEqual([0, 0]);
    expect(engine.query('SELECT (SELECT count() FROM a.target), (SELECT count() FROM a.n2)')).toBe('2\t2');
  });
});

describe('dictionaries (B16)', () => {
  const source = (name: string): string => table('id UInt64, s String', name);

  test('its source gets another name: refused by ClickHouse (630); planned, it goes on with what it has loaded', () => {
    const of = (name: string): string => source(name) + dictionary(name);
    engine.build(of('t'));
    engine.query("INSERT INTO a.t VALUES (1, 'one')");
    const read = "SELECT throwIf(dictGet('a.dict', 's', toUInt64(1)) != 'one')";
    expect(engine.codeOf(read)).toBe(0);
    expect(engine.codeOf('RENAME TABLE a.t TO a.u')).toBe(630);
    const plan = planned(of('t'), of('u'));
    expect(fails(plan)).toContain('a load of the dictionary a.dict (code 60) until statement 2');
    expect(run(plan, read)).toEqual([0, 0]);
  });

  test('one that a default names gets another name: refused by ClickHouse (630); planned, no query fails', () => {
    const of = (name: string): string =>
      source('t') + dictionary('t', name) + table(`id UInt64, s String DEFAULT dictGet('a.${name}', 's', id)`, 'w');
    engine.build(of('dict'));
    engine.query("INSERT INTO a.t VALUES (1, 'one')");
    expect(engine.codeOf('RENAME DICTIONARY a.dict TO a.d2')).toBe(630);
    const plan = planned(of('dict'), of('d2'));
    expect(fails(plan)).toEqual([]);
    expect(run(plan, 'INSERT INTO a.w (id) VALUES (1)')).toEqual([0, 0, 0]);
    expect(engine.query('SELECT DISTINCT s FROM a.w')).toBe('one');
  });

  test('one that nothing names gets another name', () => {
    engine.build(source('t') + dictionary('t'));
    engine.query("INSERT INTO a.t VALUES (1, 'one')");
    run(planned(source('t') + dictionary('t'), source('t') + dictionary('t', 'd2')));
    expect(engine.query("SELECT dictGet('a.d2', 's', toUInt64(1))")).toBe('one');
  });
});

describe('a function is copied where it is used (B23)', () => {
  test('by hand another body changes nothing; planned it is refused while something uses it', () => {
    const of = (body: string): string =>
      `CREATE FUNCTION plus_some AS (x) -> x + ${body};\n${table('id UInt64, x UInt64 DEFAULT plus_some(id)')}`;
    engine.build(of('1'));
    engine.query('CREATE OR REPLACE FUNCTION plus_some AS (x) -> x + 2');
    engine.query('INSERT INTO a.t (id) VALUES (1)');
    engine.query('DROP FUNCTION plus_some');
    expect(engine.query('SELECT x FROM a.t')).toBe('2');
    expect(refused(of('1'), of('2'))).toEqual(['function-in-use']);
  });
});

describe('a TTL (B24)', () => {
  const of = (ttl: string, column = ''): string =>
    table(`id UInt64, d DateTime, x String${column}`, 't', `ORDER BY id${ttl}`);
  const fill = (): string => engine.query("INSERT INTO a.t VALUES (1, now() - 86400 * 5, 'old'), (2, now(), 'new')");

  test('of a table, new or shorter: rows go at once, behind a guard that says so', () => {
    for (const before of ['', ' TTL d + INTERVAL 9 DAY']) {
      engine.build(of(before));
      fill();
      const plan = planned(of(before), of(' TTL d + INTERVAL 1 DAY'));
      expect(plan.plan.guards).toMatchObject([
        { kind: 'destructive', lost: 'rows of a.t that are past TTL d + INTERVAL 1 DAY: they are deleted at once' },
      ]);
      run(plan);
      expect(engine.query('SELECT id FROM a.t')).toBe('2');
    }
  });

  test('of a column: values go at once, behind a guard that says so', () => {
    engine.build(of(''));
    fill();
    const plan = planned(of(''), of('', ' TTL d + INTERVAL 1 DAY'));
    expect(plan.plan.guards).toMatchObject([
      {
        kind: 'destructive',
        from: 'x',
        lost: 'values of a.t.x that are past TTL d + INTERVAL 1 DAY: they become the default at once',
      },
    ]);
    run(plan);
    expect(engine.query('SELECT id, x FROM a.t ORDER BY id')).toBe('1\t\n2\tnew');
  });

  test('a setting beside it neither waits nor endangers', () => {
    const { statements } = planned(of(''), of(' TTL d + INTERVAL 1 DAY SETTINGS ttl_only_drop_parts = 1'));
    expect(statements.map(({ change, risk, guards, cost }) => [change, risk, guards.length, cost !== null])).toEqual([
      ['modify-ttl', 'danger', 1, true],
      ['modify-settings', 'caution', 0, false],
    ]);
  });
});
