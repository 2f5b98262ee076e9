import { expect, test } from 'vitest';
import { readOpenPullRequests } from '../../src/github/open-pulls.ts';
import { repository, setUp } from './setup.ts';

test('the open pull requests of a branch come with their paths, the youngest update first', async () => {
  await using setup = await setUp();
  const { state } = setup.github;
  const main = state.push('main', { a: '1', 'schema/old.sql': 'x', gone: '1' });
  state.push('release', { a: '0' }, [main]);
  const kept = { a: '1', 'schema/old.sql': 'x', gone: '1' };
  state.push('pull/1', { ...kept, 'schema/new.sql': 'y' }, [main]);
  state.push('pull/2', { a: '2', 'schema/old.sql': 'x' }, [main]);
  state.push('pull/3', { a: '1', gone: '1', 'docs/old.sql': 'x' }, [main]);
  state.push('pull/4', { ...kept, ...Object.fromEntries([...Array(101).keys()].map((n) => [`f${n}`, `${n}`])) }, [
    main,
  ]);
  for (const branch of ['pull/5', 'pull/6']) state.push(branch, { ...kept, a: branch }, [main]);
  for (const number of [1, 2, 3, 4, 5]) state.open(number, 'main');
  state.open(6, 'release');
  state.pull(5).state = 'CLOSED';
  state.push('pull/1', { ...kept, 'schema/new.sql': 'z' });

  const pulls = await readOpenPullRequests(setup.client, repository, 'main', 50);
  expect(pulls).toEqual([
    { number: 1, head: state.tip('pull/1'), paths: ['schema/new.sql'] },
    // More than a page, and a file that was moved from somewhere: anything may be touched.
    { number: 4, head: state.tip('pull/4'), paths: null },
    { number: 3, head: state.tip('pull/3'), paths: null },
    { number: 2, head: state.tip('pull/2'), paths: ['a', 'gone'] },
  ]);
  expect(setup.github.requests).toHaveLength(1);
  expect((await readOpenPullRequests(setup.client, repository, 'main', 2)).map(({ number }) => number)).toEqual([1, 4]);
});

test('as many as are asked for, over the pages', async () => {
  await using setup = await setUp();
  const { state } = setup.github;
  const main = state.push('main', { a: '1' });
  for (let number = 1; number <= 60; number++) {
    state.push(`pull/${number}`, { a: `${number}` }, [main]);
    state.open(number, 'main');
  }
  const pulls = await readOpenPullRequests(setup.client, repository, 'main', 40);
  expect(pulls.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => 60 - index));
  expect(setup.github.requests).toHaveLength(2);
  expect(await readOpenPullRequests(setup.client, repository, 'main', 0)).toEqual([]);
});
