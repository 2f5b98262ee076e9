/** A small ordered graph: nodes run after those they need; where several could be next, rank and key decide. */
import { compareText } from '../schema/name.ts';

export interface GraphNode {
  readonly id: string;
  readonly rank: number;
  /** Place among nodes of one rank. */
  readonly key: string;
}

export class Graph<T extends GraphNode> {
  readonly #nodes = new Map<string, T>();
  /** For each node, those that must run before it. */
  readonly #before = new Map<string, Set<string>>();
  readonly #after = new Map<string, Set<string>>();

  add(node: T): void {
    this.#nodes.set(node.id, node);
    this.#before.set(node.id, new Set());
    this.#after.set(node.id, new Set());
  }

  get(id: string): T | undefined {
    return this.#nodes.get(id);
  }

  /** Puts another node in the place of one with the same id. */
  replace(node: T): void {
    if (this.#nodes.has(node.id)) this.#nodes.set(node.id, node);
  }

  /** States that one node runs before another; nothing where either isn't there. */
  order(first: string, then: string): void {
    if (first === then || !this.#nodes.has(first) || !this.#nodes.has(then)) return;
    this.#before.get(then)?.add(first);
    this.#after.get(first)?.add(then);
  }

  /** The ids of the nodes that are stated to run before one. */
  before(id: string): readonly string[] {
    return [...(this.#before.get(id) ?? [])];
  }

  /** Whether there is a way from one node to the other that passes through a third. */
  hasDetour(first: string, then: string): boolean {
    return this.#leads(first, then, (id) => id !== then);
  }

  /** Whether the order that is stated so far puts one node before the other. */
  precedes(first: string, then: string): boolean {
    return this.#leads(first, then, () => true);
  }

  #leads(first: string, then: string, takes: (next: string) => boolean): boolean {
    const seen = new Set<string>([first]);
    const queue = [...(this.#after.get(first) ?? [])].filter(takes);
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (id === then) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      queue.push(...(this.#after.get(id) ?? []));
    }
    return false;
  }

  /** Makes one node of two: it needs what either needed, and what needed either needs it. */
  merge(first: string, then: string, node: T): void {
    const before = new Set([...(this.#before.get(first) ?? []), ...(this.#before.get(then) ?? [])]);
    const after = new Set([...(this.#after.get(first) ?? []), ...(this.#after.get(then) ?? [])]);
    for (const id of [first, then]) {
      for (const other of this.#before.get(id) ?? []) this.#after.get(other)?.delete(id);
      for (const other of this.#after.get(id) ?? []) this.#before.get(other)?.delete(id);
      this.#nodes.delete(id);
      this.#before.delete(id);
      this.#after.delete(id);
    }
    this.add(node);
    for (const id of before) this.order(id, node.id);
    for (const id of after) this.order(node.id, node.id === id ? '' : id);
  }

  /**
   * The nodes in an order in which each comes after all that it needs.
   *
   * `follows` names nodes that should come right after another where they can, so that a window in which something fails
   * stays short. Where there is a cycle the nodes on it are returned instead.
   */
  sort(follows: ReadonlyMap<string, ReadonlySet<string>>): {
    readonly order: readonly T[];
    readonly cycle: readonly T[];
  } {
    const waiting = new Map([...this.#before].map(([id, before]) => [id, before.size]));
    const ready = new Heap<T>((a, b) => rankOf(a) - rankOf(b) || compareText(a.key, b.key) || compareText(a.id, b.id));
    const urgent = new Set<string>();
    const rankOf = (node: T): number => (urgent.has(node.id) ? node.rank - 100 : node.rank);
    const order: T[] = [];
    for (const [id, count] of waiting) {
      const node = this.#nodes.get(id);
      if (count === 0 && node !== undefined) ready.push(node);
    }
    for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
      order.push(node);
      for (const id of follows.get(node.id) ?? []) urgent.add(id);
      if (follows.has(node.id)) ready.reorder();
      for (const id of this.#after.get(node.id) ?? []) {
        const left = (waiting.get(id) ?? 0) - 1;
        waiting.set(id, left);
        const next = this.#nodes.get(id);
        if (left === 0 && next !== undefined) ready.push(next);
      }
    }
    const done = new Set(order.map(({ id }) => id));
    const cycle = [...this.#nodes.values()].filter(({ id }) => !done.has(id)).sort((a, b) => compareText(a.id, b.id));
    return { order, cycle };
  }
}

/** A binary heap: the least element first. */
class Heap<T> {
  readonly #compare: (a: T, b: T) => number;
  #items: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  push(item: T): void {
    this.#items.push(item);
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfLess(at, parent)) break;
      at = parent;
    }
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) {
      this.#items[0] = last;
      this.#sink(0);
    }
    return first;
  }

  /** Restores the order after the comparison has changed. */
  reorder(): void {
    for (let at = (this.#items.length >> 1) - 1; at >= 0; at -= 1) this.#sink(at);
  }

  #sink(start: number): void {
    let at = start;
    while (true) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (this.#less(left, least)) least = left;
      if (this.#less(right, least)) least = right;
      if (least === at) return;
      this.#swapIfLess(least, at);
      at = least;
    }
  }

  #less(a: number, b: number): boolean {
    const first = this.#items[a];
    const second = this.#items[b];
    return first !== undefined && second !== undefined && this.#compare(first, second) < 0;
  }

  #swapIfLess(child: number, parent: number): boolean {
    const a = this.#items[child];
    const b = this.#items[parent];
    if (a === undefined || b === undefined || this.#compare(a, b) >= 0) return false;
    this.#items[child] = b;
    this.#items[parent] = a;
    return true;
  }
}
