/** ClickHouse inside the process, with a cluster, macros and a Keeper in memory: enough to create every kind of object. */
import { clustersHere, keeper, LibraryEngine, macros } from '../engine.ts';

const graphite =
  '<graphite_rollup><default><function>any</function><retention><age>0</age><precision>60</precision></retention></default></graphite_rollup>';

export class Engine implements Disposable {
  readonly #library = new LibraryEngine(clustersHere('prod'), macros, keeper, graphite);

  /** The result as raw tab-separated text. Throws what the engine says, on one line. */
  run(sql: string): string {
    try {
      return this.#library.query(sql, 'TSVRaw');
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
    this.#library.drop('app');
    this.#library[Symbol.dispose]();
  }
}
