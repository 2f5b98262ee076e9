/** A ClickHouse server over HTTP. */
import type { Need } from '../../src/compat/feature.ts';
import { type Answer, type Engine, errorCode, type QuerySettings } from './engine.ts';

export interface HttpServer {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * One statement over HTTP.
 *
 * @returns What the server answers, errors of its own included. Rejects where it can't be reached or doesn't answer in two minutes.
 */
export async function request(
  server: HttpServer,
  sql: string,
  options: { readonly database?: string; readonly settings?: QuerySettings } = {},
): Promise<Answer> {
  const url = new URL(server.url);
  if (options.database !== undefined) url.searchParams.set('database', options.database);
  for (const [name, value] of Object.entries(options.settings ?? {})) url.searchParams.set(name, value);
  const response = await send(url, server, sql);
  const text = (await response.text()).trimEnd();
  if (response.ok) return { code: 0, text };
  const code = errorCode(text);
  if (code === null) throw new Error(`${url.origin} answers ${response.status}: ${text.slice(0, 200)}`);
  return { code, text };
}

async function send(url: URL, server: HttpServer, sql: string): Promise<Response> {
  const answer = fetch(url, {
    method: 'POST',
    body: sql,
    headers: {
      // 18.16 closes idle connections without a word.
      Connection: 'close',
      'X-ClickHouse-User': server.username ?? 'default',
      ...(server.password === undefined ? {} : { 'X-ClickHouse-Key': server.password }),
    },
    signal: AbortSignal.timeout(120_000),
  });
  return answer.catch((error: unknown) => {
    throw new Error(`${url.origin} doesn't answer to: ${sql}`, { cause: error });
  });
}

/** Any server by its URL. */
export async function connect(
  server: HttpServer,
  given: { readonly cluster: string | null; readonly provides: readonly Need[] },
): Promise<Engine> {
  const { code, text } = await request(server, 'SELECT version()');
  if (code !== 0) throw new Error(`${new URL(server.url).origin} refuses SELECT version(): ${text.slice(0, 200)}`);
  return {
    name: `${text} at ${new URL(server.url).host}`,
    version: text,
    provides: new Set(given.provides),
    throwAway: false,
    cluster: given.cluster,
    run: (sql, options) => request(server, sql, options),
    async [Symbol.asyncDispose]() {},
  };
}
