/** What a merge queue is about to merge: each pull request of the group as the step that it will be, with its own commands. */
import type { CheckRun } from '../github/check.ts';
import { GitHubError } from '../github/failure.ts';
import { type QueueStep, readQueueSteps } from '../github/merge-queue.ts';
import { publishCheck } from '../github/publish.ts';
import { readPullRequest } from '../github/pull-request.ts';
import type { Policy } from '../pipeline/configs.ts';
import { ChxError } from '../schema/error.ts';
import { readGate } from './gate.ts';
import type { PlanRun } from './plan-run.ts';
import { type Planned, planCommits, policyBetween, type TreeReader } from './planning.ts';
import { whenPublishing } from './pull-request-task.ts';
import { groupVerdict, type StepVerdict, type Verdict, verdictOf } from './verdict.ts';

export interface MergeGroupResult {
  /** The step that decided: the first that does not pass, else the last. */
  readonly planned: Planned;
  readonly verdict: Verdict;
  readonly denied: readonly GitHubError[];
}

/**
 * Plans each step of a merge group. Its commits never move; a command that comes later has no say in it: the queue
 * throws the pull request out, and it can be queued again.
 */
export async function planMergeGroup(
  run: PlanRun,
  trees: TreeReader,
  base: string,
  head: string,
  headRef: string,
  beforeFailure: (planned: Planned, verdict: Verdict) => Promise<void>,
): Promise<MergeGroupResult> {
  const { client, job } = run;
  const today = await policyBetween(run, trees, base, head);
  const { deciding, verdict } = await judge(run, trees, today, base, head, headRef);
  if (!run.verification.writes) return { planned: deciding, verdict, denied: [] };
  const check: CheckRun = { ...verdict.check, commit: head };
  const denied = await whenPublishing(
    run,
    () => publishCheck(client, job.repository, check),
    () => beforeFailure(deciding, verdict),
  );
  return { planned: deciding, verdict, denied };
}

async function judge(
  run: PlanRun,
  trees: TreeReader,
  today: Policy,
  base: string,
  head: string,
  headRef: string,
): Promise<ReturnType<typeof groupVerdict>> {
  const { client, job, runner } = run;
  const notes = run.verification.writes && run.verification.line !== null ? [run.verification.line] : [];
  const circumstances = { notes, hold: null, round: 1 };
  let steps: readonly QueueStep[];
  try {
    steps = await runner.group('Read the merge group', () =>
      readQueueSteps(client, job.repository, base, head, headRef),
    );
  } catch (failure) {
    // Without a check the queue would wait for one; what GitHub did not answer is another thing.
    if (!(failure instanceof ChxError) || failure instanceof GitHubError) throw failure;
    const planned: Planned = { kind: 'failed', failure };
    return { deciding: planned, verdict: verdictOf(planned, today, null, circumstances, job) };
  }
  // Behind another group the base holds what that one is about to bring: the branch as it is says what holds today.
  const branch = await branchPolicy(run, trees, steps);
  const verdicts: StepVerdict[] = [];
  for (const { pullRequest, parent, commit } of steps) {
    // A step can loosen the policy for the next one; until it is merged, the branch's own holds as well.
    const own = await policyBetween(run, trees, parent, commit);
    const gate = await readGate(run, pullRequest, [...branch, today.guards, own.guards], null);
    const planned = await planCommits(run, trees, parent, commit, gate);
    verdicts.push({ pullRequest, planned, verdict: verdictOf(planned, today, gate, circumstances, job) });
  }
  return groupVerdict(verdicts, today.name, job);
}

/** What the branch asks for now; nothing where there is no step. */
async function branchPolicy(
  run: PlanRun,
  trees: TreeReader,
  steps: readonly QueueStep[],
): Promise<readonly Policy['guards'][]> {
  const [first] = steps;
  if (first === undefined) return [];
  const { pullRequest } = await readPullRequest(run.client, run.job.repository, first.pullRequest, null);
  return [(await policyBetween(run, trees, pullRequest.baseTip, first.commit)).guards];
}
