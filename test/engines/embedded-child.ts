/**
 * The process of one embedded engine: it can't hold two, nor two libraries. Started with the folder for its data and,
 * for another library than the installed one, the folder that holds it.
 */
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import type { Session } from 'chdb';
import { type Answer, errorCode, type QuerySettings } from './engine.ts';

export interface ChildRequest {
  readonly id: number;
  readonly sql: string;
  readonly database: string | null;
  readonly settings: QuerySettings;
}
export interface ChildAnswer extends Answer {
  readonly id: number;
}

const [folder = '', libraryFolder] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const library = '@chdb/lib-linux-x64-gnu';

/** The addon finds the library beside itself, so the installed addon is laid beside the other library. */
function useLibrary(from: string): void {
  const installed = createRequire(require.resolve('chdb')).resolve(library);
  const place = join(folder, 'library');
  mkdirSync(place);
  copyFileSync(join(installed, '..', 'chdb_node.node'), join(place, 'chdb_node.node'));
  symlinkSync(join(from, 'libchdb.so'), join(place, 'libchdb.so'));
  const module = new Module(installed);
  module.exports = require(join(place, 'chdb_node.node'));
  module.loaded = true;
  require.cache[installed] = module;
}

const shards = ['localhost', '127.0.0.1']
  .map((host) => `<shard><replica><host>${host}</host><port>9000</port></replica></shard>`)
  .join('');
const config = `<clickhouse>
<tcp_port>9000</tcp_port>
<remote_servers><chx>${shards}</chx></remote_servers>
<macros><shard>1</shard><replica>r1</replica><cluster>chx</cluster></macros>
<zookeeper><implementation>testkeeper</implementation></zookeeper>
<keeper_map_path_prefix>/chx_keeper_map</keeper_map_path_prefix>
</clickhouse>`;

function open(): Session {
  if (libraryFolder !== undefined) {
    if (!existsSync(join(libraryFolder, 'libchdb.so'))) throw new Error(`${libraryFolder} holds no libchdb.so`);
    useLibrary(libraryFolder);
  }
  writeFileSync(join(folder, 'config.xml'), config);
  const chdb: typeof import('chdb') = require('chdb');
  return new chdb.Session(join(folder, 'data'), { connectionArgs: [`--config-file=${join(folder, 'config.xml')}`] });
}

const session = open();

function run(sql: string): Answer {
  try {
    return { code: 0, text: session.query(sql, 'TSV').trimEnd() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { code: errorCode(text) ?? -1, text };
  }
}

process.on('message', ({ id, sql, database, settings }: ChildRequest) => {
  const before = [
    ...(database === null ? [] : [`USE ${database}`]),
    ...Object.entries(settings).map(([name, value]) => `SET ${name} = '${value}'`),
  ];
  const refused = before.map(run).find(({ code }) => code !== 0);
  const answer = refused ?? run(sql);
  for (const name of Object.keys(settings)) run(`SET ${name} = DEFAULT`);
  process.send?.({ id, ...answer } satisfies ChildAnswer);
});
// Whoever started it is gone.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
