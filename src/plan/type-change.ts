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
