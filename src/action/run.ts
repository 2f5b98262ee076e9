/** One run of the action, from the event to the exit code. */
import { createClient } from '../github/client.ts';
import { ChxError, type ExitCode, exitCodes } from '../schema/error.ts';
import { answerCommand, type Outcome } from './command-task.ts';
import { conclude, reportResults } from './conclude.ts';
import { readEvent, type Told } from './event.ts';
import { readInputs } from './interface.ts';
import { type Job, readJob } from './job.ts';
import { planMergeGroup } from './merge-group-task.ts';
import { answerMerged } from './merged-task.ts';
import { decideTask, type Task } from './mode.ts';
import type { PlanRun } from './plan-run.ts';
import type { Planner } from './planner.ts';
import { type Planned, type TreeReader, treeReader } from './planning.ts';
import { planPullRequest } from './pull-request-task.ts';
import { replanPullRequests } from './replan-task.ts';
import type { Runner } from './runner.ts';
import { deniedLine, type Verdict } from './verdict.ts';
import { decideVerification } from './verification.ts';

/** How to wait a number of milliseconds; the clock's way where it is left out. */
type Wait = ((milliseconds: number) => Promise<void>) | undefined;

/** Does what the event asks for and returns the exit code; every failure has become one line of the log. */
export async function run(runner: Runner, planTrees: Planner, wait?: Wait): Promise<ExitCode> {
  try {
    await start(runner, planTrees, wait);
    return exitCodes.done;
  } catch (error) {
    if (error instanceof ChxError) {
      runner.error(error.message);
      return error.exitCode;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    runner.info(stack);
    const [line = ''] = stack.split('\n');
    runner.error(`CHX failed in a way that it should not: ${line}; please report it with the log above.`);
    return exitCodes.unexpected;
  }
}

async function start(runner: Runner, planTrees: Planner, wait: Wait): Promise<void> {
  const inputs = readInputs((name) => runner.input(name));
  for (const secret of inputs.secrets) runner.mask(secret);
  const payload = readPayload(runner);
  const event = readEvent(runner.environment['GITHUB_EVENT_NAME'] ?? '', payload);
  const task = decideTask(inputs.mode, event);
  if (task.kind === 'nothing') {
    runner.info(task.line);
    return;
  }
  if (task.kind === 'refused') throw new ChxError(exitCodes.usage, task.line);

  const job = readJob(runner.environment, payload);
  refuseNamesake(job);
  const verification = decideVerification(inputs, event.name, runner.environment);
  if (verification.line !== null) {
    if (verification.run === 'off') runner.warning(verification.line);
    else runner.info(verification.line);
  }
  const client = createClient({
    token: inputs.token,
    apiUrl: job.apiUrl,
    graphqlUrl: job.graphqlUrl,
    onWait: (line) => runner.info(line),
    ...(wait === undefined ? {} : { wait }),
  });
  await perform({ runner, client, job, inputs, verification, planTrees }, task);
}

async function perform(run: PlanRun, task: Exclude<Task, { kind: 'nothing' | 'refused' }>): Promise<void> {
  const trees = treeReader(run);
  const results = (planned: Planned, verdict: Verdict): Promise<void> => reportResults(run, planned, verdict, false);
  switch (task.kind) {
    case 'pull-request':
      return await (
        await planOrAnswer(run, trees, task.number, task.gone === null ? null : { comment: task.gone, asks: false })
      ).conclude();
    case 'command':
      return await answerCommand(run, task.comment, () =>
        planOrAnswer(run, trees, task.number, { comment: task.comment, asks: true }),
      );
    case 'merge-group': {
      const { base, head, headRef } = task;
      const { planned, verdict, denied } = await planMergeGroup(run, trees, base, head, headRef, results);
      return await conclude(run, planned, verdict, denied, false);
    }
    case 'replan':
      return await replanPullRequests(run, trees, task.branch, task.before, task.after);
  }
}

/** What stands on a pull request, open or merged, brought up to date. */
async function planOrAnswer(run: PlanRun, trees: TreeReader, number: number, told: Told | null): Promise<Outcome> {
  const result = await planPullRequest(run, trees, number, told, (planned, verdict) =>
    reportResults(run, planned, verdict, false),
  );
  if (result.kind === 'planned') {
    const { planned, verdict, published, pullRequest, answer } = result;
    if (published?.commentUrl != null) run.runner.output('comment-url', published.commentUrl);
    return { answer, conclude: () => conclude(run, planned, verdict, published?.denied ?? [], pullRequest.fork) };
  }
  const { pullRequest } = result;
  if (pullRequest.state === 'merged' && told !== null) {
    const { answer, answerUrl, denied } = await answerMerged(run, trees, pullRequest, told);
    if (answerUrl !== null) run.runner.output('comment-url', answerUrl);
    if (denied.length > 0) run.runner.warning(deniedLine(denied, pullRequest.fork));
    return { answer, conclude: async () => {} };
  }
  run.runner.info(`Pull request #${number} is ${pullRequest.state}: there is nothing to plan.`);
  return { answer: null, conclude: async () => {} };
}

/** A job of that key makes a check of that name itself, green as soon as the job is through: the gate would be open. */
function refuseNamesake(job: Job): void {
  if (job.key !== 'chx') return;
  throw new ChxError(
    exitCodes.usage,
    'The job is called chx like the check that it reports, and its own check would hide that one; call the job something else, plan for one.',
  );
}

function readPayload(runner: Runner): unknown {
  try {
    return runner.payload();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ChxError(
      exitCodes.usage,
      `The event file (GITHUB_EVENT_PATH) can't be read: ${why}; run the action in GitHub Actions.`,
    );
  }
}
