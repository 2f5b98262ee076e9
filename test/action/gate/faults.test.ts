/**
 * GitHub failing at every request of a run that hears a command, in this process; some of them through the bundle, as rows
 * of the table in docs/gate.md. Never a green check for what is not confirmed, never two comments, and the next run that
 * goes well says what people decided.
 */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../github/double/server.ts';
import { faultRows } from './rows-faults.ts';
import { rename } from './schemas.ts';
import { suite } from './suite.ts';
import { bot, confirm, revoke, World } from './world.ts';

suite(faultRows);

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, effect = false): Fault => ({
  kind: 'answer',
  status,
  headers,
  effect,
});
const refused = { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] };
const always = Number.POSITIVE_INFINITY;

const faults: readonly (readonly [string, Fault, number])[] = [
  ['403', answer(403), 1],
  ['500 after it was done', answer(500, {}, true), 1],
  ['500 for ever', answer(500), always],
  ['a GraphQL error', { kind: 'answer', status: 200, body: refused }, 1],
  ['no answer, and it was done', { kind: 'drop', effect: true }, 1],
];

interface Scenario {
  readonly name: string;
  /** Starts the run that is disturbed. */
  begin(world: World): Promise<void>;
  readonly conclusion: 'success' | 'action_required';
}

const scenarios: readonly Scenario[] = [
  {
    name: 'a confirmation',
    async begin(world) {
      world.draft(rename);
      await world.say('mona', [confirm(await world.rename())], { unheld: true });
    },
    conclusion: 'success',
  },
  {
    name: 'a confirmation by someone who may not',
    async begin(world) {
      world.draft(rename);
      await world.say('wes', [confirm(await world.rename())], { unheld: true });
    },
    conclusion: 'action_required',
  },
  {
    name: 'a revocation that is deleted at once',
    async begin(world) {
      world.draft(rename);
      const id = await world.rename();
      world.posted('mona', [confirm(id)]);
      const comment = await world.say('wes', [revoke(id)], { unheld: true });
      world.model.see(7);
      world.state.deleteComment(comment.id, 'wes');
    },
    conclusion: 'action_required',
  },
];

describe.each(scenarios)('$name', ({ begin, conclusion }) => {
  test('with every fault at every request', async () => {
    const requests = await disturbed(begin, conclusion, null, 0, '');
    expect(requests).toBeGreaterThan(10);
    let went = 0;
    for (let position = 0; position < requests; position++) {
      for (const [name, fault, times] of faults) {
        const what = `${name} at request ${position + 1} of ${requests}`;
        went += (await disturbed(begin, conclusion, { fault, times }, position, what)) > 0 ? 1 : 0;
      }
    }
    expect(went).toBe(requests * faults.length);
  }, 300_000);
});

/** @returns how many requests the run sent. */
async function disturbed(
  begin: Scenario['begin'],
  conclusion: Scenario['conclusion'],
  fault: { readonly fault: Fault; readonly times: number } | null,
  position: number,
  what: string,
): Promise<number> {
  await using world = await World.start(null);
  await begin(world);
  const checks = world.state.checkRuns.length;
  const clear = fault === null ? () => {} : world.disturb(fault.fault, { skip: position, times: fault.times });
  await world.finish();
  clear();
  const { exitCode, log, requests } = world.ended ?? { exitCode: null, log: '', requests: [] };
  const errors = log.split('\n').filter((line) => line.startsWith('error'));
  expect(errors.length, `${what}: ${log}`).toBe(exitCode === 0 ? 0 : 1);
  expect(log, what).not.toMatch(/failed in a way that it should not|ghs_actions/);
  const own = world.state.comments.filter(({ login }) => login === bot);
  for (const start of ['<!-- chx-plan:', '<!-- chx-answer:']) {
    expect(own.filter(({ body }) => body.startsWith(start)).length, what).toBeLessThanOrEqual(1);
  }
  expect(own.length, what).toBeLessThanOrEqual(2);
  if (conclusion !== 'success') {
    const made = world.state.checkRuns.slice(checks).map((run) => run.conclusion);
    expect(made, `${what}: no green check`).not.toContain('success');
  }
  // The same event once more, without a fault: nothing was lost by it.
  if (exitCode !== 0 || world.comment('plan') === null || world.check()?.conclusion !== conclusion) {
    await world.again();
    expect(world.ended?.exitCode, `${what}, again: ${world.ended?.log}`).toBe(0);
  }
  expect(world.check()?.conclusion, `${what}, at the end: ${log}`).toBe(conclusion);
  await world.hold();
  return requests.length;
}
