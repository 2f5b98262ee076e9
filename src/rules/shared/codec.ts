/** The codecs of a column, one by one, and what each takes. Facts: tried on ClickHouse 26.7. */
import type { Column } from '../../schema/model.ts';
import { splitAtCommas } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';
import { callOfTokens } from './expressions.ts';
import { bareType, columnType, type TypeNode } from './types.ts';

export interface Codec {
  readonly name: string;
  /** As written. */
  readonly text: string;
  readonly args: readonly string[];
}

/** The chain of a column; empty where it has none. */
export function codecs(column: Column): readonly Codec[] {
  if (column.codec === null) return [];
  return splitAtCommas(expressionTokens(column.codec)).flatMap((part) => {
    const call = callOfTokens(part);
    const text = part.map((token) => token.text).join('');
    const [first] = part;
    if (first === undefined) return [];
    const args = call?.args.map((argument) => argument.map((token) => token.text).join('')) ?? [];
    return [{ name: call?.name ?? first.value, text, args }];
  });
}

/** What compresses whatever bytes there are: last in a chain. */
export const generic = new Set(['LZ4', 'LZ4HC', 'ZSTD', 'ZXC', 'Default', 'ZSTD_QAT', 'DEFLATE_QPL']);
/** What only transforms, so that something has to compress after it. */
export const transforming = new Set(['Delta', 'GCD']);

export const knownCodecs: readonly string[] =
  'AES_128_GCM_SIV AES_256_GCM_SIV ALP Default DEFLATE_QPL Delta DoubleDelta FPC GCD Gorilla LZ4 LZ4HC NONE Quantized T64 ZSTD ZSTD_QAT ZXC'.split(
    ' ',
  );

/** Nested tuples of two Float64. */
const geometries = new Set(['Point', 'Ring', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']);

/** The types whose values a codec gets: the elements of arrays, maps, tuples; what is inside Nullable. */
export function encodedTypes(column: Column): readonly TypeNode[] {
  const type = columnType(column.type);
  return type === null ? [] : elements(type);
}

function elements(type: TypeNode): readonly TypeNode[] {
  const bare = bareType(type);
  if (geometries.has(bare.name)) return [{ name: 'Float64', args: [] }];
  if (!['Array', 'Map', 'Tuple', 'Nested', 'Variant'].includes(bare.name)) return [bare];
  return bare.args.flatMap((argument) => (argument.type === null ? [] : elements(argument.type)));
}
