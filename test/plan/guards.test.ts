/** What holds a change back, and what keeps a confirmation: which edits move a guard's id and which leave it. */
import { describe, expect, test } from 'vitest';
import { planSql } from './support.ts';

const table = (columns: string, more = 'ORDER BY id'): string =>
  `CREATE TABLE a.t (${columns}) ENGINE = MergeTree ${more};\n`;

const before = table('id UInt64, user String, other Date, INDEX i user TYPE minmax');
const after = table('id UInt64, user_name String, other Date, INDEX i user_name TYPE minmax');

function ids(base: string, head: string, repository = 'test'): string[] {
  return planSql(base, head, { repository }).plan.guards.map(({ id }) => id);
}

describe('a column rename', () => {
  const [id = ''] = ids(before, after);

  test('is one guard of 26 characters of base32 for the pair, pending, with its evidence', () => {
    const front = `CREATE TABLE a.d AS a.t ENGINE = Distributed('prod', 'a', 't', id);`;
    const { guards } = planSql(before + front, after + front).plan;
    expect(guards).toMatchObject([
      { kind: 'rename', state: 'pending', group: null, object: 'a.t', from: 'user', to: 'user_name' },
    ]);
    expect(guards[0]?.id).toMatch(/^r-[a-z2-7]{26}$/);
    expect(guards[0]?.evidence).toContain('same type String');
  });

  test.each([
    ['another column', before, after.replace('other Date', 'other Date, more UInt8')],
    ['another column’s comment', before, after.replace('other Date', "other Date COMMENT 'c'")],
    ['settings', before, after.replace('ORDER BY id', 'ORDER BY id SETTINGS ttl_only_drop_parts = 1')],
    ['white space and comments', before, after.replace('id UInt64', '/* key */\n  id   UInt64')],
    ['another object', `${before}CREATE VIEW a.w AS SELECT 1 AS o;`, after],
    ['an index on another column', before, after.replace('INDEX i', 'INDEX k other TYPE minmax, INDEX i')],
  ])('keeps its id: %s', (_, base, head) => {
    expect(ids(base, head)).toContain(id);
  });

  test.each([
    ['its type before', before.replace('user String', 'user LowCardinality(String)'), after],
    ['its type after', before, after.replace('user_name String', 'user_name LowCardinality(String)')],
    ['its default', before, after.replace('user_name String', "user_name String DEFAULT 'x'")],
    ['its comment', before, after.replace('user_name String', "user_name String COMMENT 'x'")],
    [
      'an index that names it',
      before.replace('i user', 'i lower(user)'),
      after.replace('i user_name', 'i lower(user_name)'),
    ],
    [
      'a view that names it',
      `${before}CREATE VIEW a.v AS SELECT user FROM a.t;`,
      `${after}CREATE VIEW a.v AS SELECT user_name FROM a.t;`,
    ],
    ['the cluster', before.replace('a.t', 'a.t ON CLUSTER prod'), after.replace('a.t', 'a.t ON CLUSTER prod')],
    ['another candidate', before, after.replace('other Date', 'other Date, label String')],
  ])('gets another id: %s', (_, base, head) => {
    const guards = planSql(base, head).plan.guards.filter(({ kind, to }) => kind === 'rename' && to === 'user_name');
    expect(guards).toHaveLength(1);
    expect(guards[0]?.id).not.toBe(id);
  });

  test('means nothing in another repository', () => {
    expect(ids(before, after, 'other')).not.toContain(id);
  });

  test('rejected it is a drop that waits, and an add', () => {
    const planned = planSql(before, after, { reject: [id] });
    expect(planned.sql.join()).not.toContain('RENAME');
    expect(planned.plan.guards.map(({ kind, state }) => [kind, state])).toEqual([
      ['rename', 'rejected'],
      ['destructive', 'pending'],
    ]);
  });

  test('confirmed and rejected, it is rejected', () => {
    expect(planSql(before, after, { confirm: [id], reject: [id] }).sql.join()).not.toContain('RENAME');
  });

  test('with detection off it is a drop and an add', () => {
    const planned = planSql(before, after, { detectRenames: false });
    expect(planned.plan.guards.map(({ kind }) => kind)).toEqual(['destructive']);
  });
});

describe('a group', () => {
  const base = table('id UInt64, title String');
  const head = table('id UInt64, name String, label String');
  const guards = planSql(base, head).plan.guards;
  const [first = '', second = ''] = guards.map(({ id }) => id);

  test('is left out of the plan while nobody decides, each with what it would bring', () => {
    expect(guards.map(({ from, to, state }) => [from, to, state])).toEqual([
      ['title', 'label', 'pending'],
      ['title', 'name', 'pending'],
    ]);
    expect(new Set(guards.map(({ group }) => group)).size).toBe(1);
    const { plan, sql } = planSql(base, head);
    expect(sql).toEqual([]);
    expect([...plan.brings.keys()].sort()).toEqual([first, second].sort());
  });

  test('one confirmed: the other one is a new column', () => {
    const planned = planSql(base, head, { confirm: [first] });
    expect(planned.sql.map((sql) => sql.replace(/\s+/g, ' '))).toEqual([
      'ALTER TABLE a.t RENAME COLUMN `title` TO `label`',
      'ALTER TABLE a.t ADD COLUMN `name` String AFTER `id`',
    ]);
    expect(planned.plan.guards.map(({ state }) => state).sort()).toEqual(['confirmed', 'rejected']);
  });

  test('both confirmed are refused', () => {
    expect(new Set(planSql(base, head, { confirm: [first, second] }).refusals)).toEqual(
      new Set(['conflicting-confirmations']),
    );
  });

  test('both rejected: a drop that waits, and two new columns', () => {
    const planned = planSql(base, head, { reject: [first, second] });
    expect(planned.plan.guards.filter(({ kind }) => kind === 'destructive')).toHaveLength(1);
    expect(planned.sql.join()).toMatch(/ADD COLUMN `name`[\s\S]*ADD COLUMN `label`[\s\S]*DROP COLUMN `title`/);
  });
});

describe('what is lost waits', () => {
  const front = `CREATE TABLE a.d AS a.t ENGINE = Distributed('prod', 'a', 't', id);`;
  test.each([
    ['values of a column', table('id UInt64, x UInt8'), table('id UInt64'), 1],
    ['values of a pair’s column, once', table('id UInt64, x UInt8') + front, table('id UInt64') + front, 1],
    ['an ALIAS holds none', table('id UInt64, x UInt64 ALIAS id'), table('id UInt64'), 0],
    ['a narrower type', table('id UInt64, x UInt16'), table('id UInt64, x UInt8'), 1],
    ['a wider one', table('id UInt64, x UInt8'), table('id UInt64, x UInt16'), 0],
    ['a table with its front', table('id UInt64') + front, '', 1],
    [
      'a shorter TTL',
      table('id UInt64, d Date', 'ORDER BY id TTL d + INTERVAL 9 DAY'),
      table('id UInt64, d Date', 'ORDER BY id TTL d + INTERVAL 1 DAY'),
      1,
    ],
    [
      'a longer one',
      table('id UInt64, d Date', 'ORDER BY id TTL d + INTERVAL 1 DAY'),
      table('id UInt64, d Date', 'ORDER BY id TTL d + INTERVAL 9 DAY'),
      0,
    ],
    ['a view, though it holds no rows', 'CREATE VIEW a.v AS SELECT 1 AS o;', '', 1],
    ['a function', 'CREATE FUNCTION f AS x -> x + 1;', '', 1],
    ['a way to rows elsewhere', `CREATE TABLE a.k (x UInt8) ENGINE = Kafka('h:1', 't', 'g', 'CSV');`, '', 1],
  ] as const)('%s', (_, base, head, count) => {
    const { plan, statements } = planSql(base, head);
    expect(plan.guards).toHaveLength(count);
    const [guard] = plan.guards;
    if (guard === undefined) return;
    expect(guard).toMatchObject({ kind: 'destructive', state: 'pending' });
    expect(guard.id).toMatch(/^d-[a-z2-7]{26}$/);
    expect(statements.some(({ guards }) => guards.includes(guard.id))).toBe(true);
  });
});
