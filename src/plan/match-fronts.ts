/** Which Distributed table in front of a renamed local table became which. */
import type { DistributedTable, Schema, Table } from '../schema/model.ts';
import { compareText, objectKey, sameName, tableKey } from '../schema/name.ts';
import type { Crowd } from './candidate-groups.ts';
import { followsName, similarNames } from './candidate-names.ts';
import { definitionWithoutName } from './candidate-objects.ts';

export interface RenamedFront {
  readonly from: DistributedTable;
  readonly to: DistributedTable;
}

export interface FrontMatch {
  /** Sorted by old name. */
  readonly matched: readonly RenamedFront[];
  /** What stood in front and what stands there now, where which became which can't be told. */
  readonly unclear: Crowd<DistributedTable> | null;
}

/** The Distributed tables that one schema has and the other hasn't, by the key of their local table. */
export function frontsOnlyIn(schema: Schema, other: Schema): ReadonlyMap<string, readonly DistributedTable[]> {
  const fronts = new Map<string, DistributedTable[]>();
  for (const [key, object] of schema.objects) {
    if (object.kind !== 'distributed' || other.objects.has(key)) continue;
    const local = tableKey(object.local);
    const others = fronts.get(local);
    if (others === undefined) fronts.set(local, [object]);
    else others.push(object);
  }
  return fronts;
}

/**
 * Matches the fronts of a renamed local table by ever weaker evidence: an announcement; a name that follows from the old one as
 * the local table's does; one definition; a similar name; nothing else left. Each settles only what it leaves one partner for.
 */
export function matchFronts(
  local: { readonly from: Table; readonly to: Table },
  gone: readonly DistributedTable[],
  fresh: readonly DistributedTable[],
): FrontMatch {
  const matched: RenamedFront[] = [];
  const left = { from: new Set(gone), to: new Set(fresh) };
  const names = { from: local.from.name.name, to: local.to.name.name };
  const definitions = new Map(
    [...gone, ...fresh].map((front) => [front, definitionWithoutName({ ...front, local: local.to.name })]),
  );
  const evidence: readonly ((from: DistributedTable, to: DistributedTable) => boolean)[] = [
    (from, to) => to.renamedFrom !== null && sameName(to.renamedFrom, from.name),
    (from, to) => followsName(names, { from: from.name.name, to: to.name.name }),
    (from, to) => definitions.get(from) === definitions.get(to),
    (from, to) => similarNames(from.name.name, to.name.name),
    () => true,
  ];
  for (const speaks of evidence) {
    const pairs = [...left.from].flatMap((from) =>
      [...left.to].flatMap((to) => (speaks(from, to) ? [{ from, to }] : [])),
    );
    const count = new Map<DistributedTable, number>();
    for (const end of pairs.flatMap(({ from, to }) => [from, to])) count.set(end, (count.get(end) ?? 0) + 1);
    const sole = pairs.filter(({ from, to }) => count.get(from) === 1 && count.get(to) === 1);
    for (const pair of sole) {
      matched.push(pair);
      left.from.delete(pair.from);
      left.to.delete(pair.to);
    }
  }
  return {
    matched: matched.sort((a, b) => compareText(objectKey(a.from), objectKey(b.from))),
    unclear: left.from.size > 0 && left.to.size > 0 ? { from: [...left.from], to: [...left.to] } : null,
  };
}
