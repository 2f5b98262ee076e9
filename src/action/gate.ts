/** The commands of a pull request as they stand now, and what they decide: read from GitHub, decided in `gate`. */
import { parseCommands, takesBack } from '../gate/commands.ts';
import {
  askedLogins,
  askedTeams,
  type Evaluation,
  evaluate,
  type GatePolicy,
  type RecordedCommand,
} from '../gate/evaluate.ts';
import type { GateRecord } from '../gate/record.ts';
import { readGateRecord } from '../github/gate-record.ts';
import { readPeople } from '../github/people.ts';
import type { PullRequest } from '../github/pull-request.ts';
import type { Told } from './event.ts';
import type { PlanRun } from './plan-run.ts';

/** What was read of a pull request at one moment, and what follows from it under some policies. */
export interface GateView {
  readonly pullRequest: PullRequest;
  readonly record: GateRecord;
  readonly policies: readonly GatePolicy[];
  readonly evaluation: Evaluation;
  /** The fingerprint that another reading of the same pull request would have. */
  fingerprintOf(record: GateRecord): string;
}

/**
 * @param policies whose conditions all have to hold.
 * @param told the comment that started this run: what it took back counts even if it is gone by now.
 */
export async function readGate(
  run: PlanRun,
  number: number,
  policies: readonly GatePolicy[],
  told: Told | null,
): Promise<GateView> {
  const { client, job, runner } = run;
  return await runner.group(`Read what was said on #${number}`, async () => {
    const { pullRequest, record } = await readGateRecord(client, job.repository, number);
    const known = revocationsIn(told);
    const people = await readPeople(
      client,
      job.repository,
      askedLogins(record, policies, known),
      askedTeams(record, policies),
    );
    const weigh = (read: GateRecord): Evaluation => evaluate(read, people, policies, known);
    return {
      pullRequest,
      record,
      policies,
      evaluation: weigh(record),
      fingerprintOf: (read) => weigh(read).fingerprint,
    };
  });
}

/** What the comment that the event told of takes back. Whether its author may is still to be seen. */
function revocationsIn(told: Told | null): RecordedCommand[] {
  if (told === null) return [];
  const { comment } = told;
  return parseCommands(comment.body).commands.flatMap(({ verb, ids }) =>
    takesBack(verb)
      ? ids.map(
          (id): RecordedCommand => ({
            comment: comment.id,
            login: comment.author?.login.toLowerCase() ?? null,
            verb,
            id,
            at: comment.createdAt,
            unproved: true,
          }),
        )
      : [],
  );
}
