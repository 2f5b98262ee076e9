import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/plan/document.ts';
import {
  commentLimit,
  commentMarker,
  renderComment,
  renderMarkdown,
  renderSummary,
  summaryLimit,
} from '../../src/report/index.ts';
import { isLink } from '../../src/report/text.ts';
import { contexts, documents } from './arbitrary.ts';
import { context, digest, document, finding, guard, guardId, plan, statement } from './builder.ts';
import { activeMarkup, outsideCode } from './outside.ts';
import { everythingWaits, pairRename, ready, samples } from './samples.ts';

describe('the comment', () => {
  it.each(Object.keys(samples))('of %s reads as it is kept', async (name) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`no sample ${name}`);
    await expect(renderComment(sample, context)).toMatchFileSnapshot(`snapshots/${name}.md`);
  });

  it('is the markdown output after its marker', () => {
    expect(renderComment(pairRename, context)).toBe(`${commentMarker('chx')}\n${renderMarkdown(pairRename, context)}`);
  });

  it('says which of several configs it is for', () => {
    const markdown = renderMarkdown(ready, { ...context, name: 'billing' });
    expect(markdown.split('\n')[0]).toBe('### ✅ CHX `billing` · Ready: 1 statement');
  });

  it('shows notes, and who may confirm', () => {
    const markdown = renderMarkdown(pairRename, {
      ...context,
      permission: 'admin',
      notes: ['compared the merge base 6f1d3c9a7b with the head: the merge result is not there yet'],
    });
    expect(markdown).toContain(
      '\n> Note: compared the merge base `6f1d3c9a7b` with the head: the merge result is not there yet\n',
    );
    expect(markdown).toContain('\nWho may confirm: anyone with the admin permission.\\\nComment this:\n\n');
  });

  it('lists what was decided, and asks for nothing then', () => {
    const [rename] = pairRename.guards;
    if (rename === undefined) throw new Error('the sample has a guard');
    const confirmed = document({
      ...pairRename,
      status: 'ready',
      plans: pairRename.plans.map((one) => ({ ...one, status: 'ready' as const })),
      guards: [{ ...rename, state: 'confirmed' }, guard(guardId('r', 'other'), { state: 'rejected' })],
    });
    const markdown = renderMarkdown(confirmed, context);
    expect(markdown).toContain('### ✅ CHX · Ready: 2 statements');
    expect(markdown).toContain('<summary>1 confirmed, 1 rejected</summary>');
    expect(markdown).toContain(
      `- ✔ **Rename** \`user\` → \`user_name\` in \`analytics.events_local\`: confirmed (\`${rename.id}\`)`,
    );
    expect(markdown).not.toContain('To confirm');
    expect(markdown).not.toContain('waits');
  });

  it('has one line with all ids of a kind, and no choice in it', () => {
    const ids = ['one', 'two', 'three'].map((text) => guardId('r', text));
    const many = document({
      ...everythingWaits,
      guards: [...ids.map((id) => guard(id)), ...everythingWaits.guards.filter(({ group }) => group !== null)],
    });
    const { fences } = outsideCode(renderMarkdown(many, context));
    expect(fences[0]).toBe(`/chx confirm-rename ${ids.join(' ')}`);
    const choices = many.guards.filter(({ group }) => group !== null).map(({ id }) => id);
    expect(choices).toHaveLength(2);
    for (const id of choices) expect(fences[0]).not.toContain(id);
  });

  it('asks for nothing of a group of which one is confirmed', () => {
    const guards = everythingWaits.guards.filter(({ group }) => group !== null);
    const settled = guards.map((one, index) => (index === 0 ? { ...one, state: 'confirmed' as const } : one));
    const markdown = renderMarkdown(document({ ...everythingWaits, status: 'ready', guards: settled }), context);
    expect(markdown).not.toContain('At most one');
    expect(markdown).not.toContain('/chx ');
  });

  it('asks plainly where all but one of a group were rejected', () => {
    const guards = everythingWaits.guards.filter(({ group }) => group !== null);
    const left = guards.map((one, index) => (index === 0 ? { ...one, state: 'rejected' as const } : one));
    const markdown = renderMarkdown(document({ ...everythingWaits, guards: left }), context);
    expect(markdown).not.toContain('At most one');
    expect(outsideCode(markdown).fences[0]).toBe(`/chx confirm-rename ${guards[1]?.id}`);
  });

  it('shows equal plans once, and one list of changes where only the SQL differs', () => {
    const on = (cluster: string): ReturnType<typeof statement> =>
      statement(`ALTER TABLE a.t ON CLUSTER ${cluster} ADD COLUMN x UInt8`, 'a.t', { cluster });
    const markdown = renderMarkdown(
      document({
        plans: [
          plan([on('one')], { target: 'eu', targets: ['eu'] }),
          plan([on('one')], { target: 'us', targets: ['us'] }),
          plan([on('two')], { target: 'asia', targets: ['asia'], verified: 'passed' }),
        ],
      }),
      context,
    );
    expect(markdown).toContain('<summary>SQL for <code>eu</code>, <code>us</code> (1 statement)</summary>');
    expect(markdown).toContain('<summary>SQL for <code>asia</code> (1 statement)</summary>');
    expect(markdown.match(/\*\*Changes/g)).toHaveLength(1);
    expect(markdown).toContain('`eu`, `us`: Not verified');
    expect(markdown).toContain('`asia`: ✔ Verified on ClickHouse: schema and rows');
  });

  it('says apart what targets change differently', () => {
    const markdown = renderMarkdown(
      document({
        plans: [
          plan([statement('DROP TABLE a.t', 'a.t', { risk: 'danger' })], { target: 'eu', targets: ['eu'] }),
          plan([statement('DROP TABLE a.u', 'a.u')], { target: 'us', targets: ['us'] }),
        ],
      }),
      context,
    );
    expect(markdown).toContain('**Changes on `eu`**\n- `a.t`: drop table · ⛔ danger\n');
    expect(markdown).toContain('**Changes on `us`**\n- `a.u`: drop table\n');
  });

  it('folds what is long', () => {
    const statements = Array.from({ length: 25 }, (_, index) => statement(`DROP VIEW a.v${index}`, `a.v${index}`));
    const markdown = renderMarkdown(document({ plans: [plan(statements)] }), context);
    const [open = '', folded = ''] = markdown.split('<summary>15 more objects</summary>');
    expect(open.match(/^- /gm)).toHaveLength(10);
    expect(folded.split('</details>')[0]?.match(/^- /gm)).toHaveLength(15);
  });

  it('shows in the SQL what can not be seen, and says so', () => {
    const tricky = document({ plans: [plan([statement("ALTER TABLE a.t MODIFY COMMENT '\u202ehidden'", 'a.t')])] });
    const markdown = renderMarkdown(tricky, context);
    expect(markdown).toContain("MODIFY COMMENT '\\u{202E}hidden';");
    expect(markdown).toContain("-- holds signs that can't be seen: U+202E");
    expect(markdown).toContain('shown as escapes here');
  });
});

describe('the marker', () => {
  it('stands at the start, and a name can neither end it nor pass for another', () => {
    expect(renderComment(ready, context).startsWith('<!-- chx-plan:chx -->\n')).toBe(true);
    expect(commentMarker('my-schema')).toBe('<!-- chx-plan:my-schema -->');
    expect(commentMarker('a --> <b>')).toBe('<!-- chx-plan:a%20-%2D%3E%20%3Cb%3E -->');
    expect(commentMarker('\ud800')).toBe('<!-- chx-plan:%EF%BF%BD -->');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(commentMarker(a)).toMatch(/^<!-- chx-plan:(?:(?!--)[^<>\s])* -->$/);
        expect(commentMarker(a) === commentMarker(b)).toBe(a === b);
      }),
    );
  });
});

describe('whatever a pull request holds', () => {
  it('nothing of it becomes markup, and every fence and fold closes', () => {
    fc.assert(
      fc.property(documents, contexts, (any, about) => {
        const markdown = renderMarkdown(any, about);
        const { text, balanced } = outsideCode(markdown);
        const links = [...about.confirmations.values()].filter(({ url }) => isLink(url));
        expect(
          activeMarkup(
            markdown,
            links.map(({ url }) => `[](${url})`),
          ),
        ).toEqual([]);
        expect(balanced).toBe(true);
        expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
        expect(markdown.split('\n')[0]).toMatch(/^### /);
      }),
      { numRuns: 300 },
    );
  });

  it('the same input gives the same bytes', () => {
    fc.assert(
      fc.property(documents, contexts, (any, about) => {
        expect(renderComment(structuredClone(any), { ...about })).toBe(renderComment(any, about));
      }),
      { numRuns: 50 },
    );
  });
});

/** Statements that can be seen to be whole: the column's name stands at the start and at the end. */
function marked(number: number, length: number, risk: 'safe' | 'danger' = 'safe'): ReturnType<typeof statement> {
  const sql = `ALTER TABLE a.t${number} ADD COLUMN start_${number}_ String DEFAULT '${'x'.repeat(length)}_end_${number}_'`;
  const undo = `ALTER TABLE a.t${number} DROP COLUMN undo_${number}_ /* ${'y'.repeat(length)} */`;
  return statement(sql, `a.t${number}`, { risk, undo, cost: `costs ${number}` });
}

function wholeStatements(text: string): number {
  const starts = [...text.matchAll(/ADD COLUMN start_(\d+)_/g)].map(([, number]) => number);
  const ends = [...text.matchAll(/_end_(\d+)_';/g)].map(([, number]) => number);
  expect(ends).toEqual(starts);
  return starts.length;
}

describe('a plan too long for a comment', () => {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const notices = numbers(100).map((n) => finding('notice', { message: `notice ${n} ${'word '.repeat(50)}` }));

  it('loses undo and costs first', () => {
    const long = document({ plans: [plan(numbers(40).map((n) => marked(n, 700)))], findings: notices.slice(0, 3) });
    const comment = renderComment(long, context);
    expect(comment.length).toBeLessThanOrEqual(commentLimit);
    expect(comment).toContain(
      '**Shortened to fit.** Left out: undo and costs. See the [job summary](https://github.example/acme/warehouse/actions/runs/42)',
    );
    expect(comment).not.toContain('undo_0_');
    expect(comment).not.toContain('Cost:');
    expect(comment).toContain('<summary>3 notices</summary>');
    expect(wholeStatements(comment)).toBe(40);
  });

  it('loses notices then', () => {
    const long = document({ plans: [plan(numbers(40).map((n) => marked(n, 1000)))], findings: notices });
    const comment = renderComment(long, context);
    expect(comment.length).toBeLessThanOrEqual(commentLimit);
    expect(comment).toContain('Left out: undo, costs, notices.');
    expect(comment).not.toContain('<summary>100 notices</summary>');
    expect(wholeStatements(comment)).toBe(40);
  });

  it('keeps the SQL of what is dangerous or guarded then', () => {
    const statements = numbers(200).map((n) => marked(n, 700, n % 50 === 0 ? 'danger' : 'safe'));
    const comment = renderComment(document({ plans: [plan(statements)] }), context);
    expect(comment.length).toBeLessThanOrEqual(commentLimit);
    expect(comment).toContain('196 other statements left out here.');
    expect(wholeStatements(comment)).toBe(4);
    expect(comment).toContain('ADD COLUMN start_150_');
  });

  it('says where the plan is, at the end', () => {
    const ids = numbers(3000).map((n) => guardId('r', `${n}`));
    const statements = numbers(3000).map((n) => ({ ...marked(n, 700, 'danger'), guards: [ids[n] ?? ''] }));
    const errors = numbers(500).map((n) => finding('error', { message: `error ${n} ${'word '.repeat(5000)}` }));
    const long = document({ plans: [plan(statements)], guards: ids.map((id) => guard(id)), findings: errors });
    const comment = renderComment(long, context);
    expect(comment.length).toBeLessThanOrEqual(commentLimit);
    expect(comment).toContain('### ❌ CHX · 500 errors to fix');
    expect(comment).toContain('490 more errors.');
    expect(comment).toContain('2990 more objects.');
    expect(comment).toMatch(/\d+ more ids do not fit here\./);
    expect(comment).toContain('Left out: all SQL');
    expect(wholeStatements(comment)).toBe(0);
    const command = outsideCode(comment).fences[0]?.split(' ').slice(2) ?? [];
    expect(command.length).toBeGreaterThan(100);
    expect(command.every((id) => ids.includes(id))).toBe(true);
  });

  it('keeps everything in the job summary, up to its limit', () => {
    const statements = numbers(200).map((n) => marked(n, 700));
    const summary = renderSummary(document({ plans: [plan(statements)], findings: notices }), context);
    expect(wholeStatements(summary)).toBe(200);
    expect(summary).toContain('undo_199_');
    expect(summary).not.toContain('Shortened');
    const huge = renderSummary(document({ plans: [plan(numbers(3000).map((n) => marked(n, 700)))] }), context);
    expect(Buffer.byteLength(huge)).toBeLessThanOrEqual(summaryLimit);
    expect(huge).toContain('**Shortened to fit.**');
    expect(huge).not.toContain('job summary');
    wholeStatements(huge);
  });

  it('has room for its marker', () => {
    const sized = (length: number): PlanDocument =>
      document({ plans: [plan([{ ...marked(1, length), undo: null }], { digest: digest('same') })] });
    const exact = commentLimit - renderMarkdown(sized(0), context).length;
    expect(renderMarkdown(sized(exact), context).length).toBe(commentLimit);
    expect(renderComment(sized(exact), context)).toContain('**Shortened to fit.**');
    expect(renderComment(sized(exact), context).length).toBeLessThanOrEqual(commentLimit);
    expect(renderComment(sized(exact - commentMarker('chx').length - 1), context).length).toBe(commentLimit);
  });

  it('fits when everything is too long at once', () => {
    const words = 'word @a '.repeat(50);
    const fronts = numbers(300).map((n) => {
      const sql = `CREATE TABLE a.f${n} (x UInt8) ENGINE = Distributed('c', 'a', 'l', rand())`;
      return statement(sql, `a.f${n}`, { fails: [words], cost: words, reason: words });
    });
    const drops = ['d', 'r'].flatMap((kind) =>
      numbers(3000).map((n) => guard(guardId(kind === 'd' ? 'd' : 'r', `${n}`), { lost: words })),
    );
    const choices = numbers(1600).map((n) =>
      guard(guardId('r', `c${n}`), {
        group: `g${n % 4}`,
        from: words,
        to: words,
        evidence: [words, words],
        lost: words,
      }),
    );
    const any = document({
      plans: numbers(12).map((n) =>
        plan([statement('CREATE TABLE a.l (x UInt8) ENGINE = Log', 'a.l'), ...fronts], {
          target: `${words}${n}`,
          targets: [`${words}${n}`],
          verification: [words, `${n}`],
        }),
      ),
      guards: [...drops, ...choices],
      findings: (['error', 'warning', 'notice'] as const).flatMap((severity) =>
        numbers(300).map((n) => finding(severity, { rule: words, message: words, file: words, line: n + 1 })),
      ),
    });
    const comment = renderComment(any, { ...context, name: words, notes: numbers(300).map((n) => `${words}${n}`) });
    expect(comment.length).toBeLessThanOrEqual(commentLimit);
    expect(comment).toContain('Left out: all SQL');
    const commands = outsideCode(comment).fences.slice(0, 2);
    const ids = new Set(any.guards.map(({ id }) => id));
    expect(commands.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '/chx confirm-rename',
      '/chx allow-destructive',
    ]);
    for (const line of commands) {
      expect(line).not.toContain('\n');
      expect(
        line
          .split(' ')
          .slice(2)
          .every((id) => ids.has(id)),
      ).toBe(true);
    }
  });

  it('fits however long anything in it is, and never cuts SQL', () => {
    const long = fc.constantFrom(1, 50, 400, 3_000);
    const number = fc.constantFrom(0, 1, 20, 100);
    fc.assert(
      fc.property(
        fc.record({
          statements: number,
          sql: fc.constantFrom(10, 300, 3_000),
          names: long,
          guards: number,
          choices: number,
          findings: number,
          targets: number,
          notes: number,
          text: long,
        }),
        (size) => {
          const name = '`@x'.repeat(size.names / 3 + 1);
          const words = '@a b '.repeat(size.text / 5 + 1);
          const any = document({
            plans: numbers(Math.min(size.targets, 8)).map((n) =>
              plan(
                numbers(size.statements).map((m) => ({
                  ...marked(m, size.sql),
                  object: `${name}${m}${n}`,
                  fails: [words],
                })),
                { target: `${name}${n}`, targets: [`${name}${n}`], verified: 'failed', verification: [`${words}${n}`] },
              ),
            ),
            guards: [
              ...numbers(size.guards).map((n) => guard(guardId('d', `${n}`), { object: name, lost: words })),
              ...numbers(size.choices).map((n) =>
                guard(guardId('r', `c${n}`), { group: `g${n % 20}`, from: name, to: name, evidence: [words, words] }),
              ),
            ],
            findings: numbers(size.findings).map((n) =>
              finding('error', { rule: name, message: words, file: name, line: n + 1 }),
            ),
          });
          const about = { ...context, name, notes: numbers(size.notes).map((n) => `${words}${n}`) };
          for (const text of [renderComment(any, about), renderMarkdown(any, about)]) {
            expect(text.length).toBeLessThanOrEqual(commentLimit);
            expect(outsideCode(text).balanced).toBe(true);
            wholeStatements(text);
          }
        },
      ),
      { numRuns: 8 },
    );
  });
});

it('a finding of a documented rule links to what the rule says of itself', () => {
  const plan = document({
    findings: [finding('warning', { rule: 'key-nullable' }), finding('warning', { rule: 'other' })],
  });
  const text = renderComment(plan, { ...context, docs: 'https://github.example/acme/chx/blob/v1' });
  expect(text).toContain('[key-nullable](https://github.example/acme/chx/blob/v1/docs/rules.md#key-nullable)');
  expect(text).toContain('<sub>other</sub>');
  expect(renderComment(plan, context)).toContain('<sub>key-nullable</sub>');
});
