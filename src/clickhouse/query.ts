/** What every engine is asked and answers, whether it is a process of ours or a server. */
import type { EngineError } from './engine-error.ts';

export type QueryResult =
  /** Every value as the text that ClickHouse prints for it; NULL as `ᴺᵁᴸᴸ`. */
  | { readonly ok: true; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly error: EngineError };

export interface Queryable {
  /** Runs one statement; what the engine refuses is a result, that no answer came is thrown. */
  query(sql: string): Promise<QueryResult>;
}

/** The format that rows are read in. */
export const rowsFormat = 'JSONCompactStringsEachRow';

/**
 * Reads an answer in {@link rowsFormat}: an array of texts a line.
 *
 * @throws TypeError for anything else that begins as a row.
 */
export function parseRows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => {
      const row: unknown = JSON.parse(line);
      if (!Array.isArray(row)) throw new TypeError('the engine printed something that is not rows');
      return row.map((value) => String(value));
    });
}
