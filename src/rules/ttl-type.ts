import { defineRule, type Problem } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';
import { timeColumn, ttlPart } from './shared/ttl.ts';
import { columnType, dates, withoutLowCardinality } from './shared/types.ts';

export const ttlType = defineRule({
  id: 'ttl-type',
  severity: 'error',
  title: 'A TTL that is no date',
  why: 'ClickHouse refuses a TTL whose value is no Date, Date32, DateTime or DateTime64 with 450 (BAD_TTL_EXPRESSION); a Nullable date is none.',
  fix: 'Use a date column, or make one: `toDateTime(seconds) + INTERVAL 30 DAY`, `ifNull(at, toDateTime(0)) + ...`.',
  refusal: { code: 450, name: 'BAD_TTL_EXPRESSION', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, at Nullable(DateTime)) ENGINE = MergeTree ORDER BY id TTL at + INTERVAL 30 DAY;',
    passes: 'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL at + INTERVAL 30 DAY;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      const check = function* (
        element: Parameters<typeof ttlPart>[0],
        where: string,
        at: Problem['at'],
      ): Generator<Problem> {
        const time = timeColumn(ttlPart(element).time);
        const column = table.columns.find((candidate) => candidate.name === time?.name);
        const type = column === undefined ? null : columnType(column.type);
        if (column === undefined || type === null || dates.has(type.name)) return;
        // A text and an interval make a DateTime64 (tried).
        if (time?.isShifted === true && withoutLowCardinality(type).name === 'String') return;
        const place = at === undefined ? {} : { at };
        yield {
          object: table,
          ...place,
          message: `${where} ${code(element.text)} has the type ${code(column.type)} of ${code(column.name)}: use a Date or DateTime column`,
        };
      };
      for (const element of table.storage.ttl) yield* check(element, 'the TTL', undefined);
      for (const column of table.columns) {
        if (column.ttl !== null) yield* check(column.ttl, `the TTL of column ${code(column.name)},`, column.at);
      }
    }
  },
});
