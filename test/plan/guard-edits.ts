/** Edits of a pull request that waits, and whether each makes a new guard id: data for `guard-ids.test.ts` and `docs/formats.md`. */
import { front, table, view } from './detect-support.ts';

/** The two sides of a change as schema files. */
export interface Sides {
  readonly base: string;
  readonly head: string;
}

export interface Edit {
  readonly what: string;
  readonly id: 'stays' | 'moves';
  /** What becomes of the change; what isn't given stays as it was. */
  readonly edit?: (sides: Sides) => Sides;
  readonly repository?: string;
  /** The file that head stands in. */
  readonly file?: string;
  /** Head in the DSL instead. */
  readonly dsl?: string;
}

export interface GuardKind {
  readonly guard: string;
  readonly change: Sides;
  /** How the guard is found among those of the plan. */
  readonly kind: 'rename' | 'destructive';
  readonly from: RegExp;
  readonly to?: RegExp;
  readonly edits: readonly Edit[];
}

type Change = NonNullable<Edit['edit']>;
const swap = (text: string, old: string | RegExp, fresh: string): string => {
  const changed = text.replace(old, fresh);
  if (changed === text) throw new Error(`${String(old)} is not in ${text}`);
  return changed;
};
const inBase =
  (old: string | RegExp, fresh: string): Change =>
  ({ base, head }) => ({ base: swap(base, old, fresh), head });
const inHead =
  (old: string | RegExp, fresh: string): Change =>
  ({ base, head }) => ({ base, head: swap(head, old, fresh) });
const inBoth =
  (old: string | RegExp, fresh: string): Change =>
  ({ base, head }) => ({ base: swap(base, old, fresh), head: swap(head, old, fresh) });
const more =
  (base: string, head = base): Change =>
  (sides) => ({ base: sides.base + base, head: sides.head + head });
const each =
  (...edits: readonly Change[]): Change =>
  (sides) =>
    edits.reduce((result, edit) => edit(result), sides);

const stays = (what: string, edit: Change): Edit => ({ what, id: 'stays', edit });
const moves = (what: string, edit: Change): Edit => ({ what, id: 'moves', edit });

/** The statements of a file in the opposite order. */
const turned = (text: string): string =>
  text
    .split(/(?<=;\n)/)
    .reverse()
    .join('');

/** What no guard is about. */
const unrelated: readonly Edit[] = [
  stays('another table comes', more('', table('a.fresh', 'id UInt64, z Array(UInt8)'))),
  stays('a view that doesn’t name it', more(table('a.far', 'id UInt64, z Int8') + view('a.w', 'SELECT id FROM a.far'))),
  { what: 'the file is another one', id: 'stays', file: 'schema/moved/here.sql' },
  { what: 'the repository is another one', id: 'moves', repository: 'another' },
];

const columnBase =
  table('a.t', "id UInt64, user String DEFAULT 'x', other Date, INDEX by_user user TYPE minmax") +
  view('a.v', 'SELECT user FROM a.t');
const columnHead = columnBase
  .replace('user String', 'user_name String')
  .replace('by_user user', 'by_user user_name')
  .replace('SELECT user', 'SELECT user_name');
const group: Sides = {
  base: table('a.t', 'id UInt64, title String'),
  head: table('a.t', 'id UInt64, name String, label String'),
};
const events = 'id UInt64, user String, at Date';
const tableChange: Sides = {
  base: table('a.events', events, 'ORDER BY id') + view('a.v', 'SELECT id FROM a.events'),
  head: table('a.visits', events, 'ORDER BY id') + view('a.v', 'SELECT id FROM a.visits'),
};
const pairChange: Sides = {
  base: table('a.events_local', events) + front('a.events', 'a.events_local'),
  head: table('a.visits_local', events) + front('a.visits', 'a.visits_local'),
};
const source = table('a.t', events) + table('a.sums', 'id UInt64, n UInt64');
const readers = (view: string, feed: string, dictionary: string): string =>
  `${source}CREATE VIEW a.${view} AS SELECT id, user FROM a.t;
CREATE MATERIALIZED VIEW a.${feed} TO a.sums AS SELECT id, 1 AS n FROM a.t;
CREATE DICTIONARY a.${dictionary} (id UInt64, n UInt64) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'a' TABLE 'sums')) LIFETIME(300) LAYOUT(FLAT());
`;
const viewChange: Sides = { base: readers('v', 'm', 'd'), head: readers('people', 'm', 'd') };
const feedChange: Sides = { base: readers('v', 'm', 'd'), head: readers('v', 'feed', 'd') };
const dictionaryChange: Sides = { base: readers('v', 'm', 'd'), head: readers('v', 'm', 'labels') };
const lossBase = table(
  'a.t',
  'id UInt64, x UInt32, at Date, CONSTRAINT c CHECK id > 1',
  'ORDER BY id TTL at + INTERVAL 9 DAY',
);
const loss = (old: string, fresh: string): Sides => ({ base: lossBase, head: swap(lossBase, old, fresh) });
const pair = table('a.t', events) + front('a.d', 'a.t');
const lossEdits: readonly Edit[] = [
  ...unrelated,
  stays('another column comes', inHead('id UInt64', 'id UInt64, y UInt8')),
  stays('another column’s comment', inHead('id UInt64', "id UInt64 COMMENT 'key'")),
  stays('the table’s comment and settings', inBoth(/;\n/, " SETTINGS ttl_only_drop_parts = 1 COMMENT 'c';\n")),
  stays('white space and comments', inHead('id UInt64', '/* key */\n  id   UInt64')),
  stays(
    'a view that names it changes',
    each(more(view('a.v', 'SELECT at FROM a.t')), inHead('SELECT at', 'SELECT at, id')),
  ),
  moves('the table has another name', inBoth('a.t ', 'a.other ')),
  moves('the table is in another database', inBoth('a.t ', 'b.t ')),
  moves('the table is on a cluster', inBoth('a.t ', 'a.t ON CLUSTER prod ')),
];

export const guardKinds: readonly GuardKind[] = [
  {
    guard: 'rename of a column',
    change: { base: columnBase, head: columnHead },
    kind: 'rename',
    from: /^user$/,
    to: /^user_name$/,
    edits: [
      ...unrelated,
      stays('another column comes', inHead('other Date', 'other Date, more UInt8')),
      stays('another column was there all along', inBoth('other Date', 'other Date, more UInt8')),
      stays('another column goes', inHead(', other Date', '')),
      stays('another column’s type', inHead('other Date', 'other Date32')),
      stays('another column’s default', inHead('other Date', 'other Date DEFAULT today()')),
      stays('another column’s codec', inHead('other Date', 'other Date CODEC(ZSTD(3))')),
      stays('another column’s comment', inHead('other Date', "other Date COMMENT 'c'")),
      stays('the table’s comment', inHead('ORDER BY id', "ORDER BY id COMMENT 'c'")),
      stays('the table’s settings', inHead('ORDER BY id', 'ORDER BY id SETTINGS ttl_only_drop_parts = 1')),
      stays('the table’s TTL by another column', inHead('ORDER BY id', 'ORDER BY id TTL other + INTERVAL 1 DAY')),
      stays('an index on another column', inHead('INDEX', 'INDEX by_other other TYPE minmax, INDEX')),
      stays('the type of an index on it', inHead('TYPE minmax', 'TYPE set(100)')),
      stays(
        'its place',
        inHead(/user_name String DEFAULT 'x', other Date/, "other Date, user_name String DEFAULT 'x'"),
      ),
      stays('`renamedFrom` comes', inHead('user_name String', '\n-- chx:renamed-from user\nuser_name String')),
      stays('the old name stays as an ALIAS', inHead('other Date', 'other Date, user String ALIAS user_name')),
      stays('white space and comments', inHead('id UInt64', '/* key */\n  id   UInt64')),
      stays('the name in back-quotes', inHead('user_name String', '`user_name` String')),
      stays('its type under another name', inBoth(/user(_name)? String/, 'user$1 TEXT')),
      {
        what: 'the same in the DSL',
        id: 'stays',
        dsl: `export default schema(
          table({ database: 'a', name: 't', engine: 'MergeTree', orderBy: ['id'],
            columns: [{ name: 'id', type: 'UInt64' }, { name: 'user_name', type: 'String', default: 'x', renamedFrom: 'user' }, { name: 'other', type: 'Date' }],
            indexes: [{ name: 'by_user', expression: 'user_name', type: 'minmax' }] }),
          view({ database: 'a', name: 'v', as: 'SELECT user_name FROM a.t' }))`,
      },
      stays('the view that names it, in another layout', inBase('SELECT user FROM', 'SELECT\n  user\nFROM')),
      stays(
        'the view that names it, as head has it',
        inHead('SELECT user_name FROM', 'SELECT upper(user_name) AS u FROM'),
      ),
      stays('a view over the table that doesn’t name it', more(view('a.w', 'SELECT other FROM a.t'))),
      stays('a Distributed table in front', more(front('a.f', 'a.t'))),
      stays('a column of another type goes, none like it comes', inBase('other Date', 'other Date, gone UUID')),
      moves('its type before', inBase('user String', 'user LowCardinality(String)')),
      moves('its type now', inHead('user_name String', 'user_name LowCardinality(String)')),
      moves('its default', inHead("DEFAULT 'x'", "DEFAULT 'y'")),
      moves('its default goes', inHead(" DEFAULT 'x'", '')),
      moves('its codec', inHead("DEFAULT 'x'", "DEFAULT 'x' CODEC(ZSTD(3))")),
      moves('its TTL', inHead("DEFAULT 'x'", "DEFAULT 'x' TTL other + INTERVAL 1 DAY")),
      moves('its comment', inHead("DEFAULT 'x'", "DEFAULT 'x' COMMENT 'c'")),
      moves('the index that names it', inBase('by_user user', 'by_user lower(user)')),
      moves('a second index that names it', inBase('INDEX', 'INDEX again user TYPE set(9), INDEX')),
      moves('a constraint that names it', inBase('INDEX', "CONSTRAINT c CHECK user != '', INDEX")),
      moves('a projection that names it', inBase('INDEX', 'PROJECTION p (SELECT user ORDER BY user), INDEX')),
      moves('another column’s default that names it', inBase('other Date', 'other Date DEFAULT toDate(user)')),
      moves('the table’s TTL that names it', inBase('ORDER BY id', 'ORDER BY id TTL toDate(user) + INTERVAL 1 DAY')),
      moves('the view that names it', inBase('SELECT user FROM', 'SELECT upper(user) AS u FROM')),
      moves('a second view that names it', more(view('a.w', 'SELECT user FROM a.t'), '')),
      moves(
        'a view that names it through the Distributed table',
        more(front('a.f', 'a.t') + view('a.w', 'SELECT user FROM a.f'), ''),
      ),
      moves(
        'a materialized view that names it',
        more(
          `${table('a.to', 'user String')}CREATE MATERIALIZED VIEW a.m TO a.to AS SELECT user FROM a.t;\n`.replace(
            'BY id',
            'BY user',
          ),
          '',
        ),
      ),
      moves(
        'a Buffer over the table',
        more("CREATE TABLE a.b (user String) ENGINE = Buffer('a', 't', 1, 10, 100, 10, 100, 1000, 10000);\n", ''),
      ),
      moves('a sharding key that names it', more(front('a.f', 'a.t', 'cityHash64(user)'), '')),
      moves('another column of its type comes', inHead('other Date', 'other Date, label String')),
      moves('another column of its type goes', inBase('other Date', 'other Date, label String')),
      moves('the table is on a cluster', inBoth('a.t ', 'a.t ON CLUSTER prod ')),
      moves('the table has another name', each(inBoth('a.t ', 'a.other '), inBoth(/FROM a\.t;/, 'FROM a.other;'))),
      moves('the table is in another database', each(inBoth('a.t ', 'b.t '), inBoth(/FROM a\.t;/, 'FROM b.t;'))),
    ],
  },
  {
    guard: 'rename of a column, one of several possible',
    change: group,
    kind: 'rename',
    from: /^title$/,
    to: /^name$/,
    edits: [
      stays('`renamedFrom` says so', inHead('name String', '\n-- chx:renamed-from title\nname String')),
      stays(
        'the other one’s default, codec, comment',
        inHead('label String', "label String DEFAULT 'x' CODEC(ZSTD(3)) COMMENT 'c'"),
      ),
      stays('the other one’s place', inHead('name String, label String', 'label String, name String')),
      moves('a third possibility comes', inHead('label String', 'label String, third String')),
      moves('the other possibility goes', inHead(', label String', '')),
      moves('the other possibility has another name', inHead('label String', 'lable String')),
      moves('a second column goes that could be it', inBase('title String', 'title String, subtitle String')),
    ],
  },
  {
    guard: 'rename of a table',
    change: tableChange,
    kind: 'rename',
    from: /^a\.events$/,
    edits: [
      ...unrelated,
      stays('its comment', inHead('ORDER BY id', "ORDER BY id COMMENT 'c'")),
      stays('its settings', inHead('ORDER BY id', 'ORDER BY id SETTINGS ttl_only_drop_parts = 1')),
      stays('a column’s comment', inHead('at Date', "at Date COMMENT 'c'")),
      stays('`renamedFrom` comes', ({ base, head }) => ({ base, head: `-- chx:renamed-from a.events\n${head}` })),
      stays('white space and comments', inHead('id UInt64', '/* key */\n  id   UInt64')),
      stays('a view over it changes', inHead('SELECT id FROM', 'SELECT id, user FROM')),
      moves('a column comes', inHead('at Date', 'at Date, more UInt8')),
      moves('a column’s type before and now', inBoth('user String', 'user LowCardinality(String)')),
      moves('a column before', inBase('at Date', 'at Date, gone UInt8')),
      moves('its sorting key', inBoth('ORDER BY id', 'ORDER BY (id, at)')),
      moves('its TTL', inHead('ORDER BY id', 'ORDER BY id TTL at + INTERVAL 1 DAY')),
      moves('its new name', inHead(/a\.visits/g, 'a.calls')),
      moves('another table that it could have become', more('', table('a.copies', events))),
      moves('another table that could have become it', more(table('a.copies', events), '')),
      moves('a Distributed table that is renamed with it', more(front('a.d', 'a.events'), front('a.e', 'a.visits'))),
      moves('its cluster', inBoth(/(a\.events|a\.visits) /, '$1 ON CLUSTER prod ')),
    ],
  },
  {
    guard: 'rename of a pair',
    change: pairChange,
    kind: 'rename',
    from: /^a\.events_local$/,
    edits: [
      ...unrelated,
      stays('the tables in another order', ({ base, head }) => ({ base, head: turned(head) })),
      stays('the front’s comment', inHead(/id\);\n$/, "id) COMMENT 'c';\n")),
      stays(
        'a view over the front',
        more(view('a.v', 'SELECT id FROM a.events'), view('a.v', 'SELECT id FROM a.visits')),
      ),
      moves('a column comes', inHead('at Date', 'at Date, more UInt8')),
      moves('the front has another new name', inHead('a.visits AS', 'a.calls AS')),
      moves('the front keeps its name', inHead('a.visits AS', 'a.events AS')),
      moves('the front’s sharding key', inBoth('id);', 'cityHash64(user));')),
      moves('the cluster that it reads', inBoth("'prod'", "'other'")),
      moves('a second front', more(front('a.all_events', 'a.events_local'), front('a.all_visits', 'a.visits_local'))),
    ],
  },
  {
    guard: 'rename of a view',
    change: viewChange,
    kind: 'rename',
    from: /^a\.v$/,
    edits: [
      ...unrelated,
      stays('its layout', inHead('SELECT id, user', 'SELECT\n  id, -- key\n  user')),
      stays('`renamedFrom` comes', inHead('CREATE VIEW', '-- chx:renamed-from a.v\nCREATE VIEW')),
      stays('a column of what it reads', inHead('at Date', 'at Date, more UInt8')),
      moves('its query before and now', inBoth('SELECT id, user', 'SELECT id, at, user')),
      moves(
        'another view of that query',
        inHead('CREATE VIEW', 'CREATE VIEW a.copy AS SELECT id, user FROM a.t;\nCREATE VIEW'),
      ),
    ],
  },
  {
    guard: 'rename of a materialized view',
    change: feedChange,
    kind: 'rename',
    from: /^a\.m$/,
    edits: [
      stays('`renamedFrom` comes', inHead('CREATE MATERIALIZED', '-- chx:renamed-from a.m\nCREATE MATERIALIZED')),
      stays('a column of its target', inHead('n UInt64)', 'n UInt64, more UInt8)')),
      moves(
        'its query, with `renamedFrom`',
        each(inHead('CREATE MATERIALIZED', '-- chx:renamed-from a.m\nCREATE MATERIALIZED'), inHead('1 AS n', '2 AS n')),
      ),
      moves(
        'its target before and now',
        each(more(table('a.to', 'id UInt64, n UInt64, z Date')), inBoth('TO a.sums', 'TO a.to')),
      ),
    ],
  },
  {
    guard: 'rename of a dictionary',
    change: dictionaryChange,
    kind: 'rename',
    from: /^a\.d$/,
    edits: [
      stays('`renamedFrom` comes', inHead('CREATE DICTIONARY', '-- chx:renamed-from a.d\nCREATE DICTIONARY')),
      moves('its lifetime before and now', inBoth('LIFETIME(300)', 'LIFETIME(600)')),
      moves('an attribute before and now', inBoth('n UInt64) PRIMARY', 'n UInt32) PRIMARY')),
    ],
  },
  {
    guard: 'loss of a column',
    change: loss('x UInt32, ', ''),
    kind: 'destructive',
    from: /^x$/,
    edits: [
      ...lossEdits,
      stays('its place', inBase('x UInt32, at Date', 'at Date, x UInt32')),
      stays('its type under another name', inBase('x UInt32', 'x INT UNSIGNED')),
      moves('its type', inBase('x UInt32', 'x UInt64')),
      moves('its default', inBase('x UInt32', 'x UInt32 DEFAULT 7')),
      moves('its codec', inBase('x UInt32', 'x UInt32 CODEC(ZSTD(3))')),
      moves('its comment', inBase('x UInt32', "x UInt32 COMMENT 'c'")),
    ],
  },
  {
    guard: 'a narrower type',
    change: loss('x UInt32', 'x UInt8'),
    kind: 'destructive',
    from: /^x$/,
    edits: [
      ...lossEdits,
      moves('the type before', inBase('x UInt32', 'x UInt64')),
      moves('the type now', inHead('x UInt8', 'x UInt16')),
      moves('its default', inHead('x UInt8', 'x UInt8 DEFAULT 7')),
      moves('its comment', inHead('x UInt8', "x UInt8 COMMENT 'c'")),
    ],
  },
  {
    guard: 'a shorter TTL',
    change: loss('9 DAY', '5 DAY'),
    kind: 'destructive',
    from: /^TTL$/,
    edits: [
      ...lossEdits,
      moves('an even shorter one', inHead('5 DAY', '1 DAY')),
      moves('the one before', inBase('9 DAY', '8 DAY')),
    ],
  },
  {
    guard: 'loss of a constraint',
    change: loss(', CONSTRAINT c CHECK id > 1', ''),
    kind: 'destructive',
    from: /^c$/,
    edits: [...lossEdits, moves('its expression', inBase('id > 1', 'id > 2'))],
  },
  {
    guard: 'loss of a table',
    change: { base: lossBase, head: '' },
    kind: 'destructive',
    from: /^a\.t$/,
    edits: [
      ...unrelated.filter(({ file }) => file === undefined),
      stays('white space and comments', inBase('id UInt64', '/* key */\n  id   UInt64')),
      stays('its columns’ types under other names', inBase('x UInt32', 'x INT UNSIGNED')),
      stays('a view over it goes with it', more(view('a.v', 'SELECT id FROM a.t'), '')),
      moves('it has one column more', inBase('at Date', 'at Date, more UInt8')),
      moves('it has one column less', inBase('x UInt32, ', '')),
      moves('its comment', inBase(';\n', " COMMENT 'c';\n")),
      moves('its settings', inBase(';\n', ' SETTINGS ttl_only_drop_parts = 1;\n')),
      moves('it is on a cluster', inBase('a.t ', 'a.t ON CLUSTER prod ')),
      moves('a Distributed table goes with it', more(front('a.d', 'a.t'), '')),
    ],
  },
  {
    guard: 'loss of a pair',
    change: { base: pair, head: '' },
    kind: 'destructive',
    from: /^a\.t$/,
    edits: [
      stays('the tables in another order', ({ base, head }) => ({ base: turned(base), head })),
      moves('a column more', inBase('at Date', 'at Date, more UInt8')),
      moves('the front’s sharding key', inBase('id);', 'cityHash64(user));')),
      moves('the front has another name', inBase('a.d AS', 'a.e AS')),
      moves('a second front', more(front('a.e', 'a.t'), '')),
    ],
  },
  {
    guard: 'loss of a materialized view',
    change: { base: readers('v', 'm', 'd'), head: readers('v', 'm', 'd').replace(/CREATE MATERIALIZED.*\n/, '') },
    kind: 'destructive',
    from: /^a\.m$/,
    edits: [
      ...unrelated,
      stays('its layout', inBase('SELECT id, 1', 'SELECT id,\n  1')),
      stays('a column of its target', inBoth('n UInt64)', 'n UInt64, more UInt8)')),
      moves('its query', inBase('1 AS n', '2 AS n')),
    ],
  },
];

/** The list in `docs/formats.md`: of each guard what leaves its id alone and what makes a new one. */
export function renderEdits(): string {
  return guardKinds
    .map(({ guard, edits }) => {
      const of = (id: Edit['id']): string =>
        edits
          .filter((edit) => edit.id === id)
          .map(({ what }) => what)
          .join(' · ');
      return `**${guard}**\n\n- keeps its id: ${of('stays')}\n- gets another: ${of('moves')}\n`;
    })
    .join('\n');
}
