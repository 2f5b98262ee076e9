/**
 * A GitHub to test against: an HTTP server over {@link RepositoryState} on a free port of 127.0.0.1.
 *
 * Each request and each answer is held against GitHub's own descriptions; what does not fit is in `problems`, which
 * a test must find empty. Faults stand between the two.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerProblems, complete, matchOperation, requestProblems } from './description.ts';
import { answerGraphql } from './graphql.ts';
import { type Answer, notFound, routes } from './rest.ts';
import { RepositoryState } from './state.ts';

export interface Seen {
  readonly method: string;
  /** Path without the prefix of an Enterprise server. */
  readonly path: string;
  /** The route's template, `POST /graphql blobs` for a GraphQL query. */
  readonly route: string;
  readonly body: unknown;
  status: number | null;
}

export type Fault =
  /** Answers this instead; with `effect` after doing what was asked. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly effect?: boolean;
    }
  /** Does what was asked and cuts the connection: before the answer, or in its middle. */
  | { readonly kind: 'drop'; readonly effect?: boolean }
  | { readonly kind: 'cut' }
  /** Does what was asked and sends half of the body as if it were whole. */
  | { readonly kind: 'half' }
  /** Lets something happen on GitHub just before the request is handled; what is still to come is awaited. */
  | { readonly kind: 'before'; readonly run: () => unknown };

interface Rule {
  readonly route: string | RegExp;
  times: number;
  skip: number;
  readonly fault: Fault;
}

export class GitHubDouble implements AsyncDisposable {
  readonly state = new RepositoryState();
  readonly requests: Seen[] = [];
  readonly problems: string[] = [];
  readonly #rules: Rule[] = [];
  readonly #server: Server;
  readonly #prefix: string;
  url = '';
  /** How many requests were under way at once, at most. */
  most = 0;
  #current = 0;

  private constructor(prefix: string) {
    this.#prefix = prefix;
    this.#server = createServer((request, response) => {
      this.#current += 1;
      this.most = Math.max(this.most, this.#current);
      this.#serve(request, response)
        .catch((error: unknown) => {
          this.problems.push(`the double failed: ${error instanceof Error ? error.stack : String(error)}`);
          response.destroy();
        })
        .finally(() => {
          this.#current -= 1;
        });
    });
  }

  /** @param enterprise answers under `/api/v3` and `/api/graphql`, as an Enterprise server does. */
  static async start(enterprise = false): Promise<GitHubDouble> {
    const double = new GitHubDouble(enterprise ? '/api' : '');
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    const address = double.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    double.url = `http://127.0.0.1:${address.port}`;
    double.state.tokens.set('ghs_actions', {
      login: 'github-actions[bot]',
      contents: 'read',
      pullRequests: 'write',
      checks: 'write',
    });
    double.state.tokens.set('ghs_fork', {
      login: 'github-actions[bot]',
      contents: 'read',
      pullRequests: 'read',
      checks: 'read',
    });
    // An app of the organisation's own, which may ask for what a job's token may not.
    double.state.tokens.set('ghs_app', {
      login: 'schema-gate[bot]',
      contents: 'read',
      pullRequests: 'write',
      checks: 'write',
      members: 'read',
      mergeQueues: 'read',
    });
    return double;
  }

  get apiUrl(): string {
    return this.#prefix === '' ? this.url : `${this.url}${this.#prefix}/v3`;
  }

  get graphqlUrl(): string {
    return `${this.url}${this.#prefix}/graphql`;
  }

  /**
   * Puts a fault on requests of a route: the first `times` of them after `skip` that go well.
   *
   * @returns what takes it away again.
   */
  fault(
    route: string | RegExp,
    fault: Fault,
    options: { readonly times?: number; readonly skip?: number } = {},
  ): () => void {
    const rule: Rule = { route, fault, times: options.times ?? 1, skip: options.skip ?? 0 };
    this.#rules.push(rule);
    return () => {
      rule.times = 0;
    };
  }

  /** Requests of a route so far. */
  count(route: string | RegExp): number {
    return this.requests.filter((seen) => fits(route, seen.route)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await readBody(request);
    const method = request.method ?? 'GET';
    const isGraphql = url.pathname === `${this.#prefix}/graphql`;
    const path = this.#prefix === '' ? url.pathname : url.pathname.replace(/^\/api\/v3/, '');
    const match = isGraphql ? null : matchOperation(method, path);
    const route = isGraphql ? `POST /graphql ${queryName(body)}` : (match?.route ?? `${method} ${path}`);
    const seen: Seen = { method, path, route, body, status: null };
    this.requests.push(seen);
    if (!request.headers['user-agent']) this.problems.push(`${route}: GitHub refuses requests without a user agent`);
    if (request.headers['x-github-api-version'] !== '2022-11-28') this.problems.push(`${route}: no API version`);

    const fault = this.#take(route);
    if (fault?.kind === 'before') await fault.run();
    const withEffect =
      fault === null ||
      fault.kind === 'before' ||
      fault.kind === 'cut' ||
      fault.kind === 'half' ||
      fault.effect === true;
    const real = withEffect ? await this.#answer(request, url, match, isGraphql, seen) : null;
    const answer: Answer =
      fault?.kind === 'answer'
        ? { status: fault.status, body: fault.body ?? { message: 'fault', documentation_url: 'x' } }
        : (real ?? { status: 500 });
    seen.status = answer.status;

    if (fault?.kind === 'drop') {
      response.destroy();
      return;
    }
    const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
    const sent = fault?.kind === 'half' ? text.slice(0, text.length / 2) : text;
    response.writeHead(answer.status, {
      ...(answer.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      'content-length': Buffer.byteLength(sent),
      'x-ratelimit-remaining': '4000',
      'x-ratelimit-reset': '1767225600',
      ...(fault?.kind === 'answer' ? fault.headers : {}),
    });
    if (fault?.kind === 'cut') {
      response.write(text.slice(0, text.length / 2), () => response.destroy());
      return;
    }
    response.end(sent);
  }

  async #answer(
    request: IncomingMessage,
    url: URL,
    match: ReturnType<typeof matchOperation>,
    isGraphql: boolean,
    seen: Seen,
  ): Promise<Answer> {
    const token = this.state.tokens.get((request.headers.authorization ?? '').replace(/^(token|bearer) /i, ''));
    if (token === undefined) return { status: 401, body: { message: 'Bad credentials', documentation_url: 'x' } };
    if (isGraphql) {
      const [answer, problems] = await answerGraphql(this.state, token, seen.body, this.url);
      this.problems.push(...problems);
      return answer;
    }
    const handler = routes[seen.route];
    if (match === null || handler === undefined) {
      this.problems.push(`${seen.route}: ${match === null ? 'GitHub has no such route' : 'the double lacks it'}`);
      return notFound;
    }
    const problems = requestProblems(match, url.searchParams, seen.body);
    this.problems.push(...problems);
    if (problems.length > 0) return { status: 422, body: { message: 'Validation Failed', documentation_url: 'x' } };
    const { owner, repo } = match.parameters;
    const inRepository = owner === this.state.owner && repo === this.state.name;
    if (!inRepository && !seen.route.includes('/orgs/{org}/')) return notFound;
    const answer = handler({
      state: this.state,
      token,
      match,
      query: url.searchParams,
      body: seen.body,
      url: this.url,
    });
    if (answer.status >= 400) {
      this.problems.push(...answerProblems(match, answer.status, answer.body));
      return answer;
    }
    const whole = { status: answer.status, body: complete(match, answer.status, answer.body) };
    this.problems.push(...answerProblems(match, whole.status, whole.body));
    return whole;
  }

  #take(route: string): Fault | null {
    for (const rule of this.#rules) {
      if (rule.times === 0 || !fits(rule.route, route)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.times -= 1;
      return rule.fault;
    }
    return null;
  }
}

function fits(wanted: string | RegExp, route: string): boolean {
  return typeof wanted === 'string' ? wanted === route : wanted.test(route);
}

function queryName(body: unknown): string {
  const text = JSON.stringify(body);
  return /query (\w+)/.exec(text)?.[1] ?? '?';
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
