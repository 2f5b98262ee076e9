/** When something was said, so that the last word can be told. */
import { compareText } from '../schema/name.ts';

/** A place in the order of everything that was said on a pull request. */
export interface Moment {
  /** Milliseconds; infinite where the time can't be read. */
  readonly time: number;
  /** The comment's id; younger comments have larger ones. Infinite for what stands behind all comments of its time. */
  readonly comment: bigint | null;
  readonly line: number;
}

/** The time in milliseconds; null where the text is none of GitHub's. */
export function instant(at: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(at)) return null;
  const time = Date.parse(at);
  return Number.isNaN(time) ? null : time;
}

/** A line of a comment. */
export function momentOf(at: string, comment: string, line: number): Moment {
  return {
    time: instant(at) ?? Number.POSITIVE_INFINITY,
    comment: /^\d{1,40}$/.test(comment) ? BigInt(comment) : null,
    line,
  };
}

/**
 * An event of which only the second is known: it stands behind everything of that second, because what can't be told apart
 * is taken to be later.
 */
export function wholeSecond(at: string): Moment {
  const time = instant(at);
  return {
    time: time === null ? Number.POSITIVE_INFINITY : Math.floor(time / 1000) * 1000 + 999,
    comment: null,
    line: Number.POSITIVE_INFINITY,
  };
}

export function compareMoments(a: Moment, b: Moment): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  if (a.comment !== b.comment) {
    if (a.comment === null) return 1;
    if (b.comment === null) return -1;
    return a.comment < b.comment ? -1 : 1;
  }
  return a.line === b.line ? 0 : a.line < b.line ? -1 : 1;
}

/** Texts of times, older first; what can't be read last. */
export function compareTimes(a: string, b: string): number {
  const [first, second] = [instant(a) ?? Number.POSITIVE_INFINITY, instant(b) ?? Number.POSITIVE_INFINITY];
  return first === second ? compareText(a, b) : first < second ? -1 : 1;
}

/** Ids of comments, older first. */
export function compareIds(a: string, b: string): number {
  return a.length === b.length ? compareText(a, b) : a.length - b.length;
}
