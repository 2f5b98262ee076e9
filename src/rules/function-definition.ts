import { insideParentheses, splitAtCommas } from '../sql/expression.ts';
import { expressionTokens, functionCalls } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const functionDefinition = defineRule({
  id: 'function-definition',
  severity: 'error',
  title: 'A function with two parameters of one name, or that is no lambda',
  why: 'ClickHouse refuses both with 36 (BAD_ARGUMENTS). A function that calls itself is accepted, and every call fails with 306 (TOO_DEEP_RECURSION) or 1.',
  fix: 'Write it as `(x, y) -> x + y`.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE FUNCTION plus_one AS (x, x) -> x + 1;',
    passes: 'CREATE FUNCTION plus_one AS x -> x + 1;',
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      if (object.kind !== 'function') continue;
      const tokens = expressionTokens(object.definition);
      const arrow = tokens.findIndex((token) => token.kind === 'symbol' && token.text === '->');
      if (arrow < 0) {
        yield {
          object,
          message: `is ${code(object.definition.text)}, which is no lambda: write it as ${code('x -> ...')}`,
        };
        continue;
      }
      const head = tokens.slice(0, arrow);
      const names = splitAtCommas(insideParentheses(head) ?? head).map(([name]) => name?.value ?? '');
      const twice = names.find((name, index) => names.indexOf(name) < index);
      if (twice !== undefined) yield { object, message: `has the parameter ${code(twice)} twice: rename one` };
      if (functionCalls(object.definition).has(object.name.name))
        yield { object, message: 'calls itself, which never ends: write out what is meant' };
    }
  },
});
