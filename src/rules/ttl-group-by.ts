import { expressionListOf, expressionOf } from '../sql/expression.ts';
import { primaryKey } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';
import { ttlPart } from './shared/ttl.ts';

export const ttlGroupBy = defineRule({
  id: 'ttl-group-by',
  severity: 'error',
  title: 'A TTL that groups by something else than the start of the primary key',
  why: 'Rows of one group must lie together. ClickHouse refuses a TTL ... GROUP BY that is no prefix of the primary key with 450 (BAD_TTL_EXPRESSION), and one that sets a column which the table does not store with 16.',
  fix: 'Group by the first expressions of the primary key, in their order.',
  refusal: { code: 450, name: 'BAD_TTL_EXPRESSION', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.hits (id UInt64, day Date, n UInt64) ENGINE = MergeTree ORDER BY (id, day) TTL day + INTERVAL 30 DAY GROUP BY day SET n = sum(n);',
    passes:
      'CREATE TABLE app.hits (id UInt64, day Date, n UInt64) ENGINE = MergeTree ORDER BY (id, day) TTL day + INTERVAL 30 DAY GROUP BY id SET n = sum(n);',
  },
  *find({ schema }) {
    for (const { object, storage, columns } of stored(schema)) {
      for (const element of storage.ttl) {
        const { groupBy, sets } = ttlPart(element);
        if (groupBy.length === 0) continue;
        const shown = `the TTL ${code(element.text)}`;
        const key = primaryKey(storage).map((part) => part.key);
        const wrong = expressionListOf(groupBy).find((part, index) => part.key !== key[index]);
        if (wrong !== undefined) {
          yield {
            object,
            message: `${shown} groups by ${code(wrong.text)}, which is not the start of the primary key: group by its first expressions`,
          };
        }
        for (const [name] of sets) {
          if (name === undefined || columns === null) continue;
          const column = columns.find((candidate) => candidate.name === name.value);
          if (column === undefined || column.default?.kind === 'ALIAS' || column.default?.kind === 'EPHEMERAL') {
            yield {
              object,
              message: `${shown} sets ${code(expressionOf([name]).text)}, which the table does not store: correct it`,
            };
          }
        }
      }
    }
  },
});
