import { defineRule } from './shared/rule.ts';
import { code, isOn, stored } from './shared/subject.ts';

export const keyDuplicate = defineRule({
  id: 'key-duplicate',
  severity: 'error',
  title: 'One expression twice in the sorting key',
  why: 'The second orders nothing. ClickHouse refuses the CREATE with 36 (BAD_ARGUMENTS) unless the table has `allow_suspicious_indices = 1`.',
  fix: 'Take one of the two out.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, day Date) ENGINE = MergeTree ORDER BY (id, day, id);',
    passes: 'CREATE TABLE app.events (id UInt64, day Date) ENGINE = MergeTree ORDER BY (id, day);',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      if (isOn(storage, 'allow_suspicious_indices')) continue;
      const seen = new Set<string>();
      for (const { key: written, text } of storage.orderBy ?? storage.primaryKey ?? []) {
        // Parentheses around one element mean nothing.
        const key = written.replace(/^(\( )+([^()]*?)( \))+$/, '$2');
        if (seen.has(key)) yield { object, message: `ORDER BY has ${code(text)} twice: take one out` };
        seen.add(key);
      }
    }
  },
});
