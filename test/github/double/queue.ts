/** The merge queue of a branch: entries on top of each other, each with a branch of its own as GitHub makes them. */
import type { History, Mergeable, MergeMethod } from './history.ts';

export interface QueueEntry {
  readonly number: number;
  readonly method: MergeMethod;
  /** What it stands on: the entry before it, or the tip of the branch. */
  base: string;
  /** Its commits, oldest first. */
  commits: readonly string[];
  /** Its branch; null where the group has one branch for all. */
  ref: string | null;
}

export class MergeQueue {
  readonly branch: string;
  readonly entries: QueueEntry[] = [];
  /** Makes one branch for the whole queue, called after its last entry, as queues of bigger groups do. */
  oneBranch = false;
  /** Leaves the branches of entries that are no longer there. */
  keepsBranches = false;
  readonly #history: History;
  readonly #branches: Map<string, string>;
  readonly #pull: (number: number) => Mergeable;

  constructor(branch: string, history: History, branches: Map<string, string>, pull: (number: number) => Mergeable) {
    this.branch = branch;
    this.#history = history;
    this.#branches = branches;
    this.#pull = pull;
  }

  /** @param options.first jumps the queue: the others are built anew on top of it. */
  add(number: number, method: MergeMethod, options: { readonly first?: boolean } = {}): void {
    const entry: QueueEntry = { number, method, base: '', commits: [], ref: null };
    if (options.first === true) this.entries.unshift(entry);
    else this.entries.push(entry);
    this.build();
  }

  remove(number: number): void {
    const index = this.entries.findIndex((entry) => entry.number === number);
    if (index === -1) throw new Error(`#${number} is not queued`);
    const [entry] = this.entries.splice(index, 1);
    if (!this.keepsBranches && entry?.ref != null) this.#branches.delete(entry.ref);
    this.build();
  }

  /** Takes the first entry out, which is merged now: what stands on it stays as it is. */
  shift(): QueueEntry {
    const entry = this.entries.shift();
    if (entry === undefined) throw new Error('the queue is empty');
    if (!this.keepsBranches && entry.ref !== null) this.#branches.delete(entry.ref);
    return entry;
  }

  entry(number: number): QueueEntry {
    const entry = this.entries.find((candidate) => candidate.number === number);
    if (entry === undefined) throw new Error(`#${number} is not queued`);
    return entry;
  }

  head(number: number): string {
    return this.entry(number).commits.at(-1) ?? '';
  }

  /** Builds what does not stand on what is before it any more, under new names. */
  build(): void {
    const tip = this.#branches.get(this.branch) ?? '';
    let base = tip;
    for (const entry of this.entries) {
      if (entry.base !== base || entry.commits.length === 0) {
        if (entry.ref !== null) this.#branches.delete(entry.ref);
        entry.base = base;
        entry.commits = this.#history.merge(base, this.#pull(entry.number), entry.method);
        entry.ref = null;
      }
      base = entry.commits.at(-1) ?? base;
    }
    const last = this.entries.at(-1);
    for (const entry of this.entries) {
      const named = !this.oneBranch || entry === last;
      if (entry.ref !== null && !named) {
        this.#branches.delete(entry.ref);
        entry.ref = null;
      }
      if (entry.ref !== null || !named) continue;
      entry.ref = `gh-readonly-queue/${this.branch}/pr-${entry.number}-${this.oneBranch ? tip : entry.base}`;
      this.#branches.set(entry.ref, entry.commits.at(-1) ?? '');
    }
  }
}
