/**
 * ClickHouse inside the process, with a cluster of two shards that are both this process, macros, and a Keeper in memory
 * in which Replicated tables register.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';

const shards = ['localhost', '127.0.0.1']
  .map((host) => `<shard><replica><host>${host}</host><port>9000</port></replica></shard>`)
  .join('');
const config = `<clickhouse>
<tcp_port>9000</tcp_port>
<remote_servers><prod>${shards}</prod></remote_servers>
<macros><shard>1</shard><replica>r1</replica><cluster>prod</cluster></macros>
<zookeeper><implementation>testkeeper</implementation></zookeeper>
</clickhouse>`;

export interface Answer {
  /** ClickHouse's error code, 0 where there was none. */
  readonly code: number;
  /** The name of the code, `UNKNOWN_TABLE`; empty where there was none. */
  readonly name: string;
  /** The result as tab-separated text, or the error. */
  readonly text: string;
}

export class Engine implements Disposable {
  readonly #folder: string;
  readonly #session: Session;
  #tables = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'chx-rules-'));
    const file = join(this.#folder, 'config.xml');
    writeFileSync(file, config);
    this.#session = new Session(join(this.#folder, 'data'), { connectionArgs: [`--config-file=${file}`] });
  }

  run(sql: string): Answer {
    try {
      return { code: 0, name: '', text: this.#session.query(sql, 'TSV').trim() };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const code = /Code: (\d+)\./.exec(text)?.[1];
      if (code === undefined) throw error;
      return { code: Number(code), name: /\(([A-Z_0-9]+)\)\s*$/.exec(text)?.[1] ?? '', text };
    }
  }

  /**
   * What the server says to a CREATE TABLE of the table `from`. The table is made under a name of its own and goes with the
   * database: a DROP after each would take longer than all the rest.
   */
  try(sql: string, from: string): Answer {
    this.#tables += 1;
    return this.run(sql.replace(from, () => `${from}_${this.#tables}`));
  }

  /** Empty databases `app` and `web`, and nothing else. */
  reset(): void {
    for (const name of ['app', 'web']) {
      // Replicated tables that are still there would hold up the end of the session.
      const answer = this.run(`DROP DATABASE IF EXISTS ${name} SYNC SETTINGS check_table_dependencies = 0`);
      if (answer.code !== 0) throw new Error(answer.text);
    }
    for (const name of ['web', 'app']) this.run(`CREATE DATABASE ${name}`);
    this.run('USE app');
  }

  [Symbol.dispose](): void {
    this.reset();
    this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
