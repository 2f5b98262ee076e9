/** Codecs as ClickHouse 26.7 stores them: completed with arguments that follow from defaults and from the column's type. */
import type { Expression } from '../schema/model.ts';
import { splitAtCommas } from './expression.ts';
import { type Token, tokenize } from './tokens.ts';

const bytesOfTypes: Readonly<Record<number, readonly string[]>> = {
  1: ['Int8', 'UInt8', 'Bool', 'Enum8'],
  2: ['Int16', 'UInt16', 'Date', 'Enum16', 'BFloat16'],
  4: ['Int32', 'UInt32', 'Float32', 'DateTime', 'Date32', 'IPv4', 'Time'],
  8: ['Int64', 'UInt64', 'Float64', 'DateTime64', 'Time64'],
};
const bytes = new Map(
  Object.entries(bytesOfTypes).flatMap(([size, types]) => types.map((type): [string, number] => [type, Number(size)])),
);

/** Bytes of one value of a type as Delta and Gorilla count them; null where that isn't known here. */
function valueBytes(type: string): number | null {
  const inner = /^(?:Nullable|Array)\((.*)\)$/s.exec(type)?.[1];
  if (inner !== undefined) return valueBytes(inner);
  const precision = /^Decimal\((\d+), \d+\)$/.exec(type)?.[1];
  if (precision !== undefined) return Number(precision) <= 9 ? 4 : Number(precision) <= 18 ? 8 : null;
  return bytes.get(/^\w+/.exec(type)?.[0] ?? '') ?? null;
}

/**
 * The arguments of CODEC(...) with a key in which every codec has the arguments that the engine stores.
 *
 * @param type The column's type, canonical.
 */
export function canonicalCodec(codec: Expression, type: string): Expression {
  const chain = splitAtCommas(tokenize(codec.key)).map((part) => codecKey(part, type));
  return { text: codec.text, key: chain.join(' , ') };
}

function codecKey(part: readonly Token[], type: string): string {
  const [name, ...args] = part.map((token) => token.text);
  const bare = args.length === 0 || args.join('') === '()';
  const size = valueBytes(type);
  switch (name) {
    case 'ZSTD':
      return bare ? 'ZSTD ( 1 )' : part.map((token) => token.text).join(' ');
    case 'LZ4HC':
      return bare ? 'LZ4HC ( 0 )' : part.map((token) => token.text).join(' ');
    case 'Delta':
    case 'Gorilla':
      return bare && size !== null ? `${name} ( ${size} )` : part.map((token) => token.text).join(' ');
    case 'FPC':
      // The second argument, the size of a value, is not stored.
      return `FPC ( ${bare ? '12' : args[1]} )`;
    case 'T64':
      return bare || args[1] === "'byte'" ? 'T64' : part.map((token) => token.text).join(' ');
    default:
      return part.map((token) => token.text).join(' ');
  }
}
