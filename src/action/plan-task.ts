/** Planning a pull request or a merge group, and saying so on GitHub. */
import { createBlobStore } from '../github/blobs.ts';
import type { CheckRun } from '../github/check.ts';
import type { GitHubClient } from '../github/client.ts';
import { GitHubError } from '../github/failure.ts';
import { publish, publishCheck } from '../github/publish.ts';
import type { PullRequest } from '../github/pull-request.ts';
import { type Revisions, settleRevisions, short } from '../github/revisions.ts';
import { githubTree } from '../github/tree.ts';
import { loadConfig } from '../load/load.ts';
import type { FileTree } from '../load/tree.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { Inputs } from './interface.ts';
import type { Job } from './job.ts';
import type { Planner, PlanOutcome } from './planner.ts';
import { annotateLog, reportPlan } from './results.ts';
import type { Runner } from './runner.ts';
import { deniedLine, failureOf, failureVerdict, planVerdict, type Verdict } from './verdict.ts';
import type { VerificationDecision } from './verification.ts';

export interface PlanRun {
  readonly runner: Runner;
  readonly client: GitHubClient;
  readonly job: Job;
  readonly inputs: Inputs;
  readonly verification: VerificationDecision;
  readonly planTrees: Planner;
}

/** How often a pull request that moves while it is planned is planned anew. */
const rounds = 3;

/**
 * Plans a pull request as it is when the verdict is written, not as it was when the job began: a run that was overtaken
 * plans what is there now, or writes nothing and fails.
 *
 * @throws ChxError what ends the job, after everything that could be published was.
 */
export async function planPullRequest(run: PlanRun, number: number): Promise<void> {
  const trees = treeReader(run);
  let seen: PullRequest | null = null;
  for (let round = 1; round <= rounds; round++) {
    const { pullRequest, revisions } = await run.runner.group(`Read pull request #${number}`, () =>
      settleRevisions(run.client, run.job.repository, number),
    );
    if (revisions === null) {
      run.runner.info(`Pull request #${number} is ${pullRequest.state}: there is nothing to plan.`);
      return;
    }
    logRevisions(run.runner, pullRequest, revisions);
    const planned = await plan(run, trees, revisions.base, revisions.head, notesOf(run, revisions.note));
    if (!run.verification.writes) return await conclude(run, planned, []);

    const result = await publishing(run, planned, () =>
      publish(run.client, run.job.repository, number, revisions, planned.verdict),
    );
    if (result.kind === 'published') {
      if (result.commentUrl !== null) run.runner.output('comment-url', result.commentUrl);
      return await conclude(run, planned, result.denied, pullRequest.fork);
    }
    seen = result.pullRequest;
    if (seen.state !== 'open') {
      run.runner.info(`Pull request #${number} was ${seen.state} meanwhile: nothing was written.`);
      return;
    }
    run.runner.info(`Pull request #${number} moved while it was planned.`);
  }
  const now =
    seen === null ? '' : ` (its head is ${short(seen.head)}, ${seen.baseBranch} is at ${short(seen.baseTip)} now)`;
  throw new ChxError(
    exitCodes.unexpected,
    `Pull request #${number} moved ${rounds} times while it was planned${now}: nothing was written; the run of the newest push decides, run this job again if there is none.`,
  );
}

/** Plans what a merge queue is about to merge. Its commits never move. */
export async function planMergeGroup(run: PlanRun, base: string, head: string): Promise<void> {
  const planned = await plan(run, treeReader(run), base, head, notesOf(run, null));
  if (!run.verification.writes) return await conclude(run, planned, []);
  const check: CheckRun = { ...planned.verdict.check, commit: head };
  const denied = await publishing(run, planned, () => publishCheck(run.client, run.job.repository, check));
  await conclude(run, planned, denied);
}

type Planned =
  | { readonly kind: 'planned'; readonly verdict: Verdict; readonly outcome: PlanOutcome }
  | { readonly kind: 'failed'; readonly verdict: Verdict; readonly failure: ChxError };

async function plan(
  run: PlanRun,
  trees: (commit: string) => FileTree,
  base: string,
  head: string,
  notes: readonly string[],
): Promise<Planned> {
  return await run.runner.group(`Plan ${short(base)}..${short(head)}`, async () => {
    const baseTree = trees(base);
    const headTree = trees(head);
    // Both listings will be wanted: asked for together, they take the time of one. Whoever awaits them sees a failure.
    for (const tree of [baseTree, headTree]) tree.list().catch(() => {});
    try {
      const outcome = await run.planTrees({
        base: baseTree,
        head: headTree,
        configPath: run.inputs.config,
        repository: run.job.repositoryId,
        targets: run.inputs.targets,
        confirm: [],
        reject: [],
        verify: run.verification.run,
      });
      const name = (await configName(baseTree, run.inputs.config)) ?? outcome.config.name;
      const named = { ...outcome, config: { ...outcome.config, name } };
      return { kind: 'planned', outcome: named, verdict: planVerdict(named, notes, run.job) };
    } catch (failure) {
      // What GitHub did not answer is no verdict on anybody's schema.
      if (!(failure instanceof ChxError) || failure instanceof GitHubError) throw failure;
      const name = (await configName(baseTree, run.inputs.config)) ?? 'chx';
      return { kind: 'failed', failure, verdict: failureVerdict(failure, name, run.job) };
    }
  });
}

/** Publishes; where GitHub does not let it happen the job still has its results before the error ends it. */
async function publishing<T>(run: PlanRun, planned: Planned, task: () => Promise<T>): Promise<T> {
  try {
    return await run.runner.group('Publish', task);
  } catch (error) {
    await report(run, planned, false);
    throw error;
  }
}

/** The results; then, last of all, the error that the job ends with. */
async function conclude(run: PlanRun, planned: Planned, denied: readonly GitHubError[], fork = false): Promise<void> {
  const { check } = planned.verdict;
  await report(run, planned, run.verification.writes && !denied.some((error) => error.request.includes('/check-runs')));
  if (denied.length > 0) run.runner.warning(deniedLine(denied, fork));
  if (planned.kind === 'failed') throw planned.failure;
  const failure = failureOf(planned.outcome);
  if (failure !== null) throw new ChxError(failure.exitCode, failure.line);
  if (check.conclusion === 'action_required') {
    run.runner.notice(`${check.title}: the check ${check.name} holds the merge until then, this job does not.`);
  }
}

/** Outputs, plan file, summary, and the annotations where no check run has them. */
async function report(run: PlanRun, planned: Planned, hasCheck: boolean): Promise<void> {
  const { runner } = run;
  await runner.group('Results', async () => {
    if (planned.kind === 'planned') reportPlan(runner, planned.outcome);
    else runner.output('status', 'invalid');
    await runner.summary(planned.verdict.summary);
    if (!hasCheck) annotateLog(runner, planned.verdict.check.annotations);
    runner.info(`${planned.verdict.check.title}. ${run.client.calls} requests to GitHub.`);
  });
}

/** Trees of the run's commits, which share what they read. */
function treeReader(run: PlanRun): (commit: string) => FileTree {
  const blobs = createBlobStore(run.client, run.job.repository);
  return (commit) => githubTree(run.client, run.job.repository, commit, blobs);
}

/**
 * The config's name at the base; null where it has none that can be read. Not the head's: a pull request that renames its
 * config would report under the name of another config's check.
 */
async function configName(base: FileTree, given: string | null): Promise<string | null> {
  try {
    return (await loadConfig(base, given))?.config.name ?? null;
  } catch (error) {
    if (error instanceof ChxError && !(error instanceof GitHubError)) return null;
    throw error;
  }
}

function notesOf(run: PlanRun, note: string | null): readonly string[] {
  return [note, run.verification.writes ? run.verification.line : null].filter((line) => line !== null);
}

function logRevisions(runner: Runner, pullRequest: PullRequest, revisions: Revisions): void {
  runner.info(
    revisions.note ??
      `Comparing ${short(revisions.base)} (${pullRequest.baseBranch}) with ${short(revisions.head)}, the merge of ${short(pullRequest.head)} into it.`,
  );
}
