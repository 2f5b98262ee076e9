import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const primaryKeyPrefix = defineRule({
  id: 'primary-key-prefix',
  severity: 'error',
  title: 'A primary key that is no prefix of the sorting key',
  why: 'Rows lie in the order of the sorting key, so its index can only hold the first of its expressions. ClickHouse refuses the CREATE with 36 (BAD_ARGUMENTS).',
  fix: 'Begin ORDER BY with the expressions of PRIMARY KEY, in their order.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, day Date) ENGINE = MergeTree PRIMARY KEY id ORDER BY (day, id);',
    passes: 'CREATE TABLE app.events (id UInt64, day Date) ENGINE = MergeTree PRIMARY KEY day ORDER BY (day, id);',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      if (storage.primaryKey === null || storage.orderBy === null) continue;
      const sorting = storage.orderBy.map((element) => withoutDirection(element.key));
      const wrong = storage.primaryKey.find((element, index) => withoutDirection(element.key) !== sorting[index]);
      if (wrong === undefined) continue;
      const place = storage.primaryKey.indexOf(wrong);
      const expected = storage.orderBy[place];
      yield {
        object,
        message:
          expected === undefined
            ? `PRIMARY KEY has ${code(wrong.text)} beyond the end of ORDER BY: append it to ORDER BY, or take it out`
            : `PRIMARY KEY has ${code(wrong.text)} where ORDER BY has ${code(expected.text)}: begin ORDER BY with the primary key`,
      };
    }
  },
});

function withoutDirection(key: string): string {
  // Parentheses around one element mean nothing.
  return key.replace(/ DESC$/, '').replace(/^\( ([^()]*) \)$/, '$1');
}
