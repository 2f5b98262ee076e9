/** What a change of a TTL means for rows and values that are there. */
import type { Expression } from '../schema/model.ts';

/** Least and most days of each unit of a TTL. */
const unitDays: Readonly<Record<string, readonly [least: number, most: number]>> = {
  Second: [1 / 86_400, 1 / 86_400],
  Minute: [1 / 1440, 1 / 1440],
  Hour: [1 / 24, 1 / 24],
  Day: [1, 1],
  Week: [7, 7],
  Month: [28, 31],
  Quarter: [90, 92],
  Year: [365, 366],
};

/** Whether what a TTL becomes may delete what it kept before: not where it goes, only grows or only moves. */
export function mayDelete(from: readonly Expression[], to: readonly Expression[]): boolean {
  const same = JSON.stringify(from.map(({ key }) => key)) === JSON.stringify(to.map(({ key }) => key));
  return !same && !keepsLonger(from, to) && !to.every(({ key }) => / TO (DISK|VOLUME) /i.test(` ${key} `));
}

/** Whether a TTL only grows: one element before and after, of one expression, with a longer interval. */
function keepsLonger(from: readonly Expression[], to: readonly Expression[]): boolean {
  const interval = (elements: readonly Expression[]): { rest: string; days: readonly [number, number] } | null => {
    const match =
      elements.length === 1 ? /^(.*) \+ toInterval([A-Z][a-z]+) \( (\d+) \)$/s.exec(elements[0]?.key ?? '') : null;
    const unit = unitDays[match?.[2] ?? ''];
    const count = Number(match?.[3]);
    return match === null || unit === undefined
      ? null
      : { rest: match[1] ?? '', days: [unit[0] * count, unit[1] * count] };
  };
  const before = interval(from);
  const after = interval(to);
  if (before === null || after === null || before.rest !== after.rest) return false;
  return after.days[0] >= before.days[1];
}
