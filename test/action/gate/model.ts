/**
 * What counts, as the product page says it, in a second hand: none of the code that the Action decides by is in here. It
 * knows what people meant by their comments because the scenario says so, and everything else from the double.
 */
import type { Role } from '../../github/double/accounts.ts';
import type { Comment, RepositoryState } from '../../github/double/state.ts';

/** What a line of a comment is meant to say, and is to be understood as. */
export interface Act {
  readonly verb: 'confirm' | 'reject' | 'revoke';
  readonly id: string;
}

export interface ModelPolicy {
  readonly permission: 'write' | 'maintain' | 'admin';
  readonly confirmers: readonly string[];
  readonly allowAuthor: boolean;
}

export const strictest: ModelPolicy = { permission: 'admin', confirmers: [], allowAuthor: false };
export const usual: ModelPolicy = { permission: 'maintain', confirmers: [], allowAuthor: false };

export interface Decided {
  readonly confirmed: ReadonlySet<string>;
  readonly rejected: ReadonlySet<string>;
}

/** Place in time: the second of the double's clock, the comment's number, the place in the comment. */
type Place = readonly [at: string, comment: number, place: number];

interface No {
  /** Null for all ids. */
  readonly id: string | null;
  readonly place: Place;
  /** All does but another rejection. */
  readonly undoesRejections: boolean;
}

const ranks: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
const behindAll = Number.MAX_SAFE_INTEGER;
const bot = 'github-actions[bot]';

export class Model {
  /** What each text of a comment means, oldest first. */
  readonly meanings = new Map<number, readonly (readonly Act[])[]>();
  /** Who wrote commits of each pull request. */
  readonly writers = new Map<number, Set<string>>();
  /** All have to allow a confirmation. */
  policies: readonly ModelPolicy[] = [usual];
  /** Whether the token can read who is in a team. */
  readsTeams = false;
  readonly #state: RepositoryState;
  /** What some run saw blocked: it goes on to, whatever becomes of the comment. */
  readonly #seen = new Map<number, No[]>();

  constructor(state: RepositoryState) {
    this.#state = state;
  }

  /** A run saw the pull request as it is now. */
  see(issue: number): void {
    this.#seen.set(issue, [...(this.#seen.get(issue) ?? []), ...this.#read(issue).remembered]);
  }

  decided(issue: number): Decided {
    const { votes, blocks } = this.#read(issue);
    const last = new Map<string, { readonly act: Act; readonly place: Place }>();
    for (const vote of votes.sort((a, b) => order(a.place, b.place))) last.set(vote.act.id, vote);
    // What an answer remembered that somebody took away is not known any more: it blocks all confirmations before instead.
    const lost = blocks.filter(({ id }) => id === null).map(({ place }) => place);
    const remembered = (this.#seen.get(issue) ?? []).filter(
      (no) => no.id === null || lost.every((place) => order(no.place, place) > 0),
    );
    const all = [...blocks, ...remembered];
    const standing = [...last.values()].filter(
      ({ act, place }) =>
        !all.some(
          (no) =>
            (no.id === null || no.id === act.id) &&
            order(no.place, place) > 0 &&
            (act.verb === 'confirm' || no.undoesRejections),
        ),
    );
    const of = (verb: Act['verb']): Set<string> =>
      new Set(standing.filter(({ act }) => act.verb === verb).map(({ act }) => act.id));
    return { confirmed: of('confirm'), rejected: of('reject') };
  }

  #read(issue: number): {
    readonly votes: { readonly act: Act; readonly place: Place }[];
    readonly blocks: readonly No[];
    readonly remembered: readonly No[];
  } {
    const votes: { act: Act; place: Place }[] = [];
    const blocks: No[] = [];
    const rejections: No[] = [];
    for (const comment of this.#state.comments) {
      if (comment.issue !== issue) continue;
      if (comment.login === bot) {
        if (comment.body.startsWith('<!-- chx-answer:') || wasAnswer(comment)) blocks.push(...lossesOf(comment));
        continue;
      }
      const mayBlock = this.#rank(comment.login) === null || (this.#rank(comment.login) ?? 0) >= rankOf('write');
      const texts = this.meanings.get(comment.id) ?? [];
      if (comment.edits.length === 0) {
        texts.at(-1)?.forEach((act, line) => {
          const place: Place = [comment.createdAt, comment.id, line];
          const no = { id: act.id, place, undoesRejections: act.verb === 'revoke' };
          if (act.verb === 'revoke') {
            if (mayBlock) blocks.push(no);
          } else if (this.mayConfirm(issue, comment.login)) {
            votes.push({ act, place });
            if (act.verb === 'reject') rejections.push(no);
          } else if (act.verb === 'reject' && mayBlock) blocks.push(no);
        });
      } else if (mayBlock) {
        comment.edits.forEach((edit, index) => {
          const earlier = texts[index - 1] ?? [];
          const place: Place = [edit.at, behindAll, behindAll];
          for (const act of texts[index] ?? []) {
            // From the first text on that held it.
            if (act.verb === 'confirm' || earlier.some(({ verb, id }) => verb === act.verb && id === act.id)) continue;
            blocks.push({ id: act.id, place, undoesRejections: act.verb === 'revoke' });
          }
          if (edit.deletedAt === null) return;
          const since: Place = [comment.lastEditedAt ?? edit.at, behindAll, behindAll];
          blocks.push({ id: null, place: since, undoesRejections: true });
        });
      }
    }
    for (const deletion of this.#state.conversation.deletions) {
      if (deletion.issue !== issue || deletion.author !== bot || deletion.by === bot) continue;
      blocks.push({ id: null, place: [deletion.at, behindAll, behindAll], undoesRejections: true });
    }
    return { votes, blocks, remembered: [...blocks, ...rejections] };
  }

  mayConfirm(issue: number, login: string): boolean {
    const account = this.#state.accounts.known(login);
    const rank = this.#rank(login);
    if (rank === null || account.kind !== 'User') return false;
    const wrote =
      this.#state.pull(issue).author.toLowerCase() === login.toLowerCase() ||
      [...(this.writers.get(issue) ?? [])].some((writer) => writer.toLowerCase() === login.toLowerCase());
    return this.policies.every((policy) => {
      const needed = this.#state.personal && policy.permission === 'maintain' ? 'admin' : policy.permission;
      const listed =
        policy.confirmers.length === 0 ||
        policy.confirmers.some((name) =>
          name.includes('/')
            ? this.readsTeams && this.#state.accounts.membership(name, login) === 'active'
            : name.toLowerCase() === login.toLowerCase(),
        );
      return rank >= rankOf(needed) && listed && (policy.allowAuthor || !wrote);
    });
  }

  /** Null where the account is gone. */
  #rank(login: string): number | null {
    const account = this.#state.accounts.known(login);
    if (account.deleted) return null;
    return rankOf(typeof account.role === 'string' ? account.role : account.role.base);
  }
}

function rankOf(role: Role): number {
  return ranks.indexOf(role);
}

/** From when on nobody knows what an answer of ours remembered, because somebody else wrote in it. */
function lossesOf(comment: Comment): No[] {
  const foreign = comment.edits.filter(({ editor }) => editor !== bot && editor !== comment.login);
  return foreign.map(({ at }) => ({ id: null, place: [at, behindAll, behindAll], undoesRejections: true }));
}

function wasAnswer(comment: Comment): boolean {
  return comment.edits.some(({ text }) => text.startsWith('<!-- chx-answer:'));
}

function order(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] - b[1] || a[2] - b[2];
}
