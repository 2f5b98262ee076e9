import { describe, expect, it } from 'vitest';
import { outcomeOf, waitingOf } from '../../src/report/guards.ts';
import {
  checkSummary,
  checkSummaryLimit,
  commentLimit,
  renderComment,
  renderMarkdown,
  renderText,
  reportContext,
  verdict,
  whoMayText,
} from '../../src/report/index.ts';
import { type Policy, soloHint } from '../../src/report/who.ts';
import { context, document, finding, guard, guardId } from './builder.ts';
import { activeMarkup, outsideCode } from './outside.ts';
import { guards, ids, offer, people, underWay } from './people.ts';
import { everythingWaits, pairRename, ready } from './samples.ts';

describe('who may confirm', () => {
  const anyone: Policy = { permission: 'maintain', confirmers: [], allowAuthor: false, writers: [], personal: false };
  it.each([
    [{}, 'anyone with the maintain permission'],
    [{ permission: 'admin', writers: ['a'] }, 'anyone with the admin permission other than @a, who wrote it'],
    [{ writers: ['a', 'b'] }, 'anyone with the maintain permission other than @a and @b, who wrote it'],
    [{ writers: ['a', 'b'], allowAuthor: true }, 'anyone with the maintain permission'],
    [
      { writers: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      'anyone with the maintain permission other than @a, @b, @c, @d and 3 others, who wrote it',
    ],
    [{ writers: null }, /^nobody yet: who wrote this change could not be read/],
    [{ writers: null, allowAuthor: true }, 'anyone with the maintain permission'],
    [{ confirmers: ['x', 'y', 'z'], writers: ['q'] }, '@x, @y or @z, with the maintain permission'],
    [{ confirmers: ['X', 'y'], writers: ['x'] }, '@y, with the maintain permission'],
    [{ confirmers: ['X'], writers: ['x'] }, /^nobody: all of `guards.confirmers` wrote this change/],
    [{ confirmers: ['X'], writers: ['x'], allowAuthor: true }, '@X, with the maintain permission'],
    [
      { confirmers: ['acme/dba'], writers: ['a'] },
      '@acme/dba, with the maintain permission other than @a, who wrote it',
    ],
    [{ personal: true, writers: ['a'] }, 'the owner of the repository, unless it is who wrote this change'],
    [{ personal: true, allowAuthor: true }, 'the owner of the repository'],
    [
      { personal: true, permission: 'write', writers: ['a'] },
      'anyone with the write permission other than @a, who wrote it',
    ],
    [{ personal: true, confirmers: ['x'] }, '@x, with the admin permission'],
  ] satisfies readonly (readonly [Partial<Policy>, string | RegExp])[])('%j', (given, expected) => {
    const text = whoMayText({ ...anyone, ...given });
    if (typeof expected === 'string') expect(text).toBe(expected);
    else expect(text).toMatch(expected);
  });

  it('tells a solo owner what to set, and nobody else', () => {
    expect(soloHint({ ...anyone, personal: true })).toContain('allow_author: true');
    expect(soloHint({ ...anyone, personal: true, allowAuthor: true })).toBeNull();
    expect(soloHint({ ...anyone, personal: true, permission: 'write' })).toBeNull();
    expect(soloHint(anyone)).toBeNull();
    const markdown = renderMarkdown(pairRename, { ...people, personal: true });
    expect(markdown).toContain('Alone here? `guards: { allow_author: true }`');
  });

  it('is said once, and pings nobody', () => {
    const markdown = renderComment(underWay, people);
    expect(markdown.match(/Who may confirm/g)).toHaveLength(1);
    expect(markdown).toContain(
      'Who may confirm: anyone with the maintain permission other than `@octavia` and `@build-helper`, who wrote it.',
    );
    expect(outsideCode(markdown).text).not.toContain('@');
  });

  it('has defaults for what is not known', () => {
    expect(reportContext({ name: 'x', guards })).toMatchObject({ name: 'x', writers: [], commands: true, offers: [] });
    expect(reportContext({ name: 'x', guards }, { commands: false, notes: ['n'] })).toMatchObject({
      commands: false,
      notes: ['n'],
      permission: 'maintain',
    });
  });
});

describe('what waits, and what came of the rest', () => {
  it('reads as it is kept', async () => {
    await expect(renderComment(underWay, people)).toMatchFileSnapshot('snapshots/underWay.md');
    await expect(checkSummary(underWay, people)).toMatchFileSnapshot('snapshots/underWay.check.md');
    await expect(
      renderText(underWay, { color: false, width: 80, inPullRequest: false, offers: people.offers }),
    ).toMatchFileSnapshot('snapshots/underWay.txt');
  });

  it('shows a choice that a confirmed rename of its group leaves open', () => {
    const { single, choices } = waitingOf(underWay);
    expect(single.map(({ id }) => id)).toEqual([ids.pendingRename, ids.heldDrop]);
    expect(choices.map((choice) => choice.guards.map(({ from, to }) => `${from}-${to}`))).toEqual([['b-y', 'b-z']]);
    expect(verdict(underWay).title).toBe('1 rename to confirm, 1 choice to make, 1 loss of data to allow');
  });

  it('says of a choice between several names that each can be taken once', () => {
    const open = underWay.guards.map((one) => (one.group === null ? one : { ...one, state: 'pending' as const }));
    const markdown = renderMarkdown({ ...underWay, guards: open }, people);
    expect(markdown).toContain(
      '**At most one of these for each name, in `analytics.visits_local`**\nComment what it is:',
    );
    expect(renderMarkdown(everythingWaits, people)).toContain('**At most one of these, in `analytics.visits`**');
  });

  it.each([
    [ids.confirmedRename, { kind: 'confirmed' }],
    [ids.rejectedRename, { kind: 'dropped-and-added', holder: { id: ids.heldDrop } }],
    [ids.pendingRename, null],
    [guardId('r', 'a to y'), { kind: 'ruled-out', by: { id: ids.chosen } }],
    [guardId('r', 'b to x'), { kind: 'ruled-out', by: { id: ids.chosen } }],
    [guardId('r', 'b to y'), null],
    [ids.heldDrop, null],
  ])('%s became %j', (id, expected) => {
    const one = underWay.guards.find((other) => other.id === id);
    if (one === undefined) throw new Error('no such guard');
    const outcome = outcomeOf(one, underWay.guards);
    if (expected === null) expect(outcome).toBeNull();
    else expect(outcome).toMatchObject(expected);
  });

  it('finds what holds the drop of a table that was not renamed', () => {
    const rejected = guard(guardId('r', 't'), { object: 'a.new', from: 'a.old', to: 'a.new', state: 'rejected' });
    const drop = guard(guardId('d', 't'), { object: 'a.old', from: 'a.old', state: 'confirmed' });
    expect(outcomeOf(rejected, [rejected, drop])).toEqual({ kind: 'dropped-and-added', holder: drop });
    expect(outcomeOf(rejected, [rejected])).toEqual({ kind: 'dropped-and-added', holder: null });
    const markdown = renderMarkdown(document({ guards: [rejected, drop] }), people);
    expect(markdown).toContain(`held by \`${drop.id.slice(0, 9)}…\`, which is confirmed`);
  });

  it('links to the comment that confirmed, and to nothing that is no address', () => {
    const markdown = renderMarkdown(underWay, people);
    expect(markdown).toContain(
      ': confirmed by [`@maintainer-1`](https://github.example/acme/warehouse/pull/7#issuecomment-12) (`',
    );
    for (const url of ['javascript:alert(1)', 'https://x.example/a) @everyone', 'https://x.example/\u202ea']) {
      const confirmations = new Map([[ids.confirmedRename, { login: 'm](x)', url }]]);
      const text = renderMarkdown(underWay, { ...people, confirmations });
      expect(text).toContain(': confirmed by `@m](x)` (`');
      expect(activeMarkup(text)).toEqual([]);
    }
  });

  it('has a block to copy for each command, and nothing else in it', () => {
    const { fences } = outsideCode(renderComment(underWay, { ...people, offers: [] }));
    const commands = fences.map((text) => text.trim()).filter((text) => text.startsWith('/chx '));
    expect(commands).toEqual([
      `/chx confirm-rename ${ids.pendingRename}`,
      `/chx allow-destructive ${ids.heldDrop}`,
      `/chx confirm-rename ${guardId('r', 'b to y')}`,
      `/chx confirm-rename ${guardId('r', 'b to z')}`,
      `/chx reject-rename ${guardId('r', 'b to y')} ${guardId('r', 'b to z')}`,
    ]);
  });

  it('names the options of the command where no comment is answered', () => {
    const markdown = renderMarkdown(underWay, { ...people, commands: false });
    expect(markdown).not.toContain('/chx ');
    expect(markdown).not.toContain('Who may confirm');
    const { fences } = outsideCode(markdown);
    expect(fences).toContain(`--confirm ${ids.pendingRename} --confirm ${ids.heldDrop}`);
    expect(fences.map((text) => text.trim())).toContain(
      `--reject ${guardId('r', 'b to y')} --reject ${guardId('r', 'b to z')}`,
    );
    expect(markdown).toContain('Not a rename? `--reject` with its id');
  });

  it('offers the edit of the schema file, folded, and not where there is no room for SQL', () => {
    const markdown = renderMarkdown(underWay, people);
    expect(markdown).toContain('<summary>Keep the old name readable: 1 line to add</summary>');
    expect(markdown).toContain('In `analytics.visits_local`, `schema/visits.ts:12`, behind `device_kind` add:');
    expect(outsideCode(markdown).fences).toContain(offer.text);
    const many = Array.from({ length: 2000 }, (_, n) => ({
      ...offer,
      from: `c${n}`,
      text: `c${n} String ALIAS d${n},`,
    }));
    const crowded = renderMarkdown(underWay, { ...people, offers: many });
    expect(crowded.length).toBeLessThanOrEqual(commentLimit);
  });
});

describe('the check summary', () => {
  it('says what waits, who may do it, and how', () => {
    const summary = checkSummary(pairRename, people);
    expect(summary.startsWith('2 statements on 2 objects, 1 warning. What waits is answered by comments on')).toBe(
      true,
    );
    expect(summary).toContain('**Rename** `user` → `user_name` in `analytics.events_local`');
    expect(summary).toContain('other than `@octavia` and `@build-helper`, who wrote it.');
    expect(outsideCode(summary).fences).toEqual([`/chx confirm-rename ${pairRename.guards[0]?.id}`]);
  });

  it('is one line and its notes where nothing waits', () => {
    expect(checkSummary(ready, { ...context, notes: ['a note'] })).toBe('1 statement on 1 object.\n\n> Note: a note\n');
  });

  it('fits whatever waits', () => {
    const words = 'word @a '.repeat(40);
    const many = Array.from({ length: 3000 }, (_, n) =>
      guard(guardId('d', `${n}`), { lost: words, evidence: [words] }),
    );
    const errors = Array.from({ length: 500 }, (_, n) => finding('error', { message: `${words}${n}` }));
    const summary = checkSummary(document({ guards: many, findings: errors }), {
      ...people,
      notes: errors.map(({ message }) => message),
    });
    expect(summary.length).toBeLessThanOrEqual(checkSummaryLimit);
    expect(outsideCode(summary).balanced).toBe(true);
    expect(summary).toMatch(/more ids do not fit here/);
  });
});
