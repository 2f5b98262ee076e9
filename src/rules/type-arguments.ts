import { namedTypes, printType } from './shared/column-types.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';
import type { TypeNode } from './shared/types.ts';
import { isNullable, valueType } from './shared/types.ts';

export const typeArguments = defineRule({
  id: 'type-arguments',
  severity: 'error',
  title: 'A type with arguments that it does not take',
  why: 'ClickHouse refuses a Decimal precision outside of 1 to 76 or a scale above it, and a DateTime64 precision above 9, with 69 (ARGUMENT_OUT_OF_BOUND); FixedString above 256 with 44 by default, of 0 with 223; a Nullable Map key with 36; a type with too few or too many arguments with 42; Nothing as a column with 370; a Tuple that names some elements only with 36, two alike with 15.',
  fix: 'Correct the arguments.',
  refusal: { code: 69, name: 'ARGUMENT_OUT_OF_BOUND', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.prices (id UInt64, price Decimal(10, 12)) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.prices (id UInt64, price Decimal(12, 10)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const { table, column, type } of namedTypes(schema)) {
      // Nothing passes as the key of a Map (tried).
      const isNothing = type.name === 'Nothing' && !column.type.startsWith('Map(');
      const problem = isNothing ? 'Nothing has no values, use another type' : argumentProblem(type);
      if (problem !== null)
        yield {
          object: table,
          at: column.at,
          message: `column ${code(column.name)} has ${code(printType(type))}: ${problem}`,
        };
    }
  },
});

/** How many arguments a type takes. */
const counts: Readonly<Record<string, number>> = {
  Array: 1,
  Nullable: 1,
  LowCardinality: 1,
  Map: 2,
  FixedString: 1,
  Decimal: 2,
  Decimal32: 1,
  Decimal64: 1,
  Decimal128: 1,
  Decimal256: 1,
};

/** Types whose first argument is a number. */
const numbered = new Set(['Decimal', 'DateTime64', 'Time64', 'FixedString']);

function argumentProblem(type: TypeNode): string | null {
  const { name, args } = type;
  const count = counts[name];
  if (count !== undefined && args.length !== count) return `${name} takes ${count} argument${count === 1 ? '' : 's'}`;
  const [first, second] = args.map(({ text }) => (/^\d+$/.test(text) ? Number(text) : null));
  if (numbered.has(name) && first === null) return `the first argument of ${name} is a number`;
  switch (name) {
    case 'Decimal':
      if (first === null || first === undefined || second === null || second === undefined) return null;
      if (first < 1 || first > 76) return 'the precision is 1 to 76';
      return second > first ? 'the scale is at most the precision' : null;
    case 'DateTime64':
    case 'Time64':
      return first !== null && first !== undefined && first > 9 ? 'the precision is 0 to 9' : null;
    case 'FixedString':
      if (first === 0) return 'the length is at least 1';
      return first !== null && first !== undefined && first > 256
        ? 'more than 256 bytes are refused by default, use String'
        : null;
    case 'Map': {
      const key = args[0]?.type ?? null;
      return key !== null && isNullable(valueType(key)) ? 'the key of a Map is never Nullable' : null;
    }
    case 'Tuple': {
      const labels = args.flatMap(({ label }) => (label === null ? [] : [label]));
      if (labels.length > 0 && labels.length < args.length) return 'name all elements of the Tuple, or none';
      return new Set(labels).size < labels.length ? 'two elements of the Tuple have one name' : null;
    }
    case 'Variant':
      return args.some((argument) => argument.type !== null && isNullable(argument.type))
        ? 'a Variant holds NULL by itself, take Nullable out'
        : null;
    default:
      return null;
  }
}
