/** Scenarios in which GitHub fails or answers less than it knows, as they show through the bundle. */
import { expect } from 'vitest';
import type { Fault } from '../../github/double/server.ts';
import type { Row } from './rows.ts';
import { rename } from './schemas.ts';
import { confirm, revoke, type World } from './world.ts';

const who = 'a maintainer';
const how = 'a new comment';
const permission = '.*collaborators.*permission';

const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
  kind: 'answer',
  status: code,
  headers,
});
const graphqlError: Fault = {
  kind: 'answer',
  status: 200,
  body: { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] },
};

/** The plan, then a comment that confirms it, during whose run something fails. */
async function failing(world: World, route: string, fault: Fault, options = {}): Promise<string> {
  await world.open(rename);
  const id = await world.rename();
  await world.say('mona', [confirm(id)], { unheld: true });
  world.github.fault(new RegExp(route), fault, options);
  await world.finish();
  return id;
}

/** What failed did no harm, and another run of the same does what was asked. */
async function recovers(world: World, id: string): Promise<void> {
  expect(world.check()?.conclusion).toBe('action_required');
  await world.plan();
  await world.settle();
  world.end('success', [id]);
}

export const faultRows: readonly Row[] = [
  {
    id: 'permission-denied',
    who,
    when: 'GitHub answers 403 to what they may do',
    how,
    holds: 'waits, the answer says that it could not be read; confirmed by the next run',
    async run(world) {
      const id = await failing(world, permission, status(403));
      expect(world.answer()).toMatch(/may do here could not be read/);
      await recovers(world, id);
    },
  },
  {
    id: 'permission-missing',
    who,
    when: 'GitHub answers 404 to what they may do',
    how,
    holds: 'waits; confirmed by the next run',
    async run(world) {
      await recovers(world, await failing(world, permission, status(404)));
    },
  },
  {
    id: 'permission-of-another',
    who,
    when: 'GitHub answers with what somebody else may do',
    how,
    holds: 'waits; confirmed by the next run',
    async run(world) {
      const body = {
        permission: 'admin',
        role_name: 'admin',
        user: { login: 'rita', permissions: { push: true, maintain: true, admin: true } },
      };
      await recovers(world, await failing(world, permission, { kind: 'answer', status: 200, body }));
    },
  },
  {
    id: 'permission-denied-revocation',
    who: 'someone with write who revokes',
    when: 'GitHub answers 403 to what they may do',
    how: 'a revocation',
    holds: 'blocks: what can not be read blocks; the next run knows that they may',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.say('wes', [revoke(id)]);
      world.github.fault(new RegExp(permission), status(403), { times: 9 });
      await world.finish();
      expect(world.check()?.conclusion).toBe('action_required');
    },
  },
  {
    id: 'rate-limit',
    who,
    when: 'GitHub answers 429 once to the reading of comments',
    how,
    holds: 'asked again after the time that it names: confirmed',
    async run(world) {
      const id = await failing(world, '.*gateRecord', status(429, { 'retry-after': '1' }));
      world.end('success', [id]);
    },
  },
  {
    id: 'server-error',
    who,
    when: 'GitHub answers 500 once to the check, after having made it',
    how,
    holds: 'confirmed, the check stands there once',
    async run(world) {
      const id = await failing(world, 'POST .*check-runs', { kind: 'answer', status: 500, effect: true });
      world.end('success', [id]);
      expect(world.state.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['action_required', 'success']);
    },
  },
  {
    id: 'comments-refused',
    who,
    when: 'GraphQL refuses the comments',
    how,
    holds: 'the job fails in one line, nothing is written; confirmed by the next run',
    async run(world) {
      const id = await failing(world, '.*gateRecord', graphqlError);
      expect(world.ended?.exitCode).not.toBe(0);
      expect(world.ended?.log.match(/^::error::.*$/gm)).toHaveLength(1);
      await recovers(world, id);
    },
  },
  {
    id: 'page-missing',
    who,
    when: 'the second page of comments, which holds a revocation, is not found',
    how,
    holds: 'the job fails, nothing is written; the revocation blocks in the next run',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.settle();
      await world.say('mona', [confirm(id)], { unheld: true });
      for (let index = 0; index < 120; index++) world.state.comment(7, 'reed', `talk ${index}`);
      world.posted('wes', [revoke(id)]);
      world.github.fault(/.*gateComments/, { kind: 'answer', status: 404 });
      await world.finish();
      expect(world.ended?.exitCode).not.toBe(0);
      expect(world.check()?.conclusion).toBe('action_required');
      await world.plan();
      await world.settle();
      world.end('action_required', []);
    },
  },
  {
    id: 'edits-refused',
    who: 'someone with write',
    when: 'GraphQL refuses the earlier texts of a comment of theirs that was edited',
    how: 'a confirmation of a maintainer’s from before the edit',
    holds: 'waits: one of those texts may have been a revocation; confirmed by the next run',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      const talk = await world.write('wes', 'hello');
      const comment = await world.say('mona', [confirm(id)], { unheld: true });
      world.state.editComment(talk.id, 'hello!', 'wes');
      world.model.meanings.set(talk.id, [[], []]);
      world.github.fault(/.*commentEdits/, graphqlError, { times: 9 });
      await world.finish();
      expect(world.check()?.conclusion).toBe('action_required');
      expect(world.reactions(comment)).toContain('confused');
    },
  },
  {
    id: 'reaction-refused',
    who,
    when: 'GitHub refuses reactions',
    how,
    holds: 'confirmed, check green',
    async run(world) {
      const id = await failing(world, '.*reactions', status(403), { times: 9 });
      world.end('success', [id]);
    },
  },
  {
    id: 'read-only-token',
    who,
    when: 'in a job whose token may not write',
    how,
    holds: 'nothing is written, the job says so in one warning; confirmed by a run that may',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)], { unheld: true });
      world.token = 'ghs_fork';
      const before = [world.state.comments.length, world.state.checkRuns.length];
      await world.finish();
      expect([world.state.comments.length, world.state.checkRuns.length]).toEqual([before[0], before[1]]);
      expect(world.ended?.log.match(/^::warning::/gm)).toHaveLength(1);
      world.token = 'ghs_actions';
      await recovers(world, id);
    },
  },
  {
    id: 'no-checks',
    who,
    when: 'in a job whose token may not write checks',
    how,
    holds: 'answered; the check stays as it was',
    async run(world) {
      const { state } = world;
      state.tokens.set('ghs_comments', {
        login: 'github-actions[bot]',
        contents: 'read',
        pullRequests: 'write',
        checks: 'none',
      });
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)], { unheld: true });
      await world.settle().catch(() => {});
      world.token = 'ghs_comments';
      await world.say('rita', [revoke(id)], { unheld: true });
      await world.finish();
      expect(world.answer()).toMatch(/↩ Taken back/);
      expect(world.ended?.log).toMatch(/checks: write/);
    },
  },
];
