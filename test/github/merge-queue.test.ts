import { describe, expect, test } from 'vitest';
import { type QueueStep, readQueueSteps } from '../../src/github/merge-queue.ts';
import { queueBranch } from '../../src/github/queue-steps.ts';
import type { MergeMethod } from './double/history.ts';
import { mergeGroupEvent } from './double/payloads.ts';
import { repository, type Setup, setUp } from './setup.ts';

/** Pull requests #1, #2 and #3 of one file each; #2 has three commits. */
function open(setup: Setup): void {
  const { state } = setup.github;
  const main = state.push('main', { base: '0' });
  for (const number of [1, 2, 3]) {
    const branch = `pull/${number}`;
    state.push(branch, { base: '0', [`f${number}`]: '1' }, [main], { author: 'alice', message: `work on ${number}` });
    for (const more of number === 2 ? ['2', '3'] : []) {
      state.push(branch, { base: '0', [`f${number}`]: more }, undefined, { author: 'bob', message: `more ${more}` });
    }
    state.open(number, 'main', { author: 'alice' });
  }
}

/** The steps of the group that ends with a pull request, asked for as the event of it says. */
async function stepsOf(
  setup: Setup,
  number: number,
  event = mergeGroupEvent(setup.github, number),
): Promise<readonly QueueStep[]> {
  const { base_sha, head_sha, head_ref } = event.merge_group;
  return await readQueueSteps(setup.client, repository, base_sha, head_sha, head_ref);
}

/** The steps of the queue as the double knows them. */
function queued(setup: Setup, ...numbers: readonly number[]): readonly QueueStep[] {
  const { queue } = setup.github.state;
  return numbers.map((pullRequest) => ({
    pullRequest,
    parent: queue.entry(pullRequest).base,
    commit: queue.head(pullRequest),
  }));
}

const methods: readonly MergeMethod[] = ['merge', 'squash', 'rebase'];

describe.each(methods)('by %s', (method) => {
  test('one entry', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.enqueue(2, method);
    expect(await stepsOf(setup, 2)).toEqual(queued(setup, 2));
  });

  test('the second of two stands on the first', async () => {
    await using setup = await setUp();
    open(setup);
    for (const number of [1, 2]) setup.github.state.enqueue(number, method);
    expect(await stepsOf(setup, 2)).toEqual(queued(setup, 2));
    expect(await stepsOf(setup, 1)).toEqual(queued(setup, 1));
  });

  test('several from the branch’s tip, each entry with a branch', async () => {
    await using setup = await setUp();
    open(setup);
    for (const number of [1, 2, 3]) setup.github.state.enqueue(number, method);
    const { state } = setup.github;
    const event = mergeGroupEvent(setup.github, 3, state.tip('main'));
    expect(await stepsOf(setup, 3, event)).toEqual(queued(setup, 1, 2, 3));
  });

  test('one that jumped the queue is first', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (const number of [1, 2]) state.enqueue(number, method);
    state.enqueue(3, method, { first: true });
    const event = mergeGroupEvent(setup.github, 2, state.tip('main'));
    expect(await stepsOf(setup, 2, event)).toEqual(queued(setup, 3, 1, 2));
  });

  test('one that was ejected is in none, though its branch is still there', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.queue.keepsBranches = true;
    for (const number of [1, 2, 3]) state.enqueue(number, method);
    state.eject(2);
    const event = mergeGroupEvent(setup.github, 3, state.tip('main'));
    expect(await stepsOf(setup, 3, event)).toEqual(queued(setup, 1, 3));
    expect([...state.branches.keys()].filter((name) => name.includes('/pr-2-'))).toHaveLength(1);
  });

  test('one that is merged by now is known by its merge', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (const number of [1, 2]) state.enqueue(number, method);
    const base = state.tip('main');
    const [first, second] = queued(setup, 1, 2);
    const event = mergeGroupEvent(setup.github, 2, base);
    state.landFirst();
    expect(await stepsOf(setup, 2, event)).toEqual([first, second]);
  });
});

describe('a group with one branch', () => {
  test('of merges is told by their second parents', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.queue.oneBranch = true;
    for (const number of [1, 2, 3]) setup.github.state.enqueue(number, 'merge');
    expect(await stepsOf(setup, 3)).toEqual(queued(setup, 1, 2, 3));
  });

  test.each(['squash', 'rebase'] as const)(
    'by %s can’t be told by a job’s token, and by an app’s it can',
    async (method) => {
      await using setup = await setUp();
      open(setup);
      const { state } = setup.github;
      state.queue.oneBranch = true;
      for (const number of [1, 2, 3]) state.enqueue(number, method);
      await expect(stepsOf(setup, 3)).rejects.toThrow(
        /^Merge group gh-readonly-queue\/main\/pr-3-[0-9a-f]{40}: which pull requests it holds can’t be told: nothing says which pull request [0-9a-f]{12}( and [0-9a-f]{12})+ belongs to; /,
      );
      const token = state.tokens.get('ghs_actions');
      if (token === undefined) throw new Error('no token');
      state.tokens.set('ghs_actions', { ...token, mergeQueues: 'read' });
      expect(await stepsOf(setup, 3)).toEqual(queued(setup, 1, 2, 3));
    },
  );
});

describe('what is not what it seems', () => {
  test('a branch that somebody called like the queue’s own does not take another’s commit', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (const number of [1, 2]) state.enqueue(number, 'squash');
    const event = mergeGroupEvent(setup.github, 2, state.tip('main'));
    state.branches.set(`gh-readonly-queue/main/pr-3-${state.tip('main')}`, state.queue.head(1));
    await expect(stepsOf(setup, 2, event)).rejects.toThrow(/is claimed for #1 and #3/);
    for (const name of state.branches.keys()) if (name.includes('/pr-1-')) state.branches.delete(name);
    await expect(stepsOf(setup, 2, event)).rejects.toThrow(/calls itself #1 and stands where #3 should/);
  });

  test('a commit before a squash is not its pull request’s because nobody else claims it', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (const number of [1, 2]) state.enqueue(number, 'squash');
    const event = mergeGroupEvent(setup.github, 2, state.tip('main'));
    for (const name of state.branches.keys()) if (name.includes('/pr-1-')) state.branches.delete(name);
    await expect(stepsOf(setup, 2, event)).rejects.toThrow('nothing says which pull request');
  });

  test('a base that the head does not lead to by first parents', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.enqueue(1, 'merge');
    const elsewhere = state.push('main', { base: '1' });
    const event = mergeGroupEvent(setup.github, 1, elsewhere);
    await expect(stepsOf(setup, 1, event)).rejects.toThrow('does not lead to');
  });

  test('a group without commits, and a branch of another name', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const main = state.tip('main');
    const ref = `refs/heads/gh-readonly-queue/main/pr-1-${main}`;
    await expect(readQueueSteps(setup.client, repository, main, main, ref)).rejects.toThrow('no commits of its own');
    await expect(readQueueSteps(setup.client, repository, main, main, 'refs/heads/main')).rejects.toThrow(
      'Merge group main: which pull requests it holds can’t be told: the branch is not called as a merge queue calls them',
    );
  });

  test('a pull request that is in a group twice', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (const number of [1, 2]) state.enqueue(number, 'merge');
    const event = mergeGroupEvent(setup.github, 2, state.tip('main'));
    const ref = `refs/heads/gh-readonly-queue/main/pr-1-${state.tip('main')}`;
    const group = { ...event.merge_group, head_ref: ref };
    await expect(stepsOf(setup, 2, { ...event, merge_group: group })).rejects.toThrow('#1 is in it twice');
  });
});

test('the names of the queue’s branches', () => {
  const commit = 'a'.repeat(40);
  expect(queueBranch(`refs/heads/gh-readonly-queue/main/pr-12-${commit}`, 'main')).toEqual({ pullRequest: 12 });
  expect(queueBranch(`gh-readonly-queue/release/1.x/pr-9-${commit}`, 'release/1.x')).toEqual({ pullRequest: 9 });
  for (const ref of [
    `gh-readonly-queue/main/pr-12-${commit}x`,
    `gh-readonly-queue/main/pr-012-${commit}`,
    `gh-readonly-queue/other/pr-12-${commit}`,
    `x/gh-readonly-queue/main/pr-12-${commit}`,
    'gh-readonly-queue/main/pr-12-abc',
  ]) {
    expect(queueBranch(ref, 'main'), ref).toBeNull();
  }
});
