/** Scenarios by who confirms. */
import { expect } from 'vitest';
import type { AccessRole, AccountKind } from '../../github/double/accounts.ts';
import type { ModelPolicy } from './model.ts';
import { plain, type Row } from './rows.ts';
import { main, rename, withConfig } from './schemas.ts';
import { confirm, type World } from './world.ts';

/** Puts other guards into the base's config, and into the model. */
export function guards(world: World, policy: Partial<ModelPolicy>): void {
  const whole = { permission: 'maintain', confirmers: [], allowAuthor: false, ...policy } as const;
  world.model.policies = [whole];
  const lines = [
    'guards:',
    `  permission: ${whole.permission}`,
    ...(whole.confirmers.length > 0 ? [`  confirmers: [${whole.confirmers.join(', ')}]`] : []),
    `  allow_author: ${whole.allowAuthor}`,
  ];
  world.state.push('main', withConfig(main, `${lines.join('\n')}\n`));
  settings.set(world, `${lines.join('\n')}\n`);
}

const settings = new WeakMap<World, string>();

/** A pull request with the rename, one comment that confirms it, and whether that counts. */
async function once(world: World, login: string, counts: boolean, says: RegExp): Promise<void> {
  await world.open(withConfig(rename, settings.get(world) ?? ''));
  const id = await world.rename();
  const comment = await world.say(login, [confirm(id)]);
  await world.finish();
  world.end(counts ? 'success' : 'action_required', counts ? [id] : []);
  expect(world.answer()).toMatch(says);
  // It was understood, whether or not it counts is said in the answer.
  expect(world.reactions(comment)).toEqual(['eyes', counts ? '+1' : 'confused']);
}

const counts = 'confirmed, check green';
const waits = (why: string): string => `waits, the answer says: ${why}`;

interface Simple {
  readonly id: string;
  readonly who: string;
  readonly login: string;
  readonly account?: readonly [AccessRole, AccountKind?];
  readonly policy?: Partial<ModelPolicy>;
  readonly says: RegExp;
  /** Why not, for people; null where it counts. */
  readonly why: string | null;
  prepare?(world: World): void;
}

const confirmed = /✔ Confirmed: rename of/;

const simple: readonly Simple[] = [
  {
    id: 'author',
    who: 'who opened the pull request, a maintainer',
    login: 'alice',
    says: /Does not count: .*opened this pull request/,
    why: 'opened this pull request',
  },
  {
    id: 'reader',
    who: 'someone with read',
    login: 'reed',
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  {
    id: 'stranger',
    who: 'someone who never was here',
    login: 'passerby',
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  {
    id: 'triager',
    who: 'someone with triage',
    login: 'tris',
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  {
    id: 'writer',
    who: 'someone with write',
    login: 'wes',
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  { id: 'maintainer', who: 'a maintainer', login: 'mona', says: confirmed, why: null },
  { id: 'admin', who: 'an admin', login: 'rita', says: confirmed, why: null },
  {
    id: 'writer-allowed',
    who: 'someone with write, `permission: write`',
    login: 'wes',
    policy: { permission: 'write' },
    says: confirmed,
    why: null,
  },
  {
    id: 'maintainer-below-admin',
    who: 'a maintainer, `permission: admin`',
    login: 'mona',
    policy: { permission: 'admin' },
    says: /less than the admin permission/,
    why: 'less than the admin permission',
  },
  {
    id: 'role-on-maintain',
    who: 'a custom role built on maintain',
    login: 'olga',
    account: [{ name: 'schema-owner', base: 'maintain' }],
    says: confirmed,
    why: null,
  },
  {
    id: 'role-on-write',
    who: 'a custom role built on write, called `admin`',
    login: 'olga',
    account: [{ name: 'admin', base: 'write' }],
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  {
    id: 'role-on-read',
    who: 'a custom role built on read, called `maintain`',
    login: 'olga',
    account: [{ name: 'maintain', base: 'read' }],
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  {
    id: 'bot',
    who: 'a bot without write',
    login: 'helper[bot]',
    account: ['read'],
    says: /is a bot/,
    why: 'is a bot',
  },
  {
    id: 'bot-with-write',
    who: 'a bot that is an admin',
    login: 'robo[bot]',
    account: ['admin'],
    policy: { permission: 'write', allowAuthor: true },
    says: /is a bot/,
    why: 'is a bot',
  },
  {
    id: 'mannequin',
    who: 'an imported account',
    login: 'ghosted',
    account: ['admin', 'Mannequin'],
    says: /is no person/,
    why: 'is no person',
  },
  {
    id: 'organization',
    who: 'an organisation’s account',
    login: 'acme',
    account: ['admin', 'Organization'],
    says: /is no person/,
    why: 'is no person',
  },
  {
    id: 'in-confirmers',
    who: 'a maintainer in `confirmers`, in other letters',
    login: 'mona',
    policy: { confirmers: ['rita', 'Mona'] },
    says: confirmed,
    why: null,
  },
  {
    id: 'not-in-confirmers',
    who: 'an admin who is not in `confirmers`',
    login: 'rita',
    policy: { confirmers: ['mona'] },
    says: /not among those who may confirm/,
    why: 'not among those who may confirm',
  },
  {
    id: 'confirmer-without-permission',
    who: 'someone in `confirmers` with write',
    login: 'wes',
    policy: { confirmers: ['wes'] },
    says: /less than the maintain permission/,
    why: 'less than the maintain permission',
  },
  {
    id: 'team-member',
    who: 'a member of a team in `confirmers`',
    login: 'mona',
    policy: { confirmers: ['acme/dba'] },
    prepare(world) {
      world.state.team('acme/dba', ['mona']);
      memberToken(world);
    },
    says: confirmed,
    why: null,
  },
  {
    id: 'team-invited',
    who: 'someone who was asked into the team and has not said yes',
    login: 'mona',
    policy: { confirmers: ['acme/dba'] },
    prepare(world) {
      world.state.team('acme/dba', ['mona'], 'pending');
      memberToken(world);
    },
    says: /not among those who may confirm/,
    why: 'not among those who may confirm',
  },
  {
    id: 'team-unreadable',
    who: 'a member of a team, the job’s own token can not read teams',
    login: 'mona',
    policy: { confirmers: ['acme/dba'] },
    prepare(world) {
      world.state.team('acme/dba', ['mona']);
    },
    says: /whether .*mona.* is in the team .*acme\/dba.* could not be read/,
    why: 'whether they are in the team could not be read',
  },
  {
    id: 'personal-owner',
    who: 'the owner of a personal repository, who wrote it',
    login: 'alice',
    prepare: personal,
    says: /opened this pull request/,
    why: 'opened this pull request',
  },
  {
    id: 'personal-owner-allowed',
    who: 'the owner of a personal repository, `allow_author: true`',
    login: 'alice',
    policy: { allowAuthor: true },
    prepare: personal,
    says: confirmed,
    why: null,
  },
  {
    id: 'personal-collaborator',
    who: 'a collaborator of a personal repository, `allow_author: true`',
    login: 'wes',
    policy: { allowAuthor: true },
    prepare: personal,
    says: /less than the admin permission/,
    why: 'less than the admin permission',
  },
  {
    id: 'author-allowed',
    who: 'who opened it, `allow_author: true`',
    login: 'alice',
    policy: { allowAuthor: true },
    says: confirmed,
    why: null,
  },
];

function personal(world: World): void {
  world.state.personal = true;
  world.state.user('alice', 'admin');
}

/** A token of an app that may read the organisation's members. */
function memberToken(world: World): void {
  world.state.tokens.set('ghs_members', {
    login: 'github-actions[bot]',
    contents: 'read',
    pullRequests: 'write',
    checks: 'write',
    members: 'read',
  });
  world.token = 'ghs_members';
  world.model.readsTeams = true;
}

export const whoRows: readonly Row[] = [
  ...simple.map(
    ({ id, who, login, account, policy, says, why, prepare }): Row => ({
      id,
      who,
      ...plain,
      holds: why === null ? counts : waits(why),
      async run(world) {
        if (account !== undefined) world.state.user(login, ...account);
        if (policy !== undefined) guards(world, policy);
        prepare?.(world);
        await once(world, login, why === null, says);
      },
    }),
  ),
  {
    id: 'co-author',
    who: 'a maintainer who is co-author of one commit',
    ...plain,
    holds: waits('wrote commits of this pull request'),
    async run(world) {
      await world.open(rename, { by: ['alice', 'mona'] });
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/wrote commits of this pull request/);
    },
  },
  {
    id: 'commit-author',
    who: 'a maintainer who pushed a commit to somebody else’s pull request',
    when: 'after having confirmed',
    how: 'a push',
    holds: 'the confirmation no longer counts, the answer says why',
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.push({ ...rename, 'README.md': 'x' }, { by: 'mona' });
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/wrote commits of this pull request/);
    },
  },
  {
    id: 'update-branch',
    who: 'a maintainer who pressed `Update branch`',
    when: 'after having confirmed',
    how: 'a merge of main that GitHub made',
    holds: counts,
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.settle();
      world.state.push('main', { ...main, 'README.md': 'x' });
      world.state.updateBranch(7, 'mona');
      await world.plan();
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'deleted-account',
    who: 'a maintainer whose account is deleted',
    when: 'after having confirmed',
    how: 'the next push',
    holds: waits('the account is deleted'),
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.settle();
      expect(world.check()?.conclusion).toBe('success');
      world.state.deleteUser('mona');
      await world.push({ ...rename, 'README.md': 'x' });
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/the account that wrote it is deleted/);
    },
  },
  {
    id: 'removed-collaborator',
    who: 'a maintainer who was removed from the repository',
    when: 'after having confirmed',
    how: 'the next push',
    holds: waits('less than the maintain permission'),
    async run(world) {
      await world.open(rename);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.settle();
      world.state.user('mona', 'none');
      await world.push({ ...rename, 'README.md': 'x' });
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/less than the maintain permission/);
    },
  },
  {
    id: 'former-team-member',
    who: 'a member of a team in `confirmers` who left it',
    when: 'after having confirmed',
    how: '`/chx plan`',
    holds: waits('not among those who may confirm'),
    async run(world) {
      guards(world, { confirmers: ['acme/dba'] });
      world.state.team('acme/dba', ['mona', 'rita']);
      memberToken(world);
      await world.open(withConfig(rename, settings.get(world) ?? ''));
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.settle();
      expect(world.check()?.conclusion).toBe('success');
      world.state.team('acme/dba', ['mona'], 'pending');
      await world.write('wes', '/chx plan');
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/not among those who may confirm/);
    },
  },
  {
    id: 'author-deleted',
    who: 'a maintainer, who opened it is a deleted account',
    ...plain,
    holds: counts,
    async run(world) {
      await world.open(rename);
      world.state.deleteUser('alice');
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
    },
  },
];
