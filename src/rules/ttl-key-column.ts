import { columnsNamed } from './shared/expressions.ts';
import { keyParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const ttlKeyColumn = defineRule({
  id: 'ttl-key-column',
  severity: 'error',
  title: 'A TTL on a key column',
  why: 'A column TTL resets values to the default, which a key must never do. ClickHouse refuses it with 44 (ILLEGAL_COLUMN).',
  fix: 'Take the TTL off the column, or let the TTL of the table delete the rows.',
  refusal: { code: 44, name: 'ILLEGAL_COLUMN', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64 TTL at + INTERVAL 30 DAY, at DateTime) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL at + INTERVAL 30 DAY;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      const inKeys = new Map(
        keyParts(table.storage).flatMap(({ clause, expression }) =>
          (columnsNamed(expression) ?? []).map((name) => [name, clause] as const),
        ),
      );
      for (const column of table.columns) {
        const clause = column.ttl === null ? undefined : inKeys.get(column.name);
        if (clause === undefined) continue;
        yield {
          object: table,
          at: column.at,
          message: `column ${code(column.name)} is in ${clause} and has a TTL: take one of the two away`,
        };
      }
    }
  },
});
