/**
 * Objects that may have been renamed, with the evidence: the same kind before and after, gone here and new there. Nothing is
 * decided here.
 */
import type { DistributedTable, SchemaObject, Storage, Table } from '../schema/model.ts';
import { formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { type Candidate, type Crowd, candidatesOf, findAlike, type Likeness, type Pair } from './candidate-groups.ts';
import { similarNames } from './candidate-names.ts';
import { canonicalJson } from './digest.ts';

export interface ObjectCandidate<T extends SchemaObject = SchemaObject> extends Candidate<T> {
  readonly evidence: readonly string[];
}

export interface ObjectCandidates<T extends SchemaObject = SchemaObject> {
  readonly candidates: readonly ObjectCandidate<T>[];
  readonly crowds: readonly Crowd<T>[];
}

/** The evidence for two objects being one. */
export type EvidenceOf<T> = (from: T, to: T) => readonly string[];

/** The least share of columns, by name and type, that two tables must have in common to be taken for one. */
const commonColumns = 0.7;

/**
 * The tables that may have been renamed.
 *
 * @param linked Tables that one Distributed table stands in front of, before and now: it can't be made to read any other.
 */
export function tableCandidates(
  gone: readonly Table[],
  fresh: readonly Table[],
  linked: readonly Pair<Table>[],
  more: EvidenceOf<Table>,
): ObjectCandidates<Table> {
  const columns = new Map<Table, ReadonlySet<string>>();
  const columnsOf = (table: Table): ReadonlySet<string> => {
    const known = columns.get(table) ?? new Set(table.columns.map(({ name, type }) => `${name} ${type}`));
    columns.set(table, known);
    return known;
  };
  const common = (from: Table, to: Table): number => {
    const before = columnsOf(from);
    let count = 0;
    for (const column of columnsOf(to)) if (before.has(column)) count += 1;
    return count;
  };
  const likeness: Likeness<Table> = {
    buckets: ({ storage }) => [`${storage.engine.name} ${sortingKey(storage)}`],
    alike: (from, to) => common(from, to) / Math.max(from.columns.length, to.columns.length) >= commonColumns,
    exact: definitionWithoutName,
  };
  const implied = linked.filter(
    ([from, to]) => likeness.buckets(from).join() === likeness.buckets(to).join() && likeness.alike(from, to),
  );
  const evidence = (from: Table, to: Table): string[] => {
    const same = common(from, to);
    const most = Math.max(from.columns.length, to.columns.length);
    return [
      same === most ? `same ${most === 1 ? 'column' : `${most} columns`}` : `${same} of ${most} columns are the same`,
      ...sameStorage(from.storage, to.storage),
      ...more(from, to),
    ];
  };
  return objectCandidates<Table>(gone, fresh, likeness, evidence, implied);
}

/** The Distributed tables that may have been renamed over a local table that keeps its name. */
export function frontCandidates(
  gone: readonly DistributedTable[],
  fresh: readonly DistributedTable[],
  more: EvidenceOf<DistributedTable>,
): ObjectCandidates<DistributedTable> {
  const likeness: Likeness<DistributedTable> = {
    buckets: ({ local }) => [tableKey(local)],
    alike: () => true,
    exact: definitionWithoutName,
  };
  return objectCandidates<DistributedTable>(gone, fresh, likeness, (from, to) => [
    ...(sameName(from.local, to.local) ? [`same local table ${formatName(from.local)}`] : []),
    ...(from.shardingKey?.key === to.shardingKey?.key ? ['same sharding key'] : []),
    ...more(from, to),
  ]);
}

/** Candidates of one kind, each with what speaks for it: announcements first, then what `evidence` says, then the names. */
export function objectCandidates<T extends SchemaObject>(
  gone: readonly T[],
  fresh: readonly T[],
  likeness: Likeness<T>,
  evidence: EvidenceOf<T>,
  implied: readonly Pair<T>[] = [],
): ObjectCandidates<T> {
  if (gone.length === 0 || fresh.length === 0) return { candidates: [], crowds: [] };
  const byKey = new Map(gone.map((object) => [objectKey(object), object]));
  const announced = fresh.flatMap((to): Pair<T>[] => {
    const from = to.renamedFrom === null ? undefined : byKey.get(tableKey(to.renamedFrom));
    return from === undefined ? [] : [[from, to]];
  });
  const { candidates, crowds } = candidatesOf<T>(
    { ...findAlike(gone, fresh, likeness), announced, implied },
    { name: objectKey, choice: objectKey },
  );
  return {
    candidates: candidates.map((candidate) => {
      const { from, to } = candidate;
      return {
        ...candidate,
        evidence: [
          ...(candidate.announced ? [`the schema file says renamed from ${objectLabel(from)}`] : []),
          ...evidence(from, to),
          ...(similarNames(from.name.name, to.name.name) ? ['similar name'] : []),
        ],
      };
    }),
    crowds,
  };
}

/** Everything that an object is but its name and its comment. */
export function definitionWithoutName(object: SchemaObject): string {
  return canonicalJson({ ...object, name: null, comment: null });
}

/** Evidence that two storages are one: engine and sorting key. */
export function sameStorage(from: Storage, to: Storage): string[] {
  return [
    ...(from.engine.name === to.engine.name ? [`same engine ${from.engine.name}`] : []),
    ...(from.orderBy !== null && sortingKey(from) === sortingKey(to) ? ['same sorting key'] : []),
  ];
}

export function sortingKey({ orderBy }: Storage): string {
  return JSON.stringify(orderBy?.map(({ key }) => key) ?? null);
}
