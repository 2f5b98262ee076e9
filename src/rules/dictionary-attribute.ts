import { type DictionaryAttribute, dictionaryClauses } from './shared/dictionaries.ts';
import { defineRule } from './shared/rule.ts';
import { code, dictionaries } from './shared/subject.ts';
import { bareType, dates, floats, integers, knownTypes, type TypeNode } from './shared/types.ts';

export const dictionaryAttribute = defineRule({
  id: 'dictionary-attribute',
  severity: 'error',
  title: 'A dictionary attribute that is there twice or of a type that dictionaries do not take',
  why: 'Attributes are numbers, dates, String, UUID, addresses, arrays and maps: ClickHouse refuses LowCardinality, FixedString, Tuple, Enum, Time, Variant, Dynamic and AggregateFunction with 50 (UNKNOWN_TYPE), two attributes of one name with 36, a HIERARCHICAL one of a simple key that is no UInt64 with 53. The two attributes of a RANGE have one type, a number or a date (36).',
  fix: 'Use String for LowCardinality and Enum; split a Tuple into attributes.',
  refusal: { code: 50, name: 'UNKNOWN_TYPE', on: 'create' },
  example: {
    trips: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name LowCardinality(String))
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
    passes: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
  },
  *find({ schema }) {
    for (const object of dictionaries(schema)) {
      const { attributes, key, range } = dictionaryClauses(object);
      const inKey = new Set(key);
      const seen = new Set<string>();
      for (const attribute of attributes) {
        const what = `the attribute ${code(attribute.name)}`;
        if (seen.has(attribute.name)) yield { object, message: `${what} is there twice: take one out` };
        // The key may repeat among the attributes (tried).
        if (!inKey.has(attribute.name)) seen.add(attribute.name);
        // A key or a range of BFloat16 is taken (tried).
        const isPlain = !inKey.has(attribute.name) && attribute.name !== range?.min && attribute.name !== range?.max;
        if (isRefused(attribute.type) || (isPlain && attribute.type?.name === 'BFloat16')) {
          yield {
            object,
            message: `${what} is ${code(attribute.typeText)}, which no dictionary takes: use another type`,
          };
        }
        if (
          attribute.words.has('HIERARCHICAL') &&
          key.length === 1 &&
          attribute.type !== null &&
          bareType(attribute.type).name !== 'UInt64'
        ) {
          yield { object, message: `${what} is HIERARCHICAL and ${code(attribute.typeText)}: it must be UInt64` };
        }
      }
      if (range === null) continue;
      const min = attributes.find(({ name }) => name === range.min);
      const max = attributes.find(({ name }) => name === range.max);
      if (min === undefined || max === undefined) continue;
      const problem = rangeProblem(min, max);
      if (problem !== null)
        yield { object, message: `RANGE is over ${code(min.name)} and ${code(max.name)}: ${problem}` };
    }
  },
});

/** Arrays and Maps take any type inside. */
const refused = new Set(
  (
    'LowCardinality Tuple Enum8 Enum16 Enum FixedString Time Time64 Dynamic Variant AggregateFunction ' +
    'SimpleAggregateFunction Nested Point'
  ).split(' '),
);

function isRefused(type: TypeNode | null): boolean {
  if (type === null) return false;
  const inner = type.name === 'Nullable' ? (type.args[0]?.type ?? null) : null;
  return refused.has(type.name) || isRefused(inner);
}

function rangeProblem(min: DictionaryAttribute, max: DictionaryAttribute): string | null {
  if (min.type === null || max.type === null) return null;
  const [from, to] = [bareType(min.type), bareType(max.type)];
  if (from.name !== to.name) return `give both one type, not ${code(min.typeText)} and ${code(max.typeText)}`;
  const ordered =
    integers.has(from.name) ||
    floats.has(from.name) ||
    dates.has(from.name) ||
    from.name === 'Decimal' ||
    from.name === 'Bool';
  return ordered || !knownTypes.includes(from.name) || from.name.startsWith('Enum')
    ? null
    : `${code(min.typeText)} has no order of values: use a number or a date`;
}
