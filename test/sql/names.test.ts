/** What a query reads, decided on its tokens. */
import { describe, expect, it } from 'vitest';
import { dependencies } from '../../src/plan/dependencies.ts';
import { emptySchema } from '../../src/schema/model.ts';
import { formatName, objectKey, tableKey } from '../../src/schema/name.ts';
import { parseExpression, parseQuery } from '../../src/sql/fragments.ts';
import { functionCalls, mentionedNames, queryTables } from '../../src/sql/names.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';

const reads = (query: string): string[] => queryTables(parseExpression(query), 'd').map(formatName);

describe('tables of a query', () => {
  it.each<[string, string[]]>([
    ['SELECT 1', []],
    ['SELECT a FROM t', ['d.t']],
    ['select a from x.t', ['x.t']],
    ['SELECT a FROM t AS u', ['d.t']],
    ['SELECT a FROM t u FINAL', ['d.t']],
    ['SELECT a FROM `t.u`', ['d.t.u']],
    ['SELECT a FROM `x.y`.`t.u`', ['x.y.t.u']],
    ['SELECT a FROM t, u AS v, x.w WHERE a IN (1, z)', ['d.t', 'd.u', 'x.w']],
    ['SELECT a, b FROM t GROUP BY a, b ORDER BY a, b', ['d.t']],
    ['SELECT * FROM t', ['d.t']],
    ['SELECT t.*, u.* FROM t, u', ['d.t', 'd.u']],
    ['SELECT count(*) FROM t', ['d.t']],
    ['SELECT a * b FROM t', ['d.t']],
    ['SELECT a FROM t JOIN u ON t.a = u.a', ['d.t', 'd.u']],
    ['SELECT a FROM t LEFT JOIN u USING (a, b)', ['d.t', 'd.u']],
    ['SELECT a FROM t GLOBAL ANY LEFT JOIN x.u USING a, b', ['d.t', 'x.u']],
    ['SELECT a FROM t SEMI JOIN u ON a = b ANTI LEFT JOIN v ON a = c', ['d.t', 'd.u', 'd.v']],
    ['SELECT a FROM t ASOF JOIN u USING (a)', ['d.t', 'd.u']],
    ['SELECT a FROM t PASTE JOIN u', ['d.t', 'd.u']],
    ['SELECT a FROM t CROSS JOIN u', ['d.t', 'd.u']],
    ['SELECT a FROM t FULL OUTER JOIN u ON a = b', ['d.t', 'd.u']],
    ['SELECT a FROM t JOIN u ON t.a = u.a, v', ['d.t', 'd.u', 'd.v']],
    ['SELECT a FROM t ARRAY JOIN arr AS a', ['d.t']],
    ['SELECT a FROM t LEFT ARRAY JOIN arr AS a, brr AS b', ['d.t']],
    ['SELECT a FROM t ARRAY JOIN arr AS a JOIN u USING (a)', ['d.t', 'd.u']],
    ['SELECT a FROM (SELECT a FROM t) AS s', ['d.t']],
    ['SELECT * FROM (SELECT a FROM t) AS s JOIN u USING (a)', ['d.t', 'd.u']],
    ['SELECT * FROM (SELECT a FROM t UNION ALL SELECT a FROM u) EXCEPT SELECT b FROM v', ['d.t', 'd.u', 'd.v']],
    ['(SELECT a FROM t) UNION DISTINCT (SELECT a FROM u)', ['d.t', 'd.u']],
    ['SELECT a FROM t INTERSECT SELECT a FROM u', ['d.t', 'd.u']],
    ['SELECT a FROM t WHERE a IN u', ['d.t', 'd.u']],
    ['SELECT a FROM t WHERE a NOT IN x.u', ['d.t', 'x.u']],
    ['SELECT a FROM t WHERE a GLOBAL NOT IN x.u AND b IN v', ['d.t', 'd.v', 'x.u']],
    ['SELECT a FROM t WHERE a IN (SELECT b FROM u)', ['d.t', 'd.u']],
    ['SELECT a FROM t WHERE a IN (1, 2) AND b IN (c)', ['d.t']],
    ['WITH [1, 2] AS ids SELECT a FROM t WHERE a IN ids', ['d.t']],
    ['WITH (SELECT groupArray(a) FROM u) AS ids SELECT a FROM t WHERE a IN ids', ['d.t', 'd.u']],
    ['SELECT a IN NULL, a IN tuple(1), a IN array(1) FROM t', ['d.t']],
    ['WITH c AS (SELECT a FROM t) SELECT * FROM c', ['d.t']],
    ['WITH c AS (SELECT a FROM t), e AS (SELECT a FROM c) SELECT * FROM c, e, u', ['d.t', 'd.u']],
    ['WITH t AS (SELECT a FROM t WHERE a > 1) SELECT * FROM t', ['d.t']],
    ['WITH c AS (SELECT 1) SELECT * FROM x.c', ['x.c']],
    ['WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c) SELECT n FROM c JOIN t ON n = a', ['d.t']],
    ['SELECT * FROM (WITH c AS (SELECT a FROM t) SELECT * FROM c) AS s JOIN c ON s.a = c.a', ['d.c', 'd.t']],
    ['WITH c AS (SELECT 1) SELECT a FROM t UNION ALL SELECT * FROM c', ['d.t']],
    ['WITH c AS (SELECT 1) SELECT a FROM t WHERE a IN c', ['d.t']],
    ['WITH 1 AS x SELECT a + x FROM t', ['d.t']],
    ['WITH x AS y, 2 AS z SELECT y FROM t', ['d.t']],
    ['WITH (SELECT max(a) FROM u) AS m SELECT a FROM t WHERE a = m', ['d.t', 'd.u']],
    ['SELECT extract(YEAR FROM x) FROM t', ['d.t']],
    ["SELECT trim(BOTH 'x' FROM y), substring(z FROM 2 FOR 1) FROM t", ['d.t']],
    ['SELECT (SELECT extract(YEAR FROM b) FROM u) FROM t', ['d.t', 'd.u']],
    ['SELECT a IS DISTINCT FROM b FROM t', ['d.t']],
    ['FROM t SELECT a', ['d.t']],
    ['SELECT * FROM (FROM t SELECT a)', ['d.t']],
    ['WITH 1 AS x FROM t SELECT a', ['d.t']],
    ['SELECT a FROM numbers(10)', []],
    ["SELECT a FROM merge('x', '^t') AS m, t", ['d.t']],
    ['SELECT a FROM view(SELECT b FROM t)', ['d.t']],
    ["SELECT a FROM remote('h', x.t)", []],
    ['SELECT a FROM x.v(p = 1)', ['x.v']],
    ['SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u AS o WHERE o.a = t.a)', ['d.t', 'd.u']],
    ['SELECT a FROM t SAMPLE 1/10 OFFSET 1/2', ['d.t']],
    ['SELECT a FROM t AS x FINAL SAMPLE 0.1 PREWHERE b, c', ['d.t']],
    ['SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b), v AS (ORDER BY c)', ['d.t']],
    ["SELECT a FROM t SETTINGS max_threads = 1, join_algorithm = 'hash'", ['d.t']],
    ['SELECT {p:UInt8}, a FROM t WHERE a = {q:Array(String)}', ['d.t']],
    ['SELECT t.from, t.join, `from` FROM t', ['d.t']],
    ["SELECT 'FROM x', a /* FROM y */ FROM t -- FROM z", ['d.t']],
    ['SELECT a FROM t LIMIT 1, 2', ['d.t']],
    ['SELECT a, FROM t', ['d.t']],
    ['SELECT CASE WHEN a IN (SELECT b FROM u) THEN 1 END FROM t', ['d.t', 'd.u']],
    ['SELECT * EXCEPT (a) REPLACE (b + 1 AS b) FROM t', ['d.t']],
    ["SELECT COLUMNS('x') APPLY(sum) FROM t", ['d.t']],
    ['SELECT a FROM t ORDER BY a WITH FILL FROM 1 TO 10 STEP 1', ['d.t']],
    ['SELECT a FROM `select`', ['d.select']],
    ['SELECT arrayMap(x -> x + 1, [1]) FROM t QUALIFY a, b', ['d.t']],
    ['SELECT a FROM t GROUP BY GROUPING SETS ((a), (b))', ['d.t']],
  ])('%s', (query, tables) => {
    expect(reads(query)).toEqual(tables);
    // Once every name is qualified, another default database changes nothing.
    const qualified = parseQuery(query, 'd');
    expect(queryTables(qualified, 'other').map(formatName)).toEqual(tables);
    expect(parseQuery(qualified.text, 'other').key).toBe(qualified.key);
  });

  it('qualifies the names and nothing else', () => {
    expect(parseQuery('SELECT t.a FROM t, `u v` AS w WHERE a IN x', 'my db').text).toBe(
      'SELECT t.a FROM `my db`.t, `my db`.`u v` AS w WHERE a IN `my db`.x',
    );
    expect(parseQuery('WITH t AS (SELECT a FROM t) SELECT a FROM t', 'd').text).toBe(
      'WITH t AS (SELECT a FROM d.t) SELECT a FROM t',
    );
  });
});

describe('names in expressions', () => {
  it('are identifiers, never parts of strings', () => {
    const expression = parseExpression("if(`a b` > 1, t.c, 'd') /* e */");
    expect([...mentionedNames(expression)].sort()).toEqual(['a b', 'c', 'if', 't']);
    expect([...functionCalls(parseExpression("f(g (x), 'h(1)', `i`(2), quantile(0.5)(y))"))].sort()).toEqual([
      ...['f', 'g', 'i', 'quantile'],
    ]);
  });
});

describe('keys of objects', () => {
  it('tell names with dots apart', () => {
    const keys = [
      tableKey({ database: 'a.b', name: 'c' }),
      tableKey({ database: 'a', name: 'b.c' }),
      tableKey({ database: '`a', name: 'b`.c' }),
      tableKey({ database: 'database a', name: 'b' }),
      objectKey({ kind: 'database', name: { database: '', name: 'a.b' } }),
      objectKey({ kind: 'function', name: { database: '', name: 'a.b' } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(tableKey({ database: 'analytics', name: 'events' })).toBe('analytics.events');
    expect(emptySchema.objects.size).toBe(0);
  });
});

describe('dependencies', () => {
  const needs = (sql: string): string[] => {
    const { objects, findings } = parseSchemaFile(sql, 'f.sql', { database: 'd', cluster: null });
    expect(findings).toEqual([]);
    return objects.flatMap((object) => [...dependencies(object)]).filter((name) => !/^(function|database) /.test(name));
  };
  it.each<[string, string[]]>([
    ['CREATE VIEW v AS WITH c AS (SELECT a FROM t) SELECT * FROM c JOIN x.u USING (a)', ['d.t', 'x.u']],
    ['CREATE MATERIALIZED VIEW v TO x.u AS SELECT a FROM t WHERE a IN w', ['d.t', 'd.w', 'x.u']],
    ['CREATE TABLE b (a UInt8) ENGINE = Buffer(d, t, 1, 1, 1, 1, 1, 1, 1)', ['d.t']],
    ['CREATE TABLE f (a UInt8) ENGINE = Distributed(prod, d, t, a)', ['d.t']],
    ["CREATE TABLE f (a UInt8, b String DEFAULT dictGet('d.dict', 'x', a)) ENGINE = Memory", ['d.dict']],
    [
      "CREATE DICTIONARY i (a UInt64) PRIMARY KEY a SOURCE(CLICKHOUSE(TABLE t DB 'd')) LAYOUT(FLAT()) LIFETIME(1)",
      ['d.t'],
    ],
  ])('%s', (sql, expected) => {
    expect(needs(sql).sort()).toEqual(expected);
  });
});
