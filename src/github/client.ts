/**
 * The one way to GitHub: octokit with bounded retries, a time limit for each request, a limit on how many run at once,
 * answers checked against the shape that the caller reads, and every failure as one {@link GitHubError}.
 */
import { getOctokit } from '@actions/github';
import { z } from 'zod';
import { type FailureKind, GitHubError } from './failure.ts';
import { createLimiter } from './limiter.ts';

export interface ClientOptions {
  readonly token: string;
  /** `GITHUB_API_URL`: `https://api.github.com`, or `https://HOST/api/v3` on an Enterprise server. */
  readonly apiUrl: string;
  /** `GITHUB_GRAPHQL_URL`. */
  readonly graphqlUrl: string;
  /** Tries of one reading request; 5 where it is left out. */
  readonly tries?: number;
  /** How long all waiting of this client may take together, in milliseconds; 120,000 where it is left out. */
  readonly patienceMs?: number;
  /** How long one request may take, in milliseconds; 30,000 where it is left out. */
  readonly timeoutMs?: number;
  /** Requests under way at once; 6 where it is left out. */
  readonly concurrency?: number;
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Milliseconds since the epoch; only `x-ratelimit-reset` is held against it. */
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
  /** Told, in one line, of each wait. */
  readonly onWait?: (line: string) => void;
}

export interface GitHubClient {
  /** Requests sent so far, retries included. */
  readonly calls: number;
  /** A reading request, sent again when GitHub or the network fails. */
  read<T>(route: `GET ${string}`, parameters: Parameters, shape: z.ZodType<T>): Promise<T>;
  /**
   * A writing request, sent once: whether and how it may be sent again, only the caller can know (a comment that was
   * created although the answer got lost must not be created twice). On a transient failure: {@link pause}, look, try again.
   */
  write<T>(route: `${'POST' | 'PATCH' | 'DELETE'} ${string}`, parameters: Parameters, shape: z.ZodType<T>): Promise<T>;
  /** A GraphQL query (never a mutation), sent again when GitHub or the network fails. `name` is for messages. */
  query<T>(name: string, text: string, variables: Parameters, shape: z.ZodType<T>): Promise<T>;
  /** Waits as long as the failure asks for; throws it where asking again is of no use or patience is at its end. */
  pause(failure: GitHubError, attempt: number): Promise<void>;
  /** Waits for something that GitHub works on, within the same patience; false where that is used up. */
  idle(milliseconds: number): Promise<boolean>;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** The REST version whose description the tests hold this client against. */
const apiVersion = '2022-11-28';

export function createClient(options: ClientOptions): GitHubClient {
  const { token, apiUrl, graphqlUrl, tries = 5, patienceMs = 120_000, timeoutMs = 30_000 } = options;
  const wait = options.wait ?? sleep;
  const now = options.now ?? Date.now;
  const limited = createLimiter(options.concurrency ?? 6);
  const octokit = getOctokit(token, {
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'chx',
    // Octokit's own notes (deprecations) go to the console otherwise.
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    ...(options.fetch === undefined ? {} : { request: { fetch: options.fetch } }),
  });

  let calls = 0;
  let patience = patienceMs;

  async function spend(milliseconds: number): Promise<boolean> {
    if (milliseconds > patience) return false;
    patience -= milliseconds;
    await wait(milliseconds);
    return true;
  }

  async function pause(failure: GitHubError, attempt: number): Promise<void> {
    if (!failure.transient || attempt >= tries) throw failure.after(attempt);
    const milliseconds = failure.retryAfterMs ?? backoff(failure.kind, attempt);
    options.onWait?.(`${failure.request}: ${failure.status ?? 'no answer'}; asking again in ${milliseconds / 1000} s.`);
    if (!(await spend(milliseconds))) throw failure.after(attempt);
  }

  async function retried<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        await pause(error, attempt);
      }
    }
  }

  /** One request: the answer's body, with the failures of all layers as {@link GitHubError}. */
  async function exchange(method: string, url: string, label: string, parameters: Parameters): Promise<unknown> {
    return await limited(async () => {
      calls += 1;
      try {
        const response = await octokit.request({
          ...parameters,
          method,
          url,
          headers: { 'x-github-api-version': apiVersion },
          request: { signal: AbortSignal.timeout(timeoutMs) },
        });
        const body: unknown = response.data;
        // Octokit hands out the text where JSON can't be parsed: the connection was cut in the middle of the body.
        const wantsBody = response.status !== 204;
        if (wantsBody && (typeof body !== 'object' || body === null)) {
          throw new GitHubError({
            kind: 'unavailable',
            request: label,
            status: response.status,
            words: 'half a body',
          });
        }
        return body;
      } catch (error) {
        throw asFailure(error, label, now());
      }
    });
  }

  async function rest<T>(route: string, parameters: Parameters, shape: z.ZodType<T>): Promise<T> {
    const [method = '', template = ''] = route.split(' ', 2);
    const label = `${method} ${expand(template, parameters)}`;
    return shaped(await exchange(method, template, label, parameters), shape, label);
  }

  async function graphql<T>(name: string, text: string, variables: Parameters, shape: z.ZodType<T>): Promise<T> {
    const label = `POST /graphql (${name})`;
    const body = shaped(await exchange('POST', graphqlUrl, label, { query: text, variables }), graphqlAnswer, label);
    const [error] = body.errors ?? [];
    if (error !== undefined) {
      throw new GitHubError({ kind: graphqlKind(error.type), request: label, status: 200, words: error.message });
    }
    return shaped(body.data, shape, label);
  }

  return {
    get calls() {
      return calls;
    },
    read: (route, parameters, shape) => retried(() => rest(route, parameters, shape)),
    write: rest,
    query: (name, text, variables, shape) => retried(() => graphql(name, text, variables, shape)),
    pause,
    idle: spend,
  };
}

const graphqlAnswer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string(), type: z.string().optional() })).optional(),
});

/** GitHub's GraphQL answers 200 with these types; an error without one is its own, a query that took too long above all. */
function graphqlKind(type: string | undefined): FailureKind {
  switch (type) {
    case undefined:
    case 'INTERNAL':
    case 'SERVICE_UNAVAILABLE':
      return 'unavailable';
    case 'RATE_LIMITED':
    case 'RATE_LIMIT':
      return 'limited';
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return 'denied';
    case 'NOT_FOUND':
      return 'missing';
    default:
      return 'refused';
  }
}

function shaped<T>(value: unknown, shape: z.ZodType<T>, label: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  throw new GitHubError({
    kind: 'malformed',
    request: label,
    status: 200,
    words: `${where}: ${issue?.message ?? 'wrong shape'}`,
  });
}

/** What octokit throws for an answer of 400 and more, and for no answer at all. */
const requestFailure = z.object({
  message: z.string(),
  status: z.number(),
  response: z
    .object({
      headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
      data: z.unknown(),
    })
    .optional(),
});

function asFailure(error: unknown, request: string, now: number): GitHubError {
  if (error instanceof GitHubError) return error;
  const parsed = requestFailure.safeParse(error);
  // Not octokit's: a time limit, or something on the way to the network.
  const failure = parsed.success ? parsed.data : { message: String(error), status: 0, response: undefined };
  const options = { cause: error };
  if (failure.response === undefined) {
    return new GitHubError({ kind: 'unavailable', request, status: null, words: failure.message }, options);
  }
  const header = (name: string): string | null => failure.response?.headers[name]?.toString() ?? null;
  const words = messageOf(failure.response.data) ?? failure.message;
  const kind = statusKind(failure.status, words, header);
  return new GitHubError(
    {
      kind,
      request,
      status: failure.status,
      words,
      retryAfterMs: kind === 'limited' || kind === 'unavailable' ? retryAfter(header, now) : null,
      accepted: header('x-accepted-github-permissions'),
    },
    options,
  );
}

const messageBody = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() });

function messageOf(body: unknown): string | null {
  const parsed = messageBody.safeParse(body);
  if (!parsed.success) return null;
  const details = (parsed.data.errors ?? []).map((entry) => {
    const inner = messageBody.safeParse(entry);
    return inner.success ? inner.data.message : typeof entry === 'string' ? entry : JSON.stringify(entry);
  });
  return [parsed.data.message, ...details].join('; ');
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: a limit is a 403 or a 429. */
function statusKind(status: number, words: string, header: (name: string) => string | null): FailureKind {
  const isLimit =
    status === 429 ||
    (status === 403 &&
      (header('retry-after') !== null || header('x-ratelimit-remaining') === '0' || /rate limit/i.test(words)));
  if (isLimit) return 'limited';
  if (status >= 500 || status === 408) return 'unavailable';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404 || status === 410) return 'missing';
  return 'refused';
}

/** Milliseconds until GitHub wants to hear of us again; null where its headers don't say. */
function retryAfter(header: (name: string) => string | null, now: number): number | null {
  const seconds = Number.parseInt(header('retry-after') ?? '', 10);
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1000;
  const reset = Number.parseInt(header('x-ratelimit-reset') ?? '', 10);
  if (header('x-ratelimit-remaining') === '0' && Number.isFinite(reset)) return Math.max(1000, reset * 1000 - now);
  return null;
}

/** 1, 2, 4, ... s; a limit that names no time wants a minute at least. */
function backoff(kind: FailureKind, attempt: number): number {
  return (kind === 'limited' ? 60_000 : 1000) * 2 ** (attempt - 1);
}

function expand(template: string, parameters: Parameters): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]));
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
