/** A new comment with a command: a reaction at once, then the plan and the answer, then a reaction that says how it went. */
import { react } from '../github/reaction.ts';
import type { Answer } from './answer.ts';
import type { EventComment } from './event.ts';
import type { PlanRun } from './plan-run.ts';

/** What became of a pull request in a run. */
export interface Outcome {
  /** Null where nothing was answered. */
  readonly answer: Answer | null;
  /** Ends the job as the plan asks for. */
  conclude(): Promise<void>;
}

/** @throws whatever the task and the end of the job throw, after the reaction. */
export async function answerCommand(run: PlanRun, heard: EventComment, task: () => Promise<Outcome>): Promise<void> {
  const { client, job, runner, verification } = run;
  const show = async (content: 'eyes' | '+1' | 'confused'): Promise<void> => {
    if (!verification.writes) return;
    const result = await react(client, job.repository, heard.id, content);
    if (result.kind === 'left') runner.info(`No reaction on the comment: ${result.failure.message}`);
  };
  await show('eyes');
  let outcome: Outcome;
  try {
    outcome = await task();
  } catch (error) {
    await show('confused');
    throw error;
  }
  const understood = outcome.answer === null ? false : outcome.answer.understood;
  if (understood !== null) await show(understood ? '+1' : 'confused');
  await outcome.conclude();
}
