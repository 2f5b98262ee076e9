/** Scenarios by when it is confirmed, and what happens then. */
import { expect } from 'vitest';
import type { MergeMethod } from '../../github/double/history.ts';
import type { Comment } from '../../github/double/state.ts';
import { expectedBetween } from './expectation.ts';
import type { Row } from './rows.ts';
import { both, config, loss, main, otherRename, rename, unrelated, withConfig } from './schemas.ts';
import { confirm, reject, revoke, type World } from './world.ts';

const who = 'a maintainer';
const how = 'a new comment';
const counts = 'confirmed, check green';
const stays = 'stays confirmed, check green';
const methods: readonly MergeMethod[] = ['merge', 'squash', 'rebase'];

/** The rename, confirmed by Mona. */
async function confirmed(world: World): Promise<string> {
  await world.open(rename);
  const id = await world.rename();
  await world.say('mona', [confirm(id)]);
  await world.settle();
  world.end('success', [id]);
  return id;
}

/** What happens between two requests of a run of the plan; the run of what happened comes after it. */
function during(id: string, route: string, skip: number, place: string): Row {
  return {
    id,
    who,
    when: `during a run, ${place}`,
    how,
    holds: `${counts}, by whichever run ends last`,
    async run(world) {
      await world.open(rename);
      const guard = await world.rename();
      await world.settle();
      await world.plan({ unheld: true });
      const written = world.later('mona', [confirm(guard)], route, skip);
      await world.settle();
      await world.heard(written());
      await world.finish();
      world.end('success', [guard]);
    },
  };
}

/** Confirmed once it is merged: that is where a stopped deploy sends people. */
function merged(method: MergeMethod): Row {
  return {
    id: `merged-by-${method}`,
    who,
    when: `after the merge by ${method}, main moved on since`,
    how,
    holds: 'the answer says that it is confirmed for the deploy; plan comment and check stay what they were',
    async run(world) {
      world.state.push('pull/7', { ...main, 'README.md': 'x' }, [world.state.tip('main')], { author: 'alice' });
      await world.open(both);
      const [r, d] = [await world.rename(), await world.loss()];
      await world.settle();
      world.state.merge(7, method);
      world.state.push('main', { ...both, 'schema/people.sql': String(main['schema/people.sql']) });
      const before = [world.comment('plan')?.body, world.state.checkRuns.length];
      const comment = await world.say('mona', [confirm(r)]);
      await world.settle();
      await world.say('reed', [confirm(d)]);
      await world.finish();
      expect([world.comment('plan')?.body, world.state.checkRuns.length]).toEqual(before);
      expect(world.answer()).toMatch(/is merged: what is confirmed here is for its deploy/);
      expect(world.answer()).toMatch(/✔ Confirmed: rename of/);
      expect(world.answer()).toMatch(/✖ Does not count: loss of data .*less than the maintain permission/);
      expect(world.answer()).toMatch(/\*\*1 change to confirm\*\*/);
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
    },
  };
}

/** Two pull requests in a queue: one with the rename, one with the loss. */
async function twoPulls(world: World): Promise<readonly [string, string]> {
  await world.open(rename, { number: 7 });
  await world.open(loss, { number: 8, author: 'wes' });
  return [await world.rename(7), await world.loss(8)];
}

/** The check of a group has to be green only where each of its steps is confirmed by its own pull request. */
async function holdGroup(world: World, numbers: readonly number[]): Promise<void> {
  const { queue, checkRuns, objects } = world.state;
  const last = numbers.at(-1) ?? 0;
  const head = queue.head(last);
  const conclusions: string[] = [];
  for (const number of numbers) {
    const { base, commits } = queue.entry(number);
    const step = await expectedBetween(world.state, base, commits.at(-1) ?? '', world.model.decided(number));
    conclusions.push(step.conclusion);
  }
  expect(objects.commits.has(head)).toBe(true);
  const wanted = conclusions.find((one) => one === 'failure') ?? conclusions.find((one) => one !== 'success');
  expect(checkRuns.findLast(({ commit }) => commit === head)?.conclusion, world.ended?.log).toBe(wanted ?? 'success');
}

function queued(method: MergeMethod): readonly Row[] {
  return [
    {
      id: `queue-${method}`,
      who: 'a maintainer on one of two queued pull requests',
      when: `in a merge queue that merges by ${method}`,
      how,
      holds: 'the group of the first is green, that of both waits until the second is confirmed on its own',
      async run(world) {
        world.state.queue.oneBranch = method === 'merge';
        const [r, d] = await twoPulls(world);
        await world.say('mona', [confirm(r), confirm(d)], { number: 7 });
        await world.settle();
        world.state.enqueue(7, method);
        await world.group(7);
        await world.settle();
        await holdGroup(world, [7]);
        world.state.enqueue(8, method);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('success');
        await world.group(8, { whole: true });
        await world.settle();
        await holdGroup(world, [7, 8]);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('action_required');
        world.state.eject(8);
        await world.say('rita', [confirm(d)], { number: 8 });
        await world.settle();
        world.state.enqueue(8, method);
        await world.group(8, { whole: true });
        await world.finish();
        await holdGroup(world, [7, 8]);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('success');
      },
    },
    {
      id: `queue-reordered-${method}`,
      who: 'a maintainer on each of two queued pull requests',
      when: `in a merge queue by ${method} that is reordered`,
      how,
      holds: 'green in either order: the ids stay',
      async run(world) {
        const [r, d] = await twoPulls(world);
        await world.say('mona', [confirm(r)], { number: 7 });
        await world.say('mona', [confirm(d)], { number: 8 });
        await world.settle();
        world.state.enqueue(7, method);
        world.state.enqueue(8, method, { first: true });
        await world.group(8);
        await world.settle();
        await holdGroup(world, [8]);
        await world.group(7);
        await world.finish();
        await holdGroup(world, [8, 7]);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('success');
      },
    },
    {
      id: `queue-ejected-${method}`,
      who: 'a maintainer who takes it back',
      when: `in a merge queue by ${method}, the first was ejected, the second lands alone`,
      how: 'a revocation',
      holds: 'the second is green without the first; the first waits when it is queued again',
      async run(world) {
        world.state.queue.oneBranch = method === 'merge';
        const [r, d] = await twoPulls(world);
        await world.say('mona', [confirm(r)], { number: 7 });
        await world.say('mona', [confirm(d)], { number: 8 });
        await world.settle();
        world.state.enqueue(7, method);
        world.state.enqueue(8, method);
        await world.say('wes', [revoke(r)], { number: 7 });
        await world.settle();
        await world.group(8, { whole: true });
        await world.settle();
        await holdGroup(world, [7, 8]);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('action_required');
        world.state.eject(7);
        await world.group(8);
        await world.settle();
        await holdGroup(world, [8]);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('success');
        const before = world.state.tip('main');
        world.state.landFirst();
        await world.moved(before);
        await world.settle();
        world.state.enqueue(7, method);
        await world.group(7);
        await world.finish();
        await holdGroup(world, [7]);
        expect(world.state.checkRuns.at(-1)?.conclusion).toBe('action_required');
      },
    },
  ];
}

export const whenRows: readonly Row[] = [
  {
    id: 'before-the-plan',
    who,
    when: 'before the first plan, the id from `chx plan`',
    how,
    holds: counts,
    async run(world) {
      world.draft(rename);
      const id = await world.rename();
      const comment = await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
    },
  },
  {
    id: 'relevant-push',
    who,
    when: 'before a push that makes it another rename',
    how,
    holds: 'the new rename waits, the old confirmation is told of as gone by',
    async run(world) {
      await confirmed(world);
      await world.push(otherRename);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/was shown for the rename of .*user_name/);
    },
  },
  {
    id: 'unrelated-push',
    who,
    when: 'before a push that adds another table',
    how,
    holds: stays,
    async run(world) {
      const id = await confirmed(world);
      await world.push(unrelated(rename));
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'push-with-a-loss',
    who,
    when: 'before a push that drops another column',
    how,
    holds: 'the rename stays confirmed, the loss waits',
    async run(world) {
      const id = await confirmed(world);
      await world.push(both);
      await world.finish();
      world.end('action_required', [id]);
    },
  },
  {
    id: 'force-push-back',
    who,
    when: 'before a push to another rename and a force push back',
    how,
    holds: 'confirmed again: it is what was shown',
    async run(world) {
      const id = await confirmed(world);
      const first = world.state.pull(7).head;
      await world.push(otherRename);
      await world.settle();
      world.end('action_required', []);
      world.state.point('pull/7', first);
      await world.plan();
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'force-push-away',
    who,
    when: 'after a force push that takes the change out and a later one that brings it back',
    how,
    holds: 'green without the change, confirmed with it',
    async run(world) {
      const id = await confirmed(world);
      await world.push(main, { onto: world.state.tip('main') });
      await world.settle();
      expect(world.check()?.conclusion).toBe('success');
      await world.push(rename, { onto: world.state.tip('main') });
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'revoked-then-force-push-back',
    who: 'someone with write',
    when: 'while the pull request is another rename, before the force push back',
    how: 'revokes the first rename',
    holds: 'waits: the revocation blocks what it is about whenever that comes back',
    async run(world) {
      const id = await confirmed(world);
      const first = world.state.pull(7).head;
      await world.push(otherRename);
      await world.say('wes', [revoke(id)]);
      await world.settle();
      world.state.point('pull/7', first);
      await world.plan();
      await world.finish();
      world.end('action_required', []);
    },
  },
  during('during-first-read', '.*graphql pullRequest', 0, 'before its first request'),
  during('during-planning', '.*git/trees.*', 0, 'between reading the comments and the trees'),
  during('during-writing', '.*check-runs', 0, 'between the comments and the check'),
  {
    id: 'revoked-during-a-run',
    who: 'someone with write',
    when: 'during the run of the confirmation, just before its check is written',
    how: 'a revocation',
    holds: 'the run that confirmed sees it in its last look and makes the check wait before it ends',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)], { unheld: true });
      world.later('wes', [revoke(id)], '.*check-runs', 0);
      await world.finish();
      // Without the revocation's own run.
      expect(world.state.checkRuns.map(({ conclusion }) => conclusion)).toEqual([
        'action_required',
        'success',
        'action_required',
      ]);
      await world.hold();
    },
  },
  {
    id: 'written-over',
    who: 'someone with write',
    when: 'while another run is about to write its answer; the run of the revocation ends first, and the revocation is deleted',
    how: 'a revocation',
    holds: 'blocks: what the other run wrote over is read from the history of the answer',
    async run(world) {
      const id = await confirmed(world);
      await world.write('reed', '/chx status', [], { unheld: true });
      const written: Comment[] = [];
      world.before('PATCH .*issues/comments', 0, async () => {
        const revocation = world.posted('wes', [revoke(id)]);
        written.push(revocation);
        await world.meanwhile(revocation);
        world.state.deleteComment(revocation.id, 'wes');
      });
      await world.settle();
      const [revocation] = written;
      if (revocation === undefined) throw new Error('no answer was written');
      expect(world.check()?.conclusion).toBe('action_required');
      await world.gone(revocation, 'wes');
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'push-during-a-run',
    who,
    when: 'during the run of the confirmation the branch moves to another rename',
    how,
    holds: 'nothing of the old head is published on the new one',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      world.before('.*git/trees.*', 0, () => world.state.push('pull/7', otherRename, undefined, { author: 'alice' }));
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'deleted-during-a-run',
    who,
    when: 'during its own run, after it was read, the comment is deleted',
    how,
    holds: 'waits: the last look sees that it is gone',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      const comment = await world.say('mona', [confirm(id)]);
      world.before('.*check-runs', 0, () => world.state.deleteComment(comment.id, 'wes'));
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'merged-during-a-run',
    who,
    when: 'merged while its run plans',
    how,
    holds: 'answered as on a merged pull request, nothing is planned anew',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      const comment = await world.say('mona', [confirm(id)], { unheld: true });
      const checks = world.state.checkRuns.length;
      world.before('.*git/trees.*', 0, () => world.state.merge(7, 'squash'));
      await world.finish();
      expect(world.ended?.exitCode, world.ended?.log).toBe(0);
      expect(world.state.checkRuns).toHaveLength(checks);
      expect(world.answer()).toMatch(/✔ Confirmed: rename of/);
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
    },
  },
  ...methods.map(merged),
  {
    id: 'confirmed-then-merged',
    who,
    when: 'before the merge, and `/chx status` after it',
    how,
    holds: 'the answer says that nothing waits for the deploy',
    async run(world) {
      await confirmed(world);
      world.state.merge(7, 'squash');
      await world.write('wes', '/chx status');
      await world.finish();
      expect(world.answer()).toMatch(/Nothing (?:of|in) the .*waits/);
    },
  },
  {
    id: 'revoked-after-merge',
    who: 'someone with write',
    when: 'after the merge',
    how: 'a revocation',
    holds: 'the answer says that it waits again',
    async run(world) {
      const id = await confirmed(world);
      world.state.merge(7, 'merge');
      await world.say('wes', [revoke(id)]);
      await world.finish();
      expect(world.answer()).toMatch(/↩ Taken back/);
      expect(world.answer()).toMatch(/\*\*1 change to confirm\*\*/);
    },
  },
  {
    id: 'closed',
    who,
    when: 'while the pull request is closed, then reopened',
    how,
    holds: 'nothing while it is closed; confirmed once it is open again',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.settle();
      world.state.pull(7).state = 'CLOSED';
      await world.say('mona', [confirm(id)]);
      await world.settle();
      expect(world.check()?.conclusion).toBe('action_required');
      world.state.pull(7).state = 'OPEN';
      await world.plan({ action: 'reopened' });
      await world.finish();
      world.end('success', [id]);
    },
  },
  ...methods.flatMap(queued),
  {
    id: 'queue-untold',
    who: 'a maintainer on each of two queued pull requests',
    when: 'in a merge queue that squashes both onto one branch',
    how,
    holds: 'check red, in one line: whose which commit is can not be told, and what to do about it',
    async run(world) {
      world.state.queue.oneBranch = true;
      const [r, d] = await twoPulls(world);
      await world.say('mona', [confirm(r)], { number: 7 });
      await world.say('mona', [confirm(d)], { number: 8 });
      await world.settle();
      world.state.enqueue(7, 'squash');
      world.state.enqueue(8, 'squash');
      await world.group(8);
      await world.finish();
      expect(world.state.checkRuns.at(-1)).toMatchObject({ commit: world.state.queue.head(8), conclusion: 'failure' });
      expect(world.ended?.log).toMatch(/let the queue merge by merge commits, or set its group size to 1/);
    },
  },
  {
    id: 'queue-loosened',
    who: 'the author of the second of two queued pull requests',
    when: 'in a merge queue behind one that sets `allow_author: true`',
    how,
    holds: 'waits: until the first is merged, the config of the branch holds as well',
    async run(world) {
      world.state.user('wes', 'maintain');
      await world.open(withConfig(main, 'guards: { allow_author: true }\n'), { number: 7 });
      await world.open(loss, { number: 8, author: 'wes' });
      await world.say('wes', [confirm(await world.loss(8))], { number: 8 });
      await world.settle();
      world.state.enqueue(7);
      world.state.enqueue(8);
      await world.group(8);
      await world.finish();
      expect(world.state.checkRuns.at(-1)?.conclusion).toBe('action_required');
    },
  },
  {
    id: 'main-moved-elsewhere',
    who,
    when: 'before main gains another table',
    how,
    holds: `planned anew, ${stays}`,
    async run(world) {
      const id = await confirmed(world);
      await world.pushMain(unrelated(main));
      await world.finish();
      expect(world.check()?.conclusion).toBe('success');
      expect((await world.expected()).outcome?.document.guards.map((guard) => guard.id)).toEqual([id]);
    },
  },
  {
    id: 'main-moved-under-it',
    who,
    when: 'before main gains a view that reads the renamed column',
    how,
    holds: 'planned anew: what reads the column is part of the id, so it waits again',
    async run(world) {
      const id = await confirmed(world);
      const view = 'CREATE VIEW shop.names AS SELECT user FROM shop.people;\n';
      await world.pushMain({ ...main, 'schema/names.sql': view });
      await world.finish();
      expect((await world.ids()).includes(id)).toBe(false);
      expect(world.check()?.conclusion).not.toBe('success');
    },
  },
  {
    id: 'stricter-config-on-main',
    who,
    when: 'before main asks for an admin',
    how,
    holds: 'planned anew: waits for an admin',
    async run(world) {
      await confirmed(world);
      world.model.policies = [{ permission: 'admin', confirmers: [], allowAuthor: false }];
      await world.pushMain(withConfig(main, 'guards: { permission: admin }\n'));
      await world.finish();
      expect(world.check()?.conclusion).toBe('action_required');
      expect(world.answer()).toMatch(/less than the admin permission/);
    },
  },
  {
    id: 'looser-config-in-it',
    who: 'the author',
    when: 'on a pull request that sets `allow_author: true` and `permission: write`',
    how,
    holds: 'waits: the base’s config holds',
    async run(world) {
      await world.open(withConfig(rename, 'guards: { allow_author: true, permission: write }\n'));
      const id = await world.rename();
      await world.say('alice', [confirm(id)]);
      await world.settle();
      await world.say('wes', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'first-config',
    who: 'a maintainer, then an admin',
    when: 'on a pull request that brings the config, with other `guards`',
    how,
    holds: 'the strictest gate: the maintainer does not count, the admin does',
    async run(world) {
      const { 'chx.yml': _, ...bare } = main;
      world.state.push('main', bare);
      world.model.policies = [{ permission: 'admin', confirmers: [], allowAuthor: false }];
      await world.open(withConfig(rename, 'guards: { permission: write, allow_author: true }\n'));
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.settle();
      expect(world.check()?.conclusion).toBe('action_required');
      await world.say('rita', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'config-removed',
    who,
    when: 'on a pull request that deletes the config',
    how,
    holds: 'check red: without it nobody knows what the schema is',
    async run(world) {
      const { 'chx.yml': _, ...bare } = rename;
      await world.open(bare);
      await world.settle();
      await world.say('mona', [confirm('r-aaaaaaaaaaaaaaaaaaaaaaaaaa')]);
      await world.finish();
      expect(world.check()?.conclusion).toBe('failure');
    },
  },
  {
    id: 'broken-config-on-main',
    who,
    when: 'before main’s config breaks',
    how,
    holds: 'check red, nothing counts; confirmed again once main is repaired',
    async run(world) {
      const id = await confirmed(world);
      await world.pushMain({ ...main, 'chx.yml': `${config()}bogus: 1\n` });
      await world.settle();
      expect(world.check()?.conclusion).toBe('failure');
      await world.pushMain(main);
      await world.finish();
      expect(world.check()?.conclusion).toBe('success');
      expect(world.model.decided(7).confirmed).toEqual(new Set([id]));
    },
  },
  {
    id: 'base-edited',
    who,
    when: 'before the pull request gets another base, whose config asks for an admin',
    how,
    holds: 'planned against the new base: waits for an admin',
    async run(world) {
      await confirmed(world);
      world.state.push('release', withConfig(main, 'guards: { permission: admin }\n'), [world.state.tip('main')]);
      world.state.pull(7).base = 'release';
      world.model.policies = [{ permission: 'admin', confirmers: [], allowAuthor: false }];
      await world.plan({ action: 'edited' });
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'base-edited-schema',
    who,
    when: 'before the pull request gets another base, which still has a table that main dropped',
    how,
    holds: 'the rename stays confirmed, the loss of that table waits',
    async run(world) {
      world.state.push('release', unrelated(main), [world.state.tip('main')]);
      world.state.push('main', main, [world.state.tip('release')]);
      const id = await confirmed(world);
      world.state.pull(7).base = 'release';
      await world.plan({ action: 'edited' });
      await world.finish();
      world.end('action_required', [id]);
    },
  },
  {
    id: 'rejected-then-pushed',
    who,
    when: 'before an unrelated push',
    how: 'a rejection',
    holds: 'stays rejected: a drop and an add, whose guard waits',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [reject(id)]);
      await world.push(unrelated(rename));
      await world.finish();
      world.end('action_required', [], [id]);
    },
  },
  {
    id: 'dispatched-late',
    who,
    when: 'before a push to another rename; the run of the comment starts after it',
    how,
    holds: 'waits, the answer says by what it was outdated',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.settle();
      const comment = world.posted('mona', [confirm(id)]);
      await world.push(otherRename);
      await world.settle();
      await world.heard(comment);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/was shown for the rename of .*user_name/);
    },
  },
];
