import { nonDeterministicCalls } from './shared/expressions.ts';
import { keyParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const keyNotDeterministic = defineRule({
  id: 'key-not-deterministic',
  severity: 'error',
  title: 'A function without a fixed value in a key',
  why: 'The key of a row must be the same whenever it is computed. ClickHouse refuses rand(), now(), generateUUIDv4() and their like with 36 (BAD_ARGUMENTS).',
  fix: 'Store the value in a column (`DEFAULT now()`) and use the column.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree PARTITION BY toYYYYMM(now()) ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY id;',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      for (const { clause, expression } of keyParts(storage)) {
        const [name] = nonDeterministicCalls(expression);
        if (name === undefined) continue;
        yield {
          object,
          message: `${clause} calls ${code(`${name}()`)}, whose value is never the same: store it in a column and use that`,
        };
      }
    }
  },
});
