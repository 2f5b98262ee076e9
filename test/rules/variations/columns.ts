/** Columns: names, kinds, defaults, types with their arguments, Enums, constraints, names of tables. */
import { knownTypes } from '../../../src/rules/shared/types.ts';
import { cross, type Family, misspellings, table } from './family.ts';

const kinds = ['', 'DEFAULT 1', 'MATERIALIZED 1', 'ALIAS 1', 'EPHEMERAL 1'];
/** Expressions over a name. */
export const wrappers = [
  'NAME',
  'NAME + 1',
  '(NAME)',
  'plus(NAME, 1)',
  'if(NAME = 1, 2, 3)',
  'id * NAME',
  'toUInt64(toString(NAME))',
];
const within = (name: string): string[] => wrappers.map((wrapper) => wrapper.replaceAll('NAME', name));
/** A stored column, a missing one, and spellings of both. */
const names = ['v', '`v`', 'V', 'missing', '`missing`', '_part', 'id'];

const needs = ['1', 'a + 1', 'b + 1', 'c + 1', 'a + b', 'b + c', 'id'];
const enumValues = [
  "'a' = 1",
  "'a', 'b'",
  "'a' = 1, 'b' = 1",
  "'a' = 1, 'a' = 2",
  "'a' = 127",
  "'a' = 128",
  "'a' = -128",
  "'a' = -129",
  "'a' = 32767",
  "'a' = 32768",
  "'a' = -32768",
  "'a' = -32769",
  "'' = 0",
  "'a' = 0, 'b' = 0",
  "'a' = 5, 'b'",
  "'it''s' = 1, 'it\\'s' = 2",
  "'A' = 1, 'a' = 2",
];
const precisions = ['0', '1', '9', '18', '38', '76', '77'];
const counted = ['Array', 'Nullable', 'LowCardinality', 'Map', 'Tuple', 'FixedString', 'Decimal', 'DateTime64'];
const elements = ['', 'String', 'String, String', 'String, String, String', '3', '3, 2', '8, 3'];

export const columnFamilies: readonly Family[] = [
  {
    name: 'kinds of two columns of one name',
    statements: cross(kinds, kinds).map(([a, b]) => table(`c UInt64 ${a}, c UInt64 ${b}`)),
  },
  {
    name: 'tables of columns of one kind',
    statements: cross(kinds, kinds, ['MergeTree ORDER BY tuple()', 'Memory', 'Null', 'Log']).map(
      ([a, b, engine]) => `CREATE TABLE app.x (a UInt64 ${a}, b UInt64 ${b}) ENGINE = ${engine}`,
    ),
  },
  {
    name: 'reserved names',
    statements: cross(
      [
        '_row_exists',
        '_block_number',
        '_block_offset',
        '_part',
        '_partition_id',
        '_sign',
        '_version',
        '_other',
        '_ROW_EXISTS',
      ],
      ['', 'ALIAS 1', 'MATERIALIZED 1', 'EPHEMERAL 1'],
      ['MergeTree ORDER BY id', 'ReplacingMergeTree ORDER BY id', 'Memory', 'Log', 'Null'],
    ).map(([name, kind, engine]) => table(`${name} UInt64 ${kind}`, `ENGINE = ${engine}`)),
  },
  {
    name: 'names in defaults',
    statements: cross(['DEFAULT', 'MATERIALIZED', 'ALIAS', 'EPHEMERAL'], names.flatMap(within)).map(
      ([kind, expression]) => table(`v UInt64, c UInt64 ${kind} ${expression}`),
    ),
  },
  {
    name: 'defaults that need each other',
    statements: cross(needs, needs, ['1', 'a + 1', 'b + 1', 'id']).map(([a, b, c]) =>
      table(`a UInt64 DEFAULT ${a}, b UInt64 DEFAULT ${b}, c UInt64 DEFAULT ${c}`),
    ),
  },
  {
    name: 'queries in defaults',
    statements: cross(
      ['DEFAULT', 'MATERIALIZED', 'ALIAS'],
      [
        '(SELECT 1)',
        '1 + (SELECT 1)',
        '(select max(number) from numbers(3))',
        "length('(SELECT 1)')",
        'if((SELECT 1) = 1, 1, 2)',
      ],
    ).map(([kind, expression]) => table(`c UInt64 ${kind} ${expression}`)),
  },
  {
    name: 'names in constraints',
    statements: cross(['CHECK', 'ASSUME'], names.flatMap(within)).map(([kind, expression]) =>
      table(`v UInt64, CONSTRAINT k ${kind} ${expression} > 0`),
    ),
  },
  {
    name: 'misspelt types',
    left: [[/c geometry\)/, 'the reader takes it for Geometry']],
    statements: knownTypes
      .filter((type) => !/^(Interval|Object|Nothing)/.test(type))
      .flatMap((type) => misspellings(type))
      .map((type) => `CREATE TABLE app.x (c ${type}) ENGINE = Memory`),
  },
  {
    name: 'numbers of Decimal, DateTime64, Time64 and FixedString',
    statements: [
      ...cross(precisions, ['0', '1', '9', '18', '76', '77']).map(([p, s]) => `Decimal(${p}, ${s})`),
      ...cross(['32', '64', '128', '256'], ['0', '9', '10', '18', '19', '38', '39', '76', '77']).map(
        ([bits, s]) => `Decimal${bits}(${s})`,
      ),
      ...cross(['DateTime64', 'Time64'], ['0', '3', '6', '9', '10', '18']).map(([type, p]) => `${type}(${p})`),
      ...['0', '1', '255', '256', '257', '1000'].map((length) => `FixedString(${length})`),
    ].map((type) => `CREATE TABLE app.x (c ${type}) ENGINE = Memory`),
  },
  {
    name: 'how many arguments types take',
    statements: cross(counted, elements).map(
      ([type, args]) => `CREATE TABLE app.x (c ${type}(${args})) ENGINE = Memory`,
    ),
  },
  {
    name: 'names of the elements of a Tuple',
    statements: cross(['', 'a ', 'b '], ['', 'a ', 'b '], ['', 'a ', 'c ']).map(
      ([a, b, c]) => `CREATE TABLE app.x (c Tuple(${a}UInt8, ${b}String, ${c}UInt64)) ENGINE = Memory`,
    ),
  },
  {
    name: 'values of Enums',
    statements: cross(['Enum8', 'Enum16', 'Enum'], enumValues).map(
      ([type, values]) => `CREATE TABLE app.x (c ${type}(${values})) ENGINE = Memory`,
    ),
  },
  {
    name: 'lengths of names',
    statements: [20, 100, 200, 205, 209, 210, 211, 215, 250].flatMap((length) => [
      `CREATE TABLE app.${'n'.repeat(length)} (id UInt64) ENGINE = Memory`,
      `CREATE TABLE app.\`${'-'.repeat(Math.floor(length / 3))}n\` (id UInt64) ENGINE = Memory`,
    ]),
  },
];
