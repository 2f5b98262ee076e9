/** What each of several possible renames would bring: the statements that the plan has once it is confirmed. */
import { describe, expect, test } from 'vitest';
import { renderOperations } from '../../src/render/statement.ts';
import { front, said, table, view } from './detect-support.ts';
import { type Planned, planSql, target } from './support.ts';

/** For each undecided rename, `from → to`, the SQL that it would bring. */
function brings({ plan }: Planned): Record<string, readonly string[]> {
  return Object.fromEntries(
    plan.guards.flatMap((guard) => {
      const operations = plan.brings.get(guard.id);
      if (operations === undefined) return [];
      return [[`${guard.from} → ${guard.to}`, renderOperations(operations, target).map(({ sql }) => sql)]];
    }),
  );
}

/** What the plan holds back for a guard once it is confirmed. */
function held(base: string, head: string, id: string): readonly string[] {
  return planSql(base, head, { confirm: [id] }).statements.flatMap(({ sql, guards }) =>
    guards.includes(id) ? [sql] : [],
  );
}

const pair = (columns: string): string => table('a.t', columns) + front('a.d', 'a.t');

describe('one of several partners', () => {
  test('a column of a pair: its front and what that has queued, too', () => {
    const found = brings(planSql(pair('id UInt64, x String'), pair('id UInt64, y String, z String')));
    expect(found).toEqual({
      'x → y': [
        'ALTER TABLE a.d RENAME COLUMN `x` TO `y`',
        'SYSTEM FLUSH DISTRIBUTED a.d',
        'ALTER TABLE a.t RENAME COLUMN `x` TO `y`',
      ],
      'x → z': [
        'ALTER TABLE a.d RENAME COLUMN `x` TO `z`',
        'SYSTEM FLUSH DISTRIBUTED a.d',
        'ALTER TABLE a.t RENAME COLUMN `x` TO `z`',
      ],
    });
  });

  test.each([
    ['columns', table('a.t', 'id UInt64, x String'), table('a.t', 'id UInt64, y String, z String')],
    [
      'columns with a projection and a view',
      table('a.t', 'id UInt64, x String, PROJECTION p (SELECT x, count() GROUP BY x)') +
        view('a.v', 'SELECT x FROM a.t'),
      table('a.t', 'id UInt64, y String, z String, PROJECTION p (SELECT y, count() GROUP BY y)') +
        view('a.v', 'SELECT y AS x FROM a.t'),
    ],
    [
      'tables',
      table('a.m', 'id UInt64, x String'),
      table('a.x', 'id UInt64, x String') + table('a.y', 'id UInt64, x String'),
    ],
    [
      'pairs',
      table('a.m_local', 'id UInt64, x String') + front('a.m', 'a.m_local'),
      ['x', 'y']
        .map((name) => table(`a.${name}_local`, 'id UInt64, x String') + front(`a.${name}`, `a.${name}_local`))
        .join(''),
    ],
  ])('%s: what it brings is what the plan holds back for it once it is confirmed', (_, base, head) => {
    const planned = planSql(base, head);
    expect(planned.plan.brings.size).toBeGreaterThan(1);
    const found = brings(planned);
    for (const { id, from, to } of planned.plan.guards) {
      if (!planned.plan.brings.has(id)) continue;
      const expected = held(base, head, id);
      expect(expected.length).toBeGreaterThan(0);
      expect(found[`${from} → ${to}`]).toEqual(expected);
    }
  });

  test('one that can’t run tells the rename alone', () => {
    const base = table('a.t', 'id UInt64, k String', 'ORDER BY (id, k)');
    const head = table('a.t', 'id UInt64, l String, m String', 'ORDER BY (id, l)');
    expect(brings(planSql(base, head))['k → m']).toEqual(['ALTER TABLE a.t RENAME COLUMN `k` TO `m`']);
  });

  test('beside a thousand other tables it costs what it costs alone, and finds the same', () => {
    const others = Array.from({ length: 1000 }, (_unused, n) => table(`a.other${n}`, 'id UInt64')).join('');
    const [base, head] = [pair('id UInt64, x String'), pair('id UInt64, y String, z String')];
    expect(brings(planSql(base + others, head + others))).toEqual(brings(planSql(base, head)));
  });

  test('of very many, each tells the rename alone', () => {
    const tables = (column: string): string =>
      Array.from(
        { length: 120 },
        (_unused, n) => table(`a.t${n}`, `id UInt64, ${column}`) + front(`a.d${n}`, `a.t${n}`),
      ).join('');
    const found = planSql(tables('x String'), tables('y String, z String'));
    expect(found.plan.brings.size).toBe(240);
    expect([...found.plan.brings.values()].every((operations) => operations.length === 1)).toBe(true);
  });
});

describe('a Buffer takes part in what is decided for the table behind it', () => {
  const buffer = (column: string): string =>
    `CREATE TABLE a.b (id UInt64, ${column} String) ENGINE = Buffer('a', 't', 1, 10, 100, 10, 100, 1000, 10000);\n`;
  const [base, head] = [
    table('a.t', 'id UInt64, x String') + buffer('x'),
    table('a.t', 'id UInt64, y String') + buffer('y'),
  ];

  test('one guard holds both back', () => {
    const { plan, statements } = planSql(base, head);
    expect(plan.guards.map(({ object, from, to }) => [object, from, to])).toEqual([['a.t', 'x', 'y']]);
    expect(statements.every(({ guards }) => guards.includes(plan.guards[0]?.id ?? ''))).toBe(true);
  });

  test('rejected, both drop and add it, behind the guard of the loss, the Buffer first', () => {
    const [guard] = planSql(base, head).plan.guards;
    const { plan, statements } = planSql(base, head, { reject: [guard?.id ?? ''] });
    const loss = plan.guards.find(({ kind }) => kind === 'destructive');
    const drops = statements.filter(({ change }) => change.includes('drop-column'));
    expect(drops.map(({ object, guards }) => [object, guards])).toEqual([
      ['a.b', [loss?.id]],
      ['a.t', [loss?.id]],
    ]);
  });

  test('announced for the table alone: nothing is said twice', () => {
    const announced = table('a.t', `id UInt64,${said('x')}y String`) + buffer('y');
    expect(planSql(base, announced).plan.guards).toHaveLength(1);
  });
});
