/** An open pull request: planned as far as people allow, their commands answered, both said on GitHub. */
import type { GitHubError } from '../github/failure.ts';
import { type Look, lookAtRecord, publish } from '../github/publish.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { type Revisions, settleRevisions, short } from '../github/revisions.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import { type Answer, answer } from './answer.ts';
import type { Told } from './event.ts';
import { type GateView, readGate } from './gate.ts';
import type { PlanRun } from './plan-run.ts';
import { type Planned, planCommits, policyBetween, type TreeReader } from './planning.ts';
import type { Runner } from './runner.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** How often a pull request that moves while it is planned is planned anew. */
const rounds = 3;

export type PullRequestResult =
  /** It is not open: there is nothing to plan. */
  | { readonly kind: 'ended'; readonly pullRequest: PullRequest }
  | {
      readonly kind: 'planned';
      readonly pullRequest: PullRequest;
      readonly planned: Planned;
      readonly verdict: Verdict;
      readonly answer: Answer;
      /** Null where nothing was to be written. */
      readonly published: Published | null;
    };

export interface Published {
  readonly commentUrl: string | null;
  /** What the token may not do. */
  readonly denied: readonly GitHubError[];
}

/**
 * Plans a pull request as it is when the verdict is written, not as it was when the job began: a run that was overtaken
 * plans what is there now, or writes nothing and fails.
 *
 * @param told the comment that started this run; null for any other start.
 * @param beforeFailure told of the plan when publishing fails, so that the job still has its results.
 */
export async function planPullRequest(
  run: PlanRun,
  trees: TreeReader,
  number: number,
  told: Told | null,
  beforeFailure: (planned: Planned, verdict: Verdict) => Promise<void>,
): Promise<PullRequestResult> {
  let seen: PullRequest | null = null;
  let wrote = false;
  for (let round = 1; round <= rounds; round++) {
    const { pullRequest, revisions } = await run.runner.group(`Read pull request #${number}`, () =>
      settleRevisions(run.client, run.job.repository, number),
    );
    if (revisions === null) return { kind: 'ended', pullRequest };
    logRevisions(run.runner, pullRequest, revisions);
    // Of the base branch as it is, also where the commit that the plan starts from is an older one.
    const policy = await policyBetween(run, trees, revisions.baseTip, revisions.head);
    const gate = await readGate(run, number, [policy.guards], told);
    const planned = await planCommits(run, trees, revisions.base, revisions.head, gate);
    const notes = [revisions.note, run.verification.writes ? run.verification.line : null].filter(
      (line) => line !== null,
    );
    const hold = holdOf(pullRequest, revisions);
    const verdict = verdictOf(planned, policy, gate, { notes, hold, round }, run.job);
    const said = await answer(run, policy.name, gate, planned, told);
    const result = { kind: 'planned', pullRequest, planned, verdict, answer: said } as const;
    if (!run.verification.writes) return { ...result, published: null };

    const published = await whenPublishing(
      run,
      () => write(run, number, revisions, gate, verdict, said),
      () => beforeFailure(planned, verdict),
    );
    if (published.kind === 'published') return { ...result, published };
    seen = published.pullRequest;
    wrote ||= published.wrote;
    if (seen.state !== 'open') {
      run.runner.info(`Pull request #${number} was ${seen.state} meanwhile${wrote ? '' : ': nothing was written'}.`);
      return { kind: 'ended', pullRequest: seen };
    }
    run.runner.info(`Pull request #${number} moved while it was planned.`);
  }
  const now =
    seen === null ? '' : ` (its head is ${short(seen.head)}, ${seen.baseBranch} is at ${short(seen.baseTip)} now)`;
  throw new ChxError(
    exitCodes.unexpected,
    `Pull request #${number} moved ${rounds} times while it was planned${now}: ${wrote ? 'what stands there may be of an earlier state' : 'nothing was written'}; the run of the newest push or comment decides, run this job again if there is none.`,
  );
}

async function write(
  run: PlanRun,
  number: number,
  revisions: Revisions,
  gate: GateView,
  verdict: Verdict,
  said: Answer,
): Promise<Awaited<ReturnType<typeof publish>>> {
  const publication = {
    comment: verdict.comment,
    answer: said.comment,
    check: verdict.check,
    fingerprint: gate.evaluation.fingerprint,
  };
  const look = (): Promise<Look> =>
    lookAtRecord(run.client, run.job.repository, number, [verdict.comment.marker, said.marker], gate.fingerprintOf);
  return await publish(run.client, run.job.repository, number, revisions, publication, look);
}

/** Publishes; where GitHub does not let it happen the job still has its results before the error ends it. */
export async function whenPublishing<T>(
  run: PlanRun,
  task: () => Promise<T>,
  onFailure: () => Promise<void>,
): Promise<T> {
  try {
    return await run.runner.group('Publish', task);
  } catch (error) {
    await onFailure();
    throw error;
  }
}

/** What is merged in the end may be another schema than the one that was planned: then the plan alone opens nothing. */
function holdOf({ mergeable, baseBranch }: PullRequest, { note }: Revisions): string | null {
  if (note === null) return null;
  return mergeable === 'conflicting'
    ? `Conflicts with ${baseBranch}: resolve that first`
    : `Not compared with ${baseBranch} yet: comment /chx plan`;
}

function logRevisions(runner: Runner, pullRequest: PullRequest, revisions: Revisions): void {
  runner.info(
    revisions.note ??
      `Comparing ${short(revisions.base)} (${pullRequest.baseBranch}) with ${short(revisions.head)}, the merge of ${short(pullRequest.head)} into it.`,
  );
}
