/** A local table and the Distributed tables in front of it: one rename, one guard, whatever they are called. */
import { describe, expect, test } from 'vitest';
import { detect, front, guardOf, keptRenames, said, table, view } from './detect-support.ts';

const columns = 'id UInt64, user String, at Date';
const pair = (local: string, ...fronts: readonly string[]): string =>
  table(local, columns) + fronts.map((name) => front(name, local)).join('');

interface Pair {
  readonly what: string;
  readonly base: string;
  readonly head: string;
  /** `from → to` of every guard. */
  readonly guards: readonly string[];
  /** Everything that is kept under two names, `from → to (guard)`. */
  readonly kept: readonly string[];
  /** What is planned as gone and as new. */
  readonly gone?: readonly string[];
  readonly fresh?: readonly string[];
  readonly evidence?: string;
}

const local = 'a.events_local → a.visits_local';

const pairs: readonly Pair[] = [
  {
    what: 'both, with a suffix for the local one',
    base: pair('a.events_local', 'a.events'),
    head: pair('a.visits_local', 'a.visits'),
    guards: [local],
    kept: [`a.events → a.visits (${local})`, `${local} (${local})`],
    evidence: 'Distributed a.events → a.visits with it',
  },
  {
    what: 'both, with a prefix for the front',
    base: pair('a.events', 'a.distributed_events'),
    head: pair('a.visits', 'a.distributed_visits'),
    guards: ['a.events → a.visits'],
    kept: [
      'a.distributed_events → a.distributed_visits (a.events → a.visits)',
      'a.events → a.visits (a.events → a.visits)',
    ],
  },
  {
    what: 'both, with names that have nothing in common',
    base: pair('a.t', 'a.d'),
    head: pair('a.visits', 'a.everything'),
    guards: ['a.t → a.visits'],
    kept: ['a.d → a.everything (a.t → a.visits)', 'a.t → a.visits (a.t → a.visits)'],
  },
  {
    what: 'both, the front in another database',
    base: pair('shard.events', 'a.events'),
    head: pair('shard.visits', 'a.visits'),
    guards: ['shard.events → shard.visits'],
    kept: [
      'a.events → a.visits (shard.events → shard.visits)',
      'shard.events → shard.visits (shard.events → shard.visits)',
    ],
  },
  {
    what: 'both into another database',
    base: pair('a.events_local', 'a.events'),
    head: pair('b.events_local', 'b.events'),
    guards: ['a.events_local → b.events_local'],
    kept: [
      'a.events → b.events (a.events_local → b.events_local)',
      'a.events_local → b.events_local (a.events_local → b.events_local)',
    ],
  },
  {
    what: 'the local one alone',
    base: pair('a.events_local', 'a.events'),
    head: pair('a.events_shard', 'a.events'),
    guards: ['a.events_local → a.events_shard'],
    kept: ['a.events_local → a.events_shard (a.events_local → a.events_shard)'],
    evidence: 'a.events stands in front of it, before and now',
  },
  {
    what: 'the front alone',
    base: pair('a.events_local', 'a.events'),
    head: pair('a.events_local', 'a.visits'),
    guards: ['a.events → a.visits'],
    kept: ['a.events → a.visits (a.events → a.visits)'],
  },
  {
    what: 'a front that is gone and none that is new',
    base: pair('a.events_local', 'a.events'),
    head: pair('a.visits_local'),
    guards: [local],
    kept: [`${local} (${local})`],
    gone: ['a.events'],
  },
  {
    what: 'a front that is new and none that is gone',
    base: pair('a.events_local'),
    head: pair('a.visits_local', 'a.visits'),
    guards: [local],
    kept: [`${local} (${local})`],
    fresh: ['a.visits'],
  },
  {
    what: 'one front keeps its name, the other doesn’t',
    base: pair('a.events_local', 'a.events', 'a.raw'),
    head: pair('a.visits_local', 'a.visits', 'a.raw'),
    guards: [local],
    kept: [`a.events → a.visits (${local})`, `${local} (${local})`],
  },
  {
    what: 'several fronts, by what their names have of the local one’s',
    base: pair('a.events_local', 'a.events', 'a.events_buffered', 'a.all_events'),
    head: pair('a.visits_local', 'a.all_visits', 'a.visits_buffered', 'a.visits'),
    guards: [local],
    kept: [
      `a.all_events → a.all_visits (${local})`,
      `a.events → a.visits (${local})`,
      `a.events_buffered → a.visits_buffered (${local})`,
      `${local} (${local})`,
    ],
  },
  {
    what: 'several fronts whose names are like nothing but the local one’s',
    base: pair('a.events_local', 'a.events', 'a.eventsx'),
    head: pair('a.visits_local', 'a.visits', 'a.visitsx'),
    guards: [local],
    kept: [`a.events → a.visits (${local})`, `a.eventsx → a.visitsx (${local})`, `${local} (${local})`],
  },
  {
    what: 'several fronts of one definition, by words that their names share',
    base: pair('a.t', 'a.every_day', 'a.hour_by_hour'),
    head: pair('a.u', 'a.last_hour', 'a.one_day'),
    guards: ['a.t → a.u'],
    kept: ['a.every_day → a.one_day (a.t → a.u)', 'a.hour_by_hour → a.last_hour (a.t → a.u)', 'a.t → a.u (a.t → a.u)'],
  },
  {
    what: 'several fronts, by their sharding keys',
    base: table('a.t', columns) + front('a.d', 'a.t', 'id') + front('a.e', 'a.t', 'cityHash64(user)'),
    head: table('a.u', columns) + front('a.x', 'a.u', 'cityHash64(user)') + front('a.y', 'a.u', 'id'),
    guards: ['a.t → a.u'],
    kept: ['a.d → a.y (a.t → a.u)', 'a.e → a.x (a.t → a.u)', 'a.t → a.u (a.t → a.u)'],
  },
  {
    what: 'several fronts, by the clusters that they read',
    base: table('a.t', columns) + front('a.d', 'a.t', 'id', 'one') + front('a.e', 'a.t', 'id', 'two'),
    head: table('a.u', columns) + front('a.x', 'a.u', 'id', 'two') + front('a.y', 'a.u', 'id', 'one'),
    guards: ['a.t → a.u'],
    kept: ['a.d → a.y (a.t → a.u)', 'a.e → a.x (a.t → a.u)', 'a.t → a.u (a.t → a.u)'],
  },
  {
    what: 'several fronts, announced crosswise to their names',
    base: pair('a.events_local', 'a.events', 'a.raw'),
    head:
      table('a.visits_local', columns) +
      said('a.raw') +
      front('a.visits', 'a.visits_local') +
      said('a.events') +
      front('a.all', 'a.visits_local'),
    guards: [local],
    kept: [`a.events → a.all (${local})`, `${local} (${local})`, `a.raw → a.visits (${local})`].sort(),
  },
  {
    what: 'one announced, the other is left for the other',
    base: pair('a.t', 'a.d', 'a.e'),
    head: table('a.u', columns) + said('a.d') + front('a.x', 'a.u') + front('a.y', 'a.u'),
    guards: ['a.t → a.u'],
    kept: ['a.d → a.x (a.t → a.u)', 'a.e → a.y (a.t → a.u)', 'a.t → a.u (a.t → a.u)'],
  },
  {
    what: 'a view over the front of a renamed pair',
    base: `${pair('a.events_local', 'a.events')}${view('a.v', 'SELECT id FROM a.events')}`,
    head: `${pair('a.visits_local', 'a.visits')}${view('a.w', 'SELECT id FROM a.visits')}`,
    guards: [local, 'a.v → a.w'],
    kept: [`a.events → a.visits (${local})`, `${local} (${local})`, 'a.v → a.w (a.v → a.w)'],
  },
];

describe('a pair is one rename', () => {
  test.each(pairs)('$what', ({ base, head, guards, kept, gone = [], fresh = [], evidence }) => {
    const found = detect(base, head);
    expect(found.rules).toEqual([]);
    expect(found.renames).toEqual([...guards].sort());
    expect(keptRenames(found)).toEqual([...kept].sort());
    const label = ({ name }: { name: { database: string; name: string } }) => `${name.database}.${name.name}`;
    expect([found.dropped.map(label), found.created.map(label)]).toEqual([gone, fresh]);
    if (evidence !== undefined) expect(guardOf(found, guards[0] ?? '').evidence).toContain(evidence);
  });

  test.each(pairs)('whatever the order of the file: $what', ({ base, head }) => {
    const turned = (sql: string): string =>
      sql
        .split(/(?<=;\n)/)
        .reverse()
        .join('');
    const ids = (found: ReturnType<typeof detect>): string[] => found.guards.map(({ id }) => id).sort();
    expect(ids(detect(turned(base), turned(head)))).toEqual(ids(detect(base, head)));
  });

  test('an id covers the fronts that go with it', () => {
    const idOf = (base: string, head: string): string => guardOf(detect(base, head), local).id;
    const both = idOf(pair('a.events_local', 'a.events'), pair('a.visits_local', 'a.visits'));
    expect(idOf(pair('a.events_local', 'a.events'), pair('a.visits_local', 'a.all_visits'))).not.toBe(both);
    expect(idOf(pair('a.events_local'), pair('a.visits_local'))).not.toBe(both);
  });

  test('rejected, neither is kept', () => {
    const base = pair('a.events_local', 'a.events');
    const head = pair('a.visits_local', 'a.visits');
    const [guard] = detect(base, head).guards;
    const found = detect(base, head, { reject: [guard?.id ?? ''] });
    expect([keptRenames(found), found.dropped.length, found.created.length]).toEqual([[], 2, 2]);
  });
});

describe('fronts that can’t be told apart', () => {
  test.each([
    ['two and two', pair('a.t', 'a.d', 'a.e'), pair('a.u', 'a.x', 'a.y')],
    ['one and two', pair('a.t', 'a.d'), pair('a.u', 'a.x', 'a.y')],
    ['two and one', pair('a.t', 'a.d', 'a.e'), pair('a.u', 'a.x')],
  ])('are refused by name: %s', (_, base, head) => {
    const found = detect(base, head);
    expect(found.rules).toEqual(['rename-front-ambiguous']);
    expect(found.findings[0]).toMatchObject({ severity: 'error', object: 'a.u', file: 'schema/a.sql' });
    expect(found.findings[0]?.message).toMatch(/say it with renamedFrom$/);
    expect([found.dropped, found.created]).toEqual([[], []]);
  });

  test('over a local table that stays they are a group', () => {
    const found = detect(pair('a.t', 'a.d', 'a.e'), pair('a.t', 'a.x', 'a.y'));
    expect(found.renames).toEqual(['a.d → a.x', 'a.d → a.y', 'a.e → a.x', 'a.e → a.y']);
    expect(new Set(found.guards.map(({ group }) => group)).size).toBe(1);
    expect(keptRenames(found)).toEqual([]);
  });
});
