/** What the double knows: one repository with branches, pull requests, comments and check runs. */
import { type Files, ObjectStore, type StoredTreeEntry } from './objects.ts';

export type Access = 'none' | 'read' | 'write';

/** Whom a token stands for and what it may. */
export interface Token {
  readonly login: string;
  readonly contents: Access;
  readonly pullRequests: Access;
  readonly checks: Access;
}

export interface Pull {
  readonly number: number;
  base: string;
  head: string;
  fork: boolean;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  /** The merge that was made last, of whatever tips were then. */
  merge: { readonly commit: string; readonly base: string; readonly head: string } | null;
  /** How many more times the pull request is read before the merge of its present tips is made. */
  lag: number;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  body: string;
}

export interface CheckRun {
  readonly id: number;
  readonly login: string;
  readonly commit: string;
  readonly name: string;
  readonly externalId: string | null;
  status: string;
  conclusion: string | null;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  readonly annotations: Readonly<Record<string, unknown>>[];
}

export interface MergeState {
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly commit: string | null;
}

export class RepositoryState {
  readonly owner = 'acme';
  readonly name = 'shop';
  readonly id = 4711;
  readonly objects = new ObjectStore();
  readonly branches = new Map<string, string>();
  readonly pulls = new Map<number, Pull>();
  readonly comments: Comment[] = [];
  readonly checkRuns: CheckRun[] = [];
  readonly tokens = new Map<string, Token>();
  /** Leaves out all but the first entries of recursive listings, as GitHub does beyond its limits. */
  treeLimit = Number.POSITIVE_INFINITY;
  #nextId = 3_000_000_001;

  /** Commits files to a branch, on top of what it points at. */
  push(branch: string, files: Files, parents?: readonly string[]): string {
    const tip = this.branches.get(branch);
    const commit = this.objects.commit(files, parents ?? (tip === undefined ? [] : [tip]), `commit on ${branch}`);
    this.branches.set(branch, commit);
    for (const pull of this.pulls.values()) if (`pull/${pull.number}` === branch) pull.head = commit;
    return commit;
  }

  /** Opens a pull request of the branch `pull/NUMBER`. */
  open(number: number, base: string, options: { readonly fork?: boolean; readonly lag?: number } = {}): Pull {
    const head = this.branches.get(`pull/${number}`);
    if (head === undefined) throw new Error(`push pull/${number} first`);
    const pull: Pull = {
      number,
      base,
      head,
      fork: options.fork ?? false,
      state: 'OPEN',
      merge: null,
      lag: options.lag ?? 0,
    };
    this.pulls.set(number, pull);
    return pull;
  }

  id64(): number {
    return this.#nextId++;
  }

  comment(issue: number, login: string, body: string): Comment {
    const comment = { id: this.id64(), issue, login, body };
    this.comments.push(comment);
    return comment;
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
      const files = this.#merge(base, pull.head);
      if (files === null) return { mergeable: 'CONFLICTING', commit: pull.merge?.commit ?? null };
      pull.merge = { base, head: pull.head, commit: this.#commitEntries(files, [base, pull.head]) };
    }
    return { mergeable: 'MERGEABLE', commit: pull.merge?.commit ?? null };
  }

  /** File by file; null where both sides changed one. */
  #merge(base: string, head: string): Map<string, StoredTreeEntry> | null {
    const common = this.objects.mergeBase(base, head);
    const [ours, theirs, old] = [base, head, common].map((commit) => this.#entries(commit));
    const result = new Map<string, StoredTreeEntry>();
    for (const path of new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])) {
      const [a, b, o] = [ours?.get(path), theirs?.get(path), old?.get(path)];
      if (a?.id !== b?.id && a?.id !== o?.id && b?.id !== o?.id) return null;
      const kept = a?.id === o?.id ? b : a;
      if (kept !== undefined) result.set(path, kept);
    }
    return result;
  }

  #entries(commit: string | null): Map<string, StoredTreeEntry> {
    const tree = commit === null ? undefined : this.objects.commits.get(commit)?.tree;
    const entries = tree === undefined ? [] : this.objects.walk(tree);
    return new Map(entries.filter((entry) => entry.mode !== '040000').map((entry) => [entry.path, entry]));
  }

  #commitEntries(entries: Map<string, StoredTreeEntry>, parents: readonly string[]): string {
    const files: Record<string, Files[string]> = {};
    for (const [path, entry] of entries) {
      const bytes = this.objects.blobs.get(entry.id) ?? new Uint8Array();
      const text = Buffer.from(bytes).toString('utf8');
      if (entry.mode === '120000') files[path] = { link: text };
      else if (entry.mode === '160000') files[path] = { submodule: entry.id };
      else if (entry.mode === '100755') files[path] = { executable: text };
      else files[path] = bytes;
    }
    return this.objects.commit(files, parents, 'merge');
  }
}
