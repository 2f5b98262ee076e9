/**
 * Evaluates schema files that are code, without files, network, clock, randomness or environment.
 */
import { Worker } from 'node:worker_threads';
import { type ComponentResult, limits, type SandboxFile, type SandboxMessage } from './sandbox/protocol.ts';

export type { ComponentResult, Problem, SandboxFile } from './sandbox/protocol.ts';

/** The thread's code: beside the bundle where this is bundled, else its source. */
const workerUrl = import.meta.url.endsWith('.ts')
  ? new URL('./sandbox/worker.ts', import.meta.url)
  : new URL('./sandbox-worker.js', import.meta.url);

/** A thread that evaluates schema files, and what it evaluated so far. Starts with its first use. */
export class Sandbox implements AsyncDisposable {
  readonly #wallClock: number;
  #worker: Worker | null = null;
  #serial = 0;
  #failure: unknown = null;
  /** Content ids whose texts the thread has. */
  #sent = new Set<string>();
  #queue: Promise<unknown> = Promise.resolve();

  /** @param options.wallClock - Milliseconds for one call of {@link evaluate}; the backstop behind the step budget. */
  constructor(options: { readonly wallClock?: number } = {}) {
    this.#wallClock = options.wallClock ?? limits.wallClock;
  }

  /** Starts the thread, so that it is ready by the time that the files are read. */
  prepare(): void {
    this.#start();
  }

  /**
   * Evaluates files; calls queue up.
   *
   * @param files - All schema files of a tree that are code, sorted by path; they may import each other.
   * @param textOf - The text of a content id.
   * @param onResult - Called with the result of each connected component of the import graph, ordered by first path,
   *   while others are still evaluated. What is wrong with the files is among the problems.
   * @throws Only if the thread itself can't run.
   */
  async evaluate(
    files: readonly SandboxFile[],
    textOf: (id: string) => string,
    onResult: (result: ComponentResult) => void,
  ): Promise<void> {
    if (files.length === 0) return;
    const result = this.#queue.then(() => this.#evaluate(files, textOf, onResult));
    this.#queue = result.catch(() => undefined);
    await result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }

  #evaluate(
    files: readonly SandboxFile[],
    textOf: (id: string) => string,
    onResult: (result: ComponentResult) => void,
  ): Promise<void> {
    this.#serial += 1;
    const serial = this.#serial;
    const worker = this.#start();
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const texts = new Map<string, string>();
    for (const { id } of files) {
      if (!this.#sent.has(id)) texts.set(id, textOf(id));
      this.#sent.add(id);
    }
    let at: readonly string[] = [];
    return new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void, stop: boolean): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit).unref();
        if (stop) void this.#stop().then(settle, reject);
        else settle();
      };
      const onMessage = (message: SandboxMessage): void => {
        if (message.serial !== serial) return;
        if (message.kind === 'started') {
          // The clock is for the files: it starts once the thread has.
          if (at.length === 0) {
            clearTimeout(timer);
            timer = setTimeout(expire, this.#wallClock);
          }
          at = message.paths;
        } else if (message.kind === 'result') deliver(message.component);
        else if (message.kind === 'done') finish(resolve, false);
        else finish(() => reject(new Error(`the sandbox failed: ${message.message}`)), true);
      };
      const deliver = (component: ComponentResult): void => {
        try {
          onResult(component);
        } catch (error) {
          finish(() => reject(error), true);
        }
      };
      const onError = (error: Error): void => finish(() => reject(error), true);
      const onExit = (code: number): void => finish(() => reject(new Error(`the sandbox ended with ${code}`)), true);
      const expire = (): void => finish(() => resolve(onResult(overtime(at))), true);
      let timer = setTimeout(expire, limits.start + this.#wallClock);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit).ref();
      worker.postMessage({ serial, files, texts });
    });
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(workerUrl, {
      env: {},
      argv: [],
      execArgv: [],
      name: 'chx-sandbox',
      resourceLimits: { stackSizeMb: limits.threadStackMb },
    });
    // An idle sandbox keeps no process alive. If it can't start, the next evaluation says so.
    worker.unref();
    worker.on('error', (error) => {
      this.#failure = error;
    });
    this.#worker = worker;
    return worker;
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#failure = null;
    this.#sent = new Set();
    await worker?.terminate();
  }
}

function overtime(paths: readonly string[]): ComponentResult {
  const file = paths[0] ?? '';
  const message = 'it does not end in time; look for a native function that is given something enormous';
  return { key: '', files: [], problems: [{ rule: 'schema-file-budget', file, line: null, message }] };
}
