/** What people said on a pull request about guards, as it can be read: each statement with its moment. */
import { type DecidingVerb, parseCommands, takenBackAnywhere, takesBack } from './commands.ts';
import { type Moment, momentOf, wholeSecond } from './moment.ts';
import type { CommentRecord, Version } from './record.ts';

/** One verb on one id in the text that a comment has now, never edited. */
export interface Said {
  readonly comment: CommentRecord;
  readonly verb: DecidingVerb;
  readonly id: string;
  readonly line: number;
  readonly moment: Moment;
}

/** A revocation or rejection that an edited comment holds or held. */
export interface Held {
  readonly comment: CommentRecord;
  readonly verb: 'revoke' | 'reject-rename';
  readonly id: string;
  /** 0 where the line can't be told. */
  readonly line: number;
  /** From when on it was there. */
  readonly at: string;
  readonly moment: Moment;
}

export interface Statements {
  /** In comments that were never edited. */
  readonly said: readonly Said[];
  /** Confirmations that an edited comment holds now: they never count. */
  readonly edited: readonly Said[];
  readonly held: readonly Held[];
  /** Edited comments, earlier texts of which can't be read. */
  readonly hidden: readonly CommentRecord[];
}

/**
 * Reads all comments but those that CHX wrote. Where its token is a person's, what that person wrote by hand is read too:
 * it can take back, and confirms nothing.
 */
export function statementsOf(comments: readonly CommentRecord[]): Statements {
  const said: Said[] = [];
  const edited: Said[] = [];
  const held: Held[] = [];
  const hidden: CommentRecord[] = [];
  for (const comment of comments) {
    if (isOurText(comment)) continue;
    const now = saidIn(comment);
    if (!isEdited(comment)) {
      for (const statement of now) said.push(statement);
      continue;
    }
    for (const statement of now) if (!takesBack(statement.verb)) edited.push(statement);
    for (const statement of heldBy(comment)) held.push(statement);
    if (!isHistoryWhole(comment)) hidden.push(comment);
  }
  return { said, edited, held, hidden };
}

/** Whether CHX may have written a comment, so that nothing in it is a command. */
export function isOurText({ own, author, body }: CommentRecord): boolean {
  return own && (author?.kind !== 'user' || body.startsWith('<!-- chx-'));
}

export function isEdited({ lastEditedAt, versions }: CommentRecord): boolean {
  return lastEditedAt !== null || (versions?.length ?? 0) > 1;
}

/** When a comment was edited last; an edited one has at least the texts before and after. */
export function lastEdit({ lastEditedAt, versions, createdAt }: CommentRecord): string {
  return lastEditedAt ?? versions?.at(-1)?.at ?? createdAt;
}

function saidIn(comment: CommentRecord): Said[] {
  const said: Said[] = [];
  for (const { verb, ids, line } of parseCommands(comment.body).commands) {
    if (verb === 'plan' || verb === 'status' || verb === 'help') continue;
    const moment = momentOf(comment.createdAt, comment.id, line);
    for (const id of ids) said.push({ comment, verb, id, line, moment });
  }
  return said;
}

/** The histories of bots' comments are not read: bots edit all the time, and what they took back is remembered. */
function isHistoryWhole({ versions, author }: CommentRecord): boolean {
  if (author !== null && author.kind !== 'user' && versions?.length === 0) return true;
  return versions !== null && versions.length >= 2 && versions.every(({ text }) => text !== null);
}

/**
 * What an edited comment held, from each version on in which it newly stood. Where the last version isn't the body, versions
 * are not whole texts, and are searched instead of read.
 */
function heldBy(comment: CommentRecord): Held[] {
  const versions: readonly Version[] = comment.versions ?? [];
  const last = versions.at(-1)?.text ?? null;
  const whole = last !== null && sameText(last, comment.body);
  const texts = whole ? versions : [...versions, { at: lastEdit(comment), text: comment.body }];
  const held: Held[] = [];
  let before = new Set<string>();
  texts.forEach(({ at, text }, index) => {
    const now = new Set<string>();
    const found = text === null ? [] : takenBackIn(text, whole || index === texts.length - 1);
    for (const { verb, id, line } of found) {
      const key = `${verb} ${id}`;
      if (!before.has(key) && !now.has(key)) {
        const created = index === 0 && at === comment.createdAt;
        const moment = created ? momentOf(at, comment.id, line) : wholeSecond(at);
        held.push({ comment, verb, id, line, at, moment });
      }
      now.add(key);
    }
    before = now;
  });
  return held;
}

function takenBackIn(text: string, whole: boolean): { verb: 'revoke' | 'reject-rename'; id: string; line: number }[] {
  if (!whole) return takenBackAnywhere(text).map((found) => ({ ...found, line: 0 }));
  return parseCommands(text).commands.flatMap(({ verb, ids, line }) =>
    takesBack(verb) ? ids.map((id) => ({ verb, id, line })) : [],
  );
}

function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/\r\n?/g, '\n').trimEnd();
  return plain(a) === plain(b);
}
