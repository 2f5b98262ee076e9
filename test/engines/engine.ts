/** A ClickHouse that statements can be run on, whatever it is. */
import type { Need } from '../../src/compat/feature.ts';

export interface Answer {
  /** ClickHouse's error code, 0 where there was none. */
  readonly code: number;
  /** The result as tab-separated text without the last line break, or the error. */
  readonly text: string;
}

export type QuerySettings = Readonly<Record<string, string>>;

export interface Engine extends AsyncDisposable {
  /** How it is called in tables: `18.16.1 server`, `26.7 embedded`. */
  readonly name: string;
  /** As the engine itself gives it, `26.7.2.1`. */
  readonly version: string;
  readonly provides: ReadonlySet<Need>;
  /** Whether all it holds goes when it is disposed of. */
  readonly throwAway: boolean;
  /** The name of a cluster of it; null where there is none. Whether ON CLUSTER runs on it, `provides` says. */
  readonly cluster: string | null;
  /** Runs one statement with `database` as the current one. Rejects only where the engine can't be reached. */
  run(sql: string, options?: { readonly database?: string; readonly settings?: QuerySettings }): Promise<Answer>;
}

/** An engine that isn't there, and how to have it. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}

/** The code that an error message of ClickHouse begins with; null where it has none. */
export function errorCode(message: string): number | null {
  const code = /Code: (\d+)[.,]/.exec(message)?.[1];
  return code === undefined ? null : Number(code);
}
