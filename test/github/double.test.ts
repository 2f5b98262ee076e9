/** The double is only worth as much as what it refuses. */
import { describe, expect, test } from 'vitest';
import { answerProblems, complete, type Match, matchOperation, requestProblems } from './double/description.ts';
import { GitHubDouble } from './double/server.ts';

function match(method: string, path: string): Match {
  const found = matchOperation(method, path);
  if (found === null) throw new Error(`no ${method} ${path}`);
  return found;
}

const none = new URLSearchParams();
const check = { name: 'chx', head_sha: 'a', status: 'completed', conclusion: 'success' };

describe('requests', () => {
  const create = match('POST', '/repos/a/b/check-runs');

  test('as described pass', () => {
    expect(requestProblems(create, none, { ...check, output: { title: 't', summary: 's', annotations: [] } })).toEqual(
      [],
    );
  });

  const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'm' };
  test.each<[string, unknown, string]>([
    ['a missing key', { name: 'chx' }, "must have required property 'head_sha'"],
    ['a wrong value', { ...check, conclusion: 'fine' }, 'must be equal to one of the allowed values'],
    ['a key that GitHub does not know', { ...check, sha: 'a' }, 'GitHub knows no key sha'],
    ['a wrong type', { ...check, output: { title: 't', summary: 1 } }, 'must be string'],
    [
      'too many annotations',
      { ...check, output: { title: 't', summary: 's', annotations: Array(51).fill(annotation) } },
      'must NOT have more than 50 items',
    ],
    [
      'an unknown key within',
      { ...check, output: { title: 't', summary: 's', annotations: [{ ...annotation, line: 1 }] } },
      'GitHub knows no key line',
    ],
  ])('with %s do not', (_, body, problem) => {
    expect(requestProblems(create, none, body).join('\n')).toContain(problem);
  });

  test('with an unknown query parameter do not pass', () => {
    const tree = match('GET', '/repos/a/b/git/trees/c');
    expect(requestProblems(tree, new URLSearchParams({ recursive: '1' }), undefined)).toEqual([]);
    expect(requestProblems(tree, new URLSearchParams({ depth: '1' }), undefined)).toHaveLength(1);
  });
});

describe('answers', () => {
  const tree = match('GET', '/repos/a/b/git/trees/c');

  test('without a required field or of another type do not pass', () => {
    expect(answerProblems(tree, 200, { sha: 'a', tree: [] })).toHaveLength(1);
    expect(answerProblems(tree, 200, { sha: 'a', tree: [{}], truncated: 'no' }).length).toBeGreaterThan(3);
    expect(answerProblems(tree, 418, { message: 1 })).toHaveLength(1);
  });

  test('are completed to what is described, keeping what is given', () => {
    for (const [method, path] of [
      ['GET', '/repos/a/b/pulls/1'],
      ['POST', '/repos/a/b/check-runs'],
      ['GET', '/repos/a/b/compare/a...b'],
      ['POST', '/repos/a/b/issues/1/comments'],
    ] as const) {
      const operation = match(method, path);
      const status = method === 'POST' ? 201 : 200;
      const whole = complete(operation, status, { id: 77 });
      expect(answerProblems(operation, status, whole), path).toEqual([]);
      expect(whole).toMatchObject({ id: 77 });
    }
  });
});

describe('GraphQL', () => {
  async function ask(query: string, variables: object): Promise<[unknown, readonly string[]]> {
    await using github = await GitHubDouble.start();
    const response = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers: { authorization: 'token ghs_actions', 'x-github-api-version': '2022-11-28' },
      body: JSON.stringify({ query, variables }),
    });
    return [await response.json(), github.problems];
  }

  test('takes what fits GitHub’s schema', async () => {
    const [answer, problems] = await ask(
      '{ repository(owner: "acme", name: "shop") { object(oid: "00") { oid } } }',
      {},
    );
    expect(answer).toEqual({ data: { repository: { object: null } } });
    expect(problems).toEqual([]);
  });

  test.each([
    '{ repository(owner: "acme", name: "shop") { nonsense } }',
    '{ repository(owner: "acme") { id } }',
    '{ repository(owner: "acme", name: "shop") { pullRequest(number: "7") { number } } }',
    'query($n: Int) { repository(owner: "acme", name: "shop") { pullRequest(number: $n) { number } } }',
  ])('and nothing else: %s', async (query) => {
    const [, problems] = await ask(query, {});
    expect(problems).not.toEqual([]);
  });
});

test('a route that GitHub does not have is a problem', async () => {
  await using github = await GitHubDouble.start();
  await fetch(`${github.apiUrl}/repos/acme/shop/nonsense`, {
    headers: { authorization: 'token ghs_actions', 'x-github-api-version': '2022-11-28' },
  });
  expect(github.problems).toEqual(['GET /repos/acme/shop/nonsense: GitHub has no such route']);
});
