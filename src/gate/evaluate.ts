/**
 * When a confirmation counts: one pure function from GitHub's record to decisions, evaluated anew on every run. Nothing is
 * kept between runs but what GitHub itself keeps, and our own note of what was taken back, which can only block.
 */
import { shortId } from '../plan/digest.ts';
import type { Decisions } from '../plan/guards.ts';
import { compareText } from '../schema/name.ts';
import { type DecidingVerb, mentionsCommand } from './commands.ts';
import { compact, isBlock, lostWith, type RecordedCommand, rememberedIn } from './memory.ts';
import { compareIds, compareMoments, compareTimes, type Moment, wholeSecond } from './moment.ts';
import { type Reason, type Verdict, verdictOf } from './reasons.ts';
import type { CommentRecord, GateRecord, People, Person } from './record.ts';
import { type GatePolicy, isTeam, mayBlock, type Refusal, refusalOf, standingBlocks, standingKey } from './standing.ts';
import { type Held, isEdited, isOurText, lastEdit, type Said, type Statements, statementsOf } from './statements.ts';

export type { RecordedCommand } from './memory.ts';
export type { Reason, Verdict } from './reasons.ts';
export type { GatePolicy } from './standing.ts';

/** What became of one verb on one id in one comment. */
export interface Judgement {
  /** Id of the comment. */
  readonly comment: string;
  readonly url: string;
  readonly author: Person | null;
  readonly verb: DecidingVerb;
  readonly id: string;
  /** Line of the comment; 0 where an earlier version held it and its line can't be told. */
  readonly line: number;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Why, in one line without a full stop: for people, in text that is still to be escaped. */
  readonly why: string;
}

/** Whose word on a guard counts. */
export interface Word {
  readonly login: string;
  readonly url: string;
  readonly at: string;
}

export interface Evaluation {
  readonly decisions: Decisions;
  /** One for each comment, verb and id that is there, by comment and line. A confirmed id has exactly one that counts. */
  readonly judgements: readonly Judgement[];
  readonly confirmedBy: ReadonlyMap<string, Word>;
  readonly rejectedBy: ReadonlyMap<string, Word>;
  /** Commands that counted or blocked once and whose comment is gone. */
  readonly gone: readonly RecordedCommand[];
  /** What our answer comment has to remember. */
  readonly record: readonly RecordedCommand[];
  /**
   * Digest of everything in the record that can make a difference. What our own answers write into it makes none, so two
   * looks have the same one unless somebody else did something in between.
   */
  readonly fingerprint: string;
}

/** Something that makes what was said before it count no longer. */
interface Block {
  /** Null for every guard. */
  readonly id: string | null;
  readonly moment: Moment;
  /** Whether it undoes rejections too: all does but another rejection. */
  readonly undoesRejections: boolean;
  readonly refusal: Refusal;
}

/** A command that decides unless something comes after it. */
interface Vote {
  readonly said: Said;
  readonly author: Person;
}

/**
 * Decides what counts.
 *
 * @param people what is known of those whom {@link askedLogins} and {@link askedTeams} name; who is missing counts as unreadable.
 * @param policies all have to allow a confirmation; with none of them nothing counts.
 * @param known commands to remember besides those that our answers in the record hold. They can block and never allow.
 */
export function evaluate(
  record: GateRecord,
  people: People,
  policies: readonly GatePolicy[],
  known: readonly RecordedCommand[],
): Evaluation {
  const statements = statementsOf(record.comments);
  const memory = rememberedNow(record, known, people);
  const judgements: Judgement[] = [];
  const blocks: Block[] = [
    ...hiddenBlocks(statements.hidden, people),
    ...memoryBlocks(memory, statements, record.comments),
  ];
  const votes: Vote[] = [];
  const toRemember: RecordedCommand[] = [...memory];

  for (const comment of statements.hidden) {
    // What somebody removed stays removed; what only wasn't answered may be there the next time.
    const removed = comment.versions?.some(({ text }) => text === null) === true;
    if (removed && mayBlock(comment.author, people) === 'yes') toRemember.push(lostWith(comment));
  }
  for (const held of statements.held) {
    const may = mayBlock(held.comment.author, people);
    judgements.push(judgementOf(held, heldRefusal(held, may)));
    if (may === 'no') continue;
    blocks.push(blockOf(held));
    toRemember.push(recorded(held, held.at, may));
  }
  for (const said of statements.edited) {
    judgements.push(judgementOf(said, { reason: 'edited', why: `its comment was edited${editorOf(said.comment)}` }));
  }
  for (const said of statements.said) {
    const refusal = saidRefusal(said, record, people, policies);
    const { author } = said.comment;
    if (refusal === null && author !== null) {
      votes.push({ said, author });
      if (said.verb === 'reject-rename') toRemember.push(recorded(said, said.comment.createdAt, 'yes'));
      continue;
    }
    const reason = refusal ?? { reason: 'author-deleted', why: 'the account that wrote it is deleted' };
    judgements.push(judgementOf(said, reason));
    if (verdictOf(reason.reason) !== 'blocks') continue;
    blocks.push(blockOf(said));
    toRemember.push(recorded(said, said.comment.createdAt, mayBlock(author, people)));
  }

  // What there is no room to remember one by one blocks as a whole: now as on the next run.
  const folded = compact(toRemember).filter(({ verb }) => verb === 'lost');
  blocks.push(...memoryBlocks(folded, statements, record.comments));
  const lastWords = decide(votes, blocks, judgements);
  for (const { said } of lastWords) {
    if (said.verb !== 'reject-rename') toRemember.push(recorded(said, said.comment.createdAt, 'yes'));
  }
  judgements.sort(byPlace);
  const remembered = compact(toRemember);
  const confirmedBy = wordsOf(lastWords.filter(({ said }) => said.verb !== 'reject-rename'));
  const rejectedBy = wordsOf(lastWords.filter(({ said }) => said.verb === 'reject-rename'));
  return {
    decisions: { confirmed: new Set(confirmedBy.keys()), rejected: new Set(rejectedBy.keys()) },
    judgements,
    confirmedBy,
    rejectedBy,
    gone: goneOf(remembered, record.comments),
    record: remembered,
    fingerprint: fingerprintOf(record, statements, remembered, [...confirmedBy.keys()], [...rejectedBy.keys()]),
  };
}

/**
 * Whose permission is needed to evaluate a record, as GitHub's API names them (a bot's with `[bot]`), in lower case: of people
 * who said something about a guard, or whose edited comments hold back what they said.
 */
export function askedLogins(
  record: GateRecord,
  policies: readonly GatePolicy[],
  known: readonly RecordedCommand[] = [],
): string[] {
  const logins = new Set<string>();
  const ask = (person: Person | null): void => {
    if (person !== null) logins.add(standingKey(person));
  };
  const { said, held, hidden } = statementsOf(record.comments);
  for (const { comment, verb } of said) {
    // Bots confirm nothing, so nobody needs to know what they may do then.
    if (verb === 'revoke' || verb === 'reject-rename' || (comment.author?.kind === 'user' && policies.length > 0)) {
      ask(comment.author);
    }
  }
  for (const { comment } of held) ask(comment.author);
  for (const comment of hidden) ask(comment.author);
  for (const { login, unproved } of [...rememberedIn(record), ...known]) {
    if (unproved === true && login !== null) logins.add(login.toLowerCase());
  }
  return [...logins].sort(compareText);
}

/** The teams, as `organisation/team` in lower case, of which it has to be known whether those people are in them. */
export function askedTeams(record: GateRecord, policies: readonly GatePolicy[]): string[] {
  const people = new Set<string>();
  for (const { comment, verb } of statementsOf(record.comments).said) {
    if (verb !== 'revoke' && comment.author?.kind === 'user') people.add(comment.author.login.toLowerCase());
  }
  const teams = new Set<string>();
  for (const { confirmers } of policies) {
    const names = confirmers.map((name) => name.toLowerCase());
    if ([...people].every((login) => names.includes(login))) continue;
    for (const name of names) if (isTeam(name)) teams.add(name);
  }
  return [...teams].sort(compareText);
}

/**
 * What is remembered and still holds: not what turned out to be by somebody without write. Of what our answers don't hold yet
 * nobody has looked whose it is.
 */
function rememberedNow(record: GateRecord, known: readonly RecordedCommand[], people: People): RecordedCommand[] {
  const answered = rememberedIn(record);
  const proved = new Set(answered.filter(({ unproved }) => unproved !== true).map(memoryKey));
  const heard = known.filter((command) => !proved.has(memoryKey(command)));
  return [...answered, ...heard.map((command) => ({ ...command, unproved: true as const }))].flatMap((command) => {
    if (command.unproved !== true || command.verb === 'lost' || command.login === null) return [command];
    const may = standingBlocks(people.standings.get(command.login.toLowerCase()));
    if (may === 'no') return [];
    const { unproved: _, ...sure } = command;
    return [may === 'yes' ? sure : command];
  });
}

function memoryKey({ comment, verb, id, at }: RecordedCommand): string {
  return `${comment} ${verb} ${id} ${at}`;
}

function hiddenBlocks(hidden: readonly CommentRecord[], people: People): Block[] {
  return hidden.flatMap((comment) => {
    if (mayBlock(comment.author, people) === 'no') return [];
    const why = `a comment of ${nameOf(comment.author)} was edited after it, and its earlier texts cannot be read`;
    return [
      {
        id: null,
        moment: wholeSecond(lastEdit(comment)),
        undoesRejections: true,
        refusal: { reason: 'history-hidden', why },
      },
    ];
  });
}

/**
 * What is remembered blocks from its time on. Of a comment that is still there its own text says when more exactly: a
 * confirmation further down in it stays.
 */
function memoryBlocks(
  memory: readonly RecordedCommand[],
  { said, held }: Statements,
  comments: readonly CommentRecord[],
): Block[] {
  const unedited = new Set(comments.filter((comment) => !isEdited(comment)).map(({ id }) => id));
  const there = new Map<string, Moment>();
  for (const one of said) there.set(memoryKey(recorded(one, one.comment.createdAt, 'yes')), one.moment);
  for (const one of held) there.set(memoryKey(recorded(one, one.at, 'yes')), one.moment);
  return memory.filter(isBlock).map((command) => {
    if (command.verb === 'lost') {
      const why =
        'what was taken back after it cannot be told any more, because a comment that says so was changed or deleted';
      return {
        id: null,
        moment: wholeSecond(command.at),
        undoesRejections: true,
        refusal: { reason: 'record-lost', why },
      };
    }
    const since = unedited.has(command.comment) ? '' : ', in a comment that is edited or gone';
    const who = command.login === null ? 'someone whose account is deleted' : `@${command.login}`;
    return {
      id: command.id,
      moment: there.get(memoryKey(command)) ?? wholeSecond(command.at),
      undoesRejections: command.verb === 'revoke',
      refusal: { reason: 'taken-back', why: `${who} ${tookBack(command.verb)}${since}` },
    };
  });
}

function blockOf({ comment, verb, id, moment }: Said | Held): Block {
  return {
    id,
    moment,
    undoesRejections: verb === 'revoke',
    refusal: { reason: 'taken-back', why: `${nameOf(comment.author)} ${tookBack(verb)}` },
  };
}

function tookBack(verb: RecordedCommand['verb']): string {
  return verb === 'reject-rename' ? 'rejected it later' : 'took it back later';
}

function heldRefusal({ comment, verb }: Held, may: 'yes' | 'no' | 'unreadable'): Refusal {
  const what = verb === 'revoke' ? 'revocation' : 'rejection';
  if (may === 'no')
    return { reason: 'permission', why: `${nameOf(comment.author)} has less than the write permission` };
  if (may === 'unreadable')
    return { reason: 'unreadable-no', why: `what ${nameOf(comment.author)} may do could not be read` };
  return {
    reason: 'edited-no',
    why: `the comment was edited${editorOf(comment)}; the ${what} that it held takes confirmations back`,
  };
}

/** What becomes of a command that was never edited, were it the only one; null where it decides. */
function saidRefusal(said: Said, record: GateRecord, people: People, policies: readonly GatePolicy[]): Refusal | null {
  const { author } = said.comment;
  const may = said.verb === 'revoke' || said.verb === 'reject-rename' ? mayBlock(author, people) : null;
  if (said.verb === 'revoke') {
    if (may === 'yes') return { reason: 'revokes', why: 'it takes back what was confirmed before it' };
    if (may === 'no') return { reason: 'permission', why: `${nameOf(author)} has less than the write permission` };
  } else {
    const refusal =
      ownRefusal(said.comment) ??
      refusalOf(author, record, people, policies) ??
      (Number.isFinite(said.moment.time)
        ? null
        : ({ reason: 'time-unreadable', why: 'when it was written could not be read' } as const));
    if (refusal === null || may === null || may === 'no') return refusal;
    if (may === 'yes')
      return { reason: 'rejection-blocks', why: `${refusal.why}, so it takes confirmations back and decides nothing` };
  }
  return { reason: 'unreadable-no', why: `what ${nameOf(author)} may do could not be read, so it blocks` };
}

/** Where the token is a person's, nobody can tell what that person wrote from what somebody else's job wrote. */
function ownRefusal({ own, author }: CommentRecord): Refusal | null {
  return own ? { reason: 'own-account', why: `${nameOf(author)} is the account that CHX itself writes with` } : null;
}

/** The last word on each id, after which nothing took it back. Says of all others why they don't count. */
function decide(votes: readonly Vote[], blocks: readonly Block[], judgements: Judgement[]): Vote[] {
  const latest = new Map<string | null, { any: Block; revoking: Block | null }>();
  for (const block of [...blocks].sort(byWeight)) {
    const before = latest.get(block.id);
    latest.set(block.id, { any: block, revoking: block.undoesRejections ? block : (before?.revoking ?? null) });
  }
  const last = new Map<string, Vote>();
  for (const vote of [...votes].sort((a, b) => byMoment(a.said, b.said))) {
    const earlier = last.get(vote.said.id);
    if (earlier !== undefined) judgements.push(judgementOf(earlier.said, later(vote)));
    last.set(vote.said.id, vote);
  }

  const words: Vote[] = [];
  for (const [id, vote] of last) {
    const rejects = vote.said.verb === 'reject-rename';
    const against = [latest.get(id), latest.get(null)].flatMap((found) => {
      const block = found === undefined ? null : rejects ? found.revoking : found.any;
      return block !== null && compareMoments(block.moment, vote.said.moment) > 0 ? [block] : [];
    });
    const [block] = against;
    if (block !== undefined) {
      judgements.push(judgementOf(vote.said, block.refusal));
      continue;
    }
    words.push(vote);
    judgements.push(
      judgementOf(vote.said, {
        reason: rejects ? 'rejected' : 'confirmed',
        why: `${rejects ? 'rejected' : 'confirmed'} by @${vote.author.login}`,
      }),
    );
  }
  return words;
}

function later({ said, author }: Vote): Refusal {
  const what = said.verb === 'reject-rename' ? 'rejected it' : 'confirmed it';
  return { reason: 'later-command', why: `@${author.login} ${what} later` };
}

function wordsOf(votes: readonly Vote[]): Map<string, Word> {
  return new Map(
    [...votes]
      .sort((a, b) => compareText(a.said.id, b.said.id))
      .map(({ said, author }) => [said.id, { login: author.login, url: said.comment.url, at: said.comment.createdAt }]),
  );
}

function recorded({ comment, verb, id }: Said | Held, at: string, may: 'yes' | 'no' | 'unreadable'): RecordedCommand {
  const { author } = comment;
  // What was by a deleted account can never be told any better.
  const unproved = may === 'unreadable' && author !== null;
  return {
    comment: comment.id,
    login: author === null ? null : standingKey(author),
    verb,
    id,
    at,
    ...(unproved ? { unproved } : {}),
  };
}

/** What counted or blocked once, and now isn't there any more. */
function goneOf(remembered: readonly RecordedCommand[], comments: readonly CommentRecord[]): RecordedCommand[] {
  const there = new Set(comments.map(({ id }) => id));
  return remembered.filter(({ verb, comment }) => verb !== 'lost' && !there.has(comment));
}

function judgementOf({ comment, verb, id, line }: Said | Held, { reason, why }: Refusal): Judgement {
  const { url, author } = comment;
  return { comment: comment.id, url, author, verb, id, line, verdict: verdictOf(reason), reason, why };
}

function byMoment(a: { readonly moment: Moment }, b: { readonly moment: Moment }): number {
  return compareMoments(a.moment, b.moment);
}

/** Of blocks of one moment the last is the one that people are told of: what says most about it. */
function byWeight(a: Block, b: Block): number {
  return byMoment(a, b) || compareText(b.refusal.reason, a.refusal.reason) || compareText(a.refusal.why, b.refusal.why);
}

function byPlace(a: Judgement, b: Judgement): number {
  return compareIds(a.comment, b.comment) || a.line - b.line || compareText(a.verb, b.verb) || compareText(a.id, b.id);
}

function nameOf(person: Person | null): string {
  return person === null ? 'someone whose account is deleted' : `@${person.login}`;
}

function editorOf({ editor }: CommentRecord): string {
  return editor === null ? '' : ` by @${editor.login}`;
}

/** Everything that was read and matters. Talk without commands doesn't, nor does what our own answers say. */
function fingerprintOf(
  record: GateRecord,
  { held, hidden }: Statements,
  remembered: readonly RecordedCommand[],
  confirmed: readonly string[],
  rejected: readonly string[],
): string {
  const matters = new Set([...held.map(({ comment }) => comment.id), ...hidden.map(({ id }) => id)]);
  const comments = record.comments
    .filter((comment) => !isOurText(comment) && (matters.has(comment.id) || mentionsCommand(comment.body)))
    .sort((a, b) => compareTimes(a.createdAt, b.createdAt) || compareIds(a.id, b.id))
    .map((comment) => [
      comment.id,
      comment.author === null ? null : [comment.author.kind, comment.author.login],
      comment.createdAt,
      comment.lastEditedAt,
      comment.body,
      comment.versions,
    ]);
  return shortId('chx/gate/v1', [
    JSON.stringify([
      record.number,
      record.author,
      record.writers === null ? null : [...record.writers].sort(compareText),
      record.personal,
      comments,
      record.misplaced.map(({ url }) => url).sort(compareText),
      remembered
        .filter(isBlock)
        .map(({ comment, login, verb, id, at, unproved }) =>
          verb === 'lost' ? [at] : [comment, login, verb, id, at, unproved === true],
        ),
      confirmed,
      rejected,
    ]),
  ]);
}
