/** What a plan says, to the letter: statements and their order for every kind of change. */
import { describe, expect, test } from 'vitest';
import { canonicalObject } from '../../src/plan/digest.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { objectsOf, planConfirmed, planOf, planSchemas, planSql, schemaOf } from './support.ts';

/** A table `a.t` of the plain engine. */
const table = (columns: string, more = 'ORDER BY id', name = 't'): string =>
  `CREATE TABLE a.${name} (${columns}) ENGINE = MergeTree ${more};\n`;
const front = (name = 'd', local = 't'): string =>
  `CREATE TABLE a.${name} AS a.${local} ENGINE = Distributed('prod', 'a', '${local}', id);\n`;

/** One line a statement, everything confirmed. */
function confirmed(base: string, head: string): string[] {
  const planned = planConfirmed(schemaOf(base), schemaOf(head));
  expect(planned.findings).toEqual([]);
  return planned.sql.map((sql) => sql.replace(/\s+/g, ' '));
}

const alters: readonly (readonly [name: string, base: string, head: string, ...actions: string[]])[] = [
  ['add at the end', 'id UInt64', 'id UInt64, x UInt8', 'ADD COLUMN `x` UInt8'],
  ['add between', 'id UInt64, y UInt8', 'id UInt64, x UInt8, y UInt8', 'ADD COLUMN `x` UInt8 AFTER `id`'],
  ['add first', 'id UInt64', 'x UInt8, id UInt64', 'ADD COLUMN `x` UInt8 FIRST'],
  [
    'add with every attribute',
    'id UInt64, d DateTime',
    "id UInt64, d DateTime, x String DEFAULT 'a' COMMENT 'it''s' CODEC(ZSTD(3)) TTL d + INTERVAL 1 DAY",
    "ADD COLUMN `x` String DEFAULT 'a' COMMENT 'it\\'s' CODEC(ZSTD(3)) TTL d + INTERVAL 1 DAY",
  ],
  ['drop', 'id UInt64, x UInt8', 'id UInt64', 'DROP COLUMN `x`'],
  ['move', 'id UInt64, x UInt8, y UInt8', 'id UInt64, y UInt8, x UInt8', 'MODIFY COLUMN `y` UInt8 AFTER `id`'],
  ['comment', 'id UInt64', "id UInt64 COMMENT 'c'", "COMMENT COLUMN `id` 'c'"],
  ['no comment', "id UInt64 COMMENT 'c'", 'id UInt64', "COMMENT COLUMN `id` ''"],
  ['default', 'id UInt64, x UInt8', 'id UInt64, x UInt8 DEFAULT 1', 'MODIFY COLUMN `x` UInt8 DEFAULT 1'],
  [
    'no default',
    'id UInt64, x UInt8 DEFAULT 1',
    'id UInt64, x UInt8',
    'MODIFY COLUMN `x` UInt8',
    'MODIFY COLUMN `x` REMOVE DEFAULT',
  ],
  ['codec', 'id UInt64, x UInt8', 'id UInt64, x UInt8 CODEC(NONE)', 'MODIFY COLUMN `x` UInt8 CODEC(NONE)'],
  [
    'no codec',
    'id UInt64, x UInt8 CODEC(NONE)',
    'id UInt64, x UInt8',
    'MODIFY COLUMN `x` UInt8',
    'MODIFY COLUMN `x` REMOVE CODEC',
  ],
  [
    'no column TTL',
    'id UInt64, d Date, x UInt8 TTL d + INTERVAL 1 DAY',
    'id UInt64, d Date, x UInt8',
    'MODIFY COLUMN `x` UInt8',
    'MODIFY COLUMN `x` REMOVE TTL',
  ],
  ['type', 'id UInt64, x UInt8', 'id UInt64, x UInt16', 'MODIFY COLUMN `x` UInt16'],
  ['rename', 'id UInt64, x UInt8', 'id UInt64, y UInt8', 'RENAME COLUMN `x` TO `y`'],
  [
    'add index',
    'id UInt64',
    'id UInt64, INDEX i id TYPE minmax GRANULARITY 2',
    'ADD INDEX i id TYPE minmax GRANULARITY 2',
  ],
  [
    'change index',
    'id UInt64, INDEX i id TYPE minmax GRANULARITY 2',
    'id UInt64, INDEX i id TYPE minmax GRANULARITY 3',
    'DROP INDEX i',
    'ADD INDEX i id TYPE minmax GRANULARITY 3',
  ],
  [
    'change projection',
    'id UInt64, PROJECTION p (SELECT id ORDER BY id)',
    'id UInt64, PROJECTION p (SELECT count())',
    'DROP PROJECTION p',
    'ADD PROJECTION p (SELECT count())',
  ],
  [
    'a type under a projection that stays',
    'id UInt64, x UInt8, PROJECTION p (SELECT x ORDER BY x)',
    'id UInt64, x UInt16, PROJECTION p (SELECT x ORDER BY x)',
    'DROP PROJECTION p',
    'MODIFY COLUMN `x` UInt16',
    'ADD PROJECTION p (SELECT x ORDER BY x)',
  ],
  [
    'change constraint',
    'id UInt64, CONSTRAINT c CHECK id > 1',
    'id UInt64, CONSTRAINT c CHECK id > 2',
    'DROP CONSTRAINT c',
    'ADD CONSTRAINT c CHECK id > 2',
  ],
  [
    'drop, add and move: each finds its neighbour in place',
    'id UInt64, a1 String, b1 UInt8, c1 Date, d1 Int8',
    'd1 Int8, n1 Array(String), c1 Date, id UInt64, n2 Int16',
    'MODIFY COLUMN `d1` Int8 FIRST',
    'ADD COLUMN `n1` Array(String) AFTER `d1`',
    'MODIFY COLUMN `c1` Date AFTER `n1`',
    'ADD COLUMN `n2` Int16',
    'DROP COLUMN `a1`',
    'DROP COLUMN `b1`',
  ],
  [
    'drop what another dropped column is computed from',
    'id UInt64, x UInt8, e UInt64 DEFAULT x, f UInt64 MATERIALIZED e',
    'id UInt64',
    'DROP COLUMN `f`',
    'DROP COLUMN `e`',
    'DROP COLUMN `x`',
  ],
  [
    'names that need quotes',
    'id UInt64, `a``b` UInt8',
    "id UInt64, `a``b` UInt16, `select` UInt8, `o'c` UInt8",
    'MODIFY COLUMN `a``b` UInt16',
    'ADD COLUMN `select` UInt8',
    "ADD COLUMN `o'c` UInt8",
  ],
];

test.each(alters)('one ALTER: %s', (_, base, head, ...actions) => {
  const quoted = (text: string): string => text.replaceAll('`a``b`', '`a\\`b`');
  expect(confirmed(table(base), table(head)).map(quoted)).toEqual(
    [`ALTER TABLE a.t ${actions.join(', ')}`].map(quoted),
  );
});

describe('several statements', () => {
  test('a column that another was computed from goes in an ALTER of its own', () => {
    expect(confirmed(table('id UInt64, x UInt8, e UInt64 DEFAULT x'), table('id UInt64, e UInt64 DEFAULT 2'))).toEqual([
      'ALTER TABLE a.t MODIFY COLUMN `e` UInt64 DEFAULT 2',
      'ALTER TABLE a.t DROP COLUMN `x`',
    ]);
  });

  test('what breaks a rename goes before it and comes back after it', () => {
    const of = (name: string): string =>
      table(`id UInt64, ${name} UInt8, PROJECTION p (SELECT ${name} ORDER BY ${name})`);
    expect(confirmed(of('x'), of('y'))).toEqual([
      'ALTER TABLE a.t DROP PROJECTION p',
      'ALTER TABLE a.t RENAME COLUMN `x` TO `y`',
      'ALTER TABLE a.t ADD PROJECTION p (SELECT y ORDER BY y)',
    ]);
  });

  test('a rename keeps a type, a default and a place that change with it', () => {
    expect(
      confirmed(
        table('id UInt64, user_id UInt8, z Date'),
        table('id UInt64, z Date,\n-- chx:renamed-from user_id\nuser_ident UInt16 DEFAULT 7'),
      ),
    ).toEqual([
      'ALTER TABLE a.t RENAME COLUMN `user_id` TO `user_ident`',
      'ALTER TABLE a.t MODIFY COLUMN `z` Date AFTER `id`, MODIFY COLUMN `user_ident` UInt16 DEFAULT 7',
    ]);
  });

  test('TTL and settings', () => {
    expect(
      confirmed(
        table('id UInt64, d Date', 'ORDER BY id SETTINGS merge_with_ttl_timeout = 10'),
        table('id UInt64, d Date, x UInt8', 'ORDER BY id TTL d + INTERVAL 1 DAY SETTINGS ttl_only_drop_parts = 1'),
      ),
    ).toEqual([
      'ALTER TABLE a.t ADD COLUMN `x` UInt8, MODIFY TTL d + INTERVAL 1 DAY',
      'ALTER TABLE a.t MODIFY SETTING ttl_only_drop_parts = 1',
      'ALTER TABLE a.t RESET SETTING merge_with_ttl_timeout',
    ]);
    expect(
      confirmed(table('id UInt64, d Date', 'ORDER BY id TTL d + INTERVAL 1 DAY'), table('id UInt64, d Date')),
    ).toEqual(['ALTER TABLE a.t REMOVE TTL']);
  });

  const pairs: readonly (readonly [string, string, string, readonly string[]])[] = [
    [
      'add: the local table first',
      'id UInt64',
      'id UInt64, x UInt8',
      ['t ADD COLUMN `x` UInt8', 'd ADD COLUMN `x` UInt8'],
    ],
    [
      'drop: the front first, and what it queued is sent on',
      'id UInt64, x UInt8',
      'id UInt64',
      ['d DROP COLUMN `x`', 'flush', 't DROP COLUMN `x`'],
    ],
    [
      'widen: the local table first',
      'id UInt64, x UInt8',
      'id UInt64, x UInt16',
      ['t MODIFY COLUMN `x` UInt16', 'd MODIFY COLUMN `x` UInt16'],
    ],
    [
      'narrow: the front first',
      'id UInt64, x UInt16',
      'id UInt64, x UInt8',
      ['d MODIFY COLUMN `x` UInt8', 'flush', 't MODIFY COLUMN `x` UInt8'],
    ],
    [
      'text that is to be parsed: the front first',
      'id UInt64, x String',
      'id UInt64, x UInt8',
      ['d MODIFY COLUMN `x` UInt8', 'flush', 't MODIFY COLUMN `x` UInt8'],
    ],
    [
      'MATERIALIZED: the front first',
      'id UInt64, x UInt64',
      'id UInt64, x UInt64 MATERIALIZED id',
      ['d MODIFY COLUMN `x` UInt64 MATERIALIZED id', 'flush', 't MODIFY COLUMN `x` UInt64 MATERIALIZED id'],
    ],
    [
      'a codec is the local table’s own',
      'id UInt64',
      'id UInt64 CODEC(NONE)',
      ['t MODIFY COLUMN `id` UInt64 CODEC(NONE)'],
    ],
    [
      'rename: the front first',
      'id UInt64, x UInt8',
      'id UInt64, y UInt8',
      ['d RENAME COLUMN `x` TO `y`', 'flush', 't RENAME COLUMN `x` TO `y`'],
    ],
  ];
  test.each(pairs)('a pair, %s', (_, base, head, expected) => {
    expect(confirmed(table(base) + front(), table(head) + front())).toEqual(
      expected.map((line) => (line === 'flush' ? 'SYSTEM FLUSH DISTRIBUTED a.d' : `ALTER TABLE a.${line}`)),
    );
  });
});

describe('ON CLUSTER', () => {
  const on = (cluster: string, columns: string, name = 't'): string =>
    `CREATE TABLE a.${name} ON CLUSTER ${cluster} (${columns}) ENGINE = ReplicatedMergeTree ORDER BY id;`;

  test('stands behind the name, in a RENAME at the end', () => {
    expect(confirmed('', `CREATE DATABASE a ON CLUSTER prod;${on('prod', 'id UInt64')}`)).toEqual([
      'CREATE DATABASE a ON CLUSTER prod',
      'CREATE TABLE a.t ON CLUSTER prod ( `id` UInt64 ) ENGINE = ReplicatedMergeTree ORDER BY id',
    ]);
    expect(confirmed(on('prod', 'id UInt64'), on('prod', 'id UInt64, x UInt8'))).toEqual([
      'ALTER TABLE a.t ON CLUSTER prod ADD COLUMN `x` UInt8',
    ]);
    expect(confirmed(on('prod', 'id UInt64'), on('prod', 'id UInt64', 'u'))).toEqual([
      'RENAME TABLE a.t TO a.u ON CLUSTER prod',
    ]);
    expect(confirmed(on('prod', 'id UInt64'), '')).toEqual(['DROP TABLE a.t ON CLUSTER prod SYNC']);
  });

  test('a front that another one takes the place of', () => {
    const pair = (name: string, key: string): string =>
      `${on('prod', 'id UInt64', name)}CREATE TABLE a.d ON CLUSTER prod AS a.${name} ENGINE = Distributed('prod', 'a', '${name}', ${key});`;
    expect(confirmed(pair('t', 'id'), pair('u', 'id')).map((sql) => sql.replace(/_chx_[a-z2-7]{8}/, '_spare'))).toEqual(
      [
        "CREATE TABLE a.d_spare ON CLUSTER prod ( `id` UInt64 ) ENGINE = Distributed('prod', 'a', 'u', id)",
        'EXCHANGE TABLES a.d AND a.d_spare ON CLUSTER prod',
        'SYSTEM FLUSH DISTRIBUTED ON CLUSTER prod a.d_spare',
        'RENAME TABLE a.t TO a.u ON CLUSTER prod',
        'SYSTEM FLUSH DISTRIBUTED ON CLUSTER prod a.d_spare',
        'DROP TABLE a.d_spare ON CLUSTER prod SYNC',
      ],
    );
  });

  test('a macro is quoted', () => {
    expect(confirmed(on("'{cluster}'", 'id UInt64'), on("'{cluster}'", 'id UInt64, x UInt8'))).toEqual([
      "ALTER TABLE a.t ON CLUSTER '{cluster}' ADD COLUMN `x` UInt8",
    ]);
  });

  test('all ALTERs of a replicated table but the last wait for the replicas', () => {
    const { statements } = planConfirmed(
      schemaOf(on('prod', 'id UInt64, x UInt16, z UInt8')),
      schemaOf(on('prod', 'id UInt64, y UInt16, z UInt16')),
    );
    expect(statements.map(({ settings }) => settings)).toEqual([{ alter_sync: '2' }, {}]);
  });
});

describe('order', () => {
  const all = [
    `CREATE VIEW a.a0 AS SELECT dictGet('a.dict', 's', id) AS o FROM a.v;`,
    'CREATE VIEW a.v AS SELECT id FROM a.buffer;',
    'CREATE MATERIALIZED VIEW a.m TO a.z AS SELECT id FROM a.t;',
    `CREATE TABLE a.buffer (id UInt64) ENGINE = Buffer('a', 't', 1, 10, 100, 10, 100, 1000, 10000);`,
    `CREATE DICTIONARY a.dict (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'd2' DB 'a')) LIFETIME(60) LAYOUT(FLAT());`,
    front('d2', 'z2'),
    table('id UInt64, s String', 'ORDER BY id', 'z2'),
    table('id UInt64'),
    table('id UInt64', 'ORDER BY id', 'z'),
    'CREATE DATABASE a;',
  ].join('\n');
  const named = (sql: string): string => /(?:VIEW|TABLE|DICTIONARY|DATABASE) (\S+)/.exec(sql)?.[1] ?? '';
  const needs: readonly (readonly [string, string])[] = [
    ['a', 'a.t'],
    ['a.t', 'a.buffer'],
    ['a.buffer', 'a.v'],
    ['a.v', 'a.a0'],
    ['a.dict', 'a.a0'],
    ['a.z2', 'a.d2'],
    ['a.d2', 'a.dict'],
    ['a.t', 'a.m'],
    ['a.z', 'a.m'],
  ];

  test.each(needs)('%s is made before %s and dropped after it', (needed, user) => {
    const created = confirmed('', all).map(named);
    expect(created.indexOf(needed)).toBeGreaterThanOrEqual(0);
    expect(created.indexOf(needed)).toBeLessThan(created.indexOf(user));
    const dropped = confirmed(all, '')
      .filter((sql) => sql.startsWith('DROP'))
      .map(named);
    expect(dropped.indexOf(user)).toBeGreaterThanOrEqual(0);
    expect(dropped.indexOf(user)).toBeLessThan(dropped.indexOf(needed));
  });

  test('the order of files and statements means nothing', () => {
    const base = `${table('id UInt64, x UInt8')}${front()}${table('id UInt64', 'ORDER BY id', 'gone')}`;
    const shuffled = (text: string): ReturnType<typeof schemaOf> =>
      resolveSchema([...objectsOf(text)].reverse()).schema;
    const plain = planConfirmed(schemaOf(base), schemaOf(all));
    const other = planConfirmed(shuffled(base), shuffled(all));
    expect(JSON.stringify(other.statements)).toBe(JSON.stringify(plain.statements));
    expect(JSON.stringify(other.plan.guards)).toBe(JSON.stringify(plain.plan.guards));
  });

  test('a schema against itself, or spelled otherwise, is clean', () => {
    const spelled = all
      .replaceAll('id UInt64', '`id`   UInt64 /* the id */')
      .replaceAll('ORDER BY id', 'ORDER BY (id)');
    for (const head of [all, spelled]) expect(planSql(all, head)).toMatchObject({ sql: [], findings: [] });
  });

  test('objects that need each other are refused', () => {
    const views = 'CREATE VIEW a.v1 AS SELECT * FROM a.v2; CREATE VIEW a.v2 AS SELECT * FROM a.v1;';
    expect(planSql('', views).refusals).toEqual(['dependency-cycle']);
  });

  test('what a dictionary reads is renamed without a look at who needs it, and the dictionary names it afterwards', () => {
    const dictionary = (source: string): string =>
      `CREATE DICTIONARY a.dict (id UInt64, s String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE '${source}' DB 'a')) LIFETIME(60) LAYOUT(FLAT());`;
    const columns = 'id UInt64, s String';
    const { statements } = planConfirmed(
      schemaOf(table(columns) + dictionary('t')),
      schemaOf(table(columns, 'ORDER BY id', 'u') + dictionary('u')),
    );
    expect(statements.map(({ sql, settings }) => [sql.slice(0, 28), settings])).toEqual([
      ['RENAME TABLE a.t TO a.u', { check_table_dependencies: '0' }],
      ['CREATE OR REPLACE DICTIONARY', {}],
    ]);
  });
});

describe('views follow the columns of what they read', () => {
  const view = (query: string): string => `CREATE VIEW a.v AS ${query};\n`;

  test('a wider type makes the view anew', () => {
    const query = view('SELECT id, x FROM a.t');
    expect(confirmed(table('id UInt64, x UInt8') + query, table('id UInt64, x UInt16') + query)).toEqual([
      'ALTER TABLE a.t MODIFY COLUMN `x` UInt16',
      'CREATE OR REPLACE VIEW a.v AS SELECT id, x FROM a.t',
    ]);
  });

  test('a column behind * that goes fails readers until the view is made anew', () => {
    const query = view('SELECT * FROM a.t');
    const planned = planConfirmed(schemaOf(table('id UInt64, x UInt8') + query), schemaOf(table('id UInt64') + query));
    expect(planned.sql.map((sql) => sql.replace(/\s+/g, ' '))).toEqual([
      'ALTER TABLE a.t DROP COLUMN `x`',
      'CREATE OR REPLACE VIEW a.v AS SELECT * FROM a.t',
    ]);
    expect(planned.statements[0]?.fails).toEqual(['SELECT * from the view a.v (code 47) until statement 2']);
  });

  test.each([
    ['SELECT id FROM a.t WHERE id > 1', 1],
    ['SELECT id FROM a.t WHERE x > 1', 1],
    ['SELECT id, sum(x) AS s, uniq(x) AS u, avg(x) AS m FROM a.t GROUP BY id', 1],
    ['SELECT id, max(x) AS m FROM a.t GROUP BY id', 2],
    ['SELECT x + 1 AS o FROM a.t', 2],
    ['SELECT s FROM (SELECT sum(x) AS s FROM a.t)', 2],
  ] as const)('only where a type may show: %s', (query, count) => {
    const both = view(query);
    expect(confirmed(table('id UInt64, x UInt8') + both, table('id UInt64, x UInt16') + both)).toHaveLength(count);
  });

  test('views over views, and materialized ones', () => {
    const more = `${view('SELECT id, x FROM a.t')}CREATE VIEW a.w AS SELECT x FROM a.v;\n${table('id UInt64, x UInt64', 'ORDER BY id', 'target')}CREATE MATERIALIZED VIEW a.m TO a.target AS SELECT id, x FROM a.t;`;
    expect(confirmed(table('id UInt64, x UInt8') + more, table('id UInt64, x UInt16') + more)).toEqual([
      'ALTER TABLE a.t MODIFY COLUMN `x` UInt16',
      'ALTER TABLE a.m MODIFY QUERY SELECT id, x FROM a.t',
      'CREATE OR REPLACE VIEW a.v AS SELECT id, x FROM a.t',
      'CREATE OR REPLACE VIEW a.w AS SELECT x FROM a.v',
    ]);
  });
});

describe('undo', () => {
  const undo = (base: string, head: string): (string | null)[] =>
    planConfirmed(schemaOf(base), schemaOf(head)).statements.map(
      ({ undo: text }) => text?.replace(/\s+/g, ' ') ?? null,
    );

  test.each([
    ['add', table('id UInt64'), table('id UInt64, x UInt8'), 'ALTER TABLE a.t DROP COLUMN `x`'],
    ['drop of values', table('id UInt64, x UInt8'), table('id UInt64'), null],
    [
      'drop of an ALIAS',
      table('id UInt64, x UInt64 ALIAS id'),
      table('id UInt64'),
      'ALTER TABLE a.t ADD COLUMN `x` UInt64 ALIAS id',
    ],
    ['rename', table('id UInt64, x UInt8'), table('id UInt64, y UInt8'), 'ALTER TABLE a.t RENAME COLUMN `y` TO `x`'],
    ['rename of a table', table('id UInt64'), table('id UInt64', 'ORDER BY id', 'u'), 'RENAME TABLE a.u TO a.t'],
    ['a drop with something else', table('id UInt64, x UInt8'), table('id UInt64, z Date'), null],
    ['create', '', table('id UInt64'), 'DROP TABLE a.t SYNC'],
    ['drop of a table', table('id UInt64'), '', null],
  ] as const)('%s', (name, base, head, expected) => {
    expect(undo(base, head), name).toEqual([expected]);
  });
});

describe('guards and risks of single statements', () => {
  test('what names something renamed waits for the rename; what does not, does not', () => {
    const schema = (name: string, more: string): string =>
      `${table('id UInt64', 'ORDER BY id', name)}${table(`id UInt64${more}`, 'ORDER BY id', 'w')}CREATE VIEW a.v AS SELECT id FROM a.${name};`;
    const { statements, plan } = planConfirmed(schemaOf(schema('t', '')), schemaOf(schema('u', ', x UInt8')));
    const [guard] = plan.guards.map(({ id }) => id);
    expect(statements.map(({ sql, guards }) => [sql.split(/\s+/).slice(0, 5).join(' '), guards])).toEqual([
      ['RENAME TABLE a.t TO a.u', [guard]],
      ['CREATE OR REPLACE VIEW a.v', [guard]],
      ['ALTER TABLE a.w ADD COLUMN', []],
    ]);
  });

  test('in one ALTER of several parts each statement has the guards and the risk of its own', () => {
    const { statements } = planConfirmed(
      schemaOf(table('id UInt64, d Date, x UInt16')),
      schemaOf(
        table(
          'id UInt64, d Date, x UInt8',
          'ORDER BY id TTL d + INTERVAL 1 DAY SETTINGS ttl_only_drop_parts = 1, merge_with_ttl_timeout = 7',
        ),
      ),
    );
    expect(statements.map(({ change, guards, risk }) => [change, guards.length, risk])).toEqual([
      ['modify-column+modify-ttl', 2, 'danger'],
      ['modify-settings', 0, 'caution'],
    ]);
  });

  test('a spare name is the same in every run and gives way to one that is there', () => {
    const pair = (key: string): string =>
      `${table('id UInt64')}CREATE TABLE a.d AS a.t ENGINE = Distributed('prod', 'a', 't', ${key});`;
    const [create = ''] = confirmed(pair('id'), pair('id + 1'));
    expect(confirmed(pair('id'), pair('id + 1'))[0]).toBe(create);
    const spare = /a\.(d_chx_[a-z2-7]{8}) /.exec(create)?.[1] ?? '';
    const taken = table('id UInt64', 'ORDER BY id', spare);
    expect(confirmed(pair('id') + taken, pair('id + 1') + taken)[0]).toContain(`a.${spare}_ `);
  });

  test('a TTL that keeps rows longer is no danger', () => {
    const of = (days: number): string => table('id UInt64, d Date', `ORDER BY id TTL d + INTERVAL ${days} DAY`);
    expect(planSql(of(1), of(9)).statements).toMatchObject([{ risk: 'caution', guards: [] }]);
  });
});

describe('conditions', () => {
  test('name what the statement brings about', () => {
    const { statements } = planSql(table('id UInt64'), table('id UInt64, x UInt8'));
    expect(statements[0]?.after).toBe(
      "SELECT countIf(name = 'x' AND type = 'UInt8' AND default_kind = '') = 1 FROM system.columns WHERE database = 'a' AND table = 't'",
    );
  });
});

test('ids of statements and canonical objects don’t depend on places', () => {
  const [one, two] = [schemaOf(table('id UInt64')), schemaOf(`\n\n-- moved\n${table('id UInt64')}`)];
  expect([...two.objects.values()].map(canonicalObject)).toEqual([...one.objects.values()].map(canonicalObject));
  const head = schemaOf(table('id UInt64, x UInt8'));
  expect(planSchemas(two, head).statements).toEqual(planSchemas(one, head).statements);
  expect(planOf(one, two).operations).toEqual([]);
});
