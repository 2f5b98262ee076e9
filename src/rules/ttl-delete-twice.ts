import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';
import { ttlPart } from './shared/ttl.ts';

export const ttlDeleteTwice = defineRule({
  id: 'ttl-delete-twice',
  severity: 'error',
  title: 'Two TTLs that delete rows',
  why: 'ClickHouse refuses a second TTL that deletes without WHERE with 450 (BAD_TTL_EXPRESSION): the earlier of the two would decide anyway.',
  fix: 'Keep the shorter one, or give the others a WHERE.',
  refusal: { code: 450, name: 'BAD_TTL_EXPRESSION', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL at + INTERVAL 30 DAY, at + INTERVAL 60 DAY;',
    passes:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL at + INTERVAL 30 DAY DELETE WHERE id = 0, at + INTERVAL 60 DAY;',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      const [, second] = storage.ttl.filter((element) => ttlPart(element).action === 'delete');
      if (second === undefined) continue;
      yield {
        object,
        message: `has a second TTL that deletes rows, ${code(second.text)}: keep one, or give it a WHERE`,
      };
    }
  },
});
