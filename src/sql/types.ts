/** Column types in the spelling that ClickHouse 26.7 reports (`system.data_type_families`, and by experiment). */
import { compareText } from '../schema/name.ts';
import { expressionOf, splitAtCommas } from './expression.ts';
import { elementName, quoteString } from './literals.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';

/** Types that ClickHouse finds in any case, by lower-case name. */
const anyCase: Readonly<Record<string, string>> = {
  bool: 'Bool',
  boolean: 'Bool',
  date: 'Date',
  date32: 'Date32',
  datetime: 'DateTime',
  datetime32: 'DateTime',
  datetime64: 'DateTime64',
  decimal: 'Decimal',
  decimal32: 'Decimal32',
  decimal64: 'Decimal64',
  decimal128: 'Decimal128',
  decimal256: 'Decimal256',
  enum: 'Enum',
  enum8: 'Enum8',
  enum16: 'Enum16',
  geometry: 'Geometry',
  json: 'JSON',
  time: 'Time',
  time64: 'Time64',
  bigint: 'Int64',
  'bigint signed': 'Int64',
  'bigint unsigned': 'UInt64',
  binary: 'FixedString',
  'binary large object': 'String',
  'binary varying': 'String',
  bit: 'UInt64',
  blob: 'String',
  byte: 'Int8',
  bytea: 'String',
  char: 'String',
  'char large object': 'String',
  'char varying': 'String',
  character: 'String',
  'character large object': 'String',
  'character varying': 'String',
  clob: 'String',
  dec: 'Decimal',
  double: 'Float64',
  'double precision': 'Float64',
  fixed: 'Decimal',
  float: 'Float32',
  inet4: 'IPv4',
  inet6: 'IPv6',
  int: 'Int32',
  'int signed': 'Int32',
  'int unsigned': 'UInt32',
  int1: 'Int8',
  'int1 signed': 'Int8',
  'int1 unsigned': 'UInt8',
  integer: 'Int32',
  'integer signed': 'Int32',
  'integer unsigned': 'UInt32',
  longblob: 'String',
  longtext: 'String',
  mediumblob: 'String',
  mediumint: 'Int32',
  'mediumint signed': 'Int32',
  'mediumint unsigned': 'UInt32',
  mediumtext: 'String',
  'national char': 'String',
  'national char varying': 'String',
  'national character': 'String',
  'national character large object': 'String',
  'national character varying': 'String',
  nchar: 'String',
  'nchar large object': 'String',
  'nchar varying': 'String',
  numeric: 'Decimal',
  nvarchar: 'String',
  real: 'Float32',
  set: 'UInt64',
  signed: 'Int64',
  single: 'Float32',
  smallint: 'Int16',
  'smallint signed': 'Int16',
  'smallint unsigned': 'UInt16',
  text: 'String',
  timestamp: 'DateTime',
  tinyblob: 'String',
  tinyint: 'Int8',
  'tinyint signed': 'Int8',
  'tinyint unsigned': 'UInt8',
  tinytext: 'String',
  unsigned: 'UInt64',
  varbinary: 'String',
  varchar: 'String',
  varchar2: 'String',
  year: 'UInt16',
};

/** Words that can follow the first word of a type name made of several. */
const continuations = new Set(['signed', 'unsigned', 'large', 'object', 'varying', 'precision', 'char', 'character']);
const multiWordStarts = new Set(
  Object.keys(anyCase).flatMap((name) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : [])),
);

const decimalPrecision: Readonly<Record<string, number>> = {
  Decimal32: 9,
  Decimal64: 18,
  Decimal128: 38,
  Decimal256: 76,
};

/** A type in canonical spelling. Errors as {@link canonicalTypeOf}. */
export function canonicalType(text: string): string {
  return canonicalTypeOf(tokenize(text).filter((token) => token.kind !== 'comment'));
}

/**
 * The canonical spelling of the type that these tokens (without comments) are.
 *
 * @throws SqlError where they are not one type. Whether ClickHouse knows a type of that name is a rule's business.
 */
export function canonicalTypeOf(tokens: readonly Token[]): string {
  let depth = 0;
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    if (depth > deepest) throw new SqlError(`a type is nested deeper than ${deepest} levels`, token.line);
  }
  return typeText(tokens);
}

/** More than anyone writes (ClickHouse's own parser stops at a thousand), few enough for the stack. */
const deepest = 100;

function typeText(tokens: readonly Token[]): string {
  const { name, rest } = readTypeName(tokens);
  if (rest.length === 0) return withoutArguments(name);
  const args = rest.slice(1, -1);
  if (rest[0]?.text !== '(' || rest.at(-1)?.text !== ')') {
    throw new SqlError(`unexpected "${rest[0]?.text}" after the type ${name}`, rest[0]?.line ?? 1);
  }
  if (args.length === 0) return withoutArguments(name);
  return withArguments(name, splitAtCommas(args));
}

/**
 * How many of the tokens, from the first on, are the name and arguments of a type: what is left belongs to the column.
 *
 * @param peek The token that is this many after the first.
 */
export function typeLength(peek: (ahead: number) => Token | undefined): number {
  const count = nameWords(peek);
  if (peek(count)?.text !== '(') return count;
  let depth = 0;
  for (let index = count; ; index += 1) {
    const token = peek(index);
    if (token === undefined) return index;
    const text = token.kind === 'symbol' ? token.text : undefined;
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    if (depth === 0) {
      // NATIONAL CHAR (10) VARYING and INT(11) UNSIGNED: length first, then the rest of the name.
      let end = index + 1;
      while (continuations.has(peek(end)?.text.toLowerCase() ?? '')) end += 1;
      return end;
    }
  }
}

function nameWords(peek: (ahead: number) => Token | undefined): number {
  const first = peek(0);
  if (first === undefined || (first.kind !== 'word' && first.kind !== 'quoted')) {
    throw new SqlError(`a type is expected instead of "${first?.text ?? 'nothing'}"`, first?.line ?? 1);
  }
  let count = 1;
  if (first.kind === 'word' && multiWordStarts.has(first.text.toLowerCase())) {
    while (peek(count)?.kind === 'word' && continuations.has(peek(count)?.text.toLowerCase() ?? '')) count += 1;
  }
  return count;
}

function readTypeName(tokens: readonly Token[]): { name: string; rest: readonly Token[] } {
  const count = nameWords((ahead) => tokens[ahead]);
  const trailing = tokens.slice(count);
  // The words after the length belong to the name: INT(11) UNSIGNED.
  const last = trailing.findLastIndex((token) => token.text === ')');
  const suffix = last >= 0 ? trailing.slice(last + 1) : [];
  const rest = last >= 0 ? trailing.slice(0, last + 1) : trailing;
  const name = [...tokens.slice(0, count), ...suffix].map((token) => token.value).join(' ');
  const known = anyCase[name.toLowerCase()];
  // MySQL's display width means nothing: INT(11) is INT.
  if (known !== undefined && /^U?Int|^Float/.test(known)) return { name: known, rest: [] };
  if (known === 'String') return { name: known, rest: [] };
  return { name: known ?? name, rest };
}

function withoutArguments(name: string): string {
  if (name === 'Decimal') return 'Decimal(10, 0)';
  if (name === 'DateTime64' || name === 'Time64') return `${name}(3)`;
  return name;
}

function withArguments(name: string, args: readonly (readonly Token[])[]): string {
  const first = args[0] ?? [];
  const precision = decimalPrecision[name];
  if (precision !== undefined) return `Decimal(${precision}, ${argument(first)})`;
  switch (name) {
    case 'Decimal':
      return `Decimal(${argument(first)}, ${args[1] === undefined ? '0' : argument(args[1])})`;
    case 'Enum':
    case 'Enum8':
    case 'Enum16':
      return canonicalEnum(name, args);
    case 'Tuple':
    case 'Nested':
      return `${name}(${args.map(tupleElement).join(', ')})`;
    case 'Variant':
      return `Variant(${args.map(typeText).sort(compareText).join(', ')})`;
    case 'Array':
    case 'LowCardinality':
    case 'Map':
    case 'Nullable':
      return `${name}(${args.map(typeText).join(', ')})`;
    case 'JSON':
      return canonicalJson(args);
    case 'Dynamic':
      return `Dynamic(${args.map((part) => part.map((token) => token.text).join('')).join(', ')})`;
    case 'AggregateFunction':
    case 'SimpleAggregateFunction':
      return `${name}(${args.map((part, index) => (index === 0 || isNumber(part) ? argument(part) : typeText(part))).join(', ')})`;
    default:
      return `${name}(${args.map(argument).join(', ')})`;
  }
}

/**
 * JSON as 26.7 reports it: limits in the order that they were written, without those that are the default, then typed
 * paths, skipped paths and skipped patterns, each sorted.
 */
function canonicalJson(args: readonly (readonly Token[])[]): string {
  const limits: string[] = [];
  const typed: string[] = [];
  const skipped: string[] = [];
  const patterns: string[] = [];
  for (const part of args) {
    const [first, second, third] = part;
    const line = first?.line ?? 1;
    if (second?.text === '=') limits.push(`${first?.value ?? ''}=${third?.text ?? ''}`);
    else if (first?.kind === 'word' && first.text.toUpperCase() === 'SKIP') {
      if (second?.kind !== 'word' || second.text.toUpperCase() !== 'REGEXP')
        skipped.push(`SKIP ${path(part.slice(1))}`);
      else if (third?.kind === 'string') patterns.push(`SKIP REGEXP ${quoteString(third.value)}`);
      else throw new SqlError('SKIP REGEXP in a JSON type takes a string', line);
    } else {
      const type = part.findIndex((token, index) => index > 0 && token.text !== '.' && part[index - 1]?.text !== '.');
      if (type < 0) throw new SqlError(`the path ${path(part)} of a JSON type has no type`, line);
      typed.push(`${path(part.slice(0, type))} ${typeText(part.slice(type))}`);
    }
  }
  const own = limits.filter((limit) => limit !== 'max_dynamic_paths=1024' && limit !== 'max_dynamic_types=32');
  const all = [...own, ...typed.sort(byPath), ...skipped.sort(byPath), ...patterns.sort(compareText)];
  return all.length === 0 ? 'JSON' : `JSON(${all.join(', ')})`;
}

function byPath(a: string, b: string): number {
  return compareText(a.replaceAll('`', ''), b.replaceAll('`', ''));
}

/** A path inside a JSON value, one name to the engine: `` `a.b` ``. */
function path(part: readonly Token[]): string {
  return elementName(part.map((token) => token.value).join(''));
}

function isNumber(part: readonly Token[]): boolean {
  return part.length === 1 && part[0]?.kind === 'number';
}

/** An argument that is no type (a precision, a time zone, a function), in canonical spelling without extra blanks. */
function argument(part: readonly Token[]): string {
  return compact(expressionOf(part).key);
}

/** A canonical key without the blanks that no one writes: `quantiles(0.5, 0.9)`. */
function compact(key: string): string {
  return key.replaceAll(' ( ', '(').replaceAll(/ \)/g, ')').replaceAll(' , ', ', ');
}

function tupleElement(part: readonly Token[]): string {
  const [first, ...rest] = part;
  if (first === undefined) throw new SqlError('an element of a Tuple is missing', 1);
  const named = rest.length > 0 && rest[0]?.text !== '(' && !multiWord(part);
  return named ? `${elementName(first.value)} ${typeText(rest)}` : typeText(part);
}

function multiWord(part: readonly Token[]): boolean {
  const count = nameWords((ahead) => part[ahead]);
  const name = part.slice(0, count).map((token) => token.value.toLowerCase());
  return count > 1 && anyCase[name.join(' ')] !== undefined;
}

function canonicalEnum(name: string, args: readonly (readonly Token[])[]): string {
  let next = 1;
  const values = args.map((part) => {
    const label = part[0];
    if (label?.kind !== 'string') throw new SqlError('an Enum value must be a string', label?.line ?? 1);
    if (part.length > 1)
      next = Number(
        part
          .slice(2)
          .map((token) => token.text)
          .join(''),
      );
    if (!Number.isInteger(next)) throw new SqlError(`the Enum value ${label.text} has no whole number`, label.line);
    const value = { label: label.value, number: next };
    next += 1;
    return value;
  });
  values.sort((a, b) => a.number - b.number);
  const wide = values.some(({ number }) => number < -128 || number > 127);
  const type = name === 'Enum' ? (wide ? 'Enum16' : 'Enum8') : name;
  return `${type}(${values.map(({ label, number }) => `${quoteString(label)} = ${number}`).join(', ')})`;
}
