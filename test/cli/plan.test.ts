import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { planFormats } from '../../src/cli/arguments.ts';
import { planDocumentSchema } from '../../src/plan/document.ts';
import { chx, folder, git, repository, write } from './run.ts';

const config = 'version: 1\nschema: ["schema/*.sql", "schema/*.ts"]\ndatabase: web\ndistributed: { cluster: prod }\n';
const columns = 'id UInt64, a String, b String';
const pair = (list: string): string =>
  `CREATE TABLE visits_local (${list}) ENGINE = MergeTree ORDER BY id;\nCREATE TABLE visits AS visits_local ENGINE = Distributed(prod, web, visits_local, id);\n`;

describe('chx plan', () => {
  test('compares the working tree with the merge base of the default branch', async () => {
    const root = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
    git(root, 'checkout', '--quiet', '-b', 'work');
    write(root, { 'schema/a.sql': pair(`${columns}, c UInt8`) });
    const run = await chx(root, 'plan', '--format', 'sql');
    expect(run.err).toBe('');
    expect(run.code).toBe(0);
    expect(run.out).toContain('ALTER TABLE web.visits_local ON CLUSTER prod ADD COLUMN `c` UInt8;');
    expect(run.out.indexOf('web.visits_local ON CLUSTER')).toBeLessThan(run.out.indexOf('web.visits ON CLUSTER'));
  });

  test('reads revisions without a checkout, whatever lies in the working tree', async () => {
    const root = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
    git(root, 'checkout', '--quiet', '-b', 'work');
    write(root, { 'schema/a.sql': pair(`${columns}, c UInt8`) });
    git(root, 'commit', '--quiet', '--all', '--message', 'second');
    write(root, { 'schema/a.sql': 'nonsense', 'chx.yml': 'nonsense' });
    const run = await chx(root, 'plan', '--base', 'main', '--head', 'work', '--format', 'json');
    expect(run.code).toBe(0);
    const document = planDocumentSchema.parse(JSON.parse(run.out));
    expect(document.head.revision).toBe(git(root, 'rev-parse', 'work'));
    expect(document.plans[0]?.statements.map(({ change }) => change)).toEqual(['add-column', 'add-column']);
  });

  test('waits for a rename with 3, and takes --confirm and --reject', async () => {
    const root = folder({
      'base/chx.yml': config,
      'base/schema/a.sql': pair('id UInt64, a String'),
      'head/chx.yml': config,
      'head/schema/a.sql': pair('id UInt64, z String'),
    });
    const args = ['plan', '--base', './base', '--head', './head', '--format', 'json'] as const;
    const waiting = await chx(root, ...args);
    expect(waiting.code).toBe(3);
    const document = planDocumentSchema.parse(JSON.parse(waiting.out));
    expect(document.status).toBe('blocked');
    const [guard, ...others] = document.guards;
    expect(others).toEqual([]);
    expect(guard).toMatchObject({ kind: 'rename', object: 'web.visits_local', from: 'a', to: 'z', state: 'pending' });
    expect(document.plans[0]?.statements[0]?.fails).toEqual([
      'SELECT * and reads of a or z through web.visits (code 47), and every INSERT into it (code 16), until statement 3',
    ]);
    const confirmed = await chx(root, ...args, '--confirm', guard?.id ?? '');
    expect(confirmed.code).toBe(0);
    expect(planDocumentSchema.parse(JSON.parse(confirmed.out)).plans[0]?.statements.map(({ sql }) => sql)).toEqual([
      'ALTER TABLE web.visits ON CLUSTER prod RENAME COLUMN `a` TO `z`',
      'SYSTEM FLUSH DISTRIBUTED ON CLUSTER prod web.visits',
      'ALTER TABLE web.visits_local ON CLUSTER prod RENAME COLUMN `a` TO `z`',
    ]);
    const rejected = await chx(root, ...args, '--reject', guard?.id ?? '');
    expect(rejected.code).toBe(3);
    const after = planDocumentSchema.parse(JSON.parse(rejected.out));
    expect(after.guards.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'rename rejected',
      'destructive pending',
    ]);
    const statements = after.plans[0]?.statements.map(({ sql }) => sql.replace(/\s+/g, ' '));
    expect(statements).toEqual([
      'ALTER TABLE web.visits_local ON CLUSTER prod ADD COLUMN `z` String',
      'ALTER TABLE web.visits ON CLUSTER prod ADD COLUMN `z` String, DROP COLUMN `a`',
      'SYSTEM FLUSH DISTRIBUTED ON CLUSTER prod web.visits',
      'ALTER TABLE web.visits_local ON CLUSTER prod DROP COLUMN `a`',
    ]);
    // What waits on one side of the pair waits on both; the front keeps no rows, so its part can be taken back.
    const loss = after.guards[1]?.id;
    expect(after.plans[0]?.statements.map(({ guards }) => guards)).toEqual([[], [loss], [loss], [loss]]);
    expect(after.plans[0]?.statements[1]?.undo).toBe(
      'ALTER TABLE web.visits ON CLUSTER prod\n    ADD COLUMN `a` String AFTER `id`,\n    DROP COLUMN `z`',
    );
  });

  test('two runs give the same bytes in every format', async () => {
    const files = {
      'base/chx.yml': config,
      'base/schema/a.sql': pair(columns),
      'head/chx.yml': config,
      'head/schema/a.sql': pair('id UInt64, a Nullable(String), d String'),
      'head/schema/b.ts':
        "import { table } from 'chx';\nexport const t = table({ name: 't', engine: 'MergeTree', columns: [{ name: 'k', type: 'UInt8' }], orderBy: ['k'] });\n",
    };
    const [first, second] = [folder(files), folder(files)];
    for (const format of planFormats) {
      const args = ['plan', '--base', './base', '--head', './head', '--format', format] as const;
      const one = await chx(first, ...args);
      const other = await chx(second, ...args);
      expect(one.out.length).toBeGreaterThan(100);
      expect(other).toEqual(one);
    }
  });

  test('a plan with an error has no statements', async () => {
    const root = folder({
      'base/chx.yml': config,
      'base/schema/a.sql': pair(columns),
      'head/chx.yml': config,
      'head/schema/a.sql': pair(columns).replace('ORDER BY id;', 'ORDER BY a;'),
    });
    const run = await chx(root, 'plan', '--base', './base', '--head', './head', '--format', 'json');
    expect(run.code).toBe(4);
    const document = planDocumentSchema.parse(JSON.parse(run.out));
    expect(document.status).toBe('invalid');
    expect(document.findings.map(({ rule, file, line }) => ({ rule, file, line }))).toContainEqual({
      rule: 'sorting-key-change',
      file: 'schema/a.sql',
      line: 1,
    });
    expect(document.plans[0]?.statements).toEqual([]);
  });

  test('shows one plan for targets whose statements are equal', async () => {
    const targets = `${config}targets:\n  east: { kind: cluster, clusters: { prod: eu } }\n  north: { kind: cluster, clusters: { prod: eu } }\n  west: { kind: cluster, clusters: { prod: us } }\n`;
    const root = folder({
      'base/chx.yml': targets,
      'base/schema/a.sql': pair(columns),
      'head/chx.yml': targets,
      'head/schema/a.sql': pair(`${columns}, c UInt8`),
    });
    const run = await chx(root, 'plan', '--base', './base', '--head', './head', '--format', 'json');
    const document = planDocumentSchema.parse(JSON.parse(run.out));
    expect(document.plans.map(({ targets: names }) => names)).toEqual([['east', 'north'], ['west']]);
    const one = await chx(root, 'plan', '--base', './base', '--head', './head', '--format', 'json', '--target', 'west');
    expect(planDocumentSchema.parse(JSON.parse(one.out)).plans.map(({ target }) => target)).toEqual(['west']);
  });

  test('a literal password stays out of every format', async () => {
    const secret = 'hunter2-hunter2';
    const sql = `CREATE TABLE q (a UInt8) ENGINE = MySQL('h:3306', 'd', 't', 'u', '${secret}');\nCREATE DICTIONARY d (a UInt64, b String) PRIMARY KEY a SOURCE(CLICKHOUSE(TABLE 't' PASSWORD '${secret}')) LIFETIME(300) LAYOUT(FLAT());\n`;
    const root = folder({
      'base/chx.yml': config,
      'base/schema/a.sql': pair(columns),
      'head/chx.yml': config,
      'head/schema/a.sql': `${pair(columns)}${sql}`,
    });
    for (const format of planFormats) {
      const run = await chx(
        root,
        'plan',
        '--base',
        './base',
        '--head',
        './head',
        '--format',
        format,
        '--verify',
        'embedded',
      );
      expect(run.out).not.toContain(secret);
      expect(run.err).not.toContain(secret);
      expect(run.out).toContain('[HIDDEN]');
    }
  });
});

/** What bad input gets: an exit code and one line that says where. */
describe('bad input', () => {
  const head = (files: Readonly<Record<string, string | Uint8Array>>): string =>
    folder({ 'chx.yml': config, ...files });
  const cases: readonly [string, Readonly<Record<string, string | Uint8Array>>, number, RegExp][] = [
    ['a TypeScript syntax error', { 'schema/a.ts': 'export const x = {;\n' }, 4, /^schema\/a\.ts:\d: error /m],
    [
      'an endless loop',
      { 'schema/a.ts': '\nwhile (true) {}\n' },
      4,
      /^schema\/a\.ts(:\d+)?: error .*(instruction|step|too long|ends)/m,
    ],
    [
      'a string of 2 GB',
      { 'schema/a.ts': "export const x = 'x'.repeat(2 ** 31 - 1);\n" },
      4,
      /^schema\/a\.ts(:\d+)?: error /m,
    ],
    [
      'a missing import',
      { 'schema/a.ts': "import { x } from './gone';\nexport default x;\n" },
      4,
      /^schema\/a\.ts:1: error .*gone/m,
    ],
    [
      "import 'fs'",
      { 'schema/a.ts': "import { readFileSync } from 'fs';\nexport default readFileSync('x');\n" },
      4,
      /^schema\/a\.ts:1: error .*fs/m,
    ],
    ['no export that is a schema', { 'schema/a.ts': 'export const x = 1;\n' }, 4, /^schema\/a\.ts(:\d+)?: error /m],
    [
      'process.env',
      { 'schema/a.ts': 'export default process.env.HOME;\n' },
      4,
      /^schema\/a\.ts:1: error .*process\.env/m,
    ],
    [
      'two objects of one name',
      { 'schema/a.sql': `${pair(columns)}CREATE VIEW visits AS SELECT 1;\n` },
      4,
      /^schema\/a\.sql:3: error duplicate-object: .*schema\/a\.sql:2/m,
    ],
    [
      'a statement that is no CREATE',
      { 'schema/a.sql': 'DROP TABLE x;\n' },
      4,
      /^schema\/a\.sql:1: error sql-syntax: .*DROP/m,
    ],
    [
      'a broken quote',
      { 'schema/a.sql': "\nCREATE TABLE x (a String DEFAULT 'b) ENGINE = Log;\n" },
      4,
      /^schema\/a\.sql:2: error sql-syntax: .*never closed/m,
    ],
    [
      'a NUL byte',
      { 'schema/a.sql': 'CREATE TABLE x (a String\0) ENGINE = Log;\n' },
      4,
      /^schema\/a\.sql:1: error .*NUL/m,
    ],
    [
      'a clause that is not known',
      { 'schema/a.sql': 'CREATE TABLE x (a String)\nENGINE = Log\nWHATEVER 1;\n' },
      4,
      /^schema\/a\.sql:3: error sql-syntax: .*WHATEVER/m,
    ],
    ['CRLF', { 'schema/a.sql': pair(columns).replaceAll('\n', '\r\n') }, 0, /^2 objects, 0 errors/m],
    ['a byte order mark', { 'schema/a.sql': `\uFEFF${pair(columns)}` }, 0, /^2 objects, 0 errors/m],
  ];
  for (const [name, files, code, line] of cases) {
    test(name, async () => {
      const run = await chx(head(files), 'validate');
      expect(run.out).toMatch(line);
      expect(run.err).toBe('');
      expect(run.code).toBe(code);
    });
  }

  const configs: readonly [string, string | null, RegExp][] = [
    ['no chx.yml', null, /^chx: no chx\.yml or \.github\/chx\.yml at .*\n$/],
    ['an empty chx.yml', '', /^chx: chx\.yml:1: .*\n$/],
    ['an unknown version', 'version: 2\nschema: ["*.sql"]\n', /^chx: chx\.yml:1: .*version.*1.*\n$/],
    ['a misspelt key', 'version: 1\nschma: ["*.sql"]\n', /^chx: chx\.yml:2: .*schma.*schema/],
  ];
  for (const [name, text, line] of configs) {
    test(name, async () => {
      const run = await chx(folder({ 'a.sql': '', ...(text === null ? {} : { 'chx.yml': text }) }), 'validate');
      expect(run.err).toMatch(line);
      expect(run.out).toBe('');
      expect(run.code).toBe(2);
    });
  }

  test('a revision that does not exist', async () => {
    const run = await chx(repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) }), 'plan', '--base', 'gone');
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/^chx: the revision "gone" doesn't exist here; .*\n$/);
  });

  test('a shallow clone', async () => {
    const origin = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
    git(origin, 'checkout', '--quiet', '-b', 'work');
    for (const c of ['x', 'y']) {
      write(origin, { 'schema/a.sql': pair(`${columns}, ${c} UInt8`) });
      git(origin, 'commit', '--quiet', '--all', '--message', c);
    }
    git(origin, 'checkout', '--quiet', 'main');
    write(origin, { 'other.txt': '1' });
    git(origin, 'add', '--all');
    git(origin, 'commit', '--quiet', '--message', 'main moves');
    const root = folder({});
    git(root, 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${origin}`, 'clone');
    git(`${root}/clone`, 'checkout', '--quiet', 'work');
    const run = await chx(`${root}/clone`, 'plan');
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/^chx: .*shallow.*fetch-depth: 0.*\n$/);
  });

  const usage: readonly [string, readonly string[], RegExp][] = [
    ['no command', [], /^$/],
    ['an unknown command', ['plna'], /^chx: unknown command "plna".*\n$/],
    ['a command of a later version', ['deploy'], /^chx: "chx deploy" is not in version .*\n$/],
    ['an unknown option', ['plan', '--bse', 'x'], /^chx: chx plan: Unknown option '--bse'; it takes .*--base.*\n$/],
    ['an unknown format', ['plan', '--format', 'xml'], /^chx: --format xml: it takes text, markdown, json, sql\n$/],
    ['an unknown target', ['plan', '--base', './.', '--target', 'moon'], /^chx: no target is called "moon".*\n$/],
  ];
  for (const [name, args, line] of usage) {
    test(name, async () => {
      const run = await chx(folder({ 'chx.yml': config, 'schema/a.sql': pair(columns) }), ...args);
      expect(run.err).toMatch(line);
      expect(run.code).toBe(2);
    });
  }
});

describe('an odd command line', () => {
  test.each(['--base', '--head', '--config', '--target', '--confirm'])(
    'with %s of an unset variable is refused',
    async (option) => {
      const root = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
      const run = await chx(root, 'plan', option, '');
      expect(run).toEqual({ code: 2, out: '', err: `chx: ${option} is empty: give it a value, or leave it out\n` });
    },
  );

  test('gets one line whatever the parser of options says', async () => {
    const run = await chx(folder({}), 'plan', '--base', '-x');
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/^chx: [^\n]+\n$/);
  });

  test('in a bare repository names what is missing', async () => {
    const root = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
    git(root, 'clone', '--quiet', '--bare', '.', 'bare.git');
    const run = await chx(join(root, 'bare.git'), 'plan', '--base', 'main');
    expect(run).toEqual({
      code: 2,
      out: '',
      err: 'chx: a bare repository has no working tree: name the head with --head REV\n',
    });
    expect((await chx(join(root, 'bare.git'), 'plan', '--base', 'main', '--head', 'main')).code).toBe(0);
  });

  test('with a base that no glob matches says that all is new to it', async () => {
    const root = folder({ 'chx.yml': config, 'old/a.sql': pair(columns), 'new.sql': pair(columns) });
    const run = await chx(
      root,
      'plan',
      '--base',
      './old',
      '--head',
      'new.sql',
      '--config',
      'chx.yml',
      '--format',
      'json',
    );
    expect(planDocumentSchema.parse(JSON.parse(run.out)).findings).toContainEqual(
      expect.objectContaining({
        rule: 'schema-files-missing',
        severity: 'warning',
        message: expect.stringContaining('the base has no schema'),
      }),
    );
  });
});

test('a config of the base that is broken is said to be the base’s', async () => {
  const root = repository({ 'chx.yml': `${config}bogus: 1\n`, 'schema/a.sql': pair(columns) });
  write(root, { 'chx.yml': config });
  const run = await chx(root, 'plan');
  expect(run.code).toBe(2);
  expect(run.err).toMatch(/^chx: the base's config can't be read, .*: chx\.yml:5: unknown key "bogus".*\n$/);
});

test('another default database is a plan and a warning, with the files as they were', async () => {
  const root = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
  write(root, { 'chx.yml': config.replace('database: web', 'database: shop') });
  const run = await chx(root, 'plan', '--format', 'json');
  const document = planDocumentSchema.parse(JSON.parse(run.out));
  expect(document.status).not.toBe('clean');
  expect(document.findings).toContainEqual(
    expect.objectContaining({ rule: 'config-change', message: expect.stringMatching(/^database changes/) }),
  );
});

test('a pull request that loosens who may confirm says so', async () => {
  const root = repository({ 'chx.yml': config, 'schema/a.sql': pair(columns) });
  write(root, { 'chx.yml': `${config}guards: { permission: write }\nsilence: [{ rule: x, object: y, reason: z }]\n` });
  const { findings } = planDocumentSchema.parse(JSON.parse((await chx(root, 'plan', '--format', 'json')).out));
  const said = findings.filter(({ rule }) => rule === 'config-change').map(({ message }) => message.split(' ')[0]);
  expect(said.sort()).toEqual(['guards', 'silence']);
});

test('what a schema file says is no command to the terminal', async () => {
  const root = folder({ 'chx.yml': config, 'schema/a.ts': "throw new Error('\\u001b[31m\\u202e');\n" });
  for (const command of ['validate', 'plan'] as const) {
    const run = await chx(root, ...(command === 'plan' ? ['plan', '--base', '.', '--head', '.'] : ['validate']));
    expect(run.out).toContain('\\u{001B}[31m\\u{202E}');
    for (const sign of ['\u001b', '\u202e']) expect(run.out).not.toContain(sign);
  }
});

test('a reader that has enough is no error', async () => {
  const tables = Array.from(
    { length: 1500 },
    (_, index) => `CREATE TABLE t${index} (id UInt64) ENGINE = MergeTree ORDER BY id;`,
  );
  const root = folder({ 'chx.yml': config, 'new/schema/a.sql': tables.join('\n'), 'old/schema/a.sql': '' });
  const entry = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));
  const args = ['plan', '--base', './old', '--head', './new', '--config', 'chx.yml', '--format', 'json'];
  const child = spawn(process.execPath, [entry, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(err).toBe('');
  expect(code).toBe(0);
});

test('a verification that is interrupted leaves nothing behind', async () => {
  const tables = Array.from(
    { length: 300 },
    (_, at) => `CREATE TABLE t${at} (id UInt64) ENGINE = MergeTree ORDER BY id;`,
  );
  const root = folder({
    'chx.yml': config,
    'new/schema/a.sql': tables.join('\n'),
    'old/schema/a.sql': '',
    'tmp/x': '',
  });
  const entry = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));
  const args = ['plan', '--base', './old', '--head', './new', '--config', 'chx.yml', '--verify', 'embedded'];
  const temp = join(root, 'tmp');
  const scratch = (): string[] => readdirSync(temp).filter((name) => name.startsWith('chx-verify-'));
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, TMPDIR: temp },
  });
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  await vi.waitFor(() => expect(scratch()).toHaveLength(1), { timeout: 20_000, interval: 20 });
  child.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
  expect(scratch()).toEqual([]);
});

test('an id that guards nothing is said', async () => {
  const root = folder({
    'base/chx.yml': config,
    'base/schema/a.sql': pair(columns),
    'head/chx.yml': config,
    'head/schema/a.sql': pair(`${columns}, c UInt8`),
  });
  const run = await chx(root, 'plan', '--base', './base', '--head', './head', '--format', 'json', '--confirm', 'r-old');
  expect(run.code).toBe(0);
  const said = planDocumentSchema.parse(JSON.parse(run.out)).findings.filter(({ rule }) => rule === 'unknown-guard');
  expect(said).toMatchObject([{ severity: 'warning', message: expect.stringContaining('r-old') }]);
});
