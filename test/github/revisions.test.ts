import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/github/pull-request.ts';
import { decideRevisions, hasMoved, settleRevisions } from '../../src/github/revisions.ts';
import { repository, setUp } from './setup.ts';

const tip = 'b'.repeat(40);
const head = 'a'.repeat(40);
const merged = 'c'.repeat(40);

function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    state: 'open',
    fork: false,
    head,
    baseBranch: 'main',
    baseTip: tip,
    mergeable: 'mergeable',
    merge: { commit: merged, parents: [tip, head] },
    ...changes,
  };
}

describe('deciding', () => {
  test('the merge result is taken when its parents are the tips', () => {
    expect(decideRevisions(pullRequest(), false)).toEqual({ kind: 'merge-result', base: tip, head: merged });
  });

  const old = 'd'.repeat(40);
  test.each([
    ['an earlier base', [old, head]],
    ['an earlier head', [tip, old]],
    ['the parents the other way round', [head, tip]],
    ['one parent', [tip]],
    ['three parents', [tip, head, old]],
    ['no parents', []],
  ])('not with %s', (_, parents) => {
    const stale = pullRequest({ merge: { commit: merged, parents } });
    expect(decideRevisions(stale, false)).toEqual({ kind: 'wait' });
    expect(decideRevisions(stale, true)).toEqual({ kind: 'merge-base', reason: 'not-made' });
  });

  test('a conflict is not waited for', () => {
    const conflict = pullRequest({ mergeable: 'conflicting', merge: null });
    expect(decideRevisions(conflict, false)).toEqual({ kind: 'merge-base', reason: 'conflict' });
  });

  test('a plan holds while both tips stand', () => {
    const revisions = { base: tip, head: merged, baseTip: tip, pullRequestHead: head, note: null };
    expect(hasMoved(revisions, pullRequest())).toBe(false);
    expect(hasMoved(revisions, pullRequest({ head: old }))).toBe(true);
    expect(hasMoved(revisions, pullRequest({ baseTip: old }))).toBe(true);
  });
});

describe('settling', () => {
  test('reads the merge of both tips in one request', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    const root = state.push('main', { a: '1', b: '1' });
    const pullHead = state.push('pull/7', { a: '2', b: '1' }, [root]);
    const main = state.push('main', { a: '1', b: '2' });
    state.open(7, 'main');
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    expect(revisions).toMatchObject({ base: main, baseTip: main, pullRequestHead: pullHead, note: null });
    expect(state.objects.commits.get(revisions?.head ?? '')?.parents).toEqual([main, pullHead]);
    expect(setup.client.calls).toBe(1);
  });

  test('waits for a merge that is still of an earlier push', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    const root = state.push('main', { a: '1' });
    state.push('pull/7', { a: '2' }, [root]);
    const pull = state.open(7, 'main');
    await settleRevisions(setup.client, repository, 7);
    const stale = pull.merge?.commit;
    const pullHead = state.push('pull/7', { a: '3' });
    pull.lag = 3;
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    expect(revisions?.head).not.toBe(stale);
    expect(state.objects.commits.get(revisions?.head ?? '')?.parents).toEqual([root, pullHead]);
    expect(setup.waits).toEqual([1000, 2000]);
  });

  test('takes the merge base when GitHub makes no merge in time, and says so', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    const root = state.push('main', { a: '1', b: '1' });
    const pullHead = state.push('pull/7', { a: '2', b: '1' }, [root]);
    const main = state.push('main', { a: '1', b: '2' });
    state.open(7, 'main', { lag: 1000 });
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    expect(setup.waits).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(revisions).toEqual({
      base: root,
      head: pullHead,
      baseTip: main,
      pullRequestHead: pullHead,
      note: `Compared ${root.slice(0, 12)} (where the branch left main) with ${pullHead.slice(0, 12)} (the pull request’s head), not the merge result: GitHub has not made its merge with main yet.`,
    });
  });

  test('takes the merge base of a conflict at once', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    const root = state.push('main', { a: '1' });
    state.push('pull/7', { a: '2' }, [root]);
    state.push('main', { a: '3' });
    state.open(7, 'main');
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    expect(revisions?.base).toBe(root);
    expect(revisions?.note).toContain('it conflicts with main');
    expect(setup.waits).toEqual([]);
  });

  test('has nothing for a pull request that is merged', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    state.push('pull/7', { a: '2' }, [state.push('main', { a: '1' })]);
    state.open(7, 'main').state = 'MERGED';
    expect((await settleRevisions(setup.client, repository, 7)).revisions).toBeNull();
  });

  test('names a pull request that is not there', async () => {
    await using setup = await setUp();
    await expect(settleRevisions(setup.client, repository, 99)).rejects.toThrow(
      'GitHub: POST /graphql (pullRequest) answered 200 (Could not resolve to a PullRequest with the number of 99.): it does not exist',
    );
  });

  test('names a base branch that is gone', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    state.push('pull/7', { a: '2' }, [state.push('release', { a: '1' })]);
    state.open(7, 'release');
    state.branches.delete('release');
    await expect(settleRevisions(setup.client, repository, 7)).rejects.toThrow(
      'Pull request #7: its base branch release is gone; give it another base.',
    );
  });
});
