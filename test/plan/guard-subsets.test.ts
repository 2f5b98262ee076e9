/**
 * What people can have said of a plan's guards, over random pairs of schemas: whatever they confirm and reject, nothing that
 * loses or renames is without a guard, and a plan that may run holds nothing that nobody allowed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetPlan } from '../../src/pipeline/verdict.ts';
import { lossOfAction } from '../../src/plan/destructive.ts';
import type { GuardState } from '../../src/plan/guards.ts';
import type { Operation } from '../../src/plan/operation.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { isStored } from '../../src/plan/table-diff.ts';
import { classifyTypeChange } from '../../src/plan/type-change.ts';
import type { Schema } from '../../src/schema/model.ts';
import { randomPair } from './random-schema.ts';
import { type Planned, planSchemas, schemaOf } from './support.ts';

type Verdict = Exclude<GuardState, 'pending'> | 'pending';

/** Why an operation needs a guard, in words; null where it needs none. Told by what it does, not by how it was planned. */
function danger(operation: Operation): string | null {
  const { object } = operation;
  switch (operation.kind) {
    case 'rename':
    case 'exchange':
    case 'drop':
      return operation.kind;
    case 'alter': {
      // A Buffer writes what it holds when it changes.
      if (object.kind === 'table' && object.storage.engine.name === 'Buffer') return null;
      const found = operation.actions.find(
        (action) =>
          action.do === 'rename-column' ||
          (object.kind === 'table' && lossOfAction(object, action) !== null) ||
          (action.do === 'drop-column' && object.kind !== 'view' && action.column.default === null) ||
          (action.do === 'modify-column' &&
            isStored(action.from) &&
            classifyTypeChange(action.from.type, action.to.type) === 'narrowing'),
      );
      return found?.do ?? null;
    }
    default:
      return null;
  }
}

/** What each guard that ever comes up is given, the same in every round. */
function decide(base: Schema, head: Schema, verdictOn: (id: string) => Verdict): Planned {
  const confirm = new Set<string>();
  const reject = new Set<string>();
  for (;;) {
    const planned = planSchemas(base, head, { confirm: [...confirm], reject: [...reject] });
    const open = planned.plan.guards.filter(
      ({ id }) => !confirm.has(id) && !reject.has(id) && verdictOn(id) !== 'pending',
    );
    if (open.length === 0) return planned;
    for (const { id } of open) (verdictOn(id) === 'confirmed' ? confirm : reject).add(id);
  }
}

/** What is wrong with a plan's guards, as sentences. */
function problems({ plan, statements }: Planned): string[] {
  const states = new Map(plan.guards.map(({ id, state }) => [id, state]));
  const { status } = targetPlan('t', [...statements], plan, false, null);
  const found: string[] = [];
  for (const operation of plan.operations) {
    const why = danger(operation);
    if (why !== null && operation.guards.length === 0)
      found.push(`${why} of ${operation.object.name.name} has no guard`);
  }
  for (const { sql, guards } of statements) {
    for (const id of guards) {
      const state = states.get(id);
      if (state === undefined) found.push(`${sql}: its guard ${id} is none of the plan's`);
      else if (state === 'rejected') found.push(`${sql}: waits for ${id}, which is rejected`);
      else if (state === 'pending' && status !== 'blocked') found.push(`${sql}: pending, in a plan that is ${status}`);
    }
  }
  const used = new Set([...statements.flatMap(({ guards }) => guards), ...plan.brings.keys()]);
  for (const guard of plan.guards)
    if (guard.state === 'pending' && !used.has(guard.id)) found.push(`${guard.id} holds nothing back: ${label(guard)}`);
  for (const guard of plan.guards) {
    if (guard.kind !== 'rename' || guard.state !== 'rejected') continue;
    if (!dropIsGuarded(plan, guard)) found.push(`${label(guard)} is rejected, and its drop has no guard of its own`);
  }
  if (status === 'ready' && plan.guards.some(({ state }) => state === 'pending'))
    found.push('ready with a pending guard');
  return found;
}

function label({ kind, object, from, to }: Plan['guards'][number]): string {
  return `${kind} of ${object} (${from} → ${to})`;
}

/** Where what a rejected rename would have kept is dropped, a destructive guard holds that back. */
function dropIsGuarded(plan: Plan, { object, from }: Plan['guards'][number]): boolean {
  const destructive = new Set(plan.guards.flatMap(({ kind, id }) => (kind === 'destructive' ? [id] : [])));
  return plan.operations.every((operation) => {
    const name = `${operation.object.name.database}.${operation.object.name.name}`;
    const drops =
      (operation.kind === 'drop' && name === from && danger(operation) !== null) ||
      (operation.kind === 'alter' &&
        name === object &&
        operation.object.kind === 'table' &&
        operation.object.storage.engine.name !== 'Buffer' &&
        operation.actions.some(
          (action) =>
            action.do === 'drop-column' && action.column.name === from && (action.column.default?.kind ?? '') === '',
        ));
    return !drops || operation.guards.some((id) => destructive.has(id));
  });
}

const pairs = Number(process.env['CHX_PAIRS'] ?? 150);
const seed = Number(process.env['CHX_SEED'] ?? 4711);

test(`${pairs} random changes, each with ten sets of decisions`, { timeout: 20_000 + pairs * 500 }, () => {
  const arbitrary = fc.gen().map((choose) => {
    const pick = (count: number): number => choose(fc.nat, { max: count - 1 });
    return { pair: randomPair(pick), tosses: Array.from({ length: 10 }, () => pick(1_000_000)) };
  });
  let guarded = 0;
  for (const [index, { pair, tosses }] of fc.sample(arbitrary, { seed, numRuns: pairs }).entries()) {
    const [base, head] = [schemaOf(pair.base), schemaOf(pair.head)];
    for (const toss of tosses) {
      const planned = decide(base, head, (id) => verdictOf(id, toss));
      if (planned.refusals.length > 0) continue;
      guarded += planned.plan.guards.length > 0 ? 1 : 0;
      expect(
        problems(planned),
        `pair ${index} of seed ${seed}, decisions ${toss}\n${pair.base}\n\n${pair.head}`,
      ).toEqual([]);
    }
  }
  expect(guarded).toBeGreaterThan(pairs);
});

/** One of three answers, by the id and the number of the round. */
function verdictOf(id: string, toss: number): Verdict {
  let hash = toss;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return (['confirmed', 'rejected', 'pending'] as const)[hash % 3] ?? 'pending';
}

describe.each([
  [
    'three columns',
    'CREATE TABLE a.t (id UInt64, a1 String, b1 UInt8, c1 Date) ENGINE = MergeTree ORDER BY id;',
    'CREATE TABLE a.t (id UInt64, a2 String, b2 UInt8, c2 Date) ENGINE = MergeTree ORDER BY id;',
  ],
  [
    'a pair, a column of it, and a table that goes',
    `CREATE TABLE a.ev_local (id UInt64, x String, d Date, n UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE a.ev AS a.ev_local ENGINE = Distributed('prod', 'a', 'ev_local', id);
CREATE TABLE a.gone (k UInt8) ENGINE = MergeTree ORDER BY k;`,
    `CREATE TABLE a.log_local (id UInt64, y String, d Date, n UInt8) ENGINE = MergeTree ORDER BY id;
CREATE TABLE a.log AS a.log_local ENGINE = Distributed('prod', 'a', 'log_local', id);`,
  ],
  [
    'a table whose Distributed table goes, and another that goes',
    `CREATE TABLE a.t (id UInt64, x String) ENGINE = MergeTree ORDER BY id;
CREATE TABLE a.d AS a.t ENGINE = Distributed('prod', 'a', 't', id);
CREATE TABLE a.gone (k UInt8) ENGINE = MergeTree ORDER BY k;`,
    'CREATE TABLE a.u (id UInt64, x String) ENGINE = MergeTree ORDER BY id;',
  ],
  [
    'a table with its view and its dictionary',
    `CREATE TABLE a.t (id UInt64, s String) ENGINE = MergeTree ORDER BY id;
CREATE TABLE a.target (id UInt64, k Date) ENGINE = MergeTree ORDER BY id;
CREATE MATERIALIZED VIEW a.m TO a.target AS SELECT id FROM a.t;
CREATE DICTIONARY a.dict (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't' DB 'a')) LIFETIME(60) LAYOUT(FLAT());`,
    `CREATE TABLE a.u (id UInt64, s String) ENGINE = MergeTree ORDER BY id;
CREATE TABLE a.target (id UInt64, k Date) ENGINE = MergeTree ORDER BY id;
CREATE MATERIALIZED VIEW a.m2 TO a.target AS SELECT id FROM a.u;
CREATE DICTIONARY a.dict2 (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'u' DB 'a')) LIFETIME(60) LAYOUT(FLAT());`,
  ],
])('%s: each of three guards confirmed, rejected or pending', (_, baseText, headText) => {
  const [base, head] = [schemaOf(baseText), schemaOf(headText)];
  const first = planSchemas(base, head).plan.guards.map(({ id }) => id);
  const verdicts: readonly Verdict[] = ['confirmed', 'rejected', 'pending'];
  const subsets = Array.from({ length: 27 }, (_unused, n) => [n % 3, Math.floor(n / 3) % 3, Math.floor(n / 9)]);

  test('there are three, and a plan that waits for none is ready', () => {
    expect(first).toHaveLength(3);
    expect(targetPlan('t', [], planSchemas(base, head, { confirm: first }).plan, false, null).status).toBe('clean');
  });

  test.each(subsets)('%d %d %d', (...choices) => {
    const given = new Map(first.map((id, index) => [id, verdicts[choices[index] ?? 2] ?? 'pending']));
    // What comes up later, a drop in the place of a rejected rename, is pending.
    const planned = decide(base, head, (id) => given.get(id) ?? 'pending');
    if (planned.refusals.length > 0) return;
    expect(problems(planned)).toEqual([]);
    const waits = planned.plan.guards.some(({ state }) => state === 'pending');
    const { status } = targetPlan('t', [...planned.statements], planned.plan, false, null);
    expect(status).toBe(waits ? 'blocked' : 'ready');
  });
});
