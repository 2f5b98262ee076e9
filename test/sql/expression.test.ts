/** Equal keys mean the same to ClickHouse, and different things never have equal keys. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExpression, parseExpressionList } from '../../src/sql/fragments.ts';
import { canonicalFunction } from '../../src/sql/function-names.ts';
import { printKey } from '../../src/sql/print.ts';
import { SqlError } from '../../src/sql/tokens.ts';
import { Engine } from './engine.ts';

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
  engine.run('CREATE DATABASE app');
  engine.run('USE app');
});
afterAll(() => {
  engine[Symbol.dispose]();
});

const key = (text: string): string => parseExpression(text).key;
let views = 0;
/** A query as the engine stores it. */
function stored(query: string): string {
  views += 1;
  engine.run(`CREATE VIEW app.v_${views} AS ${query}`);
  return engine.run(`SELECT as_select FROM system.tables WHERE database = 'app' AND name = 'v_${views}'`);
}

const table =
  "(SELECT 1 AS k, 'a' AS s, 2 AS Rows, 3 AS rows, 4 AS asc, 5 AS final, 6 AS `left`, [1] AS arr, toDate(0) AS d)";

describe('equal', () => {
  it.each([
    ['SELECT k FROM T', 'select k from T', 'SELECT  k\n\tFROM T -- comment', 'SELECT/**/k/* */FROM T'],
    ['SELECT NOW() FROM T', 'SELECT now() FROM T', 'SELECT Now ( ) FROM T'],
    ['SELECT YEAR(d) FROM T', 'SELECT year(d) FROM T', 'SELECT toYear(d) FROM T'],
    ['SELECT ucase(s), SUBSTR(s, 1) FROM T', 'SELECT UPPER(s), substring(s, 1) FROM T'],
    ['SELECT k FROM T WHERE k <> 1', 'SELECT k FROM T where k != 1'],
    ['SELECT k FROM T WHERE k == 1', 'SELECT k FROM T WHERE k = 1'],
    ['SELECT 255 FROM T', 'SELECT 0xFF FROM T', 'SELECT 2_55 FROM T', 'SELECT 0b11111111 FROM T'],
    ['SELECT 1.50 FROM T', 'SELECT 1.5 FROM T', 'SELECT 15e-1 FROM T'],
    ['SELECT 1. FROM T', 'SELECT 1.0 FROM T', 'SELECT 1e0 FROM T'],
    ["SELECT 'it''s' FROM T", "SELECT 'it\\'s' FROM T", "SELECT $$it's$$ FROM T", "SELECT 'it\\x27s' FROM T"],
    ["SELECT 'a\tb' FROM T", "SELECT 'a\\tb' FROM T"],
    ["SELECT '中' FROM T", "SELECT '\\xe4\\xb8\\xad' FROM T"],
    ['SELECT `k` FROM T', 'SELECT "k" FROM T', 'SELECT k FROM T'],
    ['SELECT d + INTERVAL 1 DAY FROM T', 'SELECT d + interval 1 day FROM T', 'SELECT d + toIntervalDay(1) FROM T'],
    ["SELECT d + INTERVAL '1' MONTH FROM T", "SELECT d + toIntervalMonth('1') FROM T"],
    ['SELECT k FROM T ORDER BY k ASC', 'SELECT k FROM T ORDER BY k', 'select k from T order by k asc'],
    ['SELECT k FROM T ORDER BY k DESC, s ASC', 'SELECT k FROM T ORDER BY k desc, s'],
    ["SELECT k FROM T WHERE k IN (1) AND s NOT LIKE 'x'", "SELECT k FROM T where k in (1) and s not like 'x'"],
    ['SELECT CASE WHEN k > 1 THEN 1 ELSE 2 END FROM T', 'SELECT case when k > 1 then 1 else 2 end FROM T'],
    ['SELECT k IS NOT NULL, NULL FROM T', 'SELECT k is not null, null FROM T'],
    [
      'SELECT count() OVER (PARTITION BY k ORDER BY s) FROM T',
      'SELECT count() over (partition by k order by s) FROM T',
    ],
    ['SELECT DISTINCT k FROM T LIMIT 1 BY k', 'select distinct k from T limit 1 by k'],
    ['SELECT TRUE, False FROM T', 'SELECT true, false FROM T'],
    ['SELECT a.k FROM T AS a INNER JOIN T AS b USING (k)', 'SELECT a.k FROM T as a inner join T as b using (k)'],
  ])('%s', (...queries) => {
    const keys = new Set(queries.map((query) => key(query)));
    expect([...keys]).toHaveLength(1);
    const stores = new Set(queries.map((query) => stored(query.replaceAll(/\bT\b/g, () => table))));
    expect([...stores]).toHaveLength(1);
  });
});

describe('not equal', () => {
  it.each([
    ["'a b'", "'a  b'"],
    ["'a'", "'A'"],
    ["'it''s'", "'its'"],
    ["'-- x'", "'--x'"],
    ['a', 'A'],
    ['`a b`', '`A b`'],
    ['`a.b`', 'a.b'],
    ['Rows', 'rows'],
    ['final + 1', 'FINAL + 1'],
    ['k AS rows', 'k AS ROWS'],
    ['SELECT k rows FROM t', 'SELECT k ROWS FROM t'],
    ['SELECT k, asc FROM t', 'SELECT k, ASC FROM t'],
    ['SELECT k asc FROM t', 'SELECT k FROM t'],
    ['SELECT left FROM t', 'SELECT LEFT FROM t'],
    ['SELECT any FROM t', 'SELECT ANY FROM t'],
    ['SELECT offset, limit FROM t', 'SELECT OFFSET, limit FROM t'],
    ['SELECT end FROM t', 'SELECT END FROM t'],
    ['SELECT t.group FROM t', 'SELECT t.GROUP FROM t'],
    ['`NULL`', 'NULL'],
    ['`from`', 'from'],
    ['1', '1.'],
    ['1', "'1'"],
    ['18446744073709551615', '18446744073709551616'],
    ['9007199254740993', '9007199254740992'],
    ['9007199254740993.', '9007199254740992.'],
    ['1e400', '1e401'],
    ['0.1', '0.10000000000000001'],
    ['1 - -1', '1 - 1'],
    ['a - b', 'a + b'],
    ['(a)', 'a'],
    ['a, b', 'b, a'],
    ['cityHash64(a)', 'CITYHASH64(a)'],
    ['toTimeZone(a, b)', 'toTimezone(a, b)'],
    ["'\\xe4'", "'ä'"],
    ["'\\x80'", "'\\x81'"],
    ["'\\d'", "'d'"],
    ["'\\N'", "'N'"],
    ['t.1', 't.2'],
    ['t.1.2', 't.12'],
    ['x -> x', 'x - x'],
    ['a[1]', 'a(1)'],
    ['INTERVAL 1 DAY', 'INTERVAL 1 WEEK'],
    ['{a:UInt8}', '{a:UInt16}'],
  ])('%s and %s', (a, b) => {
    expect(key(a)).not.toBe(key(b));
  });
});

describe('text', () => {
  it('is what the author wrote, on one line, without comments', () => {
    expect(parseExpression('a+ b /* x */ -c -- end').text).toBe('a+ b -c');
    expect(parseExpression("concat('a\nb',\n  c)").text).toBe("concat('a\\nb', c)");
    expect(parseExpression('1 -/**/- 1').text).toBe('1 - - 1');
    expect(parseExpression('`a\nb`').text).toBe('`a\\nb`');
  });

  it('is read again as the same', () => {
    for (const text of [
      "'\\x80\\xff\\x41'",
      "'\\xe4\\xb8\\xad'",
      '$a$x$y$a$',
      "'\\N\\e\\0'",
      '"a""b"',
      't.1.2',
      '1_000.5e-3',
    ]) {
      const first = parseExpression(text);
      expect(parseExpression(first.text).key).toBe(first.key);
      expect(parseExpression(first.key).key).toBe(first.key);
    }
  });

  it('is refused where it is no expression', () => {
    for (const text of [
      '',
      '/* only */',
      '(a',
      'a)',
      '(a]',
      "'open",
      '`open',
      '/* open',
      'a; b',
      '$x$ open',
      'a \u0001',
      '1abc',
    ])
      expect(() => parseExpression(text), text).toThrow(SqlError);
  });
});

describe('key elements', () => {
  it.each([
    ['k', ['k']],
    ['(k)', ['k']],
    ['((k))', ['k']],
    ['k ASC', ['k']],
    ['(a, b DESC)', ['a', 'b DESC']],
    ['((a, b))', ['a', 'b']],
    ['tuple(a, b)', ['a', 'b']],
    ['tuple()', []],
    ['()', []],
    ['tuple((a, b))', ['( a , b )']],
    ['(a + 1) * 2', ['( a + 1 ) * 2']],
    ['(a) + (b)', ['( a ) + ( b )']],
    ['cityHash64(a, b), c', ['cityHash64 ( a , b )', 'c']],
  ])('%s', (text, keys) => {
    const elements = parseExpressionList(text);
    expect(elements.map((element) => element.key)).toEqual(keys);
    expect(parseExpressionList(printKey(elements)).map((element) => element.key)).toEqual(keys);
  });

  it('make the sorting key that was written', () => {
    for (const [index, text] of [
      '((a, b))',
      'tuple((a, b))',
      'tuple(a, b)',
      '((a), (b))',
      '(a + 1)',
      'tuple((a + 1))',
    ].entries()) {
      const sorting = (suffix: string, order: string): string => {
        engine.run(`CREATE TABLE app.k${index}_${suffix} (a UInt8, b UInt8) ENGINE = MergeTree ORDER BY ${order}`);
        return engine.run(`SELECT sorting_key FROM system.tables WHERE name = 'k${index}_${suffix}'`);
      };
      const plain = (text: string): string => text.replace(/^\((a \+ 1)\)$/, '$1');
      expect(plain(sorting('own', printKey(parseExpressionList(text))))).toBe(plain(sorting('written', text)));
    }
  });
});

describe('names of functions', () => {
  it('are those that the engine stores', () => {
    const functions = engine
      .run("SELECT name, alias_to, case_insensitive FROM system.functions WHERE origin = 'System'")
      .split('\n')
      .map((line) => line.split('\t'));
    const wrong: string[] = [];
    for (const [name = '', target = '', anyCase] of functions) {
      // The operator, one that is chDB's own, and those that the parser turns into another call itself.
      if (['not', 'chdb', 'trim', 'ltrim', 'rtrim'].includes(name) || target === 'dateDiff') continue;
      const spellings = anyCase === '1' ? [name, name.toLowerCase(), name.toUpperCase()] : target === '' ? [] : [name];
      for (const spelling of spellings) {
        if (engine.refusal(`CREATE OR REPLACE FUNCTION probe AS x -> ${spelling}(x, 1)`) !== null) continue;
        const text = engine.run("SELECT create_query FROM system.functions WHERE name = 'probe'");
        const own = canonicalFunction(spelling);
        const parsed = /-> (\w+)\(x, 1\)/.exec(text)?.[1];
        if (parsed !== undefined && parsed !== own) wrong.push(`${spelling}: ${own}, ${text}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(functions.length).toBeGreaterThan(1000);
  });
});
