/** What the engine says when it refuses, cut to one line that is the same on every machine and in every run. */
export interface EngineError {
  /** ClickHouse's error code; null where the message has none. */
  readonly code: number | null;
  /** One line, without stack trace, version, folders and UUIDs. */
  readonly message: string;
}

const uuid = /\s*\(?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\)?/g;
const longest = 400;

/**
 * Reads chDB's message (`Query failed: Code: 60. DB::Exception: ...`).
 *
 * @param scratch The folder whose random name must not show; none for a server.
 */
export function parseEngineError(text: string, scratch = ''): EngineError {
  // Old servers write `Code: 60, e.displayText() = DB::Exception: ...`.
  const code = /Code: (\d+)[.,]/.exec(text);
  const message = text
    .replace(/^(?:Query failed: )?(?:Code: \d+(?:\. |, e\.displayText\(\) = ))?(?:DB::(?:Net)?Exception: )?/, '')
    .split(/,? ?Stack trace/)[0]
    // No folder is called by nothing.
    ?.replaceAll(scratch || '\0', '<scratch folder>')
    // Old servers repeat the kind of error and tell their version without brackets.
    .replace(/, e\.what\(\) = .*$/s, '')
    .replace(uuid, '')
    .replace(/ \(version [^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const line = message === undefined || message === '' ? 'no message' : message;
  return {
    code: code === null ? null : Number(code[1]),
    message: line.length > longest ? `${line.slice(0, longest)}...` : line,
  };
}

/** `code 60: Table a.t does not exist (UNKNOWN_TABLE)`. */
export function formatEngineError(error: EngineError): string {
  return error.code === null ? error.message : `code ${error.code}: ${error.message}`;
}
