/** ClickHouse as a library, in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Need } from '../../src/compat/feature.ts';
import type { ChildAnswer, ChildRequest } from './embedded-child.ts';
import type { Answer, Engine, QuerySettings } from './engine.ts';

const program = fileURLToPath(new URL('./embedded-child.ts', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/chdb-26.5/package', import.meta.url));

/**
 * The folder of the 26.5 library: `CHX_CHDB_26_5`, or where `npm pack @chdb/lib-linux-x64-gnu@26.5.3` was unpacked
 * under `node_modules/.cache/chdb-26.5`. Null where there is none.
 */
export function olderLibrary(env: NodeJS.ProcessEnv = process.env): string | null {
  const folder = env['CHX_CHDB_26_5'] ?? cache;
  return existsSync(join(folder, 'libchdb.so')) ? folder : null;
}

/** @param library The folder of another `libchdb.so` than the installed one. */
export async function startEmbedded(library: string | null = null): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'chx-embedded-'));
  const child = fork(program, library === null ? [folder] : [folder, library], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  const engine = new Embedded(child, folder, library === null ? ['keeper', 'drop'] : ['keeper']);
  const { code, text } = await engine.run('SELECT version()');
  if (code !== 0) throw new Error(`the embedded engine refuses SELECT version(): ${text}`);
  return engine.named(text);
}

class Embedded implements Engine {
  readonly provides: ReadonlySet<Need>;
  /** Both of its shards are itself. */
  readonly cluster = 'chx';
  readonly throwAway = true;
  name = 'embedded';
  version = '';
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  #last = 0;
  #errors = '';

  constructor(child: ChildProcess, folder: string, provides: readonly Need[]) {
    this.provides = new Set(provides);
    this.#child = child;
    this.#folder = folder;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    child.on('message', (answer: ChildAnswer) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
    });
    child.on('exit', (code, signal) => {
      const error = new Error(`the embedded engine ended (${signal ?? code}): ${this.#errors}`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  named(version: string): this {
    this.version = version;
    this.name = `${version.split('.').slice(0, 2).join('.')} embedded`;
    return this;
  }

  run(sql: string, options: { readonly database?: string; readonly settings?: QuerySettings } = {}): Promise<Answer> {
    this.#last += 1;
    const message: ChildRequest = {
      id: this.#last,
      sql,
      database: options.database ?? null,
      settings: options.settings ?? {},
    };
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve, reject });
      this.#child.send(message, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  /** Ends it at once: what it holds is thrown away, and a session with a Kafka table in it may never close. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
