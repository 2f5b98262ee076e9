/** Which drops and creates are taken for renames, with what evidence; nothing is planned here. */
import { describe, expect, test } from 'vitest';
import {
  collecting,
  detect,
  dictionary,
  front,
  guardOf,
  keptRenames,
  materialized,
  said,
  table,
  view,
} from './detect-support.ts';

const events = table('a.events', 'id UInt64, user String, at Date');
const columns = (text: string): string => table('a.t', text);

interface Found {
  readonly what: string;
  readonly base: string;
  readonly head: string;
  /** `from → to` of every guard. */
  readonly renames: readonly string[];
  /** The evidence of the first of them, whole. */
  readonly evidence?: readonly string[];
}

const columnCases: readonly Found[] = [
  {
    what: 'a type, a place and a word in common',
    base: columns('id UInt64, user String'),
    head: columns('id UInt64, user_name String'),
    renames: ['user → user_name'],
    evidence: ['same type String', 'same place in the table', 'similar name'],
  },
  {
    what: 'a type alone',
    base: columns('id UInt64, b Date, user String'),
    head: columns('id UInt64, author String, b Date'),
    renames: ['user → author'],
    evidence: ['same type String'],
  },
  {
    what: 'the same default, codec and TTL',
    base: columns("id UInt64, x String DEFAULT 'a' CODEC(ZSTD(3))"),
    head: columns("id UInt64, note String DEFAULT 'a' CODEC(ZSTD(3))"),
    renames: ['x → note'],
    evidence: ['same type String', 'same default, codec and TTL', 'same place in the table'],
  },
  {
    what: 'another type in the same place under a similar name',
    base: columns('id UInt64, user_id UInt32'),
    head: columns('id UInt64, user_ident UInt64'),
    renames: ['user_id → user_ident'],
    evidence: ['type UInt32 becomes UInt64', 'same place in the table', 'similar name'],
  },
  {
    what: 'another type elsewhere is none',
    base: columns('id UInt64, user_id UInt32, z Date'),
    head: columns('id UInt64, z Date, user_ident UInt64'),
    renames: [],
  },
  {
    what: 'a type that needs every value rewritten is none',
    base: columns('id UInt64, user_id UInt32'),
    head: columns('id UInt64, user_ident Array(String)'),
    renames: [],
  },
  {
    what: 'announced, whatever the type',
    base: columns('id UInt64, a UInt32'),
    head: columns(`id UInt64,${said('a')}label String`),
    renames: ['a → label'],
    evidence: ['the schema file says renamed from a', 'type UInt32 becomes String', 'same place in the table'],
  },
  {
    what: 'announced, so no other guess is offered for either',
    base: columns('id UInt64, a String, b String'),
    head: columns(`id UInt64,${said('a')}c String, d String`),
    renames: ['a → c', 'b → d'],
  },
  {
    what: 'the old name kept as an ALIAS',
    base: columns('id UInt64, a String'),
    head: columns('id UInt64, b String, a String ALIAS b'),
    renames: ['a → b'],
    evidence: ['the schema keeps a as an ALIAS of b', 'same type String', 'same place in the table'],
  },
  {
    what: 'the old name kept as an ALIAS in front of the new one',
    base: columns('id UInt64, a String, z Date'),
    head: columns('id UInt64, a String ALIAS b, b String, z Date'),
    renames: ['a → b'],
    evidence: ['the schema keeps a as an ALIAS of b', 'same type String', 'same place in the table'],
  },
  {
    what: 'the old name kept as an ALIAS, and announced',
    base: columns('id UInt64, a String'),
    head: columns(`id UInt64,${said('a')}b String, a String ALIAS b`),
    renames: ['a → b'],
  },
  {
    what: 'an ALIAS is no column that values could be in',
    base: columns('id UInt64, a String'),
    head: columns("id UInt64, b String ALIAS 'x'"),
    renames: [],
  },
  {
    what: 'parts of a Nested are none',
    base: columns('id UInt64, n Nested(a String)'),
    head: columns('id UInt64, n Nested(b String)'),
    renames: [],
  },
  {
    what: 'what names it, before and now',
    base:
      columns('id UInt64, user String, INDEX by_user user TYPE minmax') +
      front('a.d', 'a.t') +
      view('a.v', 'SELECT user FROM a.t') +
      view('a.w', 'SELECT upper(user) AS u FROM a.d') +
      view('a.x', 'SELECT id FROM a.t'),
    head:
      columns('id UInt64, author String, INDEX by_user author TYPE minmax') +
      front('a.d', 'a.t') +
      view('a.v', 'SELECT author FROM a.t') +
      view('a.w', 'SELECT upper(author) AS u FROM a.d') +
      view('a.x', 'SELECT id FROM a.t'),
    renames: ['user → author'],
    evidence: ['same type String', 'same place in the table', 'a.v, a.w and 1 more name it, before and now'],
  },
];

describe('columns', () => {
  test.each(columnCases)('$what', ({ base, head, renames, evidence }) => {
    const found = detect(base, head);
    expect(found.renames).toEqual(renames);
    expect(found.rules).toEqual([]);
    if (evidence !== undefined) expect(guardOf(found, renames[0] ?? '').evidence).toEqual(evidence);
  });
});

const objectCases: readonly Found[] = [
  {
    what: 'a table of the same columns, engine and key',
    base: events,
    head: events.replace('a.events', 'a.visits'),
    renames: ['a.events → a.visits'],
    evidence: ['same 3 columns', 'same engine MergeTree', 'same sorting key'],
  },
  {
    what: 'a table with one column more',
    base: events,
    head: table('a.events_v2', 'id UInt64, user String, at Date, more UInt8'),
    renames: ['a.events → a.events_v2'],
    evidence: ['3 of 4 columns are the same', 'same engine MergeTree', 'same sorting key', 'similar name'],
  },
  {
    what: 'a table in another database',
    base: events,
    head: events.replace('a.events', 'b.events'),
    renames: ['a.events → b.events'],
  },
  {
    what: 'a table of other columns is none',
    base: events,
    head: table('a.visits', 'id UInt64, url String, took Float64'),
    renames: [],
  },
  {
    what: 'a table of another engine is none',
    base: events,
    head: table('a.visits', 'id UInt64, user String, at Date', 'ORDER BY id', 'ReplacingMergeTree'),
    renames: [],
  },
  {
    what: 'a table of another engine, announced',
    base: events,
    head: said('a.events') + table('a.visits', 'id UInt64, user String, at Date', 'ORDER BY id', 'ReplacingMergeTree'),
    renames: ['a.events → a.visits'],
    evidence: ['the schema file says renamed from a.events', 'same 3 columns', 'same sorting key'],
  },
  {
    what: 'who reads a table, before and now',
    base: events + view('a.daily', 'SELECT id FROM a.events') + view('a.gone', 'SELECT at FROM a.events'),
    head:
      events.replace('a.events', 'a.visits') +
      view('a.daily', 'SELECT id FROM a.visits') +
      view('a.fresh', 'SELECT user FROM a.visits'),
    renames: ['a.events → a.visits'],
    evidence: ['same 3 columns', 'same engine MergeTree', 'same sorting key', 'a.daily reads it, before and now'],
  },
  {
    what: 'a table of other columns is none, though a Distributed table stands in front of both',
    base: events + front('a.d', 'a.events'),
    head: table('a.visits', 'id UInt64, url String, took Float64') + front('a.d', 'a.visits'),
    renames: [],
  },
  {
    what: 'a Distributed table over a local one that stays',
    base: events + front('a.d', 'a.events'),
    head: events + front('a.e', 'a.events'),
    renames: ['a.d → a.e'],
    evidence: ['same local table a.events', 'same sharding key'],
  },
  {
    what: 'a view of the same query',
    base: events + view('a.v', 'SELECT id, user FROM a.events'),
    head: events + view('a.people', 'SELECT  id,\n user FROM a.events -- who'),
    renames: ['a.v → a.people'],
    evidence: ['same query'],
  },
  {
    what: 'a view of another query is none, under a similar name too',
    base: events + view('a.daily_users', 'SELECT user FROM a.events'),
    head: events + view('a.daily_ids', 'SELECT id FROM a.events'),
    renames: [],
  },
  {
    what: 'a view of another query, announced',
    base: events + view('a.daily_users', 'SELECT user FROM a.events'),
    head: events + said('a.daily_users') + view('a.people', 'SELECT upper(user) AS user FROM a.events'),
    renames: ['a.daily_users → a.people'],
    evidence: ['the schema file says renamed from a.daily_users', 'same source a.events'],
  },
  {
    what: 'a view over a table that is renamed too',
    base: events + view('a.v', 'SELECT events.id FROM a.events'),
    head: events.replace('a.events', 'a.visits') + view('a.people', 'SELECT visits.id FROM a.visits'),
    renames: ['a.events → a.visits', 'a.v → a.people'],
  },
  {
    what: 'a view over a view over a table, all of them renamed',
    base: events + view('a.v', 'SELECT id FROM a.events') + view('a.w', 'SELECT id + 1 AS n FROM a.v'),
    head:
      events.replace('a.events', 'a.visits') +
      view('a.p', 'SELECT id FROM a.visits') +
      view('a.q', 'SELECT id + 1 AS n FROM a.p'),
    renames: ['a.events → a.visits', 'a.v → a.p', 'a.w → a.q'],
  },
  {
    what: 'a string is not a name: views that differ in one are two',
    base: events + view('a.v', "SELECT id FROM a.events WHERE user = 'x'"),
    head: events + view('a.p', 'SELECT id FROM a.events WHERE user = x'),
    renames: [],
  },
  {
    what: 'a materialized view to the same target',
    base:
      events +
      table('a.sums', 'id UInt64, n UInt64') +
      materialized('a.m', 'a.sums', 'SELECT id, 1 AS n FROM a.events'),
    head:
      events +
      table('a.sums', 'id UInt64, n UInt64') +
      materialized('a.feed', 'a.sums', 'SELECT id, 1 AS n FROM a.events'),
    renames: ['a.m → a.feed'],
    evidence: ['same query', 'same target a.sums'],
  },
  {
    what: 'a materialized view of another query from the same source to the same target, under a similar name',
    base:
      events +
      table('a.sums', 'id UInt64, n UInt64') +
      materialized('a.sums_feed', 'a.sums', 'SELECT id, 1 AS n FROM a.events'),
    head:
      events +
      table('a.sums', 'id UInt64, n UInt64') +
      materialized('a.feed', 'a.sums', 'SELECT id, 2 AS n FROM a.events'),
    renames: ['a.sums_feed → a.feed'],
    evidence: ['same source a.events', 'same target a.sums', 'similar name'],
  },
  {
    what: 'a materialized view to another target is none',
    base:
      events +
      table('a.sums', 'id UInt64, n UInt64') +
      table('a.other', 'id UInt64, n UInt64, z Date') +
      materialized('a.m', 'a.sums', 'SELECT id, 1 AS n FROM a.events'),
    head:
      events +
      table('a.sums', 'id UInt64, n UInt64') +
      table('a.other', 'id UInt64, n UInt64, z Date') +
      materialized('a.feed', 'a.other', 'SELECT id, 1 AS n FROM a.events'),
    renames: [],
  },
  {
    what: 'a materialized view with rows of its own',
    base: events + collecting('a.m', 'SELECT id FROM a.events'),
    head: events + collecting('a.kept', 'SELECT id FROM a.events'),
    renames: ['a.m → a.kept'],
    evidence: ['same query', 'same engine MergeTree', 'same sorting key'],
  },
  {
    what: 'a materialized view of another sorting key is none',
    base: events + collecting('a.m', 'SELECT id, at FROM a.events'),
    head: events + collecting('a.kept', 'SELECT id, at FROM a.events', 'ORDER BY at'),
    renames: [],
  },
  {
    what: 'rows of its own are no target',
    base: events + collecting('a.m', 'SELECT id FROM a.events'),
    head: events + table('a.sums', 'id UInt64, n UInt64') + materialized('a.kept', 'a.sums', 'SELECT id FROM a.events'),
    renames: [],
  },
  {
    what: 'a dictionary of the same source and layout',
    base: table('a.labels', 'id UInt64, label String') + dictionary('a.dict', 'labels'),
    head: table('a.labels', 'id UInt64, label String') + dictionary('a.names', 'labels'),
    renames: ['a.dict → a.names'],
    evidence: ['same source and layout', 'same attributes'],
  },
  {
    what: 'a dictionary over a table that is renamed too',
    base: table('a.labels', 'id UInt64, label String') + dictionary('a.dict', 'labels'),
    head: table('a.tags', 'id UInt64, label String') + dictionary('a.names', 'tags'),
    renames: ['a.dict → a.names', 'a.labels → a.tags'],
  },
  {
    what: 'a dictionary that is asked by a default, before and now',
    base:
      table('a.labels', 'id UInt64, label String') +
      dictionary('a.dict', 'labels') +
      table('a.u', "id UInt64, l String DEFAULT dictGet('a.dict', 'label', id)"),
    head:
      table('a.labels', 'id UInt64, label String') +
      dictionary('a.names', 'labels') +
      table('a.u', "id UInt64, l String DEFAULT dictGet('a.names', 'label', id)"),
    renames: ['a.dict → a.names'],
    evidence: ['same source and layout', 'same attributes', 'a.u reads it, before and now'],
  },
  {
    what: 'a dictionary with another attribute under another name is none',
    base: table('a.labels', 'id UInt64, label String') + dictionary('a.dict', 'labels'),
    head: table('a.labels', 'id UInt64, label String') + dictionary('a.names', 'labels', 'id UInt64, tag String'),
    renames: [],
  },
  {
    what: 'another kind is none',
    base: events + view('a.v', 'SELECT id FROM a.events'),
    head: events + collecting('a.m', 'SELECT id FROM a.events'),
    renames: [],
  },
  { what: 'databases are none', base: 'CREATE DATABASE b;', head: 'CREATE DATABASE c;', renames: [] },
  {
    what: 'functions are none',
    base: 'CREATE FUNCTION f AS (x) -> x + 1;',
    head: 'CREATE FUNCTION g AS (x) -> x + 1;',
    renames: [],
  },
];

describe('objects', () => {
  test.each(objectCases)('$what', ({ base, head, renames, evidence }) => {
    const found = detect(base, head);
    expect(found.renames).toEqual(renames);
    expect(found.rules).toEqual([]);
    // Alone, each is kept under both names at once, behind its own guard.
    expect(keptRenames(found)).toEqual(renames.map((rename) => `${rename} (${rename})`));
    if (evidence !== undefined) expect(guardOf(found, renames[0] ?? '').evidence).toEqual(evidence);
  });

  test('with detection off, nothing is one, announced or not', () => {
    const { guards, kept, dropped, created, findings } = detect(
      events,
      said('a.events') + events.replace('a.events', 'a.visits'),
      { detectRenames: false },
    );
    expect([guards, kept, findings]).toEqual([[], [], []]);
    expect([dropped.length, created.length]).toEqual([1, 1]);
  });

  test('evidence fits a phone', () => {
    const lines = [...columnCases, ...objectCases].flatMap(({ base, head }) =>
      detect(base, head).guards.flatMap((guard) => guard.evidence),
    );
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });
});

describe('announcements that lead nowhere', () => {
  const rules: readonly (readonly [rule: string, what: string, base: string, head: string, line: number])[] = [
    [
      'rename-name-taken',
      'two columns swapped',
      columns('id UInt64, x String, y Date'),
      columns(`id UInt64,${said('y')}x Date,${said('x')}y String`),
      3,
    ],
    [
      'rename-name-taken',
      'a chain of columns',
      columns('id UInt64, x String, y Date'),
      columns(`id UInt64,${said('x')}y String,${said('y')}z Date`),
      3,
    ],
    [
      'rename-name-taken',
      'a column’s old name for a new one',
      columns('id UInt64, x String'),
      columns(`id UInt64,${said('x')}y String, x Date`),
      3,
    ],
    [
      'rename-name-taken',
      'two tables swapped',
      events + table('a.t', 'id UInt64'),
      said('a.t') + table('a.events', 'id UInt64') + said('a.events') + table('a.t', 'id UInt64, user String, at Date'),
      3,
    ],
    [
      'rename-name-taken',
      'a chain of views',
      view('a.v', 'SELECT 1 AS o') + view('a.w', 'SELECT 2 AS o'),
      said('a.v') + view('a.w', 'SELECT 1 AS o') + said('a.w') + view('a.x', 'SELECT 2 AS o'),
      3,
    ],
    [
      'rename-name-taken',
      'a dictionary’s old name for a new one',
      dictionary('a.d', 'x'),
      said('a.d') + dictionary('a.e', 'x') + dictionary('a.d', 'y'),
      3,
    ],
    [
      'rename-kind-change',
      'a view that is to be a table',
      view('a.v', 'SELECT 1 AS o'),
      said('a.v') + table('a.t', 'id UInt64'),
      3,
    ],
    ['rename-unsupported', 'a database', 'CREATE DATABASE b;', `${said('b')}CREATE DATABASE c;`, 3],
    [
      'rename-unsupported',
      'a function',
      'CREATE FUNCTION f AS (x) -> x;',
      `${said('f')}CREATE FUNCTION g AS (x) -> x;`,
      3,
    ],
  ];

  test.each(rules)('%s: %s', (rule, _, base, head, line) => {
    const errors = detect(base, head).findings.filter(({ severity }) => severity === 'error');
    expect(new Set(errors.map((finding) => finding.rule))).toEqual(new Set([rule]));
    expect(errors[0]).toMatchObject({ file: 'schema/a.sql', line });
    expect(errors[0]?.message).toMatch(/^[^\n]+: [^\n]+$/);
  });

  const renamed = columns(`id UInt64,${said('x')}y String`);
  const notices: readonly (readonly [what: string, base: string, head: string, message: RegExp | null])[] = [
    ['of a column, done', renamed, renamed, /^a\.t\.y is announced as renamed from x, which is done: remove/],
    ['of a column, said after the fact', columns('id UInt64, y String'), renamed, /which is done: remove/],
    ['of a column that never was', columns('id UInt64'), renamed, /the base doesn't have, so a\.t\.y is new: correct/],
    ['of a column of a new table', events, events + renamed, /the base doesn't have/],
    [
      'of a table, done',
      events,
      said('a.old') + events,
      /^a\.events is announced as renamed from a\.old, which is done/,
    ],
    [
      'of a table that never was',
      view('a.v', 'SELECT 1 AS o'),
      said('a.evnts') + events + view('a.v', 'SELECT 1 AS o'),
      /so a\.events is new: correct/,
    ],
    ['of a view, done', view('a.v', 'SELECT 1 AS o'), said('a.w') + view('a.v', 'SELECT 1 AS o'), /is done/],
    [
      'of a materialized view, done',
      collecting('a.m', 'SELECT 1 AS id'),
      said('a.w') + collecting('a.m', 'SELECT 1 AS id'),
      /is done/,
    ],
    ['of a dictionary, done', dictionary('a.d', 'x'), said('a.e') + dictionary('a.d', 'x'), /is done/],
    [
      'of a Distributed table, done',
      events + front('a.d', 'a.events'),
      events + said('a.e') + front('a.d', 'a.events'),
      /is done/,
    ],
    [
      'old news: base said so when the old name came back',
      columns(`id UInt64,${said('x')}y String, x Date`),
      columns(`id UInt64,${said('x')}y String, x Date`),
      null,
    ],
    ['of itself', columns('id UInt64, y String'), columns(`id UInt64,${said('y')}y String`), null],
    ['where there is nothing yet', '', said('a.old') + renamed, null],
  ];

  test.each(notices)('stale %s', (_, base, head, message) => {
    const { findings, guards } = detect(base, head);
    expect(guards).toEqual([]);
    if (message === null) expect(findings).toEqual([]);
    else {
      expect(findings).toMatchObject([{ rule: 'stale-renamed-from', severity: 'notice', file: 'schema/a.sql' }]);
      expect(findings[0]?.message).toMatch(message);
      expect(findings[0]?.line).toBeGreaterThan(1);
    }
  });
});

describe('without a word, names that move are no rename', () => {
  test.each([
    ['two columns swapped', columns('id UInt64, x String, y Date'), columns('id UInt64, y String, x Date')],
    ['a column’s old name for a new one', columns('id UInt64, x String'), columns('id UInt64, y String, x Date')],
    [
      'two tables swapped',
      events + table('a.t', 'id UInt64'),
      table('a.events', 'id UInt64') + events.replace('a.events', 'a.t'),
    ],
    [
      'two views swapped',
      view('a.v', 'SELECT 1 AS o') + view('a.w', 'SELECT 2 AS o'),
      view('a.w', 'SELECT 1 AS o') + view('a.v', 'SELECT 2 AS o'),
    ],
  ])('%s', (_, base, head) => {
    const { guards, kept } = detect(base, head);
    expect(guards).toEqual([]);
    expect(kept.every((pair) => pair.renameGuard === null && pair.columnRenames.length === 0)).toBe(true);
  });

  test('a chain of columns is one rename from its start to its end, and waits', () => {
    const found = detect(columns('id UInt64, x String, y String'), columns('id UInt64, y String, z String'));
    expect(found.renames).toEqual(['x → z']);
    expect(found.guards[0]?.state).toBe('pending');
  });
});

describe('a rename together with another change keeps both', () => {
  test.each([
    ['type', 'x UInt32', `${said('x')}y UInt64`],
    ['default', 'x String', `${said('x')}y String DEFAULT 'a'`],
    ['codec', 'x String', `${said('x')}y String CODEC(ZSTD(3))`],
    ['comment', 'x String', `${said('x')}y String COMMENT 'c'`],
    ['unannounced default', 'x String', "y String DEFAULT 'a'"],
  ])('a column and its %s', (_, before, after) => {
    const { kept, guards } = detect(columns(`id UInt64, ${before}`), columns(`id UInt64, ${after}`));
    expect(kept[0]?.columnRenames).toEqual([{ from: 'x', to: 'y', guard: guards[0]?.id }]);
    const head = kept[0]?.head;
    expect(head?.kind === 'table' && head.columns.map(({ name }) => name)).toEqual(['id', 'y']);
  });

  test('two columns, in the order of the table', () => {
    const { kept } = detect(columns('id UInt64, a String, b Date'), columns(`id UInt64,${said('b')}c Date, d String`));
    expect(kept[0]?.columnRenames.map(({ from, to }) => `${from} → ${to}`)).toEqual(['a → d', 'b → c']);
  });

  test('a table and a column of it', () => {
    const found = detect(
      table('a.t', 'id UInt64, p Int8, q Date, user_id String'),
      table('a.u', 'id UInt64, p Int8, q Date, user_ident String', 'ORDER BY id SETTINGS ttl_only_drop_parts = 1'),
    );
    expect(found.renames).toEqual(['a.t → a.u', 'user_id → user_ident']);
    expect(found.kept[0]?.columnRenames).toHaveLength(1);
  });
});
