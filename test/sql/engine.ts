/** ClickHouse inside the process, with a cluster, macros and a Keeper in memory: enough to create every kind of object. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';

const config = `<clickhouse>
<remote_servers><prod><shard><replica><host>localhost</host><port>1</port></replica></shard></prod></remote_servers>
<macros><shard>1</shard><replica>r1</replica><cluster>prod</cluster></macros>
<zookeeper><implementation>testkeeper</implementation></zookeeper>
<graphite_rollup><default><function>any</function><retention><age>0</age><precision>60</precision></retention></default></graphite_rollup>
</clickhouse>`;

export class Engine implements Disposable {
  readonly #folder: string;
  readonly #session: Session;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'chx-sql-'));
    const file = join(this.#folder, 'config.xml');
    writeFileSync(file, config);
    this.#session = new Session(join(this.#folder, 'data'), { connectionArgs: [`--config-file=${file}`] });
  }

  /** The result as raw tab-separated text. Throws what the engine says, on one line. */
  run(sql: string): string {
    try {
      return this.#session.query(sql, 'TSVRaw').trimEnd();
    } catch (error) {
      throw new Error((error instanceof Error ? error.message : String(error)).split('\n')[0], { cause: error });
    }
  }

  /** What the engine says against a statement; null where it takes it. */
  refusal(sql: string): string | null {
    try {
      this.run(sql);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  [Symbol.dispose](): void {
    // Replicated tables and refreshed views that are still there would hold up the end of the session.
    this.refusal('DROP DATABASE IF EXISTS app SYNC SETTINGS check_table_dependencies = 0');
    this.#session.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
