import { codecs, encodedTypes } from './shared/codec.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';
import { dates, floats, knownTypes, type TypeNode } from './shared/types.ts';

export const codecType = defineRule({
  id: 'codec-type',
  severity: 'error',
  title: 'A codec on a type that it can not encode',
  why: 'Delta takes types of 1, 2, 4 or 8 bytes, DoubleDelta and GCD numbers and dates, T64 integers and dates, Gorilla and FPC floating-point numbers. ClickHouse refuses others with 36 (BAD_ARGUMENTS), T64 with 431 (ILLEGAL_SYNTAX_FOR_CODEC_TYPE).',
  fix: 'Use LZ4 or ZSTD, which take every type.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, name String CODEC(Delta, LZ4)) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64 CODEC(Delta, LZ4), name String CODEC(ZSTD)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const column of table.columns) {
        const types = encodedTypes(column);
        for (const codec of codecs(column)) {
          const refused = types.find((type) => isRefused(codec.name, type));
          if (refused === undefined) continue;
          yield {
            object: table,
            at: column.at,
            message: `column ${code(column.name)} of type ${code(column.type)} has the codec ${code(codec.text)}, which can not encode ${refused.name}: use LZ4 or ZSTD`,
          };
        }
      }
    }
  },
});

const wholes = new Set(['Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64']);
const large = new Set(['Int128', 'Int256', 'UInt128', 'UInt256']);
const enums = new Set(['Enum8', 'Enum16']);
/** Types that hold others of their own choice: only codecs of floating-point numbers refuse them. */
const open = new Set(['JSON', 'Dynamic', 'Object']);

/** Whether a codec refuses a type, as tried for each pair of the two. What is not known at all is left to the server. */
function isRefused(codec: string, type: TypeNode): boolean {
  const { name } = type;
  if (!knownTypes.includes(name)) return false;
  const isDecimal = name === 'Decimal';
  const isSmallDecimal = isDecimal && Number(type.args[0]?.text ?? 0) <= 18;
  const isNumber = wholes.has(name) || floats.has(name) || isSmallDecimal || name === 'Bool';
  const isSmall =
    isNumber || dates.has(name) || name === 'Time' || name === 'Time64' || enums.has(name) || name === 'IPv4';
  switch (codec) {
    case 'Delta':
      if (name === 'FixedString') return !['1', '2', '4', '8'].includes(type.args[0]?.text ?? '');
      return !isSmall && !open.has(name);
    case 'DoubleDelta':
      return !isSmall && !open.has(name);
    case 'GCD':
      return (
        !wholes.has(name) && !large.has(name) && !isDecimal && !dates.has(name) && name !== 'Bool' && !open.has(name)
      );
    case 'T64':
      return !open.has(name) && (!isSmall || floats.has(name));
    case 'Gorilla':
      return !floats.has(name);
    case 'FPC':
      return name !== 'Float32' && name !== 'Float64';
    default:
      return false;
  }
}
