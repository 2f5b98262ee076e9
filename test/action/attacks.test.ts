/** Ways to a green check on a live head that nobody entitled opened, each tried with the real planner. */
import { describe, expect, test } from 'vitest';
import { run } from '../../src/action/run.ts';
import { parseCommands } from '../../src/gate/commands.ts';
import { planTrees } from '../../src/pipeline/plan.ts';
import { issueCommentEvent, pullRequestEvent, pushEvent } from '../github/double/payloads.ts';
import { setUp } from '../github/setup.ts';
import { both, main, rename, unrelated, withConfig } from './gate/schemas.ts';
import { Recorder } from './recorder.ts';

const loose = 'guards: { permission: write, allow_author: true }\n';

type Setup = Awaited<ReturnType<typeof setUp>>;
type State = Setup['github']['state'];

/** What GitHub would hold a branch rule against: the youngest check run called `chx` on a commit. */
function standing({ checkRuns }: State, commit: string) {
  const check = checkRuns.findLast((one) => one.commit === commit && one.name === 'chx');
  return { conclusion: check?.conclusion, title: check?.title };
}

async function plan(setup: Setup, number: number, action = 'synchronize'): Promise<Recorder> {
  const runner = new Recorder(setup.github, 'pull_request_target', pullRequestEvent(setup.github, number, action));
  await run(runner, planTrees, async () => {});
  return runner;
}

async function say(setup: Setup, number: number, login: string, body: string): Promise<Recorder> {
  const comment = setup.github.state.comment(number, login, body);
  const runner = new Recorder(setup.github, 'issue_comment', issueCommentEvent(setup.github, comment));
  await run(runner, planTrees, async () => {});
  return runner;
}

/** The id of the one rename that the plan of a run asks for. */
function renameOf(runner: Recorder): string {
  const plan: { guards: { id: string }[] } = JSON.parse(runner.kept['chx-plan-chx.json'] ?? '');
  return plan.guards[0]?.id ?? '';
}

async function people(setup: Setup): Promise<State> {
  const { state } = setup.github;
  state.user('wes', 'write');
  state.user('mona', 'maintain');
  state.user('reed', 'read');
  return state;
}

describe('a pull request of an author with write', () => {
  test('that gets another base with a loose config, a confirmation there, and main back', async () => {
    await using setup = await setUp();
    const state = await people(setup);
    const root = state.push('main', main);
    state.push('weak', withConfig(main, loose), [root]);
    state.push('pull/7', withConfig(rename, loose), [state.tip('weak')], { author: 'wes' });
    const pull = state.open(7, 'weak', { author: 'wes' });
    const id = renameOf(await plan(setup, 7, 'opened'));
    await say(setup, 7, 'wes', `/chx confirm-rename ${id}`);
    expect(standing(state, pull.head).conclusion).toBe('success');

    pull.base = 'main';
    await plan(setup, 7, 'edited');
    expect(standing(state, pull.head).conclusion).toBe('action_required');
    await say(setup, 7, 'mona', `/chx confirm-rename ${id}`);
    expect(standing(state, pull.head).conclusion).toBe('success');
  });

  test('that left main when its config was loose, planned while GitHub has no merge of it', async () => {
    await using setup = await setUp();
    const state = await people(setup);
    const root = state.push('main', withConfig(main, loose));
    state.push('pull/7', withConfig(rename, loose), [root], { author: 'wes' });
    state.push('main', main);
    const pull = state.open(7, 'main', { author: 'wes', lag: 1000 });
    const id = renameOf(await plan(setup, 7, 'opened'));
    const runner = await say(setup, 7, 'wes', `/chx confirm-rename ${id}`);
    expect(runner.outputs['guards-pending']).toBe('1');
    expect(standing(state, pull.head).conclusion).toBe('action_required');
  });

  test('that conflicts with main and left it when its config was loose', async () => {
    await using setup = await setUp();
    const state = await people(setup);
    const root = state.push('main', withConfig(main, loose));
    state.push('pull/7', { ...withConfig(rename, loose), 'README.md': 'mine' }, [root], { author: 'wes' });
    state.push('main', { ...main, 'README.md': 'theirs' });
    const pull = state.open(7, 'main', { author: 'wes' });
    const id = renameOf(await plan(setup, 7, 'opened'));
    await say(setup, 7, 'wes', `/chx confirm-rename ${id}`);
    expect(standing(state, pull.head).conclusion).toBe('action_required');
  });
});

describe('a plan that was not held against the merge result', () => {
  test('does not open the gate, and says what to do', async () => {
    await using setup = await setUp();
    const state = await people(setup);
    state.push('pull/7', unrelated(main), [state.push('main', main)], { author: 'wes' });
    const pull = state.open(7, 'main', { author: 'wes', lag: 1000 });
    await plan(setup, 7, 'opened');
    expect(standing(state, pull.head)).toEqual({
      conclusion: 'action_required',
      title: 'Not compared with main yet: comment /chx plan',
    });
    pull.lag = 0;
    await say(setup, 7, 'wes', '/chx plan');
    expect(standing(state, pull.head).conclusion).toBe('success');
  });

  test('that touches no schema passes all the same', async () => {
    await using setup = await setUp();
    const state = await people(setup);
    state.push('pull/7', { ...main, 'README.md': 'x' }, [state.push('main', main)]);
    const pull = state.open(7, 'main', { lag: 1000 });
    await plan(setup, 7, 'opened');
    expect(standing(state, pull.head)).toEqual({ conclusion: 'success', title: 'No schema change' });
  });
});

describe('two pull requests with one head', () => {
  /** #7 renames on main and waits; #8 has the same head and another base, for which nothing is to be asked. */
  async function twins(setup: Setup): Promise<{ state: State; head: string; id: string }> {
    const state = await people(setup);
    state.point('old', state.push('main', { 'README.md': 'no schema yet' }));
    state.push('main', { ...main, 'README.md': 'no schema yet' });
    const head = state.push('pull/7', { ...rename, 'README.md': 'no schema yet' }, [state.tip('main')], {
      author: 'reed',
    });
    state.open(7, 'main', { author: 'reed', fork: true });
    const id = renameOf(await plan(setup, 7, 'opened'));
    state.point('pull/8', head);
    state.open(8, 'old', { author: 'reed', fork: true });
    return { state, head, id };
  }

  test('the one that passes does not open the gate of the one that waits', async () => {
    await using setup = await setUp();
    const { state, head, id } = await twins(setup);
    expect(standing(state, head).conclusion).toBe('action_required');
    await plan(setup, 8, 'opened');
    expect(standing(state, head)).toEqual({
      conclusion: 'action_required',
      title: 'Waits for #7, which has the same head',
    });
    await say(setup, 7, 'mona', `/chx confirm-rename ${id}`);
    expect(standing(state, head).conclusion).toBe('success');
    await plan(setup, 8);
    expect(standing(state, head).conclusion).toBe('success');
  });

  test('the one that waits is not waited for once it is closed or has another head', async () => {
    await using setup = await setUp();
    const { state, head } = await twins(setup);
    state.pull(7).state = 'CLOSED';
    await plan(setup, 8, 'opened');
    expect(standing(state, head).conclusion).toBe('success');
  });

  test('a check run that others forged holds the merge only for a pull request that there is', async () => {
    await using setup = await setUp();
    const { state, head } = await twins(setup);
    const [waiting] = state.checkRuns.splice(0);
    if (waiting === undefined) throw new Error('no check run');
    const forged = ['#7 success x', '#9 failure x', '#0 failure x', '#99999999999 failure x', 'x'.repeat(9000)];
    state.checkRuns.push(...forged.map((externalId) => ({ ...waiting, id: state.id64(), externalId })));
    await plan(setup, 8, 'opened');
    expect(standing(state, head).conclusion).toBe('success');
    state.checkRuns.push({ ...waiting, id: state.id64(), externalId: '#7 failure x' });
    await plan(setup, 8);
    expect(standing(state, head).conclusion).toBe('action_required');
  });

  test('the one that passes writes nothing where GitHub does not say what else stands there', async () => {
    await using setup = await setUp();
    const { state, head } = await twins(setup);
    const count = state.checkRuns.length;
    setup.github.fault(
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      { kind: 'answer', status: 502 },
      { times: 99 },
    );
    const runner = await plan(setup, 8, 'opened');
    expect(runner.said('error')).toEqual([expect.stringMatching(/^GitHub: GET .*check-runs answered 502/)]);
    expect(state.checkRuns).toHaveLength(count);
    expect(standing(state, head).conclusion).toBe('action_required');
  });

  test('the one that waits writes its check while the other writes one', async () => {
    await using setup = await setUp();
    const { state, head } = await twins(setup);
    // Nothing stands there when the run of #8 looks.
    const [waiting] = state.checkRuns.splice(0);
    setup.github.fault('POST /repos/{owner}/{repo}/check-runs', {
      kind: 'before',
      run: () => {
        if (waiting !== undefined) state.checkRuns.push(waiting);
      },
    });
    await plan(setup, 8, 'opened');
    expect(standing(state, head).conclusion).toBe('action_required');
  });
});

test('what CHX writes is no command, so that an app’s token does not wake it again and again', async () => {
  await using setup = await setUp();
  const state = await people(setup);
  state.push('pull/7', both, [state.push('main', main)], { author: 'wes' });
  state.open(7, 'main', { author: 'wes' });
  await plan(setup, 7, 'opened');
  await say(setup, 7, 'reed', '/chx help\n/chx status\n/chx confirm r-x\n- /chx revoke r-aaaaaaaaaaaaaaaaaaaaaaaaaa');
  const written = state.comments.filter(({ login }) => login !== 'reed');
  expect(written).toHaveLength(2);
  expect(written.map(({ body }) => parseCommands(body))).toEqual([
    { commands: [], mistakes: [] },
    { commands: [], mistakes: [] },
  ]);
});

test('a pull request that others were updated after is still planned anew when main moves', async () => {
  await using setup = await setUp();
  const state = await people(setup);
  const before = state.push('main', main);
  state.push('pull/7', rename, [before], { author: 'wes' });
  const pull = state.open(7, 'main', { author: 'wes' });
  const id = renameOf(await plan(setup, 7, 'opened'));
  await say(setup, 7, 'mona', `/chx confirm-rename ${id}`);
  expect(standing(state, pull.head).conclusion).toBe('success');
  for (let number = 100; number < 130; number += 1) {
    state.push(`pull/${number}`, { ...main, 'README.md': `${number}` }, [before]);
    state.open(number, 'main');
  }
  const moved = {
    ...main,
    'schema/people.sql': main['schema/people.sql'].replace('user String', 'user Nullable(String)'),
  };
  state.push('main', moved);
  const runner = new Recorder(setup.github, 'push', pushEvent(setup.github, 'main', before, 'mona'), {
    inputs: { mode: 'plan' },
  });
  await run(runner, planTrees, async () => {});
  expect(standing(state, pull.head).conclusion).not.toBe('success');
});
