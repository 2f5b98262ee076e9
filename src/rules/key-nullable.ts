import type { Column, Expression } from '../schema/model.ts';
import { argumentName, bareName, callOf } from './shared/expressions.ts';
import { keyParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, isOn, tables } from './shared/subject.ts';
import { columnType, typesWithin } from './shared/types.ts';

/** Functions of one column that return NULL for NULL. */
const passNull = new Set(
  (
    'lower upper lowerUTF8 upperUTF8 toDate toDateTime toYYYYMM toYYYYMMDD toYear toMonth toMonday toStartOfDay toStartOfHour ' +
    'toStartOfMinute toStartOfMonth toStartOfWeek toStartOfQuarter toStartOfYear cityHash64 xxHash64 sipHash64 intHash32 intHash64'
  ).split(' '),
);

export const keyNullable = defineRule({
  id: 'key-nullable',
  severity: 'error',
  title: 'A Nullable column in a key',
  why: 'ClickHouse refuses it with 44 (ILLEGAL_COLUMN) unless the table has `allow_nullable_key = 1`, and a key with NULLs is slow.',
  fix: "Make the column plain with a DEFAULT, or use `ifNull(name, '')` or `assumeNotNull(name)` in the key.",
  refusal: { code: 44, name: 'ILLEGAL_COLUMN', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, user_id Nullable(UInt64)) ENGINE = MergeTree ORDER BY (user_id, id);',
    passes:
      'CREATE TABLE app.events (id UInt64, user_id Nullable(UInt64)) ENGINE = MergeTree ORDER BY (ifNull(user_id, 0), id);',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      if (isOn(table.storage, 'allow_nullable_key')) continue;
      for (const { clause, expression } of keyParts(table.storage)) {
        const column = nullableColumn(expression, table.columns);
        if (column === null) continue;
        yield {
          object: table,
          at: column.at,
          message: `${clause} has ${code(expression.text)}, and ${code(column.name)} is ${code(column.type)}: make it plain, or use ${code(`assumeNotNull(${column.name})`)}`,
        };
      }
    }
  },
});

function nullableColumn(expression: Expression, columns: readonly Column[]): Column | null {
  const call = callOf(expression);
  const name =
    bareName(expression) ??
    (call !== null && call.args.length === 1 && passNull.has(call.name) ? argumentName(call.args[0]) : null);
  const column = columns.find((candidate) => candidate.name === name);
  const type = column === undefined ? null : columnType(column.type);
  if (column === undefined || type === null) return null;
  return [...typesWithin(type)].some((inner) => inner.name === 'Nullable') ? column : null;
}
