/** ClickHouse inside the process, with two clusters of two shards that are all this process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { plainStatement, splitStatements } from './plain.ts';

const shards = ['localhost', '127.0.0.1']
  .map((host) => `<shard><replica><host>${host}</host><port>9000</port></replica></shard>`)
  .join('');
const config = `<clickhouse>
<tcp_port>9000</tcp_port>
<remote_servers><prod>${shards}</prod><archive>${shards}</archive></remote_servers>
<macros><shard>1</shard><replica>r1</replica><cluster>prod</cluster></macros>
</clickhouse>`;

export interface Refused {
  readonly sql: string;
  readonly code: number;
}

export class Engine implements Disposable {
  readonly #folder: string;
  readonly #session: Session;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'chx-corpus-'));
    const file = join(this.#folder, 'config.xml');
    writeFileSync(file, config);
    this.#session = new Session(join(this.#folder, 'data'), { connectionArgs: [`--config-file=${file}`] });
  }

  /** The answer as tab-separated text; a refusal throws. */
  query(sql: string): string {
    return this.#session.query(sql, 'TSV').trim();
  }

  /** ClickHouse's error code, or 0 where the statement went through. */
  codeOf(sql: string): number {
    try {
      this.query(sql);
      return 0;
    } catch (error) {
      const code = /Code: (\d+)\./.exec(error instanceof Error ? error.message : '')?.[1];
      if (code === undefined) throw error;
      return Number(code);
    }
  }

  /** Forgets what is there and makes every object of a state, in whatever order works. What the engine refuses is returned. */
  build(state: string): Refused[] {
    for (const database of ['web', 'vault']) {
      this.query(`DROP DATABASE IF EXISTS ${database} SYNC SETTINGS check_table_dependencies = 0`);
    }
    let waiting = splitStatements(state).map(plainStatement);
    for (;;) {
      const refused = waiting.map((sql) => ({ sql, code: this.codeOf(sql) })).filter(({ code }) => code !== 0);
      if (refused.length === 0 || refused.length === waiting.length) return refused;
      waiting = refused.map(({ sql }) => sql);
    }
  }

  [Symbol.dispose](): void {
    this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
