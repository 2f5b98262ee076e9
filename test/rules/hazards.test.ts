/** What no CREATE is refused for: pairs, clusters, paths, views, secrets, and the config's own say. */
import { describe, expect, test } from 'vitest';
import { matchesName } from '../../src/rules/shared/glob.ts';
import { check } from './read.ts';

/** `severity rule: message` of every finding. */
function told(sql: string, config?: string): string[] {
  return check(sql, config).map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
}

function of(rule: string, sql: string, config?: string): string[] {
  return told(sql, config).filter((line) => line.includes(` ${rule}: `));
}

describe('columns of a pair', () => {
  const pair = (local: string, front: string): string[] =>
    of(
      'distributed-columns-differ',
      `CREATE TABLE app.l (id UInt64, ${local}) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.d (id UInt64, ${front}) ENGINE = Distributed('prod', 'app', 'l', id);`,
    );

  test.each([
    ['v UInt64 ALIAS id', 'v UInt64', 'error', 'every INSERT fails with 16'],
    ['v UInt64 MATERIALIZED id', 'v UInt64', 'error', 'every INSERT fails with 44'],
    ['v UInt64 EPHEMERAL', 'v UInt64', 'error', 'reading it fails with 16'],
    ['v UInt64 DEFAULT 7', 'v UInt64', 'warning', 'stores another value'],
    ['v UInt64 DEFAULT 7', 'v UInt64 DEFAULT 8', 'warning', 'stores another value'],
    ['v UInt64', 'v UInt64 MATERIALIZED id', 'warning', 'stores the default of the type'],
    ['v Nullable(UInt64)', 'v UInt64', 'error', 'a NULL fails with 349'],
    ['v String', 'v UInt64', 'error', 'fail with 6'],
    ['v UInt64', 'v UInt8', 'warning', 'change in silence'],
    ['v LowCardinality(String)', 'v String', 'warning', 'cast'],
  ])('%s under %s: %s', (local, front, severity, reason) => {
    const findings = pair(local, front);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(new RegExp(`^${severity} .*${reason}`));
  });

  test('equal columns, another spelling of a type, another order: nothing', () => {
    expect(pair('a Decimal(9,2) DEFAULT 1.0, b String', 'b text, a Decimal(9, 2) DEFAULT 1.')).toEqual([]);
  });

  test('a column of the local table alone is a warning at the Distributed one', () => {
    expect(pair('a String, b String', 'a String')).toEqual([
      "warning distributed-columns-differ: column `b` of the local table `app.l` is missing here: add it, or queries through this table can't see it",
    ]);
  });

  test('an ALIAS of the Distributed table alone is its own business', () => {
    expect(pair('a String', 'a String, b String ALIAS upper(a)')).toEqual([]);
  });

  test('`AS local` has no differences', () => {
    const sql = `CREATE TABLE app.l (id UInt64, v UInt64 DEFAULT 7 CODEC(ZSTD(3))) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.d AS app.l ENGINE = Distributed('prod', 'app', 'l', id);`;
    expect(told(sql)).toEqual([]);
  });
});

describe('a missing local table', () => {
  const front = "CREATE TABLE app.d (id UInt64) ENGINE = Distributed('prod', 'other', 'l', id);";
  const rule = 'distributed-missing-local';

  test('in a database that the files do not answer for: nothing', () => {
    expect(of(rule, front)).toEqual([]);
    expect(of(rule, front, 'version: 1\ndistributed: {}\nmanaged: { databases: [app] }\n')).toEqual([]);
  });
  test('in a managed one: an error, unless it is to be ignored', () => {
    expect(of(rule, front, 'version: 1\ndistributed: {}\nmanaged: { databases: [app, other] }\n')).toHaveLength(1);
    expect(
      of(rule, front, 'version: 1\ndistributed: {}\nmanaged: { databases: [app, other], ignore: ["other.*"] }\n'),
    ).toEqual([]);
  });
  test('whose columns are wanted: an error wherever it is', () => {
    expect(of(rule, "CREATE TABLE app.d AS other.l ENGINE = Distributed('prod', 'other', 'l', id);")).toHaveLength(1);
  });
});

describe('clusters', () => {
  test('a default cluster leaves nothing without one', () => {
    const sql =
      'CREATE TABLE app.a ON CLUSTER prod (id UInt64) ENGINE = Memory; CREATE TABLE app.b (id UInt64) ENGINE = Memory;';
    expect(of('cluster-missing', sql)).toHaveLength(1);
    expect(of('cluster-missing', sql, 'version: 1\ndistributed: { cluster: prod }\n')).toEqual([]);
  });
  test('no cluster anywhere is one server', () => {
    expect(
      told('CREATE TABLE app.a (id UInt64) ENGINE = MergeTree ORDER BY id; CREATE VIEW app.v AS SELECT id FROM app.a;'),
    ).toEqual([]);
  });
  test('what a Replicated database replicates needs none', () => {
    const sql =
      'CREATE TABLE app.a ON CLUSTER prod (id UInt64) ENGINE = Memory; CREATE TABLE other.b (id UInt64) ENGINE = ReplicatedMergeTree ORDER BY id;';
    const config = 'version: 1\ndistributed: {}\ntargets: { eu: { kind: cluster, replicated_databases: [other] } }\n';
    expect(told(sql, config)).toEqual([]);
    expect(of('replica-path-uuid', sql)).toHaveLength(1);
  });
  test('two clusters in one pair are a warning, a macro is none', () => {
    const pair = (on: string): string =>
      `CREATE TABLE app.l ON CLUSTER ${on} (id UInt64) ENGINE = Memory; CREATE TABLE app.d ON CLUSTER prod (id UInt64) ENGINE = Distributed('prod', 'app', 'l', id);`;
    expect(of('distributed-cluster-mismatch', pair('archive'))).toEqual([
      'warning distributed-cluster-mismatch: reads the cluster `prod`, but its local table `app.l` is on `archive`: use one cluster for both, or silence this if they have the same hosts',
    ]);
    expect(of('distributed-cluster-mismatch', pair("'{cluster}'"))).toEqual([]);
  });
  test('a plain engine is fine where every target is Cloud', () => {
    const sql = 'CREATE TABLE app.a ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;';
    expect(
      of('plain-engine-on-cluster', sql, 'version: 1\ndistributed: {}\ntargets: { c: { kind: cloud } }\n'),
    ).toEqual([]);
    expect(of('plain-engine-on-cluster', sql)).toHaveLength(1);
  });
});

describe('Keeper paths', () => {
  const table = (name: string, path: string, replica = '{replica}'): string =>
    `CREATE TABLE app.${name} ON CLUSTER prod (id UInt64) ENGINE = ReplicatedMergeTree('${path}', '${replica}') ORDER BY id;`;

  test('one template gives each table its own path', () => {
    const template = '/clickhouse/{shard}/{database}/{table}';
    expect(told(`${table('a', template)}\n${table('b', template)}`)).toEqual([]);
    expect(told(`${table('a', '/clickhouse/{uuid}/{shard}')}\n${table('b', '/clickhouse/{uuid}/{shard}')}`)).toEqual(
      [],
    );
  });
  test('a new table of a renamed one’s old name meets its path', () => {
    const template = '/clickhouse/{shard}/{table}';
    const sql = `-- chx:renamed-from a\n${table('b', template)}\n${table('a', template)}`;
    const found = check(sql).filter(({ rule }) => rule === 'replica-path-shared');
    expect(found.map(({ object, line }) => [object, line])).toEqual([['app.a', 3]]);
    expect(found[0]?.message).toContain('which `app.b` keeps from before its rename');
  });
  test('no {shard}: a warning; with the shard in the replica name one table over all shards is meant', () => {
    expect(of('replica-path-shard', table('a', '/clickhouse/a'))).toHaveLength(1);
    expect(of('replica-path-shard', table('a', '/clickhouse/a', '{shard}-{replica}'))).toEqual([]);
    expect(of('replica-path-shard', table('a', '/clickhouse/{layer}/a'))).toEqual([]);
  });
});

describe('views', () => {
  const base =
    'CREATE TABLE app.s (id UInt64, a String) ENGINE = Memory; CREATE TABLE app.t (id UInt64, n UInt64) ENGINE = Memory;';
  const view = (query: string): string[] =>
    of('mv-target-columns', `${base} CREATE MATERIALIZED VIEW app.v TO app.t AS ${query};`);

  test.each([
    ['SELECT id, length(a) AS m FROM app.s', 1],
    ['WITH 1 AS x SELECT id, x AS y FROM app.s', 1],
    ['SELECT DISTINCT id, a FROM app.s', 1],
    ['SELECT id, length(a) AS n FROM app.s', 0],
    ['SELECT * FROM app.s', 0],
    ['SELECT id, (SELECT max(a) AS inner_name FROM app.s) AS n FROM app.s', 0],
    ['SELECT id, arrayMap(x -> x AS y, [1]) AS n FROM app.s', 0],
    ['SELECT id, left(a, 1) AS n FROM app.s', 0],
    ['SELECT id FROM app.s UNION ALL SELECT length(a) AS other FROM app.s', 0],
    ['SELECT s.id, count() n FROM app.s AS s GROUP BY s.id', 0],
  ])('%s: %i', (query, count) => {
    expect(view(query)).toHaveLength(count);
  });

  test('views on both sides of a pair count rows twice', () => {
    const sql = `CREATE TABLE app.l (id UInt64) ENGINE = Memory; CREATE TABLE app.d (id UInt64) ENGINE = Distributed('prod', 'app', 'l', id);
CREATE TABLE app.t (id UInt64) ENGINE = Memory;
CREATE MATERIALIZED VIEW app.v1 TO app.t AS SELECT id FROM app.l; CREATE MATERIALIZED VIEW app.v2 TO app.t AS SELECT id FROM app.d;`;
    expect(of('mv-source-distributed', sql).join()).toContain('rows are there twice');
  });
  test('a loop through a Distributed table', () => {
    const sql = `CREATE TABLE app.l (id UInt64) ENGINE = Memory; CREATE TABLE app.d (id UInt64) ENGINE = Distributed('prod', 'app', 'l', id);
CREATE MATERIALIZED VIEW app.v TO app.d AS SELECT id FROM app.l;`;
    expect(of('mv-loop', sql)).toHaveLength(1);
  });
});

describe('secrets', () => {
  const engine = (text: string): string[] => of('secret-literal', `CREATE TABLE app.a (id UInt64) ENGINE = ${text};`);

  test.each([
    ["MySQL('h:3306', 'd', 't', 'u', 'p')", 'warning'],
    ["PostgreSQL('h:5432', 'd', 't', 'u', '[HIDDEN]')", 'error'],
    ["S3('https://b/x', 'key', 'secret', 'CSV')", 'warning'],
    ["Redis('h:6379', 0, 'p') PRIMARY KEY id", 'warning'],
    ["URL('http://u:p@h/', 'CSV')", 'warning'],
    ["Kafka('h:9092', 't', 'g', 'CSV') SETTINGS kafka_sasl_password = 'p'", 'warning'],
    ["MySQL(shop, password = 'p')", 'warning'],
  ])('%s: %s', (text, severity) => {
    expect(engine(text).map((line) => line.split(' ')[0])).toEqual([severity]);
  });
  test.each([
    `MySQL('h:3306', 'd', 't', 'u', '\${chx:SHOP}')`,
    "MySQL('h:3306', 'd', 't', 'u', '')",
    'MySQL(shop)',
    "S3('https://b/x', 'CSV', 'id UInt64')",
    "S3('https://b/x', 'JSONEachRow', 'gzip')",
    "URL('http://h/', 'CSV')",
  ])('%s: nothing', (text) => {
    expect(engine(text)).toEqual([]);
  });
  test('in a dictionary source and in a table function', () => {
    expect(
      of(
        'secret-literal',
        "CREATE DICTIONARY app.x (id UInt64) PRIMARY KEY id SOURCE(MYSQL(USER 'u' PASSWORD 'p' TABLE 't')) LAYOUT(FLAT()) LIFETIME(1);",
      ),
    ).toHaveLength(1);
    expect(of('secret-literal', "CREATE VIEW app.v AS SELECT * FROM remote('h', 'd', 't', 'u', 'p');")).toHaveLength(1);
  });
});

describe('expressions that are not sure', () => {
  const schema = (column: string): string =>
    `CREATE TABLE app.a (id UInt64, m Map(String, String), j JSON, t Tuple(x UInt8), ${column}) ENGINE = MergeTree ORDER BY id;`;

  test.each([
    'v Array(UInt64) DEFAULT arrayMap(x -> x + id, [1])',
    "v String DEFAULT m['a']",
    'v UInt8 DEFAULT t.x',
    'v UInt64 DEFAULT CAST(id AS UInt64)',
    'v UInt64 DEFAULT id::UInt64',
    'v DateTime DEFAULT now() - INTERVAL 1 day',
    "v DateTime DEFAULT toStartOfInterval(now(), INTERVAL '1 hour')",
    'v Date DEFAULT dateAdd(DAY, 1, today())',
    "v Date DEFAULT DATE '2020-01-01'",
    "v String DEFAULT CASE WHEN id = 1 THEN 'a' ELSE 'b' END",
    'v UInt8 DEFAULT id IN (1, 2) AND NOT (id BETWEEN 3 AND 4)',
    "v String DEFAULT trim(BOTH ' ' FROM toString(id))",
    'v Nullable(String) DEFAULT NULL',
    'v UInt64 MATERIALIZED id * 2',
    'v String DEFAULT j.a.b::String',
    'v DateTime DEFAULT CURRENT_TIMESTAMP',
    'date Date DEFAULT today(), v Date DEFAULT date + 1',
    'day UInt8 DEFAULT 1, v UInt8 DEFAULT day + 1',
  ])('%s: nothing', (column) => {
    expect(told(schema(column))).toEqual([]);
  });
});

describe('the config', () => {
  test('targets are looked at one by one', () => {
    const config =
      'version: 1\ndistributed: {}\ntargets: { a: { kind: server }, b: { kind: cluster }, c: { kind: cloud } }\n';
    const front = "CREATE TABLE app.d (id UInt64) ENGINE = Distributed('prod', 'other', 'l', id);";
    expect(check(front, config).map(({ rule }) => rule)).toEqual([
      'cloud-target-distributed',
      'server-target-distributed',
    ]);
  });
});

test.each([
  ['analytics.tmp_*', 'analytics.tmp_1', true],
  ['analytics.tmp_*', 'analytics.tmp_', true],
  ['analytics.tmp_*', 'Analytics.tmp_1', false],
  ['*', 'a.b', true],
  ['a.b', 'axb', false],
  ['a.?', 'a.b', true],
  ['a.?', 'a.', false],
  ['*.b*c', 'a.bxbc', true],
  ['a*', 'b', false],
  ['', '', true],
])('the pattern %j and the name %j: %s', (pattern, name, matches) => {
  expect(matchesName(pattern, name)).toBe(matches);
});

test('a pattern of many stars is decided at once', () => {
  const start = process.hrtime.bigint();
  expect(matchesName('*a'.repeat(60), `${'a'.repeat(400)}b`)).toBe(false);
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1000);
});

describe('what only a schema with targets or a past can show', () => {
  const renamed = (path: string): string[] =>
    of(
      'replica-path-renamed',
      `-- chx:renamed-from a\nCREATE TABLE app.b (id UInt64) ENGINE = ReplicatedMergeTree('${path}', '{replica}') ORDER BY id;`,
    );
  test.each([
    ['/c/{shard}/{table}', 1],
    ['/c/{shard}/{database}/a', 0],
    ['/c/{shard}/{uuid}', 0],
    ['/c/{shard}/a', 0],
  ])('a renamed table on %s: %i', (path, count) => {
    expect(renamed(path)).toHaveLength(count);
  });

  const replicated = "CREATE DATABASE app ENGINE = Replicated('/d', '{shard}', '{replica}');";
  const spread = `${replicated}\nCREATE TABLE app.a ON CLUSTER prod (id UInt64) ENGINE = Memory;`;
  const under = (targets: string): string => `version: 1\ndistributed: {}\ntargets: { ${targets} }\n`;
  test.each([
    ['eu: { kind: cluster }', 1],
    ['eu: { kind: cluster, replicated_databases: [app] }', 0],
    ['eu: { kind: replicated }', 0],
    ['eu: { kind: replicated, replicated_databases: [other] }', 1],
    ['eu: { kind: cloud }', 0],
    ['eu: { kind: cluster, replicated_databases: [app] }, us: { kind: cluster }', 1],
  ])('ON CLUSTER in a Replicated database with the targets %s: %i', (targets, count) => {
    expect(of('replicated-database-cluster', spread, under(targets))).toHaveLength(count);
  });
  test('without targets it is an error too', () => {
    expect(of('replicated-database-cluster', spread)).toHaveLength(1);
  });
  test('a Keeper path in a database that a target lists as Replicated', () => {
    const sql = "CREATE TABLE app.a (id UInt64) ENGINE = ReplicatedMergeTree('/c/a', '{replica}') ORDER BY id;";
    expect(of('replicated-database-path', sql)).toEqual([]);
    const listed = under('eu: { kind: cluster, replicated_databases: [app] }');
    expect(of('replicated-database-path', sql, listed)).toHaveLength(1);
  });
  test('plain columns beside aggregates are an error from 26.7 on', () => {
    const sql =
      'CREATE TABLE app.a (id UInt64, n UInt64, s AggregateFunction(sum, UInt64)) ENGINE = AggregatingMergeTree ORDER BY id;';
    const severity = (targets: string): string | undefined =>
      of('aggregating-columns', sql, under(targets))[0]?.split(' ')[0];
    expect(severity('a: { kind: server, clickhouse: "25.8" }')).toBe('warning');
    expect(severity('a: { kind: server, clickhouse: "26.6.9" }')).toBe('warning');
    expect(severity('a: { kind: server, clickhouse: "26.7" }')).toBe('error');
    expect(severity('a: { kind: server, clickhouse: "25.8" }, b: { kind: server }')).toBe('error');
  });
  test.each([
    [
      'projection-engine',
      '24.8',
      'CREATE TABLE app.a (id UInt64, n UInt64, PROJECTION p (SELECT n ORDER BY n)) ENGINE = ReplacingMergeTree ORDER BY id;',
    ],
    ['summing-columns', '25.4', 'CREATE TABLE app.a (id UInt64, n UInt64) ENGINE = SummingMergeTree(id) ORDER BY id;'],
  ])('%s: what is refused from %s on is a warning where every target is older', (rule, version, sql) => {
    const severity = (targets: string): string | undefined => of(rule, sql, under(targets))[0]?.split(' ')[0];
    expect(severity('a: { kind: server, clickhouse: "23.8.2.7" }')).toBe('warning');
    expect(severity(`a: { kind: server, clickhouse: "${version}" }`)).toBe('error');
    expect(severity(`a: { kind: server, clickhouse: "23.8" }, b: { kind: server, clickhouse: "${version}" }`)).toBe(
      'error',
    );
    expect(of(rule, sql)[0]).toMatch(/^error /);
  });
  test('a mode that the target lacks is not what a projection is told to set', () => {
    const sql =
      'CREATE TABLE app.a (id UInt64, n UInt64, PROJECTION p (SELECT n ORDER BY n)) ENGINE = ReplacingMergeTree ORDER BY id;';
    const told = (version: string): string | undefined =>
      of('projection-engine', sql, under(`a: { kind: server, clickhouse: "${version}" }`))[0];
    expect(told('23.8')).toContain('use a materialized view');
    expect(told('24.8')).toContain('set `deduplicate_merge_projection_mode');
  });
  test.each([
    ['SELECT currentDatabase() AS d', 1],
    ["SELECT 'currentDatabase()' AS d", 0],
    ['SELECT database() AS d', 1],
    ['SELECT 1 AS database', 0],
  ])('%s: %i', (query, count) => {
    expect(of('current-database', `CREATE VIEW app.v AS ${query};`)).toHaveLength(count);
  });
  test.each([
    ['EVERY 1 DAY DEPENDS ON app.first', 0],
    ['EVERY 1 DAY DEPENDS ON first', 0],
    ['EVERY 1 DAY DEPENDS ON app.first, app.base', 1],
    ['EVERY 1 DAY DEPENDS ON app.nobody', 1],
    ['EVERY 1 DAY DEPENDS ON app.v', 1],
    ['EVERY 1 DAY', 0],
  ])('REFRESH %s: %i', (clause, count) => {
    const sql = `CREATE TABLE app.base (id UInt64) ENGINE = Memory;
CREATE MATERIALIZED VIEW app.first REFRESH EVERY 1 DAY ENGINE = Memory AS SELECT id FROM app.base;
CREATE MATERIALIZED VIEW app.v REFRESH ${clause} ENGINE = Memory AS SELECT id FROM app.base;`;
    expect(of('refresh-dependency', sql)).toHaveLength(count);
  });
});
