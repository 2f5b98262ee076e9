/** ClickHouse inside the process, with a cluster `prod` of two shards: this process twice, or once beside another host. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import type { Statement } from '../../../src/plan/document.ts';

export class Engine implements Disposable {
  readonly #folder: string;
  readonly #session: Session;
  readonly #options: { readonly connectionArgs: string[] };
  #other: Session | null = null;

  /** @param remotePort Where the second shard listens; null for this process. */
  constructor(remotePort: number | null = null) {
    const shard = (port: number, host: string): string =>
      `<shard><replica><host>${host}</host><port>${port}</port><compression>false</compression></replica></shard>`;
    const shards = shard(9000, 'localhost') + shard(remotePort ?? 9000, '127.0.0.1');
    this.#folder = mkdtempSync(join(tmpdir(), 'chx-hazards-'));
    const file = join(this.#folder, 'config.xml');
    writeFileSync(
      file,
      `<clickhouse>
<tcp_port>9000</tcp_port>
<remote_servers><prod>${shards}</prod></remote_servers>
<macros><shard>1</shard><replica>r1</replica></macros>
<zookeeper><implementation>testkeeper</implementation></zookeeper>
</clickhouse>`,
    );
    this.#options = { connectionArgs: [`--config-file=${file}`] };
    this.#session = new Session(join(this.#folder, 'data'), this.#options);
  }

  /** An empty database `a`, and the objects of SQL text that ends each statement with a semicolon and a line break. */
  build(schema: string): void {
    this.query('DROP DATABASE IF EXISTS a SYNC SETTINGS check_table_dependencies = 0');
    this.query('CREATE DATABASE a');
    for (const sql of schema.split(/;\s*\n/)) if (sql.trim() !== '') this.query(sql);
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
      return codeIn(error);
    }
  }

  /** Runs a statement on a connection of its own, beside what else runs. @returns ClickHouse's error code, or 0. */
  async beside(sql: string): Promise<number> {
    this.#other ??= new Session(join(this.#folder, 'data'), this.#options);
    try {
      await this.#other.queryAsync(sql);
      return 0;
    } catch (error) {
      return codeIn(error);
    }
  }

  /** Runs a statement of a plan as a deploy does: with its settings, and its condition must hold afterwards. */
  apply({ sql, settings, after }: Statement): void {
    const restore = Object.entries(settings).map(([name, value]) => {
      const before = this.query(`SELECT value FROM system.settings WHERE name = '${name}'`);
      this.query(`SET ${name} = '${value}'`);
      return `SET ${name} = '${before}'`;
    });
    this.query(sql);
    for (const set of restore) this.query(set);
    if (this.query(after) !== '1') throw new Error(`after ${sql} its condition does not hold: ${after}`);
  }

  [Symbol.dispose](): void {
    this.#other?.close();
    this.query('DROP DATABASE IF EXISTS a SYNC SETTINGS check_table_dependencies = 0');
    this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function codeIn(error: unknown): number {
  const code = /Code: (\d+)\./.exec(error instanceof Error ? error.message : '')?.[1];
  if (code === undefined) throw error;
  return Number(code);
}
