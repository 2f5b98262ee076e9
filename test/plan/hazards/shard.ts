/** A cluster of two shards: one is the process that asks, the other a process of its own that only takes rows. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const message = z
  .object({ port: z.number() })
  .or(z.object({ text: z.string() }))
  .or(z.object({ error: z.string() }));

export class RemoteShard implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(): Promise<RemoteShard> {
    const child = fork(fileURLToPath(new URL('shard-process.ts', import.meta.url)), { stdio: 'ignore' });
    const [first] = await once(child, 'message');
    const started = message.parse(first);
    if (!('port' in started)) throw new Error(`the shard did not start: ${JSON.stringify(started)}`);
    return new RemoteShard(child, started.port);
  }

  /** The answer as tab-separated text; a refusal rejects. */
  async query(sql: string): Promise<string> {
    this.#child.send(sql);
    const [answer] = await once(this.#child, 'message');
    const parsed = message.parse(answer);
    if (!('text' in parsed)) throw new Error(`${JSON.stringify(parsed)} to ${sql}`);
    return parsed.text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }
}
