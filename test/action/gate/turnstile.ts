/**
 * Lets several runs take turns on one double, a request at a time and in an order that a test chooses: each run talks to a
 * door of its own, and a request goes on when every run that is under way waits at its door, has ended, or was let through.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { GitHubDouble } from '../../github/double/server.ts';

/** What changes what people decide by; a reaction does not. */
const writes = /^(?:POST|PATCH|DELETE) \/repos(?!.*\/reactions$)/;

interface Waiting {
  readonly route: string;
  pass(): Promise<void>;
}

interface Door {
  /** Runs are counted from 0. */
  readonly run: number;
  readonly waiting: Waiting[];
  open: boolean;
}

/** A run that could go on, and whether it is about to write. */
export interface Ready {
  readonly run: number;
  readonly writes: boolean;
}

export class Turnstile {
  readonly #github: GitHubDouble;
  readonly #doors: Door[] = [];
  #changed: () => void = () => {};

  constructor(github: GitHubDouble) {
    this.#github = github;
  }

  get active(): number {
    return this.#doors.filter(({ open }) => open).length;
  }

  /** Starts a run behind a door; `task` is told where GitHub is for it. */
  async enter<T>(task: (environment: Record<string, string>) => Promise<T>): Promise<{ readonly ended: Promise<T> }> {
    const door: Door = { run: this.#doors.length, waiting: [], open: true };
    this.#doors.push(door);
    const server = createServer((request, response) => {
      door.waiting.push({
        route: `${request.method} ${request.url}`,
        pass: () => forward(this.#github.url, request, response),
      });
      this.#changed();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `http://127.0.0.1:${address.port}`;
    const ended = task({ GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` }).finally(() => {
      door.open = false;
      server.closeAllConnections();
      server.close();
      this.#changed();
    });
    return { ended };
  }

  /**
   * Lets one request through.
   *
   * @param choose which of the runs goes on, as its place in the list; none for a place that is not in it.
   * @returns false where all runs have ended, or none was to go on.
   */
  async step(choose: (ready: readonly Ready[]) => number): Promise<boolean> {
    for (;;) {
      const active = this.#doors.filter(({ open }) => open);
      if (active.length === 0) return false;
      if (active.every(({ waiting }) => waiting.length > 0)) {
        for (const { waiting } of active) waiting.sort((a, b) => (a.route < b.route ? -1 : 1));
        const ready = active.map(({ run, waiting }) => ({ run, writes: writes.test(waiting[0]?.route ?? '') }));
        const next = active[choose(ready)];
        if (next === undefined) return false;
        await next.waiting.shift()?.pass();
        return true;
      }
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

async function forward(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
      ? [[name, value]]
      : [],
  );
  const answer = await fetch(`${url}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers,
    ...(body.length === 0 ? {} : { body }),
  });
  const text = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, {
    ...(answer.headers.has('content-type') ? { 'content-type': answer.headers.get('content-type') ?? '' } : {}),
    'content-length': text.length,
  });
  await new Promise<void>((resolve) => response.end(text, resolve));
}
