/** ClickHouse versions: `25.8`, `20.8.5.45`, `1.1.54343`, `18.16.1`, and how they compare. */
import { ChxError, exitCodes } from '../schema/error.ts';

/** The numbers of a version from the left; the year and the minor number are always there. */
export type Version = readonly number[];

/**
 * Reads a version. What follows the numbers (`-lts`, `.altinitystable`, `+ds`) is left out, as is a leading `v`.
 *
 * @returns Null for a text that isn't one.
 */
export function readVersion(text: string): Version | null {
  const match = /^v?(\d{1,5}(?:\.\d{1,9}){1,3})(?![\d])/.exec(text.trim());
  return match?.[1] === undefined ? null : match[1].split('.').map(Number);
}

/**
 * As {@link readVersion}.
 *
 * @throws ChxError (exit 2) that says what a version looks like.
 */
export function parseVersion(text: string): Version {
  const version = readVersion(text);
  if (version === null)
    throw new ChxError(exitCodes.usage, `"${text}" is no ClickHouse version: write it as 25.8 or 20.8.5.45`);
  return version;
}

/** Negative where `a` is older. Numbers that are not there count as 0: `25.8` is the first build of 25.8. */
export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether both are releases of one branch, as 20.8.2.3 and 20.8.5.45 are. */
export function sameBranch(a: Version, b: Version): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

export function formatVersion(version: Version): string {
  return version.join('.');
}
