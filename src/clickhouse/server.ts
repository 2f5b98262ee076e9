/**
 * A connection to a ClickHouse server over HTTP: what it takes and what it answers, for every version from 18.16 on.
 *
 * It knows no schema and decides nothing. A statement goes out as it is, the format of the answer is asked for in the URL (18.16 knows no
 * header for it), so that nothing is appended to the SQL. Every answer is awaited whole, so that an error on the way is never taken for a result.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { addAbortSignal, type Readable } from 'node:stream';
import { ClickHouseLogLevel, createClient, type DataFormat } from '@clickhouse/client';
import { ChxError, exitCodes } from '../schema/error.ts';
import { type EngineError, formatEngineError, parseEngineError } from './engine-error.ts';
import { describeFailure, ServerGone } from './server-error.ts';
import { type ServerAddress, showUrl } from './server-url.ts';
import { parseTsvWithNames, type ServerRow } from './tsv.ts';

export type { ServerRow } from './tsv.ts';

export type Settings = Readonly<Record<string, string | number>>;

export interface ServerOptions {
  /** A file of CA certificates in PEM that the server's certificate is held against; null for those of Node. */
  readonly ca?: string | null;
  /** Takes any certificate. */
  readonly insecure?: boolean;
  /** Milliseconds that one statement may take where it says nothing else. Default: one minute. */
  readonly timeLimit?: number;
}

export interface StatementOptions {
  /** Settings for this statement alone. An unknown one is an error of the server's (115). */
  readonly settings?: Settings;
  /** Milliseconds until the connection is given up; the server may go on with the statement. */
  readonly timeLimit?: number;
  /** Gives the connection up. */
  readonly signal?: AbortSignal;
  /** Under this name the statement is found in the server's `system.processes` and `system.query_log`. */
  readonly queryId?: string;
}

/** What the server counted while it ran a statement, as texts; empty from versions that don't say. */
export type Summary = Readonly<Record<string, string>>;

export type ServerAnswer =
  | { readonly ok: true; readonly text: string; readonly summary: Summary; readonly queryId: string }
  | { readonly ok: false; readonly error: EngineError; readonly queryId: string };

/** The server refused a statement. The message is one line without a full stop. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  /** ClickHouse's error code; null where the answer has none, as that of a proxy. */
  readonly code: number | null;

  constructor(error: EngineError, server: string) {
    super(`${server} refuses: ${formatEngineError(error)}`);
    this.code = error.code;
  }
}

/** Characters of one answer. */
const longestAnswer = 64 * 1024 * 1024;

export class Server implements AsyncDisposable {
  /** The server for messages, without user and password. */
  readonly label: string;
  readonly #client: ReturnType<typeof createClient>;
  readonly #timeLimit: number;
  readonly #password: string;

  /**
   * Nothing is sent yet.
   *
   * @throws ChxError (exit 2) where the CA file can't be read.
   */
  constructor(address: ServerAddress, options: ServerOptions = {}) {
    const url = new URL(address.url);
    this.label = showUrl(address.url);
    this.#timeLimit = options.timeLimit ?? 60_000;
    this.#password = address.password;
    const secure = url.protocol === 'https:';
    const ca = options.ca ?? null;
    this.#client = createClient({
      url: url.origin,
      ...(url.pathname === '/' ? {} : { pathname: url.pathname }),
      username: address.username,
      password: address.password,
      application: 'chx',
      // Each statement has its own limit; this one only must not come first.
      request_timeout: 0x7fffffff,
      compression: { request: false, response: false },
      log: { level: ClickHouseLogLevel.OFF },
      // The client's own option for a CA would change how user and password are sent.
      ...(secure && (ca !== null || options.insecure === true)
        ? {
            http_agent: new Agent({
              keepAlive: true,
              rejectUnauthorized: options.insecure !== true,
              ...(ca === null ? {} : { ca: readCa(ca) }),
            }),
          }
        : {}),
    });
  }

  /**
   * Sends one statement.
   *
   * @param format Of the answer, for statements that have one and don't name it themselves.
   * @returns What the server said, whether it did it or refused.
   * @throws ServerGone where no whole answer came: then nobody knows whether the statement takes effect.
   */
  async ask(sql: string, format: DataFormat, options: StatementOptions = {}): Promise<ServerAnswer> {
    const queryId = options.queryId ?? randomUUID();
    const timeLimit = options.timeLimit ?? this.#timeLimit;
    const late = AbortSignal.timeout(timeLimit);
    const signal = options.signal === undefined ? late : AbortSignal.any([late, options.signal]);
    try {
      const answer = await this.#client.exec({
        query: sql,
        query_id: queryId,
        abort_signal: signal,
        // The whole answer is ready before its first byte is sent: what fails on the way fails as an error.
        clickhouse_settings: { ...options.settings, wait_end_of_query: 1, default_format: format },
        ignore_error_response: true,
      });
      const text = await readText(answer.stream, signal);
      if (answer.http_status_code === 200 && answer.response_headers['x-clickhouse-exception-code'] === undefined)
        return { ok: true, text, summary: summaryOf(answer.response_headers['x-clickhouse-summary']), queryId };
      return { ok: false, error: this.#errorOf(text, answer), queryId };
    } catch (error) {
      if (options.signal?.aborted === true) throw new ServerGone('it was stopped');
      if (late.aborted)
        throw new ServerGone(`${this.label} didn’t answer within ${seconds(timeLimit)}: look at the server`);
      if (error instanceof ServerGone) throw error;
      throw new ServerGone(this.#mask(describeFailure(error, this.label)));
    }
  }

  /**
   * Rows of a query by column name. Values are texts as ClickHouse writes them in TSV, NULL is null: this is the same in every
   * version, loses no digit of a number and needs no setting, which a read-only user couldn't set.
   *
   * @throws ServerGone, and ServerRefusal with the server's code.
   */
  async rows(sql: string, options: StatementOptions = {}): Promise<readonly ServerRow[]> {
    return parseTsvWithNames((await this.#done(sql, 'TabSeparatedWithNames', options)).text);
  }

  /**
   * Runs a statement whose result doesn't matter.
   *
   * @throws ServerGone, and ServerRefusal with the server's code.
   */
  async command(sql: string, options: StatementOptions = {}): Promise<Summary> {
    return (await this.#done(sql, 'TabSeparated', options)).summary;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #done(sql: string, format: DataFormat, options: StatementOptions): Promise<ServerAnswer & { ok: true }> {
    const answer = await this.ask(sql, format, options);
    if (!answer.ok) throw new ServerRefusal(answer.error, this.label);
    return answer;
  }

  #errorOf(text: string, answer: { http_status_code?: number }): EngineError {
    const error = parseEngineError(this.#mask(text));
    if (error.code !== null) return error;
    const said = error.message.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    return { code: null, message: `HTTP ${answer.http_status_code ?? 'without a status'}, ${said.trim()}` };
  }

  #mask(text: string): string {
    // A shorter one may stand in any text without being the password.
    if (this.#password.length < 4) return text;
    return text.replaceAll(this.#password, '[HIDDEN]').replaceAll(encodeURIComponent(this.#password), '[HIDDEN]');
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ChxError(exitCodes.usage, `The CA file ${file} can’t be read: name a file of certificates in PEM.`, {
      cause,
    });
  }
}

async function readText(stream: Readable, signal: AbortSignal): Promise<string> {
  const pieces: string[] = [];
  let size = 0;
  addAbortSignal(signal, stream).setEncoding('utf8');
  for await (const piece of stream) {
    const text = String(piece);
    size += text.length;
    if (size > longestAnswer) throw new ServerGone('the server’s answer is too long to read');
    pieces.push(text);
  }
  return pieces.join('');
}

function summaryOf(header: string | string[] | undefined): Summary {
  if (typeof header !== 'string') return {};
  try {
    const value: unknown = JSON.parse(header);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).map(([name, count]) => [name, String(count)]));
  } catch {
    return {};
  }
}
