import { describe, expect, test } from 'vitest';
import { readPeople } from '../../src/github/people.ts';
import type { AccessRole } from './double/accounts.ts';
import { repository, setUp } from './setup.ts';

const bot = 'github-actions[bot]';
const permission = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
const membership = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';

describe('standings', () => {
  test.each<[string, AccessRole, readonly [boolean, boolean, boolean]]>([
    ['reader', 'read', [false, false, false]],
    ['triager', 'triage', [false, false, false]],
    ['writer', 'write', [true, false, false]],
    ['maintainer', 'maintain', [true, true, false]],
    ['admin', 'admin', [true, true, true]],
    ['stranger', 'none', [false, false, false]],
    ['of a role called admin', { name: 'admin', base: 'write' }, [true, false, false]],
    ['of a role of their own', { name: 'release manager', base: 'maintain' }, [true, true, false]],
  ])('%s', async (_, role, [push, maintain, admin]) => {
    await using setup = await setUp();
    setup.github.state.user('Bob', role);
    const { standings } = await readPeople(setup.client, repository, ['Bob'], []);
    expect([...standings]).toEqual([['bob', { kind: 'known', push, maintain, admin }]]);
  });

  test('of accounts that are gone or were never there are missing', async () => {
    await using setup = await setUp();
    setup.github.state.user('bob', 'admin');
    setup.github.state.deleteUser('bob');
    const { standings } = await readPeople(setup.client, repository, ['bob', 'nobody'], []);
    expect([...standings.values()]).toEqual([{ kind: 'missing' }, { kind: 'missing' }]);
  });

  test('of a bot are asked for by its whole name', async () => {
    await using setup = await setUp();
    setup.github.state.user('renovate[bot]', 'write');
    setup.github.state.user('renovate', 'admin');
    const { standings } = await readPeople(setup.client, repository, ['renovate[bot]'], []);
    expect(standings.get('renovate[bot]')).toMatchObject({ kind: 'known', push: true, admin: false });
  });

  test('that one failure keeps back leave the others', async () => {
    await using setup = await setUp();
    for (const login of ['bob', 'carol', 'dave']) setup.github.state.user(login, 'maintain');
    setup.github.fault(/collaborators/, { kind: 'answer', status: 403 }, { skip: 1 });
    const { standings } = await readPeople(setup.client, repository, ['bob', 'carol', 'dave'], []);
    const kinds = [...standings.values()].map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['known', 'known', 'unreadable']);
    const unreadable = [...standings.values()].find(({ kind }) => kind === 'unreadable');
    expect(unreadable).toMatchObject({ why: expect.stringMatching(/^GitHub: GET .*permission answered 403/) });
  });

  test('that fail at first are asked for again; what stays away is unreadable', async () => {
    await using setup = await setUp();
    setup.github.state.user('bob', 'maintain');
    setup.github.fault(permission, { kind: 'drop' });
    setup.github.fault(permission, { kind: 'answer', status: 429, headers: { 'retry-after': '3' } });
    const { standings } = await readPeople(setup.client, repository, ['bob'], []);
    expect(standings.get('bob')).toMatchObject({ kind: 'known', maintain: true });
    expect(setup.waits).toEqual([1000, 3000]);
    setup.github.fault(permission, { kind: 'answer', status: 503 }, { times: 99 });
    expect((await readPeople(setup.client, repository, ['carol'], [])).standings.get('carol')?.kind).toBe('unreadable');
  });

  const user = { login: 'bob', permissions: { pull: true, push: true, maintain: true, admin: true } };
  test.each<[string, object]>([
    ['somebody else’s', { user: { ...user, login: 'eve' } }],
    ['nobody’s', { user: null }],
    ['no booleans', { user: { login: 'bob' } }],
    ['no word on push', { user: { ...user, permissions: { pull: true, admin: true } } }],
    ['no word on admin', { user: { ...user, permissions: { pull: true, push: true, maintain: true } } }],
    ['words for booleans', { user: { ...user, permissions: { push: 'yes', maintain: 'yes', admin: 'yes' } } }],
  ])('in an answer with %s are unreadable', async (_, body) => {
    await using setup = await setUp();
    const whole = { permission: 'admin', role_name: 'admin', ...body };
    setup.github.fault(permission, { kind: 'answer', status: 200, body: whole });
    expect((await readPeople(setup.client, repository, ['bob'], [])).standings.get('bob')?.kind).toBe('unreadable');
  });

  test('without a word on maintain have it only as admin', async () => {
    await using setup = await setUp();
    const answer = (admin: boolean) => ({
      kind: 'answer' as const,
      status: 200,
      body: { permission: 'write', role_name: 'write', user: { login: 'bob', permissions: { push: true, admin } } },
    });
    setup.github.fault(permission, answer(false));
    const first = await readPeople(setup.client, repository, ['bob'], []);
    expect(first.standings.get('bob')).toEqual({ kind: 'known', push: true, maintain: false, admin: false });
    await using other = await setUp();
    other.github.fault(permission, answer(true));
    const second = await readPeople(other.client, repository, ['bob'], []);
    expect(second.standings.get('bob')).toMatchObject({ maintain: true, admin: true });
  });

  test('are asked for once a run, whatever the case; what was unreadable is asked for again', async () => {
    await using setup = await setUp();
    setup.github.state.user('bob', 'write');
    setup.github.fault(permission, { kind: 'answer', status: 403 });
    for (const logins of [['bob'], ['bob', 'BOB'], ['Bob']]) await readPeople(setup.client, repository, logins, []);
    expect(setup.github.count(permission)).toBe(2);
  });

  test('of 200 people are asked for six at a time', async () => {
    await using setup = await setUp();
    const logins = Array.from({ length: 200 }, (_, index) => `p${index}`);
    for (const login of logins) setup.github.state.user(login, 'write');
    const { standings } = await readPeople(setup.client, repository, logins, []);
    expect([...standings.values()].every((standing) => standing.kind === 'known' && standing.push)).toBe(true);
    expect(setup.github.count(permission)).toBe(200);
    expect(setup.github.most).toBeLessThanOrEqual(6);
  });

  test('are not read with a token that is not valid', async () => {
    await using setup = await setUp({ token: 'ghs_nobody' });
    await expect(readPeople(setup.client, repository, ['bob'], [])).rejects.toThrow('401');
  });
});

describe('memberships', () => {
  const reader = { login: bot, contents: 'read', pullRequests: 'write', checks: 'write', members: 'read' } as const;

  test('are known to a token that may read members', async () => {
    await using setup = await setUp({ token: 'ghs_app' });
    const { state } = setup.github;
    state.tokens.set('ghs_app', reader);
    for (const login of ['bob', 'carol', 'dave']) state.user(login, 'write');
    state.team('Acme/DBA', ['Bob']);
    state.team('acme/dba', ['carol'], 'pending');
    const { memberships } = await readPeople(setup.client, repository, ['bob', 'carol', 'dave'], ['acme/DBA']);
    expect([...memberships]).toEqual([
      ['acme/dba bob', 'member'],
      ['acme/dba carol', 'no'],
      ['acme/dba dave', 'no'],
    ]);
  });

  test('are unreadable to one that may not, and in what is no team', async () => {
    await using setup = await setUp();
    setup.github.state.team('acme/dba', ['bob']);
    setup.github.state.user('bob', 'write');
    const { standings, memberships } = await readPeople(
      setup.client,
      repository,
      ['bob'],
      ['acme/dba', 'dba', 'a/b/c'],
    );
    expect([...memberships.values()]).toEqual(['unreadable', 'unreadable', 'unreadable']);
    expect(standings.get('bob')?.kind).toBe('known');
    expect(setup.github.count(membership)).toBe(1);
  });
});
