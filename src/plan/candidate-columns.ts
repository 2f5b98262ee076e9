/** Columns of one table that may have been renamed, with the evidence. Nothing is decided here. */
import type { Column } from '../schema/model.ts';
import { identifier } from '../sql/literals.ts';
import { type Candidate, type Candidates, candidatesOf, findAlike, type Pair } from './candidate-groups.ts';
import { similarNames } from './candidate-names.ts';
import { classifyTypeChange } from './type-change.ts';

export interface ColumnCandidate extends Candidate<Column> {
  readonly evidence: readonly string[];
}

export interface ColumnCandidates {
  readonly candidates: readonly ColumnCandidate[];
  readonly crowds: Candidates<Column>['crowds'];
}

const none: ColumnCandidates = { candidates: [], crowds: [] };

/** The columns of one table that may have been renamed between two versions of it. */
export function columnCandidates(from: readonly Column[], to: readonly Column[]): ColumnCandidates {
  // Most tables keep their columns: nothing is built for those.
  if (from.length === to.length && from.every(({ name }, index) => name === to[index]?.name)) return none;
  const before = new Set(from.map(({ name }) => name));
  const after = new Set(to.map(({ name }) => name));
  const added = to.filter(({ name }) => !before.has(name));
  const aliases = keptAsAlias(from, to, added);
  const gone = from.filter(({ name }) => !after.has(name) || aliases.has(name));
  if (gone.length === 0 || added.length === 0) return none;
  const place = placeAmongSurvivors(from, after, aliases);
  const newPlace = placeAmongSurvivors(to, before, aliases);
  const samePlace = (old: Column, fresh: Column): boolean => place.get(old.name) === newPlace.get(fresh.name);

  // Parts of a Nested column can't be renamed, so a guess would lead nowhere.
  const whole = (columns: readonly Column[]): Column[] => columns.filter(({ name }) => !name.includes('.'));
  const oldNames = new Set(gone);
  const found = findAlike(whole(gone), whole(added), {
    buckets: (column) => [
      `type ${column.type}`,
      `place ${(oldNames.has(column) ? place : newPlace).get(column.name) ?? ''}`,
    ],
    alike: (old, fresh) => {
      if (!bothStored(old, fresh)) return false;
      const change = classifyTypeChange(old.type, fresh.type);
      return (
        change === 'same' || (change !== 'rewriting' && samePlace(old, fresh) && similarNames(old.name, fresh.name))
      );
    },
    exact: ({ type, default: value }) => `${type} ${value?.kind === 'ALIAS' ? 'ALIAS' : ''}`,
  });
  const byName = new Map(gone.map((column) => [column.name, column]));
  const announced = added.flatMap((fresh): Pair<Column>[] => {
    const names = new Set([
      ...(fresh.renamedFrom === null ? [] : [fresh.renamedFrom]),
      ...[...aliases].flatMap(([old, target]) => (target === fresh.name ? [old] : [])),
    ]);
    return [...names].flatMap((name): Pair<Column>[] => {
      const old = byName.get(name);
      return old === undefined || !bothStored(old, fresh) ? [] : [[old, fresh]];
    });
  });
  const { candidates, crowds } = candidatesOf(
    { ...found, announced, implied: [] },
    { name: ({ name }) => name, choice: ({ name, type }) => `${name} ${type}` },
  );
  return {
    candidates: candidates.map((candidate) => {
      const { from: old, to: fresh } = candidate;
      const isAlias = aliases.get(old.name) === fresh.name;
      return { ...candidate, evidence: evidenceOf(old, fresh, samePlace(old, fresh), isAlias) };
    }),
    crowds,
  };
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

/** An ALIAS keeps no values, so it is no column that a stored one could have become; and the other way round. */
function bothStored(old: Column, fresh: Column): boolean {
  return (old.default?.kind === 'ALIAS') === (fresh.default?.kind === 'ALIAS');
}

function evidenceOf(from: Column, to: Column, samePlace: boolean, isAlias: boolean): string[] {
  const evidence: string[] = [];
  if (to.renamedFrom === from.name) evidence.push(`the schema file says renamed from ${from.name}`);
  if (isAlias) evidence.push(`the schema keeps ${from.name} as an ALIAS of ${to.name}`);
  evidence.push(from.type === to.type ? `same type ${from.type}` : `type ${from.type} becomes ${to.type}`);
  if (hasAttributes(from) && sameAttributes(from, to)) evidence.push('same default, codec and TTL');
  if (samePlace) evidence.push('same place in the table');
  if (similarNames(from.name, to.name)) evidence.push('similar name');
  return evidence;
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
function placeAmongSurvivors(
  columns: readonly Column[],
  others: ReadonlySet<string>,
  aliases: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  let last = '';
  let distance = 0;
  for (const { name, default: value } of columns) {
    // An old name that is kept as an ALIAS stands for nothing that survived.
    if (aliases.has(name) && value?.kind === 'ALIAS') continue;
    if (others.has(name) && !aliases.has(name)) {
      last = name;
      distance = 0;
    } else {
      distance += 1;
      places.set(name, `${distance} behind ${last}`);
    }
  }
  return places;
}
