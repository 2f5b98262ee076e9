/**
 * ClickHouse 18.16 from Debian's packages (`apt-get install -y --no-install-recommends clickhouse-server zookeeper`): servers on
 * 127.0.0.1 with data, ports and clusters of their own.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import { connect, type HttpServer, request } from './http.ts';
import { freePorts, ServerProcess } from './process.ts';
import { hasZookeeper, startZookeeper, type Zookeeper } from './zookeeper.ts';

const places = ['/usr/sbin/clickhouse-server', '/usr/bin/clickhouse-server'];

/** Where the server is; null where it isn't installed. */
export function debianServer(): string | null {
  return places.find((place) => existsSync(place)) ?? null;
}

export interface DebianCluster extends AsyncDisposable {
  /** One for each host, shard by shard. */
  readonly hosts: readonly HttpServer[];
  /** All hosts, `internal_replication` false; `chx_internal` is the same with true. */
  readonly cluster: 'chx';
}

interface Host extends HttpServer {
  readonly shard: number;
  readonly replica: number;
  readonly tcp: number;
  readonly http: number;
  readonly interserver: number;
}

/**
 * Starts the servers of a cluster and a ZooKeeper.
 *
 * @throws where the packages are not installed, and with the server's own words where one doesn't start.
 */
export async function startDebianCluster(size: { shards: number; replicas: number }): Promise<DebianCluster> {
  const program = debianServer();
  if (program === null || !hasZookeeper()) throw new Error('clickhouse-server and zookeeper are not installed');
  const folder = await mkdtemp(join(tmpdir(), 'chx-servers-'));
  const started: AsyncDisposable[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((one) => one[Symbol.asyncDispose]()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const keeper = await startZookeeper(join(folder, 'zookeeper'));
    started.push(keeper);
    const ports = await freePorts(3 * size.shards * size.replicas);
    const hosts = Array.from({ length: size.shards * size.replicas }, (_, index): Host => {
      const [tcp = 0, http = 0, interserver = 0] = ports.slice(3 * index, 3 * index + 3);
      const place = { shard: Math.floor(index / size.replicas) + 1, replica: (index % size.replicas) + 1 };
      return { ...place, tcp, http, interserver, url: `http://127.0.0.1:${http}/` };
    });
    await Promise.all(
      hosts.map(async (host) => {
        const server = await startServer(program, folder, host, hosts, keeper);
        started.push(server);
        await server.ready(
          async () => (await request(host, "SELECT 1 FROM system.zookeeper WHERE path = '/' LIMIT 1")).text === '1',
        );
      }),
    );
    return { hosts, cluster: 'chx', [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServer(
  program: string,
  folder: string,
  host: Host,
  hosts: readonly Host[],
  keeper: Zookeeper,
): Promise<ServerProcess> {
  const own = join(folder, `${host.shard}-${host.replica}`);
  for (const name of ['data', 'tmp', 'formats', 'log']) await mkdir(join(own, name), { recursive: true });
  await writeFile(join(own, 'config.xml'), serverConfig(own, host, hosts, keeper.port));
  await writeFile(join(own, 'users.xml'), users);
  return new ServerProcess('clickhouse-server', program, [`--config-file=${join(own, 'config.xml')}`], own);
}

function serverConfig(folder: string, host: Host, hosts: readonly Host[], keeper: number): string {
  const clusters = [
    ['chx', false],
    ['chx_internal', true],
  ].map(([name, internal]) => {
    const shards = [...new Set(hosts.map(({ shard }) => shard))].map((shard) => {
      const replicas = hosts
        .filter((one) => one.shard === shard)
        .map(({ tcp }) => `<replica><host>127.0.0.1</host><port>${tcp}</port></replica>`);
      return `<shard><internal_replication>${internal}</internal_replication>${replicas.join('')}</shard>`;
    });
    return `<${name}>${shards.join('')}</${name}>`;
  });
  return `<yandex>
<logger><level>warning</level><log>${folder}/log/server.log</log><errorlog>${folder}/log/error.log</errorlog></logger>
<http_port>${host.http}</http_port>
<tcp_port>${host.tcp}</tcp_port>
<interserver_http_port>${host.interserver}</interserver_http_port>
<interserver_http_host>127.0.0.1</interserver_http_host>
<listen_host>127.0.0.1</listen_host>
<path>${folder}/data/</path>
<tmp_path>${folder}/tmp/</tmp_path>
<format_schema_path>${folder}/formats/</format_schema_path>
<users_config>${folder}/users.xml</users_config>
<default_profile>default</default_profile>
<default_database>default</default_database>
<mark_cache_size>67108864</mark_cache_size>
<remote_servers>${clusters.join('')}</remote_servers>
<macros><shard>${host.shard}</shard><replica>r${host.replica}</replica><cluster>chx</cluster></macros>
<zookeeper><node><host>127.0.0.1</host><port>${keeper}</port></node></zookeeper>
<distributed_ddl><path>/clickhouse/task_queue/ddl</path></distributed_ddl>
</yandex>
`;
}

const users = `<yandex>
<profiles><default><max_memory_usage>2000000000</max_memory_usage></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
</yandex>
`;

/** One host of a cluster as an engine for probes; it goes with the cluster. */
export async function startDebianEngine(): Promise<Engine> {
  const servers = await startDebianCluster({ shards: 1, replicas: 1 });
  const [host] = servers.hosts;
  if (host === undefined) throw new Error('a cluster without hosts');
  const engine = await connect(host, {
    cluster: servers.cluster,
    provides: ['cluster', 'keeper', 'replication', 'drop', 'server'],
  });
  const name = `${engine.version.split('.').slice(0, 3).join('.')} server`;
  return { ...engine, name, throwAway: true, [Symbol.asyncDispose]: () => servers[Symbol.asyncDispose]() };
}
