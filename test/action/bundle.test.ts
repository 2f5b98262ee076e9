import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GitHubDouble } from '../github/double/server.ts';
import { type Bundle, bundle, runAction } from './bundle.ts';

const before = { 'chx.yml': 'version: 1\nschema: [schema/**]\n', 'schema/a.sql': 'CREATE a' };
const payload = { pull_request: { number: 7 }, repository: { id: 4711 } };
const job = { event: 'pull_request_target', payload };

let bundled: Bundle;
beforeAll(async () => {
  bundled = await bundle('./fake-entry.ts');
});
afterAll(() => bundled[Symbol.dispose]());

function open(github: GitHubDouble, head: Record<string, string>): void {
  github.state.push('pull/7', head, [github.state.push('main', before)]);
  github.state.open(7, 'main');
}

describe('the bundle in a job', () => {
  test('leaves outputs, plan file, summary, comment and check', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/b.sql': 'CREATE b' });
    const result = await runAction(bundled, github, job);
    expect(result.exitCode, result.log).toBe(0);
    expect(github.problems).toEqual([]);
    expect(result.outputs).toMatchObject({ status: 'ready', statements: '1', 'guards-pending': '0' });
    expect(result.outputs['comment-url']).toContain('#issuecomment-');
    expect(result.plan).toMatchObject({ version: 1, status: 'ready' });
    expect(result.summary).toContain('CREATE b');
    expect(github.state.comments).toHaveLength(1);
    expect(github.state.checkRuns).toHaveLength(1);
    const groups = result.log.match(/^::group::.*$/gm)?.map((line) => line.replace(/[0-9a-f]{12}/g, '#'));
    expect(groups).toEqual([
      '::group::Read pull request #7',
      '::group::Read what was said on #7',
      '::group::Plan #..#',
      '::group::Publish',
      '::group::Results',
    ]);
    expect(result.log).toContain('::add-mask::ghs_actions');
    expect(result.log.replaceAll('::add-mask::ghs_actions', '')).not.toContain('ghs_');
  });

  test('ends with the plan’s exit code and an error in the log', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/b.sql': 'ERROR' });
    const result = await runAction(bundled, github, job);
    expect(result.exitCode).toBe(4);
    expect(result.log).toMatch(/^::error::1 error to fix/m);
    expect(result.outputs['status']).toBe('invalid');
  });

  test('masks the password and does not print it', async () => {
    await using github = await GitHubDouble.start();
    open(github, before);
    const result = await runAction(bundled, github, {
      ...job,
      inputs: { 'clickhouse-url': 'https://me:s3cret@host/', 'clickhouse-password': 'hunter2' },
    });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain('::add-mask::hunter2');
    expect(result.log.replace(/^::add-mask::.*$/gm, '')).not.toMatch(/s3cret|hunter2/);
  });

  test('works on an Enterprise server', async () => {
    await using github = await GitHubDouble.start(true);
    open(github, { ...before, 'schema/b.sql': 'CREATE b' });
    const result = await runAction(bundled, github, job);
    expect(result.exitCode, result.log).toBe(0);
    expect(github.problems).toEqual([]);
    expect(github.state.comments).toHaveLength(1);
  });

  test('waits out a rate limit and half an answer', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/b.sql': 'CREATE b' });
    github.fault(/git\/trees/, { kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
    github.fault('POST /graphql blobs', { kind: 'cut' });
    const result = await runAction(bundled, github, job);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain('429; asking again in 1 s.');
    expect(github.state.comments).toHaveLength(1);
  });

  test('without an event file says what is missing', async () => {
    await using github = await GitHubDouble.start();
    const result = await runAction(bundled, github, {
      ...job,
      environment: { GITHUB_EVENT_PATH: '/nowhere/event.json' },
    });
    expect(result.exitCode).toBe(2);
    expect(result.log).toMatch(/^::error::The event file \(GITHUB_EVENT_PATH\) can't be read: /m);
  });
});
