import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isGuardId,
  mentionsCommand,
  parseCommands,
  takenBackAnywhere,
  type Verb,
  verbFits,
  verbs,
} from '../../src/gate/commands.ts';
import { nasty, nastyText } from '../report/nasty.ts';
import { d, r } from './builder.ts';

const confirm = `/chx confirm-rename ${r(1)}`;
const revoke = `/chx revoke ${r(1)}`;
const one = (body: string): unknown => parseCommands(body).commands.map(({ verb, ids, line }) => [verb, ...ids, line]);

describe('a command', () => {
  test.each<[string, string, readonly unknown[]]>([
    ['alone', confirm, ['confirm-rename', r(1), 1]],
    ['of each verb', `/chx reject-rename ${r(1)}`, ['reject-rename', r(1), 1]],
    ['on a loss', `/chx allow-destructive ${d(1)}`, ['allow-destructive', d(1), 1]],
    ['on both kinds', `/chx revoke ${r(1)} ${d(1)}`, ['revoke', r(1), d(1), 1]],
    ['without ids', '/chx plan', ['plan', 1]],
    ['without ids, and words behind it', '/chx status please', ['status', 1]],
    ['with a full stop', '/chx help.', ['help', 1]],
    ['by a phone’s capitals', `/Chx Confirm-Rename ${r(1).toUpperCase()}`, ['confirm-rename', r(1), 1]],
    ['in capitals', `/CHX REVOKE ${r(1)}`, ['revoke', r(1), 1]],
    ['with commas', `/chx confirm-rename ${r(1)}, ${r(2)},${r(3)}.`, ['confirm-rename', r(1), r(2), r(3), 1]],
    ['with an id twice', `/chx revoke ${r(1)} ${r(1)}`, ['revoke', r(1), 1]],
    ['with ids in code', `/chx revoke \`${r(1)}\` (${r(2)})`, ['revoke', r(1), r(2), 1]],
    ['with tabs and blanks', `/chx\tconfirm-rename   ${r(1)} \t`, ['confirm-rename', r(1), 1]],
    ['with blanks that don’t break', `/chx\u00a0confirm-rename\u00a0${r(1)}`, ['confirm-rename', r(1), 1]],
    ['behind up to three blanks', `   ${confirm}`, ['confirm-rename', r(1), 1]],
    ['behind talk', `fine\n${confirm}\nthanks`, ['confirm-rename', r(1), 2]],
    ['between CRLF', `fine\r\n\r\n${confirm}\r\nthanks`, ['confirm-rename', r(1), 3]],
    ['between CR', `fine\r${confirm}\rthanks`, ['confirm-rename', r(1), 2]],
    [
      'below a quote and a blank line',
      `> is it one?

${confirm}`,
      ['confirm-rename', r(1), 3],
    ],
    ['right below a list', `- one\n- two\n${confirm}`, ['confirm-rename', r(1), 3]],
    ['within a list’s item', `- one\n  ${confirm}`, ['confirm-rename', r(1), 2]],
    ['below a heading', `# Yes\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['below a rule', `---\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['behind a number that begins no list', `text\n2. \`\`\`\n   ${confirm}`, ['confirm-rename', r(1), 3]],
    ['below a fence in an item that begins with a quote', `- >\n\n  \`\`\`\n${confirm}`, ['confirm-rename', r(1), 4]],
    ['below a closed fence', `\`\`\`\nx\n\`\`\`\n${confirm}`, ['confirm-rename', r(1), 4]],
    ['below a fence in a list that the line is not in', `- \`\`\`\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['below a fence in a quote', `> \`\`\`\n> x\n${confirm}`, ['confirm-rename', r(1), 3]],
    ['below a fence that is none', `\`\`\` a\`b\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['below four blanks and a fence', `x\n\n    \`\`\`\n${confirm}`, ['confirm-rename', r(1), 4]],
    ['below an HTML comment', `<!-- x -->\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['below a comment of two signs', `<!-->\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['in a folded part, behind a blank line', `<details>\n\n${confirm}\n\n</details>`, ['confirm-rename', r(1), 3]],
    ['behind a lone backtick', `it's \`odd\n${confirm}`, ['confirm-rename', r(1), 2]],
    ['behind an escaped backtick', `a \\\`x\n${confirm}\nb\``, ['confirm-rename', r(1), 2]],
    ['below a definition whose address holds a parenthesis', `[a]: b(c "\n${confirm}\n)`, ['confirm-rename', r(1), 2]],
    ['between lone angle brackets', `a < b\n${confirm}\nc > d`, ['confirm-rename', r(1), 2]],
    ['between closed code elements', `<code>a</code>\n\n${confirm}`, ['confirm-rename', r(1), 3]],
  ])('%s', (_, body, expected) => {
    expect(one(body)).toEqual([expected]);
    expect(parseCommands(body).mistakes).toEqual([]);
    expect(mentionsCommand(body)).toBe(true);
  });

  test('several in one comment, each with its line', () => {
    expect(one(`${confirm}\n/chx allow-destructive ${d(1)}\n\n/chx status`)).toEqual([
      ['confirm-rename', r(1), 1],
      ['allow-destructive', d(1), 2],
      ['status', 4],
    ]);
  });

  test('200 ids', () => {
    const ids = Array.from({ length: 200 }, (_, index) => r(index));
    expect(one(`/chx confirm-rename ${ids.join(' ')}`)).toEqual([['confirm-rename', ...ids, 1]]);
  });
});

describe('no command, and nothing to say about it', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['talk', 'looks good'],
    ['a quote', `> ${confirm}`],
    ['a quote without a blank', `>${confirm}`],
    ['a quote in a quote', `> > ${confirm}`],
    ['a quote in a list', `- > ${confirm}`],
    ['a list in a quote', `> - ${confirm}`],
    ['a fence', `\`\`\`\n${confirm}\n\`\`\``],
    ['a fence with a language', `\`\`\`text\n${confirm}\n\`\`\``],
    ['a fence of tildes', `~~~\n${confirm}\n~~~`],
    ['a fence of tildes with backticks behind it', `~~~ a\`b\n${confirm}\n~~~`],
    ['a fence that a shorter one doesn’t end', `\`\`\`\`\n\`\`\`\n${confirm}\n\`\`\`\``],
    ['a fence that another sign doesn’t end', `\`\`\`\n~~~\n${confirm}`],
    ['a fence that words don’t end', `\`\`\`\n\`\`\` x\n${confirm}`],
    ['a fence that is never closed', `\`\`\`\n${confirm}`],
    ['a fence with blanks before it', `   \`\`\`\n${confirm}\n   \`\`\``],
    ['a fence in a list', `- x\n\n  \`\`\`\n  ${confirm}\n  \`\`\``],
    ['a fence that begins with a list’s item', `1. \`\`\`\n   ${confirm}\n   \`\`\``],
    ['a fence behind one that a list’s end closed', `- \`\`\`\n  x\n\ntext\n\`\`\`\n${confirm}`],
    ['a fence behind a number that begins no list', `text\n2. x\n\`\`\`\n${confirm}`],
    ['a fence behind an item that two blank lines end', `-\n\n  \`\`\`\n${confirm}`],
    ['a fence in an item that begins with indented code', `*     x\n\n  y\n\n    \`\`\`\n   ${confirm}`],
    ['indented code', `text\n\n    ${confirm}`],
    ['code indented by a tab', `text\n\n\t${confirm}`],
    ['four blanks within a paragraph', `text\n    ${confirm}`],
    ['a code span', `\`${confirm}\``],
    ['a code span over lines', `a \`x\n${confirm}\nb\``],
    ['a code span of two signs', `a \`\`x \` y\n${confirm}\nb\`\``],
    ['a comment', `<!--\n${confirm}\n-->`],
    ['a comment within a paragraph', `a <!-- b\n${confirm}\nc --> d`],
    ['a comment that is never closed', `<!--\n\n${confirm}`],
    ['an attribute', `a <b title="\n${confirm}\n">c</b>`],
    ['a link’s title', `[a](b "\n${confirm}\n")`],
    ['a definition’s title', `[a]: b '\n${confirm}\n'`],
    ['an image’s text', `![a\n${confirm}\n](b)`],
    ['a <pre>', `<pre>\n${confirm}\n</pre>`],
    ['a <pre> with blank lines', `<pre>\n\n${confirm}\n\n</pre>`],
    ['a <script>', `<script>\n${confirm}\n</script>`],
    ['a <code> within a paragraph', `a <code>b\n${confirm}\nc</code>`],
    ['a declaration', `<!X\n${confirm}\n>`],
    ['an instruction', `<?x\n${confirm}\n?>`],
    ['character data', `<![CDATA[\n${confirm}\n]]>`],
    ['the middle of a line', `please ${confirm}`],
    ['behind a sign', `!${confirm}`],
    ['a longer word', '/chxx plan'],
    ['a path', '/chx/plan'],
    ['another bot’s', '/deploy chx'],
    ['a Cyrillic letter', `/\u0441hx revoke ${r(1)}`],
    ['fullwidth letters', `／ｃｈｘ revoke ${r(1)}`],
    ['a Kelvin sign', `/chx${'\u212a'} plan`],
    ['a sign of no width inside', `/c\u200bhx revoke ${r(1)}`],
    ['a sign of no width behind it', `/chx\u200b revoke ${r(1)}`],
    ['a byte order mark before it', `\ufeff${revoke}`],
    ['a mark of direction before it', `\u202e${revoke}`],
    ['talk about commands in a list', '- /chx help tells more\n- /chx revoke ID'],
  ])('%s', (_, body) => {
    expect(parseCommands(body)).toEqual({ commands: [], mistakes: [] });
    expect(mentionsCommand(body)).toBe(false);
  });
});

describe('a mistake', () => {
  const bad = 'is no id: those have `r-` or `d-` and 26 letters and digits.';
  test.each<[string, string, string, string | null]>([
    ['no verb', '/chx', 'It names no command.', '/chx help'],
    ['an unknown verb', '/chx merge', '`merge` is no command.', '/chx help'],
    ['a verb that is nearly one', '/chx stauts', '`stauts` is no command.', '/chx status'],
    ['a nearly right verb with ids', `/chx confirm_rename ${r(1)}`, '`confirm_rename` is no command.', confirm],
    ['a nearly right verb without', '/chx confrim-rename', '`confrim-rename` is no command.', null],
    [
      'a dash of a phone',
      `/chx confirm–rename ${r(1)}`,
      'The dash in `confirm–rename` is not the one of the keyboard.',
      confirm,
    ],
    ['a verb in letters that look alike', '/chx h\u0435lp', '`h\u0435lp` is no command.', '/chx help'],
    [
      'no id',
      '/chx confirm-rename',
      '`confirm-rename` takes the ids that it is about, as the plan comment has them.',
      null,
    ],
    [
      'no id but signs',
      '/chx revoke , .',
      '`revoke` takes the ids that it is about, as the plan comment has them.',
      null,
    ],
    ['an id of another form', '/chx revoke 12', `\`12\` ${bad}`, null],
    ['an id that is too short', `/chx revoke ${r(1).slice(0, -1)}`, `\`${r(1).slice(0, -1)}\` ${bad}`, null],
    ['an id that is too long', `/chx revoke ${r(1)}a`, `\`${r(1)}a\` ${bad}`, null],
    [
      'a sign that an id can’t have',
      `/chx revoke ${r(1).replace('a', '1')}`,
      `\`${r(1).replace('a', '1')}\` ${bad}`,
      null,
    ],
    [
      'a phone’s dash in an id',
      `/chx revoke ${r(1).replace('-', '–')}`,
      `\`${r(1).replace('-', '–')}\` has a sign that an id can't have.`,
      revoke,
    ],
    [
      'a sign of no width in an id',
      `/chx confirm-rename ${r(1)}\u200b`,
      `\`${r(1)}\\u{200B}\` has a sign that an id can't have. `.trim(),
      confirm,
    ],
    [
      'a loss confirmed as a rename',
      `/chx confirm-rename ${d(1)}`,
      `\`${d(1)}\` is the id of a loss of data, and \`confirm-rename\` is for the other kind.`,
      `/chx allow-destructive ${d(1)}`,
    ],
    [
      'a rename allowed as a loss',
      `/chx allow-destructive ${r(1)}`,
      `\`${r(1)}\` is the id of a rename, and \`allow-destructive\` is for the other kind.`,
      confirm,
    ],
    [
      'a loss rejected',
      `/chx reject-rename ${d(1)}`,
      `\`${d(1)}\` is the id of a loss of data, and \`reject-rename\` is for the other kind.`,
      `/chx revoke ${d(1)}`,
    ],
    [
      'words behind the ids',
      `${confirm} if it works`,
      `\`if\` ${bad} The same goes for 2 more of its words. Nothing of this line was done.`,
      confirm,
    ],
    [
      'a good id and one of the other kind',
      `${confirm} ${d(1)}`,
      `\`${d(1)}\` is the id of a loss of data, and \`confirm-rename\` is for the other kind. Nothing of this line was done.`,
      confirm,
    ],
    [
      'in a list',
      `- ${revoke}`,
      'A command in a list is not heard: `/chx` has to be the first word of its line.',
      revoke,
    ],
    [
      'in a numbered list',
      `1. ${revoke}`,
      'A command in a list is not heard: `/chx` has to be the first word of its line.',
      revoke,
    ],
    [
      'a Kelvin sign in an id',
      `/chx revoke ${r(10).replace('k', '\u212a')}`,
      `\`${r(10).replace('k', '\u212a')}\` has a sign that an id can't have.`,
      `/chx revoke ${r(10)}`,
    ],
    ['a verb of which half is there', `/chx confirm ${r(1)}`, '`confirm` is no command.', confirm],
    [
      'half a verb for the other kind',
      `/chx confirm ${d(1)}`,
      '`confirm` is no command.',
      `/chx allow-destructive ${d(1)}`,
    ],
    [
      'right below a quote',
      `> is it one?\n${revoke}`,
      'A command in a quote is not heard: leave a blank line before it.',
      revoke,
    ],
    [
      'right below a quote in a list',
      `- > is it one?\n${revoke}`,
      'A command in a quote is not heard: leave a blank line before it.',
      revoke,
    ],
    [
      'in HTML',
      `<div>\n${revoke}\n</div>`,
      'A command inside HTML is not heard: leave a blank line before it, and close what is open.',
      revoke,
    ],
    [
      'behind a comment that HTML left open',
      `<div><!--\n\n${revoke}\n\n-->`,
      'A command inside HTML is not heard: leave a blank line before it, and close what is open.',
      revoke,
    ],
    [
      'in code that an element left open',
      `<div><pre>\n\n${revoke}\n\n</pre></div>`,
      'A command inside HTML is not heard: leave a blank line before it, and close what is open.',
      revoke,
    ],
    [
      'behind an attribute that is left open',
      `<div title="\n\n${revoke}\n`,
      'A command inside HTML is not heard: leave a blank line before it, and close what is open.',
      revoke,
    ],
  ])('%s', (_, body, problem, suggestion) => {
    const { commands, mistakes } = parseCommands(body);
    expect(commands).toEqual([]);
    expect(mistakes.map((mistake) => [mistake.problem, mistake.suggestion])).toEqual([[problem, suggestion]]);
    expect(mentionsCommand(body)).toBe(true);
  });

  test('takes nothing from a line that confirms, and every id of one that takes back', () => {
    expect(parseCommands(`${confirm} please`).commands).toEqual([]);
    const { commands, mistakes } = parseCommands(`${revoke} please ${r(2)}`);
    expect(commands).toEqual([{ verb: 'revoke', ids: [r(1), r(2)], line: 1 }]);
    expect(mistakes[0]?.problem).toBe(`\`please\` ${bad}`);
  });

  test('a suggestion is a command that says what was meant', () => {
    for (const body of [
      `/chx confirm–rename ${r(1)}`,
      `/chx allow-destructive ${r(1)}`,
      `${confirm} now`,
      '/chx hlep',
    ]) {
      const suggestion = parseCommands(body).mistakes[0]?.suggestion ?? '';
      expect(parseCommands(suggestion)).toMatchObject({ commands: [{}], mistakes: [] });
    }
  });

  test('shows one line that can be printed, however long the line was', () => {
    const [mistake] = parseCommands(`/chx \u202e${'x\u0000'.repeat(3000)}`).mistakes;
    expect(mistake?.text).toMatch(/^\/chx \\u\{202E\}x\\u\{0000\}[^\p{Cc}\p{Cf}]*…$/u);
    expect(mistake?.text.length).toBeLessThanOrEqual(160);
    expect(mistake?.problem.length).toBeLessThan(200);
  });
});

test('ids are of one form, and verbs are for their kind', () => {
  expect(
    [r(1), d(1), 'g-aaaaaaaaaaaaaaaaaaaaaaaaaa', `${r(1)}a`, r(1).toUpperCase(), ` ${r(1)}`].map(isGuardId),
  ).toEqual([true, true, false, false, false, false]);
  const fits: readonly (readonly [Exclude<Verb, 'plan' | 'status' | 'help'>, boolean, boolean])[] = [
    ['confirm-rename', true, false],
    ['reject-rename', true, false],
    ['allow-destructive', false, true],
    ['revoke', true, true],
  ];
  for (const [verb, rename, loss] of fits)
    expect([verb, verbFits(verb, r(1)), verbFits(verb, d(1))]).toEqual([verb, rename, loss]);
});

test('what a text takes back is found whatever is around it', () => {
  expect(
    takenBackAnywhere(`+${revoke}, ${d(2)}.\n> /CHX Reject-Rename ${r(3)} ${d(4)}\nx ${confirm}\n/chx revoke ${r(1)}z`),
  ).toEqual([
    { verb: 'revoke', id: r(1) },
    { verb: 'revoke', id: d(2) },
    { verb: 'reject-rename', id: r(3) },
  ]);
});

describe('whatever is written', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      confirm,
      revoke,
      `/chx revoke ${r(2)} x`,
      '/chx',
      '\n',
      '\n',
      '\n\n',
      '> ',
      '- ',
      '```',
      '~~~',
      '<!--',
      '-->',
      '<pre>',
      '</pre>',
      '<div>',
      '`',
      '    ',
      '\t',
      ...verbs,
      ...nasty,
    ),
    nastyText,
  );
  const text = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''));

  test('commands are of known verbs, with ids that fit, from lines that begin with one', () => {
    fc.assert(
      fc.property(text, (body) => {
        const lines = body.split(/\r\n|\n|\r/);
        const { commands, mistakes } = parseCommands(body);
        for (const { verb, ids, line } of commands) {
          expect(lines[line - 1]).toMatch(/^ {0,3}\/chx[ \t\u00a0]/i);
          if (verb === 'plan' || verb === 'status' || verb === 'help') expect(ids).toEqual([]);
          else expect(ids.length > 0 && ids.every((id) => verbFits(verb, id))).toBe(true);
        }
        for (const mistake of mistakes)
          expect(`${mistake.text}${mistake.problem}${mistake.suggestion}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing in it is heard once it is quoted, fenced or commented out', () => {
    fc.assert(
      fc.property(text, (body) => {
        const lines = body.split(/\r\n|\n|\r/);
        expect(parseCommands(lines.map((line) => `> ${line}`).join('\n')).commands).toEqual([]);
        expect(parseCommands(`${'`'.repeat(40)}\n${body}\n${'`'.repeat(40)}`).commands).toEqual([]);
        expect(parseCommands(`<!--\n${body.replaceAll('-->', '')}\n-->`).commands).toEqual([]);
        expect(parseCommands(lines.map((line) => `    ${line}`).join('\n')).commands).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('60,000 characters take no longer than their number', { timeout: 60_000 }, () => {
    const pieces = [
      '`',
      '](',
      '](x ',
      '](x "',
      '![',
      '<',
      '<a ',
      '<a b="',
      '<a b=\'"',
      '<!--',
      '> ',
      '- ',
      '- \n',
      '>\n',
      '[',
      '[a]: ',
      '\\',
      '<code>',
      '<b>\n\n',
      '~',
      '/chx revoke\n',
      `${revoke}\n`,
      ` ${r(1)}`,
      ' x',
      '.',
      'a\n',
      '`` ` ',
      '\t',
      '1. ',
      '* * ',
      '_ ',
      '\u202e',
      '–',
    ];
    const slow: string[] = [];
    for (const part of pieces) {
      const long = part.repeat(Math.ceil(60_000 / part.length));
      for (const body of [
        long,
        `a\n${long}\n${revoke}`,
        `[a ${long}\n${revoke}\n${long}`,
        `/chx ${long}`,
        `/chx revoke ${long}`,
        `${'- '.repeat(3000)}\n${long}`,
      ]) {
        const before = performance.now();
        parseCommands(body);
        // Linear is some 20 ms; what is quadratic takes seconds.
        if (performance.now() - before > 1500) slow.push(JSON.stringify(body.slice(0, 40)));
      }
    }
    expect(slow).toEqual([]);
  });
});
