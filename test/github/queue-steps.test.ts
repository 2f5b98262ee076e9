import { describe, expect, test } from 'vitest';
import type { PullCommit } from '../../src/github/pull-commits.ts';
import {
  type Claim,
  firstParents,
  type GroupCommit,
  type QueueFacts,
  queueSteps,
} from '../../src/github/queue-steps.ts';

const at = (second: number): string => `2026-01-01T00:00:0${second}Z`;

/** Commits `c1`, `c2`, ... on top of `base`, with these messages. */
function line(...messages: readonly string[]): readonly GroupCommit[] {
  return messages.map((message, index) => ({
    commit: `c${index + 1}`,
    parents: [index === 0 ? 'base' : `c${index}`],
    message,
    authoredAt: at(index + 1),
  }));
}

/** A pull request's own commits that these of the line are copies of. */
function own(commits: readonly GroupCommit[], ...places: readonly number[]): readonly PullCommit[] {
  return places.flatMap((place) => {
    const copy = commits[place - 1];
    if (copy === undefined) return [];
    const { message, authoredAt } = copy;
    return [{ commit: `own ${place}`, message, authoredAt, parents: 1, madeByGitHub: false, authors: [] }];
  });
}

function facts(
  commits: readonly GroupCommit[],
  claims: Readonly<Record<string, number>>,
  pulls: Readonly<Record<number, readonly PullCommit[] | null>> = {},
): QueueFacts {
  return {
    base: 'base',
    commits,
    claims: Object.entries(claims).map(([commit, pullRequest]): Claim => ({ pullRequest, commit })),
    pulls: new Map(Object.entries(pulls).map(([number, commits]) => [Number(number), commits])),
  };
}

describe('steps', () => {
  const three = line('a', 'b', 'c');

  test('of squashes that each is claimed need nothing more', () => {
    const squashes = line('x (#1)', 'y (#2)\n\nfixes (#9)');
    expect(queueSteps(facts(squashes, { c1: 1, c2: 2 }))).toEqual({
      kind: 'steps',
      steps: [
        { pullRequest: 1, parent: 'base', commit: 'c1' },
        { pullRequest: 2, parent: 'c1', commit: 'c2' },
      ],
    });
  });

  test('of a rebase go back as far as its own commits', () => {
    expect(queueSteps(facts(three, { c1: 1, c3: 2 }))).toEqual({ kind: 'read', pullRequest: 2 });
    expect(queueSteps(facts(three, { c1: 1, c3: 2 }, { 2: own(three, 2, 3) }))).toEqual({
      kind: 'steps',
      steps: [
        { pullRequest: 1, parent: 'base', commit: 'c1' },
        { pullRequest: 2, parent: 'c1', commit: 'c3' },
      ],
    });
  });

  test('never take what another pull request claims, though it is a copy of theirs', () => {
    expect(queueSteps(facts(three, { c1: 1, c3: 2 }, { 2: own(three, 1, 2, 3) }))).toMatchObject({
      steps: [{ pullRequest: 1 }, { pullRequest: 2, parent: 'c1' }],
    });
  });

  test.each<[string, readonly PullCommit[] | null]>([
    ['no commits that can be read', null],
    ['no such commit', own(three, 3)],
    ['its commits in another order', own(three, 3, 2)],
  ])('with %s leave the rest unclaimed', (_, commits) => {
    expect(queueSteps(facts(three, { c1: 1, c3: 2 }, { 2: commits }))).toEqual({ kind: 'unclaimed', commits: ['c2'] });
  });

  test('of a rebased commit that names another pull request are its own', () => {
    const picked = line('picked (#5)');
    expect(queueSteps(facts(picked, { c1: 7 }))).toEqual({ kind: 'read', pullRequest: 7 });
    expect(queueSteps(facts(picked, { c1: 7 }, { 7: own(picked, 1) }))).toMatchObject({ kind: 'steps' });
    expect(queueSteps(facts(picked, { c1: 7 }, { 7: [] }))).toMatchObject({ kind: 'refused' });
  });

  test('of a merge are one commit, whatever is before it', () => {
    const [first, second] = line('a', 'Merge');
    if (first === undefined || second === undefined) throw new Error('too short');
    const merged = [first, { ...second, parents: ['c1', 'head'] }];
    expect(queueSteps(facts(merged, { c2: 2 }))).toEqual({ kind: 'unclaimed', commits: ['c1'] });
  });

  test('are refused where two claim one commit', () => {
    const decision = queueSteps({
      ...facts(three, { c3: 1 }),
      claims: [3, 1, 3].map((pullRequest) => ({ pullRequest, commit: 'c3' })),
    });
    expect(decision).toEqual({ kind: 'refused', reason: 'c3 is claimed for #3 and #1' });
  });
});

test('first parents lead from head to base, or nowhere', () => {
  const commits = new Map(line('a', 'b').map((commit) => [commit.commit, commit]));
  expect(firstParents('base', 'c2', commits)?.map(({ commit }) => commit)).toEqual(['c1', 'c2']);
  expect(firstParents('c2', 'c2', commits)).toEqual([]);
  expect(firstParents('elsewhere', 'c2', commits)).toBeNull();
  const circle = new Map([...commits].map(([id, commit]) => [id, { ...commit, parents: ['c2'] }]));
  expect(firstParents('base', 'c2', circle)).toBeNull();
});
