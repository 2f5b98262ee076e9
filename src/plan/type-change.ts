/** What a change of a column's type does to the values that are there, and to the two sides of a pair while they differ. */

/** `widening`: every old value has a place in the new type. `narrowing`: some have none. `rewriting`: neither is shown. */
export type TypeChange = 'same' | 'encoding' | 'widening' | 'narrowing' | 'rewriting';

/**
 * Classifies the change between two canonical types. `encoding` is LowCardinality on or off, which nobody who reads or
 * writes can see. What isn't known to be widening or narrowing is `rewriting`, and is treated as if it could lose data.
 */
export function classifyTypeChange(from: string, to: string): TypeChange {
  if (from === to) return 'same';
  const plainFrom = withoutLowCardinality(from);
  const plainTo = withoutLowCardinality(to);
  if (plainFrom === plainTo) return 'encoding';
  if (holds(plainTo, plainFrom)) return 'widening';
  if (holds(plainFrom, plainTo)) return 'narrowing';
  return 'rewriting';
}

/**
 * The code with which a cast ends for a value that has no place in the new type; null where every value has one or is cut
 * without a word (tried on 26.7: numbers and dates wrap).
 */
export function castFailure(from: string, to: string): number | null {
  const plainFrom = withoutLowCardinality(from);
  const plainTo = withoutLowCardinality(to);
  if (plainFrom.startsWith('Nullable(') && !plainTo.startsWith('Nullable(')) return 349;
  const source = parts(plainFrom.startsWith('Nullable(') ? (parts(plainFrom).args[0] ?? '') : plainFrom);
  const target = parts(plainTo.startsWith('Nullable(') ? (parts(plainTo).args[0] ?? '') : plainTo);
  if (source.name === target.name && source.args.join() === target.args.join()) return null;
  if (target.name.startsWith('Enum')) return 691;
  if (target.name === 'FixedString') return 131;
  if (target.name === 'Decimal') return 407;
  return isText(plainFrom) && !isText(plainTo) ? 6 : null;
}

type Family =
  | 'number'
  | 'bool'
  | 'decimal'
  | 'enum'
  | 'date'
  | 'fixed'
  | 'uuid'
  | 'ipv4'
  | 'ipv6'
  | 'array'
  | 'map'
  | 'tuple'
  | 'json'
  | 'state';

const composite: readonly Family[] = ['array', 'map', 'tuple', 'json', 'state'];
const plain: readonly Family[] = ['number', 'bool', 'decimal', 'enum', 'date', 'fixed', 'uuid', 'ipv4', 'ipv6'];
const address: readonly Family[] = ['number', 'decimal', 'enum', 'date', 'fixed', 'uuid', ...composite];

/** What MODIFY COLUMN refuses to make of a family (26.7: 43, 44, 48, 53, 70; tried for each pair on an empty table). */
const unconvertible: Readonly<Record<Family, readonly Family[]>> = {
  number: ['fixed', 'uuid', 'ipv6', ...composite],
  bool: ['uuid', 'ipv6', ...composite],
  decimal: ['enum', 'date', 'fixed', 'uuid', 'ipv4', 'ipv6', ...composite],
  enum: ['decimal', 'uuid', 'ipv4', 'ipv6', ...composite],
  date: ['decimal', 'enum', 'fixed', 'uuid', 'ipv4', 'ipv6', ...composite],
  fixed: ['ipv4', ...composite],
  uuid: ['ipv4', 'ipv6', ...address.filter((family) => family !== 'uuid')],
  ipv4: address,
  ipv6: address,
  array: [...plain, 'tuple', 'json', 'state'],
  map: [...plain, 'tuple', 'state'],
  tuple: [...plain, 'array', 'state'],
  json: [...plain, 'array', 'map', 'tuple', 'state'],
  state: [...plain, 'array', 'map', 'tuple', 'json'],
};

/** Whether ClickHouse has no conversion between two types at all, so that no ALTER leads from one to the other. */
export function cannotConvert(from: string, to: string): boolean {
  if (from === to) return false;
  const source = parts(withoutNullable(withoutLowCardinality(from)));
  const target = parts(withoutNullable(withoutLowCardinality(to)));
  const a = familyOf(source.name);
  const b = familyOf(target.name);
  if (b === 'map' && source.name === 'String') return true;
  if (a === null || b === null) return false;
  if (a === 'state' && b === 'state') return source.args.join() !== target.args.join();
  if (a === 'tuple' && b === 'map') return !source.args.every((argument) => argument.startsWith('Array('));
  if (a === 'array' && b === 'map') return !(source.args[0] ?? '').startsWith('Tuple(');
  if (a === 'number' && b === 'ipv4') return !/^UInt(8|16|32)$/.test(source.name);
  if (a === b && (a === 'array' || a === 'map'))
    return source.args.some((argument, index) => cannotConvert(argument, target.args[index] ?? argument));
  return unconvertible[a].includes(b);
}

function withoutNullable(type: string): string {
  return type.startsWith('Nullable(') ? (parts(type).args[0] ?? '') : type;
}

function familyOf(name: string): Family | null {
  if (/^(U?Int|Float|BFloat)\d+$/.test(name)) return 'number';
  if (/^(Date|Time)/.test(name)) return 'date';
  if (name.startsWith('Enum')) return 'enum';
  const known: Readonly<Record<string, Family>> = {
    AggregateFunction: 'state',
    Array: 'array',
    Bool: 'bool',
    Decimal: 'decimal',
    FixedString: 'fixed',
    IPv4: 'ipv4',
    IPv6: 'ipv6',
    JSON: 'json',
    Map: 'map',
    Tuple: 'tuple',
    UUID: 'uuid',
  };
  return known[name] ?? null;
}

/** Whether a type holds any text: what is cast from it is parsed. */
export function isText(type: string): boolean {
  return /^(?:Nullable\()?(?:String|FixedString)/.test(withoutLowCardinality(type));
}

function withoutLowCardinality(type: string): string {
  let text = type;
  for (let at = text.indexOf('LowCardinality('); at >= 0; at = text.indexOf('LowCardinality(')) {
    const open = at + 'LowCardinality'.length;
    const close = closingParenthesis(text, open);
    text = text.slice(0, at) + text.slice(open + 1, close) + text.slice(close + 1);
  }
  return text;
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  let quoted = false;
  for (let index = open; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === "'") quoted = false;
    } else if (character === "'") quoted = true;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return text.length;
}

/** A type as its name and the text of its arguments. */
function parts(type: string): { name: string; args: string[] } {
  const open = type.indexOf('(');
  if (open < 0) return { name: type, args: [] };
  const inner = type.slice(open + 1, closingParenthesis(type, open));
  const args: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index < inner.length; index += 1) {
    const character = inner.charAt(index);
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === "'") quoted = false;
    } else if (character === "'") quoted = true;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      args.push(inner.slice(start, index).trim());
      start = index + 1;
    }
  }
  args.push(inner.slice(start).trim());
  return { name: type.slice(0, open), args };
}

/** Whether every value of the narrow type has an equal value of the wide one. */
function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const w = parts(wide);
  const n = parts(narrow);
  const [wideFirst = '', wideSecond = ''] = w.args;
  const [narrowFirst = '', narrowSecond = ''] = n.args;
  if (w.name === 'Nullable') return holds(wideFirst, n.name === 'Nullable' ? narrowFirst : narrow);
  if (w.name === 'Array' && n.name === 'Array') return holds(wideFirst, narrowFirst);
  if (w.name === 'Map' && n.name === 'Map') return holds(wideFirst, narrowFirst) && holds(wideSecond, narrowSecond);
  const wideInteger = integer(w.name);
  const narrowInteger = integer(n.name);
  if (wideInteger !== null && narrowInteger !== null) {
    if (wideInteger.signed === narrowInteger.signed) return wideInteger.bits >= narrowInteger.bits;
    return wideInteger.signed && wideInteger.bits > narrowInteger.bits;
  }
  if (w.name === 'Float64' && (n.name === 'Float32' || n.name === 'BFloat16')) return true;
  if (w.name === 'Float32' && n.name === 'BFloat16') return true;
  if (w.name === 'Decimal' && n.name === 'Decimal') {
    const more = Number(wideFirst) - Number(narrowFirst);
    const scale = Number(wideSecond) - Number(narrowSecond);
    return scale >= 0 && more >= scale;
  }
  if (w.name.startsWith('Enum') && n.name.startsWith('Enum')) return n.args.every((value) => w.args.includes(value));
  if (w.name === 'DateTime64' && n.name === 'DateTime') return wideSecond === narrowFirst;
  if (w.name === 'DateTime64' && n.name === 'DateTime64')
    return Number(wideFirst) >= Number(narrowFirst) && wideSecond === narrowSecond;
  if (w.name === 'Date32' && n.name === 'Date') return true;
  if (w.name === 'String') return n.name === 'FixedString' || n.name.startsWith('Enum');
  if (w.name === 'FixedString' && n.name === 'FixedString') return Number(wideFirst) >= Number(narrowFirst);
  return false;
}

function integer(name: string): { signed: boolean; bits: number } | null {
  const match = /^(U?)Int(\d+)$/.exec(name);
  return match === null ? null : { signed: match[1] === '', bits: Number(match[2]) };
}
