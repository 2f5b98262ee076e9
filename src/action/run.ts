/** One run of the action, from the event to the exit code. */
import { createClient } from '../github/client.ts';
import { ChxError, type ExitCode, exitCodes } from '../schema/error.ts';
import { readEvent } from './event.ts';
import { readInputs } from './interface.ts';
import { type Job, readJob } from './job.ts';
import { decideTask } from './mode.ts';
import { type PlanRun, planMergeGroup, planPullRequest } from './plan-task.ts';
import type { Planner } from './planner.ts';
import type { Runner } from './runner.ts';
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
  const planRun: PlanRun = { runner, client, job, inputs, verification, planTrees };
  if (task.kind === 'pull-request') await planPullRequest(planRun, task.number);
  else await planMergeGroup(planRun, task.base, task.head);
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
