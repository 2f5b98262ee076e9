import { namedTypes, printType } from './shared/column-types.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';
import { floats, integers, knownTypes, valueType } from './shared/types.ts';

const accepted = new Set(['String', 'FixedString', 'UUID']);
/** Refused unless the session has `allow_suspicious_low_cardinality_types`. */
const suspicious = new Set([...integers, ...floats, 'Date', 'Date32', 'DateTime', 'Bool', 'IPv4', 'IPv6']);
const known = new Set(knownTypes);

export const lowCardinalityType = defineRule({
  id: 'low-cardinality-type',
  severity: 'error',
  title: 'LowCardinality of a type that gains nothing from it',
  why: 'ClickHouse refuses LowCardinality of numbers and dates with 455 (SUSPICIOUS_TYPE_FOR_LOW_CARDINALITY) unless `allow_suspicious_low_cardinality_types` is on for the session, and of arrays, Enums, Decimals and DateTime64 with 43.',
  fix: 'Use the plain type: LowCardinality is for String and FixedString.',
  refusal: { code: 455, name: 'SUSPICIOUS_TYPE_FOR_LOW_CARDINALITY', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, status LowCardinality(UInt8)) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, status LowCardinality(String)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const { table, column, type } of namedTypes(schema)) {
      if (type.name !== 'LowCardinality') continue;
      const inside = type.args[0]?.type ?? null;
      if (inside === null) continue;
      // Its own Nullable is inside: LowCardinality(Nullable(String)).
      const value = valueType(inside);
      const inner = value.name === 'Nullable' ? (value.args[0]?.type ?? value) : value;
      if (accepted.has(inner.name) || !known.has(inner.name)) continue;
      const hint = suspicious.has(inner.name) ? ', unless the server allows it' : '';
      yield {
        object: table,
        at: column.at,
        message: `column ${code(column.name)} has ${code(printType(type))}, which ClickHouse refuses${hint}: use ${code(printType(inside))}`,
      };
    }
  },
});
