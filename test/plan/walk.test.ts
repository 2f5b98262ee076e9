/** Plans that are taken up again after each of their statements, and statements that are taken back. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fails } from './hazards/plans.ts';
import { randomPair } from './random-schema.ts';
import { planConfirmed, ruleErrors, schemaOf } from './support.ts';
import { Walker } from './walk.ts';

let walker: Walker;
beforeAll(() => {
  walker = new Walker();
});
afterAll(() => {
  walker[Symbol.dispose]();
});

const table = (name: string, columns = 'id UInt64, x String', engine = 'MergeTree'): string =>
  `CREATE TABLE ${name} (${columns}) ENGINE = ${engine} ORDER BY id;\n`;
const front = (name: string, local: string, key = 'id', columns = '', cluster = 'prod'): string =>
  `CREATE TABLE ${name} ${columns === '' ? `AS ${local}` : `(${columns})`} ENGINE = Distributed('${cluster}', '${local.replace('.', "', '")}', ${key});\n`;
const view = (name: string, query: string): string => `CREATE VIEW ${name} AS ${query};\n`;
const materialized = (name: string, to: string, query: string): string =>
  `CREATE MATERIALIZED VIEW ${name} TO ${to} AS ${query};\n`;
const buffer = (name: string, to: string, columns = 'id UInt64, x String'): string =>
  `CREATE TABLE ${name} (${columns}) ENGINE = Buffer('${to.replace('.', "', '")}', 1, 100, 100, 10000, 1000000, 10000000, 100000000);\n`;
const dictionary = (name: string, source: string): string =>
  `CREATE DICTIONARY ${name} (id UInt64, x String) PRIMARY KEY id SOURCE(CLICKHOUSE(DB '${source.split('.')[0]}' TABLE '${source.split('.')[1]}')) LIFETIME(60) LAYOUT(FLAT());\n`;
const target = table('a.target', 'id UInt64, k Date');
const renamed = 'id UInt64, y String';
/** Everything of one database. */
const moved = (name: string): string =>
  `CREATE DATABASE ${name};\n${table(`${name}.t`)}${front(`${name}.d`, `${name}.t`)}${view(`${name}.v`, `SELECT * FROM ${name}.d`)}${dictionary(`${name}.dict`, `${name}.t`)}${table(`${name}.target`, 'id UInt64, k Date')}${materialized(`${name}.m`, `${name}.target`, `SELECT id FROM ${name}.t`)}`;

const changes: readonly (readonly [name: string, base: string, head: string])[] = [
  [
    'a local table under two Distributed ones',
    table('a.t') + front('a.d', 'a.t') + front('a.e', 'a.t'),
    table('a.u') + front('a.d', 'a.u') + front('a.e', 'a.u'),
  ],
  [
    'a pair, a materialized view over its local table, a view over its front',
    table('a.t_local') +
      front('a.t', 'a.t_local') +
      target +
      materialized('a.m', 'a.target', 'SELECT id FROM a.t_local') +
      view('a.v', 'SELECT id FROM a.t'),
    table('a.u_local') +
      front('a.u', 'a.u_local') +
      target +
      materialized('a.m', 'a.target', 'SELECT id FROM a.u_local') +
      view('a.v', 'SELECT id FROM a.u'),
  ],
  ['another sharding key', table('a.t') + front('a.d', 'a.t'), table('a.t') + front('a.d', 'a.t', 'intHash64(id)')],
  [
    'a column under a Distributed table and a Buffer over that',
    table('a.t') + front('a.d', 'a.t') + buffer('a.b', 'a.d') + view('a.v', 'SELECT x FROM a.b'),
    table('a.t', renamed) + front('a.d', 'a.t') + buffer('a.b', 'a.d', renamed) + view('a.v', 'SELECT y AS x FROM a.b'),
  ],
  [
    'a column under two levels of Distributed tables',
    table('a.t') + front('a.d', 'a.t') + front('a.f', 'a.d', 'id', 'id UInt64, x String', 'far'),
    table('a.t', renamed) + front('a.d', 'a.t') + front('a.f', 'a.d', 'id', renamed, 'far'),
  ],
  [
    'two levels of Distributed tables go and their local table gets another name',
    table('a.t') + front('a.d', 'a.t') + front('a.f', 'a.d', 'id', 'id UInt64, x String', 'far'),
    table('a.u'),
  ],
  ['everything of a database that goes', moved('p'), moved('q')],
  [
    'columns that move, come and go',
    table('a.t', 'id UInt64, x String, k UInt8, n Date, m UInt8 ALIAS k, l UInt8 ALIAS k'),
    table('a.t', 'n Date, id UInt64, o UInt8, k UInt8, x String'),
  ],
  [
    'columns of a pair that move, come and go',
    table('a.t', 'id UInt64, x String, k UInt8, n Date') + front('a.d', 'a.t'),
    table('a.t', 'n Date, o UInt8, x String, id UInt64') + front('a.d', 'a.t'),
  ],
  [
    'a column that a projection names',
    table('a.t', 'id UInt64, x String, PROJECTION p (SELECT x, count() GROUP BY x)'),
    table('a.t', 'id UInt64, y String, PROJECTION p (SELECT y, count() GROUP BY y)'),
  ],
  [
    'two types under one projection of a pair, one wider and one narrower',
    table('a.t', 'id UInt64, x UInt16, y UInt8, PROJECTION p (SELECT x, y ORDER BY x)') + front('a.d', 'a.t'),
    table('a.t', 'id UInt64, x UInt8, y UInt16, PROJECTION p (SELECT x, y ORDER BY x)') + front('a.d', 'a.t'),
  ],
  [
    'a dictionary and what it reads',
    table('a.t') + dictionary('a.dict', 'a.t'),
    table('a.u') + dictionary('a.dict2', 'a.u'),
  ],
  [
    'views over views',
    table('a.t') +
      view('a.v1', 'SELECT * FROM a.t') +
      view('a.v2', 'SELECT id, x FROM a.v1') +
      view('a.v3', 'SELECT id FROM a.v2'),
    table('a.u', 'id UInt64, x String, k UInt8') +
      view('a.w1', 'SELECT * FROM a.u') +
      view('a.w2', 'SELECT id, x FROM a.w1') +
      view('a.w3', 'SELECT id FROM a.w2'),
  ],
  [
    'a column that a materialized view fills',
    table('a.s') + table('a.t') + materialized('a.m', 'a.t', 'SELECT id, x FROM a.s'),
    table('a.s') + table('a.t', renamed) + materialized('a.m', 'a.t', 'SELECT id, x AS y FROM a.s'),
  ],
];

const pairs = Number(process.env['CHX_PAIRS'] ?? 20);
const seed = Number(process.env['CHX_SEED'] ?? 815);

test(`${pairs} random changes: each condition holds to the end`, { timeout: 20_000 + pairs * 4_000 }, () => {
  const arbitrary = fc.gen().map((choose) => randomPair((count) => choose(fc.nat, { max: count - 1 })));
  let walked = 0;
  for (const [index, pair] of fc.sample(arbitrary, { seed, numRuns: pairs }).entries()) {
    const [base, head] = [schemaOf(pair.base), schemaOf(pair.head)];
    if (ruleErrors(head).length > 0) continue;
    const planned = planConfirmed(base, head);
    if (planned.refusals.length > 0) continue;
    const where = `pair ${index} of seed ${seed} (${pair.edits.join(', ')})\n${pair.base}\n\n-- becomes\n\n${pair.head}`;
    // What takes back a view shows the types that its source has by then.
    expect(walker.walk(planned, () => {}, false).problems, where).toEqual([]);
    walked += 1;
  }
  expect(walked).toBeGreaterThan(pairs / 2);
});

describe('a plan that is taken up again, and what takes a statement back', () => {
  test.each(changes)('%s', (_, base, head) => {
    const planned = planConfirmed(schemaOf(base), schemaOf(head));
    expect(planned.refusals).toEqual([]);
    const { problems, undone } = walker.walk(planned);
    expect(problems).toEqual([]);
    expect(undone).toBeGreaterThan(0);
  });
});

/**
 * What fails after which statements, as the engine has it, beside what the plan says of it. Names that are no more and names that
 * are not yet are left out of the probes where the plan only says that another one answers.
 */
describe('what the plan says fails meanwhile is what fails', () => {
  const reads = (name: string): string => `SELECT * FROM ${name} LIMIT 0`;
  const writes = (name: string): string =>
    `INSERT INTO ${name} (id) SETTINGS distributed_foreground_insert = 1 VALUES (1)`;

  test.each<{
    readonly name: string;
    readonly base: string;
    readonly head: string;
    readonly said: readonly string[];
    readonly failing: Readonly<Record<string, string>>;
  }>([
    {
      name: 'a local table under two Distributed ones, with views',
      base:
        table('a.t') +
        front('a.d', 'a.t') +
        front('a.e', 'a.t') +
        view('a.v', 'SELECT id FROM a.d') +
        view('a.w', 'SELECT id FROM a.t'),
      head:
        table('a.u') +
        front('a.d', 'a.u') +
        front('a.e', 'a.u') +
        view('a.v', 'SELECT id FROM a.d') +
        view('a.w', 'SELECT id FROM a.u'),
      said: [
        'queries through a.d (code 60 or 279); what it queues meanwhile is sent on afterwards, until statement 7',
        'queries through a.e (code 60 or 279); what it queues meanwhile is sent on afterwards, until statement 7',
        'every query that names a.t (code 60): a.u answers instead',
        'reads of the view a.w (code 60) until statement 8',
      ],
      failing: {
        [reads('a.d')]: '3 4 5 6',
        [writes('a.d')]: '3 4 5 6',
        [reads('a.e')]: '5 6',
        [writes('a.e')]: '5 6',
        [reads('a.v')]: '3 4 5 6',
        [reads('a.w')]: '7',
        [reads('a.t')]: '7 8 9 10 11 12',
      },
    },
    {
      name: 'a pair with a materialized view over its local table and a view over its front',
      base:
        table('a.t_local') +
        front('a.t', 'a.t_local') +
        target +
        materialized('a.m', 'a.target', 'SELECT id FROM a.t_local') +
        view('a.v', 'SELECT id FROM a.t'),
      head:
        table('a.u_local') +
        front('a.u', 'a.u_local') +
        target +
        materialized('a.m', 'a.target', 'SELECT id FROM a.u_local') +
        view('a.v', 'SELECT id FROM a.u'),
      said: [
        'every query that names a.t (code 60): a.u answers from statement 5 on',
        'reads of the view a.v (code 60) until statement 6',
        'every query that names a.t_local (code 60): a.u_local answers instead',
        "rows inserted into a.u_local don't reach a.m, so let nobody write to the new name until statement 4",
      ],
      failing: { [reads('a.v')]: '1 2 3 4 5', [reads('a.u')]: '1 2 3 4', [reads('a.t')]: '1 2 3 4 5 6 7 8' },
    },
    {
      name: 'a column of a pair that a materialized view fills',
      base: table('a.s') + table('a.t') + front('a.d', 'a.t') + materialized('a.m', 'a.d', 'SELECT id, x FROM a.s'),
      head:
        table('a.s') +
        table('a.t', renamed) +
        front('a.d', 'a.t') +
        materialized('a.m', 'a.d', 'SELECT id, x AS y FROM a.s'),
      said: [
        'SELECT * and reads of x or y through a.d (code 47), and every INSERT into it (code 16), until statement 4',
        'every INSERT into a.s, while pushing to a.m (code 16), until statement 4',
      ],
      failing: { [reads('a.d')]: '2 3', [writes('a.d')]: '2 3', [writes('a.s')]: '2 3', [reads('a.t')]: '' },
    },
    {
      name: 'a Distributed table that a materialized view writes to and a view and a dictionary read',
      base:
        table('a.s') +
        table('a.t') +
        front('a.d', 'a.t') +
        materialized('a.m', 'a.d', 'SELECT id, x FROM a.s') +
        view('a.v', 'SELECT * FROM a.d') +
        dictionary('a.dict', 'a.d'),
      head:
        table('a.s') +
        table('a.t') +
        front('a.e', 'a.t') +
        materialized('a.m', 'a.e', 'SELECT id, x FROM a.s') +
        view('a.v', 'SELECT * FROM a.e') +
        dictionary('a.dict', 'a.e'),
      said: [
        'every query that names a.d (code 60): a.e answers instead',
        'a load of the dictionary a.dict (code 60) until statement 2',
        'every INSERT into a.s, while pushing to a.m (code 60), until statement 3',
        'reads of the view a.v (code 60) until statement 4',
      ],
      failing: {
        'SYSTEM RELOAD DICTIONARY a.dict': '1',
        [writes('a.s')]: '1 2',
        [reads('a.v')]: '1 2 3',
        [reads('a.e')]: '',
        [reads('a.d')]: '1 2 3 4',
      },
    },
    {
      name: 'a column under a Buffer over a Distributed table, with a view',
      base: table('a.t') + front('a.d', 'a.t') + buffer('a.b', 'a.d') + view('a.v', 'SELECT x FROM a.b'),
      head:
        table('a.t', renamed) +
        front('a.d', 'a.t') +
        buffer('a.b', 'a.d', renamed) +
        view('a.v', 'SELECT y AS x FROM a.b'),
      said: [
        'every query that names a.b (code 60) until statement 6',
        'reads of the view a.v (code 60, then 47) until statement 7',
        'SELECT * and reads of x or y through a.d (code 47), and every INSERT into it (code 16), until statement 5',
      ],
      failing: {
        [reads('a.b')]: '1 2 3 4 5',
        [writes('a.b')]: '1 2 3 4 5',
        [reads('a.v')]: '1 2 3 4 5 6',
        [reads('a.d')]: '3 4',
        [writes('a.d')]: '3 4',
        [writes('a.t')]: '',
      },
    },
  ])('$name', ({ base, head, said, failing }) => {
    const planned = planConfirmed(schemaOf(base), schemaOf(head));
    expect(planned.refusals).toEqual([]);
    expect(fails(planned)).toEqual(said);
    const found = new Map<string, number[]>(Object.keys(failing).map((sql) => [sql, []]));
    walker.walk(planned, (number) => {
      for (const [sql, numbers] of found) if (walker.engine.codeOf(sql) !== 0) numbers.push(number);
    });
    expect(Object.fromEntries([...found].map(([sql, numbers]) => [sql, numbers.join(' ')]))).toEqual(failing);
  });
});

test('what is queued in two levels of Distributed tables is sent on from the outer one first', () => {
  const { statements } = planConfirmed(
    schemaOf(table('a.t') + front('a.d', 'a.t') + front('a.f', 'a.d', 'id', 'id UInt64, x String', 'far')),
    schemaOf(table('a.u')),
  );
  expect(
    statements.slice(0, 4).map(({ change, object }) => `${change} ${object}`.replace(/_chx_.*/, ' aside')),
  ).toEqual(['flush-distributed a.f', 'rename-distributed a.d', 'flush-distributed a.d aside', 'rename-table a.t']);
});

test('nothing takes back a type that takes NULLs, where the old one has no place for them', () => {
  const of = (type: string): string => table('a.t', `id UInt64, x ${type}`);
  const undo = (from: string, to: string): (string | null)[] =>
    planConfirmed(schemaOf(of(from)), schemaOf(of(to))).statements.map((statement) => statement.undo);
  expect(undo('LowCardinality(String)', 'LowCardinality(Nullable(String))')).toEqual([null]);
  expect(undo("String DEFAULT 'd'", "Nullable(String) DEFAULT 'd'")).toEqual([
    "ALTER TABLE a.t MODIFY COLUMN `x` String DEFAULT 'd'",
  ]);
});

test('nothing takes back a view that read a column which is gone, also through another view', () => {
  const planned = planConfirmed(
    schemaOf(
      table('a.t', 'id UInt64, x String, k UInt8') +
        view('a.v', 'SELECT * FROM a.t') +
        view('a.w', 'SELECT id, x, k FROM a.v'),
    ),
    schemaOf(table('a.t') + view('a.v', 'SELECT * FROM a.t') + view('a.w', 'SELECT id, x FROM a.v')),
  );
  expect(planned.statements.map(({ object, undo }) => [object, undo])).toEqual([
    ['a.t', null],
    ['a.v', null],
    ['a.w', null],
  ]);
  expect(walker.walk(planned).problems).toEqual([]);
});

describe('a column that a materialized view fills gets another name', () => {
  const base = table('a.s') + table('a.t') + materialized('a.m', 'a.t', 'SELECT id, x FROM a.s');
  const head = (query: string): string => table('a.s') + table('a.t', renamed) + materialized('a.m', 'a.t', query);

  test('by hand: what is written meanwhile loses its value without a word', () => {
    walker.walk(planConfirmed(schemaOf(base), schemaOf(base)));
    walker.engine.query('ALTER TABLE a.t RENAME COLUMN x TO y');
    walker.engine.query("INSERT INTO a.s VALUES (1, 'v')");
    expect(walker.engine.query('SELECT id, length(y) FROM a.t')).toBe('1\t0');
  });

  test('planned: no query fails, and every value arrives, whenever it is written', () => {
    const planned = planConfirmed(schemaOf(base), schemaOf(head('SELECT id, x AS y FROM a.s')));
    expect(planned.statements.map(({ change }) => change)).toEqual(['modify-query', 'rename-column', 'modify-query']);
    expect(planned.statements.map(({ guards }) => guards.length)).toEqual([1, 1, 1]);
    expect(fails(planned)).toEqual([]);
    walker.walk(planned, (number) => walker.engine.query(`INSERT INTO a.s VALUES (${number}, 'v${number}')`));
    expect(walker.engine.query('SELECT * FROM a.t ORDER BY id')).toBe('1\tv1\n2\tv2\n3\tv3');
  });

  test.each([
    'SELECT * FROM a.s',
    'SELECT s.id, s.x FROM a.s AS s',
    'SELECT id, x FROM a.s UNION ALL SELECT id, x FROM a.s',
  ])('where %s doesn’t show what it gives, it is refused', (query) => {
    const before = base.replace('SELECT id, x FROM a.s', query);
    expect(planConfirmed(schemaOf(before), schemaOf(head('SELECT id, x AS y FROM a.s'))).refusals).toContain(
      'rename-filled-column',
    );
  });
});

describe('a database that goes while its tables move to another', () => {
  const tables = (database: string): string =>
    `CREATE DATABASE ${database};\n${Array.from({ length: 20 }, (_, n) => table(`${database}.t${n}`, `id UInt64, c${n} String`)).join('')}`;

  test('it is made before the first comes and goes after the last, which it waits for; their rows are there', () => {
    const planned = planConfirmed(schemaOf(tables('p')), schemaOf(tables('q')));
    expect(planned.refusals).toEqual([]);
    const changes = planned.statements.map(({ change }) => change);
    expect([changes.length, changes[0], changes.at(-1)]).toEqual([22, 'create-database', 'drop-database']);
    expect(planned.statements.at(-1)?.guards).toHaveLength(21);
    expect(walker.walk(planned).problems).toEqual([]);
  });

  test.each([
    ['Memory', 'rename-in-database'],
    ["Replicated('/db', '{shard}', '{replica}')", 'rename-across-databases'],
  ])('of engine %s it is refused as %s', (engine, rule) => {
    const of = (name: string): string => `CREATE DATABASE ${name} ENGINE = ${engine};\n${table(`${name}.t`)}`;
    expect(new Set(planConfirmed(schemaOf(of('p')), schemaOf(of('q'))).refusals)).toEqual(new Set([rule]));
  });
});
