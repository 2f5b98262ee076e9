import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Event, readEvent } from '../../src/action/event.ts';
import { type InputName, inputDefaults, outputNames, readInputs } from '../../src/action/interface.ts';
import { readJob } from '../../src/action/job.ts';
import { decideTask } from '../../src/action/mode.ts';
import { withoutCommands } from '../../src/action/runner.ts';
import { decideVerification } from '../../src/action/verification.ts';

const commit = 'a'.repeat(40);
const pullRequest: Event = { name: 'pull_request', number: 7 };
const headRef = 'refs/heads/gh-readonly-queue/main/pr-7-aaaa';
const group: Event = { name: 'merge_group', base: commit, head: commit, headRef };
const push: Event = { name: 'push', ref: 'refs/heads/main', before: commit, after: commit };
const written = {
  id: 12,
  html_url: 'https://example.invalid/12',
  body: 'x',
  user: { login: 'mona', type: 'User' },
  created_at: '2026-01-01T00:00:00Z',
};
const heard = {
  id: '12',
  url: 'https://example.invalid/12',
  body: 'x',
  author: { login: 'mona', type: 'User' },
  createdAt: '2026-01-01T00:00:00Z',
};

describe('action.yml', () => {
  const manifest = z
    .object({
      inputs: z.record(
        z.string(),
        z.strictObject({ description: z.string().min(20), required: z.literal(false), default: z.string() }),
      ),
      outputs: z.record(z.string(), z.strictObject({ description: z.string().min(10) })),
      runs: z.strictObject({ using: z.literal('node24'), main: z.literal('dist/index.js') }),
      branding: z.strictObject({ icon: z.string(), color: z.string() }),
    })
    .parse(parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')));

  test('has the inputs that the code reads, with the same defaults', () => {
    expect(Object.fromEntries(Object.entries(manifest.inputs).map(([name, input]) => [name, input.default]))).toEqual(
      inputDefaults,
    );
  });

  test('has the outputs that the code sets', () => {
    expect(Object.keys(manifest.outputs)).toEqual([...outputNames]);
  });
});

describe('inputs', () => {
  const read = (given: Partial<Record<InputName, string>>) =>
    readInputs((name) => given[name] ?? (name === 'github-token' ? 'ghs_x' : inputDefaults[name]));

  test('have defaults', () => {
    expect(read({})).toEqual({
      token: 'ghs_x',
      config: null,
      mode: 'auto',
      targets: [],
      verify: 'off',
      secrets: ['ghs_x'],
      hasServer: false,
    });
  });

  test('name targets with commas, blanks and lines', () => {
    expect(read({ target: ' eu, us\nasia ' }).targets).toEqual(['eu', 'us', 'asia']);
  });

  test('hide every form of a password', () => {
    const { secrets, hasServer } = read({
      'clickhouse-url': 'https://me:p%40ss@host:8443/',
      'clickhouse-password': ' s3cret ',
    });
    expect(hasServer).toBe(true);
    expect(secrets).toEqual(['ghs_x', ' s3cret ', 'https://me:p%40ss@host:8443/', 'p%40ss', 'p@ss']);
  });

  test.each<[Partial<Record<InputName, string>>, string]>([
    [{ 'github-token': '' }, 'Input github-token is empty; leave it out to use the job’s own token.'],
    [{ mode: 'paln' }, 'Input mode is "paln"; it takes auto, plan, command, deploy, drift.'],
    [{ verify: 'yes' }, 'Input verify is "yes"; it takes off, embedded or the URL of an empty server.'],
    [{ execute: '1' }, 'Input execute is "1"; it takes true or false.'],
  ])('%j is refused', (given, message) => {
    expect(() => read(given)).toThrow(message);
  });
});

describe('event', () => {
  test.each<[string, unknown, Event]>([
    ['pull_request', { pull_request: { number: 7 } }, pullRequest],
    ['merge_group', { merge_group: { base_sha: commit, head_sha: commit, head_ref: headRef } }, group],
    [
      'issue_comment',
      { action: 'created', issue: { number: 7, pull_request: {} }, comment: written },
      {
        name: 'issue_comment',
        action: 'created',
        number: 7,
        pullRequest: true,
        comment: heard,
        previous: null,
        byAuthor: false,
      },
    ],
    [
      'issue_comment',
      { action: 'edited', issue: { number: 7 }, comment: { ...written, user: null }, changes: { body: { from: 'y' } } },
      {
        name: 'issue_comment',
        action: 'edited',
        number: 7,
        pullRequest: false,
        comment: { ...heard, author: null },
        previous: 'y',
        byAuthor: false,
      },
    ],
    [
      'pull_request_review',
      { pull_request: { number: 7 }, review: { body: null } },
      { name: 'pull_request_review', number: 7, body: '' },
    ],
    [
      'pull_request_review_comment',
      { pull_request: { number: 7 }, comment: { body: '/chx plan' } },
      { name: 'pull_request_review_comment', number: 7, body: '/chx plan' },
    ],
    ['push', { ref: 'refs/heads/main', before: commit, after: commit }, push],
    ['schedule', {}, { name: 'schedule' }],
    ['fork', {}, { name: 'other', event: 'fork' }],
  ])('%s', (name, payload, event) => {
    expect(readEvent(name, payload)).toEqual(event);
  });

  test('without its payload is one clear line', () => {
    expect(() => readEvent('pull_request', {})).toThrow(
      'The payload of the pull_request event has no usable pull_request; run the action from a workflow on that event.',
    );
    expect(() => readEvent('merge_group', { merge_group: { base_sha: 'main', head_sha: commit } })).toThrow(
      'merge_group.base_sha',
    );
  });
});

describe('task', () => {
  const comment = (body: string, changes: Partial<Extract<Event, { name: 'issue_comment' }>> = {}): Event => ({
    name: 'issue_comment',
    action: 'created',
    number: 7,
    pullRequest: true,
    comment: { ...heard, body },
    previous: null,
    byAuthor: true,
    ...changes,
  });

  test('plans pull requests and merge groups', () => {
    expect(decideTask('auto', pullRequest)).toEqual({ kind: 'pull-request', number: 7, gone: null });
    expect(decideTask('plan', { name: 'pull_request_target', number: 8 })).toEqual({
      kind: 'pull-request',
      number: 8,
      gone: null,
    });
    expect(decideTask('auto', group)).toEqual({ kind: 'merge-group', base: commit, head: commit, headRef });
  });

  test.each<Event>([push, { name: 'workflow_dispatch' }, { name: 'schedule' }])(
    '$name is a mode that is not there yet, and says so',
    (event) => {
      const task = decideTask('auto', event);
      expect(task.kind).toBe('refused');
      expect(task).toMatchObject({
        line: expect.stringMatching(/^This version of CHX has no mode (deploy|drift) \(asked for by the event /),
      });
    },
  );

  test.each(['deploy', 'drift'] as const)('mode %s is refused on every event', (mode) => {
    for (const event of [pullRequest, group, comment('/chx help')]) {
      expect(decideTask(mode, event)).toMatchObject({ kind: 'refused', line: expect.stringContaining(mode) });
    }
  });

  test.each([
    'looks good',
    'see https://x/chx plan',
    'try `/chx plan`',
    '/chxplan',
    'please /chx confirm-rename r-1',
    '> /chx plan',
  ])('a comment without a command is none of ours: %s', (body) => {
    expect(decideTask('auto', comment(body)).kind).toBe('nothing');
  });

  test.each(['/chx plan', 'LGTM\n/chx confirm-rename r-1', '  /chx', 'a\r\n/chx plan\r\nb'])(
    'a command, right or wrong, is answered: %j',
    (body) => {
      expect(decideTask('auto', comment(body))).toEqual({ kind: 'command', number: 7, comment: { ...heard, body } });
    },
  );

  test('comments on issues hold no command', () => {
    expect(decideTask('auto', comment('/chx plan', { pullRequest: false })).kind).toBe('nothing');
  });

  test('a command that was edited or deleted has the pull request planned anew', () => {
    const anew = { kind: 'pull-request', number: 7, gone: null };
    expect(decideTask('auto', comment('/chx plan', { action: 'deleted' }))).toEqual({
      ...anew,
      gone: { ...heard, body: '/chx plan' },
    });
    expect(decideTask('auto', comment('/chx plan', { action: 'edited', previous: 'x' }))).toEqual(anew);
    expect(decideTask('auto', comment('x', { action: 'edited', previous: '/chx plan' }))).toEqual(anew);
    expect(decideTask('auto', comment('x', { action: 'edited', previous: 'y' })).kind).toBe('nothing');
    expect(decideTask('auto', comment('/chx plan', { action: 'pinned' })).kind).toBe('nothing');
  });

  test('a comment of ours that somebody else edited or deleted is put right', () => {
    const ours = '<!-- chx-answer:chx -->\nAnswers';
    const anew = { kind: 'pull-request', number: 7, gone: null };
    const changed = (change: Parameters<typeof comment>[1], body = ours) => decideTask('auto', comment(body, change));
    expect(changed({ action: 'deleted', byAuthor: false })).toEqual(anew);
    expect(changed({ action: 'edited', byAuthor: false, previous: ours }, 'gone')).toEqual(anew);
    // What a run does to its own comments starts no run.
    expect(changed({ action: 'edited', byAuthor: true, previous: ours }).kind).toBe('nothing');
    expect(changed({ action: 'deleted', byAuthor: true }).kind).toBe('nothing');
    expect(changed({ action: 'created', byAuthor: true }).kind).toBe('nothing');
  });

  test.each(['pull_request_review', 'pull_request_review_comment'] as const)(
    'a command in a %s is no command, and the answer says where it would be',
    (name) => {
      expect(decideTask('auto', { name, number: 7, body: '/chx plan' })).toEqual({
        kind: 'pull-request',
        number: 7,
        gone: null,
      });
      expect(decideTask('auto', { name, number: 7, body: 'fine' }).kind).toBe('nothing');
    },
  );

  test('on push, mode plan is about the pull requests on that branch', () => {
    expect(decideTask('plan', push)).toEqual({ kind: 'replan', branch: 'main', before: commit, after: commit });
    expect(decideTask('plan', { ...push, ref: 'refs/tags/v1' }).kind).toBe('nothing');
    expect(decideTask('plan', { ...push, after: '0'.repeat(40) }).kind).toBe('nothing');
  });

  test('other events and modes that don’t fit are refused', () => {
    expect(decideTask('auto', { name: 'other', event: 'fork' })).toMatchObject({
      kind: 'refused',
      line: 'CHX does not know what to do on fork; run it on pull_request_target, pull_request, merge_group or push, or issue_comment for commands.',
    });
    expect(decideTask('plan', { name: 'schedule' }).kind).toBe('refused');
    expect(decideTask('command', pullRequest).kind).toBe('refused');
  });
});

describe('verification', () => {
  const inputs = { verify: 'embedded', hasServer: false, token: 'ghs_x' } as const;

  test('off is off', () => {
    expect(decideVerification({ ...inputs, verify: 'off' }, 'pull_request_target', {})).toEqual({
      run: 'off',
      writes: true,
      line: null,
    });
  });

  test.each(['pull_request', 'merge_group'] as const)('runs on %s, in a job that writes nothing', (event) => {
    expect(decideVerification(inputs, event, { CHX_CLICKHOUSE_URL: '' })).toMatchObject({
      run: 'embedded',
      writes: false,
    });
  });

  test.each<[string, Parameters<typeof decideVerification>, string]>([
    ['pull_request_target', [inputs, 'pull_request_target', {}], 'pull_request_target holds a write token'],
    ['server inputs', [{ ...inputs, hasServer: true }, 'pull_request', {}], 'a clickhouse-* input'],
    ['credentials', [inputs, 'pull_request', { CHX_CLICKHOUSE_PASSWORD: 'x' }], 'CHX_CLICKHOUSE_PASSWORD'],
    ['identity tokens', [inputs, 'pull_request', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }], 'id-token: write'],
    ['a person’s token', [{ ...inputs, token: 'github_pat_x' }, 'pull_request', {}], 'a person’s'],
  ])('is refused with %s', (_, parameters, reason) => {
    const decision = decideVerification(...parameters);
    expect(decision).toMatchObject({ run: 'off', writes: true });
    expect(decision.line).toMatch(/^Not verified: /);
    expect(decision.line).toContain(reason);
  });
});

describe('job', () => {
  const environment = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_REPOSITORY_ID: '4711' };

  test('is on github.com by default', () => {
    expect(readJob(environment, undefined)).toEqual({
      repository: { owner: 'acme', name: 'shop' },
      repositoryId: '4711',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      runUrl: null,
      docsRoot: null,
      attempt: '0.1.',
      key: '',
    });
  });

  test('takes every address from the environment', () => {
    const job = readJob(
      {
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_API_URL: 'https://ghe.example/api/v3',
        GITHUB_SERVER_URL: 'https://ghe.example',
        GITHUB_RUN_ID: '99',
        GITHUB_RUN_ATTEMPT: '2',
        GITHUB_JOB: 'plan',
        GITHUB_ACTION_REPOSITORY: 'acme/chx',
        GITHUB_ACTION_REF: 'releases/v1',
      },
      { repository: { id: 5 } },
    );
    expect(job).toMatchObject({
      repositoryId: '5',
      graphqlUrl: 'https://ghe.example/api/graphql',
      runUrl: 'https://ghe.example/acme/shop/actions/runs/99',
      docsRoot: 'https://ghe.example/acme/chx/blob/releases/v1',
      attempt: '99.2.plan',
    });
  });

  test('outside of one is a clear line', () => {
    expect(() => readJob({}, undefined)).toThrow('elsewhere use the command chx');
    expect(() => readJob({ GITHUB_REPOSITORY: 'acme/shop' }, {})).toThrow('the repository’s id');
  });
});

test('a line of the log is never a workflow command', () => {
  expect(withoutCommands('a\n::error::x\n  ::add-mask::y\nb ##[error]z c::d')).toBe(
    'a\n: :error::x\n  : :add-mask::y\nb ## [error]z c::d',
  );
});
