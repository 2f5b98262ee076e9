/**
 * What our answer comment remembers of commands, in a line of it that readers don't see: so that a revocation still blocks
 * when its comment is edited or deleted. What is remembered can block and never allow.
 */
import { commentMarker } from '../report/comment.ts';
import { compareText } from '../schema/name.ts';
import { type DecidingVerb, verbFits } from './commands.ts';
import { embed, extract } from './embedded.ts';
import { compareIds, compareTimes, instant } from './moment.ts';
import type { CommentRecord, GateRecord } from './record.ts';

/** A command that was seen once, or `lost`: something may have been seen up to then, and nobody knows what. */
export interface RecordedCommand {
  /** Id of its comment. */
  readonly comment: string;
  /** Who wrote it; null where that account is deleted. */
  readonly login: string | null;
  readonly verb: DecidingVerb | 'lost';
  /** The guard, or {@link everyGuard}. */
  readonly id: string;
  /** From when on it holds, as GitHub writes times. */
  readonly at: string;
  /** Set where it could not be told that its author had write: it blocks until that can be told. */
  readonly unproved?: true;
}

export const everyGuard = '*';

/** How many characters are remembered; of more, the oldest commands become one that stands for all ids. */
const recordLimit = 24_000;

/** The HTML comment at the very start of the answers to commands. Not the plan comment's, whatever the config's name. */
export function answerMarker(configName: string): string {
  return commentMarker(configName).replace('<!-- chx-plan:', answerStart);
}

const answerStart = '<!-- chx-answer:';
const recordName = 'chx-record:1';
const commentId = /^\d{1,40}$/;

/** The commands as one HTML comment that nothing in them can end. */
export function encodeRecord(commands: readonly RecordedCommand[]): string {
  const groups = new Map<string, { readonly head: readonly unknown[]; readonly ids: string[] }>();
  for (const command of compact(commands.filter(isReadable))) {
    const head = [command.comment, command.login, command.verb, command.at, command.unproved === true ? 1 : 0];
    const key = JSON.stringify(head);
    const group = groups.get(key) ?? { head, ids: [] };
    group.ids.push(command.id);
    groups.set(key, group);
  }
  return embed(
    recordName,
    [...groups.values()].map(({ head, ids }) => [...head, ids]),
  );
}

/**
 * The commands that an answer comment remembers, from its whole text: the record is the line behind its marker.
 *
 * @returns null where there is none, and where it is not as it was written: then nobody knows what it remembered.
 */
export function decodeRecord(body: string): RecordedCommand[] | null {
  const [marker = '', line = ''] = body.split(/\r?\n/, 2);
  if (!marker.startsWith(answerStart)) return null;
  const value = extract(recordName, line.trimEnd());
  if (!Array.isArray(value)) return null;
  const commands: RecordedCommand[] = [];
  for (const group of value) {
    const read = readGroup(group);
    if (read === null) return null;
    for (const command of read) commands.push(command);
  }
  return commands;
}

/** What could not be read again would make the whole record unreadable. */
function isReadable({ comment, at }: RecordedCommand): boolean {
  return commentId.test(comment) && instant(at) !== null;
}

function readGroup(group: unknown): RecordedCommand[] | null {
  if (!Array.isArray(group) || group.length !== 6) return null;
  const [comment, login, verb, at, unproved, ids]: unknown[] = group;
  if (typeof comment !== 'string' || !commentId.test(comment)) return null;
  if (login !== null && typeof login !== 'string') return null;
  if (!isRecordedVerb(verb) || typeof at !== 'string' || instant(at) === null || !Array.isArray(ids)) return null;
  const commands: RecordedCommand[] = [];
  for (const id of ids) {
    if (typeof id !== 'string') return null;
    if (verb === 'lost' ? id !== everyGuard : !verbFits(verb, id)) return null;
    commands.push({ comment, login, verb, id, at, ...(unproved === 1 ? { unproved: true } : {}) });
  }
  return commands;
}

function isRecordedVerb(verb: unknown): verb is RecordedCommand['verb'] {
  return (
    verb === 'revoke' ||
    verb === 'reject-rename' ||
    verb === 'confirm-rename' ||
    verb === 'allow-destructive' ||
    verb === 'lost'
  );
}

/** What our earlier answers remember, of all configs. An answer that can't be trusted any more stands there as `lost`. */
export function rememberedIn(record: GateRecord): RecordedCommand[] {
  return compact([
    ...record.comments.flatMap(rememberedBy),
    ...record.deletions.flatMap((deletion) =>
      deletion.own && !deletion.bySelf ? [lost('0', deletion.author?.login ?? null, deletion.at)] : [],
    ),
  ]);
}

function rememberedBy(comment: CommentRecord): RecordedCommand[] {
  if (!mayAnswer(comment)) return [];
  const foreign = editedByOthers(comment);
  if (!comment.body.startsWith(answerStart)) return foreign && wasAnswer(comment) ? [lostWith(comment)] : [];
  const commands = decodeRecord(comment.body);
  return [...(commands ?? []), ...writtenOver(comment), ...(foreign || commands === null ? [lostWith(comment)] : [])];
}

/**
 * What earlier texts of an answer remembered: of two runs that wrote it at once, the later one wrote over what the other had
 * seen, and its evidence may be gone. Where somebody took a text out of the history, nobody knows what stood there.
 */
function writtenOver({ id, author, versions }: CommentRecord): RecordedCommand[] {
  return (versions ?? []).flatMap(({ at, text }) =>
    text === null ? [lost(id, author?.login ?? null, at)] : (decodeRecord(text) ?? []),
  );
}

/** Whether a text begins like an answer to commands, of whatever config. */
export function isAnswer(body: string): boolean {
  return body.startsWith(answerStart);
}

/** Ours, or another bot's, as an earlier answer is to a token of another app. People's are talk. */
function mayAnswer(comment: CommentRecord): boolean {
  return comment.own || comment.author?.kind === 'bot';
}

function editedByOthers({ lastEditedAt, editor, author }: CommentRecord): boolean {
  if (lastEditedAt === null) return false;
  return (
    editor === null ||
    author === null ||
    editor.kind !== author.kind ||
    editor.login.toLowerCase() !== author.login.toLowerCase()
  );
}

/** Whether a comment of ours that doesn't look like an answer may have been one. */
function wasAnswer({ own, versions }: CommentRecord): boolean {
  if (versions === null) return own;
  return versions.some(({ text }) => (text === null ? own : text.startsWith(answerStart)));
}

/** That nobody knows what a comment took back up to its last edit. */
export function lostWith(comment: CommentRecord): RecordedCommand {
  return lost(comment.id, comment.author?.login ?? null, comment.lastEditedAt ?? comment.createdAt);
}

function lost(comment: string, login: string | null, at: string): RecordedCommand {
  return { comment, login, verb: 'lost', id: everyGuard, at };
}

/** Whether it can block. What else is remembered is only there to be told of. */
export function isBlock(command: RecordedCommand): boolean {
  return command.verb === 'revoke' || command.verb === 'reject-rename' || command.verb === 'lost';
}

/**
 * The commands without those that a later one makes superfluous, in one order whatever order they come in: of each verb on
 * each id the last, none on a single id that is older than `lost`, and not more than there is room for.
 */
export function compact(commands: readonly RecordedCommand[]): RecordedCommand[] {
  const last = new Map<string, RecordedCommand>();
  for (const command of commands) {
    const key = `${command.verb} ${command.id} ${command.unproved === true}`;
    const known = last.get(key);
    if (known === undefined || newerFirst(command, known) < 0) last.set(key, command);
  }
  const gone = last.get(`lost ${everyGuard} false`) ?? null;
  const singles = [...last.values()].filter((command) => command.verb !== 'lost').sort(newerFirst);
  const blocks = singles.filter((command) => isBlock(command) && isNewer(command, gone));
  const others = singles.filter((command) => !isBlock(command));
  const room = new Room();
  const fitting = blocks.findIndex((command) => !room.takes(command));
  if (fitting < 0) {
    const told = others.filter((command) => room.takes(command));
    return [...(gone === null ? [] : [gone]), ...blocks, ...told].sort(newerFirst);
  }
  // The oldest become one that blocks all that they blocked, and more.
  const [youngest] = blocks.slice(fitting);
  const folded = youngest === undefined ? gone : lost(youngest.comment, youngest.login, youngest.at);
  const kept = blocks.slice(0, fitting).filter((command) => isNewer(command, folded));
  return [...(folded === null ? [] : [folded]), ...kept].sort(newerFirst);
}

/** How much still fits into a record, counted generously. */
class Room {
  #left = recordLimit;
  readonly #groups = new Set<string>();

  takes({ comment, login, verb, id, at, unproved }: RecordedCommand): boolean {
    const group = [comment, login, verb, at, unproved].join(' ');
    const length = id.length + 4 + (this.#groups.has(group) ? 0 : group.length + 30);
    if (length > this.#left) return false;
    this.#left -= length;
    this.#groups.add(group);
    return true;
  }
}

function isNewer(command: RecordedCommand, than: RecordedCommand | null): boolean {
  return than === null || compareTimes(command.at, than.at) > 0;
}

function newerFirst(a: RecordedCommand, b: RecordedCommand): number {
  return (
    compareTimes(b.at, a.at) ||
    compareIds(b.comment, a.comment) ||
    compareText(a.verb, b.verb) ||
    compareText(a.id, b.id) ||
    compareText(a.login ?? '', b.login ?? '') ||
    Number(a.unproved === true) - Number(b.unproved === true)
  );
}
