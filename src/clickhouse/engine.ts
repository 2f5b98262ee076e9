/** The engine process as its parent sees it: started with nothing, asked one query at a time, gone at the deadline. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { defaultDatabase, type EngineConfig, serverConfig, usersConfig } from './config.ts';
import { parseEngineError } from './engine-error.ts';
import { type EngineAnswer, type EngineRequest, lineLimit, parseAnswer } from './protocol.ts';
import { parseRows, type Queryable, type QueryResult } from './query.ts';

/** The process ended, or was ended, before it answered. The message is one line without a full stop. */
export class EngineGone extends Error {
  override readonly name = 'EngineGone';
}

export interface EngineStart {
  /** Main file of the package chdb. */
  readonly library: string;
  /** The program to run, see `locateWorker`. */
  readonly worker: string;
  /** An empty folder, which its owner removes. */
  readonly scratch: string;
  /** Milliseconds from the start after which the process is killed, whatever it does. */
  readonly timeLimit: number;
}

export class EngineProcess implements Queryable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #start: EngineStart;
  readonly #token = randomBytes(16).toString('hex');
  readonly #timer: NodeJS.Timeout;
  #gone: EngineGone | null = null;
  #asked: { resolve(answer: EngineAnswer): void; reject(error: EngineGone): void } | null = null;
  /** What is being run, for the message when it never ends. */
  #running = '';
  #pieces: string[] = [];
  #size = 0;

  private constructor(start: EngineStart, folder: string) {
    this.#start = start;
    this.#child = spawn(process.execPath, [start.worker, this.#token], {
      cwd: folder,
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    // A write to a process that has ended: its end is reported by `exit`.
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.#end(`the engine process could not be started: ${error.message}`));
    this.#child.on('exit', (code, signal) => {
      this.#end(`the engine process ended by itself (${signal ?? `exit code ${code}`})${this.#doing()}`);
    });
    this.#timer = setTimeout(() => {
      this.#end(`the engine was not done within ${Math.round(start.timeLimit / 1000)} s${this.#doing()}`);
    }, start.timeLimit);
  }

  /** Starts the process in a new empty folder under the scratch folder. */
  static start(start: EngineStart): EngineProcess {
    const folder = join(start.scratch, 'empty');
    mkdirSync(folder);
    return new EngineProcess(start, folder);
  }

  /**
   * Opens a new data folder (and closes the one that was open).
   *
   * @param name Of the folder under the scratch folder; each name can be used once.
   * @throws EngineGone
   */
  async open(name: string, config: Omit<EngineConfig, 'folder'>): Promise<QueryResult> {
    const folder = join(this.#start.scratch, name);
    const whole: EngineConfig = { ...config, folder };
    // Not in the background: whoever interrupts this removes the scratch folder, and nothing may bring it back.
    mkdirSync(join(folder, 'data', 'metadata'), { recursive: true });
    writeFileSync(join(folder, 'data', 'metadata', 'default.sql'), defaultDatabase);
    writeFileSync(join(folder, 'config.xml'), serverConfig(whole));
    writeFileSync(join(folder, 'users.xml'), usersConfig(whole));
    const { library } = this.#start;
    return this.#ask({ kind: 'open', library, folder: join(folder, 'data'), config: join(folder, 'config.xml') });
  }

  /**
   * Runs one statement.
   *
   * @throws EngineGone
   */
  query(sql: string): Promise<QueryResult> {
    return this.#ask({ kind: 'query', sql });
  }

  /** Ends the process; never throws. Resolves when it is gone. */
  async stop(): Promise<void> {
    const ended = this.#child.exitCode !== null || this.#child.signalCode !== null;
    const exit = new Promise<void>((resolve) => {
      if (ended || this.#child.pid === undefined) resolve();
      else this.#child.once('exit', () => resolve());
    });
    this.#end('the engine process was stopped');
    await exit;
  }

  async #ask(request: EngineRequest): Promise<QueryResult> {
    if (this.#gone !== null) throw this.#gone;
    const line = `${JSON.stringify(request)}\n`;
    if (line.length > lineLimit) {
      return {
        ok: false,
        error: { code: null, message: `a statement of ${line.length} characters is too long to run` },
      };
    }
    this.#running = request.kind === 'query' ? request.sql : request.kind;
    const answer = await new Promise<EngineAnswer>((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#child.stdin.write(line);
    });
    if (!answer.ok) return { ok: false, error: parseEngineError(answer.message, this.#start.scratch) };
    return { ok: true, rows: parseRows(answer.text) };
  }

  #read(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#pieces.push(line);
      const whole = this.#pieces.join('');
      this.#pieces = [];
      this.#size = 0;
      const answer = parseAnswer(whole, this.#token);
      if (answer === null) continue;
      const asked = this.#asked;
      this.#asked = null;
      asked?.resolve(answer);
    }
    this.#pieces.push(last);
    this.#size += last.length;
    if (this.#size > lineLimit) this.#end(`the engine's answer is too long to read${this.#doing()}`);
  }

  #end(reason: string): void {
    if (this.#gone !== null) return;
    this.#gone = new EngineGone(reason);
    clearTimeout(this.#timer);
    this.#child.kill('SIGKILL');
    const asked = this.#asked;
    this.#asked = null;
    asked?.reject(this.#gone);
  }

  #doing(): string {
    const sql = this.#running.replace(/\s+/g, ' ');
    return sql === '' ? '' : `, at: ${sql.length > 120 ? `${sql.slice(0, 120)}...` : sql}`;
  }
}
