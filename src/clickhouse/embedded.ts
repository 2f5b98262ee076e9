/** The embedded engine as a verification uses it: a data folder of its own for each of the two schemas. */
import { compareText } from '../schema/name.ts';
import { quoteIdentifier, quoteString } from '../sql/print.ts';
import { type EngineConfig, overlayDatabase } from './config.ts';
import type { EngineProcess } from './engine.ts';
import { select } from './inventory.ts';
import { Ended, unavailable } from './outcome.ts';
import type { QueryResult } from './query.ts';
import type { VerifyObject, VerifyRequest } from './request.ts';
import type { Settings, VerificationEngine } from './verification-engine.ts';

const querySeconds = 60;

export class EmbeddedEngine implements VerificationEngine {
  readonly label = 'the embedded engine';
  readonly ownDatabases = [overlayDatabase];
  readonly ownTableSettings: ReadonlySet<string> = new Set();
  readonly #process: EngineProcess;
  readonly #config: Omit<EngineConfig, 'folder'>;
  #opened = 0;

  constructor(process: EngineProcess, request: VerifyRequest) {
    this.#process = process;
    const { clusters, macros } = request;
    const dictionaries = [...request.base, ...request.head].some(({ kind }) => kind === 'dictionary');
    this.#config = { clusters: [...new Set(clusters)].sort(compareText), macros, dictionaries, querySeconds };
  }

  async open(): Promise<void> {
    // Functions belong to the process and would outlive the data folder.
    if (this.#opened > 0) {
      const made = await select(this, "SELECT name FROM system.functions WHERE origin = 'SQLUserDefined'");
      for (const [name = ''] of made) await select(this, `DROP FUNCTION ${quoteIdentifier(name)}`);
    }
    this.#opened += 1;
    const opened = await this.#process.open(`data-${this.#opened}`, this.#config);
    if (!opened.ok) throw new Ended(unavailable(`the embedded engine doesn't start: ${opened.error.message}`));
  }

  async prepare(object: VerifyObject): Promise<void> {
    // Every data folder has it, as every server.
    if (object.key === 'database default') await select(this, 'DROP DATABASE default');
  }

  /** The configuration holds all merges back. */
  async keepParts(): Promise<void> {}

  query(sql: string): Promise<QueryResult> {
    return this.#process.query(sql);
  }

  async run(sql: string, settings: Settings): Promise<QueryResult> {
    const restore: string[] = [];
    for (const [name, value] of Object.entries(settings)) {
      const [row] = await select(this, `SELECT value FROM system.settings WHERE name = ${quoteString(name)}`);
      const set = await this.query(`SET ${name} = ${quoteString(value)}`);
      if (!set.ok) return set;
      restore.push(`SET ${name} = ${quoteString(row?.[0] ?? '')}`);
    }
    const result = await this.query(sql);
    for (const statement of restore) await select(this, statement);
    return result;
  }

  async shards(): Promise<number> {
    return 2;
  }
}
