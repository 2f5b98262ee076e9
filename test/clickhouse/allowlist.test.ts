import { expect, test } from 'vitest';
import { embeddedRefusals } from '../../src/clickhouse/allowlist.ts';
import type { Schema } from '../../src/schema/model.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';

function schemaOf(sql: string): Schema {
  const { objects, findings } = parseSchemaFile(sql, 'schema.sql', { database: 'a', cluster: null });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return resolveSchema(objects).schema;
}

function refusals(sql: string): readonly string[] {
  return embeddedRefusals(schemaOf(sql)).map(({ message }) => message);
}

const key = 'ENGINE = MergeTree ORDER BY id';

test.each([
  ['a function that reads a file', `CREATE TABLE a.t (id UInt64, s String DEFAULT file('/etc/hostname')) ${key}`],
  ['in any case', `CREATE TABLE a.t (id UInt64, s String DEFAULT FiLe('/etc/hostname')) ${key}`],
  ['behind a comment', `CREATE TABLE a.t (id UInt64, s String DEFAULT file /* x */ -- y\n ('/etc/hostname')) ${key}`],
  ['in back-quotes', `CREATE TABLE a.t (id UInt64, s String DEFAULT \`file\`('/etc/hostname')) ${key}`],
  ['in double quotes', `CREATE TABLE a.t (id UInt64, s String DEFAULT "file"('/etc/hostname')) ${key}`],
  ['with an escape in its name', `CREATE TABLE a.t (id UInt64, s String DEFAULT \`fil\\x65\`('/etc/hostname')) ${key}`],
  [
    'deep in an expression',
    `CREATE TABLE a.t (id UInt64, s String ALIAS if(id = 1, upper(concat('a', file('x'))), '')) ${key}`,
  ],
  ['MATERIALIZED', `CREATE TABLE a.t (id UInt64, s String MATERIALIZED file('x')) ${key}`],
  ['in a TTL', `CREATE TABLE a.t (id UInt64, d Date) ${key} TTL d + toIntervalDay(length(file('x')))`],
  ['in a column TTL', `CREATE TABLE a.t (id UInt64, d Date, s String TTL d + toIntervalDay(length(file('x')))) ${key}`],
  ['in a key', "CREATE TABLE a.t (id UInt64) ENGINE = MergeTree ORDER BY (id, length(file('x')))"],
  ['in a partition key', `CREATE TABLE a.t (id UInt64) ENGINE = MergeTree PARTITION BY file('x') ORDER BY id`],
  ['in an index', `CREATE TABLE a.t (id UInt64, INDEX i file('x') TYPE minmax) ${key}`],
  ['in a constraint', `CREATE TABLE a.t (id UInt64, CONSTRAINT c CHECK length(file('x')) > 0) ${key}`],
  ['in a projection', `CREATE TABLE a.t (id UInt64, PROJECTION p (SELECT file('x'), count() GROUP BY 1)) ${key}`],
  ['in a SQL function', 'CREATE FUNCTION f AS (x) -> file(x)'],
  [
    'in a sharding key',
    `CREATE TABLE a.t (id UInt64) ${key}; CREATE TABLE a.d AS a.t ENGINE = Distributed(c, a, t, sipHash64(file('x')))`,
  ],
  ['a table function', "CREATE VIEW a.v AS SELECT * FROM url('http://127.0.0.1/')"],
  ['a table function in a subquery', "CREATE VIEW a.v AS SELECT 1 WHERE 1 IN (SELECT * FROM s3('http://127.0.0.1/'))"],
  [
    'a table function in a common table expression',
    "CREATE VIEW a.v AS WITH x AS (SELECT * FROM remote('127.0.0.1', system.one)) SELECT * FROM x",
  ],
  ['one that runs a string as SQL', "CREATE VIEW a.v AS SELECT * FROM eval('SELECT 1')"],
  ['a program', "CREATE VIEW a.v AS SELECT * FROM executable('x', TSV, 'a String')"],
  ['a table as a string', "CREATE VIEW a.v AS SELECT * FROM '/etc/hostname'"],
  ['a file as a table', 'CREATE VIEW a.v AS SELECT * FROM a.t, a.`/etc/hostname`'],
  ['the database that lies over the file system', 'CREATE VIEW a.v AS SELECT * FROM chx_engine_overlay.x'],
  ['a model that calls out', "CREATE VIEW a.v AS SELECT aiGenerate('c', 'x')"],
  ['what waits', 'CREATE VIEW a.v AS SELECT sleepEachRow(3)'],
  ['what tells about the machine', `CREATE TABLE a.t (id UInt64, h String DEFAULT hostName()) ${key}`],
  ['a function that nobody knows', 'CREATE VIEW a.v AS SELECT newInNextVersion(1)'],
  ['a setting that holds code', "CREATE VIEW a.v AS SELECT 1 SETTINGS additional_result_filter = 'file(x)'"],
  [
    'a setting that names a place',
    "CREATE VIEW a.v AS SELECT 1 SETTINGS max_threads = 1, url_base = 'http://127.0.0.1'",
  ],
  [
    'a setting behind one of several tokens',
    "CREATE VIEW a.v AS SELECT 1 SETTINGS max_threads = +1, additional_result_filter = 'x'",
  ],
  ['a setting behind a list', 'CREATE VIEW a.v AS SELECT 1 SETTINGS max_threads = (1, 2), url_base = 1'],
  ['a function by its bare name', "CREATE VIEW a.v AS SELECT arrayMap(file, ['/etc/hostname']) AS x"],
  ['one in brackets with an alias', "CREATE VIEW a.v AS SELECT arrayFilter(((`file`) AS f), ['/etc/hostname']) AS x"],
  ['one in a default', `CREATE TABLE a.t (id UInt64, s String DEFAULT mapApply(file, map('a', 'b'))) ${key}`],
  ['APPLY', "CREATE VIEW a.v AS SELECT * APPLY(file) FROM (SELECT '/etc/hostname' AS x)"],
  ['APPLY without brackets', "CREATE VIEW a.v AS SELECT * APPLY `file` FROM (SELECT '/etc/hostname' AS x)"],
  ['APPLY of a lambda', "CREATE VIEW a.v AS SELECT * APPLY(x -> file(x)) FROM (SELECT '/etc/hostname' AS x)"],
  ['a function of its own by another case', "CREATE FUNCTION FILE AS x -> x; CREATE VIEW a.v AS SELECT file('x') AS x"],
  ['the overlay as a string', "CREATE TABLE a.t (id UInt64) ENGINE = Merge('chx_engine_overlay', '.*')"],
  ['a disk', `CREATE TABLE a.t (id UInt64) ${key} SETTINGS disk = disk(type = s3, endpoint = 'http://127.0.0.1/')`],
  ['a disk by name', `CREATE TABLE a.t (id UInt64) ${key} SETTINGS disk = 's3'`],
  ['a storage policy', `CREATE TABLE a.t (id UInt64) ${key} SETTINGS storage_policy = 'hot'`],
  ['a volume', `CREATE TABLE a.t (id UInt64, d Date) ${key} TTL d + toIntervalDay(1) TO VOLUME 'cold'`],
  ['engine S3', "CREATE TABLE a.t (id UInt64) ENGINE = S3('http://127.0.0.1/', CSV)"],
  ['engine URL', "CREATE TABLE a.t (id UInt64) ENGINE = URL('http://127.0.0.1/', CSV)"],
  ['engine File', 'CREATE TABLE a.t (id UInt64) ENGINE = File(CSV)'],
  ['engine Kafka', "CREATE TABLE a.t (id UInt64) ENGINE = Kafka('127.0.0.1:9092', 't', 'g', 'JSONEachRow')"],
  ['engine MySQL', "CREATE TABLE a.t (id UInt64) ENGINE = MySQL('127.0.0.1:3306', 'a', 'b', 'c', 'd')"],
  ['engine PostgreSQL', "CREATE TABLE a.t (id UInt64) ENGINE = PostgreSQL('127.0.0.1:5432', 'a', 'b', 'c', 'd')"],
  ['engine Executable', "CREATE TABLE a.t (id UInt64) ENGINE = Executable('x', TSV)"],
  ['engine EmbeddedRocksDB', "CREATE TABLE a.t (id UInt64) ENGINE = EmbeddedRocksDB(0, '/tmp/x') PRIMARY KEY id"],
  ['an engine that nobody knows', 'CREATE TABLE a.t (id UInt64) ENGINE = NextYears(1)'],
  ['a call in an engine', "CREATE TABLE a.t (id UInt64) ENGINE = Merge(a, file('x'))"],
  ['a database of another server', "CREATE DATABASE m ENGINE = MySQL('127.0.0.1:3306', 'a', 'b', 'c')"],
  ['a folder as a database', "CREATE DATABASE m ENGINE = Filesystem('/')"],
  [
    'a materialized view with an engine',
    "CREATE MATERIALIZED VIEW a.m ENGINE = S3('http://127.0.0.1/') AS SELECT 1 AS x",
  ],
  [
    'a materialized view that calls out',
    "CREATE MATERIALIZED VIEW a.m TO a.t AS SELECT * FROM url('http://127.0.0.1/')",
  ],
])('%s is refused', (_, sql) => {
  expect(refusals(sql)).not.toEqual([]);
});

const dictionary = (source: string, layout = 'HASHED()'): string =>
  `CREATE DICTIONARY a.d (id UInt64, s String) PRIMARY KEY id SOURCE(${source}) LAYOUT(${layout}) LIFETIME(300)`;

test.each([
  ['another server', "CLICKHOUSE(HOST '10.0.0.1' TABLE 't' DB 'a')"],
  ['another port', "CLICKHOUSE(HOST 'localhost' PORT 8123 TABLE 't' DB 'a')"],
  ['another user', "CLICKHOUSE(USER 'x' TABLE 't' DB 'a')"],
  ['a named collection', "CLICKHOUSE(NAME c TABLE 't')"],
  ['a query that reads a file', "CLICKHOUSE(QUERY 'SELECT 1, file(\\'/etc/hostname\\')')"],
  ['a condition that reads a file', "CLICKHOUSE(TABLE 't' WHERE 'length(file(\\'x\\')) > 0')"],
  ['HTTP', "HTTP(URL 'http://127.0.0.1/' FORMAT 'TSV')"],
  ['FILE', "FILE(PATH '/etc/hostname' FORMAT 'TSV')"],
  ['EXECUTABLE', "EXECUTABLE(COMMAND 'id' FORMAT 'TSV')"],
  ['MYSQL', "MYSQL(HOST '127.0.0.1' TABLE 't')"],
  ['one that nobody knows', 'NEXTYEARS(A 1)'],
])('a dictionary from %s is refused', (_, source) => {
  expect(refusals(dictionary(source))).not.toEqual([]);
});

test.each([
  ['a setting that holds code', `${dictionary("CLICKHOUSE(TABLE 't')")} SETTINGS(additional_result_filter = 'x')`],
  ['an update field that is code', dictionary("CLICKHOUSE(TABLE 't' UPDATE_FIELD 'length(file(\\'x\\'))')")],
  [
    'an expression in a string',
    dictionary("CLICKHOUSE(TABLE 't')").replace('s String', "s String EXPRESSION 'file(\\'x\\')'"),
  ],
  [
    'a function of the schema in its query',
    `CREATE FUNCTION file AS x -> x; ${dictionary("CLICKHOUSE(QUERY 'SELECT 1, file(\\'x\\')')")}`,
  ],
])('a dictionary with %s is refused', (_, sql) => {
  expect(refusals(sql)).not.toEqual([]);
});

test('a dictionary that writes a file is refused', () => {
  expect(refusals(dictionary("CLICKHOUSE(TABLE 't')", "SSD_CACHE(PATH '/tmp/x')"))).not.toEqual([]);
});

test.each([
  "CLICKHOUSE(TABLE 't' DB 'a')",
  "CLICKHOUSE(HOST 'localhost' PORT tcpPort() USER 'default' PASSWORD '' DB 'a' TABLE 't')",
  "CLICKHOUSE(HOST '127.0.0.1' PORT 9000 QUERY 'SELECT id, any(s) FROM a.t GROUP BY id')",
  'NULL()',
])('a dictionary from %s passes', (source) => {
  expect(refusals(dictionary(source))).toEqual([]);
});

test.each([
  [
    'a table with everything',
    `CREATE TABLE a.t ON CLUSTER c (
       id UInt64 CODEC(Delta, ZSTD(1)), d DateTime64(3, 'UTC') DEFAULT now64(3), n Nested(a UInt8, b LowCardinality(String)),
       u AggregateFunction(uniqIf, String, UInt8), s SimpleAggregateFunction(sum, UInt64), m Map(String, Array(Nullable(Decimal(18, 2)))),
       x String MATERIALIZED upper(trim(BOTH ' ' FROM toString(id))), y UInt64 ALIAS cityHash64(x) % 10,
       e Enum8('a(' = 1, 'file(' = 2), date_only Date TTL date_only + INTERVAL 1 MONTH,
       INDEX i lower(x) TYPE tokenbf_v1(512, 3, 0) GRANULARITY 1, INDEX j x TYPE set(100), INDEX k id TYPE bloom_filter(0.01),
       PROJECTION p (SELECT toDate(d), sum(id) GROUP BY toDate(d)),
       CONSTRAINT c CHECK id > 0 AND position(x, 'url(') = 0
     ) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}', id)
     PARTITION BY toYYYYMM(d) ORDER BY (id, intDiv(toUnixTimestamp(d), 3600)) SAMPLE BY id TTL toDateTime(d) + toIntervalDay(30)
     SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 0 COMMENT 'reads file(x)'`,
  ],
  [
    'a view',
    `CREATE VIEW a.v AS WITH x AS (SELECT count() AS c, quantiles(0.5, 0.9)(y) FROM a.t WHERE (y, 1) IN ((1, 1)) GROUP BY (z)) SELECT *, row_number() OVER (ORDER BY c) FROM x LEFT JOIN a.u USING (c) SETTINGS max_threads = 1, join_use_nulls = 1`,
  ],
  ['numbers and clusters', "CREATE VIEW a.v AS SELECT * FROM numbers(10) UNION ALL SELECT * FROM cluster('c', a.t)"],
  [
    'strings that look like calls',
    "CREATE VIEW a.v AS SELECT 'file(1) url(2)' AS `s3`, system.one.dummy FROM system.one",
  ],
  ['a parameterised view of its own', 'CREATE VIEW a.v AS SELECT * FROM a.file(x = 1)'],
  ['a SQL function of its own', 'CREATE FUNCTION f AS (x) -> x + 1; CREATE VIEW a.v AS SELECT f(1)'],
  [
    'higher-order functions and columns',
    "CREATE VIEW a.v AS SELECT arrayMap((x, y) -> x + y, file, url), arraySum(file), arraySort(toString, names), * EXCEPT (z) APPLY(sum), COLUMNS('c') APPLY(x -> x + 1) APPLY quantiles(0.5), apply FROM a.t SETTINGS max_threads = 1, join_use_nulls = 1",
  ],
  ['a dictionary with settings', `${dictionary("CLICKHOUSE(TABLE 't')")} SETTINGS(max_threads = 1)`],
  ['a Buffer', 'CREATE TABLE a.b (id UInt64) ENGINE = Buffer(a, t, 1, 10, 100, 10, 1000, 10, 1000)'],
  ['a database', 'CREATE DATABASE b ENGINE = Atomic'],
])('%s passes', (_, sql) => {
  expect(refusals(sql)).toEqual([]);
});

test('a refusal says where it is and why', () => {
  expect(embeddedRefusals(schemaOf("-- first\nCREATE VIEW a.v AS SELECT * FROM url('http://127.0.0.1/')"))).toEqual([
    {
      rule: 'embedded-engine-refused',
      severity: 'notice',
      object: 'a.v',
      message: 'a.v is not given to the engine: url() is not on the list of functions that stay in the engine.',
      file: 'schema.sql',
      line: 2,
    },
  ]);
});

test('a view over a system table that the engine lacks is refused, so that it is not taken for a mistake of the schema', () => {
  expect(refusals('CREATE VIEW a.v AS SELECT * FROM system.query_log')).toEqual([
    'a.v is not given to the engine: system.query_log is not on the list of tables that every engine has.',
  ]);
});
