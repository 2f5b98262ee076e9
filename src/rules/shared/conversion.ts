/** What becomes of a value of one type in a column of another. Facts: every pair tried on ClickHouse 26.7. */
import { bareType, dates, floats, integers, isNullable, type TypeNode, valueType } from './types.ts';

/**
 * `free`: every value fits. `lossy`: values that don't fit change in silence. `parsed`: values that don't fit fail. `null`: a
 * NULL fails. `never`: there is no such conversion. `unknown`: one that was not tried.
 */
export type Conversion = 'free' | 'lossy' | 'parsed' | 'null' | 'never' | 'unknown';

type Shape =
  | 'number'
  | 'date'
  | 'text'
  | 'fixed'
  | 'uuid'
  | 'ip'
  | 'enum'
  | 'array'
  | 'map'
  | 'tuple'
  | 'json'
  | 'aggregate';

export function conversion(from: TypeNode, to: TypeNode): Conversion {
  const [source, target] = [bareType(valueType(from)), bareType(valueType(to))];
  const [a, b] = [shapeOf(source), shapeOf(target)];
  if (a === null || b === null) return 'unknown';
  if (isImpossible(a, b, source, target)) return 'never';
  if (isNullable(valueType(from)) && !isNullable(valueType(to))) return 'null';
  if (a === b) return a === 'number' && !fits(source.name, target.name) ? 'lossy' : a === 'enum' ? 'unknown' : 'free';
  if (b === 'text') return 'free';
  if (a === 'text') return 'parsed';
  return 'unknown';
}

function shapeOf({ name }: TypeNode): Shape | null {
  if (integers.has(name) || floats.has(name) || name === 'Decimal' || name === 'Bool') return 'number';
  if (dates.has(name)) return 'date';
  if (name === 'Enum8' || name === 'Enum16') return 'enum';
  if (name === 'IPv4' || name === 'IPv6') return 'ip';
  return shapes[name] ?? null;
}

const shapes: Readonly<Record<string, Shape>> = {
  String: 'text',
  FixedString: 'fixed',
  UUID: 'uuid',
  Array: 'array',
  Map: 'map',
  Tuple: 'tuple',
  JSON: 'json',
  AggregateFunction: 'aggregate',
};

const composite: ReadonlySet<Shape> = new Set<Shape>(['array', 'map', 'tuple', 'json']);

function isImpossible(a: Shape, b: Shape, from: TypeNode, to: TypeNode): boolean {
  if (b === 'aggregate') return a === 'aggregate' ? signature(from) !== signature(to) : a !== 'text';
  if (a === 'aggregate') return b !== 'text';
  if (b === 'text') return false;
  if (a === 'text') return b === 'map';
  if (composite.has(b)) {
    if (!composite.has(a)) return true;
    // An array of pairs is a Map, and what has names can be read into JSON.
    return (
      a !== b &&
      !(a === 'map' && (b === 'array' || b === 'json')) &&
      !(a === 'array' && b === 'map') &&
      !(a === 'tuple' && b === 'json')
    );
  }
  if (composite.has(a)) return true;
  if (a === 'uuid') return b !== 'uuid';
  if (b === 'uuid') return a !== 'fixed';
  if (b === 'fixed') return a === 'date' || a === 'ip' || (a === 'number' && from.name !== 'Bool');
  return (a === 'date' && b === 'ip') || (a === 'ip' && b === 'date');
}

function signature(type: TypeNode): string {
  return type.args.map(({ text }) => text.replaceAll(' ', '')).join(',');
}

/** Whether every number of one type is one of the other. */
function fits(from: string, to: string): boolean {
  if (from === to) return true;
  const [, unsigned, bits] = /^(U?)Int(\d+)$/.exec(from === 'Bool' ? 'UInt8' : from) ?? [];
  const [, toUnsigned, toBits] = /^(U?)Int(\d+)$/.exec(to) ?? [];
  if (bits === undefined) return from === 'Float32' && to === 'Float64';
  if (toBits === undefined) return floats.has(to) || to === 'Decimal';
  const width = Number(toBits) - Number(bits);
  return unsigned === toUnsigned ? width >= 0 : unsigned === 'U' && width > 0;
}
