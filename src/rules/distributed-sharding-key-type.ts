import type { Column, Expression } from '../schema/model.ts';
import { expressionTokens } from '../sql/names.ts';
import { argumentName, bareName, callOf } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables } from './shared/subject.ts';
import { columnType, integers, isNullable, knownTypes, withoutLowCardinality } from './shared/types.ts';

export const distributedShardingKeyType = defineRule({
  id: 'distributed-sharding-key-type',
  severity: 'error',
  title: 'A sharding key that is no integer',
  why: 'ClickHouse refuses the CREATE with 53 (TYPE_MISMATCH): the key is divided by the sum of the weights, so it must be an integer (Date, DateTime, Bool, Enum and IPv4 count as one) and never Nullable; a hash of a Nullable column is Nullable too.',
  fix: "Hash the column: `cityHash64(name)`, for a Nullable one `cityHash64(ifNull(name, ''))`.",
  refusal: { code: 53, name: 'TYPE_MISMATCH', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events_local (name String) ENGINE = MergeTree ORDER BY name;

CREATE TABLE app.events (name String) ENGINE = Distributed('prod', 'app', 'events_local', name);`,
    passes: `CREATE TABLE app.events_local (name String) ENGINE = MergeTree ORDER BY name;

CREATE TABLE app.events (name String) ENGINE = Distributed('prod', 'app', 'events_local', cityHash64(name));`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      if (table.shardingKey === null) continue;
      const type = refusedType(table.shardingKey, table.columns);
      if (type === null) continue;
      yield {
        object: table,
        message: `the sharding key ${code(table.shardingKey.text)} is ${type} and must be an integer: hash it, as in ${code('cityHash64(...)')}`,
      };
    }
  },
});

const countAsIntegers = new Set([...integers, 'Date', 'Date32', 'DateTime', 'Bool', 'Enum8', 'Enum16', 'IPv4', 'Time']);
const returnsText = new Set(['toString', 'upper', 'lower', 'concat', 'hex', 'substring', 'formatDateTime']);
const returnsFloat = new Set(['toFloat32', 'toFloat64', 'divide']);
const returnsFixedString = new Set(['MD5', 'SHA1', 'SHA256', 'sipHash128', 'murmurHash3_128', 'UUIDStringToNum']);
const hashes = new Set(
  'cityHash64 xxHash32 xxHash64 sipHash64 farmHash64 metroHash64 murmurHash2_64 murmurHash3_64 intHash32 intHash64'.split(
    ' ',
  ),
);

/** What the key surely is, where that is no integer; null otherwise. */
function refusedType(key: Expression, columns: readonly Column[]): string | null {
  const [token, ...more] = expressionTokens(key);
  if (token?.kind === 'string' && more.length === 0) return 'a string';
  const typeOf = (name: string | null) => {
    const column = name === null ? undefined : columns.find((candidate) => candidate.name === name);
    return column === undefined ? null : { text: column.type, type: columnType(column.type) };
  };
  const column = typeOf(bareName(key));
  if (column !== null) {
    if (column.type === null) return null;
    const { name } = withoutLowCardinality(column.type);
    if (countAsIntegers.has(name)) return null;
    // Every other type was tried and is refused; an interval is left to the server.
    return knownTypes.includes(name) && !name.startsWith('Interval') ? code(column.text) : null;
  }
  const call = callOf(key);
  if (call === null) return null;
  if (returnsText.has(call.name)) return 'a String';
  if (returnsFloat.has(call.name)) return 'a floating-point number';
  if (returnsFixedString.has(call.name)) return 'a FixedString';
  if (call.name === 'generateUUIDv4' || call.name === 'generateUUIDv7') return 'a UUID';
  if (!hashes.has(call.name)) return null;
  const types = call.args.map((argument) => typeOf(argumentName(argument))?.type ?? null);
  if (types.some((type) => type?.name === 'Dynamic')) return 'Dynamic';
  return types.some((type) => type !== null && isNullable(type)) ? 'Nullable' : null;
}
