import type { Config } from '../../config/config.ts';

/** Whether every target states a least version, and all of them are below this one. False without targets: the newest may be meant. */
export function allBefore(config: Config, version: string): boolean {
  const { targets } = config;
  return targets.length > 0 && targets.every(({ clickhouse }) => clickhouse !== null && isBefore(clickhouse, version));
}

/** Whether a version, `25.8` or `25.8.2`, comes before another: number by number, missing ones count as 0. */
function isBefore(version: string, other: string): boolean {
  const [left, right] = [version, other].map((text) => text.split('.').map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
