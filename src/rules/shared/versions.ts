/** The versions of a config's targets, for what newer ones refuse. */
import { compareVersions, readVersion } from '../../compat/version.ts';
import type { Config } from '../../config/config.ts';

/** Whether every target states a least version, and all of them are below this one. False without targets: the newest may be meant. */
export function allBefore(config: Config, version: string): boolean {
  const { targets } = config;
  const first = readVersion(version);
  return (
    first !== null &&
    targets.length > 0 &&
    targets.every(({ clickhouse }) => {
      const least = clickhouse === null ? null : readVersion(clickhouse);
      return least !== null && compareVersions(least, first) < 0;
    })
  );
}
