/** The end of a job: results for later steps, then, last of all, the error that it ends with. */
import type { GitHubError } from '../github/failure.ts';
import { ChxError } from '../schema/error.ts';
import type { PlanRun } from './plan-run.ts';
import type { Planned } from './planning.ts';
import { annotateLog, reportPlan } from './results.ts';
import { deniedLine, failureOf, type Verdict } from './verdict.ts';

/**
 * @param denied what the token may not do; nothing else went wrong then.
 * @param fork whether the pull request comes from one.
 * @throws ChxError where the plan fails the job.
 */
export async function conclude(
  run: PlanRun,
  planned: Planned,
  verdict: Verdict,
  denied: readonly GitHubError[],
  fork: boolean,
): Promise<void> {
  const { check } = verdict;
  const checked = run.verification.writes && !denied.some((error) => error.request.includes('/check-runs'));
  await reportResults(run, planned, verdict, checked);
  if (denied.length > 0) run.runner.warning(deniedLine(denied, fork));
  if (planned.kind === 'failed') throw planned.failure;
  const failure = failureOf(planned.outcome);
  if (failure !== null) throw new ChxError(failure.exitCode, failure.line);
  if (check.conclusion === 'action_required') {
    run.runner.notice(`${check.title}: the check ${check.name} holds the merge until then, this job does not.`);
  }
}

/** Outputs, plan file, summary, and the annotations where no check run has them. */
export async function reportResults(
  run: PlanRun,
  planned: Planned,
  verdict: Verdict,
  hasCheck: boolean,
): Promise<void> {
  const { runner } = run;
  await runner.group('Results', async () => {
    if (planned.kind === 'planned') reportPlan(runner, planned.outcome);
    else runner.output('status', 'invalid');
    await runner.summary(verdict.summary);
    if (!hasCheck) annotateLog(runner, verdict.check.annotations);
    runner.info(`${verdict.check.title}. ${run.client.calls} requests to GitHub.`);
  });
}
