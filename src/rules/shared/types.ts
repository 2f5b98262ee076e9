/** Column types as trees. Facts about types: tried on ClickHouse 26.7. */
import { splitAtCommas } from '../../sql/expression.ts';
import { type Token, tokenize } from '../../sql/tokens.ts';

export interface TypeArgument {
  /** The name of an element of a Tuple, else null. */
  readonly label: string | null;
  /** Null for an argument that is no type: a number, a time zone, a function. */
  readonly type: TypeNode | null;
  readonly text: string;
}

export interface TypeNode {
  readonly name: string;
  readonly args: readonly TypeArgument[];
}

const holdsTypes = new Set(['Array', 'Nullable', 'LowCardinality', 'Map', 'Variant', 'Tuple', 'Nested']);
const holdsElements = new Set(['Tuple', 'Nested']);
const holdsFunction = new Set(['AggregateFunction', 'SimpleAggregateFunction']);

/** Types are few and columns many: each text is read once. Emptied when it grows beyond what one schema needs. */
const read = new Map<string, TypeNode | null>();
const most = 20_000;

/** The tree of a canonical type; null for text that isn't one, about which no rule says anything. */
export function parseType(text: string): TypeNode | null {
  const known = read.get(text);
  if (known !== undefined) return known;
  if (read.size >= most) read.clear();
  const type = parsed(text);
  read.set(text, type);
  return type;
}

function parsed(text: string): TypeNode | null {
  try {
    return typeOfTokens(tokenize(text));
  } catch {
    return null;
  }
}

/** The type that these tokens are; null as {@link parseType}. */
export function typeOfTokens(tokens: readonly Token[]): TypeNode | null {
  const [first, open, ...rest] = tokens;
  if (first === undefined || (first.kind !== 'word' && first.kind !== 'quoted')) return null;
  const name = first.value;
  if (open === undefined) return { name, args: [] };
  if (open.text !== '(' || rest.at(-1)?.text !== ')') return null;
  const parts = splitAtCommas(rest.slice(0, -1)).filter((part) => part.length > 0);
  return { name, args: parts.map((part, index) => argument(name, part, index)) };
}

function argument(name: string, part: readonly Token[], index: number): TypeArgument {
  const text = part.map((token) => token.text).join(' ');
  const [first, second] = part;
  if (holdsElements.has(name) && first !== undefined && second !== undefined && second.text !== '(') {
    return { label: first.value, type: typeOfTokens(part.slice(1)), text };
  }
  if (holdsTypes.has(name)) return { label: null, type: typeOfTokens(part), text };
  if (holdsFunction.has(name) && index > 0 && first?.kind !== 'number')
    return { label: null, type: typeOfTokens(part), text };
  return { label: null, type: null, text };
}

/** The type whose values a column holds: a SimpleAggregateFunction holds those of its type. Null as {@link parseType}. */
export function columnType(text: string): TypeNode | null {
  const type = parseType(text);
  return type === null ? null : valueType(type);
}

/** What {@link columnType} says, of a type within another. */
export function valueType(type: TypeNode): TypeNode {
  return type.name === 'SimpleAggregateFunction' ? (type.args[1]?.type ?? type) : type;
}

/** A type and every type inside of it. */
export function* typesWithin(type: TypeNode): Generator<TypeNode> {
  yield type;
  for (const { type: inner } of type.args) if (inner !== null) yield* typesWithin(inner);
}

/** The type inside `LowCardinality(...)` and `Nullable(...)`, in any order. */
export function bareType(type: TypeNode): TypeNode {
  const inner = type.args[0]?.type ?? null;
  return (type.name === 'LowCardinality' || type.name === 'Nullable') && inner !== null ? bareType(inner) : type;
}

/** The type inside `LowCardinality(...)`, which changes how values are stored and not what they are. */
export function withoutLowCardinality(type: TypeNode): TypeNode {
  const inner = type.args[0]?.type ?? null;
  return type.name === 'LowCardinality' && inner !== null ? inner : type;
}

export function isNullable(type: TypeNode): boolean {
  return withoutLowCardinality(type).name === 'Nullable';
}

export const integers = new Set(['8', '16', '32', '64', '128', '256'].flatMap((bits) => [`Int${bits}`, `UInt${bits}`]));
export const floats = new Set(['Float32', 'Float64', 'BFloat16']);
export const dates = new Set(['Date', 'Date32', 'DateTime', 'DateTime64']);

/** The words of `system.data_type_families` that are no alias, in 26.7, and those of older versions. */
export const knownTypes: readonly string[] = (
  'AggregateFunction Array BFloat16 Bool Date Date32 DateTime DateTime32 DateTime64 Decimal Decimal128 Decimal256 Decimal32 ' +
  'Decimal64 Dynamic Enum Enum16 Enum8 FixedString Float32 Float64 Geometry IPv4 IPv6 Int128 Int16 Int256 Int32 Int64 Int8 ' +
  'IntervalDay IntervalHour IntervalMicrosecond IntervalMillisecond IntervalMinute IntervalMonth IntervalNanosecond ' +
  'IntervalQuarter IntervalSecond IntervalWeek IntervalYear JSON LineString LowCardinality Map MultiLineString MultiPolygon ' +
  'Nested Nothing Nullable Object Point Polygon QBit Ring SimpleAggregateFunction String Time Time64 Tuple UInt128 UInt16 ' +
  'UInt256 UInt32 UInt64 UInt8 UUID Variant'
).split(' ');
