/**
 * Rows that wait in a Distributed table for a shard on another host. Each change runs twice: as one would write it, where
 * those rows are lost or stay for ever, and as CHX plans it, where every row arrives.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Planned } from '../support.ts';
import { Engine } from './engine.ts';
import { fails, front, materialized, planned, table } from './plans.ts';
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

const columns = 'id UInt64, x String';
const base = table(columns) + front();

beforeEach(async () => {
  await shard.query('DROP DATABASE IF EXISTS a SYNC');
  await shard.query('CREATE DATABASE a');
});

/** Builds a schema on both hosts: the other one holds tables only. Ids are even here and odd there. */
async function build(schema: string): Promise<void> {
  engine.build(schema);
  for (const sql of schema.split(/;\s*\n/)) if (/ENGINE = MergeTree/.test(sql)) await shard.query(sql);
}

/** Six rows through a front, of which three wait for the other host. */
function queue(name = 'd', from = 0): void {
  engine.query(`SYSTEM STOP DISTRIBUTED SENDS a.${name}`);
  engine.query(`INSERT INTO a.${name} (id, x) SELECT number + ${from}, 'v' FROM numbers(6)`);
  expect(waiting(name)).not.toBe('0');
}

function waiting(name: string): string {
  return engine.query(
    `SELECT sum(data_files) + sum(broken_data_files) FROM system.distribution_queue WHERE database = 'a' AND table = '${name}'`,
  );
}

/**
 * Runs a plan as a cluster would: what concerns tables of the other host runs there, too. After each statement a row for this
 * host is written through the front.
 *
 * @returns After which statements, from 1, that row was taken.
 */
async function run(plan: Planned, between: (index: number) => void = () => {}): Promise<readonly number[]> {
  const accepted: number[] = [];
  for (const [at, statement] of plan.statements.entries()) {
    engine.apply(statement);
    if (['a.t', 'a.u'].includes(statement.object)) await shard.query(statement.sql);
    between(at + 1);
    if (engine.codeOf(`INSERT INTO a.d (id) VALUES (${100 + 2 * at})`) === 0) accepted.push(at + 1);
  }
  return accepted;
}

/** These rows and those that were written between two statements. */
function probed(rest: readonly string[], accepted: readonly number[]): readonly string[] {
  return [...rest, ...accepted.map((index) => `${98 + 2 * index}:`)].sort();
}

async function rows(name: string, column = 'x'): Promise<readonly string[]> {
  const sql = `SELECT concat(toString(id), ':', ${column}) FROM a.${name}`;
  return [...engine.query(sql).split('\n'), ...(await shard.query(sql)).split('\n')].filter((row) => row !== '').sort();
}

const all = (count: number): string[] => Array.from({ length: count }, (_, id) => `${id}:v`).sort();

describe('a local table gets another name (B6)', () => {
  test('by hand: what was queued never arrives, and a new front over the new name loses it', async () => {
    await build(base);
    queue();
    engine.query('RENAME TABLE a.t TO a.u');
    await shard.query('RENAME TABLE a.t TO a.u');
    expect(engine.codeOf('SELECT count() FROM a.d')).toBe(60);
    expect(engine.codeOf('INSERT INTO a.d SETTINGS distributed_foreground_insert = 1 VALUES (100, 1)')).toBe(60);
    expect(engine.codeOf('SYSTEM FLUSH DISTRIBUTED a.d')).toBe(279);
    expect(waiting('d')).not.toBe('0');
    engine.query(front('d', 'u').replace('CREATE', 'CREATE OR REPLACE').replace(/;\n$/, ''));
    expect(waiting('d')).toBe('0');
    expect(await rows('u')).toEqual(['0:v', '2:v', '4:v']);
  });

  test('planned: every row arrives, also one that is queued meanwhile; what fails is said', async () => {
    await build(base);
    const plan = planned(base, table(columns, 'u') + front('d', 'u'));
    expect(fails(plan)).toEqual([
      'queries through a.d (code 60 or 279); what it queues meanwhile is sent on afterwards, until statement 4',
      'every query that names a.t (code 60): a.u answers instead',
    ]);
    queue();
    const accepted = await run(plan, (index) => {
      // A row for the other host waits, whatever happens here.
      if (index === 3) engine.query("INSERT INTO a.d VALUES (7, 'v')");
    });
    expect(accepted).toEqual([1, 4, 5, 6]);
    engine.query('SYSTEM FLUSH DISTRIBUTED a.d');
    expect(await rows('u')).toEqual(probed([...all(6), '7:v'], accepted));
  });

  test('planned with another name for the front: every row arrives', async () => {
    await build(base);
    queue();
    await run(planned(base, table(columns, 'u') + front('e', 'u')));
    expect(await rows('u')).toEqual(all(6));
    expect(engine.query('EXISTS TABLE a.d')).toBe('0');
  });

  test('planned with a materialized view over it: every row arrives, here and in its target', async () => {
    const views = (source: string): string =>
      table('id UInt64, k Date, x String', 'target') + materialized(`SELECT id, x FROM a.${source}`);
    await build(base + views('t'));
    queue();
    const plan = planned(base + views('t'), table(columns, 'u') + front('d', 'u') + views('u'));
    const accepted = await run(plan);
    expect(accepted).toEqual([5, 6, 7]);
    expect(await rows('u')).toEqual(probed(all(6), accepted));
    // The view listens on this host only: half of the rows that were queued, and whatever the front has taken since.
    expect(engine.query('SELECT count() FROM a.target')).toBe(String(3 + accepted.length));
  });
});

describe('a column gets another name (B7)', () => {
  const head = table('id UInt64, y String') + front();

  test('by hand, the local table first: what was queued never arrives', async () => {
    await build(base);
    queue();
    for (const host of [engine, shard]) await host.query('ALTER TABLE a.t RENAME COLUMN x TO y');
    engine.query('ALTER TABLE a.d RENAME COLUMN x TO y');
    expect(engine.codeOf('SYSTEM FLUSH DISTRIBUTED a.d')).toBe(16);
    expect(waiting('d')).not.toBe('0');
  });

  test('planned: every row arrives', async () => {
    await build(base);
    queue();
    const accepted = await run(planned(base, head));
    expect(accepted).toEqual([3]);
    expect(await rows('t', 'y')).toEqual(probed(all(6), accepted));
  });

  test('the old name kept as an ALIAS, by hand, the local table first: what was queued never arrives', async () => {
    await build(base);
    queue();
    const alter = 'RENAME COLUMN x TO y, ADD COLUMN x String ALIAS y';
    for (const host of [engine, shard]) await host.query(`ALTER TABLE a.t ${alter}`);
    expect(engine.codeOf("INSERT INTO a.d VALUES (8, 'v')")).toBe(16);
    engine.query(`ALTER TABLE a.d ${alter}`);
    expect(engine.codeOf('SYSTEM FLUSH DISTRIBUTED a.d')).not.toBe(0);
    expect(waiting('d')).not.toBe('0');
  });

  test('the old name kept as an ALIAS, planned: every row arrives', async () => {
    await build(base);
    queue();
    const accepted = await run(planned(base, table('id UInt64, y String, x String ALIAS y') + front()));
    expect(accepted).toEqual([3]);
    expect(await rows('t', 'y')).toEqual(probed(all(6), accepted));
  });

  test('that the rows are sharded by, planned: every row arrives, new ones on the same shards', async () => {
    const before = table('id UInt64, x String, n UInt64') + front('d', 't', 'n');
    await build(before);
    engine.query('SYSTEM STOP DISTRIBUTED SENDS a.d');
    engine.query("INSERT INTO a.d (id, x, n) SELECT number, 'v', number FROM numbers(6)");
    const plan = planned(before, table('id UInt64, x String, m UInt64') + front('d', 't', 'm'));
    expect(plan.plan.guards.map(({ kind }) => kind)).toEqual(['rename']);
    for (const [index, statement] of plan.statements.entries()) {
      engine.apply(statement);
      if (statement.object === 'a.t') await shard.query(statement.sql);
      expect([index, engine.query('EXISTS TABLE a.d')]).toEqual([index, '1']);
    }
    engine.query("INSERT INTO a.d SELECT 6, 'v', 6");
    expect(await rows('t')).toEqual(all(7));
    expect(engine.query('SELECT count() FROM a.t WHERE id % 2 = 0 AND m = id')).toBe('4');
  });
});

describe('a column goes (B7)', () => {
  test('by hand, the local table first: what was queued never arrives', async () => {
    await build(base);
    queue();
    for (const host of [engine, shard]) await host.query('ALTER TABLE a.t DROP COLUMN x');
    engine.query('ALTER TABLE a.d DROP COLUMN x');
    expect(engine.codeOf('SYSTEM FLUSH DISTRIBUTED a.d')).toBe(16);
  });

  test('planned: every row arrives', async () => {
    await build(base);
    queue();
    const accepted = await run(planned(base, table('id UInt64') + front()));
    expect(accepted).toEqual([1, 2, 3]);
    expect(await rows('t', "''")).toEqual(probed(['0:', '1:', '2:', '3:', '4:', '5:'], accepted));
  });
});

describe('another sharding key (B14)', () => {
  test('by hand, a new front under the name while the other host takes nothing: what was queued is lost', async () => {
    await build(base);
    queue();
    await shard.query('RENAME TABLE a.t TO a.away');
    engine.query(front('d', 't', 'id + 1').replace('CREATE', 'CREATE OR REPLACE').replace(/;\n$/, ''));
    await shard.query('RENAME TABLE a.away TO a.t');
    expect(waiting('d')).toBe('0');
    expect(await rows('t')).toEqual(['0:v', '2:v', '4:v']);
  });

  test('planned: every row arrives, no query fails, and a guard says what turns wrong', async () => {
    await build(base);
    queue();
    const plan = planned(base, table(columns) + front('d', 't', 'id + 1'));
    expect(fails(plan)).toEqual([]);
    expect(plan.plan.guards).toMatchObject([{ kind: 'destructive', object: 'a.d', from: 'id' }]);
    expect(plan.plan.guards[0]?.lost).toMatch(/no row is deleted, but those of before stay where id put them/);
    expect(plan.statements.every(({ guards }) => guards.length === 1)).toBe(true);
    // Rows that no key sends elsewhere: the probes are for this host by the old key, for the other by the new one.
    expect(await run(plan)).toEqual([1, 2, 3, 4, 5]);
    engine.query('SYSTEM FLUSH DISTRIBUTED a.d');
    expect(await rows('t')).toEqual(probed(all(6), [1, 2, 3, 4, 5]));
    expect(await shard.query('SELECT count() FROM a.t WHERE id % 2 = 0')).toBe('4');
  });
});

describe('a front goes (B22)', () => {
  test('by hand: what was queued is sent on, but lost where the other host does not take it', async () => {
    await build(base);
    queue();
    engine.query('DROP TABLE a.d SYNC');
    expect(await rows('t')).toEqual(all(6));
    await build(base.replaceAll('a.t', 'a.u').replace("'t'", "'u'"));
    queue();
    await shard.query('RENAME TABLE a.u TO a.away');
    engine.query('DROP TABLE a.d SYNC');
    await shard.query('RENAME TABLE a.away TO a.u');
    expect(await rows('u')).toEqual(['0:v', '2:v', '4:v']);
  });

  test('planned: it waits for a guard, stops where the other host takes nothing, and every row arrives in the end', async () => {
    await build(base);
    queue();
    const plan = planned(base, table(columns));
    expect(plan.plan.guards).toMatchObject([{ kind: 'destructive', object: 'a.d' }]);
    expect(plan.statements.map(({ change }) => change)).toEqual(['flush-distributed', 'drop-distributed']);
    await shard.query('RENAME TABLE a.t TO a.away');
    expect(engine.codeOf(plan.sql[0] ?? '')).toBe(279);
    await shard.query('RENAME TABLE a.away TO a.t');
    await run(plan);
    expect(await rows('t')).toEqual(probed(all(6), [1]));
  });

  test('planned with another name: what is queued moves with it', async () => {
    await build(base);
    queue();
    await run(planned(base, table(columns) + front('e')));
    expect(waiting('e')).not.toBe('0');
    engine.query('SYSTEM FLUSH DISTRIBUTED a.e');
    expect(await rows('t')).toEqual(all(6));
  });
});
