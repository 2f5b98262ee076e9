import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnswerInput, answerMarker, decodeRecord, isUnderstood, renderAnswer } from '../../src/gate/answer.ts';
import { parseCommands } from '../../src/gate/commands.ts';
import { evaluate, type RecordedCommand } from '../../src/gate/evaluate.ts';
import type { CommentRecord, GateRecord } from '../../src/gate/record.ts';
import { decodeShown, encodeShown } from '../../src/gate/shown.ts';
import type { Guard, PlanDocument } from '../../src/plan/document.ts';
import { commentLimit } from '../../src/report/index.ts';
import { documents } from '../report/arbitrary.ts';
import { document, guard } from '../report/builder.ts';
import { nastyText } from '../report/nasty.ts';
import { activeMarkup, outsideCode } from '../report/outside.ts';
import { at, comment, d, maintain, people, policy, r, record, user } from './builder.ts';

const url = 'https://github.example/acme/warehouse/pull/7#issuecomment-1';

function input(
  read: GateRecord,
  plan: PlanDocument | null,
  more: Partial<AnswerInput> = {},
  known: readonly RecordedCommand[] = [],
): AnswerInput {
  const policies = more.policies ?? [maintain];
  const evaluation = evaluate(read, people(), policies, known);
  const guards = plan?.guards.map(
    (one): Guard => ({
      ...one,
      state: evaluation.decisions.rejected.has(one.id)
        ? 'rejected'
        : evaluation.decisions.confirmed.has(one.id)
          ? 'confirmed'
          : 'pending',
    }),
  );
  const waits = guards?.some(({ state }) => state === 'pending') === true;
  return {
    name: 'chx',
    record: read,
    evaluation,
    policies,
    failure: null,
    shownEarlier: [],
    merged: false,
    planUrl: url,
    ...more,
    document:
      plan === null
        ? null
        : { ...plan, status: waits || plan.status !== 'blocked' ? plan.status : 'ready', guards: guards ?? [] },
  };
}

const plan = document({
  guards: [guard(r(1)), guard(r(2), { from: 'amount', to: 'amount_cents' }), guard(d(1), { from: 'referrer' })],
});

/** What people read: the answer without its marker and record, addresses shortened. */
function read(
  comments: readonly CommentRecord[],
  more: Partial<AnswerInput> = {},
  options: Partial<GateRecord> = {},
  known: readonly RecordedCommand[] = [],
): string {
  const text = renderAnswer(
    input(record(comments, options), more.document === undefined ? plan : more.document, more, known),
  );
  return text
    .split('\n')
    .slice(2)
    .join('\n')
    .replace(/https:\/\/github\.example\/acme\/warehouse\/pull\/7#/g, '#');
}

const rename = 'rename of `user` to `user_name` in `analytics.events_local` (`r-baaaaaaaa…`)';
const other = 'rename of `amount` to `amount_cents` in `analytics.events_local` (`r-caaaaaaaa…`)';
const loss = 'loss of data `referrer` in `analytics.events_local` (`d-baaaaaaaa…`)';

describe('an answer', () => {
  test('begins with its marker and its record', () => {
    const text = renderAnswer(input(record([comment(1, 'writer', `/chx revoke ${r(1)}`)]), plan));
    expect(text.startsWith(`${answerMarker('chx')}\n<!-- chx-record:1:`)).toBe(true);
    expect(decodeRecord(text)).toEqual([{ comment: '1010', login: 'writer', verb: 'revoke', id: r(1), at: at(1) }]);
  });

  test('has an entry for each comment with commands, the newest first', () => {
    expect(
      read([
        comment(1, 'author', `/chx confirm-rename ${r(1)}`),
        comment(2, 'stranger', 'hello'),
        comment(3, 'maintainer', `/chx confirm-rename ${r(1)} ${r(2)}\n/chx allow-destructive ${d(1)}`),
        comment(4, 'writer', `/chx revoke ${r(2)}`),
      ]),
    ).toBe(`**Answers to \`/chx\` commands**

Waiting in the [plan](#issuecomment-1): **1 change to confirm**. Who may decide: anyone with the maintain permission other than \`@author\` and \`@writer-of-commits\`, who wrote it.

\`@writer\`, in [this comment](#issuecomment-1040):

- ↩ Taken back: ${other}. A newer confirmation counts again.

\`@maintainer\`, in [this comment](#issuecomment-1030):

- ✔ Confirmed: ${rename}, ${loss}
- ✖ Does not count: ${other}: \`@writer\` took it back later. If it is right, send it again in a new comment.

\`@author\`, in [this comment](#issuecomment-1010):

- ✖ Does not count: ${rename}: \`@author\` opened this pull request. Another person has to confirm it.
`);
  });

  test.each<[string, string, string]>([
    ['a rejection', `/chx reject-rename ${r(1)}`, `- ✔ Rejected, so a drop and an add: ${rename}`],
    ['/chx plan', '/chx plan', '- ✔ Planned again.'],
    ['/chx status', '/chx status', `**What waits**\n- ${rename}\n- ${other}\n- ${loss}`],
    [
      '/chx status, to copy',
      '/chx status',
      `\`\`\`\n/chx confirm-rename ${r(1)} ${r(2)}\n/chx allow-destructive ${d(1)}\n\`\`\``,
    ],
    ['/chx help', '/chx help', '**Commands**\n- `/chx confirm-rename ID...` it is this rename'],
    [
      'a mistake',
      '/chx hepl',
      '- ✖ Line 1, `/chx hepl`: `hepl` is no command. Meant is perhaps:\n\n  ```\n  /chx help\n  ```',
    ],
    ['a mistake, with all commands', '/chx hepl', '<details>\n<summary>All commands</summary>'],
    [
      'an unknown id',
      `/chx confirm-rename ${r(9)}`,
      '- ✖ Changes nothing: `r-jaaaaaaaa…`: No plan of this pull request has shown this id: copy the line from the plan comment.',
    ],
    ['an unknown id that is taken back', `/chx revoke ${r(9)}`, '- ✖ Changes nothing: `r-jaaaaaaaa…`: No plan'],
  ])('says what came of %s', (_, body, expected) => {
    expect(read([comment(1, 'maintainer', body)])).toContain(expected);
  });

  test('says what outdated an id', () => {
    const shown = decodeShown(encodeShown(document({ guards: [guard(r(9), { basis: { old: 'a' } })] })));
    const now = document({ guards: [guard(r(1), { basis: { old: 'b' } })] });
    expect(
      read([comment(1, 'maintainer', `/chx confirm-rename ${r(9)}`)], {
        document: now,
        shownEarlier: shown === null ? [] : [shown],
      }),
    ).toContain(
      `This id was shown for the rename of \`user\` to \`user_name\` in \`analytics.events_local\`. Since then the old definition changed: the id is \`${r(1)}\` now.`,
    );
  });

  test('says of 200 ids in one comment that they are confirmed, and names the first', () => {
    const ids = Array.from({ length: 200 }, (_, index) => r(index));
    const many = document({ guards: ids.map((id, index) => guard(id, { from: `a${index}`, to: `b${index}` })) });
    const text = read([comment(1, 'maintainer', `/chx confirm-rename ${ids.join(' ')}`)], { document: many });
    expect(text).toContain('- ✔ Confirmed: rename of `a0` to `b0`');
    expect(text).toContain(' and 196 more\n');
    expect(text).toContain('Nothing of the [plan](#issuecomment-1) waits any more.');
  });

  test('tells that a confirmation is gone and is needed anew', () => {
    const known: RecordedCommand[] = [
      { comment: '5', login: 'maintainer', verb: 'confirm-rename', id: r(1), at: at(0) },
    ];
    expect(read([comment(1, 'admin', '/chx status')], {}, {}, known)).toContain(
      `- \`@maintainer\` had confirmed ${rename}, and that comment is gone: it has to be confirmed again.`,
    );
    const again = read([comment(1, 'admin', `/chx confirm-rename ${r(1)}`)], {}, {}, known);
    expect(again).not.toContain('is gone');
  });

  test('tells those who wrote in a review where to write', () => {
    const misplaced = Array.from({ length: 7 }, (_, index) => ({
      url: `https://github.example/acme/warehouse/pull/7#discussion_r${index}`,
      body: '/chx plan',
      author: user('x'),
    }));
    expect(read([], {}, { misplaced })).toContain(
      'Not heard, because they stand in a review or on a line of code: [1](#discussion_r0), [2](#discussion_r1), [3](#discussion_r2), [4](#discussion_r3), [5](#discussion_r4) and 2 more. Write the command as a comment of its own in the conversation.',
    );
  });

  test('shows at most 20 comments, and counts the others', () => {
    const comments = Array.from({ length: 30 }, (_, index) => comment(index, 'stranger', '/chx plan'));
    const text = read(comments);
    expect(text.match(/in \[this comment\]/g)?.length).toBe(20);
    expect(text).toContain('#issuecomment-1290)');
    expect(text).toContain('10 older comments with commands not shown; what they decided still holds.');
  });

  test('says what holds where there is no plan, and on a merged pull request', () => {
    const text = read([comment(1, 'maintainer', `/chx confirm-rename ${r(1)}`)], {
      document: null,
      failure: 'chx.yml:3: unknown key `x`.',
      merged: true,
    });
    expect(text).toContain('This pull request is merged: what is confirmed here is for its deploy.');
    expect(text).toContain('There is no [plan](#issuecomment-1) now: `chx.yml:3`: unknown key `x`.');
    expect(text).toContain('`r-baaaaaaaa…`: confirmed by `@maintainer`.');
  });

  test('says that a plan with errors cannot run though nothing waits', () => {
    const wrong = document({
      findings: [{ rule: 'x', severity: 'error', object: null, message: 'm', file: null, line: null }],
    });
    expect(read([comment(1, 'admin', '/chx plan')], { document: wrong })).toContain('but it cannot run as it is');
  });

  test('offers choices as such', () => {
    const choice = document({ guards: [guard(r(1), { group: 'g-1' }), guard(r(2), { group: 'g-1', to: 'login' })] });
    const text = read([comment(1, 'admin', '/chx status')], { document: choice });
    expect(text).toContain('Waiting in the [plan](#issuecomment-1): **1 choice**.');
    expect(text).toContain('- At most one of: rename of `user` to `user_name`');
    expect(text).not.toContain('```');
  });
});

describe('whatever is written', () => {
  const line = fc.oneof(
    fc.constantFrom(
      `/chx confirm-rename ${r(1)}`,
      `/chx revoke ${r(1)}`,
      `/chx allow-destructive ${d(1)}`,
      '/chx help',
      '/chx status',
      '/chx',
    ),
    nastyText.map((text) => `/chx ${text}`),
    nastyText.map((text) => `/chx confirm-rename ${text}`),
  );
  const comments = fc.array(
    fc.record({
      login: fc.constantFrom('maintainer', 'writer', 'stranger', 'unreadable'),
      odd: fc.option(nastyText),
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    }),
    { maxLength: 6 },
  );

  test('nothing of it is markup, nothing ends the comment, no line of it is a command', () => {
    fc.assert(
      fc.property(comments, documents, nastyText, (said, any, name) => {
        const list = said.map(({ login, odd, lines }, index) =>
          comment(index, login, lines.join('\n'), odd === null ? {} : { author: user(odd) }),
        );
        const first = any.guards[0];
        const known = first === undefined ? any : { ...any, guards: [{ ...first, id: r(1) }, ...any.guards.slice(1)] };
        const misplaced = [{ url: `https://x.example/${name}`, body: name, author: user(name) }];
        const text = renderAnswer(
          input(record(list, { misplaced }), known, {
            name,
            failure: name,
            planUrl: `https://x.example/${name}`,
            shownEarlier: [
              {
                config: name,
                targets: [],
                guards: [{ id: d(1), kind: 'rename', object: name, from: name, to: name, basis: {} }],
              },
            ],
          }),
        );
        expect(text.length).toBeLessThanOrEqual(commentLimit);
        expect(text.startsWith(answerMarker(name))).toBe(true);
        expect(decodeRecord(text)).not.toBeNull();
        const [, , ...shown] = text.split('\n');
        // What a list's item holds is indented, its fences too.
        const seen = shown
          .join('\n')
          .replace(/^ {2}(?=[`/])/gm, '')
          .replace(/\[(?:plan|this comment|\d)\]\(https:[\w./:~#?=&%+-]+\)/g, '');
        expect(activeMarkup(seen)).toEqual([]);
        expect(outsideCode(seen).balanced).toBe(true);
        expect(seen).not.toMatch(/^<!--/m);
        expect(parseCommands(text).commands).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('it never grows beyond what GitHub takes', () => {
    const ids = Array.from({ length: 2000 }, (_, index) => r(index));
    const bad = Array.from({ length: 400 }, (_, index) => `/chx revoke \u0000${'<'.repeat(100)}${index}`).join('\n');
    const dashes = Array.from({ length: 5 }, () => `/chx confirm–rename ${ids.slice(0, 20).join(' ')}`).join('\n');
    const comments = Array.from({ length: 60 }, (_, index) =>
      comment(
        index,
        index % 2 === 0 ? 'maintainer' : 'writer',
        index >= 40
          ? dashes
          : index % 3 === 0
            ? bad
            : `/chx ${index % 2 === 0 ? 'confirm-rename' : 'revoke'} ${ids.join(' ')}`,
      ),
    );
    const guards = ids.slice(0, 900).map((id, index) =>
      guard(id, {
        object: `${'\u202e'.repeat(200)}.${index}`,
        from: `${'`'.repeat(300)}a`,
        to: `${'@x '.repeat(90)}`,
      }),
    );
    const many = input(record(comments), document({ guards }), { policies: [policy({ permission: 'write' })] });
    const text = renderAnswer(many);
    expect(text.length).toBeLessThanOrEqual(commentLimit);
    expect(text).toContain('older comments with commands not shown');
    expect(decodeRecord(text)).toEqual(many.evaluation.record);
  });
});

test('a comment is understood where all it asks for was done', () => {
  const said = (login: string, body: string): boolean => {
    const one = comment(1, login, body);
    const { evaluation, document: of } = input(record([one]), plan);
    return isUnderstood(one, evaluation, of);
  };
  expect(said('maintainer', `/chx confirm-rename ${r(1)} ${r(2)}\n/chx plan`)).toBe(true);
  expect(said('writer', `/chx revoke ${r(1)}`)).toBe(true);
  expect(said('stranger', '/chx status')).toBe(true);
  expect(said('writer', `/chx confirm-rename ${r(1)}`)).toBe(false);
  expect(said('maintainer', `/chx confirm-rename ${r(1)} ${r(9)}`)).toBe(false);
  expect(said('maintainer', `/chx confirm-rename ${r(1)}\n/chx hlep`)).toBe(false);
  expect(said('maintainer', 'talk')).toBe(false);
});
