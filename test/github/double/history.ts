/** Commits beyond their bytes: who wrote them, what a pull request brings, and the three ways of merging it. */
import type { Clock } from './clock.ts';
import type { Files, ObjectStore, StoredTreeEntry } from './objects.ts';

export interface CommitDetails {
  /** Logins of author and co-authors; null for one without an account. */
  readonly authors: readonly (string | null)[];
  readonly authoredAt: string;
  readonly signedByGitHub: boolean;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** What a merge needs to know of a pull request. */
export interface Mergeable {
  readonly number: number;
  readonly author: string;
  readonly head: string;
}

export class History {
  readonly #objects: ObjectStore;
  readonly #clock: Clock;
  readonly #details = new Map<string, CommitDetails>();

  constructor(objects: ObjectStore, clock: Clock) {
    this.#objects = objects;
    this.#clock = clock;
  }

  details(commit: string): CommitDetails {
    const known = this.#details.get(commit);
    return known ?? { authors: [null], authoredAt: '2026-01-01T00:00:00Z', signedByGitHub: false };
  }

  /** With authors a commit is one of its own, as the time is part of it; without, the same content gives the same commit. */
  commit(
    files: Files,
    parents: readonly string[],
    message: string,
    options: { readonly authors?: readonly (string | null)[]; readonly signedByGitHub?: boolean } = {},
  ): string {
    if (options.authors === undefined && options.signedByGitHub === undefined) {
      return this.#objects.commit(files, parents, message);
    }
    const details = {
      authors: options.authors ?? [null],
      authoredAt: this.#clock.tick(),
      signedByGitHub: options.signedByGitHub ?? false,
    };
    return this.#store(files, parents, message, details);
  }

  /** What `head` has and `base` has not, parents before children. */
  between(base: string | null, head: string): readonly string[] {
    const behind = base === null ? new Set<string>() : this.#objects.ancestors(base);
    const found = new Set<string>();
    const visit = (commit: string): void => {
      if (behind.has(commit) || found.has(commit)) return;
      for (const parent of this.#objects.commits.get(commit)?.parents ?? []) visit(parent);
      found.add(commit);
    };
    visit(head);
    return [...found];
  }

  /** File by file; null where both sides changed one. */
  threeWay(ours: string, theirs: string, common: string | null): Files | null {
    const [a, b, o] = [this.#entries(ours), this.#entries(theirs), this.#entries(common)];
    const result = new Map<string, StoredTreeEntry>();
    for (const path of new Set([...a.keys(), ...b.keys()])) {
      const [mine, other, old] = [a.get(path), b.get(path), o.get(path)];
      if (mine?.id !== other?.id && mine?.id !== old?.id && other?.id !== old?.id) return null;
      const kept = mine?.id === old?.id ? other : mine;
      if (kept !== undefined) result.set(path, kept);
    }
    return this.#files(result);
  }

  /** The commits that merging makes on top of `base`, oldest first. */
  merge(base: string, pull: Mergeable, method: MergeMethod): readonly string[] {
    const own = this.between(base, pull.head);
    if (method === 'rebase') {
      let tip = base;
      return own
        .filter((commit) => this.#parents(commit).length === 1)
        .map((commit) => {
          const files = this.#merged(tip, commit, this.#parents(commit)[0] ?? null);
          const message = this.#objects.commits.get(commit)?.message ?? '';
          tip = this.#store(
            files,
            [tip],
            message,
            { ...this.details(commit), signedByGitHub: false },
            this.#clock.tick(),
          );
          return tip;
        });
    }
    const files = this.#merged(base, pull.head, this.#objects.mergeBase(base, pull.head));
    const [parents, message] =
      method === 'merge'
        ? [[base, pull.head], `Merge pull request #${pull.number}`]
        : [[base], `Change ${pull.number} (#${pull.number})`];
    const details = { authors: [pull.author], authoredAt: this.#clock.tick(), signedByGitHub: true };
    return [this.#store(files, parents, message, details)];
  }

  #merged(ours: string, theirs: string, common: string | null): Files {
    const files = this.threeWay(ours, theirs, common);
    if (files === null) throw new Error(`${theirs} conflicts with ${ours}`);
    return files;
  }

  #parents(commit: string): readonly string[] {
    return this.#objects.commits.get(commit)?.parents ?? [];
  }

  #store(
    files: Files,
    parents: readonly string[],
    message: string,
    details: CommitDetails,
    committedAt = details.authoredAt,
  ): string {
    const people = details.authors.map((author) => author ?? 'nobody').join(' ');
    const commit = this.#objects.commit(files, parents, message, `${people} ${details.authoredAt} ${committedAt}`);
    this.#details.set(commit, details);
    return commit;
  }

  #entries(commit: string | null): Map<string, StoredTreeEntry> {
    const tree = commit === null ? undefined : this.#objects.commits.get(commit)?.tree;
    const entries = tree === undefined ? [] : this.#objects.walk(tree);
    return new Map(entries.filter((entry) => entry.mode !== '040000').map((entry) => [entry.path, entry]));
  }

  #files(entries: ReadonlyMap<string, StoredTreeEntry>): Files {
    const files: Record<string, Files[string]> = {};
    for (const [path, entry] of entries) {
      const bytes = this.#objects.blobs.get(entry.id) ?? new Uint8Array();
      const text = Buffer.from(bytes).toString('utf8');
      if (entry.mode === '120000') files[path] = { link: text };
      else if (entry.mode === '160000') files[path] = { submodule: entry.id };
      else if (entry.mode === '100755') files[path] = { executable: text };
      else files[path] = bytes;
    }
    return files;
  }
}
