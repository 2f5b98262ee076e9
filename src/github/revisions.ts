/**
 * Which two commits a pull request's plan compares.
 *
 * Base is the base branch's tip and head the merge result, so that what the base gained since the branch point does not
 * look dropped. GitHub makes that merge some time after a push and keeps an old one until then, so it is taken only if
 * its parents are exactly those two.
 */
import { z } from 'zod';
import type { GitHubClient } from './client.ts';
import { type PullRequest, readPullRequest } from './pull-request.ts';
import { inRepository, type Repository } from './repository.ts';
import { objectId } from './tree.ts';

export interface Revisions {
  /** The commits whose files are compared. */
  readonly base: string;
  readonly head: string;
  /** The commits that they were chosen for: a plan holds as long as these are the tips. */
  readonly baseTip: string;
  readonly pullRequestHead: string;
  /** One line for the comment where the merge result was not to be had; null where it was. */
  readonly note: string | null;
}

export type Decision =
  | { readonly kind: 'merge-result'; readonly base: string; readonly head: string }
  /** GitHub is still making the merge. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'merge-base'; readonly reason: 'conflict' | 'not-made' };

/** @param waited whether the time for waiting is over. */
export function decideRevisions(pullRequest: PullRequest, waited: boolean): Decision {
  const { merge, baseTip, head } = pullRequest;
  if (merge?.parents.length === 2 && merge.parents[0] === baseTip && merge.parents[1] === head) {
    return { kind: 'merge-result', base: baseTip, head: merge.commit };
  }
  if (pullRequest.mergeable === 'conflicting') return { kind: 'merge-base', reason: 'conflict' };
  return waited ? { kind: 'merge-base', reason: 'not-made' } : { kind: 'wait' };
}

/** Whether the pull request is no longer what these revisions were chosen for. */
export function hasMoved(revisions: Revisions, pullRequest: PullRequest): boolean {
  return revisions.baseTip !== pullRequest.baseTip || revisions.pullRequestHead !== pullRequest.head;
}

/** Waits of 1, 2, 3, 4 and 5 s: GitHub takes seconds for it. */
const waits = 5;

/** Reads what is needed to decide, waiting a bounded time for the merge result. Nothing where it is not open. */
export async function settleRevisions(
  client: GitHubClient,
  repository: Repository,
  number: number,
): Promise<{ readonly pullRequest: PullRequest; readonly revisions: Revisions | null }> {
  for (let round = 1; ; round++) {
    const { pullRequest } = await readPullRequest(client, repository, number, null);
    if (pullRequest.state !== 'open') return { pullRequest, revisions: null };
    const decision = decideRevisions(pullRequest, round > waits);
    switch (decision.kind) {
      case 'merge-result':
        return { pullRequest, revisions: revisionsOf(pullRequest, decision.base, decision.head, null) };
      case 'merge-base': {
        const base = await readMergeBase(client, repository, pullRequest.baseTip, pullRequest.head);
        const note = mergeBaseNote(pullRequest, base, decision.reason);
        return { pullRequest, revisions: revisionsOf(pullRequest, base, pullRequest.head, note) };
      }
      case 'wait':
        await nudge(client, repository, number);
        if (!(await client.idle(round * 1000))) round = waits;
    }
  }
}

function revisionsOf(pullRequest: PullRequest, base: string, head: string, note: string | null): Revisions {
  return { base, head, baseTip: pullRequest.baseTip, pullRequestHead: pullRequest.head, note };
}

function mergeBaseNote(pullRequest: PullRequest, base: string, reason: 'conflict' | 'not-made'): string {
  const why =
    reason === 'conflict'
      ? `it conflicts with ${pullRequest.baseBranch}`
      : `GitHub has not made its merge with ${pullRequest.baseBranch} yet`;
  return `Compared ${short(base)} (where the branch left ${pullRequest.baseBranch}) with ${short(pullRequest.head)} (the pull request’s head), not the merge result: ${why}.`;
}

/** The first twelve digits of a commit id, for people. */
export function short(commit: string): string {
  return commit.slice(0, 12);
}

/** The REST route is the one that is documented to start GitHub's work on the merge. */
async function nudge(client: GitHubClient, repository: Repository, number: number): Promise<void> {
  await client.read(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { ...inRepository(repository), pull_number: number },
    z.object({ number: z.number() }),
  );
}

const comparison = z.object({ merge_base_commit: z.object({ sha: objectId }) });

async function readMergeBase(
  client: GitHubClient,
  repository: Repository,
  base: string,
  head: string,
): Promise<string> {
  const answer = await client.read(
    'GET /repos/{owner}/{repo}/compare/{basehead}',
    // The commits are not wanted, and changed files come with the first page only.
    { ...inRepository(repository), basehead: `${base}...${head}`, per_page: 1, page: 2 },
    comparison,
  );
  return answer.merge_base_commit.sha;
}
