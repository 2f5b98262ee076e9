/** What became of the commands of each comment. */
import type { Guard, PlanDocument } from '../plan/document.ts';
import { fence, prose } from '../report/text.ts';
import type { AnswerInput } from './answer.ts';
import { guardMarkdown, idMarkdown, link, nameMarkdown, shortened } from './answer-text.ts';
import { type Mistake, parseCommands, takesBack, type Verb } from './commands.ts';
import type { Evaluation, Judgement } from './evaluate.ts';
import { compareIds, compareTimes } from './moment.ts';
import { nextStep } from './reasons.ts';
import type { CommentRecord } from './record.ts';
import { outdatedBy } from './shown.ts';
import { isEdited, isOurText } from './statements.ts';

/** The answer to one comment. */
export interface Entry {
  readonly markdown: string;
  /** Commands about no guard that it holds. */
  readonly asks: readonly Verb[];
  /** Whether something in it was no command. */
  readonly wrong: boolean;
}

/** How many guards with one fate are named. */
const namedLimit = 4;
/** How many fates and mistakes of one comment are told. */
const lineLimit = 8;
const mistakeLimit = 4;

/** Entries for all comments that hold commands, newest first. */
export function entriesOf(input: AnswerInput): Entry[] {
  const judged = new Map<string, Judgement[]>();
  for (const judgement of input.evaluation.judgements) {
    const of = judged.get(judgement.comment);
    if (of === undefined) judged.set(judgement.comment, [judgement]);
    else of.push(judgement);
  }
  return input.record.comments
    .filter((comment) => !isOurText(comment))
    .sort((a, b) => compareTimes(b.createdAt, a.createdAt) || compareIds(b.id, a.id))
    .flatMap((comment) => entryOf(comment, judged.get(comment.id) ?? [], input) ?? []);
}

/** Whether everything that a comment asks for was done: for the reaction on it. */
export function isUnderstood(
  comment: { readonly id: string; readonly body: string },
  evaluation: Evaluation,
  document: PlanDocument | null,
): boolean {
  const { commands, mistakes } = parseCommands(comment.body);
  const known = new Set(document?.guards.map(({ id }) => id));
  const judged = evaluation.judgements.filter((judgement) => judgement.comment === comment.id);
  return (
    mistakes.length === 0 &&
    commands.length > 0 &&
    commands.every(({ verb, ids }) =>
      ids.every((id) =>
        judged.some(
          (judgement) =>
            judgement.verb === verb && judgement.id === id && judgement.verdict !== 'none' && known.has(id),
        ),
      ),
    )
  );
}

function entryOf(comment: CommentRecord, judgements: readonly Judgement[], input: AnswerInput): Entry | null {
  // An edited comment starts nothing: only what it still says about guards is answered.
  const { commands, mistakes } = isEdited(comment) ? { commands: [], mistakes: [] } : parseCommands(comment.body);
  const asks = commands
    .map(({ verb }) => verb)
    .filter((verb) => verb === 'plan' || verb === 'status' || verb === 'help');
  if (judgements.length === 0 && asks.length === 0 && mistakes.length === 0) return null;
  const who = comment.author === null ? 'A deleted account' : nameMarkdown(`@${comment.author.login}`);
  const lines = [
    ...fates(judgements, input),
    ...(asks.includes('plan') ? ['✔ Planned again.'] : []),
    ...(asks.includes('status') || asks.includes('help') ? ['✔ Answered in this comment.'] : []),
  ];
  const shown = lines.slice(0, lineLimit);
  return {
    markdown: [
      `${who}, in ${link('this comment', comment.url)}:`,
      '',
      ...shown.map((line) => `- ${line}`),
      ...(lines.length > shown.length ? [`- ${lines.length - shown.length} more`] : []),
      ...mistakes.slice(0, mistakeLimit).map(mistakeLine),
      ...(mistakes.length > mistakeLimit ? [`- ✖ ${mistakes.length - mistakeLimit} more lines are no commands.`] : []),
    ].join('\n'),
    asks,
    wrong: mistakes.length > 0,
  };
}

/** Judgements that say the same of several guards are one line. */
function fates(judgements: readonly Judgement[], input: AnswerInput): string[] {
  const guards = new Map(input.document?.guards.map((guard) => [guard.id, guard]));
  const groups = new Map<string, { judgement: Judgement; guards: Guard[] }>();
  const lines: string[] = [];
  for (const judgement of judgements) {
    const guard = guards.get(judgement.id);
    if (guard === undefined && input.document?.status === 'invalid') {
      lines.push(unplannedLine(judgement));
      continue;
    }
    if (guard === undefined) {
      const told =
        input.document === null ? null : outdatedBy(judgement.id, input.shownEarlier, input.document, input.name);
      lines.push(unknownLine(judgement, told));
      continue;
    }
    const word = takesBack(judgement.verb) ? judgement.verb : 'confirm';
    const key = `${judgement.verdict} ${judgement.reason} ${word} ${judgement.why}`;
    const group = groups.get(key) ?? { judgement, guards: [] };
    if (!group.guards.includes(guard)) group.guards.push(guard);
    groups.set(key, group);
  }
  const order = new Map([...guards.keys()].map((id, index) => [id, index]));
  const place = ({ id }: Guard): number => order.get(id) ?? 0;
  return [
    ...[...groups.values()].map(({ judgement, guards: of }) =>
      fateLine(
        judgement,
        of.sort((a, b) => place(a) - place(b)),
      ),
    ),
    ...new Set(lines),
  ];
}

function fateLine({ verdict, reason, verb, why }: Judgement, guards: readonly Guard[]): string {
  const named = guards.slice(0, namedLimit).map(guardMarkdown);
  const rest = guards.length - named.length;
  const what = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const next = nextStep(reason);
  const then = next === null ? '' : ` ${prose(next)}`;
  if (verdict === 'counts') {
    return verb === 'reject-rename' ? `✔ Rejected, so a drop and an add: ${what}` : `✔ Confirmed: ${what}`;
  }
  if (reason === 'revokes') return `↩ Taken back: ${what}.${then}`;
  const because = `${prose(shortened(why))}.${then}`;
  if (verdict === 'blocks') return `↩ ${verb === 'revoke' ? 'Taken back' : 'Rejected'}: ${what}: ${because}`;
  if (reason === 'later-command') return `Decided since: ${what}: ${prose(shortened(why))}`;
  return `✖ Does not count: ${what}: ${because}`;
}

/** A command on a guard that the plan doesn't have. */
function unknownLine({ id, verdict, why }: Judgement, told: string | null): string {
  const mark = verdict === 'none' ? '✖ Does not count' : '✖ Changes nothing';
  // Where there is no plan, all that can be said is what the gate said.
  return `${mark}: ${idMarkdown(id)}: ${prose(shortened(told ?? `${why}.`))}`;
}

/** A plan with errors has no guards at all: what an id is about can't be told, and what was said of it still holds. */
function unplannedLine({ id, verdict, why }: Judgement): string {
  return verdict === 'none'
    ? `✖ Does not count: ${idMarkdown(id)}: ${prose(shortened(why))}.`
    : `Noted: ${idMarkdown(id)}: the plan has errors to fix first.`;
}

function mistakeLine({ line, text, problem, suggestion }: Mistake): string {
  const said = `- ✖ Line ${line}, ${nameMarkdown(text)}: ${prose(shortened(problem))}`;
  if (suggestion === null) return said;
  return `${said} Meant is perhaps:\n\n  ${fence(suggestion, '').replaceAll('\n', '\n  ')}`;
}
