/**
 * From pairs that look alike to candidates: which drops and creates may be one rename, and what each was chosen from. Works on
 * anything that has names: columns and objects alike.
 */
import { compareText } from '../schema/name.ts';

/** A drop and a create that may be one rename. */
export interface Candidate<T> {
  readonly from: T;
  readonly to: T;
  /** The schema file says so. */
  readonly announced: boolean;
  /**
   * Everything that competes for its two ends, directly or through others, sorted; empty where nothing does. Announcements
   * don't change it, so that a confirmation outlives one.
   */
  readonly choices: readonly string[];
}

/** Ends of which each could be each: more possibilities than people can be shown. */
export interface Crowd<T> {
  readonly from: readonly T[];
  readonly to: readonly T[];
}

export interface Candidates<T> {
  readonly candidates: readonly Candidate<T>[];
  readonly crowds: readonly Crowd<T>[];
}

/** What may be one, before anything competes. */
export interface Links<T> {
  /** Pairs that look alike. */
  readonly alike: readonly Pair<T>[];
  /** Ends of which all look alike, too many to pair them off. */
  readonly crowds: readonly Crowd<T>[];
  /** Pairs that the schema files announce. */
  readonly announced: readonly Pair<T>[];
  /** Pairs that look alike and that something else can only mean: with any other partner, the schema couldn't be reached. */
  readonly implied: readonly Pair<T>[];
}

export type Pair<T> = readonly [from: T, to: T];

/** How an end is told from the others, and how it stands among the choices. */
export interface Ends<T> {
  name(end: T): string;
  choice(end: T): string;
}

/**
 * The most possibilities that are offered one by one: six columns of one type that become six others. Beyond that nobody reads
 * the list, so the schema has to say which is which.
 */
export const mostPossibilities = 36;

/** The most pairs of one kind that are looked at one by one; beyond, only equal ones are found, and not paired off. */
const mostPairs = 10_000;

/** What may be one: things gone and things new that share a bucket and look alike. */
export interface Likeness<T> {
  /** Things that share no bucket are not compared. */
  buckets(end: T): readonly string[];
  alike(from: T, to: T): boolean;
  /** Everything that makes it what it is but its name: things of one text look alike. */
  exact(end: T): string;
}

/** Finds what looks alike among what is gone and what is new, without comparing each with each. */
export function findAlike<T>(
  gone: readonly T[],
  fresh: readonly T[],
  { buckets, alike, exact }: Likeness<T>,
): Pick<Links<T>, 'alike' | 'crowds'> {
  const pairs: Pair<T>[] = [];
  const crowds: Crowd<T>[] = [];
  const seen = new Map<T, Set<T>>();
  const compare = (crowd: Crowd<T>): void => {
    for (const from of crowd.from) {
      const known = seen.get(from) ?? new Set();
      seen.set(from, known);
      for (const to of crowd.to) {
        if (known.has(to)) continue;
        known.add(to);
        if (alike(from, to)) pairs.push([from, to]);
      }
    }
  };
  for (const bucket of sortInto(gone, fresh, buckets)) {
    if (bucket.from.length * bucket.to.length <= mostPairs) compare(bucket);
    else {
      for (const equal of sortInto(bucket.from, bucket.to, (end) => [exact(end)])) {
        if (equal.from.length * equal.to.length <= mostPairs) compare(equal);
        else crowds.push(equal);
      }
    }
  }
  return { alike: pairs, crowds };
}

/** The buckets that have something on both sides. */
function sortInto<T>(gone: readonly T[], fresh: readonly T[], buckets: (end: T) => readonly string[]): Crowd<T>[] {
  const from = bucketed(gone, buckets);
  const to = bucketed(fresh, buckets);
  return [...from].flatMap(([key, ends]) => {
    const others = to.get(key);
    return others === undefined ? [] : [{ from: ends, to: others }];
  });
}

function bucketed<T>(ends: readonly T[], buckets: (end: T) => readonly string[]): Map<string, T[]> {
  const sorted = new Map<string, T[]>();
  for (const end of ends) {
    for (const key of buckets(end)) {
      const others = sorted.get(key);
      if (others === undefined) sorted.set(key, [end]);
      else others.push(end);
    }
  }
  return sorted;
}

/** What of these links is to be offered, what each was chosen from, and what there is too much of. */
export function candidatesOf<T>(links: Links<T>, { name, choice }: Ends<T>): Candidates<T> {
  const from = (end: T): string => `from ${name(end)}`;
  const to = (end: T): string => `to ${name(end)}`;
  const choicesOf = choicesByEnd(links, from, to, choice);

  // Where a schema file announces a rename, or means one, guesses for its two ends are dropped.
  const said = new Set(links.announced.flatMap(([old, fresh]) => [from(old), to(fresh)]));
  const times = new Map<string, number>();
  for (const end of links.implied.flatMap(([old, fresh]) => [from(old), to(fresh)]))
    times.set(end, (times.get(end) ?? 0) + 1);
  const implied = links.implied.filter(([old, fresh]) =>
    [from(old), to(fresh)].every((end) => !said.has(end) && times.get(end) === 1),
  );
  for (const [old, fresh] of implied) said.add(from(old)).add(to(fresh));
  const announced = new Set(links.announced.map(([old, fresh]) => `${from(old)}\n${to(fresh)}`));
  const rest = links.crowds.map(
    (crowd): Crowd<T> => ({
      from: crowd.from.filter((end) => !said.has(from(end))),
      to: crowd.to.filter((end) => !said.has(to(end))),
    }),
  );
  const small = rest.filter((crowd) => crowd.from.length * crowd.to.length <= mostPossibilities);
  const pairs = [
    ...links.announced,
    ...implied,
    ...[...links.alike, ...small.flatMap(allPairs)].filter(
      ([old, fresh]) => !said.has(from(old)) && !said.has(to(fresh)),
    ),
  ];
  const large = new Set(rest.filter((crowd) => !small.includes(crowd)));

  const components = new Components();
  const parts: Crowd<T>[] = [...pairs.map(crowdOf), ...large];
  for (const part of parts) joinAll(components, part, from, to);
  const candidates: Candidate<T>[] = [];
  const crowds: Crowd<T>[] = [];
  for (const members of groupBy(parts, (part) => components.rootOf(from(first(part.from)))).values()) {
    if (members.length > mostPossibilities || members.some((member) => large.has(member))) {
      crowds.push(together(members));
      continue;
    }
    for (const [old, fresh] of members.flatMap(allPairs)) {
      const isAnnounced = announced.has(`${from(old)}\n${to(fresh)}`);
      candidates.push({ from: old, to: fresh, announced: isAnnounced, choices: choicesOf(old, fresh) });
    }
  }
  return { candidates, crowds };
}

/** For each pair what it was chosen from: the ends of everything connected with it, announcements aside. */
function choicesByEnd<T>(
  { alike, crowds }: Links<T>,
  from: (end: T) => string,
  to: (end: T) => string,
  choice: (end: T) => string,
): (old: T, fresh: T) => readonly string[] {
  const components = new Components();
  const texts = new Map<string, string>();
  for (const part of [...alike.map(crowdOf), ...crowds]) {
    joinAll(components, part, from, to);
    for (const old of part.from) texts.set(from(old), `from ${choice(old)}`);
    for (const fresh of part.to) texts.set(to(fresh), `to ${choice(fresh)}`);
  }
  const groups = groupBy([...texts], ([end]) => components.rootOf(end));
  const sorted = new Map(
    [...groups].map(([root, members]) => [
      root,
      members.length > 2 ? members.map(([, text]) => text).sort(compareText) : [],
    ]),
  );
  return (old, fresh) =>
    components.rootOf(from(old)) === components.rootOf(to(fresh))
      ? (sorted.get(components.rootOf(from(old))) ?? [])
      : [];
}

function joinAll<T>(components: Components, crowd: Crowd<T>, from: (end: T) => string, to: (end: T) => string): void {
  for (const fresh of crowd.to) components.join(from(first(crowd.from)), to(fresh));
  for (const old of crowd.from) components.join(from(old), to(first(crowd.to)));
}

function crowdOf<T>([from, to]: Pair<T>): Crowd<T> {
  return { from: [from], to: [to] };
}

function together<T>(crowds: readonly Crowd<T>[]): Crowd<T> {
  return {
    from: [...new Set(crowds.flatMap(({ from }) => from))],
    to: [...new Set(crowds.flatMap(({ to }) => to))],
  };
}

function allPairs<T>({ from, to }: Crowd<T>): Pair<T>[] {
  return from.flatMap((old) => to.map((fresh) => [old, fresh] as const));
}

/** The first of a list that is never empty. */
function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error('an empty crowd');
  return one;
}

/** In the order of their first members. */
export function groupBy<T>(list: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const members = groups.get(key(item));
    if (members === undefined) groups.set(key(item), [item]);
    else members.push(item);
  }
  return groups;
}

/** Which names are connected, directly or through others. */
export class Components {
  readonly #parent = new Map<string, string>();

  join(a: string, b: string): void {
    const root = this.rootOf(a);
    const other = this.rootOf(b);
    if (root !== other) this.#parent.set(other, root);
  }

  /** The name that stands for all that are connected with this one. */
  rootOf(name: string): string {
    let root = name;
    for (let next = this.#parent.get(root); next !== undefined; next = this.#parent.get(root)) root = next;
    // What was walked once is not walked again.
    for (let at = name; at !== root; ) {
      const next = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = next;
    }
    return root;
  }
}
