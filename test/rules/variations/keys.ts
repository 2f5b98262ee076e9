/** Keys and TTLs: names, constants, functions, order, prefixes, groups. */
import { nonDeterministic } from '../../../src/rules/shared/expressions.ts';
import { cross, type Family, table } from './family.ts';

const columns =
  'a UInt64, b UInt64, c String, at DateTime, al UInt64 ALIAS a, ep UInt64 EPHEMERAL, ma UInt64 MATERIALIZED a';
const clauses = [
  'ORDER BY KEY',
  'ORDER BY (a, KEY)',
  'PRIMARY KEY KEY ORDER BY (KEY, b)',
  'PARTITION BY KEY ORDER BY a',
  'PARTITION BY (toYYYYMM(at), KEY) ORDER BY a',
];
const named = ['b', 'missing', 'al', 'ep', 'ma', '`b`', '`missing`', 'B'];
const around = ['NAME', '(NAME)', 'NAME + 1', 'intDiv(NAME, 10)', 'negate(-NAME)', 'toString(NAME)', 'NAME % 8'];
const constants = [
  '1',
  '-1',
  '1.5',
  "'b'",
  "'2020-01-01'",
  '(1)',
  'true',
  'NULL',
  '[1]',
  '1 + 1',
  "toDate('2020-01-01')",
];
const lists = [
  'a',
  'b',
  'a, b',
  'b, a',
  'a, b, c',
  'a, c',
  'lower(c)',
  'a, lower(c)',
  'a + 1',
  'b + 1',
  'a, b + 1',
  'tuple()',
];

const in_ =
  (key: string) =>
  (clause: string): string =>
    table(columns, `ENGINE = MergeTree ${clause.replaceAll('KEY', key)}`);

export const keyFamilies: readonly Family[] = [
  {
    name: 'names in keys',
    statements: cross(
      clauses,
      named.flatMap((name) => around.map((text) => text.replaceAll('NAME', name))),
    ).map(([clause = '', key = '']) => in_(key)(clause)),
  },
  {
    name: 'constants in keys',
    statements: cross(clauses, constants).map(([clause = '', key = '']) => in_(key)(clause)),
    left: [[/\[1\]|1 \+ 1|toDate\('/, 'an expression without a name is not interpreted']],
  },
  {
    name: 'functions without a fixed value',
    statements: cross(
      clauses,
      [...nonDeterministic].flatMap((name) => (name === 'randCanonical' ? [] : [call(name), `a + ${call(name)}`])),
    ).map(([clause = '', key = '']) => in_(key)(clause)),
  },
  {
    name: 'one expression twice',
    statements: [
      'a, a',
      'a, (a)',
      'a, `a`',
      'a, b, a',
      'lower(c), lower( c )',
      'lower(c), LOWER(c)',
      'a, a + 0',
      'a, A',
      'a + 1, a+1',
      'b, b, a',
    ].flatMap((key) => [
      table(columns, `ENGINE = MergeTree ORDER BY (${key})`),
      table(columns, `ENGINE = MergeTree ORDER BY (${key}) SETTINGS allow_suspicious_indices = 1`),
      table(columns, `ENGINE = MergeTree PRIMARY KEY (${key}) ORDER BY (${key})`),
      table(columns, `ENGINE = MergeTree PRIMARY KEY (${key})`),
    ]),
  },
  {
    name: 'primary keys before sorting keys',
    statements: cross(lists, lists).map(([primary, sorting]) =>
      table(columns, `ENGINE = MergeTree PRIMARY KEY ${listOf(primary)} ORDER BY ${listOf(sorting)}`),
    ),
  },
  {
    name: 'sampling expressions',
    statements: cross(
      ['a', 'b', 'c', 'cityHash64(a)', 'intHash32(b)', '(a)', 'missing', 'al'],
      ['a', 'a, b', 'cityHash64(a)', 'a, intHash32(b)', 'c'],
      ['', ' SETTINGS compatibility_allow_sampling_expression_not_in_primary_key = 1'],
    ).map(([sample, key, settings]) =>
      table(columns, `ENGINE = MergeTree ORDER BY (${key}) SAMPLE BY ${sample}${settings}`),
    ),
  },
  {
    name: 'expressions of TTLs',
    statements: cross(
      [
        'at',
        'at + INTERVAL 1 DAY',
        'at + toIntervalDay(1)',
        'missing',
        'missing + INTERVAL 1 DAY',
        'now()',
        'now() + INTERVAL 1 DAY',
        'b',
        'c',
        'al',
        'toDateTime(b)',
        'toDate(at) + 1',
        "toDateTime('2020-01-01 00:00:00')",
      ],
      [
        '',
        ' DELETE',
        ' DELETE WHERE b = 1',
        ' DELETE WHERE missing = 1',
        " WHERE c = 'x'",
        ' RECOMPRESS CODEC(ZSTD(9))',
        ' GROUP BY a SET b = max(b)',
      ],
    ).map(([time, action]) => table(columns, `ENGINE = MergeTree ORDER BY a TTL ${time}${action}`)),
  },
  {
    name: 'several TTLs',
    statements: cross(
      ['', ' DELETE', ' DELETE WHERE b = 1', ' WHERE b = 2', ' RECOMPRESS CODEC(ZSTD(9))'],
      ['', ' DELETE', ' DELETE WHERE b = 1', ' GROUP BY a SET b = max(b)'],
    ).map(([first, second]) =>
      table(columns, `ENGINE = MergeTree ORDER BY a TTL at + INTERVAL 1 DAY${first}, at + INTERVAL 2 DAY${second}`),
    ),
  },
  {
    name: 'groups of TTLs',
    statements: cross(
      ['a', 'a, b', 'b', 'a, b, c', 'a, c', 'toDate(at)', '(a)', 'missing'],
      ['ORDER BY (a, b, c)', 'PRIMARY KEY a ORDER BY (a, b, c)', 'ORDER BY (a, toDate(at))', 'ORDER BY tuple()'],
      [
        ' SET ma = max(ma)',
        ' SET missing = max(b)',
        ' SET ma = max(missing)',
        ' SET al = max(b)',
        ' SET ma = max(ma), ep = 1',
        '',
      ],
    ).map(([group, key, set]) =>
      table(columns, `ENGINE = MergeTree ${key} TTL at + INTERVAL 1 DAY GROUP BY ${group}${set}`),
    ),
  },
  {
    name: 'TTLs on columns of keys',
    statements: cross(
      ['a', 'b', 'c', 'ma'],
      [
        'ORDER BY (a, b)',
        'PARTITION BY c ORDER BY a',
        'ORDER BY (a, intDiv(b, 2))',
        'ORDER BY (a, ma)',
        'PRIMARY KEY a ORDER BY (a, b)',
        'ORDER BY (a, cityHash64(b)) SAMPLE BY cityHash64(b)',
      ],
    ).map(([name, key]) =>
      table(
        columns.replace(
          new RegExp(`\\b${name} (UInt64|String)( MATERIALIZED a)?`),
          (text) => `${text} TTL at + INTERVAL 1 DAY`,
        ),
        `ENGINE = MergeTree ${key}`,
      ),
    ),
  },
  {
    name: 'index granularity',
    statements: cross(
      ['index_granularity', 'index_granularity_bytes', 'min_index_granularity_bytes'],
      ['0', '1', '512', '1023', '1024', '8192', '10485760'],
    ).map(([name, value]) => table(columns, `ENGINE = MergeTree ORDER BY a SETTINGS ${name} = ${value}`)),
  },
];

function call(name: string): string {
  if (name === 'randomString') return 'randomString(3)';
  if (name === 'randUniform') return 'randUniform(1, 2)';
  return `${name}()`;
}

function listOf(elements = ''): string {
  return elements === 'tuple()' ? elements : `(${elements})`;
}
