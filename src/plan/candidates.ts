/** Drops and creates that may be one rename, with the evidence. Nothing is decided here. */
import type { Column, DistributedTable, Schema, Table } from '../schema/model.ts';
import { formatName, sameName, tableKey } from '../schema/name.ts';
import { identifier } from '../sql/literals.ts';
import { classifyTypeChange } from './type-change.ts';

export interface ColumnCandidate {
  readonly from: Column;
  readonly to: Column;
  readonly evidence: readonly string[];
  /** The schema file says so with `renamedFrom`. */
  readonly announced: boolean;
}

export interface TableCandidate {
  readonly from: Table | DistributedTable;
  readonly to: Table | DistributedTable;
  readonly evidence: readonly string[];
  readonly announced: boolean;
}

/** A candidate with those that compete with it for one of its ends: at most one of a group can be true. */
export interface Grouped<T> {
  readonly candidate: T;
  /** The candidates of the group, itself included; one for a candidate that nothing competes with. */
  readonly group: readonly T[];
}

/** The columns of one table that may have been renamed. */
export function columnCandidates(from: readonly Column[], to: readonly Column[]): readonly Grouped<ColumnCandidate>[] {
  const before = new Set(from.map(({ name }) => name));
  const after = new Set(to.map(({ name }) => name));
  const added = to.filter(({ name }) => !before.has(name));
  const aliases = keptAsAlias(from, to, added);
  const dropped = from.filter(({ name }) => !after.has(name) || aliases.has(name));
  if (dropped.length === 0 || added.length === 0) return [];
  const place = placeAmongSurvivors(from, after);
  const newPlace = placeAmongSurvivors(to, before);
  const all = dropped.flatMap((old) =>
    added.flatMap((fresh) =>
      columnCandidate(old, fresh, place.get(old.name) === newPlace.get(fresh.name), aliases.get(old.name) ?? null),
    ),
  );
  const ends = ({ from: old, to: fresh }: ColumnCandidate) => [old.name, fresh.name] as const;
  return group(announcedWins(all, ends), ends);
}

/**
 * Old names that head keeps as an ALIAS of a new column, so that readers of the old name are spared: the column is renamed,
 * not gone.
 */
function keptAsAlias(
  from: readonly Column[],
  to: readonly Column[],
  added: readonly Column[],
): ReadonlyMap<string, string> {
  const stored = new Set(from.flatMap(({ name, default: value }) => (value?.kind === 'ALIAS' ? [] : [name])));
  const fresh = new Map(added.map(({ name }) => [identifier(name), name]));
  return new Map(
    to.flatMap(({ name, default: value }) => {
      const target = value?.kind === 'ALIAS' && value.expression ? fresh.get(value.expression.key) : undefined;
      return stored.has(name) && target !== undefined ? [[name, target] as const] : [];
    }),
  );
}

function columnCandidate(from: Column, to: Column, samePlace: boolean, aliasOf: string | null): ColumnCandidate[] {
  // A name that stays as an alias says what it is an alias of.
  if (aliasOf !== null && aliasOf !== to.name) return [];
  // An ALIAS keeps no values, so it is no column that the old one could have become; and the other way round.
  if ((from.default?.kind === 'ALIAS') !== (to.default?.kind === 'ALIAS')) return [];
  const announced = to.renamedFrom === from.name || aliasOf !== null;
  // Parts of a Nested column can't be renamed, so a guess would lead nowhere.
  if (!announced && (from.name.includes('.') || to.name.includes('.'))) return [];
  const typeChange = classifyTypeChange(from.type, to.type);
  const similar = similarNames(from.name, to.name);
  if (!announced && typeChange !== 'same' && !(samePlace && similar && typeChange !== 'rewriting')) return [];
  const evidence: string[] = [];
  if (to.renamedFrom === from.name) evidence.push(`the schema file says renamed from ${from.name}`);
  if (aliasOf !== null) evidence.push(`the schema keeps ${from.name} as an ALIAS of ${to.name}`);
  evidence.push(typeChange === 'same' ? `same type ${from.type}` : `type ${from.type} becomes ${to.type}`);
  if (sameAttributes(from, to) && hasAttributes(from)) evidence.push('same default, codec and TTL');
  if (samePlace) evidence.push('same place in the table');
  if (similar) evidence.push('similar name');
  return [{ from, to, evidence, announced }];
}

function hasAttributes(column: Column): boolean {
  return column.default !== null || column.codec !== null || column.ttl !== null;
}

function sameAttributes(a: Column, b: Column): boolean {
  return (
    a.default?.kind === b.default?.kind &&
    a.default?.expression?.key === b.default?.expression?.key &&
    a.codec?.key === b.codec?.key &&
    a.ttl?.key === b.ttl?.key
  );
}

/** For each column, the nearest column before it that both versions hold, and how far behind it stands. */
function placeAmongSurvivors(columns: readonly Column[], others: ReadonlySet<string>): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  let last = '';
  let distance = 0;
  for (const { name } of columns) {
    if (others.has(name)) {
      last = name;
      distance = 0;
    } else {
      distance += 1;
      places.set(name, `${distance} behind ${last}`);
    }
  }
  return places;
}

/**
 * The tables that may have been renamed, and the Distributed tables that may have been renamed over a local table that
 * stays. A Distributed table over a renamed local one is no candidate: it is made anew over the new name.
 */
export function tableCandidates(base: Schema, head: Schema): readonly Grouped<TableCandidate>[] {
  const tables = (schema: Schema, other: Schema): (Table | DistributedTable)[] =>
    [...schema.objects].flatMap(([key, object]) =>
      (object.kind === 'table' || object.kind === 'distributed') && !other.objects.has(key) ? [object] : [],
    );
  const dropped = tables(base, head);
  const created = tables(head, base);
  if (dropped.length === 0 || created.length === 0) return [];
  const candidates = dropped.flatMap((old) =>
    created.flatMap((fresh) => {
      if (old.kind === 'table' && fresh.kind === 'table') return localCandidate(old, fresh, dropped, created);
      return old.kind === 'distributed' && fresh.kind === 'distributed' ? frontCandidate(old, fresh) : [];
    }),
  );
  const ends = ({ from, to }: TableCandidate) => [tableKey(from.name), tableKey(to.name)] as const;
  return group(announcedWins(candidates, ends), ends);
}

/** The least share of columns, by name and type, that two tables must have in common to be taken for one. */
const commonColumns = 0.7;

function localCandidate(
  from: Table,
  to: Table,
  dropped: readonly (Table | DistributedTable)[],
  created: readonly (Table | DistributedTable)[],
): TableCandidate[] {
  const announced = to.renamedFrom !== null && sameName(to.renamedFrom, from.name);
  const before = new Set(from.columns.map(({ name, type }) => `${name} ${type}`));
  const common = to.columns.filter(({ name, type }) => before.has(`${name} ${type}`)).length;
  const most = Math.max(from.columns.length, to.columns.length);
  const sameEngine = from.storage.engine.name === to.storage.engine.name;
  const keys = (table: Table): string => JSON.stringify(table.storage.orderBy?.map(({ key }) => key) ?? null);
  const sameKey = keys(from) === keys(to);
  if (!announced && !(sameEngine && sameKey && common / most >= commonColumns)) return [];
  const evidence: string[] = [];
  if (announced) evidence.push(`the schema file says renamed from ${formatName(from.name)}`);
  evidence.push(common === most ? `same ${most} columns` : `${common} of ${most} columns are the same`);
  if (sameEngine) evidence.push(`same engine ${from.storage.engine.name}`);
  if (sameKey) evidence.push('same sorting key');
  if (similarNames(from.name.name, to.name.name)) evidence.push('similar name');
  const front = (tables: readonly (Table | DistributedTable)[], local: Table): string[] =>
    tables.flatMap((table) =>
      table.kind === 'distributed' && sameName(table.local, local.name) ? [formatName(table.name)] : [],
    );
  const [oldFront] = front(dropped, from);
  const [newFront] = front(created, to);
  if (oldFront !== undefined && newFront !== undefined)
    evidence.push(`Distributed ${oldFront} is gone and ${newFront} is new with it`);
  return [{ from, to, evidence, announced }];
}

function frontCandidate(from: DistributedTable, to: DistributedTable): TableCandidate[] {
  if (!sameName(from.local, to.local)) return [];
  const announced = to.renamedFrom !== null && sameName(to.renamedFrom, from.name);
  const evidence: string[] = announced ? [`the schema file says renamed from ${formatName(from.name)}`] : [];
  evidence.push(`same local table ${formatName(from.local)}`);
  if (from.shardingKey?.key === to.shardingKey?.key) evidence.push('same sharding key');
  return [{ from, to, evidence, announced }];
}

/** What tells the two ends of a candidate from all others. */
type Ends<T> = (candidate: T) => readonly [from: string, to: string];

/** Where a schema file announces a rename, other guesses for the two ends are dropped. */
function announcedWins<T extends { readonly announced: boolean }>(
  candidates: readonly T[],
  ends: Ends<T>,
): readonly T[] {
  const announced = candidates.filter((candidate) => candidate.announced);
  const from = new Set(announced.map((candidate) => ends(candidate)[0]));
  const to = new Set(announced.map((candidate) => ends(candidate)[1]));
  return candidates.filter((candidate) => {
    const [source, target] = ends(candidate);
    return candidate.announced || (!from.has(source) && !to.has(target));
  });
}

/** Puts candidates that share an end, directly or through others, into one group. */
function group<T>(candidates: readonly T[], ends: Ends<T>): readonly Grouped<T>[] {
  const parent = new Map<string, string>();
  const root = (end: string): string => {
    let at = end;
    for (let next = parent.get(at); next !== undefined; next = parent.get(at)) at = next;
    return at;
  };
  const rootOf = (candidate: T): string => root(`from ${ends(candidate)[0]}`);
  for (const candidate of candidates) {
    const source = rootOf(candidate);
    const target = root(`to ${ends(candidate)[1]}`);
    if (source !== target) parent.set(target, source);
  }
  const groups = new Map<string, T[]>();
  for (const candidate of candidates) {
    const members = groups.get(rootOf(candidate));
    if (members === undefined) groups.set(rootOf(candidate), [candidate]);
    else members.push(candidate);
  }
  return candidates.map((candidate) => ({ candidate, group: groups.get(rootOf(candidate)) ?? [candidate] }));
}

/** Whether two names look like versions of one: a shared word, or few edits for their length. */
export function similarNames(a: string, b: string): boolean {
  const words = (name: string): string[] =>
    name
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2);
  const second = new Set(words(b));
  if (words(a).some((word) => second.has(word))) return true;
  return editDistance(a.toLowerCase(), b.toLowerCase()) <= Math.floor(Math.max(a.length, b.length) / 3);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
