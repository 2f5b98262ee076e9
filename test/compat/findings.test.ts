/** What a plan is told about the version of its target. */
import { describe, expect, test } from 'vitest';
import { isFeature } from '../../src/compat/lookup.ts';
import { parseConfig, type Target } from '../../src/config/config.ts';
import { compatFindings, operationRequirements } from '../../src/render/compatibility.ts';
import { renderOperations } from '../../src/render/statement.ts';
import { renderTarget } from '../../src/render/target.ts';
import { planConfirmed, schemaOf } from '../plan/support.ts';

function targetOf(version: string | null, kind = 'cluster'): Target {
  const clickhouse = version === null ? '' : `\n    clickhouse: "${version}"`;
  const [target] = parseConfig(
    `version: 1\ntargets:\n  production:\n    kind: ${kind}${clickhouse}\n`,
    'chx.yml',
  ).targets;
  if (target === undefined) throw new Error('no target');
  return target;
}

function findings(version: string | null, base: string, head: string, kind = 'cluster') {
  const planned = planConfirmed(schemaOf(base), schemaOf(head));
  expect(planned.refusals).toEqual([]);
  return compatFindings(planned.plan.operations, planned.head, targetOf(version, kind));
}

const rules = (...given: Parameters<typeof findings>): string[] =>
  findings(...given).map(({ rule, severity }) => `${severity} ${rule}`);

const table = (columns: string, more = 'ORDER BY k'): string =>
  `CREATE TABLE a.t (${columns}) ENGINE = MergeTree ${more};\n`;
const renamed = `CREATE TABLE a.t (k UInt64,\n  -- chx:renamed-from s\n  z String) ENGINE = MergeTree ORDER BY k;\n`;

test('a rename before 20.4 is refused by name, with what to do instead', () => {
  expect(findings('20.1', table('k UInt64, s String'), renamed)).toEqual([
    {
      rule: 'version-lacks-rename-column',
      severity: 'error',
      object: 'a.t',
      message:
        'ClickHouse 20.1, the least version of the target production, does not have this: RENAME COLUMN of MergeTree tables (since 20.4); add a column, copy with ALTER UPDATE and drop the old one',
      file: 'schema/a.sql',
      line: 1,
    },
  ]);
  expect(rules('20.4', table('k UInt64, s String'), renamed)).toEqual([]);
});

test('a target without a version promises none', () => {
  expect(findings(null, table('k UInt64, s String'), renamed)).toEqual([]);
});

test('what a CREATE has is found at its line', () => {
  const head =
    'CREATE TABLE a.t (\n  k UInt64,\n  b Bool,\n  j JSON,\n  INDEX i k TYPE minmax GRANULARITY 1\n) ENGINE = MergeTree ORDER BY k;\n';
  expect(findings('19.17', '', head).map(({ rule, severity, line }) => [rule, severity, line])).toEqual([
    ['version-lacks-type-bool', 'error', 3],
    ['version-lacks-type-json', 'error', 4],
    ['version-experimental-index-minmax', 'warning', 5],
    ['version-experimental-skip-index', 'warning', 5],
  ]);
  expect(findings('24.8', '', head).map(({ rule, message }) => [rule, message])).toEqual([
    [
      'version-experimental-type-json',
      'Type JSON is experimental in ClickHouse 24.8, the least version of the target production: the column `j` needs it; set allow_experimental_json_type for the user that deploys, or use String',
    ],
  ]);
  expect(rules('26.7', '', head)).toEqual([]);
});

test('a key in descending order needs its setting, from the version that has the setting', () => {
  const plain = 'CREATE TABLE a.t (k UInt64) ENGINE = MergeTree ORDER BY (k DESC)';
  const set = `${plain} SETTINGS allow_experimental_reverse_key = 1;\n`;
  expect(rules('25.8', '', set)).toEqual([]);
  expect(rules('24.11', '', set)).toEqual(['error version-lacks-order-by-desc-with-setting']);
  expect(rules('25.8', '', `${plain};\n`)).toEqual(['error version-lacks-order-by-desc']);
  expect(rules('26.7', '', `${plain};\n`)).toEqual([]);
});

test('what a version has with a setting is no error there', () => {
  const head = table('k UInt64, s String, INDEX i s TYPE text(tokenizer = splitByNonAlpha) GRANULARITY 1');
  expect(rules('25.8', '', head)).toEqual(['warning version-experimental-index-text']);
  expect(findings('25.5', '', head).map(({ message }) => message)).toEqual([
    'ClickHouse 25.5, the least version of the target production, does not have this: Index type text (since 26.2, experimental from 25.6); the index `i` needs it; use tokenbf_v1 or ngrambf_v1',
  ]);
});

test('what a version no more has', () => {
  expect(rules('26.7', '', table('k UInt64, s String, INDEX i s TYPE inverted GRANULARITY 1'))).toEqual([
    'error version-lacks-index-inverted',
  ]);
});

test('what no source says is a warning', () => {
  expect(rules('22.1', '', "CREATE VIEW a.v AS SELECT 1 COMMENT 'x';\n")).toEqual([
    'warning version-unsure-view-comment',
  ]);
});

describe('changes', () => {
  const nothing = table('k UInt64, s String');
  test.each([
    ['a column first', '20.5', nothing, table('x UInt8, k UInt64, s String'), ['error version-lacks-column-first']],
    [
      'a column with a codec',
      '18.16.1',
      nothing,
      table('k UInt64, s String, c String CODEC(NONE)'),
      ['error version-lacks-codec-none', 'error version-lacks-column-codec'],
    ],
    [
      'a default goes',
      '20.9',
      table("k UInt64, s String DEFAULT 'x'"),
      nothing,
      ['error version-lacks-modify-column-remove'],
    ],
    [
      'a TTL',
      '19.5',
      table('k UInt64, d Date'),
      table('k UInt64, d Date', 'ORDER BY k TTL d + INTERVAL 1 DAY'),
      ['error version-lacks-modify-ttl', 'error version-lacks-table-ttl'],
    ],
    [
      'a TTL goes',
      '20.9',
      table('k UInt64, d Date', 'ORDER BY k TTL d + INTERVAL 1 DAY'),
      table('k UInt64, d Date'),
      ['error version-lacks-remove-ttl'],
    ],
    [
      'a setting',
      '19.13',
      nothing,
      table('k UInt64, s String', 'ORDER BY k SETTINGS parts_to_throw_insert = 1000'),
      ['error version-lacks-modify-setting'],
    ],
    [
      'a setting goes',
      '20.12',
      table('k UInt64, s String', 'ORDER BY k SETTINGS parts_to_throw_insert = 1000'),
      nothing,
      ['error version-lacks-reset-setting'],
    ],
    [
      'a comment of the table',
      '21.5',
      nothing,
      table('k UInt64, s String', "ORDER BY k COMMENT 'x'"),
      ['error version-lacks-modify-table-comment'],
    ],
    [
      'an index',
      '19.1.6',
      nothing,
      table('k UInt64, s String, INDEX i s TYPE minmax GRANULARITY 1'),
      ['error version-lacks-add-index', 'error version-lacks-index-minmax', 'error version-lacks-skip-index'],
    ],
    ['a table goes, without SYNC', '20.9', nothing, '', []],
    [
      'an attribute that stays is none of the change',
      '19.1.6',
      table('k UInt64, s LowCardinality(String)'),
      table("k UInt64, s LowCardinality(String) DEFAULT 'x'"),
      [],
    ],
  ] as const)('%s', (_, version, base, head, expected) => {
    expect(rules(version, base, head)).toEqual(expected);
  });
});

describe('on a cluster', () => {
  const local = (columns: string): string =>
    `CREATE TABLE a.t ON CLUSTER c (${columns}) ENGINE = ReplicatedMergeTree('/t/{shard}', '{replica}') ORDER BY k;\n`;
  const front = (columns: string): string =>
    `CREATE TABLE a.d ON CLUSTER c (${columns}) ENGINE = Distributed('c', 'a', 't', k);\n`;

  test('COMMENT COLUMN of a Replicated table, where 18.16 drops the column', () => {
    expect(rules('18.16.1', local('k UInt64, s String'), local("k UInt64, s String COMMENT 'x'"))).toEqual([
      'error version-lacks-comment-column-replicated',
      'error version-lacks-on-cluster-comment-column',
    ]);
    expect(rules('19.10', local('k UInt64, s String'), local("k UInt64, s String COMMENT 'x'"))).toEqual([]);
  });

  test('an ALTER of a Distributed table is refused only where internal_replication is true', () => {
    const both = (columns: string): string => local(columns) + front(columns);
    const head = both('k UInt64, s String, x UInt8');
    expect(rules('20.8', both('k UInt64, s String'), head)).toEqual([
      'warning version-lacks-on-cluster-plain-tables-of-replicated-shards',
    ]);
    expect(rules('20.8.5.45', both('k UInt64, s String'), head)).toEqual([]);
  });

  test('on one server there is no ON CLUSTER', () => {
    const plain = (columns: string): string =>
      `CREATE TABLE a.t ON CLUSTER c (${columns}) ENGINE = MergeTree ORDER BY k;\n`;
    expect(rules('20.1', plain('k UInt64'), plain('k UInt64, x UInt8'), 'server')).toEqual([]);
    expect(rules('20.1', plain('k UInt64'), plain('k UInt64, x UInt8'))).toEqual([
      'warning version-lacks-on-cluster-plain-tables-of-replicated-shards',
    ]);
  });
});

test('what is dropped stands in no file of head', () => {
  const dictionary =
    "CREATE TABLE a.s (k UInt64, v UInt8) ENGINE = MergeTree ORDER BY k; CREATE DICTIONARY a.t ON CLUSTER c (k UInt64, v UInt8) PRIMARY KEY k SOURCE(CLICKHOUSE(DB 'a' TABLE 's')) LAYOUT(FLAT()) LIFETIME(1);";
  const found = findings('19.17', dictionary, '').filter(({ object }) => object === 'a.t');
  expect(found).toMatchObject([{ rule: 'version-lacks-on-cluster-dictionary', file: null, line: null }]);
});

test('every row that an operation can need is one of the matrix', () => {
  const everything = (suffix: string): string =>
    [
      `CREATE TABLE a.t${suffix} (k UInt64, d Date, s String) ENGINE = MergeTree ORDER BY k;`,
      `CREATE TABLE a.d${suffix} AS a.t${suffix} ENGINE = Distributed('c', 'a', 't${suffix}', k);`,
      `CREATE VIEW a.v${suffix} AS SELECT k FROM a.t${suffix};`,
      `CREATE FUNCTION f${suffix} AS x -> x;`,
    ].join('\n');
  for (const [base, head] of [
    ['', everything('')],
    [everything(''), ''],
    [everything(''), everything('2')],
  ] as const) {
    const { plan } = planConfirmed(schemaOf(base), schemaOf(head));
    const rows = plan.operations.flatMap((operation) => operationRequirements(operation, true)).map(({ row }) => row);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !isFeature(row))).toEqual([]);
  }
});

test('a table that moves to another database is refused where databases are Replicated, whatever the version', () => {
  const of = (database: string): string =>
    `CREATE TABLE ${database}.t (k UInt64, s String) ENGINE = MergeTree ORDER BY k;\n`;
  for (const version of [null, '25.8']) {
    expect(rules(version, of('p'), of('q'), 'replicated')).toContain('error rename-across-databases');
    expect(rules(version, of('p'), of('q'))).not.toContain('error rename-across-databases');
  }
  expect(findings(null, of('p'), of('q'), 'replicated')).toMatchObject([
    {
      message:
        "p.t can't become q.t on the target production, as nothing moves into or out of a Replicated database (code 48): keep the database",
      file: 'schema/a.sql',
    },
  ]);
});

describe('what is written for an old version', () => {
  const statements = (version: string | null, base: string, head: string) =>
    renderOperations(planConfirmed(schemaOf(base), schemaOf(head)).plan.operations, renderTarget(targetOf(version)));
  const replicated = (columns: string, setting: number): string =>
    `CREATE TABLE a.t ON CLUSTER c (${columns}) ENGINE = ReplicatedMergeTree('/t/{shard}', '{replica}') ORDER BY k SETTINGS parts_to_throw_insert = ${setting};\n`;

  test.each([
    [null, ' SYNC'],
    ['20.10', ' SYNC'],
    ['20.9', ''],
  ])('DROP TABLE on %s', (version, end) => {
    expect(statements(version, table('k UInt64'), '').map(({ sql }) => sql)).toEqual([`DROP TABLE a.t${end}`]);
    expect(statements(version, '', table('k UInt64')).map(({ undo }) => undo)).toEqual([`DROP TABLE a.t${end}`]);
  });
  test.each([
    [null, 'alter_sync'],
    ['23.2', 'alter_sync'],
    ['23.1', 'replication_alter_partitions_sync'],
    ['21.8', 'replication_alter_partitions_sync'],
  ])('two ALTERs of a Replicated table on %s', (version, setting) => {
    const [first] = statements(version, replicated('k UInt64', 1000), replicated('k UInt64, x UInt8', 2000));
    expect(first?.settings).toEqual({ [setting]: '2' });
  });
});
