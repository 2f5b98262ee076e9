/** What the double knows: one repository with branches, pull requests, what people wrote on them, and check runs. */
import { type AccessRole, type Account, type AccountKind, Accounts } from './accounts.ts';
import { Clock } from './clock.ts';
import { type Comment, Conversation, type Review } from './conversation.ts';
import { History, type MergeMethod } from './history.ts';
import { type Files, ObjectStore } from './objects.ts';
import { MergeQueue } from './queue.ts';

export type { Comment } from './conversation.ts';

export type Access = 'none' | 'read' | 'write';

/** Whom a token stands for and what it may. What is left out it may not; metadata it may read anyway. */
export interface Token {
  readonly login: string;
  readonly contents: Access;
  readonly pullRequests: Access;
  readonly checks: Access;
  readonly issues?: Access;
  /** Of the organisation. */
  readonly members?: Access;
  /** A job's own token can't have it. */
  readonly mergeQueues?: Access;
}

export interface ForcePush {
  readonly at: string;
  readonly before: string;
  readonly after: string;
}

export interface Pull {
  readonly number: number;
  author: string;
  base: string;
  head: string;
  fork: boolean;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  updatedAt: string;
  /** The merge that was made last to try it, of whatever tips were then. */
  merge: { readonly commit: string; readonly base: string; readonly head: string } | null;
  /** How many more times the pull request is read before the merge of its present tips is made. */
  lag: number;
  /** What it was merged by. */
  mergeCommit: string | null;
  /** Its commits since it was merged; before, they are what its head has and its base has not. */
  commits: readonly string[] | null;
  readonly forcePushes: ForcePush[];
}

export interface CheckRun {
  readonly id: number;
  readonly login: string;
  readonly commit: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly startedAt: string;
  status: string;
  conclusion: string | null;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Readonly<Record<string, unknown>>[];
}

export interface MergeState {
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly commit: string | null;
}

export interface PushOptions {
  /** Logins of author and co-authors; null for one without an account. */
  readonly author?: string | null | readonly (string | null)[];
  readonly message?: string;
}

export class RepositoryState {
  readonly owner = 'acme';
  readonly name = 'shop';
  readonly id = 4711;
  readonly defaultBranch = 'main';
  /** Whether the owner is a person. */
  personal = false;
  readonly clock = new Clock();
  readonly objects = new ObjectStore();
  readonly history = new History(this.objects, this.clock);
  readonly accounts = new Accounts();
  readonly branches = new Map<string, string>();
  readonly pulls = new Map<number, Pull>();
  readonly checkRuns: CheckRun[] = [];
  readonly tokens = new Map<string, Token>();
  /** Leaves out all but the first entries of recursive listings, as GitHub does beyond its limits. */
  treeLimit = Number.POSITIVE_INFINITY;
  #nextId = 3_000_000_001;
  readonly conversation = new Conversation(this.clock, () => this.id64());
  readonly queue = new MergeQueue(this.defaultBranch, this.history, this.branches, (number) => this.pull(number));
  /** Pull requests that GitHub names for a commit since they are merged. */
  readonly #brought = new Map<string, Set<number>>();

  get comments(): Comment[] {
    return this.conversation.comments;
  }

  /** Makes an account, or gives it another role. */
  user(login: string, role: AccessRole = 'read', kind?: AccountKind): Account {
    return this.accounts.set(login, role, kind);
  }

  /** The account is gone; what it wrote stays, without an author. */
  deleteUser(login: string): void {
    this.accounts.known(login).deleted = true;
  }

  team(team: string, logins: readonly string[], state: 'active' | 'pending' = 'active'): void {
    this.accounts.team(team, logins, state);
  }

  /** Commits files to a branch, on top of what it points at; with other parents it is a force push. */
  push(branch: string, files: Files, parents?: readonly string[], options: PushOptions = {}): string {
    const tip = this.branches.get(branch);
    const { author } = options;
    const authors = author === undefined ? undefined : Array.isArray(author) ? author : [author];
    const commit = this.history.commit(
      files,
      parents ?? (tip === undefined ? [] : [tip]),
      options.message ?? `commit on ${branch}`,
      authors === undefined ? {} : { authors },
    );
    this.point(branch, commit);
    return commit;
  }

  /** Lets a branch point at a commit that is there. */
  point(branch: string, commit: string): void {
    this.branches.set(branch, commit);
    for (const pull of this.pulls.values()) {
      if (`pull/${pull.number}` !== branch || pull.state === 'MERGED' || pull.head === commit) continue;
      pull.updatedAt = this.clock.tick();
      if (!this.objects.ancestors(commit).has(pull.head)) {
        pull.forcePushes.push({ at: pull.updatedAt, before: pull.head, after: commit });
      }
      pull.head = commit;
    }
  }

  /** Opens a pull request of the branch `pull/NUMBER`. */
  open(
    number: number,
    base: string,
    options: { readonly fork?: boolean; readonly lag?: number; readonly author?: string } = {},
  ): Pull {
    const head = this.branches.get(`pull/${number}`);
    if (head === undefined) throw new Error(`push pull/${number} first`);
    const pull: Pull = {
      number,
      author: options.author ?? 'alice',
      base,
      head,
      fork: options.fork ?? false,
      state: 'OPEN',
      updatedAt: this.clock.tick(),
      merge: null,
      lag: options.lag ?? 0,
      mergeCommit: null,
      commits: null,
      forcePushes: [],
    };
    this.pulls.set(number, pull);
    return pull;
  }

  pull(number: number): Pull {
    const pull = this.pulls.get(number);
    if (pull === undefined) throw new Error(`no pull request #${number}`);
    return pull;
  }

  /** The button `Update branch`: a merge of the base that GitHub makes and signs for whoever pressed it. */
  updateBranch(number: number, by: string): string {
    const pull = this.pull(number);
    const base = this.tip(pull.base);
    const files = this.history.threeWay(pull.head, base, this.objects.mergeBase(pull.head, base));
    if (files === null) throw new Error(`#${number} conflicts`);
    const message = `Merge branch '${pull.base}' into pull/${number}`;
    const commit = this.history.commit(files, [pull.head, base], message, { authors: [by], signedByGitHub: true });
    this.point(`pull/${number}`, commit);
    return commit;
  }

  /** @returns the commit that the base branch is left at. */
  merge(number: number, method: MergeMethod): string {
    const pull = this.pull(number);
    return this.#land(pull, this.history.merge(this.tip(pull.base), pull, method));
  }

  enqueue(number: number, method: MergeMethod = 'merge', options: { readonly first?: boolean } = {}): void {
    this.queue.add(number, method, options);
  }

  eject(number: number): void {
    this.queue.remove(number);
  }

  /** Merges the first entry of the queue as it stands there. */
  landFirst(): string {
    const entry = this.queue.shift();
    return this.#land(this.pull(entry.number), entry.commits);
  }

  #land(pull: Pull, made: readonly string[]): string {
    const last = made.at(-1);
    if (last === undefined) throw new Error(`#${pull.number} brings nothing`);
    const commits = this.pullCommits(pull);
    for (const commit of [...made, ...commits]) {
      this.#brought.set(commit, (this.#brought.get(commit) ?? new Set()).add(pull.number));
    }
    Object.assign(pull, { commits, mergeCommit: last, state: 'MERGED', updatedAt: this.clock.tick() });
    this.branches.set(pull.base, last);
    return last;
  }

  /** What a pull request consists of, oldest first. */
  pullCommits(pull: Pull): readonly string[] {
    return pull.commits ?? this.history.between(this.branches.get(pull.base) ?? null, pull.head);
  }

  /** The merged ones that brought a commit, and where it is not on the default branch also the open ones that hold it. */
  pullsOf(commit: string): readonly Pull[] {
    const onDefault = this.objects.ancestors(this.tip(this.defaultBranch)).has(commit);
    return [...this.pulls.values()].filter(
      (pull) =>
        this.#brought.get(commit)?.has(pull.number) === true ||
        (!onDefault && pull.state === 'OPEN' && this.pullCommits(pull).includes(commit)),
    );
  }

  tip(branch: string): string {
    const tip = this.branches.get(branch);
    if (tip === undefined) throw new Error(`no branch ${branch}`);
    return tip;
  }

  id64(): number {
    return this.#nextId++;
  }

  comment(issue: number, login: string, body: string): Comment {
    this.accounts.known(login);
    return this.conversation.comment(issue, login, body);
  }

  editComment(id: number, body: string, editor: string): Comment {
    return this.conversation.edit(id, body, editor);
  }

  deleteComment(id: number, by: string): Comment {
    return this.conversation.delete(id, by);
  }

  review(issue: number, login: string, body: string): Review {
    return this.conversation.review(issue, login, body);
  }

  reviewComment(issue: number, login: string, body: string): Review {
    return this.conversation.reviewComment(issue, login, body);
  }

  /** What reading a pull request shows of its merge, and lets GitHub's work on it go on. */
  readMerge(pull: Pull): MergeState {
    const base = this.branches.get(pull.base);
    if (pull.state !== 'OPEN' || base === undefined) return { mergeable: 'UNKNOWN', commit: null };
    const current = pull.merge?.base === base && pull.merge.head === pull.head;
    if (!current) {
      if (pull.lag > 0) {
        pull.lag -= 1;
        return { mergeable: 'UNKNOWN', commit: pull.merge?.commit ?? null };
      }
      const files = this.history.threeWay(base, pull.head, this.objects.mergeBase(base, pull.head));
      if (files === null) return { mergeable: 'CONFLICTING', commit: pull.merge?.commit ?? null };
      pull.merge = { base, head: pull.head, commit: this.objects.commit(files, [base, pull.head], 'merge') };
    }
    return { mergeable: 'MERGEABLE', commit: pull.merge?.commit ?? null };
  }
}
