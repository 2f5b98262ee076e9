/**
 * Commands on a pull request that is merged: that is where a stopped deploy sends people. Held against what the merge
 * brought; the answer is written, comment and check of the plan stay what they were at the merge.
 */
import type { GitHubError } from '../github/failure.ts';
import { lookAtRecord, publish } from '../github/publish.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { readMergedStep } from '../github/step.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import { type Answer, answer } from './answer.ts';
import type { Told } from './event.ts';
import { readGate } from './gate.ts';
import type { PlanRun } from './plan-run.ts';
import { planCommits, policyBetween, type TreeReader } from './planning.ts';

export interface MergedResult {
  readonly answer: Answer;
  readonly answerUrl: string | null;
  readonly denied: readonly GitHubError[];
}

const rounds = 3;

/** @throws ChxError where it can't be told what the merge brought, or its comments change all the time. */
export async function answerMerged(
  run: PlanRun,
  trees: TreeReader,
  { number, baseTip }: PullRequest,
  told: Told | null,
): Promise<MergedResult> {
  const { client, job, runner } = run;
  const step = await runner.group('Read what the merge brought', () => readMergedStep(client, job.repository, number));
  if (step.kind === 'unknown') {
    throw new ChxError(exitCodes.unexpected, `Pull request #${number}: ${step.reason}.`);
  }
  const own = await policyBetween(run, trees, step.parent, step.commit);
  const today = await policyBetween(run, trees, baseTip, baseTip);
  for (let round = 1; round <= rounds; round++) {
    const gate = await readGate(run, number, [own.guards, today.guards], told);
    const planned = await planCommits(run, trees, step.parent, step.commit, gate);
    const said = await answer(run, today.name, gate, planned, told);
    if (!run.verification.writes) return { answer: said, answerUrl: null, denied: [] };
    const publication = { comment: null, answer: said.comment, check: null, fingerprint: gate.evaluation.fingerprint };
    const published = await runner.group('Publish', () =>
      publish(client, job.repository, number, null, publication, () =>
        lookAtRecord(client, job.repository, number, [said.marker], gate.fingerprintOf),
      ),
    );
    if (published.kind === 'published') {
      return { answer: said, answerUrl: published.answerUrl, denied: published.denied };
    }
  }
  throw new ChxError(
    exitCodes.unexpected,
    `Pull request #${number} was commented on each of the ${rounds} times its commands were read; run this job again.`,
  );
}
