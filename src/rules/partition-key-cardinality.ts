import type { Column, Expression } from '../schema/model.ts';
import { bareName, callOf } from './shared/expressions.ts';
import { partitionParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';
import { columnType } from './shared/types.ts';

/** Types whose columns have as many values as rows, as far as their names tell. */
const unbounded = new Set([
  'UUID',
  'DateTime',
  'DateTime64',
  'IPv4',
  'IPv6',
  'UInt64',
  'Int64',
  'UInt128',
  'Int128',
  'UInt256',
  'Int256',
]);
/** Functions with nearly as many values as their argument. */
const keepsMany = new Set(
  'toStartOfMinute toStartOfSecond toDateTime cityHash64 xxHash64 sipHash64 farmHash64 intHash32 intHash64 generateUUIDv4'.split(
    ' ',
  ),
);

export const partitionKeyCardinality = defineRule({
  id: 'partition-key-cardinality',
  severity: 'warning',
  title: 'A partition key with very many values',
  why: 'Parts of different partitions are never merged. With one partition for each id, second or hash an INSERT makes a part for each, and is soon refused with 252 (TOO_MANY_PARTS).',
  fix: 'Partition by month or day, or by a hash modulo a small number. Keys belong in ORDER BY. Where the column has few values, silence the rule with that reason.',
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree PARTITION BY id ORDER BY at;',
    passes:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const part of partitionParts(table.storage)) {
        if (!hasManyValues(part, table.columns)) continue;
        yield {
          object: table,
          message: `PARTITION BY ${code(part.text)} makes very many partitions: use a month or a day, and put ${code(part.text)} into ORDER BY`,
        };
      }
    }
  },
});

function hasManyValues(part: Expression, columns: readonly Column[]): boolean {
  const column = columns.find((candidate) => candidate.name === bareName(part));
  if (column === undefined) return keepsMany.has(callOf(part)?.name ?? '');
  return unbounded.has(columnType(column.type)?.name ?? '');
}
