/**
 * What parent and engine process say to each other: one JSON document a line, one answer for each request, in order.
 *
 * Answers carry a token that only the two know, so that nothing the engine itself prints on standard output can be
 * taken for an answer.
 */

/** The first argument of the engine process is the token; requests come on its standard input. */
export type EngineRequest =
  | { readonly kind: 'open'; readonly library: string; readonly folder: string; readonly config: string }
  | { readonly kind: 'query'; readonly sql: string }
  | { readonly kind: 'close' };

export type EngineAnswer =
  /** `text`: the rows, one JSON array of strings a line; empty for a statement without a result. */
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** Bytes of one line, either way. The engine process refuses longer requests and the parent ends on longer answers. */
export const lineLimit = 64 * 1024 * 1024;

/** Reads a request, and throws on anything else: the engine process then ends. */
export function parseRequest(line: string): EngineRequest {
  const value: unknown = JSON.parse(line);
  if (isRecord(value)) {
    const { kind, library, folder, config, sql } = value;
    if (kind === 'close') return { kind };
    if (kind === 'query' && typeof sql === 'string') return { kind, sql };
    if (kind === 'open' && typeof library === 'string' && typeof folder === 'string' && typeof config === 'string') {
      return { kind, library, folder, config };
    }
  }
  throw new TypeError('not a request to the engine');
}

/** Reads an answer line; null for a line that is none (something the engine printed by itself). */
export function parseAnswer(line: string, token: string): EngineAnswer | null {
  if (!line.startsWith(`${token} `)) return null;
  const value: unknown = JSON.parse(line.slice(token.length + 1));
  if (isRecord(value)) {
    const { ok, text, message } = value;
    if (ok === true && typeof text === 'string') return { ok, text };
    if (ok === false && typeof message === 'string') return { ok, message };
  }
  return null;
}

export function formatAnswer(token: string, answer: EngineAnswer): string {
  return `${token} ${JSON.stringify(answer)}\n`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
