/** How many requests to GitHub a run takes: an hour of a repository's jobs has a thousand of them. */
import { expect, test } from 'vitest';
import { rename, unrelated } from './schemas.ts';
import { confirm, type Ended, World } from './world.ts';

function shown(name: string, { requests }: Ended): number {
  console.log(`${name}: ${requests.length} requests\n${requests.map((route) => `  ${route}`).join('\n')}`);
  return requests.length;
}

test('a first plan, a push, a command, and a command after the merge', async () => {
  await using world = await World.start(null);
  await world.open(rename);
  expect(shown('first plan', await world.finish())).toBeLessThanOrEqual(12);
  await world.push(unrelated(rename));
  expect(shown('next plan', await world.finish())).toBeLessThanOrEqual(11);
  const id = await world.rename();
  await world.say('mona', [confirm(id)]);
  expect(shown('one confirmation', await world.finish())).toBeLessThanOrEqual(18);
  await world.push({ ...unrelated(rename), 'README.md': 'x' });
  expect(shown('plan with one confirmation', await world.finish())).toBeLessThanOrEqual(14);
  world.state.merge(7, 'squash');
  await world.write('wes', '/chx status');
  expect(shown('status after the merge', await world.finish())).toBeLessThanOrEqual(18);
});
