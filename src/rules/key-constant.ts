import { isLiteral } from './shared/expressions.ts';
import { keyParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const keyConstant = defineRule({
  id: 'key-constant',
  severity: 'error',
  title: 'A constant in a key',
  why: "ClickHouse refuses a literal in the sorting and primary key with 44 (ILLEGAL_COLUMN), in PARTITION BY with 43. `ORDER BY 'id'` names no column.",
  fix: 'Name a column, or write `tuple()` for no key.',
  refusal: { code: 44, name: 'ILLEGAL_COLUMN', on: 'create' },
  example: {
    trips: "CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY 'id';",
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      for (const { clause, expression } of keyParts(storage)) {
        if (!isLiteral(expression)) continue;
        yield {
          object,
          message: `${clause} has the constant ${code(expression.text)}: name a column, or write ${code('tuple()')} for no key`,
        };
      }
    }
  },
});
