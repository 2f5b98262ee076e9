/**
 * GitHub failing in every way at every request of a run, and a pull request that moves at every one of them: never two
 * comments, never a part of one, never a green check for what was not planned, one line for whatever ends the job.
 */
import { describe, expect, test } from 'vitest';
import { run } from '../../src/action/run.ts';
import { mergeGroupEvent } from '../github/double/payloads.ts';
import type { Fault } from '../github/double/server.ts';
import { setUp } from '../github/setup.ts';
import { fakePlanner } from './planner.ts';
import { Recorder } from './recorder.ts';

const before = { 'chx.yml': 'version: 1\nschema: [schema/**]\n', 'schema/a.sql': 'CREATE a' };
const payload = { pull_request: { number: 7 }, repository: { id: 4711 } };
const bot = 'github-actions[bot]';
const stale = '<!-- chx-plan:chx -->\nstale';

interface Scenario {
  readonly name: string;
  /** What the pull request adds, see the planner of the tests. */
  readonly head: string;
  /** Whether an older comment of ours is there. */
  readonly commented: boolean;
  readonly lag?: number;
  readonly conflict?: boolean;
  readonly event?: 'merge_group';
  readonly token?: string;
}

const scenarios: readonly Scenario[] = [
  { name: 'first plan', head: 'CREATE b', commented: false },
  { name: 'next plan', head: 'CREATE b', commented: true },
  { name: 'error', head: 'CREATE b ERROR', commented: true },
  { name: 'guard', head: 'CREATE b GUARD', commented: false },
  { name: 'merge not made yet', head: 'CREATE b ERROR', commented: false, lag: 2 },
  { name: 'conflict', head: 'CREATE b', commented: true, conflict: true },
  { name: 'merge group', head: 'CREATE b ERROR', commented: false, event: 'merge_group' },
];

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, effect = false): Fault => ({
  kind: 'answer',
  status,
  headers,
  effect,
});
const html: Fault = { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' };
const odd: Fault = { kind: 'answer', status: 200, body: { message: 'nothing that anybody knows' } };
const once = 1;
const always = Number.POSITIVE_INFINITY;

const faults: readonly (readonly [string, Fault, number])[] = [
  ['401', answer(401), once],
  ['403', answer(403), once],
  ['404', answer(404), once],
  ['422', answer(422), once],
  ['429', answer(429, { 'retry-after': '1' }), once],
  ['403 with a rate limit', answer(403, { 'retry-after': '1' }), once],
  ['429 for ever', answer(429, { 'retry-after': '1' }), always],
  ['500', answer(500), once],
  ['500 after it was done', answer(500, {}, true), once],
  ['500 for ever', answer(500), always],
  ['502 as a page', html, once],
  ['200 with something else', odd, once],
  ['half a body', { kind: 'half' }, once],
  ['half a body for ever', { kind: 'half' }, always],
  ['a cut connection', { kind: 'cut' }, once],
  ['a cut connection for ever', { kind: 'cut' }, always],
  ['no answer', { kind: 'drop' }, once],
  ['no answer, and it was done', { kind: 'drop', effect: true }, once],
  ['no answer, and it was done, for ever', { kind: 'drop', effect: true }, always],
];

interface Result {
  readonly code: number;
  readonly errors: readonly string[];
  readonly requests: number;
  readonly routes: readonly string[];
  readonly own: readonly string[];
  readonly checks: readonly { readonly commit: string; readonly conclusion: string | null }[];
  readonly head: string;
  readonly denied: boolean;
}

/** One run with faults put on the double by `disturb`. */
async function attempt(
  scenario: Scenario,
  disturb: (github: Awaited<ReturnType<typeof setUp>>['github']) => void,
): Promise<Result> {
  await using setup = await setUp();
  const { github } = setup;
  const { state } = github;
  const main = state.push('main', before);
  const files = { ...before, 'schema/b.sql': scenario.head, ...(scenario.conflict ? { 'schema/a.sql': 'mine' } : {}) };
  state.push('pull/7', files, [main]);
  state.open(7, 'main', { lag: scenario.lag ?? 0 });
  if (scenario.conflict === true) state.push('main', { ...before, 'schema/a.sql': 'theirs' });
  state.comment(7, 'mallory', '<!-- chx-plan:chx -->\nnot ours');
  if (scenario.commented) state.comment(7, bot, stale);
  const event = scenario.event ?? 'pull_request_target';
  if (scenario.event !== undefined) state.enqueue(7);
  const queued = scenario.event === undefined ? '' : state.queue.head(7);
  const group = scenario.event === undefined ? payload : mergeGroupEvent(github, 7);
  disturb(github);
  const runner = new Recorder(github, event, group);
  // What the client waits takes no time here; how long it is, other tests say.
  const code = await run(runner, fakePlanner, async () => {});
  return {
    code,
    errors: runner.said('error'),
    requests: github.requests.length,
    routes: github.requests.map(({ route }) => route),
    own: state.comments.filter(({ login }) => login === bot).map(({ body }) => body),
    checks: state.checkRuns,
    head: scenario.event === undefined ? (state.branches.get('pull/7') ?? '') : queued,
    denied: runner.said('warning').some((line) => line.startsWith('The token may not write')),
  };
}

const undisturbed = (scenario: Scenario): Promise<Result> => attempt(scenario, () => {});

/** What holds whatever happens. */
function hold(result: Result, whole: Result, scenario: Scenario, what: string): void {
  expect(result.own.length, `${what}: comments`).toBeLessThanOrEqual(1);
  for (const body of result.own) expect([stale, ...whole.own], `${what}: a whole comment`).toContain(body);
  expect(result.errors.length, `${what}: ${result.errors.join(' | ')}`).toBe(result.code === 0 ? 0 : 1);
  for (const line of result.errors) {
    expect(line, what).not.toMatch(/[\r\n]/);
    expect(line, what).not.toMatch(/failed in a way that it should not|ghs_actions/);
  }
  const done = result.checks.filter(({ conclusion }) => conclusion !== null);
  for (const check of done) {
    expect(
      whole.checks.map(({ conclusion }) => conclusion),
      `${what}: conclusion`,
    ).toContain(check.conclusion);
    expect(check.commit, `${what}: the check's commit`).toBe(result.head);
  }
  // A job that passes has said so on GitHub, or was not allowed to.
  if (result.code === 0 && !result.denied) {
    expect(done, `${what}: a check`).not.toEqual([]);
    if (scenario.event === undefined) expect(result.own, `${what}: the comment`).toEqual(whole.own);
  }
}

describe.each(scenarios)('$name', (scenario) => {
  test('with every fault at every request', async () => {
    const whole = await undisturbed(scenario);
    expect(whole.checks.map(({ conclusion }) => conclusion)).toHaveLength(1);
    expect(whole.own).toHaveLength(scenario.event === undefined ? 1 : 0);
    let passed = 0;
    for (let position = 0; position < whole.requests; position++) {
      for (const [name, fault, times] of faults) {
        const result = await attempt(scenario, (github) => github.fault(/./, fault, { skip: position, times }));
        hold(result, whole, scenario, `${name} at request ${position + 1} of ${whole.requests}`);
        if (result.code === whole.code && result.own.length === whole.own.length) passed += 1;
      }
    }
    // Most faults of one request are survived, else this has tested little.
    expect(passed).toBeGreaterThan((whole.requests * faults.length) / 4);
  });
});

const moves: Readonly<Record<string, (github: Awaited<ReturnType<typeof setUp>>['github']) => void>> = {
  'a push with an error': ({ state }) => state.push('pull/7', { ...before, 'schema/c.sql': 'CREATE c ERROR' }),
  'a push without a change': ({ state }) => state.push('pull/7', before),
  'a merge into the base': ({ state }) => state.push('main', { ...before, 'schema/z.sql': 'CREATE z' }),
  'a force push that goes back': ({ state }) => state.push('pull/7', before, []),
  'its end': ({ state }) => {
    for (const pull of state.pulls.values()) pull.state = 'MERGED';
  },
};

describe.each(Object.keys(moves))('%s', (name) => {
  const move = moves[name];
  test('at every request leaves one comment and no green check of what was not planned', async () => {
    if (move === undefined) throw new Error(name);
    const scenario: Scenario = { name, head: 'CREATE b', commented: false };
    const { requests, routes, own } = await undisturbed(scenario);
    const firstWrite = routes.findIndex((route) => /^(?:POST|PATCH) \/repos/.test(route));
    const lastLook = routes.lastIndexOf('POST /graphql gateRecord', firstWrite);
    expect(lastLook).toBeGreaterThan(0);
    for (let position = 0; position < requests; position++) {
      const what = `${name} at request ${position + 1} of ${requests}`;
      let first = '';
      const result = await attempt(scenario, (github) => {
        first = github.state.branches.get('pull/7') ?? '';
        github.fault(/./, { kind: 'before', run: () => move(github) }, { skip: position });
      });
      expect(result.own.length, what).toBeLessThanOrEqual(1);
      expect(result.errors.length, what).toBe(result.code === 0 ? 0 : 1);
      if (position <= lastLook) {
        // Whatever moved by the time of the last look before the first write is not written about.
        expect(result.own, what).not.toEqual(own);
        const gone = name === 'its end';
        expect(
          result.checks.map(({ commit }) => commit),
          what,
        ).toEqual(gone ? [] : [result.head]);
        expect(result.own.length, what).toBe(
          gone || name === 'a push without a change' || name === 'a force push that goes back' ? 0 : 1,
        );
      }
      for (const { commit, conclusion } of result.checks) {
        expect([first, result.head], what).toContain(commit);
        if (commit === first) continue;
        expect(conclusion, what).toBe(name === 'a push with an error' ? 'failure' : 'success');
        expect(result.own.join(''), what).not.toContain('CREATE b');
      }
    }
  });
});
