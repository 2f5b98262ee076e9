/** INSERTs that run while a plan does, on a connection of their own: what they were told arrived did, once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Planned } from '../support.ts';
import { Engine } from './engine.ts';
import { front, materialized, planned, table } from './plans.ts';
import { RemoteShard } from './shard.ts';

let shard: RemoteShard;
let engine: Engine;
beforeAll(async () => {
  shard = await RemoteShard.start();
  engine = new Engine(shard.port);
}, 60_000);
afterAll(async () => {
  engine[Symbol.dispose]();
  await shard[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await shard.query('DROP DATABASE IF EXISTS a SYNC');
  await shard.query('CREATE DATABASE a');
});

/** How many rows have to be taken while the plans run, and how often they run at most until they are. */
const enough = 4;
const mostRounds = 100;

/** Goes from one schema to the other and back while rows are written, some times and until enough were taken meanwhile. */
async function backAndForth(plans: readonly Planned[], times: number): Promise<readonly number[]> {
  const taken: number[] = [];
  let stopped = false;
  const write = async (): Promise<readonly number[]> => {
    for (let id = 0; !stopped; id += 1)
      if ((await engine.beside(`INSERT INTO a.t VALUES (${id})`)) === 0) taken.push(id);
    return taken;
  };
  const writer = write();
  for (let round = 0; round < times || (taken.length < enough && round < mostRounds); round += 1) {
    for (const plan of plans) {
      for (const statement of plan.statements) {
        engine.apply(statement);
        // Lets the writer have its turn: its answers come by this loop of events.
        await engine.beside('SELECT 1');
      }
    }
  }
  stopped = true;
  return writer;
}

const ids = (sql: string): readonly number[] =>
  engine
    .query(sql)
    .split('\n')
    .filter((id) => id !== '')
    .map(Number);

const schema = (target: string): string =>
  table('id UInt64') + table('id UInt64, k Date', target) + materialized('SELECT id FROM a.t', target);

test('the target of a materialized view gets another name: a row that was taken stands in both tables, once', async () => {
  engine.build(schema('target'));
  const plans = [planned(schema('target'), schema('other')), planned(schema('other'), schema('target'))];
  const taken = await backAndForth(plans, 4);
  expect(taken.length).toBeGreaterThanOrEqual(enough);
  expect(ids('SELECT id FROM a.t ORDER BY id')).toEqual(taken);
  expect(ids('SELECT id FROM a.target ORDER BY id')).toEqual(taken);
});

test('a materialized view gets another target: a row that was taken stands in one of them, once', async () => {
  const both = (to: string): string =>
    table('id UInt64') +
    table('id UInt64, k Date', 'target') +
    table('id UInt64, o Int8', 'other') +
    materialized('SELECT id FROM a.t', to);
  engine.build(both('target'));
  const taken = await backAndForth([planned(both('target'), both('other')), planned(both('other'), both('target'))], 4);
  expect(taken.length).toBeGreaterThanOrEqual(enough);
  expect(ids('SELECT id FROM a.t ORDER BY id')).toEqual(taken);
  expect(ids('SELECT id FROM (SELECT id FROM a.target UNION ALL SELECT id FROM a.other) ORDER BY id')).toEqual(taken);
});

test('an INSERT that is running when another front takes the place of its own: every row arrives', async () => {
  const before = table('id UInt64') + front();
  engine.build(before);
  await shard.query('CREATE TABLE a.t (id UInt64) ENGINE = MergeTree ORDER BY id');
  const blocks =
    'max_block_size = 1, min_insert_block_size_rows = 1, max_insert_block_size = 1, min_insert_block_size_bytes = 1';
  const running = engine.beside(
    `INSERT INTO a.d SELECT number FROM numbers(24) WHERE sleepEachRow(0.15) = 0 SETTINGS ${blocks}`,
  );
  while (engine.query('SELECT count() FROM a.t') === '0') await nextTurn();
  const { statements } = planned(before, table('id UInt64') + front('d', 't', 'id + 1'));
  const drop = statements.at(-1);
  for (const statement of statements.slice(0, 3)) engine.apply(statement);
  expect(Number(engine.query('SELECT count() FROM a.t'))).toBeLessThan(12);
  expect(await running).toBe(0);
  for (const statement of statements.slice(3)) engine.apply(statement);
  expect(drop?.sql).toMatch(/^DROP TABLE a\.d_chx_/);
  expect(ids('SELECT id FROM a.t ORDER BY id')).toEqual(Array.from({ length: 12 }, (_, at) => 2 * at));
  expect(await shard.query('SELECT count() FROM a.t')).toBe('12');
});
