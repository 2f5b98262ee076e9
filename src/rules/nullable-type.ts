import { namedTypes, printType } from './shared/column-types.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';
import { valueType } from './shared/types.ts';

const refused = new Set([
  'Array',
  'Map',
  'Nested',
  'LowCardinality',
  'Dynamic',
  'Variant',
  'AggregateFunction',
  'Nullable',
]);
/** Refused with 44 unless the session has `enable_nullable_tuple_type`. */
const tuples = new Set(['Tuple', 'Point']);

export const nullableType = defineRule({
  id: 'nullable-type',
  severity: 'error',
  title: 'Nullable around a type that can not be NULL',
  why: 'ClickHouse refuses Nullable of Array, Map, LowCardinality, Dynamic, Variant and AggregateFunction with 43 (ILLEGAL_TYPE_OF_ARGUMENT), of Tuple with 44 by default.',
  fix: 'Put Nullable inside: `Array(Nullable(String))`, `LowCardinality(Nullable(String))`. An empty array or map stands for none.',
  refusal: { code: 43, name: 'ILLEGAL_TYPE_OF_ARGUMENT', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, tags Nullable(Array(String))) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, tags Array(Nullable(String))) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const { table, column, type } of namedTypes(schema)) {
      const inside = type.args[0]?.type ?? null;
      if (type.name !== 'Nullable' || inside === null) continue;
      const inner = valueType(inside);
      if (!refused.has(inner.name) && !tuples.has(inner.name)) continue;
      yield {
        object: table,
        at: column.at,
        message: `column ${code(column.name)} has ${code(printType(type))}, and ${inner.name} can't be Nullable: put Nullable inside, or leave it out`,
      };
    }
  },
});
