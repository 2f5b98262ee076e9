/** Which pull request each commit of a merge group is, decided from what was read. */
import { type PullCommit, sameWork, type Work } from './pull-commits.ts';
import { short } from './revisions.ts';

export interface QueueStep {
  readonly pullRequest: number;
  readonly parent: string;
  readonly commit: string;
}

/** A commit of the group, on the line of first parents. */
export interface GroupCommit extends Work {
  readonly commit: string;
  readonly parents: readonly string[];
}

/** Something that says that a commit is the last of a pull request's. */
export interface Claim {
  readonly pullRequest: number;
  readonly commit: string;
}

export interface QueueFacts {
  /** The group's base. */
  readonly base: string;
  /** Oldest first, up to the group's head. */
  readonly commits: readonly GroupCommit[];
  readonly claims: readonly Claim[];
  /** Commits of pull requests that were claimed, as far as they were read: null where they can't be. */
  readonly pulls: ReadonlyMap<number, readonly PullCommit[] | null>;
}

export type QueueDecision =
  | { readonly kind: 'steps'; readonly steps: readonly QueueStep[] }
  /** Nothing says which pull request these commits end. */
  | { readonly kind: 'unclaimed'; readonly commits: readonly string[] }
  /** The commits of this pull request are needed to go on. */
  | { readonly kind: 'read'; readonly pullRequest: number }
  /** Why it can't be told. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Divides a merge group into the steps of its pull requests, in the order in which they are to be merged.
 *
 * Each step ends at a commit that exactly one pull request claims. A merge and a squash are one commit; a rebase brings
 * several, and those before its last are its own only if message and author date say so, because a commit that nobody claims
 * may be another pull request's. A squash names its pull request at the end of its first line: where that contradicts the
 * claim, it has to be a rebased commit, or the claim is wrong (whoever may write can push a branch called like
 * the queue's own).
 */
export function queueSteps(facts: QueueFacts): QueueDecision {
  const { commits } = facts;
  if (commits.length === 0) return refused('it has no commits of its own');
  const claims = new Map<string, Set<number>>();
  for (const { pullRequest, commit } of facts.claims) {
    claims.set(commit, (claims.get(commit) ?? new Set()).add(pullRequest));
  }
  const steps: QueueStep[] = [];
  const unclaimed: string[] = [];
  // From the youngest: what comes before a claimed commit is its own as long as it can be.
  let end = commits.length - 1;
  while (end >= 0) {
    const last = commits[end];
    if (last === undefined) break;
    const claimed = [...(claims.get(last.commit) ?? [])];
    const [pullRequest, other] = claimed;
    if (other !== undefined) {
      return refused(`${short(last.commit)} is claimed for ${claimed.map((number) => `#${number}`).join(' and ')}`);
    }
    if (pullRequest === undefined) {
      unclaimed.push(last.commit);
      end -= 1;
      continue;
    }
    const isMerge = last.parents.length > 1;
    const named = isMerge ? null : squashedNumber(last.message);
    const open = end > 0 && !isMerge && !claims.has(commits[end - 1]?.commit ?? '');
    const contradicted = named !== null && named !== pullRequest;
    let start = end;
    if (open || contradicted) {
      const own = facts.pulls.get(pullRequest);
      if (own === undefined) return { kind: 'read', pullRequest };
      const count = rebasedCount(commits.slice(0, end + 1), own ?? [], claims);
      if (count === 0 && contradicted) {
        return refused(`${short(last.commit)} calls itself #${named} and stands where #${pullRequest} should`);
      }
      start = end - Math.max(count, 1) + 1;
    }
    steps.unshift({ pullRequest, parent: commits[start - 1]?.commit ?? facts.base, commit: last.commit });
    end = start - 1;
  }
  if (unclaimed.length > 0) return { kind: 'unclaimed', commits: unclaimed };
  const numbers = steps.map((step) => step.pullRequest);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  return twice === undefined ? { kind: 'steps', steps } : refused(`#${twice} is in it twice`);
}

/** How many commits at the end are copies of a pull request's own, in order; none of them another's by claim. */
function rebasedCount(
  commits: readonly GroupCommit[],
  own: readonly PullCommit[],
  claims: ReadonlyMap<string, unknown>,
): number {
  let place = own.length;
  let count = 0;
  for (const commit of commits.toReversed()) {
    if (commit.parents.length !== 1 || (count > 0 && claims.has(commit.commit))) break;
    const found = own.slice(0, place).findLastIndex((candidate) => sameWork(candidate, commit));
    if (found === -1) break;
    place = found;
    count += 1;
  }
  return count;
}

/** The pull request that GitHub names at the end of a squashed commit's first line. */
function squashedNumber(message: string): number | null {
  const number = /\(#(\d+)\)\s*$/.exec(message.split('\n', 1)[0] ?? '')?.[1];
  return number === undefined ? null : Number(number);
}

/** The commits from base to head by first parents, oldest first; null where head does not lead to base that way. */
export function firstParents(
  base: string,
  head: string,
  commits: ReadonlyMap<string, GroupCommit>,
): readonly GroupCommit[] | null {
  const line: GroupCommit[] = [];
  for (let at: string | undefined = head; at !== base; ) {
    const commit: GroupCommit | undefined = at === undefined ? undefined : commits.get(at);
    if (commit === undefined || line.length > commits.size) return null;
    line.unshift(commit);
    at = commit.parents[0];
  }
  return line;
}

/** The pull request in the name of a branch of the queue, `gh-readonly-queue/main/pr-7-<commit>`; null for any other. */
export function queueBranch(ref: string, baseBranch: string): { readonly pullRequest: number } | null {
  const prefix = `gh-readonly-queue/${baseBranch}/`;
  const name = ref.replace(/^refs\/heads\//, '');
  if (!name.startsWith(prefix)) return null;
  const number = /^pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/.exec(name.slice(prefix.length))?.[1];
  return number === undefined ? null : { pullRequest: Number(number) };
}

function refused(reason: string): QueueDecision {
  return { kind: 'refused', reason };
}
