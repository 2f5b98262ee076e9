/** Changes that once left another schema than the head's, or failed on the way: each runs on the engine, rows in place. */
import { expect, test } from 'vitest';
import { planConfirmed, ruleErrors, schemaOf, verify } from './support.ts';

const table = (columns: string, more = 'ORDER BY id', name = 't'): string =>
  `CREATE TABLE a.${name} (${columns}) ENGINE = MergeTree ${more};\n`;
const front = (name = 'd', local = 't', key = 'id', more = ''): string =>
  `CREATE TABLE a.${name} AS a.${local} ENGINE = Distributed('prod', 'a', '${local}'${key === '' ? '' : `, ${key}`})${more};\n`;
const view = (query: string, list = '', name = 'v'): string => `CREATE VIEW a.${name}${list} AS ${query};\n`;
const materialized = (query: string, to = 'target', name = 'm'): string =>
  `CREATE MATERIALIZED VIEW a.${name} TO a.${to} AS ${query};\n`;
const inner = (query: string, name: string): string =>
  `CREATE MATERIALIZED VIEW a.${name} ENGINE = MergeTree ORDER BY id AS ${query};\n`;
const target = (columns: string, name = 'target'): string => table(columns, 'ORDER BY id', name);
const dictionary = (source: string, name = 'dict'): string =>
  `CREATE DICTIONARY a.${name} (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE '${source}' DB 'a')) LIFETIME(60) LAYOUT(FLAT());\n`;

const changes: readonly (readonly [name: string, base: string, head: string])[] = [
  [
    'a column that a projection names is renamed',
    table('id UInt64, x String, PROJECTION p (SELECT x, count() GROUP BY x)'),
    table('id UInt64, y String, PROJECTION p (SELECT y, count() GROUP BY y)'),
  ],
  [
    'two columns under one projection change their types, one wider and one narrower, in a pair',
    table('id UInt64, x UInt16, y UInt8, PROJECTION p (SELECT x, y ORDER BY x)') + front(),
    table('id UInt64, x UInt8, y UInt16, PROJECTION p (SELECT x, y ORDER BY x)') + front(),
  ],
  [
    'columns are dropped, added and moved at once',
    table('id UInt64, a1 String, b1 UInt8, c1 Date, d1 Int8'),
    table('d1 Int8, n1 Array(String), c1 Date, id UInt64, n2 Map(String, String)'),
  ],
  [
    'a new EPHEMERAL without an expression',
    table('id UInt64'),
    table('id UInt64, e UInt64 EPHEMERAL, f UInt64 DEFAULT e'),
  ],
  [
    'a column goes that another one’s default named',
    table('id UInt64, x UInt8, e UInt64 DEFAULT x + 1'),
    table('id UInt64, e UInt64 DEFAULT q, q UInt64 DEFAULT 2'),
  ],
  [
    'columns go that were computed from one another',
    table('id UInt64, x UInt8, e UInt64 DEFAULT x + 1, f UInt64 MATERIALIZED e + x'),
    table('id UInt64'),
  ],
  [
    'a dictionary’s source is renamed',
    table('id UInt64, s String') + dictionary('t'),
    table('id UInt64, s String', 'ORDER BY id', 'u') + dictionary('u'),
  ],
  [
    'a view over a wider column',
    table('id UInt64, x UInt8') + view('SELECT id, x FROM a.t'),
    table('id UInt64, x UInt16') + view('SELECT id, x FROM a.t'),
  ],
  [
    'a view that needn’t have been made anew',
    table('id UInt64, x UInt8') + view('SELECT id FROM a.t WHERE x > 1'),
    table('id UInt64, x UInt16') + view('SELECT id FROM a.t WHERE x > 1'),
  ],
  [
    'a view by * over a renamed column of a pair',
    table('id UInt64, x UInt8, tu Tuple(a UInt8, b String), lc LowCardinality(String)') +
      front() +
      view('SELECT * FROM a.d'),
    table('id UInt64, x2 UInt8, tu Tuple(a UInt8, b String), lc LowCardinality(String)') +
      front() +
      view('SELECT * FROM a.d'),
  ],
  [
    'views by * over views by *, a column goes and one comes',
    table('id UInt64, x UInt8') + view('SELECT * FROM a.t') + view('SELECT * FROM a.v', '', 'w'),
    table('id UInt64, y Date') + view('SELECT * FROM a.t') + view('SELECT * FROM a.v', '', 'w'),
  ],
  [
    'a new view by * over a table that loses a column',
    table('id UInt64, x UInt16'),
    table('id UInt64') + view('SELECT * FROM a.t'),
  ],
  [
    'a new view over a view by * that gets a column',
    table('id UInt64') + view('SELECT * FROM a.t'),
    table('id UInt64, x UInt8') + view('SELECT * FROM a.t') + view('SELECT x FROM a.v', '', 'w'),
  ],
  [
    'a view over a view by * that gets a column, and names it',
    table('id UInt64') + view('SELECT * FROM a.t') + view('SELECT id FROM a.v', '', 'w'),
    table('id UInt64, x UInt8') + view('SELECT * FROM a.t') + view('SELECT id, x FROM a.v', '', 'w'),
  ],
  [
    'a materialized view over a wider column',
    table('id UInt64, x UInt8') + target('id UInt64, x UInt64') + materialized('SELECT id, x FROM a.t'),
    table('id UInt64, x UInt16') + target('id UInt64, x UInt64') + materialized('SELECT id, x FROM a.t'),
  ],
  [
    'a view gets a list of columns',
    table('id UInt64, x UInt8') + view('SELECT id, x FROM a.t'),
    table('id UInt64, x UInt8') + view('SELECT id, x FROM a.t', ' (id UInt64, x UInt16)'),
  ],
  [
    'a view loses its list of columns',
    table('id UInt64, x UInt8') + view('SELECT id, x FROM a.t', ' (id UInt64, x UInt16)'),
    table('id UInt64, x UInt8') + view('SELECT id, x FROM a.t'),
  ],
  [
    'a view’s SQL SECURITY',
    'CREATE VIEW a.v AS SELECT 1 AS o;',
    'CREATE VIEW a.v SQL SECURITY INVOKER AS SELECT 1 AS o;',
  ],
  [
    'TTL elements that only change behind the first',
    table('id UInt64, d DateTime', 'ORDER BY id TTL d + INTERVAL 1 DAY, d + INTERVAL 2 DAY RECOMPRESS CODEC(ZSTD(3))'),
    table('id UInt64, d DateTime', 'ORDER BY id TTL d + INTERVAL 1 DAY'),
  ],
  [
    'TTL with conditions',
    table('id UInt64, d DateTime', 'ORDER BY id TTL d + INTERVAL 1 DAY'),
    table(
      'id UInt64, d DateTime',
      'ORDER BY id TTL d + INTERVAL 1 DAY DELETE WHERE id > 5, d + INTERVAL 2 DAY RECOMPRESS CODEC(ZSTD(3))',
    ),
  ],
  [
    'settings of a column',
    table('id UInt64, x String, y UInt8'),
    table('id UInt64, x String SETTINGS (max_compress_block_size = 1000000), y UInt8'),
  ],
  [
    'settings of a column go',
    table('id UInt64, x String SETTINGS (max_compress_block_size = 1000000), INDEX i x TYPE minmax'),
    table('id UInt64, x String, INDEX i x TYPE minmax'),
  ],
  [
    'a default without the function that it was written with',
    `CREATE FUNCTION f AS (x) -> x + 1;\n${table('id UInt64, z UInt64 DEFAULT f(id)')}`,
    table('id UInt64, z UInt64 DEFAULT id + 1'),
  ],
  [
    'a part of a Nested becomes another',
    table('id UInt64, n Nested(a String, b UInt8)'),
    table('id UInt64, n Nested(b UInt8, c String)'),
  ],
  [
    'a local table and a column of it are renamed, with both fronts, one of them too',
    table('id UInt64, user_a String, y Date, z Int8, w Int8') + front() + front('e'),
    table('id UInt64, user_b String, y Date, z Int8, w Int8', 'ORDER BY id', 'u') + front('d', 'u') + front('f', 'u'),
  ],
  [
    'a sharding key with columns that change, come and go',
    table('id UInt64, s String, w UInt8') + front('d', 't', 'w'),
    table('id UInt64, s LowCardinality(String), z Int8') + front('d', 't', 'z'),
  ],
  [
    'a sharding key of another spelling, then none',
    table('id UInt64') + front('d', 't', 'intHash64(id) % 3'),
    table('id UInt64') + front('d', 't', ''),
  ],
  ['a sharding key comes', table('id UInt64') + front('d', 't', ''), table('id UInt64') + front('d', 't', '1::UInt64')],
  [
    'settings of a Distributed table',
    table('id UInt64') + front('d', 't', 'id', ' SETTINGS bytes_to_throw_insert = 7'),
    table('id UInt64') + front('d', 't', 'id', ' SETTINGS bytes_to_delay_insert = 8, fsync_after_insert = 1'),
  ],
  [
    'a column that a front is sharded by is renamed',
    table('id UInt64, w UInt8') + front('d', 't', 'w'),
    table('id UInt64, ww UInt8') + front('d', 't', 'ww'),
  ],
  [
    'a front is renamed and sharded by something else',
    table('id UInt64') + front(),
    `${table('id UInt64')}-- chx:renamed-from a.d\n${front('e', 't', 'id + 1')}`,
  ],
  [
    'a local table is renamed under a front with a dictionary and a materialized view over it',
    table('id UInt64, s String') +
      front() +
      dictionary('d') +
      target('id UInt64, k Date') +
      materialized('SELECT id FROM a.d'),
    table('id UInt64, s String', 'ORDER BY id', 'u') +
      front('d', 'u') +
      dictionary('d') +
      target('id UInt64, k Date') +
      materialized('SELECT id FROM a.d'),
  ],
  [
    'a pair is renamed with a dictionary and a materialized view over it, and a column goes',
    table('id UInt64, s String, w Date') +
      front() +
      dictionary('d') +
      target('id UInt64, k Date') +
      materialized('SELECT id FROM a.d'),
    `-- chx:renamed-from a.t\n${table('id UInt64, s String', 'ORDER BY id', 'u')}` +
      front('e', 'u') +
      dictionary('e') +
      target('id UInt64, k Date') +
      materialized('SELECT id FROM a.e'),
  ],
  [
    'a local table is renamed, with a materialized view that fills its front and one that reads the table',
    table('id UInt64') +
      front() +
      target('id UInt64, o Int8', 'source') +
      target('id UInt64, k Date') +
      materialized('SELECT id FROM a.source', 'd') +
      materialized('SELECT id FROM a.t', 'target', 'n'),
    table('id UInt64', 'ORDER BY id', 'u') +
      front('d', 'u') +
      target('id UInt64, o Int8', 'source') +
      target('id UInt64, k Date') +
      materialized('SELECT id FROM a.source', 'd') +
      materialized('SELECT id FROM a.u', 'target', 'n'),
  ],
  [
    'a materialized view, its source and its target are renamed, and its query changes',
    table('id UInt64, s String') + target('id UInt64, s String, k Date') + materialized('SELECT id FROM a.t'),
    table('id UInt64, s String', 'ORDER BY id', 'u') +
      `-- chx:renamed-from a.target\n${target('id UInt64, s String, k Date', 'other')}-- chx:renamed-from a.m\n` +
      materialized('SELECT id, s FROM a.u', 'other', 'm2'),
  ],
  [
    'a materialized view with rows of its own and its source are renamed',
    table('id UInt64') + inner('SELECT id FROM a.t', 'm'),
    `${table('id UInt64', 'ORDER BY id', 'u')}-- chx:renamed-from a.m\n${inner('SELECT id FROM a.u', 'm2')}`,
  ],
  [
    'a materialized view writes to another table',
    table('id UInt64') +
      target('id UInt64, k Date') +
      target('id UInt64, o Int8', 'other') +
      materialized('SELECT id FROM a.t'),
    table('id UInt64') +
      target('id UInt64, k Date') +
      target('id UInt64, o Int8', 'other') +
      materialized('SELECT id + 1 AS id FROM a.t', 'other'),
  ],
  [
    'a view is renamed under another one',
    `${table('id UInt64')}${view('SELECT id FROM a.t')}${view('SELECT id FROM a.v', '', 'w')}`,
    `${table('id UInt64')}${view('SELECT id FROM a.t', '', 'v2')}${view('SELECT id FROM a.v2', '', 'w')}`,
  ],
  [
    'a dictionary that a default and a view name is renamed',
    `${table('id UInt64, s String')}${dictionary('t')}${table("id UInt64, s String DEFAULT dictGet('a.dict', 's', id)", 'ORDER BY id', 'w')}${view("SELECT dictGet('a.dict', 's', id) AS s FROM a.w")}`,
    `${table('id UInt64, s String')}${dictionary('t', 'd2')}${table("id UInt64, s String DEFAULT dictGet('a.d2', 's', id)", 'ORDER BY id', 'w')}${view("SELECT dictGet('a.d2', 's', id) AS s FROM a.w")}`,
  ],
  [
    'a dictionary and its source are renamed',
    table('id UInt64, s String') + dictionary('t'),
    table('id UInt64, s String', 'ORDER BY id', 'u') + dictionary('u', 'd2'),
  ],
  [
    'a Join table that a default names is renamed',
    `CREATE TABLE a.j (id UInt64, s String) ENGINE = Join(ANY, LEFT, id);\n${table("id UInt64, s String DEFAULT joinGet('a.j', 's', id)")}`,
    `CREATE TABLE a.j2 (id UInt64, s String) ENGINE = Join(ANY, LEFT, id);\n${table("id UInt64, s String DEFAULT joinGet('a.j2', 's', id)")}`,
  ],
];

test.each(changes)('%s', async (_, base, head) => {
  const planned = planConfirmed(schemaOf(base), schemaOf(head));
  expect(planned.findings).toEqual([]);
  expect(ruleErrors(planned.head)).toEqual([]);
  expect(planned.sql.length).toBeGreaterThan(0);
  expect(await verify(planned), planned.sql.join(';\n')).toMatchObject({ status: 'passed' });
});
