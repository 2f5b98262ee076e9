import { type Interval, refreshClause as parsed } from './shared/refresh.ts';
import { defineRule } from './shared/rule.ts';
import { code, materializedViews } from './shared/subject.ts';

export const refreshClause = defineRule({
  id: 'refresh-clause',
  severity: 'error',
  title: 'A REFRESH clause whose times do not fit together',
  why: 'ClickHouse refuses an interval of 0 after EVERY, months or years mixed with shorter units after EVERY, and an OFFSET that is not surely shorter than the period (a month counts as 28 days), with 36 (BAD_ARGUMENTS). AFTER takes no OFFSET and no interval a unit twice (62).',
  fix: 'Write one unit, as in `REFRESH EVERY 1 DAY OFFSET 2 HOUR`.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.counts REFRESH EVERY 1 DAY OFFSET 24 HOUR ENGINE = MergeTree ORDER BY n AS SELECT count() AS n FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.counts REFRESH EVERY 1 DAY OFFSET 2 HOUR ENGINE = MergeTree ORDER BY n AS SELECT count() AS n FROM app.events;`,
  },
  *find({ schema }) {
    for (const view of materializedViews(schema)) {
      const refresh = view.refresh === null ? null : parsed(view.refresh);
      if (refresh === null) continue;
      const problem =
        refresh.repeated === null
          ? timeProblem(refresh.kind, refresh.period, refresh.offset)
          : `${refresh.repeated} is there twice, add the two up`;
      if (problem !== null) yield { object: view, message: `${code(view.refresh?.text ?? '')}: ${problem}` };
    }
  },
});

function timeProblem(kind: string, period: Interval, offset: Interval | null): string | null {
  if (kind === 'AFTER') return offset === null ? null : 'AFTER takes no OFFSET, take it out or use EVERY';
  if (kind !== 'EVERY') return null;
  if (period.months === 0 && period.seconds === 0) return 'the interval is 0, name a longer one';
  if (period.months > 0 && period.seconds > 0)
    return 'months and years do not mix with shorter units, use one of the two';
  if (offset === null || longest(offset) < shortest(period)) return null;
  return 'the OFFSET must be shorter than the period';
}

const day = 86_400;

/** The least time that an interval can take, in seconds. */
function shortest({ months, seconds }: Interval): number {
  return seconds + day * (Math.floor(months / 12) * 365 + (months % 12) * 28);
}

/** The most time that an interval can take, in seconds. */
function longest({ months, seconds }: Interval): number {
  return seconds + day * (Math.floor(months / 12) * 366 + (months % 12) * 31);
}
