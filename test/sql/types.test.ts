import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalType } from '../../src/sql/fragments.ts';
import { SqlError } from '../../src/sql/tokens.ts';
import { Engine } from './engine.ts';

/** Arguments for the families that want some. */
const argumentsOf: Readonly<Record<string, readonly string[]>> = {
  AggregateFunction: ['(sum, INT)', '(quantiles(0.5,0.9), DOUBLE)', '(uniq, VARCHAR, BIGINT)', '(count)'],
  Array: ['(INT)', '(Array(Nullable(TEXT)))', '(Tuple(a INT, b Array(BIGINT UNSIGNED)))'],
  DateTime: ['', "('UTC')", "('Asia/Tokyo')"],
  DateTime32: ['', "('UTC')"],
  DateTime64: ['', '(6)', "(3,'UTC')"],
  Decimal: ['', '(10)', '(18,2)', '(76, 20)'],
  Decimal128: ['(5)'],
  Decimal256: ['(6)'],
  Decimal32: ['(3)'],
  Decimal64: ['(4)'],
  Dynamic: ['', '(max_types=5)'],
  Enum: ["('a','b')", "('a'=1,'b'=200)", "('b' = 2, 'a' = -1)", "('it''s', 'x, (y)')"],
  Enum16: ["('a'=1000)", "('a')"],
  Enum8: ["('a'=1,'b')", "('b'=2,'a'=1)"],
  FixedString: ['(3)'],
  JSON: [
    '',
    '(max_dynamic_paths=1024)',
    "(max_dynamic_paths=7, a.b INT, SKIP c, SKIP REGEXP 'd.*')",
    '(z INT, `a b` TEXT)',
  ],
  LowCardinality: ['(TEXT)', '(Nullable(String))', '(FixedString(3))'],
  Map: ['(TEXT,INT)', '(LowCardinality(String), Array(Tuple(x INT)))'],
  Nullable: ['(INT)', '(DECIMAL(10))'],
  QBit: ['(Float32, 8)'],
  SimpleAggregateFunction: ['(max, BIGINT)', '(anyLast, Nullable(TEXT))', '(groupArrayArray, Array(INT))'],
  Time64: ['', '(6)'],
  Tuple: ['(INT,TEXT)', '(a INT, b TEXT)', '(`a b` INT, `from` DOUBLE PRECISION)', '(int INT, date Date)'],
  Variant: ['(UInt64,String)', '(TEXT, Array(INT))'],
  BINARY: ['(3)'],
  DEC: ['', '(10,2)'],
  FIXED: ['', '(3)'],
  NUMERIC: ['', '(12,4)'],
  TIMESTAMP: ['', "('UTC')"],
  CHAR: ['', '(10)'],
  VARCHAR: ['', '(255)'],
  INT: ['', '(11)'],
  'INT UNSIGNED': [''],
  TINYINT: ['', '(1)'],
  Nothing: [],
  Nested: [],
  Object: [],
  Set: [],
  SET: [],
};

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
  engine.run('CREATE DATABASE app');
});
afterAll(() => {
  engine[Symbol.dispose]();
});

let tables = 0;
/** The engine's own spelling of a column type, or null where it doesn't take it. */
function reported(type: string): string | null {
  tables += 1;
  const settings = 'SETTINGS allow_suspicious_low_cardinality_types = 1, enable_time_time64_type = 1';
  if (engine.refusal(`CREATE TABLE app.t_${tables} (c ${type}) ENGINE = Memory ${settings}`) !== null) return null;
  return engine.run(`SELECT type FROM system.columns WHERE database = 'app' AND table = 't_${tables}'`);
}

describe('types', () => {
  it('are spelt as the engine reports them, for every family and alias, in any case that it takes', () => {
    const families = engine
      .run('SELECT name, case_insensitive FROM system.data_type_families ORDER BY name')
      .split('\n')
      .map((line) => line.split('\t'));
    expect(families.length).toBeGreaterThan(120);
    let compared = 0;
    const wrong: string[] = [];
    for (const [family = '', anyCase] of families) {
      const names = anyCase === '1' ? [family, family.toLowerCase(), family.toUpperCase()] : [family];
      for (const name of names) {
        for (const args of argumentsOf[family] ?? ['']) {
          const type = reported(`${name}${args}`);
          if (type === null) continue;
          compared += 1;
          const own = canonicalType(`${name}${args}`);
          if (own !== type) wrong.push(`${name}${args}: ${own} instead of ${type}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(250);
  });

  it.each([
    'BIGINT UNSIGNED',
    'int(11) unsigned',
    'NATIONAL CHARACTER VARYING(10)',
    'CHARACTER LARGE OBJECT',
    'double precision',
    'Array( Array ( UInt8 ) )',
    "Nullable ( DateTime64 ( 3 , 'UTC' ) )",
    'Tuple(Array(UInt8), Nested(x INT))',
    'AggregateFunction(quantilesTDigest(0.5, 0.99), Float32)',
    'AggregateFunction(1, sum, UInt64)',
    "Enum8('a' = 1, 'b' = -2, 'ü' = 3)",
  ])('%s', (type) => {
    const expected = reported(type);
    expect(expected).not.toBeNull();
    expect(canonicalType(type)).toBe(expected);
  });

  it('keeps what can not be: a rule names it', () => {
    expect(canonicalType('Nullable(Nullable(String))')).toBe('Nullable(Nullable(String))');
    expect(canonicalType('uint64')).toBe('uint64');
    expect(canonicalType('Nullable(LowCardinality(String))')).toBe('Nullable(LowCardinality(String))');
  });

  it('refuses what is no type, and nesting without end', () => {
    expect(() => canonicalType('')).toThrow(SqlError);
    expect(() => canonicalType('UInt8 UInt8')).toThrow(/unexpected/);
    expect(() => canonicalType('Enum8(1)')).toThrow(/must be a string/);
    expect(canonicalType(`${'Array('.repeat(90)}UInt8${')'.repeat(90)}`)).toContain('UInt8');
    expect(() => canonicalType(`${'Array('.repeat(50_000)}UInt8${')'.repeat(50_000)}`)).toThrow(/nested deeper/);
  });
});
