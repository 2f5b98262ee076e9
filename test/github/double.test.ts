/** The double is only worth as much as what it refuses. */
import { describe, expect, test } from 'vitest';
import { readEvent } from '../../src/action/event.ts';
import { answerProblems, complete, type Match, matchOperation, requestProblems } from './double/description.ts';
import {
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  reviewCommentEvent,
  reviewEvent,
} from './double/payloads.ts';
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

describe('events', () => {
  test('are what an action reads', async () => {
    await using github = await GitHubDouble.start();
    const { state } = github;
    const main = state.push('main', { a: '1' });
    state.push('pull/7', { a: '2' }, [main]);
    state.open(7, 'main');
    const comment = state.comment(7, 'bob', '/chx plan');
    expect(readEvent('issue_comment', issueCommentEvent(github, comment))).toMatchObject({
      action: 'created',
      number: 7,
      pullRequest: true,
      comment: { id: String(comment.id), body: '/chx plan', author: { login: 'bob', type: 'User' } },
      previous: null,
    });
    state.editComment(comment.id, 'never mind', 'carol');
    const edited = issueCommentEvent(github, comment, { action: 'edited', previous: '/chx plan' });
    expect(readEvent('issue_comment', edited)).toMatchObject({ action: 'edited', previous: '/chx plan' });
    const deleted = issueCommentEvent(github, state.deleteComment(comment.id, 'carol'), { action: 'deleted' });
    expect(readEvent('issue_comment', deleted)).toMatchObject({ action: 'deleted', comment: { body: 'never mind' } });
    state.deleteUser('bob');
    expect(readEvent('issue_comment', issueCommentEvent(github, comment))).toMatchObject({ comment: { author: null } });

    expect(readEvent('pull_request_target', pullRequestEvent(github, 7))).toMatchObject({ number: 7 });
    expect(readEvent('pull_request_review', reviewEvent(github, 7, 'bob', 'x'))).toMatchObject({
      number: 7,
      body: 'x',
    });
    expect(readEvent('pull_request_review_comment', reviewCommentEvent(github, 7, 'bob', 'y'))).toMatchObject({
      body: 'y',
    });
    state.enqueue(7);
    expect(readEvent('merge_group', mergeGroupEvent(github, 7))).toMatchObject({
      base: main,
      head: state.queue.head(7),
      headRef: `refs/heads/gh-readonly-queue/main/pr-7-${main}`,
    });
    state.landFirst();
    expect(readEvent('push', pushEvent(github, 'main', main, 'bob'))).toMatchObject({
      before: main,
      after: state.tip('main'),
    });
  });
});

describe('what a token may', () => {
  async function status(token: string, method: string, path: string, body?: object): Promise<number> {
    await using github = await GitHubDouble.start();
    github.state.user('bob', 'maintain');
    github.state.team('acme/dba', ['bob']);
    const comment = github.state.comment(7, 'bob', 'text');
    const response = await fetch(`${github.apiUrl}${path.replace('ID', String(comment.id))}`, {
      method,
      headers: { authorization: `token ${token}`, 'x-github-api-version': '2022-11-28' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(github.problems).toEqual([]);
    return response.status;
  }

  test.each<[string, string, string, object | undefined, number]>([
    ['ghs_fork', 'GET', '/repos/acme/shop/collaborators/bob/permission', undefined, 200],
    ['ghs_fork', 'GET', '/repos/acme/shop/collaborators/nobody/permission', undefined, 404],
    ['ghs_fork', 'POST', '/repos/acme/shop/issues/comments/ID/reactions', { content: 'eyes' }, 403],
    ['ghs_actions', 'POST', '/repos/acme/shop/issues/comments/ID/reactions', { content: 'eyes' }, 201],
    ['ghs_actions', 'POST', '/repos/acme/shop/issues/comments/1/reactions', { content: 'eyes' }, 404],
    ['ghs_actions', 'GET', '/orgs/acme/teams/dba/memberships/bob', undefined, 403],
    ['ghs_app', 'GET', '/orgs/acme/teams/dba/memberships/bob', undefined, 200],
    ['ghs_app', 'GET', '/orgs/acme/teams/other/memberships/bob', undefined, 404],
    ['ghs_nobody', 'GET', '/repos/acme/shop/collaborators/bob/permission', undefined, 401],
  ])('%s %s %s', async (token, method, path, body, expected) => {
    expect(await status(token, method, path, body)).toBe(expected);
  });
});

test('the permission answer folds roles as GitHub does, and names those of the organisation', async () => {
  await using github = await GitHubDouble.start();
  github.state.user('bob', { name: 'release manager', base: 'maintain' });
  const response = await fetch(`${github.apiUrl}/repos/acme/shop/collaborators/bob/permission`, {
    headers: { authorization: 'token ghs_actions', 'x-github-api-version': '2022-11-28' },
  });
  expect(await response.json()).toMatchObject({
    permission: 'write',
    role_name: 'release manager',
    user: { login: 'bob', permissions: { pull: true, triage: true, push: true, maintain: true, admin: false } },
  });
});

test('two doubles that live through the same say the same', async () => {
  const live = async (): Promise<string> => {
    await using github = await GitHubDouble.start();
    const { state } = github;
    const main = state.push('main', { a: '1' });
    state.push('pull/7', { a: '2' }, [main], { author: 'alice' });
    state.open(7, 'main');
    const comment = state.comment(7, 'bob', 'one');
    state.editComment(comment.id, 'two', 'carol');
    state.enqueue(7, 'rebase');
    return JSON.stringify([state.comments, state.queue.entries, [...state.branches]]);
  };
  expect(await live()).toBe(await live());
});
