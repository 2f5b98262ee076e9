/** Which engines this machine has, for tests and scripts that run on all of them. */
import { parseVersion } from '../../src/compat/version.ts';
import { debianServer, startDebianEngine } from './debian.ts';
import { olderLibrary, startEmbedded } from './embedded.ts';
import type { Engine } from './engine.ts';
import { connect } from './http.ts';
import { hasZookeeper } from './zookeeper.ts';

export interface EngineChoice {
  readonly name: string;
  /** Null where it isn't at hand. */
  readonly start: (() => Promise<Engine>) | null;
  /** How to have it. */
  readonly howToGet: string;
}

/**
 * The engines that probes run on. With `CHX_PROBE_URL` also the server there (`CHX_PROBE_USERNAME`, `CHX_PROBE_PASSWORD`;
 * `CHX_PROBE_CLUSTER` names a cluster of it with a Keeper, on which ON CLUSTER is tried).
 */
export function engineChoices(env: NodeJS.ProcessEnv = process.env): readonly EngineChoice[] {
  const older = olderLibrary(env);
  const url = env['CHX_PROBE_URL'];
  return [
    {
      name: '18.16 server',
      start: debianServer() !== null && hasZookeeper() ? startDebianEngine : null,
      howToGet: 'apt-get install -y --no-install-recommends clickhouse-server zookeeper (Debian 12)',
    },
    {
      name: '26.5 embedded',
      start: older === null ? null : () => startEmbedded(older),
      howToGet: 'unpack npm pack @chdb/lib-linux-x64-gnu@26.5.3 and name its folder in CHX_CHDB_26_5',
    },
    { name: '26.7 embedded', start: () => startEmbedded(), howToGet: 'npm ci' },
    {
      name: 'a server by URL',
      start: url === undefined || url === '' ? null : () => byUrl(url, env),
      howToGet: 'set CHX_PROBE_URL to a throw-away server',
    },
  ];
}

async function byUrl(url: string, env: NodeJS.ProcessEnv): Promise<Engine> {
  const cluster = env['CHX_PROBE_CLUSTER'] ?? null;
  const username = env['CHX_PROBE_USERNAME'];
  const password = env['CHX_PROBE_PASSWORD'];
  const engine = await connect(
    { url, ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) },
    {
      cluster,
      provides: cluster === null ? ['drop', 'server'] : ['cluster', 'keeper', 'replication', 'drop', 'server'],
    },
  );
  parseVersion(engine.version);
  return engine;
}
