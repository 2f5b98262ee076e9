import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient, type GitHubClient } from '../../src/github/client.ts';
import { GitHubError } from '../../src/github/failure.ts';

const api = 'https://github.example/api/v3';
const shape = z.object({ truncated: z.boolean() });
const waits: number[] = [];

/** A client whose waiting takes no time, with Node's own fetch, which nock can answer for. */
function client(options: { readonly patienceMs?: number; readonly now?: number } = {}): GitHubClient {
  return createClient({
    token: 'ghs_x',
    apiUrl: api,
    graphqlUrl: 'https://github.example/api/graphql',
    fetch: globalThis.fetch,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    now: () => options.now ?? 0,
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  });
}

function readTree(from: GitHubClient): Promise<unknown> {
  const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
  return from.read(route, { owner: 'a', repo: 'b', tree_sha: 'c' }, shape);
}

async function failure(promise: Promise<unknown>): Promise<GitHubError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GitHubError);
  if (!(error instanceof GitHubError)) throw new Error('unreachable');
  expect(error.message).not.toContain('\n');
  return error;
}

const path = '/api/v3/repos/a/b/git/trees/c';
const server = 'https://github.example';

beforeEach(() => {
  nock.disableNetConnect();
  waits.length = 0;
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('reading', () => {
  test('sends the token, an API version and a user agent', async () => {
    nock(server, {
      reqheaders: {
        authorization: 'token ghs_x',
        'x-github-api-version': '2022-11-28',
        'user-agent': /^chx /,
      },
    })
      .get(path)
      .reply(200, { truncated: false });
    expect(await readTree(client())).toEqual({ truncated: false });
  });

  test('waits as long as retry-after says', async () => {
    nock(server).get(path).reply(429, { message: 'slow down' }, { 'retry-after': '7' });
    nock(server).get(path).reply(200, { truncated: true });
    const github = client();
    expect(await readTree(github)).toEqual({ truncated: true });
    expect(waits).toEqual([7000]);
    expect(github.calls).toBe(2);
  });

  test('waits until x-ratelimit-reset where nothing remains', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1040' };
    nock(server).get(path).reply(403, { message: 'API rate limit exceeded' }, headers);
    nock(server).get(path).reply(200, { truncated: true });
    await readTree(client({ now: 1_000_000 }));
    expect(waits).toEqual([40_000]);
  });

  test('waits a minute for a secondary limit that names no time', async () => {
    nock(server).get(path).reply(403, { message: 'You have exceeded a secondary rate limit.' });
    nock(server).get(path).reply(200, { truncated: true });
    await readTree(client());
    expect(waits).toEqual([60_000]);
  });

  test('does not wait longer than it has patience for', async () => {
    nock(server).get(path).reply(429, { message: 'slow down' }, { 'retry-after': '3600' });
    const error = await failure(readTree(client()));
    expect(waits).toEqual([]);
    expect(error.message).toBe(
      'GitHub: GET /repos/a/b/git/trees/c answered 429 (slow down): the rate limit is used up for 3600 s; run the job again after that.',
    );
  });

  test('patience is one for all requests of a client', async () => {
    nock(server).get(path).times(2).reply(429, { message: 'slow down' }, { 'retry-after': '50' });
    nock(server).get(path).reply(200, { truncated: true });
    nock(server).get(path).reply(429, { message: 'slow down' }, { 'retry-after': '50' });
    const github = client();
    await readTree(github);
    expect((await failure(readTree(github))).kind).toBe('limited');
    expect(waits).toEqual([50_000, 50_000]);
  });

  test('a denial is no rate limit and is not tried again', async () => {
    nock(server)
      .get(path)
      .reply(
        403,
        { message: 'Resource not accessible by integration' },
        { 'x-accepted-github-permissions': 'contents=read' },
      );
    const github = client();
    const error = await failure(readTree(github));
    expect(github.calls).toBe(1);
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain('GitHub would accept contents=read');
  });

  test.each([
    [401, 'unauthorized', 2],
    [404, 'missing', 1],
    [422, 'refused', 1],
  ])('%i is final and one line', async (status, kind, exitCode) => {
    nock(server)
      .get(path)
      .reply(status, { message: 'first\nsecond', errors: [{ message: 'why' }, 'so'] });
    const github = client();
    const error = await failure(readTree(github));
    expect([error.kind, error.exitCode, github.calls]).toEqual([kind, exitCode, 1]);
    expect(error.message).toContain(`GitHub: GET /repos/a/b/git/trees/c answered ${status} (first second; why; so): `);
  });

  test('500 is tried five times with growing waits', async () => {
    nock(server).get(path).times(5).reply(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' });
    const error = await failure(readTree(client()));
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
    expect(error.message).toContain('answered 502');
    expect(error.message).toContain('after 5 tries');
  });

  test('half a body is read again', async () => {
    const json = { 'content-type': 'application/json' };
    nock(server).get(path).reply(200, '{"truncated":', json);
    nock(server).get(path).reply(200, { truncated: false });
    expect(await readTree(client())).toEqual({ truncated: false });
    expect(waits).toEqual([1000]);
  });

  test('no connection is tried again, then named', async () => {
    nock(server).get(path).times(5).replyWithError('connect ECONNREFUSED');
    const error = await failure(readTree(client()));
    expect(error.status).toBeNull();
    expect(error.message).toMatch(
      /^GitHub: GET \/repos\/a\/b\/git\/trees\/c got no answer \(.*\) after 5 tries: GitHub or the network fails just now; run the job again\.$/,
    );
  });

  test('an answer of another shape is named by its place', async () => {
    nock(server).get(path).reply(200, { truncated: 'no' });
    const error = await failure(readTree(client()));
    expect(error.kind).toBe('malformed');
    expect(error.message).toContain('truncated: ');
  });
});

describe('writing', () => {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const parameters = { owner: 'a', repo: 'b', issue_number: 1, body: 'x' };

  test.each([500, 429])('%i is not sent again', async (status) => {
    nock(server).post('/api/v3/repos/a/b/issues/1/comments').times(2).reply(status, { message: 'no' });
    const github = client();
    const error = await failure(github.write(route, parameters, z.unknown()));
    expect(error.transient).toBe(true);
    expect(github.calls).toBe(1);
  });
});

describe('GraphQL', () => {
  const answer = z.object({ viewer: z.object({ login: z.string() }) });
  const ask = (github: GitHubClient): Promise<unknown> => github.query('who', '{ viewer { login } }', {}, answer);

  test('goes to the URL of GraphQL', async () => {
    nock(server)
      .post('/api/graphql')
      .reply(200, { data: { viewer: { login: 'x' } } });
    expect(await ask(client())).toEqual({ viewer: { login: 'x' } });
  });

  test('a rate limit comes with status 200', async () => {
    const limited = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] };
    nock(server).post('/api/graphql').reply(200, limited);
    nock(server)
      .post('/api/graphql')
      .reply(200, { data: { viewer: { login: 'x' } } });
    await ask(client());
    expect(waits).toEqual([60_000]);
  });

  test('an error without a type is GitHub’s own and tried again', async () => {
    const wrong = { data: null, errors: [{ message: 'Something went wrong while executing your query.' }] };
    nock(server).post('/api/graphql').reply(200, wrong);
    nock(server)
      .post('/api/graphql')
      .reply(200, { data: { viewer: { login: 'x' } } });
    await ask(client());
    expect(waits).toEqual([1000]);
  });

  test('what is not there is final', async () => {
    nock(server)
      .post('/api/graphql')
      .reply(200, { data: { viewer: null }, errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] });
    const error = await failure(ask(client()));
    expect(error.kind).toBe('missing');
    expect(error.message).toContain('POST /graphql (who) answered 200 (Could not resolve)');
  });
});
