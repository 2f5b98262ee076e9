/** The answer to the commands of a pull request: what it says, and whether the one that was heard got what it asked for. */
import { answerMarker, isUnderstood, renderAnswer } from '../gate/answer.ts';
import { mentionsCommand, parseCommands } from '../gate/commands.ts';
import { decodeShown, type Shown } from '../gate/shown.ts';
import { checkName } from '../github/check.ts';
import type { CommentText } from '../github/comment.ts';
import { readCheckTexts } from '../github/shown.ts';
import type { PlanDocument } from '../plan/document.ts';
import { commentMarker } from '../report/index.ts';
import type { EventComment, Told } from './event.ts';
import type { GateView } from './gate.ts';
import type { PlanRun } from './plan-run.ts';
import type { Planned } from './planning.ts';

export interface Answer {
  readonly marker: string;
  /** Null where nobody asked for anything, and nothing was answered before. */
  readonly comment: CommentText | null;
  /** Whether everything that the comment asks for was done; null where it is all about another config, which says so itself. */
  readonly understood: boolean | null;
}

/** @param told the comment that started this run; null for any other start. */
export async function answer(
  run: PlanRun,
  name: string,
  gate: GateView,
  planned: Planned,
  told: Told | null,
): Promise<Answer> {
  const { record, evaluation, policies, pullRequest } = gate;
  const heard = told?.asks === true ? told.comment : null;
  const marker = answerMarker(name);
  const document = planned.kind === 'planned' ? planned.outcome.document : null;
  const earlier = record.comments.find(({ own, body }) => own && body.startsWith(marker));
  const asked =
    heard !== null ||
    evaluation.record.length > 0 ||
    record.misplaced.length > 0 ||
    record.comments.some(({ own, body }) => !own && mentionsCommand(body));
  const shownEarlier = isAnyUnknown(gate, document) ? await readShown(run, gate, name) : [];
  const elsewhere = heard !== null && isOfOthers(heard, shownEarlier, name);
  const understood = elsewhere ? null : heard !== null && isUnderstood(heard, evaluation, document);
  if (!asked && earlier === undefined) return { marker, comment: null, understood };

  const body = renderAnswer({
    name,
    record,
    evaluation,
    policies,
    document,
    failure: planned.kind === 'failed' ? planned.failure.message : null,
    shownEarlier,
    merged: pullRequest.state === 'merged',
    planUrl: record.comments.find(({ own, body: text }) => own && text.startsWith(commentMarker(name)))?.url ?? null,
  });
  // Never cut: what it remembers would be lost. It is made to fit.
  const comment = { marker, body, fallback: body, create: true, basis: earlier?.body ?? null };
  return { marker, comment, understood };
}

/** Whether all ids of a comment are of guards that other configs of the repository showed. */
function isOfOthers({ body }: EventComment, shown: readonly Shown[], name: string): boolean {
  const { commands, mistakes } = parseCommands(body);
  const others = new Set(
    shown.filter(({ config }) => config !== name).flatMap(({ guards }) => guards.map(({ id }) => id)),
  );
  return (
    mistakes.length === 0 &&
    commands.length > 0 &&
    commands.every(({ ids }) => ids.length > 0 && ids.every((id) => others.has(id)))
  );
}

/** Whether somebody named a guard that the plan doesn't have: only then is it asked what earlier plans showed. */
function isAnyUnknown({ evaluation }: GateView, document: PlanDocument | null): boolean {
  const known = new Set(document?.guards.map(({ id }) => id));
  return document !== null && evaluation.judgements.some(({ id }) => !known.has(id));
}

async function readShown(run: PlanRun, { pullRequest, record }: GateView, name: string): Promise<readonly Shown[]> {
  const names = new Set([name, ...otherConfigs(record.comments)]);
  const texts = await Promise.all(
    [...names].map((one) => readCheckTexts(run.client, run.job.repository, pullRequest.number, checkName(one))),
  );
  return texts.flat().flatMap(({ text }) => decodeShown(text) ?? []);
}

/** How many other configs of the repository are asked whether an id is theirs. */
const configLimit = 5;

/** The configs that have a plan comment of ours on the pull request. A name that is too long for a marker is left out. */
function otherConfigs(comments: GateView['record']['comments']): readonly string[] {
  const names = comments.flatMap(({ own, body }) => {
    const name = own ? /^<!-- chx-plan:([\w.!*'()%-]+) -->/.exec(body)?.[1] : undefined;
    try {
      return name === undefined ? [] : [decodeURIComponent(name)];
    } catch {
      return [];
    }
  });
  return names.slice(0, configLimit);
}
