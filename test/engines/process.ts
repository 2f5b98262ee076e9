/** Server processes of a test: free ports, waiting until they answer, and their end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Ports of 127.0.0.1 that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(async (server) => {
      if (!server.listening) await once(server, 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
      return address.port;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

export class ServerProcess implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  #output = '';
  #failure: Error | null = null;

  constructor(name: string, command: string, args: readonly string[], cwd: string) {
    this.#name = name;
    // Its own folder, and nothing of the environment: a server must not find a configuration of the machine's.
    this.#child = spawn(command, args, {
      cwd,
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-4000);
      });
    }
    const child = this.#child;
    const end = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    this.#child.on('error', (error) => {
      this.#failure = error;
    });
    this.#child.on('exit', (code, signal) => {
      this.#failure ??= new Error(`${this.#name} ended (${signal ?? code}): ${this.#output}`);
    });
  }

  /**
   * Asks until the answer is true; each question must come to an end by itself. Rejects where the process ends before, or after
   * `seconds`.
   */
  async ready(ask: () => Promise<boolean>, seconds = 60): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      if (await ask().catch(() => false)) return;
      if (performance.now() > deadline) throw new Error(`${this.#name} doesn't answer: ${this.#output}`);
      await delay(25);
    }
  }

  /** Ends it at once: what it holds is thrown away. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
