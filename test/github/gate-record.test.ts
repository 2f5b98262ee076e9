import { describe, expect, test } from 'vitest';
import { readGateRecord } from '../../src/github/gate-record.ts';
import { repository, type Setup, setUp } from './setup.ts';

const bot = 'github-actions[bot]';

/** A pull request #7 of alice's with one commit that she wrote. */
function open(setup: Setup): void {
  const { state } = setup.github;
  state.push('main', { a: '1' });
  state.push('pull/7', { a: '2' }, [state.tip('main')], { author: 'alice' });
  state.open(7, 'main', { author: 'alice' });
}

const read = (setup: Setup): ReturnType<typeof readGateRecord> => readGateRecord(setup.client, repository, 7);
const queries = (setup: Setup): string[] =>
  setup.github.requests.map((request) => request.route.split(' ').at(-1) ?? '');

describe('comments', () => {
  test('are there with who wrote them, oldest first, in one request', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.user('bob', 'maintain');
    const first = state.comment(7, 'bob', '/chx confirm-rename r-1\r\nplease');
    state.comment(7, 'dependabot[bot]', 'report');
    state.comment(7, bot, '<!-- chx-plan:chx -->\nplan');
    state.comment(8, 'bob', 'elsewhere');
    const { pullRequest, record } = await read(setup);
    expect(pullRequest).toMatchObject({
      number: 7,
      state: 'open',
      head: state.tip('pull/7'),
      baseTip: state.tip('main'),
    });
    expect(record).toMatchObject({
      number: 7,
      author: { login: 'alice', kind: 'user' },
      personal: false,
      deletions: [],
    });
    expect(record.comments.map(({ author, own }) => [author, own])).toEqual([
      [{ login: 'bob', kind: 'user' }, false],
      [{ login: 'dependabot', kind: 'bot' }, false],
      [{ login: 'github-actions', kind: 'bot' }, true],
    ]);
    expect(record.comments[0]).toEqual({
      id: String(first.id),
      url: expect.stringContaining(`/acme/shop/pull/7#issuecomment-${first.id}`),
      body: '/chx confirm-rename r-1\r\nplease',
      author: { login: 'bob', kind: 'user' },
      createdAt: first.createdAt,
      lastEditedAt: null,
      editor: null,
      versions: [],
      own: false,
    });
    expect(queries(setup)).toEqual(['gateRecord']);
  });

  test('are all there on several pages', async () => {
    await using setup = await setUp();
    open(setup);
    for (let index = 0; index < 250; index++) setup.github.state.comment(7, 'bob', `comment ${index}`);
    const { record } = await read(setup);
    expect(record.comments.map((comment) => comment.body)).toEqual(
      Array.from({ length: 250 }, (_, index) => `comment ${index}`),
    );
    expect(queries(setup)).toEqual(['gateRecord', 'gateComments', 'gateComments', 'gateEnd']);
  });

  test('of a deleted account have no author, and of a person’s repository the record says so', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.comment(7, 'bob', '/chx revoke r-1');
    setup.github.state.deleteUser('bob');
    setup.github.state.deleteUser('alice');
    setup.github.state.personal = true;
    const { record } = await read(setup);
    expect(record).toMatchObject({ author: null, personal: true, writers: [], comments: [{ author: null }] });
  });

  test('of organisations and mannequins are neither a person’s nor a bot’s', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.user('imported', 'none', 'Mannequin');
    setup.github.state.comment(7, 'imported', 'old');
    expect((await read(setup)).record.comments[0]?.author).toEqual({ login: 'imported', kind: 'other' });
  });
});

describe('edits', () => {
  test('have all texts with their times, the first among them', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const comment = state.comment(7, 'bob', 'one');
    state.editComment(comment.id, 'two', 'carol');
    state.editComment(comment.id, 'three', 'bob');
    const { record } = await read(setup);
    expect(record.comments).toMatchObject([
      {
        body: 'three',
        lastEditedAt: comment.lastEditedAt,
        editor: { login: 'bob', kind: 'user' },
        versions: comment.edits.map(({ at, text }) => ({ at, text })),
      },
    ]);
    expect(record.comments[0]?.versions?.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(record.comments[0]?.versions?.[0]?.at).toBe(comment.createdAt);
  });

  test('of more than a page are all there, and of one second in their order', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const comment = state.comment(7, 'bob', 'text 0');
    for (let index = 1; index <= 120; index++) state.editComment(comment.id, `text ${index}`, 'bob');
    for (const edit of comment.edits) Object.assign(edit, { at: comment.createdAt });
    const { record } = await read(setup);
    expect(record.comments[0]?.versions?.map(({ text }) => text)).toEqual(
      Array.from({ length: 121 }, (_, index) => `text ${index}`),
    );
    expect(queries(setup)).toEqual(['gateRecord', 'commentEdits', 'moreEdits', 'moreEdits']);
  });

  test('that somebody deleted from the history leave a hole, not a gap', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const comment = state.comment(7, 'bob', '/chx revoke r-1');
    state.editComment(comment.id, 'never mind', 'bob');
    state.conversation.forget(comment.id, 0);
    const { record } = await read(setup);
    expect(record.comments[0]?.versions?.map(({ text }) => text)).toEqual([null, 'never mind']);
  });

  test('that GitHub does not hand out are null, and the record is there', async () => {
    await using setup = await setUp();
    open(setup);
    const comment = setup.github.state.comment(7, 'bob', 'one');
    setup.github.state.editComment(comment.id, 'two', 'bob');
    setup.github.fault(/commentEdits/, { kind: 'answer', status: 403 });
    expect((await read(setup)).record.comments).toMatchObject([{ body: 'two', versions: null }]);
  });

  test('without the one that the comment was created with are null', async () => {
    await using setup = await setUp();
    open(setup);
    const comment = setup.github.state.comment(7, 'bob', 'one');
    for (const text of ['two', 'three']) setup.github.state.editComment(comment.id, text, 'bob');
    comment.edits.shift();
    expect((await read(setup)).record.comments[0]?.versions).toBeNull();
  });

  test('of more than 500 are null', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const comment = state.comment(7, 'bob', 'text');
    for (let index = 0; index < 510; index++) state.editComment(comment.id, `text ${index}`, 'bob');
    expect((await read(setup)).record.comments[0]?.versions).toBeNull();
  });

  test('of a comment that is deleted between two queries are null, and the others are there', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const comments = ['a', 'b', 'c'].map((body) => state.comment(7, 'bob', body));
    for (const comment of comments) state.editComment(comment.id, `${comment.body} edited`, 'bob');
    const [, gone] = comments;
    setup.github.fault(/commentEdits/, { kind: 'before', run: () => state.deleteComment(gone?.id ?? 0, 'bob') });
    const { record } = await read(setup);
    expect(record.comments.map(({ versions }) => versions?.length ?? null)).toEqual([2, null, 2]);
  });

  test('of our own are asked for where somebody else made the last', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    const updated = state.comment(7, bot, '<!-- chx-plan:chx -->\none');
    state.editComment(updated.id, '<!-- chx-plan:chx -->\ntwo', bot);
    expect((await read(setup)).record.comments[0]?.versions).toBeNull();
    expect(setup.github.count(/commentEdits/)).toBe(0);
    state.editComment(updated.id, 'forged', 'mallory');
    const { record } = await read(setup);
    expect(record.comments).toMatchObject([{ own: true, editor: { login: 'mallory' } }]);
    expect(record.comments[0]?.versions).toHaveLength(3);
  });

  test('of other bots are not asked for', async () => {
    await using setup = await setUp();
    open(setup);
    const report = setup.github.state.comment(7, 'codecov[bot]', 'report');
    setup.github.state.editComment(report.id, 'newer report', 'codecov[bot]');
    expect((await read(setup)).record.comments[0]?.versions).toEqual([]);
    expect(setup.github.count(/commentEdits/)).toBe(0);
  });
});

describe('deletions', () => {
  test('say who wrote the comment, whether that was us, and whether we deleted it', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (const [author, by] of [
      ['bob', 'bob'],
      ['bob', 'mallory'],
      [bot, 'mallory'],
      [bot, bot],
      ['dependabot[bot]', 'bob'],
    ] as const) {
      state.deleteComment(state.comment(7, author, 'text').id, by);
    }
    const { record } = await read(setup);
    expect(record.comments).toEqual([]);
    expect(record.deletions.map(({ author, own, bySelf }) => [author?.login, own, bySelf])).toEqual([
      ['bob', false, false],
      ['bob', false, false],
      ['github-actions', true, false],
      ['github-actions', true, true],
      ['dependabot', false, false],
    ]);
    expect(record.deletions.map(({ at }) => at)).toEqual(state.conversation.deletions.map(({ at }) => at));
    expect(queries(setup)).toEqual(['gateRecord', 'viewer']);
  });

  test('need no further query where a comment says who we are', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.comment(7, bot, 'plan');
    state.deleteComment(state.comment(7, bot, 'twice').id, bot);
    expect((await read(setup)).record.deletions).toMatchObject([{ own: true, bySelf: true }]);
    expect(queries(setup)).toEqual(['gateRecord']);
  });

  test('take no person’s comment for ours where GitHub does not say who we are', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.deleteComment(state.comment(7, 'bob', 'text').id, bot);
    state.deleteComment(state.comment(7, 'dependabot[bot]', 'text').id, bot);
    setup.github.fault(/viewer/, { kind: 'answer', status: 403 });
    expect((await read(setup)).record.deletions.map(({ own, bySelf }) => [own, bySelf])).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  test('are ours by a person’s token too, and by nobody who is called like us', async () => {
    await using setup = await setUp({ token: 'ghp_person' });
    open(setup);
    const { state } = setup.github;
    state.user('GitHub-Actions');
    state.tokens.set('ghp_person', { login: 'carol', contents: 'read', pullRequests: 'write', checks: 'none' });
    state.deleteComment(state.comment(7, 'carol', 'text').id, 'carol');
    state.deleteComment(state.comment(7, 'carol[bot]', 'text').id, 'bob');
    expect((await read(setup)).record.deletions.map(({ own }) => own)).toEqual([true, false]);
  });

  test('are all there on several pages', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (let index = 0; index < 230; index++) state.deleteComment(state.comment(7, 'bob', 'x').id, 'bob');
    expect((await read(setup)).record.deletions).toHaveLength(230);
  });
});

describe('writers', () => {
  const writers = async (setup: Setup): Promise<readonly string[] | null> => (await read(setup)).record.writers;

  test('are authors and co-authors with an account, sorted', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.push('pull/7', { a: '3' }, undefined, { author: ['zoe', 'bob', null] });
    state.push('pull/7', { a: '4' }, undefined, { author: 'bob' });
    expect(await writers(setup)).toEqual(['alice', 'bob', 'zoe']);
  });

  test('are not who pressed `Update branch`, but whoever merged by hand', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    state.push('main', { a: '1', b: '1' });
    state.updateBranch(7, 'maintainer');
    expect(await writers(setup)).toEqual(['alice']);
    state.push('main', { a: '1', b: '2' });
    state.push('pull/7', { a: '2', b: '3' }, [state.tip('pull/7'), state.tip('main')], { author: 'merger' });
    expect(await writers(setup)).toEqual(['alice', 'merger']);
  });

  test('are not those of what the base branch has', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.push('main', { a: '1', b: '1' }, undefined, { author: 'other' });
    expect(await writers(setup)).toEqual(['alice']);
  });

  test('of 230 commits are all there; of more than 1,000 nobody knows', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (let index = 0; index < 229; index++)
      state.push('pull/7', { a: `${index}` }, undefined, { author: `w${index % 7}` });
    expect(await writers(setup)).toEqual(['alice', 'w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6']);
    for (let index = 0; index < 780; index++) state.push('pull/7', { a: `x${index}` });
    expect(await writers(setup)).toBeNull();
  });

  test('of a commit of more than 20 authors nobody knows', async () => {
    await using setup = await setUp();
    open(setup);
    const authors = Array.from({ length: 21 }, (_, index) => `w${index}`);
    setup.github.state.push('pull/7', { a: '3' }, undefined, { author: authors });
    expect(await writers(setup)).toBeNull();
  });

  test('of a merged pull request are those of its own commits', async () => {
    await using setup = await setUp();
    open(setup);
    setup.github.state.merge(7, 'squash');
    const { pullRequest, record } = await read(setup);
    expect([pullRequest.state, record.writers]).toEqual(['merged', ['alice']]);
  });
});

test('commands in reviews and on lines of code are misplaced', async () => {
  await using setup = await setUp();
  open(setup);
  const { state } = setup.github;
  state.review(7, 'bob', 'fine\n/chx confirm-rename r-aaaaaaaaaaaaaaaaaaaaaaaaaa\n');
  state.review(7, 'bob', 'nothing here: see /chx help');
  state.reviewComment(7, 'carol', '/chx plan');
  const { record } = await read(setup);
  expect(record.misplaced.map(({ author, url }) => [author?.login, url.replace(/\d+$/, '').split('#')[1]])).toEqual([
    ['bob', 'pullrequestreview-'],
    ['carol', 'discussion_r'],
  ]);
});

describe('what moves while it is read', () => {
  const many = (setup: Setup): void => {
    for (let index = 0; index < 150; index++) setup.github.state.comment(7, 'bob', `comment ${index}`);
  };

  test('a comment between two pages: everything is read again', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const { state } = setup.github;
    setup.github.fault(/gateComments/, { kind: 'before', run: () => state.comment(7, 'bob', '/chx revoke r-1') });
    const { record } = await read(setup);
    expect(record.comments.at(-1)?.body).toBe('/chx revoke r-1');
    expect(queries(setup).filter((query) => query === 'gateRecord')).toHaveLength(2);
  });

  test('a deletion between two pages, which moves all comments by one: none is passed over', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const { state } = setup.github;
    const [first] = state.comments;
    setup.github.fault(/gateComments/, { kind: 'before', run: () => state.deleteComment(first?.id ?? 0, 'bob') });
    const { record } = await read(setup);
    expect(record.comments).toHaveLength(149);
    expect(record.comments.map(({ body }) => body)).toContain('comment 100');
    expect(record.deletions).toHaveLength(1);
  });

  test('a deletion and a new comment between two pages: none is passed over', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const { state } = setup.github;
    const [first] = state.comments;
    setup.github.fault(/gateComments/, {
      kind: 'before',
      run: () => {
        state.deleteComment(first?.id ?? 0, 'bob');
        state.comment(7, 'bob', 'new');
      },
    });
    const bodies = (await read(setup)).record.comments.map(({ body }) => body);
    expect(bodies).toHaveLength(150);
    expect(bodies).toEqual(expect.arrayContaining(['comment 100', 'new']));
  });

  test('a deletion behind the pages and before the deletions is in both', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const { state } = setup.github;
    const last = state.comments.at(-1);
    setup.github.fault(/gateEnd/, { kind: 'before', run: () => state.deleteComment(last?.id ?? 0, 'bob') });
    const { record } = await read(setup);
    expect([record.comments.length, record.deletions.length]).toEqual([149, 1]);
  });

  test('comments that come each time: no record', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const { state } = setup.github;
    setup.github.fault(/gateEnd/, { kind: 'before', run: () => state.comment(7, 'bob', 'more') }, { times: 3 });
    await expect(read(setup)).rejects.toThrow(
      'Pull request #7: its comments changed each of the 3 times they were read; run the job again.',
    );
  });

  test('a head that moves each time: nobody knows the writers', async () => {
    await using setup = await setUp();
    open(setup);
    const { state } = setup.github;
    for (let index = 0; index < 120; index++) state.push('pull/7', { a: `x${index}` }, undefined, { author: 'bob' });
    let pushes = 0;
    const push = (): void => {
      pushes += 1;
      state.push('pull/7', { a: `moved ${pushes}` }, undefined, { author: `w${pushes}` });
    };
    setup.github.fault(/pullCommits/, { kind: 'before', run: push }, { times: 2 });
    expect((await read(setup)).record.writers).toEqual(['alice', 'bob', 'w1', 'w2']);
    setup.github.fault(/pullCommits/, { kind: 'before', run: push }, { times: 3 });
    const { pullRequest, record } = await read(setup);
    expect(record.writers).toBeNull();
    expect(pullRequest.head).toBe(state.tip('pull/7'));
  });

  test('a head that moves each time behind the commits: nobody knows the writers either', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const { state } = setup.github;
    let pushes = 0;
    const push = (): void => {
      pushes += 1;
      state.push('pull/7', { a: `moved ${pushes}` }, undefined, { author: `w${pushes}` });
    };
    setup.github.fault(/gateEnd/, { kind: 'before', run: push }, { times: 3 });
    const { pullRequest, record } = await read(setup);
    expect([record.writers, pullRequest.head]).toEqual([null, state.tip('pull/7')]);
  });

  test('a page that fails is asked for again; one that stays away is no record', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    setup.github.fault(/gateComments/, { kind: 'answer', status: 502 });
    expect((await read(setup)).record.comments).toHaveLength(150);
    setup.github.fault(/gateComments/, { kind: 'drop' }, { times: 99 });
    await expect(read(setup)).rejects.toThrow('GitHub: POST /graphql (gateComments) got no answer');
  });

  test('a next page without a cursor is no record', async () => {
    await using setup = await setUp();
    open(setup);
    many(setup);
    const connection = { totalCount: 150, nodes: [], pageInfo: { hasNextPage: true, endCursor: null } };
    setup.github.fault(/gateComments/, {
      kind: 'answer',
      status: 200,
      body: { data: { repository: { pullRequest: { comments: connection } } } },
    });
    await expect(read(setup)).rejects.toThrow('a further page without a cursor');
  });
});

test('a token that may not read pull requests is told so', async () => {
  await using setup = await setUp({ token: 'ghs_blind' });
  open(setup);
  setup.github.state.tokens.set('ghs_blind', { login: bot, contents: 'read', pullRequests: 'none', checks: 'write' });
  await expect(read(setup)).rejects.toThrow('(gateRecord) answered 200 (Resource not accessible by integration)');
});
