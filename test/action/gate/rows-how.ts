/** Scenarios by how it is said. All confirmations are a maintainer's. */
import { expect } from 'vitest';
import type { Act } from './model.ts';
import type { Row } from './rows.ts';
import { both, choice, config, loss, main, otherRename, rename, unrelated } from './schemas.ts';
import { bot, confirm, lineOf, reject, revoke, type World } from './world.ts';

const who = 'a maintainer';
const when = 'after the plan';
const pending = 'not heard, waits';

/** The plan of the rename, and its id. */
async function planned(world: World): Promise<string> {
  await world.open(rename);
  return await world.rename();
}

/** The rename, confirmed. */
async function confirmed(world: World): Promise<{ id: string; comment: Awaited<ReturnType<World['say']>> }> {
  const id = await planned(world);
  const comment = await world.say('mona', [confirm(id)]);
  await world.settle();
  expect(world.check()?.conclusion).toBe('success');
  return { id, comment };
}

/** Some text around the command, and whether it is one. */
function text(id: string, how: string, body: (line: string) => string, heard: boolean): Row {
  return {
    id,
    who,
    when,
    how,
    holds: heard ? 'confirmed, check green' : pending,
    async run(world) {
      const guard = await planned(world);
      await world.write('mona', body(lineOf(confirm(guard))), heard ? [confirm(guard)] : []);
      // Where it is none, nothing runs for it: the next run must not hear it either.
      await world.settle();
      if (!heard) await world.plan();
      else await world.write('wes', '/chx plan');
      await world.finish();
      world.end(heard ? 'success' : 'action_required', heard ? [guard] : []);
    },
  };
}

const texts: readonly Row[] = [
  text('crlf', 'lines that end in CR LF', (line) => `Looks right.\r\n\r\n${line}\r\nThanks\r\n`, true),
  text('upper-case', 'in upper case', (line) => line.toUpperCase(), true),
  text('sentence', 'with a full stop and backticks around the id', (line) => line.replace(/(r-\w+)$/, '`$1`.'), true),
  text('quoted', 'in a quote', (line) => `> ${line}\n\nis this right?`, false),
  text('quoted-lazily', 'in the second line of a quote', (line) => `> as the bot says\n${line}`, false),
  text('fenced', 'in a code block', (line) => `\`\`\`\n${line}\n\`\`\``, false),
  text('fence-open', 'in a code block that is never closed', (line) => `~~~sh\n${line}`, false),
  text('indented', 'indented by four blanks', (line) => `like this:\n\n    ${line}`, false),
  text('code-span', 'in a code span', (line) => `\`${line}\``, false),
  text('middle', 'in the middle of a line', (line) => `please ${line}`, false),
  text('list', 'in a list', (line) => `- ${line}`, false),
  text('html-comment', 'in an HTML comment', (line) => `<!--\n${line}\n-->\nlgtm`, false),
  text('html', 'in a folded part', (line) => `<details>\n${line}\n</details>`, false),
  text('cyrillic', 'with letters of another alphabet that look the same', (line) => line.replace('chx', 'сhх'), false),
  text('full-width', 'in full-width letters', (line) => line.replace('/chx', '／ｃｈｘ'), false),
  text('cyrillic-id', 'with one letter of the id of another alphabet', (line) => `${line.slice(0, -1)}а`, false),
  text(
    'other-dash',
    'with a dash that a phone put in',
    (line) => line.replace('confirm-rename', 'confirm–rename'),
    false,
  ),
  text('invisible', 'with an invisible sign in the id', (line) => line.replace('r-', 'r-\u200b'), false),
  text('glued', 'without the blank after `/chx`', (line) => line.replace('/chx ', '/chx-'), false),
  text('half', 'with half an id', (line) => line.slice(0, -4), false),
  text('one-wrong', 'with a word more that is no id', (line) => `${line} please`, false),
];

export const howRows: readonly Row[] = [
  ...texts,
  {
    id: 'several-commands',
    who,
    when,
    how: 'several commands in one comment, words between them',
    holds: 'both confirmed, check green',
    async run(world) {
      await world.open(both);
      const acts = [confirm(await world.rename()), confirm(await world.loss())];
      const [first, second] = acts.map(lineOf);
      const comment = await world.write('mona', `Fine.\n\n${first}\n\nAnd nobody reads it:\n${second}\n`, acts);
      await world.finish();
      world.end(
        'success',
        acts.map(({ id }) => id),
      );
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
      expect(world.answer()).toMatch(/✔ Confirmed: rename of[\s\S]*loss of data/);
    },
  },
  {
    id: 'half-of-it',
    who,
    when,
    how: 'one of two ids',
    holds: 'one confirmed, the other waits',
    async run(world) {
      await world.open(both);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('action_required', [id]);
      expect(world.answer()).toMatch(/\*\*1 change to confirm\*\*/);
    },
  },
  {
    id: '200-ids',
    who,
    when,
    how: '200 ids in one line',
    holds: 'all 200 confirmed, check green',
    async run(world) {
      const columns = (count: number): string =>
        Array.from({ length: count }, (_, index) => `, c${index} String`).join('');
      const wide = (rest: string): string =>
        `CREATE TABLE shop.wide (id UInt64${rest}) ENGINE = MergeTree ORDER BY id;\n`;
      world.state.push('main', { ...main, 'schema/wide.sql': wide(columns(200)) });
      await world.open({ ...main, 'schema/wide.sql': wide('') });
      const ids = await world.ids();
      expect(ids).toHaveLength(200);
      await world.write('mona', `/chx allow-destructive ${ids.join(' ')}`, ids.map(confirm));
      const { plan } = await world.finish();
      expect(world.check()?.conclusion).toBe('success');
      expect(plan?.guards.filter(({ state }) => state === 'confirmed')).toHaveLength(200);
    },
  },
  {
    id: 'one-of-a-group',
    who,
    when,
    how: 'one of two possible renames',
    holds: 'that rename, the other is ruled out, check green',
    async run(world) {
      await world.open(choice);
      const [id = '', other = ''] = await world.ids();
      await world.say('mona', [confirm(id)]);
      const { plan } = await world.finish();
      expect(plan?.guards.map((guard) => [guard.id, guard.state])).toContainEqual([id, 'confirmed']);
      expect(plan?.guards.find((guard) => guard.id === other)?.state ?? 'rejected').toBe('rejected');
      expect(world.check()?.conclusion).toBe('success');
    },
  },
  {
    id: 'two-of-a-group',
    who,
    when,
    how: 'both of two possible renames',
    holds: 'blocked until one is taken back',
    async run(world) {
      await world.open(choice);
      const ids = await world.ids();
      await world.say('mona', ids.map(confirm));
      await world.settle();
      expect(world.check()?.conclusion).toBe('failure');
      expect(world.answer()).toMatch(/Noted: .*the plan has errors to fix first/);
      expect(world.comment('plan')?.body).toMatch(/are both confirmed but rule each other out: revoke one of them/);
      await world.say('rita', [revoke(ids[0] ?? '')]);
      await world.finish();
      expect(world.check()?.conclusion).toBe('success');
    },
  },
  {
    id: 'confirm-then-reject',
    who,
    when,
    how: 'confirmed, then rejected, then the drop that it is then allowed',
    holds: 'rejected; a drop and an add with a guard of its own, which is confirmed; check green',
    async run(world) {
      const { id } = await confirmed(world);
      await world.say('mona', [reject(id)]);
      await world.settle();
      const drop = world.ended?.plan?.guards.find(({ kind }) => kind === 'destructive');
      expect(drop?.state).toBe('pending');
      expect(world.check()?.conclusion).toBe('action_required');
      await world.say('mona', [confirm(drop?.id ?? '')]);
      await world.finish();
      world.end('success', [drop?.id ?? ''], [id]);
      expect(world.ended?.plan?.plans[0]?.statements.map(({ sql }) => sql).join()).toMatch(/DROP COLUMN/);
    },
  },
  {
    id: 'reject-then-confirm',
    who: 'two maintainers',
    when,
    how: 'one rejects, another confirms later',
    holds: 'the last word counts: confirmed',
    async run(world) {
      const id = await planned(world);
      await world.say('rita', [reject(id)]);
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
      expect(world.answer()).toMatch(/Decided since/);
    },
  },
  {
    id: 'same-comment-twice',
    who,
    when,
    how: 'confirmed and rejected in one comment',
    holds: 'the last line counts: rejected',
    async run(world) {
      const id = await planned(world);
      await world.say('mona', [confirm(id), reject(id)]);
      await world.finish();
      world.end('action_required', [], [id]);
    },
  },
  {
    id: 'reject-by-writer',
    who: 'someone with write',
    when: 'after it was confirmed',
    how: 'rejects it',
    holds: 'waits again: the rejection blocks and does not decide',
    async run(world) {
      const { id } = await confirmed(world);
      await world.say('wes', [reject(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/takes confirmations back and decides nothing/);
    },
  },
  {
    id: 'revoke-by-writer',
    who: 'someone with write',
    when: 'after it was confirmed',
    how: 'revokes it',
    holds: 'waits again',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('wes', [revoke(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/↩ Taken back/);
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
    },
  },
  {
    id: 'revoke-by-author',
    who: 'who opened it, with write',
    when: 'after it was confirmed',
    how: 'revokes it',
    holds: 'waits again',
    async run(world) {
      world.state.user('alice', 'write');
      const { id } = await confirmed(world);
      await world.say('alice', [revoke(id)]);
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'revoke-by-bot',
    who: 'a bot with write',
    when: 'after it was confirmed',
    how: 'revokes it',
    holds: 'waits again',
    async run(world) {
      const { id } = await confirmed(world);
      await world.say('robo[bot]', [revoke(id)]);
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'revoke-by-reader',
    who: 'someone with read',
    when: 'after it was confirmed',
    how: 'revokes it',
    holds: 'stays confirmed, the answer says why',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('reed', [revoke(id)]);
      await world.finish();
      world.end('success', [id]);
      expect(world.answer()).toMatch(/less than the write permission/);
      expect(world.reactions(comment)).toEqual(['eyes', 'confused']);
    },
  },
  {
    id: 'revoke-then-confirm',
    who: 'two maintainers',
    when: 'after it was confirmed',
    how: 'revoked, then confirmed again in a new comment',
    holds: 'confirmed, check green',
    async run(world) {
      const { id } = await confirmed(world);
      await world.say('rita', [revoke(id)]);
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'edited-by-author',
    who,
    when: 'after it was confirmed',
    how: 'edits the confirmation, the command stays',
    holds: 'waits again, the answer says that it was edited',
    async run(world) {
      const { id, comment } = await confirmed(world);
      await world.edit(comment, `${comment.body}\n\nDone.`, 'mona', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/was edited by @?`?@?mona/);
    },
  },
  {
    id: 'edited-by-writer',
    who: 'someone with write',
    when,
    how: 'edits a maintainer’s comment into a confirmation',
    holds: 'waits, the answer says who edited it',
    async run(world) {
      const id = await planned(world);
      const comment = await world.write('mona', 'I will have a look.');
      await world.edit(comment, lineOf(confirm(id)), 'wes', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/edited by/);
    },
  },
  {
    id: 'edited-away',
    who: 'someone with write',
    when: 'after it was confirmed',
    how: 'edits the confirmation into talk',
    holds: 'waits again',
    async run(world) {
      const { comment } = await confirmed(world);
      await world.edit(comment, 'never mind', 'wes', []);
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'edited-revocation',
    who: 'who had revoked it',
    when: 'after the revocation',
    how: 'edits the revocation into thanks',
    holds: 'it still blocks',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('wes', [revoke(id)]);
      await world.edit(comment, 'thanks!', 'alice', []);
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'edited-into-confirmation',
    who: 'a maintainer who had revoked it',
    when: 'after the revocation',
    how: 'edits the revocation into a confirmation',
    holds: 'it still blocks, and confirms nothing',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('rita', [revoke(id)]);
      await world.edit(comment, lineOf(confirm(id)), 'rita', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'edited-into-revocation',
    who: 'someone with write',
    when: 'after it was confirmed',
    how: 'edits an old comment of theirs into a revocation',
    holds: 'it blocks',
    async run(world) {
      const id = await planned(world);
      const old = await world.write('wes', 'hello');
      await world.say('mona', [confirm(id)]);
      await world.edit(old, lineOf(revoke(id)), 'wes', [revoke(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/the revocation that it held takes confirmations back/);
    },
  },
  {
    id: 'confirmed-after-edit',
    who,
    when: 'after an edited revocation',
    how: 'a new comment',
    holds: 'confirmed, check green',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('wes', [revoke(id)]);
      await world.edit(comment, 'thanks!', 'wes', []);
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'history-deleted',
    who: 'someone with write',
    when: 'after it was confirmed',
    how: 'edits a comment of theirs and deletes what it said before from its history',
    holds: 'waits again: nobody knows whether it was a revocation',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('wes', [revoke(id)], { unheld: true });
      world.state.editComment(comment.id, 'thanks!', 'wes');
      world.model.meanings.set(comment.id, [[revoke(id)], []]);
      world.state.conversation.forget(comment.id, 0);
      await world.plan();
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'deleted-confirmation',
    who,
    when: 'after it was confirmed',
    how: 'the confirmation is deleted',
    holds: 'waits again, the answer says that it is gone',
    async run(world) {
      const { comment } = await confirmed(world);
      await world.delete(comment, 'wes');
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/had confirmed rename of .* and that comment is gone/);
    },
  },
  {
    id: 'deleted-revocation',
    who: 'who wrote it',
    when: 'after the revocation',
    how: 'the revocation is deleted',
    holds: 'it still blocks',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('wes', [revoke(id)]);
      await world.delete(comment, 'alice');
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/took it back later, in a comment that is edited or gone/);
    },
  },
  {
    id: 'deleted-revocation-unseen',
    who: 'who wrote it',
    when: 'after the revocation, before its run began',
    how: 'the revocation is deleted; its own run starts with it gone',
    holds: 'it blocks: the event told of it',
    async run(world) {
      const { id } = await confirmed(world);
      const comment = await world.say('wes', [revoke(id)]);
      // The run of the revocation starts now, and what started it is gone. The model saw it stand.
      world.model.see(7);
      world.state.deleteComment(comment.id, 'alice');
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'deleted-revocation-missed',
    who: 'who wrote it',
    when: 'after the revocation, whose run failed before it read anything',
    how: 'the revocation is deleted; only the run of that starts',
    holds: 'it blocks: the event of the deletion tells what it said',
    async run(world) {
      const { id } = await confirmed(world);
      await world.settle();
      const comment = world.posted('wes', [revoke(id)]);
      world.model.see(7);
      world.state.deleteComment(comment.id, 'wes');
      await world.gone(comment, 'wes');
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'review',
    who,
    when,
    how: 'the command in a review',
    holds: 'waits, the answer says where to write it',
    async run(world) {
      const id = await planned(world);
      await world.review('mona', lineOf(confirm(id)));
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/stand in a review or on a line of code/);
    },
  },
  {
    id: 'review-comment',
    who,
    when,
    how: 'the command on a line of code',
    holds: 'waits, the answer says where to write it',
    async run(world) {
      const id = await planned(world);
      await world.reviewComment('mona', lineOf(confirm(id)));
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/stand in a review or on a line of code/);
    },
  },
  {
    id: 'wrong-verb',
    who,
    when,
    how: '`/chx confirm` and the id of a loss with `confirm-rename`',
    holds: 'waits, the answer has the lines that were meant',
    async run(world) {
      await world.open(both);
      const [r, d] = [await world.rename(), await world.loss()];
      const comment = await world.write('mona', `/chx confirm ${r}\n/chx confirm-rename ${d}`);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toContain(`/chx confirm-rename ${r}`);
      expect(world.answer()).toContain(`/chx allow-destructive ${d}`);
      expect(world.reactions(comment)).toEqual(['eyes', 'confused']);
    },
  },
  {
    id: 'unknown-id',
    who,
    when,
    how: 'an id that no plan ever showed',
    holds: 'waits, the answer says so',
    async run(world) {
      await planned(world);
      const comment = await world.say('mona', [confirm('r-aaaaaaaaaaaaaaaaaaaaaaaaaa')]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/No plan of this pull request has shown this id/);
      expect(world.reactions(comment)).toEqual(['eyes', 'confused']);
    },
  },
  {
    id: 'outdated-id',
    who,
    when: 'after a push that made it another rename',
    how: 'the id of the rename before',
    holds: 'waits, the answer says by what it was outdated',
    async run(world) {
      const id = await planned(world);
      await world.push(otherRename);
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/was shown for the rename of .*user_name/);
      expect(world.answer()).toContain(await world.rename());
    },
  },
  {
    id: 'outdated-definition',
    who,
    when: 'after a push that changed the new column’s type',
    how: 'the id of the rename before',
    holds: 'waits, the answer says that the new definition changed',
    async run(world) {
      const id = await planned(world);
      const people = String(rename['schema/people.sql']).replace(
        'user_name String',
        'user_name LowCardinality(String)',
      );
      await world.push({ ...rename, 'schema/people.sql': people });
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/the new definition changed: the id is/);
    },
  },
  {
    id: 'plan-status-help',
    who: 'someone with read',
    when,
    how: '`/chx plan`, `/chx status` and `/chx help`',
    holds: 'answered with what waits, who may decide and all commands',
    async run(world) {
      const id = await planned(world);
      const comment = await world.write('reed', '/chx plan\n/chx status\n/chx help');
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/Planned again/);
      expect(world.answer()).toContain(`/chx confirm-rename ${id}`);
      expect(world.answer()).toMatch(/anyone with the maintain permission other than `@alice`, who wrote it/);
      expect(world.answer()).toMatch(/\*\*Commands\*\*/);
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
    },
  },
  {
    id: 'forged-markers',
    who: 'someone with read',
    when: 'before the first plan',
    how: 'comments that begin like the plan and like the answer, the latter with a record',
    holds: 'ours are written beside them, what is forged neither blocks nor allows',
    async run(world) {
      world.draft(rename);
      world.state.comment(7, 'reed', '<!-- chx-plan:chx -->\n### Nothing waits');
      world.state.comment(7, 'reed', '<!-- chx-answer:chx -->\n<!-- chx-record:1:0000000000000000:[] -->');
      await world.plan();
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
      expect(world.comment('plan')?.login).toBe(bot);
      expect(world.comment('answer')?.login).toBe(bot);
    },
  },
  {
    id: 'answer-deleted',
    who: 'someone with write',
    when: 'after it was confirmed',
    how: 'our answer is deleted',
    holds: 'waits again, because what it remembered is gone; there is one answer again',
    async run(world) {
      await confirmed(world);
      const answer = world.comment('answer');
      if (answer === null) throw new Error('no answer');
      await world.delete(answer, 'wes');
      await world.finish();
      world.end('action_required', []);
      expect(world.answer()).toMatch(/Does not count: rename of [^\n]*deleted/);
    },
  },
  {
    id: 'answer-edited',
    who: 'someone with write',
    when: 'after a revocation',
    how: 'the revocation is deleted and our answer edited into an older one',
    holds: 'waits, because nobody knows what it remembered',
    async run(world) {
      const { id } = await confirmed(world);
      const earlier = world.comment('answer')?.body ?? '';
      const revocation = await world.say('rita', [revoke(id)]);
      await world.settle();
      world.state.deleteComment(revocation.id, 'wes');
      const answer = world.comment('answer');
      if (answer === null) throw new Error('no answer');
      await world.edit(answer, earlier, 'wes');
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'plan-comment-edited',
    who: 'someone with write',
    when,
    how: 'the plan comment is edited to say that nothing waits',
    holds: 'it is put right by the run of that edit, a confirmation stays',
    async run(world) {
      await world.open(both);
      const id = await world.rename();
      await world.say('mona', [confirm(id)]);
      await world.settle();
      const comment = world.comment('plan');
      if (comment === null) throw new Error('no plan');
      await world.edit(comment, `${comment.body.split('\n')[0]}\n### Nothing waits`, 'wes');
      await world.finish();
      world.end('action_required', [id]);
      expect(world.comment('plan')?.body).not.toContain('Nothing waits');
    },
  },
  {
    id: 'other-comment-of-the-bot',
    who: 'another job with the same token',
    when: 'after it was confirmed',
    how: 'writes, edits and deletes a comment of its own',
    holds: 'stays confirmed',
    async run(world) {
      const { id } = await confirmed(world);
      world.foreign = 1;
      const report = world.state.comment(7, bot, 'coverage: 71 %');
      world.state.editComment(report.id, 'coverage: 72 %', bot);
      await world.plan();
      await world.settle();
      world.state.deleteComment(report.id, bot);
      await world.push(unrelated(rename));
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'bots-say-it',
    who: 'another job with the same token',
    when,
    how: 'comments the command',
    holds: 'waits',
    async run(world) {
      const id = await planned(world);
      world.foreign = 1;
      world.state.comment(7, bot, lineOf(confirm(id)));
      await world.plan();
      await world.finish();
      world.end('action_required', []);
    },
  },
  {
    id: 'long-conversation',
    who,
    when: 'among 230 other comments',
    how: 'a new comment on the second page',
    holds: 'confirmed, check green',
    async run(world) {
      const id = await planned(world);
      await world.settle();
      for (let index = 0; index < 115; index++) world.state.comment(7, 'reed', `talk ${index}`);
      await world.say('mona', [confirm(id)]);
      await world.settle();
      for (let index = 0; index < 115; index++) world.state.comment(7, 'reed', `more talk ${index}`);
      await world.plan();
      await world.finish();
      world.end('success', [id]);
    },
  },
  {
    id: 'many-commands',
    who: 'many people with read',
    when,
    how: '60 comments with wrong commands after one confirmation',
    holds: 'confirmed; the answer fits and says how many older ones it leaves out',
    async run(world) {
      const { id } = await confirmed(world);
      for (let index = 0; index < 60; index++) {
        const body = Array.from({ length: 30 }, (_, line) => `/chx conform-rename ${line} @everybody <b>`).join('\n');
        world.state.comment(7, `reader${index}`, body);
      }
      await world.write('mona', '/chx status');
      await world.finish();
      world.end('success', [id]);
      expect(world.answer()).toMatch(/older comments with commands not shown/);
    },
  },
  {
    id: 'two-configs',
    who,
    when: 'in a repository with two configs',
    how: 'the id of one of them',
    holds: 'a comment, an answer and a check each; what is confirmed in one stays pending in the other',
    async run(world) {
      const second = config()
        .replace('"schema/*.sql"', '"other/*.sql"')
        .replace('version: 1', 'version: 1\nname: other');
      const base = {
        ...main,
        'other.yml': second,
        'other/people.sql': main['schema/people.sql'].replace('people', 'staff'),
      };
      world.state.push('main', base);
      world.configs = [
        { path: 'chx.yml', name: 'chx' },
        { path: 'other.yml', name: 'other' },
      ];
      await world.open({
        ...base,
        'schema/people.sql': String(rename['schema/people.sql']),
        'other/people.sql': String(rename['schema/people.sql']).replace('people', 'staff'),
      });
      const id = await world.rename();
      const comment = await world.say('mona', [confirm(id)]);
      await world.finish();
      // The job of the other config has nothing to say to it.
      expect(world.reactions(comment)).toEqual(['eyes', '+1']);
      expect(world.check()?.conclusion).toBe('success');
      expect(world.check(7, 'other')?.conclusion).toBe('action_required');
      const answers = world.state.comments.filter(({ body }) => body.startsWith('<!-- chx-answer:'));
      expect(answers).toHaveLength(2);
      expect(answers[1]?.body).toMatch(/belongs to the config/);
    },
  },
  {
    id: 'nothing-guarded',
    who,
    when: 'on a plan without guards',
    how: 'an id of another pull request',
    holds: 'check green as before, the answer says that no plan has shown it',
    async run(world) {
      await world.open(unrelated(main));
      await world.say('mona', [confirm('d-aaaaaaaaaaaaaaaaaaaaaaaaaa')]);
      await world.finish();
      world.end('success', []);
      expect(world.answer()).toMatch(/No plan of this pull request has shown this id/);
    },
  },
  {
    id: 'broken-schema',
    who,
    when: 'while the schema has an error',
    how: 'a new comment, then the error is repaired',
    holds: 'check red, and once it is repaired confirmed',
    async run(world) {
      await world.open({ ...rename, 'schema/broken.sql': 'SELECT 1;\n' });
      const acts: readonly Act[] = [confirm((await idsOf(world))[0] ?? '')];
      await world.say('mona', acts);
      await world.settle();
      expect(world.check()?.conclusion).toBe('failure');
      expect(world.answer()).toMatch(/Noted: .*the plan has errors to fix first/);
      await world.push(rename);
      await world.finish();
      world.end(
        'success',
        acts.map(({ id }) => id),
      );
    },
  },
  {
    id: 'loss-only',
    who,
    when,
    how: '`/chx allow-destructive`',
    holds: 'confirmed, check green',
    async run(world) {
      await world.open(loss);
      const id = await world.loss();
      await world.say('mona', [confirm(id)]);
      await world.finish();
      world.end('success', [id]);
    },
  },
];

/** The ids that the rename alone has: an invalid schema shows none. */
async function idsOf(world: World): Promise<readonly string[]> {
  const side = world.state.history.commit(rename, [world.state.tip('main')], 'the rename alone');
  return await world.idsBetween(world.state.tip('main'), side);
}
