/** Which object of head is which of base under another name. */
import type { DistributedTable, ObjectKind, Schema, SchemaObject, Table } from '../schema/model.ts';
import { formatName, objectKey, objectLabel, tableKey } from '../schema/name.ts';
import { NameChanges } from './candidate-changes.ts';
import type { Pair } from './candidate-groups.ts';
import { frontCandidates, type ObjectCandidate, type ObjectCandidates, tableCandidates } from './candidate-objects.ts';
import { readBefore } from './candidate-readers.ts';
import { dictionaryCandidates, materializedViewCandidates, viewCandidates } from './candidate-views.ts';
import { renameObjectIdentity } from './guard-ids.ts';
import type { MatchContext } from './match-context.ts';
import { type FrontMatch, frontsOnlyIn, matchFronts } from './match-fronts.ts';
import { judge } from './match-judge.ts';
import { listed } from './match-words.ts';

export interface ObjectMatch {
  /** By the key in base: what the object is in head, and the guard of that rename. */
  readonly renamed: ReadonlyMap<string, { readonly to: SchemaObject; readonly guard: string }>;
  /** Keys in base and in head of what waits for a decision. */
  readonly waitingBase: ReadonlySet<string>;
  readonly waitingHead: ReadonlySet<string>;
}

/** Matches the objects of two schemas that have no namesake; notes guards and findings in the context. */
export function matchObjects(context: MatchContext): ObjectMatch {
  const gone = onlyIn(context.base, context.head);
  const fresh = onlyIn(context.head, context.base);
  const matcher = new ObjectMatcher(context, gone, fresh);
  if (gone.length > 0 && fresh.length > 0) matcher.match();
  return matcher;
}

function onlyIn(schema: Schema, other: Schema): SchemaObject[] {
  return [...schema.objects].flatMap(([key, object]) => (other.objects.has(key) ? [] : [object]));
}

type Renamed = { readonly from: SchemaObject; readonly to: SchemaObject };

class ObjectMatcher implements ObjectMatch {
  readonly renamed = new Map<string, { to: SchemaObject; guard: string }>();
  readonly waitingBase = new Set<string>();
  readonly waitingHead = new Set<string>();
  readonly #context: MatchContext;
  readonly #gone: readonly SchemaObject[];
  readonly #fresh: readonly SchemaObject[];
  readonly #goneFronts: ReadonlyMap<string, readonly DistributedTable[]>;
  readonly #freshFronts: ReadonlyMap<string, readonly DistributedTable[]>;
  /** Names that may have changed, decided or not: what a query over them is compared by. */
  readonly #changes = new NameChanges();

  constructor(context: MatchContext, gone: readonly SchemaObject[], fresh: readonly SchemaObject[]) {
    this.#context = context;
    this.#gone = gone;
    this.#fresh = fresh;
    this.#goneFronts = frontsOnlyIn(context.base, context.head);
    this.#freshFronts = frontsOnlyIn(context.head, context.base);
  }

  match(): void {
    this.#matchTables();
    this.#matchFronts();
    this.#matchReaders();
  }

  #matchTables(): void {
    const fronts = (candidate: { from: Table; to: Table }): FrontMatch =>
      matchFronts(
        candidate,
        this.#goneFronts.get(objectKey(candidate.from)) ?? [],
        this.#freshFronts.get(objectKey(candidate.to)) ?? [],
      );
    const found = tableCandidates(this.#goneOf('table'), this.#freshOf('table'), this.#linked(), (from, to) => [
      ...withFronts(fronts({ from, to }).matched),
      ...this.#read(from, to),
    ]);
    const together = (candidate: ObjectCandidate<Table>): readonly Renamed[] => fronts(candidate).matched;
    for (const { from, to, guard } of this.#decide(found, together, 'tables')) {
      const { matched, unclear } = fronts({ from, to });
      for (const front of matched) {
        this.#changes.add(front.from.name, front.to.name);
        this.renamed.set(objectKey(front.from), { to: front.to, guard });
      }
      if (unclear === null) continue;
      const names = (list: readonly SchemaObject[]): string => listed(list.map(objectLabel));
      this.#context.refuse(
        'rename-front-ambiguous',
        to,
        `${objectLabel(from)} becomes ${objectLabel(to)}, but which of ${names(unclear.from)} in front of it becomes which of ${names(unclear.to)} can't be told: say it with renamedFrom`,
      );
      this.#wait(unclear.from, unclear.to);
    }
    // The Distributed tables of a local table that waits wait with it.
    const waiting = (keys: ReadonlySet<string>, all: ReadonlyMap<string, readonly DistributedTable[]>) =>
      [...keys].flatMap((key) => all.get(key) ?? []);
    this.#wait(waiting(this.waitingBase, this.#goneFronts), waiting(this.waitingHead, this.#freshFronts));
  }

  /** The local tables, gone and new, of every Distributed table that keeps its own name. */
  #linked(): Pair<Table>[] {
    const gone = new Map(this.#goneOf('table').map((table) => [objectKey(table), table]));
    const fresh = new Map(this.#freshOf('table').map((table) => [objectKey(table), table]));
    const links = new Map<string, Pair<Table>>();
    for (const [key, before] of this.#context.base.objects) {
      const now = before.kind === 'distributed' ? this.#context.head.objects.get(key) : undefined;
      if (before.kind !== 'distributed' || now?.kind !== 'distributed') continue;
      const [from, to] = [gone.get(tableKey(before.local)), fresh.get(tableKey(now.local))];
      // Two fronts of one pair say the same.
      if (from !== undefined && to !== undefined) links.set(`${objectKey(from)}\n${objectKey(to)}`, [from, to]);
    }
    return [...links.values()];
  }

  /** A front of a renamed local table goes with it; what is left may have been renamed by itself. */
  #matchFronts(): void {
    const taken = new Set([...this.renamed.values()].map(({ to }) => to));
    const gone = this.#goneOf('distributed').filter(
      (front) => !this.renamed.has(objectKey(front)) && !this.waitingBase.has(objectKey(front)),
    );
    const fresh = this.#freshOf('distributed').filter(
      (front) => !taken.has(front) && !this.waitingHead.has(objectKey(front)),
    );
    const found = frontCandidates(gone, fresh, (from, to) => this.#read(from, to));
    this.#decide(found, () => [], 'Distributed tables');
  }

  /** Views, materialized views and dictionaries: each may read another one that has a new name, too. */
  #matchReaders(): void {
    const read = (from: SchemaObject, to: SchemaObject): string[] => this.#read(from, to);
    const find = (): readonly (readonly [ObjectCandidates, what: string])[] => [
      [viewCandidates(this.#goneOf('view'), this.#freshOf('view'), this.#changes, read), 'views'],
      [
        materializedViewCandidates(
          this.#goneOf('materialized-view'),
          this.#freshOf('materialized-view'),
          this.#changes,
          read,
        ),
        'materialized views',
      ],
      [
        dictionaryCandidates(this.#goneOf('dictionary'), this.#freshOf('dictionary'), this.#changes, read),
        'dictionaries',
      ],
    ];
    let found = find();
    for (let known = -1; known !== this.#changes.size; found = find()) {
      known = this.#changes.size;
      for (const { from, to } of found.flatMap(([{ candidates }]) => candidates)) this.#changes.add(from.name, to.name);
    }
    for (const [candidates, what] of found) this.#decide(candidates, () => [], what);
  }

  /** Judges candidates, notes their guards; returns what is one from now on. */
  #decide<T extends SchemaObject>(
    { candidates, crowds }: ObjectCandidates<T>,
    together: (candidate: ObjectCandidate<T>) => readonly Renamed[],
    what: string,
  ): { readonly from: T; readonly to: T; readonly guard: string }[] {
    const { scope, decisions } = this.#context.options;
    const { judged, conflicts } = judge<T, ObjectCandidate<T>>(
      candidates,
      objectKey,
      (candidate) => renameObjectIdentity(scope, candidate, together(candidate), candidate.choices),
      decisions,
    );
    for (const conflict of conflicts) this.#context.refuseConflicts(conflict[0].candidate.to, [conflict]);
    const decided: { from: T; to: T; guard: string }[] = [];
    for (const entry of judged) {
      const { from, to, evidence } = entry.candidate;
      this.#context.note(
        entry,
        { object: objectLabel(to), from: formatName(from.name), to: formatName(to.name), evidence },
        { table: from, column: null, to },
      );
      if (entry.verdict === 'rejected') continue;
      this.#changes.add(from.name, to.name);
      if (entry.verdict === 'undecided') this.#wait([from], [to]);
      else {
        this.renamed.set(objectKey(from), { to, guard: entry.id });
        decided.push({ from, to, guard: entry.id });
      }
    }
    for (const crowd of crowds) {
      const [place] = crowd.to;
      if (place !== undefined) this.#context.refuseCrowd(place, what, crowd, objectLabel);
      this.#wait(crowd.from, crowd.to);
    }
    return decided;
  }

  #wait(gone: readonly SchemaObject[], fresh: readonly SchemaObject[]): void {
    for (const object of gone) this.waitingBase.add(objectKey(object));
    for (const object of fresh) this.waitingHead.add(objectKey(object));
  }

  #read(from: SchemaObject, to: SchemaObject): string[] {
    return readBefore(this.#context.baseReaders.of(from), this.#context.headReaders.of(to));
  }

  #goneOf<K extends ObjectKind>(kind: K): Extract<SchemaObject, { kind: K }>[] {
    return this.#gone.filter((object): object is Extract<SchemaObject, { kind: K }> => object.kind === kind);
  }

  #freshOf<K extends ObjectKind>(kind: K): Extract<SchemaObject, { kind: K }>[] {
    return this.#fresh.filter((object): object is Extract<SchemaObject, { kind: K }> => object.kind === kind);
  }
}

function withFronts(fronts: FrontMatch['matched']): string[] {
  if (fronts.length === 0) return [];
  const names = fronts.map(({ from, to }) => `${objectLabel(from)} → ${objectLabel(to)}`);
  return [`Distributed ${listed(names, 2)} with it`];
}
