/** What people said about candidates, and what follows for those that compete with them. */
import { type Candidate, Components, groupBy } from './candidate-groups.ts';
import { type GuardIdentity, groupId } from './guard-ids.ts';
import { type Decisions, decisionOn, type GuardState } from './guards.ts';

/** A candidate with its id and what was said about it. */
export interface Judged<C> extends GuardIdentity {
  readonly candidate: C;
  readonly group: string | null;
  /** `undecided`: one of an open group; `assumed`: pending with nothing that competes with it. */
  readonly verdict: 'confirmed' | 'assumed' | 'rejected' | 'undecided';
  readonly state: GuardState;
}

export interface Judgement<C> {
  readonly judged: readonly Judged<C>[];
  /** Confirmed candidates that can't both be true. */
  readonly conflicts: readonly (readonly [Judged<C>, Judged<C>])[];
}

/**
 * Judges candidates. One that is confirmed takes its two ends: whatever else would take one of them is rejected with it. What
 * is left open stands in groups of what still competes, and is assumed where nothing does any more.
 *
 * @param name How an end is told from the others.
 */
export function judge<T, C extends Candidate<T>>(
  candidates: readonly C[],
  name: (end: T) => string,
  identify: (candidate: C) => GuardIdentity,
  decisions: Decisions,
): Judgement<C> {
  const all = candidates.map((candidate) => {
    const identity = identify(candidate);
    const ends = [`from ${name(candidate.from)}`, `to ${name(candidate.to)}`] as const;
    return { candidate, ...identity, ends, said: decisionOn(identity.id, decisions) };
  });
  type Entry = (typeof all)[number];
  const confirmedAt = new Map<string, Entry[]>();
  for (const entry of all) {
    if (entry.said !== 'confirmed') continue;
    for (const end of entry.ends) confirmedAt.set(end, [...(confirmedAt.get(end) ?? []), entry]);
  }
  const rivalsOf = (entry: Entry): Entry[] =>
    entry.ends.flatMap((end) => (confirmedAt.get(end) ?? []).filter((other) => other !== entry));
  const isSettled = (entry: Entry): boolean => entry.said === 'confirmed' && rivalsOf(entry).length === 0;
  /** For what is ruled out, the confirmed one that does it. */
  const winnerOf = (entry: Entry): Entry | undefined => rivalsOf(entry).find(isSettled);

  const open = all.filter((entry) => entry.said !== 'rejected' && !isSettled(entry) && winnerOf(entry) === undefined);
  const components = new Components();
  for (const { ends } of open) components.join(...ends);
  const groups = new Map<string, string | null>();
  for (const members of groupBy(open, ({ ends }) => components.rootOf(ends[0])).values()) {
    const id = members.length === 1 ? null : groupId(members.map((member) => member.id));
    for (const member of members) groups.set(member.id, id);
  }
  const beaten = all.filter((entry) => entry.said === 'pending' && winnerOf(entry) !== undefined);
  for (const [winner, losers] of groupBy(beaten, (entry) => winnerOf(entry)?.id ?? '')) {
    const id = groupId([winner, ...losers.map((loser) => loser.id)]);
    for (const member of [winner, ...losers.map((loser) => loser.id)]) groups.set(member, id);
  }

  const judged = new Map(
    all.map((entry): [Entry, Judged<C>] => {
      const { candidate, id, basis, said } = entry;
      const group = groups.get(id) ?? null;
      const result = (verdict: Judged<C>['verdict'], state: GuardState): [Entry, Judged<C>] => [
        entry,
        { candidate, id, basis, group, verdict, state },
      ];
      if (said === 'rejected') return result('rejected', 'rejected');
      if (isSettled(entry)) return result('confirmed', 'confirmed');
      if (winnerOf(entry) !== undefined && said === 'pending') return result('rejected', 'rejected');
      if (said === 'confirmed') return result('undecided', 'confirmed');
      return result(group === null ? 'assumed' : 'undecided', 'pending');
    }),
  );
  const conflicts = all.flatMap((entry) =>
    entry.said !== 'confirmed'
      ? []
      : rivalsOf(entry).flatMap((rival) => {
          const [one, other] = [judged.get(entry), judged.get(rival)];
          return one !== undefined && other !== undefined && one.id < other.id ? [[one, other] as const] : [];
        }),
  );
  return { judged: [...judged.values()], conflicts };
}
