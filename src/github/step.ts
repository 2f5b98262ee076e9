/** What a merged pull request brought to its base branch, as two commits. */
import { z } from 'zod';
import type { GitHubClient } from './client.ts';
import { attempt, GitHubError } from './failure.ts';
import { type PullCommit, readPullCommits, sameWork, type Work } from './pull-commits.ts';
import { pageInfo } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { objectId } from './tree.ts';

export type MergedStep =
  | { readonly kind: 'step'; readonly parent: string; readonly commit: string }
  /** One line without the pull request's number: what can't be told, and what to do. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A commit of the base branch. */
export interface BranchCommit extends Work {
  readonly commit: string;
  readonly parents: readonly string[];
  /** Numbers of the pull requests that GitHub says it came with. */
  readonly pullRequests: readonly number[];
}

export interface MergeFacts {
  readonly number: number;
  /** Tip of its branch when it was merged. */
  readonly head: string;
  /** The commit that the merge left the base branch at. */
  readonly merged: string;
  /** Its own commits, oldest first; null where they can't all be read. */
  readonly commits: readonly PullCommit[] | null;
  /** Commits of the base branch that were read so far. */
  readonly branch: ReadonlyMap<string, BranchCommit>;
}

/**
 * Decides what the merge brought:
 * - a commit of two parents, the second of them the pull request's head: the button `Create a merge commit`;
 * - one commit that is none of the pull request's own: `Squash and merge`;
 * - commits that are the pull request's own with another parent, as far back as they are: `Rebase and merge`. Two signs have
 *   to agree for each, that GitHub names the pull request for it and that message and author date are those of one of
 *   its commits, in order; a copy of a commit that was on the branch already has but one of them.
 *
 * @returns the step, why it can't be told, or the commit of the branch that is needed to go on.
 */
export function mergedStep(facts: MergeFacts): MergedStep | { readonly kind: 'read'; readonly commit: string } {
  const last = facts.branch.get(facts.merged);
  if (last === undefined) return { kind: 'read', commit: facts.merged };
  const [parent, second, ...others] = last.parents;
  if (parent === undefined) return unknown('its merge commit has no parent');
  if (second !== undefined) {
    return second === facts.head && others.length === 0
      ? { kind: 'step', parent, commit: facts.merged }
      : unknown('it was not merged on GitHub: the second parent of its merge commit is not its head');
  }
  if (facts.commits === null) return unknown('its commits can’t all be read');
  let place = lastPlace(facts.commits, facts.commits.length, last);
  if (place === null) return { kind: 'step', parent, commit: facts.merged };
  for (let before = parent; ; ) {
    const commit = facts.branch.get(before);
    if (commit === undefined) return { kind: 'read', commit: before };
    const earlier = lastPlace(facts.commits, place, commit);
    const named = commit.pullRequests.includes(facts.number);
    if (earlier === null && !named) return { kind: 'step', parent: before, commit: facts.merged };
    if (earlier === null || !named) {
      return unknown(`whether ${before.slice(0, 12)} came with it can’t be told`);
    }
    const [next, merge] = commit.parents;
    if (next === undefined || merge !== undefined) return unknown('its commits on the branch are not in one line');
    place = earlier;
    before = next;
  }
}

/** The last of the first `end` commits that this one is a copy of. */
function lastPlace(commits: readonly PullCommit[], end: number, copy: Work): number | null {
  const place = commits.slice(0, end).findLastIndex((commit) => commit.parents === 1 && sameWork(commit, copy));
  return place === -1 ? null : place;
}

function unknown(why: string): MergedStep {
  return {
    kind: 'unknown',
    reason: `${why}; merge with GitHub’s buttons or queue, and plan what it brought by hand`,
  };
}

const mergeText = `query mergedStep($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { state headRefOid mergeCommit { oid } }
  }
}`;
const mergeShape = z.object({
  repository: z.object({
    pullRequest: z.object({
      state: z.string(),
      headRefOid: objectId,
      mergeCommit: z.object({ oid: objectId }).nullable(),
    }),
  }),
});

/** How many commits of the branch one query hands out, and how many queries there are at most: 1,000 commits. */
const historyLimit = 100;
const historyQueries = 10;

/**
 * Reads what a merged pull request brought.
 *
 * @throws GitHubError where GitHub does not hand out the pull request.
 */
export async function readMergedStep(
  client: GitHubClient,
  repository: Repository,
  number: number,
): Promise<MergedStep> {
  const [answer, own] = await Promise.all([
    client.query('mergedStep', mergeText, { ...repository, number }, mergeShape),
    readPullCommits(client, repository, number),
  ]);
  const { state, headRefOid, mergeCommit } = answer.repository.pullRequest;
  if (state !== 'MERGED') return { kind: 'unknown', reason: `it is ${state.toLowerCase()}, not merged` };
  if (mergeCommit === null) return unknown('GitHub names no commit that it was merged by');
  const branch = new Map<string, BranchCommit>();
  const facts = { number, head: headRefOid, merged: mergeCommit.oid, commits: own.commits, branch };
  for (let queries = 0; ; queries++) {
    const decision = mergedStep(facts);
    if (decision.kind !== 'read') return decision;
    if (queries === historyQueries) return unknown('it brought more commits than are read');
    const found = await attempt(() => readHistory(client, repository, decision.commit));
    if (found instanceof GitHubError) return { kind: 'unknown', reason: found.message };
    for (const commit of found) branch.set(commit.commit, commit);
    if (!branch.has(decision.commit)) return unknown(`GitHub has no commit ${decision.commit.slice(0, 12)}`);
  }
}

const historyText = `query branchHistory($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) {
      ... on Commit {
        history(first: ${historyLimit}) {
          nodes {
            oid
            message
            authoredDate
            parents(first: 3) { nodes { oid } }
            associatedPullRequests(first: 20) { nodes { number } pageInfo { hasNextPage endCursor } }
          }
        }
      }
    }
  }
}`;
const historyShape = z.object({
  repository: z.object({
    object: z
      .object({
        history: z.object({
          nodes: z.array(
            z
              .object({
                oid: objectId,
                message: z.string(),
                authoredDate: z.string(),
                parents: z.object({ nodes: z.array(z.object({ oid: objectId }).nullable()) }),
                associatedPullRequests: z
                  .object({ nodes: z.array(z.object({ number: z.number().int() }).nullable()), pageInfo })
                  .nullable(),
              })
              .nullable(),
          ),
        }),
      })
      .nullable(),
  }),
});

async function readHistory(
  client: GitHubClient,
  repository: Repository,
  commit: string,
): Promise<readonly BranchCommit[]> {
  const answer = await client.query('branchHistory', historyText, { ...repository, commit }, historyShape);
  return (answer.repository.object?.history.nodes ?? []).flatMap((node) =>
    node === null
      ? []
      : [
          {
            commit: node.oid,
            message: node.message,
            authoredAt: node.authoredDate,
            parents: node.parents.nodes.flatMap((parent) => (parent === null ? [] : [parent.oid])),
            pullRequests: (node.associatedPullRequests?.nodes ?? []).flatMap((pull) =>
              pull === null ? [] : [pull.number],
            ),
          },
        ],
  );
}
