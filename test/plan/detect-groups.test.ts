/** Several possible partners: each with an id of its own, none preselected, and no list that nobody can read. */
import { describe, expect, test } from 'vitest';
import { mostPossibilities } from '../../src/plan/candidate-groups.ts';
import { detect, dictionary, front, guardOf, keptRenames, nameOf, said, table, view } from './detect-support.ts';
import { planSql } from './support.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const columns = (names: readonly string[], type = 'String'): string =>
  table('a.t', ['id UInt64', ...names.map((name) => `${name} ${type}`)].join(', '));
const events = (name: string): string => table(name, 'id UInt64, user String, at Date');

describe('a group of two by two', () => {
  const base = columns(['a', 'b']);
  const head = columns(['c', 'd']);
  const open = detect(base, head);
  const id = (rename: string): string => guardOf(open, rename).id;

  test('holds every possibility, each with its own id, and picks none', () => {
    expect(open.renames).toEqual(['a → c', 'a → d', 'b → c', 'b → d']);
    expect(new Set(open.guards.map((guard) => guard.id)).size).toBe(4);
    expect(new Set(open.guards.map(({ group }) => group)).size).toBe(1);
    expect(open.guards.every(({ state }) => state === 'pending')).toBe(true);
    expect(open.kept[0]?.columnRenames).toEqual([]);
    expect([...(open.kept[0]?.undecidedBase ?? [])].sort()).toEqual(['a', 'b']);
    expect(planSql(base, head).sql).toEqual([]);
  });

  test('one confirmed rules out what shares an end with it; the rest is alone now and waits by itself', () => {
    const found = detect(base, head, { confirm: [id('a → d')] });
    const states = Object.fromEntries(found.guards.map((guard) => [nameOf(guard), guard.state]));
    expect(states).toEqual({ 'a → c': 'rejected', 'a → d': 'confirmed', 'b → c': 'pending', 'b → d': 'rejected' });
    expect(guardOf(found, 'b → c').group).toBeNull();
    const groups = new Set(['a → c', 'a → d', 'b → d'].map((rename) => guardOf(found, rename).group));
    expect([...groups]).toEqual([expect.stringMatching(/^g-[a-z2-7]{26}$/)]);
    expect(found.kept[0]?.columnRenames.map(({ from, to }) => `${from} → ${to}`)).toEqual(['a → d', 'b → c']);
  });

  test('ids don’t move with decisions', () => {
    const ids = (found: ReturnType<typeof detect>): string[] => found.guards.map((guard) => guard.id).sort();
    expect(ids(detect(base, head, { confirm: [id('a → d')], reject: [id('b → c')] }))).toEqual(ids(open));
  });

  test('two that don’t touch are both confirmed', () => {
    const found = detect(base, head, { confirm: [id('a → d'), id('b → c')] });
    expect(found.rules).toEqual([]);
    expect(found.kept[0]?.columnRenames.map(({ from, to }) => `${from} → ${to}`)).toEqual(['a → d', 'b → c']);
  });

  test.each([
    ['one end', ['a → c', 'a → d']],
    ['the other', ['a → c', 'b → c']],
    ['three', ['a → c', 'a → d', 'b → d']],
  ])('two that share %s are refused, and neither is done', (_, renames) => {
    const found = detect(base, head, { confirm: renames.map(id) });
    expect(new Set(found.rules)).toEqual(new Set(['conflicting-confirmations']));
    const said = found.findings.map(({ message }) => message).join();
    for (const rename of renames) {
      expect(said).toContain(id(rename));
      expect(guardOf(found, rename).state).toBe('confirmed');
    }
    expect(found.kept[0]?.columnRenames.filter(({ from }) => from === 'a')).toEqual([]);
  });

  test('all but one rejected: that one is alone and waits', () => {
    const found = detect(base, head, { reject: ['a → c', 'a → d', 'b → d'].map(id) });
    expect(guardOf(found, 'b → c')).toMatchObject({ state: 'pending', group: null });
    expect(found.kept[0]?.columnRenames.map(({ from, to }) => `${from} → ${to}`)).toEqual(['b → c']);
  });

  test('all rejected: drops and adds', () => {
    const found = detect(base, head, { reject: open.guards.map((guard) => guard.id) });
    expect(found.kept[0]).toMatchObject({ columnRenames: [], undecidedBase: new Set(), undecidedHead: new Set() });
  });

  test('announced one by one: nothing competes, and each keeps the id that it had in the group', () => {
    const found = detect(base, table('a.t', `id UInt64,${said('b')}c String,${said('a')}d String`));
    expect(found.renames).toEqual(['a → d', 'b → c']);
    for (const rename of found.renames) expect(guardOf(found, rename)).toMatchObject({ id: id(rename), group: null });
  });

  test('two that announce one old name compete', () => {
    const found = detect(columns(['a']), table('a.t', `id UInt64,${said('a')}c String,${said('a')}d String`));
    expect(found.renames).toEqual(['a → c', 'a → d']);
    expect(keptRenames(found)).toEqual([]);
    expect(found.undecided).toHaveLength(2);
  });
});

describe('groups of objects', () => {
  const copies = (make: (name: string) => string, names: readonly string[]): string => names.map(make).join('');
  const kinds: readonly (readonly [kind: string, common: string, make: (name: string) => string])[] = [
    ['tables', '', events],
    ['pairs', '', (name) => events(`${name}_local`) + front(name, `${name}_local`)],
    ['Distributed tables', events('a.t'), (name) => front(name, 'a.t')],
    ['views', events('a.t'), (name) => view(name, 'SELECT id FROM a.t')],
    [
      'materialized views',
      events('a.t') + events('a.to'),
      (name) => `CREATE MATERIALIZED VIEW ${name} TO a.to AS SELECT * FROM a.t;\n`,
    ],
    ['dictionaries', events('a.t'), (name) => dictionary(name, 't')],
  ];

  test.each(kinds)('%s: two by two', (_, common, make) => {
    const found = detect(common + copies(make, ['a.m', 'a.n']), common + copies(make, ['a.x', 'a.y']));
    expect(found.guards).toHaveLength(4);
    expect(new Set(found.guards.map(({ id }) => id)).size).toBe(4);
    expect(new Set(found.guards.map(({ group }) => group)).size).toBe(1);
    expect(found.undecided).toHaveLength(4);
    expect([keptRenames(found), found.dropped, found.created, found.rules]).toEqual([[], [], [], []]);
  });

  test.each(kinds)('%s: forty copies under other names are one finding, and nothing is done', (_, common, make) => {
    const names = (prefix: string): string[] => numbers(40).map((n) => `a.${prefix}${n}`);
    const found = detect(common + copies(make, names('old')), common + copies(make, names('new')));
    expect([found.guards, keptRenames(found), found.dropped, found.created]).toEqual([[], [], [], []]);
    expect(found.rules).toEqual(['rename-ambiguous']);
    const [finding] = found.findings;
    expect(finding).toMatchObject({ severity: 'error', file: 'schema/a.sql' });
    expect(finding?.message.length).toBeLessThan(320);
    expect(finding?.message).toMatch(/^any of 40 .* and 37 more\) may be any of 40 .*: say which with renamedFrom/);
  });

  test('forty local tables that keep their Distributed tables are forty renames: no other could be planned', () => {
    const pairs = (prefix: string): string =>
      numbers(40)
        .map((n) => events(`a.${prefix}${n}`) + front(`a.front${n}`, `a.${prefix}${n}`))
        .join('');
    const found = detect(pairs('old'), pairs('new'));
    expect(found.renames).toEqual(
      numbers(40)
        .map((n) => `a.old${n} → a.new${n}`)
        .sort(),
    );
    expect(found.guards.every(({ group, state }) => group === null && state === 'pending')).toBe(true);
    expect(found.rules).toEqual([]);
  });

  test('two Distributed tables that say different things say nothing', () => {
    const base = events('a.m') + events('a.n') + front('a.f', 'a.m') + front('a.g', 'a.m');
    const head = events('a.x') + events('a.y') + front('a.f', 'a.x') + front('a.g', 'a.y');
    expect(detect(base, head).guards).toHaveLength(4);
  });

  test('an announcement says more than a Distributed table that keeps its name', () => {
    const base = events('a.m') + events('a.n') + front('a.f', 'a.m');
    const head = said('a.n') + events('a.x') + events('a.y') + front('a.f', 'a.x');
    expect(detect(base, head).renames).toEqual(['a.m → a.y', 'a.n → a.x']);
  });

  test('forty copies, all but two announced: those two are offered', () => {
    const base = copies(
      events,
      numbers(40).map((n) => `a.old${n}`),
    );
    const head = numbers(40)
      .map((n) => (n < 2 ? '' : said(`a.old${n}`)) + events(`a.new${n}`))
      .join('');
    const found = detect(base, head);
    expect(found.guards).toHaveLength(42);
    expect(
      found.guards
        .filter(({ group }) => group !== null)
        .map(nameOf)
        .sort(),
    ).toEqual(['a.old0 → a.new0', 'a.old0 → a.new1', 'a.old1 → a.new0', 'a.old1 → a.new1']);
  });
});

describe('many columns of one type', () => {
  const named = (prefix: string, count: number): string[] => numbers(count).map((n) => `${prefix}${n}`);

  test(`${mostPossibilities} possibilities are offered`, () => {
    const found = detect(columns(named('a', 6)), columns(named('b', 6)));
    expect(found.guards).toHaveLength(mostPossibilities);
    expect(found.rules).toEqual([]);
  });

  test.each([7, 40, 300])('%d columns that become as many are one finding', (count) => {
    const found = detect(columns(named('a', count)), columns(named('b', count)));
    expect(found.guards).toEqual([]);
    expect(found.findings).toMatchObject([{ rule: 'rename-ambiguous', severity: 'error', object: 'a.t' }]);
    expect(found.kept[0]?.undecidedBase.size).toBe(count);
    expect(found.kept[0]?.undecidedHead.size).toBe(count);
  });

  test('of other types they are no matter', () => {
    const base = table('a.t', `id UInt64, ${named('a', 40).join(' String, ')} String, d Date`);
    const head = table('a.t', `id UInt64, ${named('b', 40).join(' String, ')} String, e Date`);
    const found = detect(base, head);
    expect(found.renames).toEqual(['d → e']);
    expect(found.rules).toEqual(['rename-ambiguous']);
  });

  test('of a hundred and more tables of one engine and key, those with equal definitions are found', () => {
    const make = (prefix: string, more: string): string =>
      numbers(110)
        .map((n) => table(`a.${prefix}${n}`, `id UInt64, p${n} Int8, q${n} Date, r${n} String${n === 0 ? more : ''}`))
        .join('');
    const found = detect(make('old', ''), make('new', ', s UInt8'));
    expect(found.renames).toHaveLength(109);
    expect(found.guards.every(({ from, to }) => from?.slice(5) === to?.slice(5))).toBe(true);
    // One that changed as well goes and comes; the drop waits for a guard of its own.
    expect([found.dropped.length, found.created.length]).toEqual([1, 1]);
  });

  test('a thousand pairs take no more than reading them', () => {
    const make = (prefix: string): string =>
      numbers(1000)
        .map((n) => events(`a.${prefix}${n}_local`) + front(`a.${prefix}${n}`, `a.${prefix}${n}_local`))
        .join('');
    const [base, head] = [make('old'), make('new')];
    const start = performance.now();
    expect(detect(base, head).rules).toEqual(['rename-ambiguous']);
    // 0.2 s where nothing else runs; a look at every pair of pairs would take minutes.
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
