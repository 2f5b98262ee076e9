/** The one comment that answers all commands of a pull request, newest first, and remembers what was taken back. */
import type { PlanDocument } from '../plan/document.ts';
import { commentLimit } from '../report/comment.ts';
import { waitingOf } from '../report/guards.ts';
import { clip, codeSpan, count, fence, prose } from '../report/text.ts';
import { entriesOf } from './answer-entries.ts';
import { guardMarkdown, link, shortened } from './answer-text.ts';
import type { Evaluation } from './evaluate.ts';
import { answerMarker, encodeRecord } from './memory.ts';
import type { GateRecord, Misplaced } from './record.ts';
import type { Shown } from './shown.ts';
import type { GatePolicy } from './standing.ts';
import { whoMay } from './who.ts';

export { isUnderstood } from './answer-entries.ts';
export { answerMarker, decodeRecord, encodeRecord } from './memory.ts';

export interface AnswerInput {
  /** The config's name: tells the answers of several configs apart. */
  readonly name: string;
  readonly record: GateRecord;
  readonly evaluation: Evaluation;
  readonly policies: readonly GatePolicy[];
  /** The plan as the decisions have it; null where there is none. */
  readonly document: PlanDocument | null;
  /** Why there is no plan, in one line; null where there is one. */
  readonly failure: string | null;
  /** What earlier check runs showed, newest first. */
  readonly shownEarlier: readonly Shown[];
  readonly merged: boolean;
  /** Where the plan comment is. */
  readonly planUrl: string | null;
}

/** How many comments are answered in full. */
const entryLimit = 20;
const listLimit = 10;
const linkLimit = 5;
/** Ids to copy; more of them are left to the plan comment. */
const idLimit = 20;

/**
 * The answer comment: marker, record, and what became of each command, in at most {@link commentLimit} characters whatever
 * was written. Nothing that a person or a schema wrote stands in it but as code.
 */
export function renderAnswer(input: AnswerInput): string {
  const { name, evaluation, record } = input;
  const head = `${answerMarker(name)}\n${encodeRecord(evaluation.record)}\n`;
  const entries = entriesOf(input);
  const wants = (verb: 'status' | 'help'): boolean =>
    entries.slice(0, entryLimit).some(({ asks }) => asks.includes(verb));
  const before = ['**Answers to `/chx` commands**', ...standing(input)];
  const after = [
    ...(wants('status') ? waitingParts(input) : []),
    ...gonePart(input),
    ...misplacedPart(record.misplaced),
    ...helpPart(
      wants('help'),
      entries.slice(0, entryLimit).some(({ wrong }) => wrong),
    ),
  ];

  let room = commentLimit - head.length - [...before, ...after].reduce((sum, block) => sum + block.length + 2, 0) - 200;
  const shown: string[] = [];
  for (const { markdown } of entries.slice(0, entryLimit)) {
    room -= markdown.length + 2;
    if (room < 0) break;
    shown.push(markdown);
  }
  const older = entries.length - shown.length;
  const rest =
    older === 0 ? [] : [`${count(older, 'older comment')} with commands not shown; what they decided still holds.`];
  return `${head}${[...before, ...shown, ...rest, ...after].join('\n\n')}\n`;
}

/** What waits in one line, and who may confirm it. */
function standing(input: AnswerInput): string[] {
  const { document, failure, policies, record, merged, planUrl } = input;
  const plan = link('plan', planUrl);
  const notes = merged ? ['This pull request is merged: what is confirmed here is for its deploy.'] : [];
  if (document === null) {
    return [...notes, `There is no ${plan} now${failure === null ? '' : `: ${prose(shortened(failure))}`}`];
  }
  const { single, choices } = waitingOf(document);
  const parts = [
    ...(single.length === 0 ? [] : [`${count(single.length, 'change')} to confirm`]),
    ...(choices.length === 0 ? [] : [count(choices.length, 'choice')]),
  ];
  if (parts.length > 0) {
    return [...notes, `Waiting in the ${plan}: **${parts.join(', ')}**. Who may decide: ${whoMay(policies, record)}.`];
  }
  const broken = document.status === 'invalid' || document.status === 'blocked';
  return [
    ...notes,
    broken
      ? `Nothing of the ${plan} waits for a confirmation, but it cannot run as it is.`
      : `Nothing of the ${plan} waits any more.`,
  ];
}

/** What `/chx status` asks for. */
function waitingParts({ document }: AnswerInput): string[] {
  if (document === null) return [];
  const { single, choices, commands } = waitingOf(document);
  if (single.length + choices.length === 0) return [];
  const open = [
    ...single.map((guard) => `- ${guardMarkdown(guard)}`),
    ...choices.map(({ guards }) => `- At most one of: ${limited(guards.map(guardMarkdown), 5, '; ')}`),
  ];
  const ids = commands.reduce((sum, command) => sum + command.ids.length, 0);
  const copied = commands.map((command) => `${command.verb} ${command.ids.join(' ')}`).join('\n');
  return [
    `**What waits**\n${limited(open, listLimit, '\n')}`,
    ...(single.length === 0
      ? []
      : ids > idLimit
        ? ['The plan has the lines to copy.']
        : [`Comment this to confirm:\n\n${fence(copied, '')}`]),
  ];
}

/** Confirmations that counted once and were deleted. */
function gonePart({ document, evaluation }: AnswerInput): string[] {
  const lines = evaluation.gone.flatMap(({ verb, id, login }) => {
    const guard = document?.guards.find((one) => one.id === id);
    const confirms = verb === 'confirm-rename' || verb === 'allow-destructive';
    if (!confirms || guard?.state !== 'pending') return [];
    const who = login === null ? 'Someone' : codeSpan(`@${clip(login, 60)}`);
    return [`- ${who} had confirmed ${guardMarkdown(guard)}, and that comment is gone: it has to be confirmed again.`];
  });
  return lines.length === 0 ? [] : [limited(lines, 10, '\n')];
}

function misplacedPart(misplaced: readonly Misplaced[]): string[] {
  if (misplaced.length === 0) return [];
  const links = misplaced.slice(0, linkLimit).map(({ url }, index) => link(`${index + 1}`, url));
  const more = misplaced.length > links.length ? ` and ${misplaced.length - links.length} more` : '';
  return [
    `Not heard, because they stand in a review or on a line of code: ${links.join(', ')}${more}. Write the command as a comment of its own in the conversation.`,
  ];
}

const help = [
  '- `/chx confirm-rename ID...` it is this rename',
  '- `/chx reject-rename ID...` it is a drop and an add after all',
  '- `/chx allow-destructive ID...` the loss is meant',
  '- `/chx revoke ID...` takes back what was said about it; anyone with write may',
  '- `/chx plan` plans again, `/chx status` says what waits and who may decide, `/chx help` says this',
  '',
  'A command is the first word of a line in a new comment. Several ids and several lines are fine. A comment that was edited confirms nothing, nor does what stands in quotes, lists or code.',
].join('\n');

function helpPart(asked: boolean, wrong: boolean): string[] {
  if (asked) return [`**Commands**\n${help}`];
  return wrong ? [`<details>\n<summary>All commands</summary>\n\n${help}\n\n</details>`] : [];
}

function limited(lines: readonly string[], most: number, separator: string): string {
  const more = lines.length - most;
  return more <= 0
    ? lines.join(separator)
    : [...lines.slice(0, most), `${separator === '\n' ? '- ' : ''}${more} more`].join(separator);
}
