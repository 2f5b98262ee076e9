import { describe, expect, test } from 'vitest';
import { type CheckRun, checkName, conclude } from '../../src/github/check.ts';
import { decideComment } from '../../src/github/comment.ts';
import { type Publication, publish, publishCheck } from '../../src/github/publish.ts';
import { type Revisions, settleRevisions } from '../../src/github/revisions.ts';
import type { PlanDocument } from '../../src/plan/document.ts';
import type { Annotation } from '../../src/report/index.ts';
import { repository, type Setup, setUp } from './setup.ts';

const bot = 'github-actions[bot]';
const marker = '<!-- chx-plan:chx -->';

function publication(
  body = 'plan',
  changes: { create?: boolean; annotations?: number } = {},
): Publication & { readonly check: Omit<CheckRun, 'commit'> } {
  const annotation: Annotation = {
    path: 'a.sql',
    startLine: 3,
    endLine: 3,
    level: 'failure',
    title: 'rule',
    message: 'what',
  };
  return {
    comment: {
      marker,
      body: `${marker}\n${body}`,
      fallback: `${marker}\nsee the summary`,
      create: changes.create ?? true,
    },
    check: {
      name: 'chx',
      conclusion: 'success',
      title: 'Ready',
      summary: 'one statement',
      annotations: Array.from({ length: changes.annotations ?? 1 }, (_, index) => ({
        ...annotation,
        message: `what ${index}`,
      })),
      detailsUrl: 'https://github.example/run',
      externalId: '1.1',
    },
  };
}

/** A pull request #7 that is read and settled. */
async function ready(setup: Setup): Promise<Revisions> {
  const { state } = setup.github;
  state.push('pull/7', { a: '2' }, [state.push('main', { a: '1' })]);
  state.open(7, 'main');
  const { revisions } = await settleRevisions(setup.client, repository, 7);
  if (revisions === null) throw new Error('not open');
  return revisions;
}

const create = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const update = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const createCheck = 'POST /repos/{owner}/{repo}/check-runs';
const updateCheck = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

describe('comment', () => {
  test('is made once, updated in place, and left alone when nothing changed', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    const first = await publish(setup.client, repository, 7, revisions, publication('one'));
    const second = await publish(setup.client, repository, 7, revisions, publication('two'));
    const third = await publish(setup.client, repository, 7, revisions, publication('two'));
    expect(setup.github.state.comments.map((comment) => comment.body)).toEqual([`${marker}\ntwo`]);
    expect([setup.github.count(create), setup.github.count(update)]).toEqual([1, 1]);
    const urls = [first, second, third].map((result) => result.kind === 'published' && result.commentUrl);
    expect(new Set(urls).size).toBe(1);
    expect(urls[0]).toContain('/pull/7#issuecomment-');
  });

  test('is found behind hundreds of others, and not in what others wrote', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    const { state } = setup.github;
    state.comment(7, 'mallory', `${marker}\nforged`);
    state.comment(7, bot, `quoted: ${marker}`);
    for (let index = 0; index < 250; index++) state.comment(7, 'alice', `comment ${index}`);
    const own = state.comment(7, bot, `${marker}\nold`);
    await publish(setup.client, repository, 7, revisions, publication('new'));
    expect(own.body).toBe(`${marker}\nnew`);
    expect(state.comments.filter((comment) => comment.body.includes('forged'))).toHaveLength(1);
    expect(setup.github.count(create)).toBe(0);
  });

  test('of another config is another comment', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    const other = setup.github.state.comment(7, bot, '<!-- chx-plan:billing -->\nother');
    await publish(setup.client, repository, 7, revisions, publication('mine'));
    expect(other.body).toContain('other');
    expect(setup.github.state.comments).toHaveLength(2);
  });

  test('is not made for a pull request without a schema change, but an old one is corrected', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    const none = publication('nothing to do', { create: false });
    expect(await publish(setup.client, repository, 7, revisions, none)).toMatchObject({ commentUrl: null });
    expect(setup.github.state.comments).toEqual([]);
    setup.github.state.comment(7, bot, `${marker}\nold`);
    await publish(setup.client, repository, 7, revisions, none);
    expect(setup.github.state.comments.map((comment) => comment.body)).toEqual([`${marker}\nnothing to do`]);
  });

  test('beyond GitHub’s limit is never posted', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    await publish(setup.client, repository, 7, revisions, publication('x'.repeat(70_000)));
    expect(setup.github.state.comments.map((comment) => comment.body)).toEqual([`${marker}\nsee the summary`]);
    const sent = setup.github.requests.map((request) => JSON.stringify(request.body ?? '').length);
    expect(Math.max(...sent)).toBeLessThan(60_000);
  });

  test.each(['drop', 'cut', 'half'] as const)('whose creation got lost (%s) is not made twice', async (kind) => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    setup.github.fault(create, kind === 'drop' ? { kind, effect: true } : { kind });
    const result = await publish(setup.client, repository, 7, revisions, publication());
    expect(result).toMatchObject({ kind: 'published', denied: [] });
    expect(setup.github.state.comments).toHaveLength(1);
    expect(setup.github.count(create)).toBe(1);
    expect(setup.waits).toEqual([1000]);
  });

  test('that was not created is tried again', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    setup.github.fault(create, { kind: 'answer', status: 502 });
    setup.github.fault(create, { kind: 'answer', status: 429, headers: { 'retry-after': '9' } });
    await publish(setup.client, repository, 7, revisions, publication());
    expect(setup.github.state.comments).toHaveLength(1);
    expect(setup.waits).toEqual([1000, 9000]);
  });

  test('made by two runs at once stays one: the older', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    let other = 0;
    setup.github.fault(create, {
      kind: 'before',
      run: () => {
        other = setup.github.state.comment(7, bot, `${marker}\nof the other run`).id;
      },
    });
    const result = await publish(setup.client, repository, 7, revisions, publication('mine'));
    expect(setup.github.state.comments).toMatchObject([{ id: other, body: `${marker}\nmine` }]);
    expect(result).toMatchObject({ commentUrl: expect.stringContaining(`#issuecomment-${other}`) });
  });

  test('is compared as GitHub hands it back', () => {
    const text = { marker, body: `${marker}\na\nb\n`, fallback: '', create: true };
    const existing = { id: '1', url: '', body: `${marker}\r\na\r\nb` };
    expect(decideComment(existing, text)).toEqual({ kind: 'none' });
    expect(decideComment({ ...existing, body: `${marker}\na\nc` }, text).kind).toBe('update');
  });
});

describe('check', () => {
  test('stands on the pull request’s head and points at the comment', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    const result = await publish(setup.client, repository, 7, revisions, publication());
    const [check] = setup.github.state.checkRuns;
    expect(check).toMatchObject({
      commit: revisions.pullRequestHead,
      name: 'chx',
      status: 'completed',
      conclusion: 'success',
      title: 'Ready',
      summary: 'one statement',
      detailsUrl: result.kind === 'published' ? result.commentUrl : null,
      annotations: [
        {
          path: 'a.sql',
          start_line: 3,
          end_line: 3,
          annotation_level: 'failure',
          title: 'rule',
          message: 'what 0',
        },
      ],
    });
  });

  test('takes fifty annotations a request and is complete with the last', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    await publish(setup.client, repository, 7, revisions, publication('x', { annotations: 120 }));
    const [check] = setup.github.state.checkRuns;
    expect(check?.annotations.map((annotation) => annotation['message'])).toEqual(
      Array.from({ length: 120 }, (_, index) => `what ${index}`),
    );
    const states = setup.github.requests
      .filter((request) => /^(?:POST|PATCH) .*check-runs/.test(request.route))
      .map((request) => JSON.stringify(request.body).match(/"status":"(\w+)"/)?.[1]);
    expect(states).toEqual(['in_progress', 'in_progress', 'completed']);
  });

  test.each([0, 50, 51, 100])('%i annotations are all there', async (count) => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    await publish(setup.client, repository, 7, revisions, publication('x', { annotations: count }));
    const [check] = setup.github.state.checkRuns;
    expect([check?.annotations.length, check?.status]).toEqual([count, 'completed']);
  });

  test('whose requests got lost has no annotation twice', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    setup.github.fault(createCheck, { kind: 'drop', effect: true });
    setup.github.fault(updateCheck, { kind: 'cut' }, { skip: 1 });
    await publish(setup.client, repository, 7, revisions, publication('x', { annotations: 120 }));
    expect(setup.github.state.checkRuns).toHaveLength(1);
    const messages = setup.github.state.checkRuns[0]?.annotations.map((annotation) => annotation['message']);
    expect(messages).toHaveLength(120);
    expect(new Set(messages).size).toBe(120);
    expect(setup.github.state.checkRuns[0]?.conclusion).toBe('success');
    expect(setup.github.count(create)).toBe(1);
  });

  test('of a merge group goes on its head', async () => {
    await using setup = await setUp();
    const commit = setup.github.state.push('gh-readonly-queue/main/pr-7', { a: '1' });
    setup.github.fault(createCheck, { kind: 'answer', status: 503 });
    const check = { ...publication().check, commit };
    expect(await publishCheck(setup.client, repository, check)).toEqual([]);
    expect(setup.github.state.checkRuns).toMatchObject([{ commit, status: 'completed' }]);
  });

  test('has the config’s name', () => {
    expect([checkName('chx'), checkName('billing')]).toEqual(['chx', 'chx (billing)']);
  });
});

describe('conclusion', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const plan: PlanDocument['plans'][number] = {
    target: 'default',
    targets: ['default'],
    status: 'ready',
    digest,
    verified: 'off',
    verification: [],
    statements: [],
  };
  const ready: PlanDocument = {
    version: 1,
    chx: '0.0.0',
    status: 'ready',
    base: { revision: 'a', digest },
    head: { revision: 'b', digest },
    plans: [plan],
    guards: [],
    findings: [],
  };
  const guard: PlanDocument['guards'][number] = {
    id: 'r-x',
    kind: 'rename',
    group: null,
    state: 'pending',
    targets: [],
    object: 'a.b',
    from: 'x',
    to: 'y',
    evidence: [],
    lost: null,
    basis: {},
    statements: [],
    command: '/chx confirm-rename r-x',
  };
  const finding: PlanDocument['findings'][number] = {
    rule: 'r',
    severity: 'error',
    object: null,
    message: 'm',
    file: null,
    line: null,
  };

  test.each<[string, PlanDocument, ReturnType<typeof conclude>]>([
    ['ready', ready, 'success'],
    ['clean', { ...ready, status: 'clean' }, 'success'],
    ['warning', { ...ready, findings: [{ ...finding, severity: 'warning' }] }, 'success'],
    ['confirmed guard', { ...ready, guards: [{ ...guard, state: 'confirmed' }] }, 'success'],
    ['pending guard', { ...ready, guards: [guard] }, 'action_required'],
    ['blocked', { ...ready, status: 'blocked' }, 'action_required'],
    ['error', { ...ready, guards: [guard], findings: [finding] }, 'failure'],
    ['invalid', { ...ready, status: 'invalid' }, 'failure'],
    ['verification failed', { ...ready, plans: [{ ...plan, verified: 'failed' }] }, 'failure'],
    ['one target of two invalid', { ...ready, plans: [plan, { ...plan, status: 'invalid' }] }, 'failure'],
    ['not verified', { ...ready, plans: [{ ...plan, verified: 'unavailable' }] }, 'success'],
  ])('%s', (_, document, conclusion) => {
    expect(conclude(document, true)).toBe(conclusion);
  });

  test('a pull request that touches no schema passes', () => {
    expect(conclude({ ...ready, status: 'invalid', findings: [finding] }, false)).toBe('success');
  });

  test('what was left out of a truncated tree may be a schema file', () => {
    const truncated: PlanDocument = { ...ready, status: 'invalid', findings: [{ ...finding, rule: 'tree-truncated' }] };
    expect(conclude(truncated, false)).toBe('failure');
  });
});

describe('races', () => {
  test('a push before the first write: nothing is written', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    setup.github.state.push('pull/7', { a: '3' });
    expect((await publish(setup.client, repository, 7, revisions, publication())).kind).toBe('moved');
    expect([setup.github.state.comments, setup.github.state.checkRuns]).toEqual([[], []]);
  });

  test('a merge into the base before the first write: nothing is written', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    setup.github.state.push('main', { a: '1', b: '1' });
    expect((await publish(setup.client, repository, 7, revisions, publication())).kind).toBe('moved');
    expect(setup.github.state.comments).toEqual([]);
  });

  test('a push while a write waits: the old verdict is not written over the new one', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    setup.github.fault(create, { kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
    setup.github.fault(
      /pullRequest/,
      {
        kind: 'before',
        run: () => {
          setup.github.state.push('pull/7', { a: '3' });
          setup.github.state.comment(7, bot, `${marker}\nof the newer run`);
        },
      },
      { skip: 1 },
    );
    const result = await publish(setup.client, repository, 7, revisions, publication('old'));
    expect(result.kind).toBe('moved');
    expect(setup.github.state.comments.map((comment) => comment.body)).toEqual([`${marker}\nof the newer run`]);
  });

  test('closed meanwhile: nothing is written', async () => {
    await using setup = await setUp();
    const revisions = await ready(setup);
    for (const pull of setup.github.state.pulls.values()) pull.state = 'CLOSED';
    expect((await publish(setup.client, repository, 7, revisions, publication())).kind).toBe('moved');
    expect(setup.github.state.checkRuns).toEqual([]);
  });
});

describe('tokens', () => {
  test('that may only read are told, and nothing else goes wrong', async () => {
    await using setup = await setUp({ token: 'ghs_fork' });
    const revisions = await ready(setup);
    const result = await publish(setup.client, repository, 7, revisions, publication());
    if (result.kind !== 'published') throw new Error(result.kind);
    expect(result.commentUrl).toBeNull();
    expect(result.denied.map((error) => error.request)).toEqual([
      'POST /repos/acme/shop/issues/7/comments',
      'POST /repos/acme/shop/check-runs',
    ]);
    expect(setup.waits).toEqual([]);
  });

  test('that may write checks alone still report', async () => {
    await using setup = await setUp({ token: 'ghs_checks' });
    setup.github.state.tokens.set('ghs_checks', {
      login: bot,
      contents: 'read',
      pullRequests: 'read',
      checks: 'write',
    });
    const revisions = await ready(setup);
    const result = await publish(setup.client, repository, 7, revisions, publication());
    expect(result).toMatchObject({ kind: 'published', denied: [{ kind: 'denied' }] });
    expect(setup.github.state.checkRuns).toMatchObject([{ detailsUrl: 'https://github.example/run' }]);
  });

  test('that are wrong fail', async () => {
    await using setup = await setUp({ token: 'ghs_nobody' });
    await expect(settleRevisions(setup.client, repository, 7)).rejects.toThrow(
      'answered 401 (Bad credentials): the token is not valid',
    );
  });
});

test('a write that GitHub refuses for good fails in one line', async () => {
  await using setup = await setUp();
  const revisions = await ready(setup);
  setup.github.fault(create, { kind: 'answer', status: 422, body: { message: 'Validation Failed' } });
  await expect(publish(setup.client, repository, 7, revisions, publication())).rejects.toThrow(
    'GitHub: POST /repos/acme/shop/issues/7/comments answered 422 (Validation Failed): GitHub refused the request',
  );
  expect(setup.github.state.checkRuns).toEqual([]);
});
