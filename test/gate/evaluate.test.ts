import { describe, expect, test } from 'vitest';
import { askedLogins, askedTeams, evaluate, type Reason, type RecordedCommand } from '../../src/gate/evaluate.ts';
import { answerMarker, encodeRecord } from '../../src/gate/memory.ts';
import type { CommentRecord, GateRecord, Membership, Standing } from '../../src/gate/record.ts';
import type { GatePolicy } from '../../src/gate/standing.ts';
import {
  at,
  bot,
  type CommentOptions,
  comment,
  d,
  deletion,
  maintain,
  people,
  policy,
  r,
  record,
  self,
  user,
} from './builder.ts';

const confirm = `/chx confirm-rename ${r(1)}`;
const reject = `/chx reject-rename ${r(1)}`;
const revoke = `/chx revoke ${r(1)}`;
const allow = `/chx allow-destructive ${d(1)}`;

interface Scenario {
  readonly name: string;
  readonly comments: readonly CommentRecord[];
  readonly options?: Partial<GateRecord>;
  readonly policies?: readonly GatePolicy[];
  readonly known?: readonly RecordedCommand[];
  readonly standings?: Readonly<Record<string, Standing>>;
  readonly memberships?: Readonly<Record<string, Membership>>;
  /** What becomes of rename 1. */
  readonly state: 'confirmed' | 'rejected' | 'pending';
  /** Reasons of all judgements on it, in the order of the comments. */
  readonly reasons: readonly Reason[];
}

const by = (login: string, body = confirm, second = 10, options: CommentOptions = {}): CommentRecord =>
  comment(second, login, body, options);
const answerBody = (commands: readonly RecordedCommand[]): string =>
  `${answerMarker('chx')}\n${encodeRecord(commands)}\n**Answers**\n`;
const answer = (commands: readonly RecordedCommand[], options: CommentOptions = {}): CommentRecord =>
  comment(5, '', answerBody(commands), { own: true, ...options });
const revokedThen = (second: number, more: Partial<RecordedCommand> = {}): RecordedCommand => ({
  comment: '77',
  login: 'writer',
  verb: 'revoke',
  id: r(1),
  at: at(second),
  ...more,
});

const scenarios: readonly Scenario[] = [
  // Who
  { name: 'a maintainer confirms', comments: [by('maintainer')], state: 'confirmed', reasons: ['confirmed'] },
  { name: 'an admin confirms', comments: [by('admin')], state: 'confirmed', reasons: ['confirmed'] },
  { name: 'somebody with write confirms', comments: [by('writer')], state: 'pending', reasons: ['permission'] },
  { name: 'a triager confirms', comments: [by('triager')], state: 'pending', reasons: ['permission'] },
  { name: 'a reader confirms', comments: [by('stranger')], state: 'pending', reasons: ['permission'] },
  {
    name: 'who opened the pull request confirms',
    comments: [by('author')],
    state: 'pending',
    reasons: ['wrote-the-change'],
  },
  {
    name: 'its author, logged in with capitals',
    comments: [by('Author')],
    state: 'pending',
    reasons: ['wrote-the-change'],
  },
  {
    name: 'who wrote one of its commits confirms',
    comments: [by('writer-of-commits')],
    state: 'pending',
    reasons: ['wrote-the-change'],
  },
  {
    name: 'its author confirms where that is allowed',
    comments: [by('author')],
    policies: [policy({ allowAuthor: true })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'its author, allowed today but not at the step',
    comments: [by('author')],
    policies: [policy({ allowAuthor: true }), maintain],
    state: 'pending',
    reasons: ['wrote-the-change'],
  },
  {
    name: 'a maintainer where the writers are unknown',
    comments: [by('maintainer')],
    options: { writers: null },
    state: 'pending',
    reasons: ['writers-unreadable'],
  },
  {
    name: 'the same where authors may confirm',
    comments: [by('maintainer')],
    options: { writers: null },
    policies: [policy({ allowAuthor: true })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a maintainer where the opener is deleted',
    comments: [by('maintainer')],
    options: { author: null },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a deleted account',
    comments: [by('', confirm, 10, { author: null })],
    state: 'pending',
    reasons: ['author-deleted'],
  },
  {
    name: 'an account that GitHub does not know',
    comments: [by('gone')],
    state: 'pending',
    reasons: ['no-such-account'],
  },
  {
    name: 'somebody whose permission cannot be read',
    comments: [by('unreadable')],
    state: 'pending',
    reasons: ['standing-unreadable'],
  },
  {
    name: 'somebody who was not asked for',
    comments: [by('nobody')],
    state: 'pending',
    reasons: ['standing-unreadable'],
  },
  {
    name: 'a bot with write confirms',
    comments: [by('', confirm, 10, { author: bot('robot') })],
    state: 'pending',
    reasons: ['not-a-person'],
  },
  {
    name: 'a bot with the login of a maintainer',
    comments: [by('', confirm, 10, { author: bot('maintainer') })],
    state: 'pending',
    reasons: ['not-a-person'],
  },
  {
    name: 'an organisation',
    comments: [by('', confirm, 10, { author: { login: 'maintainer', kind: 'other' } })],
    state: 'pending',
    reasons: ['not-a-person'],
  },
  { name: 'our own bot', comments: [by('', confirm, 10, { own: true })], state: 'pending', reasons: [] },
  {
    name: 'the person whose token CHX uses',
    comments: [by('', confirm, 10, { own: true, author: user('maintainer') })],
    state: 'pending',
    reasons: ['own-account'],
  },
  {
    name: 'that person takes back',
    comments: [by('maintainer2'), by('', revoke, 20, { own: true, author: user('maintainer') })],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'a plan comment of that person',
    comments: [
      by('', `<!-- chx-plan:chx -->\n\n${revoke}`, 20, { own: true, author: user('maintainer') }),
      by('maintainer2'),
    ],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a collaborator who was removed since',
    comments: [by('maintainer')],
    standings: { maintainer: { kind: 'known', push: false, maintain: false, admin: false } },
    state: 'pending',
    reasons: ['permission'],
  },
  {
    name: 'a role of an organisation with maintain',
    comments: [by('custom')],
    standings: { custom: { kind: 'known', push: true, maintain: true, admin: false } },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a role of an organisation without',
    comments: [by('custom')],
    standings: { custom: { kind: 'known', push: true, maintain: false, admin: false } },
    state: 'pending',
    reasons: ['permission'],
  },

  {
    name: 'who opened it, written in capitals there',
    comments: [by('maintainer')],
    options: { author: user('Maintainer'), writers: [] },
    state: 'pending',
    reasons: ['wrote-the-change'],
  },
  {
    name: 'who wrote a commit, written in capitals here',
    comments: [by('MAINTAINER')],
    options: { writers: ['Maintainer'] },
    state: 'pending',
    reasons: ['wrote-the-change'],
  },

  // The permission asked for
  {
    name: 'write asked, write given',
    comments: [by('writer')],
    policies: [policy({ permission: 'write' })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'write asked, triage given',
    comments: [by('triager')],
    policies: [policy({ permission: 'write' })],
    state: 'pending',
    reasons: ['permission'],
  },
  {
    name: 'admin asked, maintain given',
    comments: [by('maintainer')],
    policies: [policy({ permission: 'admin' })],
    state: 'pending',
    reasons: ['permission'],
  },
  {
    name: 'write at the step, admin today',
    comments: [by('maintainer')],
    policies: [policy({ permission: 'write' }), policy({ permission: 'admin' })],
    state: 'pending',
    reasons: ['permission'],
  },
  {
    name: 'a maintainer on a person’s repository',
    comments: [by('maintainer')],
    options: { personal: true },
    state: 'pending',
    reasons: ['permission'],
  },
  {
    name: 'the owner of a person’s repository',
    comments: [by('admin')],
    options: { personal: true },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'write on a person’s repository',
    comments: [by('writer')],
    options: { personal: true },
    policies: [policy({ permission: 'write' })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  { name: 'no policy at all', comments: [by('admin')], policies: [], state: 'pending', reasons: ['no-policy'] },

  // Confirmers
  {
    name: 'a confirmer by login, whatever the case',
    comments: [by('maintainer')],
    policies: [policy({ confirmers: ['MAINTAINER'] })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'an admin who is no confirmer',
    comments: [by('admin')],
    policies: [policy({ confirmers: ['maintainer'] })],
    state: 'pending',
    reasons: ['not-a-confirmer'],
  },
  {
    name: 'a confirmer without the permission',
    comments: [by('writer')],
    policies: [policy({ confirmers: ['writer'] })],
    state: 'pending',
    reasons: ['permission'],
  },
  {
    name: 'a confirmer who wrote the change',
    comments: [by('author')],
    policies: [policy({ confirmers: ['author'] })],
    state: 'pending',
    reasons: ['wrote-the-change'],
  },
  {
    name: 'a member of a team',
    comments: [by('Maintainer')],
    policies: [policy({ confirmers: ['Acme/Data'] })],
    memberships: { 'acme/data maintainer': 'member' },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'not a member of the team',
    comments: [by('maintainer')],
    policies: [policy({ confirmers: ['acme/data'] })],
    memberships: { 'acme/data maintainer': 'no' },
    state: 'pending',
    reasons: ['not-a-confirmer'],
  },
  {
    name: 'a team that cannot be read',
    comments: [by('maintainer')],
    policies: [policy({ confirmers: ['acme/data'] })],
    memberships: { 'acme/data maintainer': 'unreadable' },
    state: 'pending',
    reasons: ['team-unreadable'],
  },
  {
    name: 'a team that was not asked for',
    comments: [by('maintainer')],
    policies: [policy({ confirmers: ['acme/data'] })],
    state: 'pending',
    reasons: ['team-unreadable'],
  },
  {
    name: 'a member of the second team, the first unreadable',
    comments: [by('maintainer')],
    policies: [policy({ confirmers: ['acme/a', 'acme/b'] })],
    memberships: { 'acme/b maintainer': 'member' },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a confirmer at the step, not today',
    comments: [by('maintainer')],
    policies: [policy({ confirmers: ['maintainer'] }), policy({ confirmers: ['maintainer2'] })],
    state: 'pending',
    reasons: ['not-a-confirmer'],
  },
  {
    name: 'a login that is the end of a team’s',
    comments: [by('data')],
    standings: { data: { kind: 'known', push: true, maintain: true, admin: true } },
    policies: [policy({ confirmers: ['acme/data'] })],
    memberships: { 'acme/data data': 'no' },
    state: 'pending',
    reasons: ['not-a-confirmer'],
  },

  {
    name: 'a login that is the end of a confirmer’s',
    comments: [by('tainer')],
    standings: { tainer: { kind: 'known', push: true, maintain: true, admin: true } },
    policies: [policy({ confirmers: ['maintainer'] })],
    state: 'pending',
    reasons: ['not-a-confirmer'],
  },

  // How: the comment
  {
    name: 'edited by its author',
    comments: [by('maintainer', confirm, 10, { edited: { at: 20 } })],
    state: 'pending',
    reasons: ['edited'],
  },
  {
    name: 'edited by somebody else',
    comments: [by('maintainer', confirm, 10, { edited: { at: 20, by: user('writer') } })],
    state: 'pending',
    reasons: ['edited'],
  },
  {
    name: 'edited back to what it was',
    comments: [by('maintainer', confirm, 10, { edited: { at: 20, before: [confirm] } })],
    state: 'pending',
    reasons: ['edited'],
  },
  {
    name: 'a confirmation edited out',
    comments: [by('maintainer', 'never mind', 10, { edited: { at: 20, before: [confirm] } })],
    state: 'pending',
    reasons: [],
  },
  {
    name: 'edited, then confirmed anew',
    comments: [by('maintainer', confirm, 10, { edited: { at: 20 } }), by('maintainer', confirm, 30)],
    state: 'confirmed',
    reasons: ['edited', 'confirmed'],
  },
  { name: 'a quoted confirmation', comments: [by('maintainer', `> ${confirm}`)], state: 'pending', reasons: [] },
  {
    name: 'a confirmation in a code block',
    comments: [by('maintainer', `\`\`\`\n${confirm}\n\`\`\``)],
    state: 'pending',
    reasons: [],
  },
  { name: 'in the middle of a line', comments: [by('maintainer', `ok ${confirm}`)], state: 'pending', reasons: [] },
  {
    name: 'with CRLF around it',
    comments: [by('maintainer', `fine\r\n${confirm}\r\n\r\nthanks`)],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'the wrong verb for the id',
    comments: [by('maintainer', `/chx allow-destructive ${r(1)}`)],
    state: 'pending',
    reasons: [],
  },
  {
    name: 'a time that cannot be read',
    comments: [{ ...by('maintainer'), createdAt: 'yesterday' }],
    state: 'pending',
    reasons: ['time-unreadable'],
  },

  // Taking back
  {
    name: 'somebody with write takes it back',
    comments: [by('maintainer'), by('writer', revoke, 20)],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'its author takes it back',
    comments: [by('maintainer'), by('author', revoke, 20)],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'a bot with write takes it back',
    comments: [by('maintainer'), by('', revoke, 20, { author: bot('robot') })],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'a bot without write takes it back',
    comments: [by('maintainer'), by('', revoke, 20, { author: bot('weak-robot') })],
    state: 'confirmed',
    reasons: ['confirmed', 'permission'],
  },
  {
    name: 'a reader takes it back',
    comments: [by('maintainer'), by('stranger', revoke, 20)],
    state: 'confirmed',
    reasons: ['confirmed', 'permission'],
  },
  {
    name: 'a deleted account takes it back',
    comments: [by('maintainer'), by('', revoke, 20, { author: null })],
    state: 'pending',
    reasons: ['taken-back', 'unreadable-no'],
  },
  {
    name: 'somebody unreadable takes it back',
    comments: [by('maintainer'), by('unreadable', revoke, 20)],
    state: 'pending',
    reasons: ['taken-back', 'unreadable-no'],
  },
  {
    name: 'somebody unknown takes it back',
    comments: [by('maintainer'), by('gone', revoke, 20)],
    state: 'pending',
    reasons: ['taken-back', 'unreadable-no'],
  },
  {
    name: 'taken back and confirmed again',
    comments: [by('maintainer'), by('writer', revoke, 20), by('maintainer2', confirm, 30)],
    state: 'confirmed',
    reasons: ['later-command', 'revokes', 'confirmed'],
  },
  {
    name: 'taken back before it was confirmed',
    comments: [by('writer', revoke, 5), by('maintainer')],
    state: 'confirmed',
    reasons: ['revokes', 'confirmed'],
  },
  {
    name: 'another id taken back',
    comments: [by('maintainer'), by('writer', `/chx revoke ${r(2)}`, 20)],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'both in one comment, revocation last',
    comments: [by('maintainer', `${confirm}\n${revoke}`)],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'both in one comment, confirmation last',
    comments: [by('maintainer', `${revoke}\n${confirm}`)],
    state: 'confirmed',
    reasons: ['revokes', 'confirmed'],
  },
  {
    name: 'one second, the younger comment takes back',
    comments: [by('maintainer', confirm, 10, { id: '9' }), by('writer', revoke, 10, { id: '10' })],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'one second, the younger comment confirms',
    comments: [by('writer', revoke, 10, { id: '9' }), by('maintainer', confirm, 10, { id: '10' })],
    state: 'confirmed',
    reasons: ['revokes', 'confirmed'],
  },

  // Rejecting
  { name: 'a maintainer rejects', comments: [by('maintainer', reject)], state: 'rejected', reasons: ['rejected'] },
  {
    name: 'confirmed, then rejected',
    comments: [by('maintainer'), by('maintainer2', reject, 20)],
    state: 'rejected',
    reasons: ['later-command', 'rejected'],
  },
  {
    name: 'rejected, then confirmed',
    comments: [by('maintainer', reject), by('maintainer2', confirm, 20)],
    state: 'confirmed',
    reasons: ['later-command', 'confirmed'],
  },
  {
    name: 'somebody with write rejects: it blocks',
    comments: [by('maintainer'), by('writer', reject, 20)],
    state: 'pending',
    reasons: ['taken-back', 'rejection-blocks'],
  },
  {
    name: 'its author rejects: it blocks',
    comments: [by('maintainer'), by('author', reject, 20)],
    state: 'pending',
    reasons: ['taken-back', 'rejection-blocks'],
  },
  {
    name: 'a reader rejects',
    comments: [by('maintainer'), by('stranger', reject, 20)],
    state: 'confirmed',
    reasons: ['confirmed', 'permission'],
  },
  {
    name: 'a deleted account rejects',
    comments: [by('maintainer'), by('', reject, 20, { author: null })],
    state: 'pending',
    reasons: ['taken-back', 'unreadable-no'],
  },
  {
    name: 'rejected, then rejected by somebody with write',
    comments: [by('maintainer', reject), by('writer', reject, 20)],
    state: 'rejected',
    reasons: ['rejected', 'rejection-blocks'],
  },
  {
    name: 'rejected, then taken back',
    comments: [by('maintainer', reject), by('writer', revoke, 20)],
    state: 'pending',
    reasons: ['taken-back', 'revokes'],
  },
  {
    name: 'rejected, and the comment edited since',
    comments: [by('maintainer2'), by('maintainer', reject, 20, { edited: { at: 30, before: [reject] } })],
    state: 'pending',
    reasons: ['taken-back', 'edited-no'],
  },

  // Edited comments that took back
  {
    name: 'a revocation edited out',
    comments: [by('maintainer'), by('writer', 'never mind', 20, { edited: { at: 30, before: [revoke] } })],
    state: 'pending',
    reasons: ['taken-back', 'edited-no'],
  },
  {
    name: 'a rejection edited out by a maintainer',
    comments: [
      by('maintainer'),
      by('maintainer2', 'no', 20, { edited: { at: 30, by: user('maintainer'), before: [reject] } }),
    ],
    state: 'pending',
    reasons: ['taken-back', 'edited-no'],
  },
  {
    name: 'a revocation edited into a confirmation',
    comments: [by('maintainer', confirm, 20, { edited: { at: 30, before: [revoke] } })],
    state: 'pending',
    reasons: ['edited', 'edited-no'],
  },
  {
    name: 'a revocation edited in later',
    comments: [by('writer', revoke, 5, { edited: { at: 30 } }), by('maintainer')],
    state: 'pending',
    reasons: ['edited-no', 'taken-back'],
  },
  {
    name: 'edited in before it was confirmed',
    comments: [by('writer', revoke, 2, { edited: { at: 5 } }), by('maintainer')],
    state: 'confirmed',
    reasons: ['edited-no', 'confirmed'],
  },
  {
    name: 'held from the start, edited after the confirmation',
    comments: [by('writer', `${revoke} please`, 2, { edited: { at: 30, before: [revoke] } }), by('maintainer')],
    state: 'confirmed',
    reasons: ['edited-no', 'confirmed'],
  },
  {
    name: 'taken out and put in again after the confirmation',
    comments: [by('writer', revoke, 2, { edited: { at: 30, before: [revoke, 'hm'] } }), by('maintainer')],
    state: 'pending',
    reasons: ['edited-no', 'edited-no', 'taken-back'],
  },
  {
    name: 'an edit in the second of the confirmation',
    comments: [by('writer', revoke, 2, { edited: { at: 10 } }), by('maintainer')],
    state: 'pending',
    reasons: ['edited-no', 'taken-back'],
  },
  {
    name: 'a reader edits a revocation in',
    comments: [by('maintainer'), by('stranger', revoke, 5, { edited: { at: 30 } })],
    state: 'confirmed',
    reasons: ['permission', 'confirmed'],
  },
  {
    name: 'talk that was edited',
    comments: [by('maintainer'), by('writer', 'looks good', 20, { edited: { at: 30, before: ['lokks good'] } })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a history with a hole',
    comments: [by('maintainer'), by('writer', 'hm', 5, { edited: { at: 30, before: [null] } })],
    state: 'pending',
    reasons: ['history-hidden'],
  },
  {
    name: 'no history at all',
    comments: [by('maintainer'), by('writer', 'hm', 5, { edited: { at: 30 }, versions: null })],
    state: 'pending',
    reasons: ['history-hidden'],
  },
  {
    name: 'a history without its beginning',
    comments: [by('maintainer'), by('writer', 'hm', 5, { edited: { at: 30 }, versions: [{ at: at(30), text: 'hm' }] })],
    state: 'pending',
    reasons: ['history-hidden'],
  },
  {
    name: 'an empty history of an edited comment',
    comments: [by('maintainer'), by('writer', 'hm', 5, { edited: { at: 30 }, versions: [] })],
    state: 'pending',
    reasons: ['history-hidden'],
  },
  {
    name: 'a hidden history of a reader',
    comments: [by('maintainer'), by('stranger', 'hm', 5, { edited: { at: 30 }, versions: null })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a hidden history of a deleted account',
    comments: [by('maintainer'), by('', 'hm', 5, { author: null, edited: { at: 30, by: user('x') }, versions: null })],
    state: 'pending',
    reasons: ['history-hidden'],
  },
  {
    name: 'a hidden history, confirmed again after the edit',
    comments: [
      by('maintainer'),
      by('writer', 'hm', 5, { edited: { at: 30 }, versions: null }),
      by('maintainer', confirm, 31),
    ],
    state: 'confirmed',
    reasons: ['later-command', 'confirmed'],
  },
  {
    name: 'a bot’s report that is edited at every push',
    comments: [by('maintainer'), by('', 'coverage 93%', 5, { author: bot('robot'), edited: { at: 30 }, versions: [] })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'versions that are no whole texts',
    comments: [
      by('maintainer'),
      by('writer', 'hm', 20, {
        edited: { at: 30 },
        versions: [
          { at: at(20), text: `+${revoke}` },
          { at: at(30), text: `-${revoke}\n+hm` },
        ],
      }),
    ],
    state: 'pending',
    reasons: ['taken-back', 'edited-no'],
  },
  {
    name: 'a quoted revocation in an edited comment',
    comments: [
      by('maintainer'),
      by('writer', `> ${revoke}\n\nso?`, 20, { edited: { at: 30, before: [`> ${revoke}\n\nso`] } }),
    ],
    state: 'confirmed',
    reasons: ['confirmed'],
  },

  {
    name: 'a bot’s report with a hole in its history',
    comments: [
      by('maintainer'),
      by('', 'coverage 93%', 5, { author: bot('robot'), edited: { at: 30, before: [null] } }),
    ],
    state: 'pending',
    reasons: ['history-hidden'],
  },

  // What we remember
  {
    name: 'a revocation that is gone',
    comments: [by('maintainer'), answer([revokedThen(20)])],
    state: 'pending',
    reasons: ['taken-back'],
  },
  {
    name: 'a rejection that is gone blocks and decides nothing',
    comments: [by('maintainer'), answer([revokedThen(20, { verb: 'reject-rename' })])],
    state: 'pending',
    reasons: ['taken-back'],
  },
  {
    name: 'a revocation that is gone, and a newer confirmation',
    comments: [by('maintainer', confirm, 30), answer([revokedThen(20)])],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a confirmation that is gone is none',
    comments: [answer([revokedThen(20, { verb: 'confirm-rename', login: 'maintainer' })])],
    state: 'pending',
    reasons: [],
  },
  {
    name: 'remembered of somebody who has lost write',
    comments: [
      by('maintainer'),
      by('was-writer', revoke, 20, { id: '77' }),
      answer([revokedThen(20, { login: 'was-writer' })]),
    ],
    standings: { 'was-writer': { kind: 'known', push: false, maintain: false, admin: false } },
    state: 'pending',
    reasons: ['permission', 'taken-back'],
  },
  {
    name: 'remembered, with a confirmation below it in the comment',
    comments: [
      by('maintainer', `${revoke}\n${confirm}`, 20, { id: '77' }),
      answer([revokedThen(20, { login: 'maintainer' })]),
    ],
    state: 'confirmed',
    reasons: ['revokes', 'confirmed'],
  },
  {
    name: 'remembered by the app of another token',
    comments: [by('maintainer'), comment(5, '', answerBody([revokedThen(20)]), { author: bot('chx-app') })],
    state: 'pending',
    reasons: ['taken-back'],
  },
  {
    name: 'somebody forges our answer',
    comments: [by('maintainer'), comment(5, 'writer', answerBody([revokedThen(20)]))],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'heard from the event, of somebody with write',
    comments: [by('maintainer')],
    known: [revokedThen(20, { unproved: true })],
    state: 'pending',
    reasons: ['taken-back'],
  },
  {
    name: 'heard from the event, of a reader',
    comments: [by('maintainer')],
    known: [revokedThen(20, { login: 'stranger', unproved: true })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'handed over without proof, of a reader',
    comments: [by('maintainer')],
    known: [revokedThen(20, { login: 'stranger' })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'remembered unproved, now known to be a reader’s',
    comments: [by('maintainer'), answer([revokedThen(20, { login: 'stranger', unproved: true })])],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'remembered unproved, still unreadable',
    comments: [by('maintainer'), answer([revokedThen(20, { login: 'unreadable', unproved: true })])],
    state: 'pending',
    reasons: ['taken-back'],
  },
  {
    name: 'our answer was deleted by somebody',
    comments: [by('maintainer')],
    options: { deletions: [deletion(20)] },
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'deleted, and confirmed again',
    comments: [by('maintainer'), by('maintainer', confirm, 21)],
    options: { deletions: [deletion(20)] },
    state: 'confirmed',
    reasons: ['later-command', 'confirmed'],
  },
  {
    name: 'deleted in the second of the confirmation',
    comments: [by('maintainer')],
    options: { deletions: [deletion(10)] },
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'deleted by ourselves',
    comments: [by('maintainer')],
    options: { deletions: [deletion(20, { bySelf: true })] },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'somebody’s comment was deleted',
    comments: [by('maintainer')],
    options: { deletions: [deletion(20, { own: false, author: user('writer') })] },
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'our answer was edited by somebody',
    comments: [by('maintainer'), answer([], { edited: { at: 20, by: user('writer') } })],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'our answer was edited by somebody who is deleted',
    comments: [by('maintainer'), answer([], { edited: { at: 20, by: null } })],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'our answer was edited by us',
    comments: [by('maintainer'), answer([], { edited: { at: 20, by: self }, versions: null })],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a revocation that another run wrote over',
    comments: [by('maintainer'), answer([], { edited: { at: 30, by: self, before: [answerBody([revokedThen(20)])] } })],
    state: 'pending',
    reasons: ['taken-back'],
  },
  {
    name: 'a text of our answer that somebody took out of the history',
    comments: [
      by('maintainer'),
      comment(30, '', answerBody([]), { own: true, edited: { at: 40, by: self, before: [null] } }),
    ],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'our answer was emptied',
    comments: [
      by('maintainer'),
      comment(5, '', 'nothing here', { own: true, edited: { at: 20, by: user('writer'), before: [answerBody([])] } }),
    ],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'our answer was emptied and its history too',
    comments: [
      by('maintainer'),
      comment(5, '', 'nothing here', { own: true, edited: { at: 20, by: user('writer'), before: [null] } }),
    ],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'a box ticked in another comment of the same bot',
    comments: [
      by('maintainer'),
      comment(5, '', '- [x] deploy', { own: true, edited: { at: 20, by: user('writer'), before: ['- [ ] deploy'] } }),
    ],
    state: 'confirmed',
    reasons: ['confirmed'],
  },
  {
    name: 'a record that is damaged',
    comments: [
      by('maintainer'),
      comment(20, '', answerBody([revokedThen(20)]).replace('revoke', 'rev0ke'), { own: true }),
    ],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'an answer without a record',
    comments: [by('maintainer'), comment(20, '', `${answerMarker('chx')}\n**Answers**`, { own: true })],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'remembered as lost',
    comments: [by('maintainer'), answer([revokedThen(20, { verb: 'lost', id: '*', login: null })])],
    state: 'pending',
    reasons: ['record-lost'],
  },
  {
    name: 'a rejection is as lost as a confirmation',
    comments: [by('maintainer', reject)],
    options: { deletions: [deletion(20)] },
    state: 'pending',
    reasons: ['record-lost'],
  },
];

test('there are enough scenarios, each under its own name', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  expect(scenarios.length).toBeGreaterThan(60);
});

describe('what becomes of one rename', () => {
  test.each(scenarios)(
    '$name',
    ({ comments, options, policies = [maintain], known = [], standings, memberships, state, reasons }) => {
      const read = record(comments, options);
      const { decisions, judgements, confirmedBy, rejectedBy } = evaluate(
        read,
        people(standings, memberships),
        policies,
        known,
      );
      const seen = decisions.rejected.has(r(1)) ? 'rejected' : decisions.confirmed.has(r(1)) ? 'confirmed' : 'pending';
      expect([seen, judgements.filter(({ id }) => id === r(1)).map(({ reason }) => reason)]).toEqual([state, reasons]);
      expect(confirmedBy.has(r(1))).toBe(state === 'confirmed');
      expect(rejectedBy.has(r(1))).toBe(state === 'rejected');
      for (const { why } of judgements) expect(why).toMatch(/^[^\n.]+[^\n.]$/);
    },
  );
});

test('200 ids in one comment, and both kinds in another', () => {
  const ids = Array.from({ length: 200 }, (_, index) => r(index));
  const read = record([
    by('maintainer', `/chx confirm-rename ${ids.join(', ')}`),
    by('admin', `${confirm}\r\n${allow}`, 20),
  ]);
  const { decisions, confirmedBy } = evaluate(read, people(), [maintain], []);
  expect([...decisions.confirmed].sort()).toEqual([d(1), ...ids].sort());
  expect(confirmedBy.get(r(1))).toEqual({ login: 'admin', url: read.comments[1]?.url, at: at(20) });
  expect(confirmedBy.get(r(2))?.login).toBe('maintainer');
});

test('a confirmation that counted and is gone is told, a revocation with it', () => {
  const seen = evaluate(record([by('maintainer'), by('writer', `/chx revoke ${r(2)}`, 20)]), people(), [maintain], []);
  const { gone, decisions } = evaluate(record([answer(seen.record)]), people(), [maintain], []);
  expect(gone.map(({ verb, id, login }) => [verb, id, login])).toEqual([
    ['revoke', r(2), 'writer'],
    ['confirm-rename', r(1), 'maintainer'],
  ]);
  expect(decisions.confirmed.size).toBe(0);
});

test('a rejection that decided, or only blocked, still blocks when its comment is deleted', () => {
  for (const [login, before] of [
    ['maintainer2', 'rejected'],
    ['writer', 'pending'],
  ] as const) {
    const seen = evaluate(record([by('maintainer'), by(login, reject, 20)]), people(), [maintain], []);
    expect(seen.decisions.rejected.has(r(1)) ? 'rejected' : 'pending').toBe(before);
    const { decisions, judgements } = evaluate(
      record([by('maintainer'), answer(seen.record)]),
      people(),
      [maintain],
      [],
    );
    expect([decisions.confirmed.size, decisions.rejected.size]).toEqual([0, 0]);
    expect(judgements.map(({ why }) => why)).toEqual([
      `@${login} rejected it later, in a comment that is edited or gone`,
    ]);
  }
});

test('a history that somebody removed is remembered when its comment is deleted, one that was not answered is not', () => {
  const versions = [
    { at: at(5), text: null },
    { at: at(30), text: 'hm' },
  ];
  const state = (history: CommentRecord['versions']): readonly string[] => {
    const seen = evaluate(
      record([by('maintainer'), by('writer', 'hm', 5, { edited: { at: 30 }, versions: history })]),
      people(),
      [maintain],
      [],
    );
    const left = record([by('maintainer'), answer(seen.record)]);
    return evaluate(left, people(), [maintain], []).judgements.map(({ reason }) => reason);
  };
  expect(state(versions)).toEqual(['record-lost']);
  expect(state(null)).toEqual(['confirmed']);
});

describe('who is asked for', () => {
  test('people who said something, and whose edited comments hide or held it', () => {
    const read = record([
      by('maintainer'),
      by('Writer', revoke, 11),
      by('stranger', 'hello', 12),
      by('triager', '/chx status', 13),
      by('admin', 'talk', 14, { edited: { at: 20 } }),
      by('admin2', 'talk', 15, { edited: { at: 20, before: [revoke] } }),
      by('unreadable', 'talk', 16, { edited: { at: 20 }, versions: null }),
      by('edited', confirm, 17, { edited: { at: 20 } }),
      by('', revoke, 18, { author: bot('robot') }),
      by('', confirm, 19, { author: bot('other-robot') }),
      by('', confirm, 20, { own: true }),
    ]);
    expect(askedLogins(read, [maintain])).toEqual(['admin2', 'maintainer', 'robot[bot]', 'unreadable', 'writer']);
  });

  test('people whose command is only remembered, until it is known what they may do', () => {
    const known = [revokedThen(20, { login: 'heard', unproved: true })];
    const read = record([answer([revokedThen(20), revokedThen(21, { login: 'unsure', unproved: true })])]);
    expect(askedLogins(read, [maintain], known)).toEqual(['heard', 'unsure']);
  });

  test('teams only where somebody is not named', () => {
    const policies = [policy({ confirmers: ['maintainer', 'Acme/Data'] }), policy({ confirmers: ['acme/ops'] })];
    expect(askedTeams(record([by('maintainer')]), policies)).toEqual(['acme/ops']);
    expect(askedTeams(record([by('admin')]), policies)).toEqual(['acme/data', 'acme/ops']);
    expect(askedTeams(record([by('admin', revoke)]), policies)).toEqual([]);
    expect(askedTeams(record([by('', confirm, 1, { author: bot('robot') })]), policies)).toEqual([]);
  });
});

describe('the fingerprint', () => {
  const print = (
    comments: readonly CommentRecord[],
    options: Partial<GateRecord> = {},
    known: readonly RecordedCommand[] = [],
  ): string => evaluate(record(comments, options), people(), [maintain], known).fingerprint;
  const base = print([by('maintainer')]);

  test('moves with everything that matters', () => {
    const moved = [
      print([by('maintainer', confirm, 11)]),
      print([by('maintainer', `${confirm} `)]),
      print([by('maintainer', confirm, 10, { edited: { at: 20 } })]),
      print([by('maintainer'), by('stranger', revoke, 20)]),
      print([by('maintainer'), by('stranger', '/chx help', 20)]),
      print([by('maintainer'), by('writer', 'x', 20, { edited: { at: 30 }, versions: null })]),
      print([by('maintainer')], { writers: ['author'] }),
      print([by('maintainer')], { writers: null }),
      print([by('maintainer')], { author: null }),
      print([by('maintainer')], { personal: true }),
      print([by('maintainer')], { deletions: [deletion(3)] }),
      print([by('maintainer')], { misplaced: [{ url: 'https://x.example/1', body: confirm, author: null }] }),
      print([by('maintainer')], {}, [revokedThen(3)]),
      print([]),
    ];
    expect(new Set([base, ...moved]).size).toBe(moved.length + 1);
  });

  test('stays with talk, with the order of reading and with what we write', () => {
    expect(print([by('stranger', 'talk', 20), by('maintainer')])).toBe(base);
    expect(print([by('maintainer'), by('stranger', 'talk', 20, { edited: { at: 30 } })])).toBe(base);
    expect(print([by('maintainer'), comment(20, '', '<!-- chx-plan:chx -->\nplan', { own: true })])).toBe(base);
    expect(print([by('maintainer')], { writers: ['writer-of-commits', 'author'] })).toBe(base);
    expect(print([by('maintainer')], { deletions: [deletion(3, { bySelf: true })] })).toBe(base);
  });

  test('stays when our answer is written', () => {
    const comments = [
      by('maintainer'),
      by('writer', revoke, 20),
      by('admin', 'no', 21, { edited: { at: 25, before: [reject] } }),
      by('unreadable', revoke, 22),
      by('', revoke, 23, { author: null }),
      comment(1, '', 'emptied', { own: true, edited: { at: 24, by: user('writer'), before: [answerBody([])] } }),
    ];
    const known = [revokedThen(22, { unproved: true })];
    const first = evaluate(record(comments), people(), [maintain], known);
    const again = evaluate(record([...comments, answer(first.record)]), people(), [maintain], known);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(again.record).toEqual(first.record);
    expect(again.decisions).toEqual(first.decisions);
  });
});
