/** ClickHouse as a library in the process of a test, in a folder of its own. One at a time: a process has one data folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';

/** Clusters of two shards that are both this process; with `tcp_port` 9000 nothing listens and nothing connects. */
export function clustersHere(...names: readonly string[]): string {
  const shards = ['localhost', '127.0.0.1']
    .map((host) => `<shard><replica><host>${host}</host><port>9000</port></replica></shard>`)
    .join('');
  const clusters = names.map((name) => `<${name}>${shards}</${name}>`).join('');
  return `<tcp_port>9000</tcp_port><remote_servers>${clusters}</remote_servers>`;
}

export const macros = '<macros><shard>1</shard><replica>r1</replica><cluster>prod</cluster></macros>';

/** A Keeper in memory, in which Replicated tables register. */
export const keeper = '<zookeeper><implementation>testkeeper</implementation></zookeeper>';

export class LibraryEngine implements Disposable {
  readonly #folder: string;
  readonly #session: Session;

  /** @param config What stands in the configuration, as XML. */
  constructor(...config: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'chx-test-'));
    const file = join(this.#folder, 'config.xml');
    writeFileSync(file, `<clickhouse>${config.join('\n')}</clickhouse>\n`);
    this.#session = new Session(join(this.#folder, 'data'), { connectionArgs: [`--config-file=${file}`] });
  }

  /** The answer as text without the last line break; a refusal throws with the engine's whole message. */
  query(sql: string, format = 'TSV'): string {
    return this.#session.query(sql, format).trimEnd();
  }

  /** ClickHouse's error code, or 0 where the statement went through. */
  codeOf(sql: string): number {
    try {
      this.query(sql);
      return 0;
    } catch (error) {
      return codeOf(error);
    }
  }

  /** Replicated tables and refreshed views that are still there would hold up the end of the session. */
  drop(database: string): void {
    this.query(`DROP DATABASE IF EXISTS ${database} SYNC SETTINGS check_table_dependencies = 0`);
  }

  [Symbol.dispose](): void {
    this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The code in a refusal; what has none is thrown again. */
export function codeOf(error: unknown): number {
  const code = /Code: (\d+)\./.exec(error instanceof Error ? error.message : '')?.[1];
  if (code === undefined) throw error;
  return Number(code);
}
