/** Views, materialized views, refreshes and dictionaries. */
import { cross, type Family } from './family.ts';

const base = `CREATE TABLE app.base (id UInt64, v UInt64, s String, at DateTime, tags Array(String), m Map(String, UInt64), t Tuple(p UInt8, q String)) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.more (id UInt64, w UInt64) ENGINE = MergeTree ORDER BY id;`;

const names = ['v', 'missing', '`v`', '`missing`', 'V'];
const queries = [
  'SELECT id, NAME FROM app.base',
  'SELECT id, NAME AS other FROM app.base',
  'SELECT id, NAME + 1 FROM app.base',
  'SELECT id FROM app.base WHERE NAME > 1',
  'SELECT id FROM app.base PREWHERE NAME > 1',
  'SELECT count() AS c FROM app.base GROUP BY NAME',
  'SELECT count() AS c FROM app.base GROUP BY id HAVING max(NAME) > 1',
  'SELECT id FROM app.base ORDER BY NAME DESC LIMIT 3',
  'SELECT id FROM app.base LIMIT 1 BY NAME',
  'SELECT sum(NAME) AS total FROM app.base',
  'SELECT sumIf(v, NAME > 1) AS total FROM app.base',
  'SELECT if(NAME = 1, 2, 3) AS x FROM app.base AS b',
  'SELECT b.NAME FROM app.base AS b',
  'SELECT b.NAME FROM app.base b WHERE b.id = 1',
  'SELECT base.NAME FROM app.base',
  'SELECT arrayMap(x -> x + NAME, [1, 2]) AS a FROM app.base',
  'SELECT arrayFilter((x, y) -> x > NAME, [1], [2]) AS a FROM app.base',
  'SELECT CAST(NAME AS Nullable(String)) AS c FROM app.base',
  'SELECT NAME::Nullable(String) AS c FROM app.base',
  'SELECT CASE WHEN NAME = 1 THEN 2 ELSE 3 END AS c FROM app.base',
  'SELECT id IN (NAME, 2) AS c FROM app.base',
  'SELECT NAME BETWEEN 1 AND 2 AS c FROM app.base',
  'WITH 1 AS one SELECT NAME + one AS c FROM app.base',
  'SELECT id AS i, i + NAME AS c FROM app.base',
  'SELECT toStartOfInterval(at, INTERVAL 1 day) AS d, max(NAME) AS c FROM app.base GROUP BY d',
  'SELECT row_number() OVER (PARTITION BY NAME ORDER BY id) AS r FROM app.base',
  'SELECT DISTINCT NAME FROM app.base',
  'SELECT tag, NAME FROM app.base ARRAY JOIN tags AS tag',
  'SELECT a.id, NAME FROM app.base AS a INNER JOIN app.more AS b ON a.id = b.id',
  'SELECT a.id, NAME FROM app.base AS a LEFT JOIN app.more AS b USING (id)',
  'SELECT id, NAME FROM app.base SETTINGS max_threads = 1',
  "SELECT trim(BOTH ' ' FROM toString(NAME)) AS c FROM app.base",
  'SELECT extract(YEAR FROM at) AS y, NAME FROM app.base',
  "SELECT dateDiff('day', at, now()) AS d, NAME FROM app.base",
  'SELECT quantile(0.5)(NAME) AS q FROM app.base',
  'SELECT t.p, t.q, NAME FROM app.base',
  "SELECT m['a'] AS a, m.keys AS k, NAME FROM app.base",
  'SELECT count() AS NAME, id FROM app.base GROUP BY id HAVING NAME > 1',
  'SELECT * FROM app.base WHERE NAME = 1',
  'SELECT _part, NAME FROM app.base',
  'SELECT id, NAME FROM app.base WHERE id IN (SELECT id FROM app.more)',
  'SELECT NAME FROM (SELECT id, v FROM app.base)',
  'SELECT id, v c FROM app.base WHERE c > NAME',
  'SELECT not NAME AS n, -NAME AS m2 FROM app.base',
  'SELECT NAME IS NOT NULL AS n FROM app.base',
  "SELECT toString(NAME) LIKE '%a' AS n FROM app.base",
  "SELECT DATE '2020-01-01' AS d, NAME FROM app.base",
  'SELECT id, day, NAME FROM (SELECT id, toDate(at) AS day, v FROM app.base)',
];

const types = [
  'UInt64',
  'Float64',
  'Decimal(18, 2)',
  'Bool',
  'String',
  'FixedString(8)',
  'UUID',
  'IPv4',
  'IPv6',
  'Date',
  'DateTime',
  'DateTime64(3)',
  "Enum8('a' = 1)",
  'Array(UInt8)',
  'Array(String)',
  'Map(String, UInt64)',
  'Tuple(UInt64, String)',
  'JSON',
  'AggregateFunction(sum, UInt64)',
  'AggregateFunction(max, UInt64)',
  'SimpleAggregateFunction(max, UInt64)',
  'Nullable(UInt64)',
  'LowCardinality(String)',
];

const units = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'YEAR'];
const offsets = [
  '',
  '0 SECOND',
  '30 SECOND',
  '1 MINUTE',
  '60 MINUTE',
  '1 HOUR',
  '24 HOUR',
  '1 DAY',
  '7 DAY',
  '27 DAY',
  '28 DAY',
  '31 DAY',
  '1 MONTH',
  '11 MONTH',
  '12 MONTH',
  '364 DAY',
  '365 DAY',
];

const users = 'CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;';
const layouts = [
  'FLAT()',
  'HASHED()',
  'SPARSE_HASHED()',
  'HASHED_ARRAY()',
  'CACHE(SIZE_IN_CELLS 9)',
  'DIRECT()',
  'COMPLEX_KEY_HASHED()',
  'COMPLEX_KEY_CACHE(SIZE_IN_CELLS 9)',
  'COMPLEX_KEY_DIRECT()',
  'IP_TRIE()',
  'RANGE_HASHED()',
  'hashed()',
  'FLAT',
  'HASHD()',
  'FLATT()',
  'CACH(SIZE_IN_CELLS 9)',
  'COMPLEX_KEY_HASH()',
];
const dictionary = (
  attributes: string,
  key: string,
  rest = "SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300)",
): string => `CREATE DICTIONARY app.x (${attributes})${key === '' ? '' : ` PRIMARY KEY ${key}`} ${rest}`;
const attributeTypes = [
  'UInt8',
  'Int256',
  'Float32',
  'Decimal(9, 2)',
  'String',
  'FixedString(8)',
  'Date',
  'Date32',
  'DateTime',
  'DateTime64(3)',
  'UUID',
  'IPv4',
  'IPv6',
  'Array(String)',
  'Array(Array(UInt8))',
  'Map(String, String)',
  'Nullable(String)',
  'Nullable(UInt64)',
  'Array(Nullable(String))',
  'LowCardinality(String)',
  'Array(LowCardinality(String))',
  'Tuple(a UInt8)',
  "Enum8('a' = 1)",
  "Array(Enum8('a' = 1))",
  'JSON',
  'Dynamic',
  'Bool',
  'AggregateFunction(sum, UInt64)',
  'BFloat16',
  'Time',
];

export const viewFamilies: readonly Family[] = [
  {
    name: 'names in views',
    setup: base,
    statements: cross(queries, names).map(
      ([query = '', name = '']) => `CREATE VIEW app.x AS ${query.replaceAll('NAME', name)}`,
    ),
    left: [[/\(SELECT .* FROM app\.(base|more)\)/, 'queries of several SELECTs are left to the engine']],
  },
  {
    name: 'names in materialized views',
    setup: base,
    statements: cross(
      queries.filter((query) => !/ORDER BY|LIMIT|OVER|FROM \(|IN \(SELECT/.test(query)),
      ['v', 'missing'],
    ).map(
      ([query = '', name = '']) =>
        `CREATE MATERIALIZED VIEW app.x ENGINE = MergeTree ORDER BY tuple() AS ${query.replaceAll('NAME', name)}`,
    ),
  },
  {
    name: 'types of a source and its target',
    setup: [
      'CREATE TABLE app.source (',
      types.map((type, index) => `c${index} ${type}`).join(', '),
      ') ENGINE = Memory;\n',
      ...types.map((type, index) => `CREATE TABLE app.t${index} (c ${type}) ENGINE = Memory;\n`),
    ].join(''),
    statements: types.flatMap((_, from) =>
      types.map(
        (_unused, to) => `CREATE MATERIALIZED VIEW app.x TO app.t${to} AS SELECT c${from} AS c FROM app.source`,
      ),
    ),
    left: [
      [
        /TO app\.t/,
        'a cast that CREATE accepts and every INSERT refuses, and casts between scalar types that have none',
      ],
    ],
  },
  {
    name: 'columns of a target',
    setup:
      'CREATE TABLE app.source (id UInt64, v UInt64) ENGINE = Memory;\nCREATE TABLE app.target (id UInt64, v UInt64, al UInt64 ALIAS id, ma UInt64 MATERIALIZED id, ep UInt64 EPHEMERAL) ENGINE = Memory;',
    statements: cross(
      [
        'id',
        'id AS v',
        'v AS id',
        'v AS al',
        'v AS ma',
        'v AS other',
        'v + 1 AS v',
        'v + 1 AS other',
        'id, v',
        'id, v AS other',
        '*',
        'count() AS v',
        'sum(v) AS total',
      ],
      ['app.target', 'app.missing'],
    ).map(([select, target]) => `CREATE MATERIALIZED VIEW app.x TO ${target} AS SELECT ${select} FROM app.source`),
  },
  {
    name: 'times of refreshes',
    setup: 'CREATE TABLE app.source (id UInt64) ENGINE = Memory;',
    statements: [
      ...cross(units, ['1', '2', '12'], offsets).map(
        ([unit, count, offset]) => `EVERY ${count} ${unit}${offset === '' ? '' : ` OFFSET ${offset}`}`,
      ),
      ...units.map((unit) => `EVERY 0 ${unit}`),
      ...cross(units, units).map(([a, b]) => `EVERY 1 ${a} 1 ${b}`),
      ...cross(units, ['0', '1'], ['', ' OFFSET 1 SECOND']).map(
        ([unit, count, offset]) => `AFTER ${count} ${unit}${offset}`,
      ),
    ].map((clause) => `CREATE MATERIALIZED VIEW app.x REFRESH ${clause} ENGINE = Memory AS SELECT id FROM app.source`),
  },
  {
    name: 'targets of refreshes',
    setup: `CREATE TABLE app.source (id UInt64) ENGINE = Memory;
CREATE TABLE app.plain (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.free (id UInt64) ENGINE = MergeTree ORDER BY id;
CREATE TABLE app.copies (id UInt64) ENGINE = ReplicatedMergeTree('/refreshes/copies', 'r') ORDER BY id;
CREATE MATERIALIZED VIEW app.first REFRESH EVERY 1 YEAR TO app.plain AS SELECT id FROM app.source;`,
    statements: cross(
      ['', ' APPEND'],
      [
        ' TO app.plain',
        ' TO app.copies',
        ' ENGINE = MergeTree ORDER BY id',
        " ENGINE = ReplicatedMergeTree('/refreshes/own', 'r') ORDER BY id",
      ],
    ).map(
      ([append, target]) =>
        `CREATE MATERIALIZED VIEW app.x REFRESH EVERY 1 YEAR${append}${target} AS SELECT id FROM app.source`,
    ),
  },
  {
    name: 'layouts and keys of dictionaries',
    setup: users,
    statements: cross(layouts, ['id', 'id, name', 'missing', 'id, missing', '(id, name)', 'name']).map(
      ([layout, key = '']) =>
        dictionary(
          'id UInt64, name String',
          key,
          `SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(${layout})${layout?.includes('DIRECT') === true ? '' : ' LIFETIME(300)'}`,
        ),
    ),
  },
  {
    name: 'clauses of dictionaries',
    setup: users,
    statements: cross(
      ['', 'id'],
      ['', "SOURCE(CLICKHOUSE(TABLE 'users')) "],
      ['', 'LAYOUT(HASHED()) ', 'LAYOUT(DIRECT()) '],
      ['', 'LIFETIME(300)', 'LIFETIME(MIN 1 MAX 9)', 'LIFETIME(MIN 9 MAX 1)', 'LIFETIME(0)'],
    ).map(([key = '', source, layout, lifetime]) =>
      dictionary('id UInt64, name String', key, `${source}${layout}${lifetime}`),
    ),
  },
  {
    name: 'attributes of dictionaries',
    setup: users,
    statements: [
      ...cross(attributeTypes, ['', ' HIERARCHICAL', ' INJECTIVE']).map(([type, word]) =>
        dictionary(`id UInt64, v ${type}${word}`, 'id'),
      ),
      ...attributeTypes.map((type) => dictionary(`id ${type}, v String`, 'id')),
      ...cross(['id', 'v', 'w'], ['v', 'w']).map(([a, b]) => dictionary(`id UInt64, ${a} UInt64, ${b} String`, 'id')),
    ],
  },
  {
    name: 'ranges of dictionaries',
    setup: users,
    statements: cross(
      attributeTypes.filter((type) => !/LowCardinality|Tuple|Enum|JSON|Dynamic|Aggregate|Time$/.test(type)),
      ['', 'DateTime'],
      ['b', 'missing'],
    ).map(([type, other, max]) =>
      dictionary(
        `id UInt64, a ${type}, b ${other === '' ? type : other}, name String`,
        'id',
        `SOURCE(NULL()) LAYOUT(RANGE_HASHED()) LIFETIME(300) RANGE(MIN a MAX ${max})`,
      ),
    ),
  },
  {
    name: 'sources of dictionaries',
    setup: users,
    statements: [
      "CLICKHOUSE(TABLE 'users')",
      'NULL()',
      "CLICKHOSE(TABLE 'users')",
      'NUL()',
      "HTTP(URL 'http://localhost:1' FORMAT 'TSV')",
      "HTPP(URL 'http://localhost:1' FORMAT 'TSV')",
      "FILE(PATH '/x' FORMAT 'TSV')",
      "MYSQL(HOST 'h' PORT 1 USER 'u' PASSWORD '' DB 'd' TABLE 't')",
      "MYSQ(HOST 'h' PORT 1 USER 'u' PASSWORD '' DB 'd' TABLE 't')",
      "REDIS(HOST 'h' PORT 1)",
      "clickhouse(table 'users')",
    ].map((source) => dictionary('id UInt64, name String', 'id', `SOURCE(${source}) LAYOUT(HASHED()) LIFETIME(300)`)),
  },
];
