import { expect, test } from 'vitest';
import { publishCheck } from '../../src/github/publish.ts';
import { readCheckTexts } from '../../src/github/shown.ts';
import { repository, type Setup, setUp } from './setup.ts';

async function post(setup: Setup, commit: string, text: string, name = 'chx'): Promise<void> {
  const shown = { name, commit, conclusion: 'success', title: 't', summary: 's', text, annotations: [] } as const;
  await publishCheck(setup.client, repository, { ...shown, detailsUrl: null, externalId: text });
}

async function prepare(setup: Setup): Promise<readonly string[]> {
  const { state } = setup.github;
  const main = state.push('main', { a: '0' });
  const first = state.push('pull/7', { a: '1' }, [main]);
  state.open(7, 'main');
  await post(setup, first, 'first');
  const second = state.push('pull/7', { a: '2' }, [main]);
  await post(setup, second, 'second');
  await post(setup, second, 'second again');
  await post(setup, second, 'of another config', 'chx (billing)');
  const third = state.push('pull/7', { a: '3' });
  await post(setup, third, 'third');
  setup.github.requests.length = 0;
  return [first, second, third];
}

test('what our checks said on a pull request is there, the youngest first, with heads that were pushed away', async () => {
  await using setup = await setUp();
  const [first, second, third] = await prepare(setup);
  expect(await readCheckTexts(setup.client, repository, 7, 'chx')).toEqual([
    { name: 'chx', commit: third, text: 'third' },
    { name: 'chx', commit: second, text: 'second again' },
    { name: 'chx', commit: second, text: 'second' },
    { name: 'chx', commit: first, text: 'first' },
  ]);
  expect(setup.github.requests).toHaveLength(1);
  expect(await readCheckTexts(setup.client, repository, 7, 'chx (billing)')).toEqual([
    { name: 'chx (billing)', commit: second, text: 'of another config' },
  ]);
});

test('commits can be given, and what is none of them says nothing', async () => {
  await using setup = await setUp();
  const [first = '', second = ''] = await prepare(setup);
  const blob = setup.github.state.objects.blob('text');
  const commits = [first, second, 'nonsense', '0'.repeat(40), blob, first];
  expect((await readCheckTexts(setup.client, repository, commits, 'chx')).map(({ text }) => text)).toEqual([
    'second again',
    'second',
    'first',
  ]);
  expect(setup.github.requests).toHaveLength(1);
  expect(await readCheckTexts(setup.client, repository, [], 'chx')).toEqual([]);
});

test('checks of other apps are none of ours', async () => {
  await using setup = await setUp();
  const [, , third = ''] = await prepare(setup);
  for (const run of setup.github.state.checkRuns) Object.assign(run, { login: 'other-app[bot]' });
  await post(setup, third, 'ours');
  expect((await readCheckTexts(setup.client, repository, 7, 'chx')).map(({ text }) => text)).toEqual(['ours']);
});

test('where GitHub does not answer there is nothing', async () => {
  await using setup = await setUp();
  await prepare(setup);
  setup.github.fault(/checkTexts/, { kind: 'answer', status: 500 }, { times: 99 });
  expect(await readCheckTexts(setup.client, repository, 7, 'chx')).toEqual([]);
  await using blind = await setUp({ token: 'ghs_blind' });
  const access = { contents: 'read', pullRequests: 'read', checks: 'none' } as const;
  blind.github.state.tokens.set('ghs_blind', { login: 'github-actions[bot]', ...access });
  const main = blind.github.state.push('main', { a: '0' });
  blind.github.state.push('pull/7', { a: '1' }, [main]);
  blind.github.state.open(7, 'main');
  expect(await readCheckTexts(blind.client, repository, 7, 'chx')).toEqual([]);
});
