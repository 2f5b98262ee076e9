/**
 * ClickHouse inside the process, with a cluster of two shards that are both this process, macros, and a Keeper in memory
 * in which Replicated tables register.
 */
import { clustersHere, codeOf, keeper, LibraryEngine, macros } from '../engine.ts';

export interface Answer {
  /** ClickHouse's error code, 0 where there was none. */
  readonly code: number;
  /** The name of the code, `UNKNOWN_TABLE`; empty where there was none. */
  readonly name: string;
  /** The result as tab-separated text, or the error. */
  readonly text: string;
}

export class Engine implements Disposable {
  readonly #library = new LibraryEngine(clustersHere('prod'), macros, keeper);
  #tables = 0;

  run(sql: string): Answer {
    try {
      return { code: 0, name: '', text: this.#library.query(sql) };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { code: codeOf(error), name: /\(([A-Z_0-9]+)\)\s*$/.exec(text)?.[1] ?? '', text };
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
    for (const name of ['app', 'web']) this.#library.drop(name);
    for (const name of ['web', 'app']) this.run(`CREATE DATABASE ${name}`);
    this.run('USE app');
  }

  [Symbol.dispose](): void {
    this.reset();
    this.#library[Symbol.dispose]();
  }
}
