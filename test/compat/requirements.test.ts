/** Which rows the objects of a schema need, and that every name leads to a row. */
import { describe, expect, test } from 'vitest';
import { isFeature } from '../../src/compat/lookup.ts';
import { matrix } from '../../src/compat/matrix.ts';
import { codecRows, databaseEngineRow, engineRow, indexRow, layoutRows, typeRows } from '../../src/compat/names.ts';
import { objectRequirements } from '../../src/compat/requirements.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';

function rowsOf(sql: string): string[] {
  const { objects, findings } = parseSchemaFile(sql, 'a.sql', { database: 'a', cluster: null });
  expect(findings).toEqual([]);
  const rows = objects.flatMap((object) => objectRequirements(object)).map(({ row }) => row);
  expect(rows.filter((row) => !isFeature(row))).toEqual([]);
  return [...new Set(rows)].sort();
}

test.each([
  ['nothing', '(k UInt64, s Nullable(String)) ENGINE = MergeTree ORDER BY k', []],
  [
    'types, nested ones too',
    '(k UInt64, a Array(LowCardinality(String)), m Map(String, DateTime64(3))) ENGINE = MergeTree ORDER BY k',
    ['type-datetime64', 'type-low-cardinality', 'type-map'],
  ],
  ['names of elements are no types', '(k UInt64, t Tuple(Time String, Map UInt8)) ENGINE = MergeTree ORDER BY k', []],
  ['values are no types', "(k UInt64, e Enum8('Bool' = 1, 'JSON' = 2)) ENGINE = MergeTree ORDER BY k", []],
  [
    'a wide decimal',
    '(k UInt64, d Decimal(60, 2), e Decimal(38, 2)) ENGINE = MergeTree ORDER BY k',
    ['type-decimal256'],
  ],
  [
    'typed JSON',
    '(k UInt64, j JSON(a.b UInt64)) ENGINE = MergeTree ORDER BY k',
    ['type-json', 'type-json-typed-paths'],
  ],
  [
    'codecs',
    '(k UInt64 CODEC(Delta, ZSTD(3))) ENGINE = MergeTree ORDER BY k',
    ['codec-delta', 'codec-zstd', 'column-codec'],
  ],
  [
    'what a column has',
    "(k UInt64, d Date, e String EPHEMERAL 'x', f String EPHEMERAL, c String COMMENT 'x' TTL d + INTERVAL 1 DAY) ENGINE = MergeTree ORDER BY k",
    ['column-comment', 'column-ephemeral', 'column-ephemeral-without-expression', 'column-ttl'],
  ],
  [
    'indexes',
    '(k UInt64, s String, INDEX i s TYPE text(tokenizer = splitByNonAlpha)) ENGINE = MergeTree ORDER BY k',
    ['index-text', 'skip-index'],
  ],
  [
    'projections, whose engine is a matter of the rule projection-engine',
    '(k UInt64, PROJECTION p (SELECT count())) ENGINE = ReplacingMergeTree ORDER BY k',
    ['projection'],
  ],
  [
    'projections with a mode',
    "(k UInt64, PROJECTION p (SELECT count())) ENGINE = ReplacingMergeTree ORDER BY k SETTINGS deduplicate_merge_projection_mode = 'drop'",
    ['projection', 'projection-on-replacing-with-mode'],
  ],
  [
    'constraints',
    '(k UInt64, CONSTRAINT a CHECK k > 0, CONSTRAINT b ASSUME k > 0) ENGINE = MergeTree ORDER BY k',
    ['constraint-assume', 'constraint-check'],
  ],
  [
    'keys',
    '(k UInt64, n Nullable(UInt8)) ENGINE = MergeTree ORDER BY (k DESC, n) SETTINGS allow_nullable_key = 1',
    ['nullable-key', 'order-by-desc'],
  ],
  [
    'a reverse key with its setting',
    '(k UInt64) ENGINE = MergeTree ORDER BY (k DESC) SETTINGS allow_experimental_reverse_key = 1',
    ['order-by-desc-with-setting'],
  ],
  ['a primary key alone, which is printed with ORDER BY', '(k UInt64) ENGINE = MergeTree PRIMARY KEY k', []],
  [
    'TTL',
    "(k UInt64, d Date) ENGINE = MergeTree ORDER BY k TTL d + INTERVAL 1 DAY TO VOLUME 'x', d + INTERVAL 2 DAY DELETE WHERE k = 1",
    ['table-ttl', 'ttl-move', 'ttl-where'],
  ],
  ['an engine', '(k UInt64) ENGINE = S3Queue(x) SETTINGS mode = 1', ['engine-s3-queue']],
  [
    'is_deleted',
    "(k UInt64, v UInt8, x UInt8) ENGINE = ReplicatedReplacingMergeTree('/x', 'r', v, x) ORDER BY k",
    ['engine-replacing-is-deleted'],
  ],
  ['a version alone', "(k UInt64, v UInt8) ENGINE = ReplicatedReplacingMergeTree('/x', 'r', v) ORDER BY k", []],
  [
    'Replicated without arguments',
    '(k UInt64) ENGINE = ReplicatedMergeTree ORDER BY k',
    ['replicated-without-arguments'],
  ],
  [
    '{uuid}',
    "(k UInt64) ENGINE = ReplicatedMergeTree('/x/{uuid}', '{replica}') ORDER BY k",
    ['replicated-without-arguments'],
  ],
  ['a comment', "(k UInt64) ENGINE = MergeTree ORDER BY k COMMENT 'x'", ['table-comment']],
] as const)('a table: %s', (_, definition, expected) => {
  expect(rowsOf(`CREATE TABLE a.t ${definition};`)).toEqual(expected);
});

test.each([
  ['CREATE DATABASE x ENGINE = Atomic', []],
  ['CREATE DATABASE x ENGINE = Replicated(1, 2, 3)', ['database-replicated']],
  ["CREATE DATABASE x COMMENT 'x'", ['database-comment']],
  ['CREATE VIEW a.v SQL SECURITY INVOKER AS SELECT 1', ['view', 'view-security']],
  [
    'CREATE MATERIALIZED VIEW a.v REFRESH EVERY 1 DAY APPEND TO a.t AS SELECT 1',
    ['materialized-view', 'refreshable-view', 'refreshable-view-append'],
  ],
  [
    "CREATE DICTIONARY a.d (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(QUERY 'SELECT 1')) LAYOUT(HASHED_ARRAY()) LIFETIME(1)",
    ['dictionary', 'dictionary-layout-hashed-array', 'dictionary-query-source'],
  ],
  ['CREATE FUNCTION f AS x -> x', ['sql-function']],
  [
    "CREATE TABLE a.d (k UInt64) ENGINE = Distributed('c', 'a', 't', k, 'p') SETTINGS fsync_after_insert = 1",
    ['distributed-policy', 'distributed-settings'],
  ],
] as const)('%s', (sql, expected) => expect(rowsOf(`${sql};`)).toEqual(expected));

test('CREATE OR REPLACE needs more than CREATE', () => {
  const rows = (sql: string): string[] => {
    const { objects } = parseSchemaFile(sql, 'a.sql', { database: 'a', cluster: null });
    return objects.flatMap((object) => objectRequirements(object, true)).map(({ row }) => row);
  };
  expect(rows('CREATE MATERIALIZED VIEW a.v TO a.t AS SELECT 1;')).toEqual(['create-or-replace-materialized-view']);
  expect(rows('CREATE VIEW a.v AS SELECT 1;')).toEqual(['create-or-replace-view']);
  expect(rows('CREATE FUNCTION f AS x -> x;')).toEqual(['create-or-replace-function']);
});

describe('names', () => {
  test('every row of a type, codec, engine, index type or layout is reached by its name', () => {
    const reached = new Set<string | null>();
    for (const { id, probes } of matrix) {
      const text = probes.map(({ statement }) => statement).join('\n');
      const type = /\bc (.+)\) ENGINE = MergeTree ORDER BY k$/.exec(text)?.[1];
      if (id.startsWith('type-') && type !== undefined) for (const row of typeRows(type)) reached.add(row);
      for (const [, chain = ''] of text.matchAll(/CODEC\((.+?)\)\) ENGINE/g))
        for (const row of codecRows(chain)) reached.add(row);
      for (const [, name = ''] of text.matchAll(/ENGINE = (\w+)/g))
        reached.add(engineRow(name)).add(databaseEngineRow(name));
      for (const [, name = ''] of text.matchAll(/TYPE (\w+)/g)) reached.add(indexRow(name));
      for (const row of layoutRows(text)) reached.add(row);
    }
    const named = matrix.filter(
      ({ id, since }) => since !== 'before' && /^(type|codec|engine|database|index)-|^dictionary-layout-/.test(id),
    );
    const others = [
      // Spellings that are resolved before, clauses, and what has a row for its place, not for its name.
      'type-enum-without-numbers',
      'type-decimal-one-argument',
      'type-varchar-length',
      'database-comment',
      'index-without-granularity',
      'engine-replacing-is-deleted',
      'engine-loop',
      'engine-shared-merge-tree',
      'dictionary-layout-naive-bayes',
    ];
    expect(named.map(({ id }) => id).filter((id) => !reached.has(id) && !others.includes(id))).toEqual([]);
    expect([...reached].filter((id) => id !== null && !isFeature(id))).toEqual([]);
  });
});
