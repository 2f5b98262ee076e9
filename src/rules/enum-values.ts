import { expressionOf } from '../sql/expression.ts';
import { tokenize } from '../sql/tokens.ts';
import { namedTypes } from './shared/column-types.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';
import type { TypeNode } from './shared/types.ts';

export const enumValues = defineRule({
  id: 'enum-values',
  severity: 'error',
  title: 'An Enum with a repeated name or number, or a number out of range',
  why: 'ClickHouse refuses two equal names or numbers with 62 (SYNTAX_ERROR), a number outside of -128 to 127 in an Enum8 and of -32768 to 32767 in an Enum16 with 69 (ARGUMENT_OUT_OF_BOUND), and an Enum without values with 92.',
  fix: 'Give each name a number of its own; use Enum16 for more than 256 values.',
  refusal: { code: 69, name: 'ARGUMENT_OUT_OF_BOUND', on: 'create' },
  example: {
    trips: "CREATE TABLE app.events (id UInt64, kind Enum8('click' = 1, 'view' = 200)) ENGINE = MergeTree ORDER BY id;",
    passes:
      "CREATE TABLE app.events (id UInt64, kind Enum16('click' = 1, 'view' = 200)) ENGINE = MergeTree ORDER BY id;",
  },
  *find({ schema }) {
    for (const { table, column, type } of namedTypes(schema)) {
      const problem = enumProblem(type);
      if (problem !== null)
        yield { object: table, at: column.at, message: `column ${code(column.name)} is an ${type.name} ${problem}` };
    }
  },
});

function enumProblem(type: TypeNode): string | null {
  if (/^enum$/i.test(type.name) && type.args.length === 0) return 'without values: list them';
  const bound = type.name === 'Enum8' ? 128 : type.name === 'Enum16' ? 32_768 : null;
  if (bound === null) return null;
  if (type.args.length === 0) return 'without values: list them';
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const { text } of type.args) {
    const [label, , ...digits] = tokenize(text);
    const number = Number(digits.map((token) => token.text).join(''));
    if (label?.kind !== 'string' || !Number.isInteger(number)) return null;
    const name = code(expressionOf([label]).key);
    if (names.has(name)) return `with the name ${name} twice: keep one`;
    if (numbers.has(number)) return `with the number ${number} twice: give ${name} another`;
    if (number < -bound || number >= bound)
      return `with ${name} = ${number}, which is out of range: use ${bound === 128 ? 'Enum16' : 'a smaller number'}`;
    names.add(name);
    numbers.add(number);
  }
  return null;
}
