import { expect, test } from 'vitest';
import { react } from '../../src/github/reaction.ts';
import { repository, setUp } from './setup.ts';

const route = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';

test('a reaction is put on once, however often it is sent', async () => {
  await using setup = await setUp();
  const comment = setup.github.state.comment(7, 'bob', '/chx plan');
  setup.github.fault(route, { kind: 'drop', effect: true });
  expect(await react(setup.client, repository, String(comment.id), 'eyes')).toEqual({ kind: 'done' });
  expect(comment.reactions).toMatchObject([{ login: 'github-actions[bot]', content: 'eyes' }]);
  expect(setup.github.count(route)).toBe(2);
});

test('on a comment that is gone, or with a token that may not, nothing fails', async () => {
  await using setup = await setUp({ token: 'ghs_fork' });
  const comment = setup.github.state.comment(7, 'bob', '/chx plan');
  expect(await react(setup.client, repository, String(comment.id), '+1')).toMatchObject({
    kind: 'left',
    failure: { kind: 'denied' },
  });
  await using other = await setUp();
  expect(await react(other.client, repository, '1', '+1')).toMatchObject({
    kind: 'left',
    failure: { kind: 'missing' },
  });
  other.github.fault(route, { kind: 'answer', status: 502 }, { times: 99 });
  const left = await react(other.client, repository, '1', '+1');
  expect(left).toMatchObject({ kind: 'left', failure: { kind: 'unavailable' } });
  expect(other.waits).toEqual([1000, 2000, 4000, 8000]);
});

test('a token that may write issues will do; one that is not valid ends the run', async () => {
  await using setup = await setUp({ token: 'ghs_issues' });
  const access = { contents: 'read', pullRequests: 'read', checks: 'read', issues: 'write' } as const;
  setup.github.state.tokens.set('ghs_issues', { login: 'github-actions[bot]', ...access });
  const comment = setup.github.state.comment(7, 'bob', '/chx plan');
  expect(await react(setup.client, repository, String(comment.id), 'rocket')).toEqual({ kind: 'done' });
  await using other = await setUp({ token: 'ghs_nobody' });
  await expect(react(other.client, repository, '1', '+1')).rejects.toThrow('401');
});
