/** A server as a verification uses it: settings with every statement, nothing kept in a session. */
import { randomUUID } from 'node:crypto';
import { quoteString } from '../sql/print.ts';
import { checkSettings, mergesHeldBack } from './config.ts';
import { formatEngineError } from './engine-error.ts';
import { Ended, unavailable } from './outcome.ts';
import { parseRows, type QueryResult, rowsFormat } from './query.ts';
import type { Server, Settings as ServerSettings } from './server.ts';
import type { Settings, VerificationEngine } from './verification-engine.ts';

const querySeconds = 60;

/** The database that says that a verification is running. No schema has it: the name is reserved. */
export const markerDatabase = 'chx_verification';

export class ServerEngine implements VerificationEngine {
  readonly label: string;
  readonly ownDatabases = [markerDatabase];
  readonly ownTableSettings: ReadonlySet<string> = new Set(Object.keys(mergesHeldBack));
  readonly #server: Server;
  readonly #signal: AbortSignal;
  readonly #clear: () => Promise<void>;
  #settings: ServerSettings = {};
  #shards: ReadonlyMap<string, number> = new Map();
  #running = { queryId: '', sql: '' };

  /**
   * @param signal Ends whatever runs.
   * @param clear Takes away what the verification made.
   */
  constructor(server: Server, signal: AbortSignal, clear: () => Promise<void>) {
    this.#server = server;
    this.#signal = signal;
    this.#clear = clear;
    this.label = `the server at ${server.label}`;
  }

  /** What runs now or ran last. */
  get running(): { readonly queryId: string; readonly sql: string } {
    return this.#running;
  }

  /**
   * Asks the server which settings it knows, so that none of ours is refused.
   *
   * @param shards The shards of each cluster.
   */
  async adopt(shards: ReadonlyMap<string, number>): Promise<void> {
    this.#shards = shards;
    const wanted: ServerSettings = { ...checkSettings, max_execution_time: querySeconds };
    const names = Object.keys(wanted).map((name) => quoteString(name));
    const known = await this.query(`SELECT name FROM system.settings WHERE name IN (${names.join(', ')})`);
    if (!known.ok)
      throw new Ended(unavailable(`${this.label} doesn’t tell its settings: ${formatEngineError(known.error)}`));
    const there = new Set(known.rows.map(([name]) => name));
    this.#settings = Object.fromEntries(Object.entries(wanted).filter(([name]) => there.has(name)));
  }

  async open(): Promise<void> {
    await this.#clear();
  }

  async prepare(): Promise<void> {}

  async keepParts(table: string): Promise<void> {
    const settings = Object.entries(mergesHeldBack).map(([name, value]) => `${name} = ${value}`);
    const result = await this.query(`ALTER TABLE ${table} MODIFY SETTING ${settings.join(', ')}`);
    if (!result.ok) {
      throw new Ended(
        unavailable(`${this.label} can’t be kept from merging test rows: ${formatEngineError(result.error)}`),
      );
    }
  }

  query(sql: string): Promise<QueryResult> {
    return this.run(sql, {});
  }

  async run(sql: string, settings: Settings): Promise<QueryResult> {
    this.#running = { queryId: randomUUID(), sql };
    const answer = await this.#server.ask(sql, rowsFormat, {
      settings: { ...this.#settings, ...settings },
      queryId: this.#running.queryId,
      signal: this.#signal,
      // The server ends a query itself; this is for the one that it never ends.
      timeLimit: (querySeconds + 30) * 1000,
    });
    return answer.ok ? { ok: true, rows: parseRows(answer.text) } : { ok: false, error: answer.error };
  }

  async shards(cluster: string): Promise<number> {
    return this.#shards.get(cluster) ?? 0;
  }
}
