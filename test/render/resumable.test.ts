/**
 * Plans that put one table in the place of another can be taken up again wherever they stopped: once a statement took effect
 * its condition holds to the end of the plan, whatever comes after it, and before that it does not.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../plan/hazards/engine.ts';
import { buffer, dictionary, front, materialized, planned, table } from '../plan/hazards/plans.ts';

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});
afterAll(() => {
  engine[Symbol.dispose]();
});

const columns = 'id UInt64, s String';
const view = (source: string): string =>
  table('id UInt64, k Date', 'target') + materialized(`SELECT id FROM a.${source}`);

test.each([
  ['a sharding key', table(columns) + front(), table(columns) + front('d', 't', 'cityHash64(id, 1::UInt8)')],
  ['no sharding key any more', table(columns) + front('d', 't', 'id + 1'), table(columns) + front('d', 't', 'id')],
  [
    'settings of a front',
    table(columns) + front(),
    table(columns) + front().replace(';', ' SETTINGS bytes_to_throw_insert = 7;'),
  ],
  ['a local table', table(columns) + front(), table(columns, 'u') + front('d', 'u')],
  ['a pair', table(columns) + front(), table(columns, 'u') + front('e', 'u')],
  [
    'a local table that a view listens to, under a front that a dictionary reads',
    table(columns) + front() + dictionary('d') + view('t'),
    table(columns, 'u') + front('d', 'u') + dictionary('d') + view('u'),
  ],
  ['a table under a Buffer', table(columns) + buffer(columns), table(columns, 'u') + buffer(columns, 'u')],
  [
    'a column under a Buffer',
    table('id UInt64, x UInt8') + buffer('id UInt64, x UInt8'),
    table('id UInt64, y UInt8') + buffer('id UInt64, y UInt8'),
  ],
])('%s', (_, base, head) => {
  const { statements } = planned(base, head);
  engine.build(base);
  expect(statements.length).toBeGreaterThan(3);
  for (const [at, statement] of statements.entries()) {
    // What empties a table may find it empty.
    if (!statement.change.startsWith('flush-')) expect([at, engine.query(statement.after)]).toEqual([at, '0']);
    engine.apply(statement);
    expect(statements.slice(0, at + 1).filter(({ after }) => engine.query(after) !== '1')).toEqual([]);
  }
});

test('what is undone can be done again', () => {
  const base = table(columns) + front();
  const { statements } = planned(base, table(columns) + front('d', 't', 'id + 1'));
  engine.build(base);
  const [create, exchange] = statements;
  if (create === undefined || exchange === undefined) throw new Error('the plan has no statements');
  for (const round of [1, 2]) {
    engine.apply(create);
    engine.apply(exchange);
    for (const { undo, after } of [exchange, create]) {
      engine.query(undo ?? '');
      expect([round, engine.query(after)]).toEqual([round, '0']);
    }
  }
});
