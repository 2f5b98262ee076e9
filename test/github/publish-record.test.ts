/** Publishing a verdict that rests on what people wrote: whoever writes meanwhile, the newest state stands at the end. */
import { describe, expect, test } from 'vitest';
import type { GateRecord } from '../../src/gate/record.ts';
import type { GitHubClient } from '../../src/github/client.ts';
import type { CommentText } from '../../src/github/comment.ts';
import { readGateRecord } from '../../src/github/gate-record.ts';
import { lookAtRecord, type Publication, type PublishResult, publish } from '../../src/github/publish.ts';
import { settleRevisions } from '../../src/github/revisions.ts';
import { repository, type Setup, setUp } from './setup.ts';

const bot = 'github-actions[bot]';
const plan = '<!-- chx-plan:chx -->';
const answers = '<!-- chx-answer:chx -->';
const createComment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const updateComment = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const createCheck = 'POST /repos/{owner}/{repo}/check-runs';

/** A gate of one rule: the last command that stands on the pull request decides, and a deletion takes it back. */
function verdictOf(record: GateRecord): string {
  const commands = record.comments.filter((comment) => !comment.own && comment.body.startsWith('/chx '));
  return `${commands.at(-1)?.body ?? 'nothing'}, ${record.deletions.filter((deletion) => !deletion.own).length} deleted`;
}

function text(marker: string, body: string, basis?: string | null): CommentText {
  const made = { marker, body: `${marker}\n${body}`, fallback: `${marker}\nsee the summary`, create: true };
  return basis === undefined ? made : { ...made, basis };
}

function publicationOf(record: GateRecord, run: string): Publication & { readonly fingerprint: string } {
  const verdict = verdictOf(record);
  const before = record.comments.find((comment) => comment.own && comment.body.startsWith(answers));
  return {
    comment: text(plan, verdict),
    answer: text(answers, `answer: ${verdict}`, before?.body ?? null),
    check: {
      name: 'chx',
      conclusion: verdict.startsWith('/chx confirm') ? 'success' : 'action_required',
      title: verdict,
      summary: 'summary',
      text: `shown: ${verdict}`,
      annotations: [],
      detailsUrl: null,
      externalId: run,
    },
    fingerprint: verdict,
  };
}

const lookOf = (client: GitHubClient): ReturnType<typeof lookAtRecord> =>
  lookAtRecord(client, repository, 7, [plan, answers], verdictOf);

/** One run as the action makes it: reads, decides, publishes, and goes round while it is told that something moved. */
async function run(setup: Setup, name: string, decided?: () => void): Promise<PublishResult> {
  const { client } = setup;
  for (let round = 1; ; round++) {
    const { revisions } = await settleRevisions(client, repository, 7);
    const { record } = await readGateRecord(client, repository, 7);
    if (round === 1) decided?.();
    const publication = publicationOf(record, `${name}.${round}`);
    const result = await publish(client, repository, 7, revisions, publication, () => lookOf(client));
    if (result.kind === 'published' || round === 5) return result;
  }
}

function open(setup: Setup): void {
  const { state } = setup.github;
  state.push('pull/7', { a: '2' }, [state.push('main', { a: '1' })]);
  state.open(7, 'main');
}

/** What people see at the end. */
function shown(setup: Setup): { readonly comments: string[]; readonly check: string | null | undefined } {
  const { comments, checkRuns } = setup.github.state;
  return {
    comments: comments.filter(({ login }) => login === bot).map(({ body }) => body.split('\n')[1] ?? ''),
    check: checkRuns.at(-1)?.title,
  };
}

const writes = (setup: Setup): string[] =>
  setup.github.requests.filter(({ route }) => /^(POST|PATCH) \/repos/.test(route)).map(({ route }) => route);

describe('what is written', () => {
  test('is the plan, the answer and, last, the check with its text', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.comment(7, 'bob', '/chx confirm');
    const result = await run(setup, 'a');
    expect(writes(setup)).toEqual([createComment, createComment, createCheck]);
    expect(shown(setup)).toEqual({
      comments: ['/chx confirm, 0 deleted', 'answer: /chx confirm, 0 deleted'],
      check: '/chx confirm, 0 deleted',
    });
    const [, planned, answered] = setup.github.state.comments;
    expect(result).toMatchObject({
      kind: 'published',
      commentUrl: expect.stringContaining(`issuecomment-${planned?.id}`),
      answerUrl: expect.stringContaining(`issuecomment-${answered?.id}`),
      denied: [],
    });
    expect(setup.github.state.checkRuns).toMatchObject([
      { text: 'shown: /chx confirm, 0 deleted', detailsUrl: expect.stringContaining(`issuecomment-${planned?.id}`) },
    ]);
  });

  test('is left alone where nothing changed, and the check is the newest', async () => {
    await using setup = await setUp();
    open(setup);
    await run(setup, 'a');
    await run(setup, 'b');
    expect(writes(setup)).toEqual([createComment, createComment, createCheck, createCheck]);
  });

  test('is no answer where there is none, and of a text too long its beginning', async () => {
    await using setup = await setUp();
    open(setup);
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    const { check, comment } = publicationOf((await readGateRecord(setup.client, repository, 7)).record, 'a');
    if (check === null) throw new Error('no check');
    const long = { ...check, text: 'x'.repeat(70_000) };
    await publish(setup.client, repository, 7, revisions, { comment, answer: null, check: long });
    expect(setup.github.state.comments).toHaveLength(1);
    expect(setup.github.state.checkRuns[0]?.text).toHaveLength(65_535);
  });

  test('on a merged pull request is the answer alone', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.merge(7, 'squash');
    const { record } = await readGateRecord(setup.client, repository, 7);
    const { answer, fingerprint } = publicationOf(record, 'a');
    const publication = { comment: null, answer: answer ?? null, check: null, fingerprint };
    const result = await publish(setup.client, repository, 7, null, publication, () => lookOf(setup.client));
    expect(result).toMatchObject({ kind: 'published', commentUrl: expect.stringContaining('issuecomment-') });
    expect(writes(setup)).toEqual([createComment]);
  });

  test('as far as the token may: the rest is told', async () => {
    await using setup = await setUp({ token: 'ghs_fork' });
    open(setup);
    expect(await run(setup, 'a')).toMatchObject({
      kind: 'published',
      commentUrl: null,
      answerUrl: null,
      denied: [{ kind: 'denied' }, { kind: 'denied' }, { kind: 'denied' }],
    });
  });
});

describe('somebody writes meanwhile', () => {
  const revoke = (setup: Setup) => (): void => {
    setup.github.state.comment(7, 'bob', '/chx revoke');
  };

  test.each<[string, string | RegExp, number]>([
    ['before the first look', /gateRecord/, 1],
    ['before the plan is written', createComment, 0],
    ['before the answer is written', createComment, 1],
    ['before the check is written', createCheck, 0],
    ['before the last look', /gateRecord/, 2],
  ])('%s: the newest command decides', async (_, route, skip) => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.comment(7, 'bob', '/chx confirm');
    setup.github.fault(route, { kind: 'before', run: revoke(setup) }, { skip });
    expect(await run(setup, 'a')).toMatchObject({ kind: 'published' });
    expect(shown(setup)).toEqual({
      comments: ['/chx revoke, 0 deleted', 'answer: /chx revoke, 0 deleted'],
      check: '/chx revoke, 0 deleted',
    });
    expect(setup.github.state.checkRuns.at(-1)?.conclusion).toBe('action_required');
  });

  test('nothing is written of a state that was gone before the first write', async () => {
    await using setup = await setUp();
    open(setup);
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    const { record } = await readGateRecord(setup.client, repository, 7);
    revoke(setup)();
    const publication = publicationOf(record, 'a');
    const result = await publish(setup.client, repository, 7, revisions, publication, () => lookOf(setup.client));
    expect(result).toMatchObject({ kind: 'moved', wrote: false, pullRequest: { number: 7 } });
    expect(writes(setup)).toEqual([]);
  });

  test('while a write waits, and while a command is deleted', async () => {
    await using setup = await setUp();
    open(setup);
    const command = setup.github.state.comment(7, 'bob', '/chx confirm');
    setup.github.fault(createCheck, { kind: 'answer', status: 429, headers: { 'retry-after': '50' } });
    setup.github.fault(
      /gateRecord/,
      {
        kind: 'before',
        run: () => setup.github.state.deleteComment(command.id, 'bob'),
      },
      { skip: 2 },
    );
    expect(await run(setup, 'a')).toMatchObject({ kind: 'published' });
    expect(setup.waits).toEqual([50_000]);
    expect(shown(setup).check).toBe('nothing, 1 deleted');
  });

  test('a push after the check was written: it moved, and the next round stands on the new head', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.fault(
      /gateRecord/,
      { kind: 'before', run: () => void setup.github.state.push('pull/7', { a: '3' }) },
      { skip: 2 },
    );
    expect(await run(setup, 'a')).toMatchObject({ kind: 'published' });
    expect(setup.github.state.checkRuns.map(({ commit }) => commit).at(-1)).toBe(setup.github.state.tip('pull/7'));
    expect(setup.github.state.checkRuns).toHaveLength(2);
  });

  test('merged after the check was written: there is nothing to go round for', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.fault(
      /gateRecord/,
      { kind: 'before', run: () => void setup.github.state.merge(7, 'merge') },
      { skip: 2 },
    );
    expect(await run(setup, 'a')).toMatchObject({ kind: 'published' });
    expect(setup.github.state.checkRuns).toHaveLength(1);
  });
});

describe('two runs', () => {
  test('that overtake each other end with the newest state, whichever writes last', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.comment(7, 'bob', '/chx confirm');
    // The first run has decided when the revocation comes; the second run reads, decides and writes; then the first goes on.
    let second: PublishResult | null = null;
    const decided = async (): Promise<void> => {
      state.comment(7, 'bob', '/chx revoke');
      second = await run(setup, 'b');
    };
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    const { record } = await readGateRecord(setup.client, repository, 7);
    const old = publicationOf(record, 'a.1');
    const look = await lookOf(setup.client);
    await decided();
    // As if its look had come before all that: what it writes is old, and its last look says so.
    let looks = 0;
    const first = await publish(setup.client, repository, 7, revisions, { ...old, answer: null }, async () => {
      looks += 1;
      return looks === 1 ? { ...look, comments: (await lookOf(setup.client)).comments } : await lookOf(setup.client);
    });
    expect(second).toMatchObject({ kind: 'published' });
    expect(first).toMatchObject({ kind: 'moved', wrote: true });
    expect(shown(setup).check).toBe('/chx confirm, 0 deleted');
    await run(setup, 'a');
    expect(shown(setup)).toEqual({
      comments: ['/chx revoke, 0 deleted', 'answer: /chx revoke, 0 deleted'],
      check: '/chx revoke, 0 deleted',
    });
  });

  test('at the same time leave one plan and one answer', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.comment(7, 'bob', '/chx confirm');
    const results = await Promise.all([run(setup, 'a'), run(setup, 'b'), run(setup, 'c')]);
    expect(results.map(({ kind }) => kind)).toEqual(['published', 'published', 'published']);
    expect(shown(setup)).toEqual({
      comments: ['/chx confirm, 0 deleted', 'answer: /chx confirm, 0 deleted'],
      check: '/chx confirm, 0 deleted',
    });
  });

  test('an answer that another run wrote since is not written over', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    const { record } = await readGateRecord(setup.client, repository, 7);
    const publication = publicationOf(record, 'a');
    const other = state.comment(7, bot, `${answers}\nremembers a revocation`);
    const result = await publish(setup.client, repository, 7, revisions, publication, () => lookOf(setup.client));
    expect(result).toMatchObject({ kind: 'moved', wrote: false });
    expect(other.body).toContain('remembers');
  });

  test('an answer that another run made while ours was on its way is not written over either', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const { revisions } = await settleRevisions(setup.client, repository, 7);
    const { record } = await readGateRecord(setup.client, repository, 7);
    setup.github.fault(
      createComment,
      { kind: 'before', run: () => void state.comment(7, bot, `${answers}\nremembers a revocation`) },
      { skip: 1 },
    );
    const publication = publicationOf(record, 'a');
    const result = await publish(setup.client, repository, 7, revisions, publication, () => lookOf(setup.client));
    expect(result).toMatchObject({ kind: 'moved', wrote: true });
    expect(state.comments.filter(({ body }) => body.startsWith(answers)).map(({ body }) => body)).toEqual([
      `${answers}\nremembers a revocation`,
    ]);
    expect(setup.github.state.checkRuns).toEqual([]);
  });
});

describe('our own comments', () => {
  test('whose creation got lost are found again, the answer too', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.fault(createComment, { kind: 'drop', effect: true }, { times: 2 });
    expect(await run(setup, 'a')).toMatchObject({ kind: 'published' });
    expect(setup.github.count(createComment)).toBe(2);
    expect(shown(setup).comments).toEqual(['nothing, 0 deleted', 'answer: nothing, 0 deleted']);
  });

  test('that somebody deletes between two requests are made anew', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    await run(setup, 'a');
    state.comment(7, 'bob', '/chx confirm');
    const [planned] = state.comments;
    setup.github.fault(updateComment, { kind: 'before', run: () => state.deleteComment(planned?.id ?? 0, 'mallory') });
    expect(await run(setup, 'b')).toMatchObject({ kind: 'published' });
    expect([...shown(setup).comments].sort()).toEqual(['/chx confirm, 0 deleted', 'answer: /chx confirm, 0 deleted']);
  });

  test('that somebody deletes each time don’t keep the check away', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    await run(setup, 'a');
    state.comment(7, 'bob', '/chx confirm');
    setup.github.fault(
      updateComment,
      {
        kind: 'before',
        run: () => {
          const planned = state.comments.find(({ body }) => body.startsWith(plan));
          if (planned === undefined) return;
          state.deleteComment(planned.id, 'mallory');
        },
      },
      { times: 9 },
    );
    expect(await run(setup, 'b')).toMatchObject({ kind: 'published' });
    expect(shown(setup).check).toBe('/chx confirm, 0 deleted');
  });

  test('with a forged marker are nobody’s', async () => {
    await using setup = await setUp();
    open(setup);
    const forged = setup.github.state.comment(7, 'mallory', `${answers}\nforged`);
    await run(setup, 'a');
    expect(forged.body).toContain('forged');
    expect(shown(setup).comments).toHaveLength(2);
  });
});
