import { describe, expect, test } from 'vitest';
import type { PullCommit } from '../../src/github/pull-commits.ts';
import { type BranchCommit, mergedStep, readMergedStep } from '../../src/github/step.ts';
import { repository, type Setup, setUp } from './setup.ts';

/** #7 with this many commits, and one commit on main since. */
function open(setup: Setup, commits: number): void {
  const { state } = setup.github;
  const main = state.push('main', { a: '0' });
  for (let index = 1; index <= commits; index++) {
    const parents = index === 1 ? [main] : undefined;
    state.push('pull/7', { a: '0', b: `${index}` }, parents, { author: 'alice', message: `work ${index}` });
  }
  state.open(7, 'main', { author: 'alice' });
  state.push('main', { a: '1' }, undefined, { author: 'bob' });
}

const read = (setup: Setup): ReturnType<typeof readMergedStep> => readMergedStep(setup.client, repository, 7);

describe.each(['merge', 'squash', 'rebase'] as const)('by %s', (method) => {
  test.each([1, 3, 130])('of %i commits', async (commits) => {
    await using setup = await setUp();
    open(setup, commits);
    const { state } = setup.github;
    const parent = state.tip('main');
    const commit = state.merge(7, method);
    state.push('main', { a: '2', b: 'later' });
    expect(await read(setup)).toEqual({ kind: 'step', parent, commit });
    const made = method === 'rebase' ? commits : 1;
    expect(state.history.between(parent, commit).length).toBe(method === 'merge' ? commits + 1 : made);
  });

  test('through the queue, behind another pull request', async () => {
    await using setup = await setUp();
    open(setup, 3);
    const { state } = setup.github;
    state.push('pull/8', { a: '0', c: '1' }, [state.objects.commits.get(state.tip('main'))?.parents[0] ?? ''], {
      author: 'carol',
    });
    state.open(8, 'main', { author: 'carol' });
    for (const number of [8, 7]) state.enqueue(number, method);
    const { base } = state.queue.entry(7);
    const commit = state.queue.head(7);
    state.landFirst();
    state.landFirst();
    expect(await read(setup)).toEqual({ kind: 'step', parent: base, commit });
  });
});

test('of a branch that was updated from the base by hand', async () => {
  for (const method of ['merge', 'squash', 'rebase'] as const) {
    await using setup = await setUp();
    open(setup, 2);
    const { state } = setup.github;
    state.updateBranch(7, 'bob');
    state.push('pull/7', { a: '1', b: '2', d: '1' }, undefined, { author: 'alice', message: 'last' });
    const parent = state.tip('main');
    const commit = state.merge(7, method);
    expect(await read(setup), method).toEqual({ kind: 'step', parent, commit });
  }
});

describe('what can’t be told', () => {
  test('is not merged', async () => {
    await using setup = await setUp();
    open(setup, 1);
    expect(await read(setup)).toEqual({ kind: 'unknown', reason: 'it is open, not merged' });
  });

  test('is merged and nothing says by what', async () => {
    await using setup = await setUp();
    open(setup, 1);
    setup.github.state.pull(7).state = 'MERGED';
    expect(await read(setup)).toMatchObject({ reason: expect.stringMatching(/^GitHub names no commit/) });
  });

  test('is pushed to the base by hand with a merge of the base in it', async () => {
    await using setup = await setUp();
    open(setup, 1);
    const { state } = setup.github;
    state.updateBranch(7, 'bob');
    const head = state.tip('pull/7');
    Object.assign(state.pull(7), { state: 'MERGED', mergeCommit: head });
    state.branches.set('main', head);
    expect(await read(setup)).toMatchObject({ reason: expect.stringMatching(/^it was not merged on GitHub/) });
  });

  test('is a history that GitHub does not hand out', async () => {
    await using setup = await setUp();
    open(setup, 3);
    setup.github.state.merge(7, 'rebase');
    setup.github.fault(/branchHistory/, { kind: 'answer', status: 403 });
    expect(await read(setup)).toMatchObject({ reason: expect.stringContaining('(branchHistory) answered 403') });
  });
});

describe('decision', () => {
  const at = (second: number): string => `2026-01-01T00:00:0${second}Z`;
  const own = (commit: string, second: number, parents = 1): PullCommit => ({
    commit,
    message: `work ${second}`,
    authoredAt: at(second),
    parents,
    madeByGitHub: false,
    authors: [],
  });
  const onBranch = (commit: string, second: number, parents: string[], pullRequests: number[]): BranchCommit => ({
    commit,
    message: `work ${second}\n`,
    authoredAt: at(second),
    parents,
    pullRequests,
  });
  const facts = (commits: readonly PullCommit[] | null, ...branch: readonly BranchCommit[]) => ({
    number: 7,
    head: 'h',
    merged: 'm',
    commits,
    branch: new Map(branch.map((commit) => [commit.commit, commit])),
  });

  test('asks for what it needs', () => {
    expect(mergedStep(facts([]))).toEqual({ kind: 'read', commit: 'm' });
    expect(mergedStep(facts([own('a', 1), own('b', 2)], onBranch('m', 2, ['p'], [7])))).toEqual({
      kind: 'read',
      commit: 'p',
    });
  });

  test.each<[string, ReturnType<typeof facts>, object]>([
    ['a merge', facts(null, onBranch('m', 9, ['p', 'h'], [])), { kind: 'step', parent: 'p', commit: 'm' }],
    ['a merge of something else', facts([], onBranch('m', 9, ['p', 'x'], [7])), { kind: 'unknown' }],
    ['an octopus', facts([], onBranch('m', 9, ['p', 'h', 'x'], [7])), { kind: 'unknown' }],
    ['a root', facts([], onBranch('m', 9, [], [7])), { kind: 'unknown' }],
    ['a squash', facts([own('a', 1)], onBranch('m', 9, ['p'], [7])), { kind: 'step', parent: 'p', commit: 'm' }],
    ['a squash of commits nobody knows', facts(null, onBranch('m', 9, ['p'], [7])), { kind: 'unknown' }],
    [
      'a squash on a commit that GitHub names the pull request for',
      facts([own('a', 1)], onBranch('m', 9, ['p'], [7]), onBranch('p', 8, ['o'], [7])),
      { kind: 'step', parent: 'p', commit: 'm' },
    ],
    [
      'a squash that looks like a merge of its own',
      facts([own('a', 1), own('b', 2, 2)], onBranch('m', 2, ['p'], [7]), onBranch('p', 1, ['o'], [7])),
      { kind: 'step', parent: 'p', commit: 'm' },
    ],
    [
      'a rebase of two',
      facts(
        [own('a', 1), own('b', 2)],
        onBranch('m', 2, ['p'], [7]),
        onBranch('p', 1, ['o'], [7]),
        onBranch('o', 8, ['n'], [6]),
      ),
      { kind: 'step', parent: 'o', commit: 'm' },
    ],
    [
      'a rebase that left one out',
      facts(
        [own('a', 1), own('b', 2), own('c', 3)],
        onBranch('m', 3, ['p'], [7]),
        onBranch('p', 1, ['o'], [7]),
        onBranch('o', 8, ['n'], []),
      ),
      { kind: 'step', parent: 'o', commit: 'm' },
    ],
    [
      'a rebase onto a copy of one of its commits',
      facts([own('a', 1), own('b', 2)], onBranch('m', 2, ['p'], [7]), onBranch('p', 1, ['o'], [6])),
      { kind: 'unknown', reason: expect.stringContaining('whether p came with it') },
    ],
    [
      'a rebase onto a commit that is not its own, by what GitHub names',
      facts([own('a', 1), own('b', 2)], onBranch('m', 2, ['p'], [7]), onBranch('p', 8, ['o'], [7])),
      { kind: 'unknown' },
    ],
    [
      'a rebase in another order',
      facts([own('a', 1), own('b', 2)], onBranch('m', 1, ['p'], [7]), onBranch('p', 2, ['o'], [7])),
      { kind: 'unknown' },
    ],
    [
      'a rebase with a merge in it',
      facts(
        [own('a', 1), own('b', 2)],
        onBranch('m', 2, ['p'], [7]),
        onBranch('p', 1, ['o', 'x'], [7]),
        onBranch('o', 8, [], []),
      ),
      { kind: 'unknown' },
    ],
    [
      'a fast-forward by hand to a merge',
      facts([own('a', 1), own('m', 2, 2)], onBranch('m', 2, ['a', 'main'], [7])),
      { kind: 'unknown' },
    ],
  ])('%s', (_, given, decision) => {
    expect(mergedStep(given)).toMatchObject(decision);
  });
});
