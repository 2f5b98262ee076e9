import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arguments, parseArguments } from '../../src/cli/arguments.ts';
import { type Asker, lineAsker } from '../../src/cli/asker.ts';
import { planCommandLine } from '../../src/cli/command-line.ts';
import { runCli } from '../../src/cli/main.ts';
import { answerOf, questionsOf } from '../../src/cli/question.ts';
import { planDocumentSchema } from '../../src/plan/document.ts';
import { everythingWaits } from '../report/samples.ts';
import { chx, folder, type Run } from './run.ts';

const config = 'version: 1\nschema: ["schema/*.sql"]\ndatabase: web\ndistributed: { cluster: prod }\n';
const pair = (columns: string): string =>
  `CREATE TABLE visits_local (id UInt64, ${columns}) ENGINE = ReplicatedMergeTree('/v/{shard}', '{replica}') ORDER BY id;\nCREATE TABLE visits AS visits_local ENGINE = Distributed(prod, web, visits_local, id);\n`;

function change(from: string, to: string): string {
  return folder({
    'base/chx.yml': config,
    'base/schema/a.sql': pair(from),
    'head/chx.yml': config,
    'head/schema/a.sql': pair(to),
  });
}

interface Talk extends Run {
  /** What was asked, in order. */
  readonly asked: readonly string[];
  readonly closed: number;
}

const between = ['plan', '--base', './base', '--head', './head'] as const;

/** `chx plan --interactive` in a folder; each line answers one question, null is Ctrl-C. */
async function talk(cwd: string, lines: readonly (string | null)[], ...args: readonly string[]): Promise<Talk> {
  let [out, err, closed] = ['', '', 0];
  const asked: string[] = [];
  const asker: Asker = {
    ask(question) {
      asked.push(question);
      err += question;
      const line = lines[asked.length - 1];
      if (line === undefined) throw new Error(`nothing to say to ${question}`);
      return Promise.resolve(line);
    },
    close() {
      closed += 1;
    },
  };
  const code = await runCli([...between, '--interactive', ...args], {
    cwd,
    env: {},
    width: 100,
    color: false,
    openAsker: () => asker,
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  });
  return { code, out, err, asked, closed };
}

const states = (json: string): string[] =>
  planDocumentSchema
    .parse(JSON.parse(json))
    .guards.map(({ kind, state, from, to }) => `${kind} ${from} ${to ?? '-'} ${state}`);

const rename = 'Is it a rename? (yes, no, skip) ';
const loss = 'Allow it? (yes, no) ';

describe('chx plan --interactive', () => {
  test('confirms a rename that is one', async () => {
    const run = await talk(change('a String', 'z String'), ['yes'], '--format', 'json');
    expect(run.asked).toEqual([rename]);
    expect(run.code).toBe(0);
    expect(states(run.out)).toEqual(['rename a z confirmed']);
    expect(run.err).toContain(
      'Rename a to z in web.visits_local?\n  same type String; same place in the table\n  runs:\n',
    );
    expect(run.err).toContain('    ALTER TABLE web.visits ON CLUSTER prod RENAME COLUMN `a` TO `z`\n');
    expect(run.closed).toBe(1);
  });

  test('asks about the loss that a rename brings which is none', async () => {
    const root = change('a String', 'z String');
    const run = await talk(root, ['n', 'y'], '--format', 'json');
    expect(run.asked).toEqual([rename, loss]);
    expect(run.code).toBe(0);
    expect(states(run.out)).toEqual(['rename a z rejected', 'destructive a - confirmed']);
    expect(run.err).toContain('Loss of data in web.visits_local (a)\n  lost: every value of web.visits_local.a\n');
  });

  test('a loss that is not allowed goes on waiting', async () => {
    const run = await talk(change('a String', 'b UInt8'), ['no'], '--format', 'json');
    expect(run.asked).toEqual([loss]);
    expect(run.code).toBe(3);
    expect(states(run.out)).toEqual(['destructive a - pending']);
    expect(run.err).not.toContain('The same without questions');
  });

  test('asks which of several it is, and takes none', async () => {
    const root = change('a String', 'y String, z String');
    const chosen = await talk(root, ['2'], '--format', 'json');
    expect(chosen.asked).toEqual(['Which one? (1 to 2, none, skip) ']);
    expect(chosen.code).toBe(0);
    expect(states(chosen.out)).toEqual(['rename a y rejected', 'rename a z confirmed']);
    expect(chosen.err).toContain('  1  rename a to y in web.visits_local\n');
    expect(chosen.err).toContain('  2  rename a to z in web.visits_local\n');
    const none = await talk(root, ['none', 'no'], '--format', 'json');
    expect(none.asked).toEqual(['Which one? (1 to 2, none, skip) ', loss]);
    expect(states(none.out)).toEqual(['rename a y rejected', 'rename a z rejected', 'destructive a - pending']);
    const skipped = await talk(root, ['skip'], '--format', 'json');
    expect(skipped.asked).toHaveLength(1);
    expect(skipped.code).toBe(3);
  });

  test('asks again where an answer is none, and takes nothing for granted', async () => {
    const run = await talk(change('a String', 'z String'), ['', 'maybe', 'YES '], '--format', 'json');
    expect(run.asked).toEqual([rename, rename, rename]);
    expect(run.err.match(/That is none of the answers/g)).toHaveLength(2);
    expect(states(run.out)).toEqual(['rename a z confirmed']);
  });

  test.each([[[null]], [['no', null]], [['no', 'x', null]]])(
    'decides nothing where it is stopped: %j',
    async (lines) => {
      const run = await talk(change('a String', 'z String'), lines, '--format', 'json');
      expect(run.code).toBe(3);
      expect(run.out).toBe('');
      expect(run.err.trimEnd().split('\n').at(-1)).toMatch(/chx: stopped at a question: nothing was decided; /);
      expect(run.closed).toBe(1);
    },
  );

  test('skips leave a guard waiting, and the rest is asked all the same', async () => {
    const run = await talk(change('a String, b UInt8', 'z String, y UInt8'), ['skip', 'yes'], '--format', 'json');
    expect(run.asked).toEqual([rename, rename]);
    expect(run.code).toBe(3);
    expect(states(run.out)).toEqual(['rename a z pending', 'rename b y confirmed']);
  });

  test('prints a command that says the same, and asks nothing that it was told', async () => {
    const root = change('a String, b UInt8, c UInt32', 'z String, y UInt8');
    const run = await talk(root, ['no', 'yes', 'yes', 'yes'], '--format', 'markdown');
    expect(run.code).toBe(0);
    const line = /The same without questions: chx (.*)\n$/.exec(run.err)?.[1] ?? '';
    const again = await chx(root, ...line.split(' '));
    expect({ code: again.code, out: again.out }).toEqual({ code: 0, out: run.out });
    const told = await talk(root, [], ...line.split(' ').slice(5));
    expect(told.asked).toEqual([]);
    expect(told.out).toBe(run.out);
    expect(told.err).toContain('Nothing to ask');
  });

  test('has nothing to ask of a plan that is ready, and of one that is wrong', async () => {
    const ready = await talk(change('a String', 'a String, b UInt8'), [], '--format', 'sql');
    expect({ code: ready.code, asked: ready.asked }).toEqual({ code: 0, asked: [] });
    const wrong = await talk(change('a String', 'a Strin'), [], '--format', 'json');
    expect({ code: wrong.code, asked: wrong.asked }).toEqual({ code: 4, asked: [] });
  });

  test('is refused in one line where nobody can be asked', async () => {
    const run = await chx(change('a String', 'z String'), ...between, '--interactive');
    expect(run).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(/^chx: --interactive asks at a terminal.*--confirm ID.*\n$/),
    });
    const entry = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));
    const piped = spawnSync(process.execPath, [entry, ...between, '--interactive'], {
      input: 'yes\n',
      encoding: 'utf8',
    });
    expect({ code: piped.status, out: piped.stdout }).toEqual({ code: 2, out: '' });
  });
});

test('--reject takes no loss of data, which would wait no more', async () => {
  const root = change('a String', 'b UInt8');
  const waiting = await chx(root, ...between, '--format', 'json');
  const [guard] = planDocumentSchema.parse(JSON.parse(waiting.out)).guards;
  const run = await chx(root, ...between, '--reject', guard?.id ?? '');
  expect(run).toEqual({
    code: 2,
    out: '',
    err: `chx: --reject ${guard?.id}: it takes renames; a loss of data waits until it is confirmed\n`,
  });
});

describe('an answer', () => {
  test('is only what is offered', () => {
    const words = ['yes', 'y', 'no', 'n', 'skip', 's', 'none', '1', '2'];
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('', ' ', '0', '3', '-1', '1.0', 'yess', 'ja', '１')),
        (line) => {
          if (words.includes(line.trim().toLowerCase())) return;
          for (const question of questionsOf(everythingWaits)) expect(answerOf(question, line)).toBeNull();
        },
      ),
    );
  });

  test('to each kind of question', () => {
    const answers = questionsOf(everythingWaits).map((question) => ({
      kind: question.kind,
      taken: ['yes', 'no', 'skip', 'none', '1', '2'].filter((line) => answerOf(question, line) !== null),
    }));
    expect(answers).toEqual([
      { kind: 'rename', taken: ['yes', 'no', 'skip'] },
      { kind: 'loss', taken: ['yes', 'no'] },
      { kind: 'choice', taken: ['skip', 'none', '1', '2'] },
    ]);
  });
});

describe('the command line', () => {
  test('says what the arguments say, and a shell reads it so', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((word) => word.trim() !== '' && !word.includes('\0'));
    const ids = (kinds: string) =>
      fc.array(fc.stringMatching(new RegExp(`^[${kinds}]-[a-z2-7]{26}$`)), { maxLength: 3 });
    const some: fc.Arbitrary<Arguments> = fc.record({
      config: fc.option(text),
      base: fc.option(text),
      head: fc.option(text),
      targets: fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 2 }),
      format: fc.constantFrom('text', 'markdown', 'json', 'sql'),
      verify: fc.constantFrom('off', 'embedded'),
      confirm: ids('rd'),
      reject: ids('r'),
      repository: fc.option(text),
      interactive: fc.constant(false),
    });
    fc.assert(
      fc.property(some, (args) => {
        const words = execFileSync('sh', ['-c', `chx() { printf '%s\\0' "$@"; }; ${planCommandLine(args)}`])
          .toString()
          .split('\0')
          .slice(0, -1);
        expect(words[0]).toBe('plan');
        expect(parseArguments('plan', words.slice(1))).toEqual(args);
      }),
      { numRuns: 60 },
    );
  });

  test('repeats no password', () => {
    const args = parseArguments('plan', ['--verify', 'http://user:secret@localhost:8123']);
    expect(planCommandLine(args)).toBe('chx plan --verify http://localhost:8123');
  });
});

/** Says a line as soon as a question is shown that was not there before. */
function answering(lines: readonly string[], say: (line: string) => void): (shown: string) => void {
  let [text, said, from] = ['', 0, 0];
  return (shown) => {
    text += shown;
    const at = text.indexOf('skip) ', from) + 1 || text.indexOf('no) ', from) + 1;
    const line = lines[said];
    if (at === 0 || line === undefined) return;
    from = at;
    said += 1;
    say(line);
  };
}

describe('the built-in line reader', () => {
  test('drops what is typed before a question is shown', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asker = lineAsker(input, output);
    const first = asker.ask('one? ');
    input.write('a\nb\nc\n');
    expect(await first).toBe('a');
    const second = asker.ask('two? ');
    input.write('d\n');
    expect(await second).toBe('d');
    expect(output.read()?.toString()).toBe('one? two? ');
    asker.close();
  });

  test('ends a question where the input ends, and those after it', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asker = lineAsker(input, output);
    const open = asker.ask('one? ');
    input.end();
    expect(await open).toBeNull();
    expect(await asker.ask('two? ')).toBeNull();
    expect(output.read()?.toString()).toBe('one? \n');
  });

  test.each([
    ['answers', ['maybe\r', 'no\r', 'yes\r'], 0],
    ['Ctrl-C', ['no\r', '\u0003'], 3],
    ['Ctrl-D', ['\u0004'], 3],
  ] as const)('at a terminal: %s', async (_, lines, code) => {
    const root = change('a String', 'z String');
    const ended = await atTerminal(root, lines);
    expect(ended.code).toBe(code);
    expect(ended.text).toContain(rename);
    if (code === 0) {
      expect(ended.text).toContain(loss);
      expect(ended.text).toContain('Ready: ');
      expect(ended.text).toContain('The same without questions: chx plan ');
    } else {
      expect(ended.text).toContain('nothing was decided');
      expect(ended.text).not.toContain('SQL for');
    }
  });
});

const pseudoTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

/** The command at a pseudo-terminal where `script` makes one, else with streams in its place. */
async function atTerminal(cwd: string, lines: readonly string[]): Promise<{ code: number | null; text: string }> {
  let text = '';
  if (pseudoTerminal) {
    const entry = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));
    const command = [process.execPath, entry, ...between, '--interactive'].join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd });
    const answer = answering(lines, (line) => child.stdin.write(line));
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      answer(chunk.toString());
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, text };
  }
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answer = answering(lines, (line) => (line.endsWith('\r') ? input.write(line) : input.end()));
  output.on('data', (chunk: Buffer) => answer(chunk.toString()));
  const write = (shown: string): void => {
    text += shown;
  };
  output.on('data', (chunk: Buffer) => write(chunk.toString()));
  const io = { cwd, env: {}, width: 80, color: false, stdout: write, stderr: write };
  const code = await runCli([...between, '--interactive'], { ...io, openAsker: () => lineAsker(input, output) });
  return { code, text };
}
