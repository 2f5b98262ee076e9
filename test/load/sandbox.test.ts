// biome-ignore-all lint/suspicious/noTemplateCurlyInString: schema files hold template strings
import { afterAll, describe, expect, test } from 'vitest';
import { LoadCache } from '../../src/load/load.ts';
import { components } from '../../src/load/sandbox/graph.ts';
import { transpile } from '../../src/load/sandbox/transpile.ts';
import { type ComponentResult, Sandbox } from '../../src/load/sandbox.ts';
import { type Files, lines, loadFiles } from './trees.ts';

const cache = new LoadCache();
afterAll(() => cache[Symbol.asyncDispose]());

/** What loading one file of code says, as lines. */
const load = async (files: Files): Promise<string[]> => lines(await loadFiles(files, undefined, cache));

const ok = "import { view } from 'chx';\nexport const v = view({ name: 'v', as: 'SELECT 1' });\n";
const about = (rule: string, line: number | '', message: string): string =>
  `error ${rule} schema/a.ts:${line} schema/a.ts: ${message}`;

describe('what a schema file can not do', () => {
  const noClock = 'is not there in a schema file, which must mean the same on every run: write the value';
  const noEnvironment =
    "is not there in a schema file, which must mean the same everywhere: write the value, or '${chx:NAME}' for a secret";
  const noReach = 'is not there in a schema file: files, network and timers are out of reach';
  test.each([
    ['Date.now()', 'schema-file-error', `Date ${noClock}`],
    ['new Date()', 'schema-file-error', `Date ${noClock}`],
    ['performance.now()', 'schema-file-error', `performance ${noClock}`],
    ['Math.random()', 'schema-file-error', `Math.random ${noClock}`],
    ['crypto.randomUUID()', 'schema-file-error', `crypto ${noClock}`],
    ['new WeakRef({})', 'schema-file-error', `WeakRef ${noClock}`],
    ['new Intl.DateTimeFormat()', 'schema-file-error', `Intl ${noClock}`],
    ['`${process.env.USER}`', 'schema-file-error', `process.env ${noEnvironment}`],
    ['Bun.env', 'schema-file-error', `Bun ${noEnvironment}`],
    ["require('node:fs')", 'schema-file-error', `require ${noReach}`],
    ["fetch('http://localhost')", 'schema-file-error', `fetch ${noReach}`],
    ['setTimeout(() => {}, 1)', 'schema-file-error', `setTimeout ${noReach}`],
    [
      "await import('./b')",
      'schema-file-import',
      "import(...) can't be used in a schema file; write import ... from at its top",
    ],
    ["new Function('return process.env')()", 'schema-file-error', `process.env ${noEnvironment}`],
    ["(0, eval)('Math.random()')", 'schema-file-error', `Math.random ${noClock}`],
    ['Array.prototype.map = () => []', 'schema-file-error', "it throws TypeError: 'map' is read-only"],
    ["Object.prototype.kind = 'table'", 'schema-file-error', 'it throws TypeError: object is not extensible'],
    ['globalThis.shared = 1', 'schema-file-error', 'it throws TypeError: object is not extensible'],
    [
      'Object.getPrototypeOf(async () => {}).x = 1',
      'schema-file-error',
      'it throws TypeError: object is not extensible',
    ],
    [
      'Object.getPrototypeOf([][Symbol.iterator]()).next = 1',
      'schema-file-error',
      "it throws TypeError: 'next' is read-only",
    ],
  ])('%s', async (code, rule, message) => {
    expect(await load({ 'a.ts': `${ok}\nconst x = ${code};` })).toEqual([about(rule, 4, message)]);
  });

  test.each(['chx:core', 'chx:dsl', './b', 'fs'])('code made from text imports nothing: %s', async (name) => {
    const text = `${ok}const made = new Function('return import("${name}")');\nconst got = await made();\nthrow new Error(\`GOT \${Object.keys(got)}\`);`;
    const said = await load({ 'a.ts': text, 'b.ts': 'export const b = 1;' });
    expect(said.filter((line) => line.includes('schema/a.ts'))).toHaveLength(1);
    expect(said.join()).not.toContain('GOT');
  });

  test.each(['0', '99999999999999999999'])('a made-up trace gives no line %s', async (line) => {
    const text = `const own = /([0-9a-f]{16}):/.exec(new Error().stack)[1];
const error = new Error('made up');
Object.defineProperty(error, 'stack', { value: \`    at f (\${own}:/schema/a.ts:${line}:1)\\n\` });
throw error;`;
    expect(await load({ 'a.ts': text })).toEqual([about('schema-file-error', '', 'it throws made up')]);
  });

  test('console says nothing, and does no harm', async () => {
    expect(await load({ 'a.ts': `${ok}console.log('x');` })).toEqual([]);
  });
});

describe('what a schema file that never ends or needs too much gets', () => {
  const long = 'it runs too long: a schema file has a fixed number of steps; look for an endless loop';
  const memory = 'it needs too much memory: a schema file has 128 MB';
  const deep = 'it calls or nests too deep; look for an endless recursion';
  test.each([
    ['while (true) {}', long],
    ['for (;;) { try { for (;;) {} } catch {} finally { continue } }', long],
    ["/(a+)+$/.test('a'.repeat(40) + 'b')", long],
    ['export const x = new Proxy({}, { getOwnPropertyDescriptor() { for (;;) {} } })', long],
    ['const step = async () => { for (;;) await 0; }; await step();', long],
    ['const f = async () => { for (;;) {} }; f();', long],
    ['Promise.resolve().then(() => { for (;;) {} });', long],
    ['const f = (): unknown => Promise.resolve().then(f); f();', long],
    ["'x'.repeat(2 ** 31)", memory],
    ["let s = 'x'; for (;;) s += s;", memory],
    ['const a = []; for (;;) a.push(new Array(1000).fill(a.length));', memory],
    ['export const a = [60e6, 60e6, 60e6].map((size) => new Uint8Array(size));', memory],
    ['const a = []; for (;;) a.push({ a: 1 });', memory],
    ['const f = () => f() + 1; f();', deep],
    ['let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; JSON.stringify(o);', deep],
  ])('%s', async (code, message) => {
    const [line, ...more] = await load({ 'a.ts': `${ok}${code}` });
    expect([line?.replace(/:\d*(?= )/, ':'), more]).toEqual([about('schema-file-budget', '', message), []]);
  });

  test('what no step budget sees is ended by the clock', async () => {
    await using sandbox = new Sandbox({ wallClock: 300 });
    const results: ComponentResult[] = [];
    const files = [{ path: 'a.ts', id: '1' }];
    await sandbox.evaluate(
      files,
      () => 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);',
      (result) => results.push(result),
    );
    expect(results.flatMap((result) => result.problems)).toEqual([
      {
        rule: 'schema-file-budget',
        file: 'a.ts',
        line: null,
        message: 'it does not end in time; look for a native function that is given something enormous',
      },
    ]);
    // The next call starts a new thread.
    await sandbox.evaluate(
      [{ path: 'b.ts', id: '2' }],
      () => 'export const x = 1;',
      (result) => results.push(result),
    );
    expect(results.at(-1)?.files).toEqual([{ path: 'b.ts', json: '{"known":0,"found":[]}', imported: false }]);
  });

  test('a file fails alone: others are read as if it were not there', async () => {
    const loaded = await loadFiles(
      { 'a.ts': 'for (;;) {}', 'b.ts': ok, 'c.ts': "'x'.repeat(2 ** 31)" },
      undefined,
      cache,
    );
    expect(lines(loaded).map((line) => line.split(' ').slice(1, 3))).toEqual([
      ['schema-file-budget', 'schema/a.ts:1'],
      ['schema-file-budget', 'schema/c.ts:1'],
    ]);
    expect([...loaded.schema.objects.keys()]).toEqual(['default.v']);
  });
});

describe('mistakes', () => {
  test.each([
    ['const x = ;', 'schema-file-syntax', 3, "it can't be read: Unexpected token"],
    ["const x = 'abc", 'schema-file-syntax', 3, "it can't be read: Unterminated string constant"],
    [
      'const a = 1;\nconst a = 2;',
      'schema-file-syntax',
      4,
      "it can't be read: invalid redefinition of global identifier",
    ],
    ["throw new Error('no\\ngood')", 'schema-file-error', 3, 'it throws no good'],
    ['null.x', 'schema-file-error', 3, "it throws TypeError: cannot read property 'x' of null"],
    ["throw 'text'", 'schema-file-error', '', 'it throws text'],
    ['throw { get message() { throw 1 } }', 'schema-file-error', '', 'it throws something without a message'],
    ['view()', 'schema-file-error', 3, 'view() takes one object, not undefined'],
    [
      "export const w = view({ name: 'w', as: () => 1 })",
      'schema-file-error',
      3,
      'a definition holds a function at w.as; it is plain data',
    ],
    [
      "export const w = view({ name: 'w', as: 1n })",
      'schema-file-error',
      3,
      'a definition holds a bigint at w.as; it is plain data',
    ],
    [
      "export const w = view({ name: 'w', as: new Map() })",
      'schema-file-error',
      3,
      'a definition holds an object of a class at w.as; it is plain data',
    ],
    [
      'await new Promise(() => {})',
      'schema-file-error',
      '',
      'it waits for something that never happens; leave "await" out of schema files',
    ],
    [
      "import './missing'",
      'schema-file-import',
      3,
      'import "./missing" names no schema file; schema files may import each other and "chx"',
    ],
    [
      "import '../../outside'",
      'schema-file-import',
      3,
      'import "../../outside" names no schema file; schema files may import each other and "chx"',
    ],
    [
      "import 'fs'",
      'schema-file-import',
      3,
      'import "fs" is not allowed; a schema file may import "chx" and other schema files',
    ],
    [
      "import 'node:fs'",
      'schema-file-import',
      3,
      'import "node:fs" is not allowed; a schema file may import "chx" and other schema files',
    ],
    [
      "import 'chx:core'",
      'schema-file-import',
      3,
      'import "chx:core" is not allowed; a schema file may import "chx" and other schema files',
    ],
    [
      "import { backfill } from 'chkit-plugin-x'; backfill()",
      'schema-file-import',
      3,
      'import "chkit-plugin-x" is not allowed; a schema file may import "chx" and other schema files',
    ],
    [
      "export * from 'lodash'",
      'schema-file-import',
      3,
      'import "lodash" is not allowed; a schema file may import "chx" and other schema files',
    ],
    [
      "import { planDiff } from 'chx'; planDiff()",
      'schema-file-import',
      3,
      '"chx" has no export "planDiff"; there are codec, database, defineConfig, dictionary, distributed, isSchemaDefinition, materializedView, schema, sqlFunction, table, view',
    ],
  ] as const)('%s', async (code, rule, line, message) => {
    const found = await load({ 'a.ts': `${ok}${code}` });
    expect(found.map((item) => (line === '' ? item.replace(/:\d*(?= )/, ':') : item))).toEqual([
      about(rule, line, message),
    ]);
  });

  test('a file that exports no definition', async () => {
    expect(await load({ 'a.ts': 'export const x = 1;' })).toEqual([
      'error schema-file-empty schema/a.ts: schema/a.ts: it exports no definition; export what table(), view(), schema() and the like return',
    ]);
  });

  test('a mistake in a helper is one finding, where it is', async () => {
    expect(
      await load({
        'a.ts': "import { x } from './helper';\nexport default x;",
        'b.ts': "import { x } from './helper';\nexport default x;",
        'helper.ts': '\nexport const x = null.y;',
      }),
    ).toEqual([
      "error schema-file-error schema/helper.ts:2 schema/helper.ts: it throws TypeError: cannot read property 'y' of null",
    ]);
  });

  test('a missing export of another schema file', async () => {
    expect(
      await load({
        'a.ts': `${ok}import { y } from './b';\ny();`,
        'b.ts': "import { view } from 'chx';\nexport const w = view({ name: 'w', as: 'SELECT 1' });",
      }),
    ).toEqual(['error schema-file-import schema/a.ts:3 schema/a.ts: schema/b.ts has no export "y"']);
  });
});

describe('imports', () => {
  test('of each other: by any name that TypeScript takes, in circles, through an index', async () => {
    const loaded = await loadFiles(
      {
        'one.ts':
          "import { view } from '@chkit/core';\nimport { two } from './sub/two.js';\nexport const one = view({ name: 'one', as: 'SELECT 1' });\nexport const use = () => two;",
        'sub/two.ts':
          "import { view } from 'chx';\nimport type { ViewDefinition } from 'chx';\nimport { one } from '../one';\nexport const two = () => view({ name: 'two', as: `SELECT * FROM ${one.name}` });",
        'all/index.ts': "export * from '../one.ts';\nimport { two } from '../sub/two';\nexport default [[two()]];",
        'last.js': "import made from './all';\nexport const made2 = made;",
      },
      undefined,
      cache,
    );
    expect(lines(loaded)).toEqual([]);
    expect([...loaded.schema.objects.values()].map((object) => [object.name.name, object.at])).toEqual([
      ['one', { file: 'schema/one.ts', line: 3 }],
      ['two', { file: 'schema/all/index.ts', line: 3 }],
    ]);
  });

  test('of types are ignored, of plugins with a notice', async () => {
    expect(
      await load({
        'a.ts': `import type { Config } from 'other';\nimport { type Plugin } from 'more';\nimport '@chkit/plugin-backfill';\n${ok}`,
      }),
    ).toEqual([
      'notice schema-file-ignored-import schema/a.ts:3 schema/a.ts: import "@chkit/plugin-backfill" is ignored: plugins do nothing here',
    ]);
  });

  test('each module is evaluated once, and definitions that several files export count once', async () => {
    const loaded = await loadFiles(
      {
        'a.ts': "export { v } from './v';\nexport { v as again } from './v';",
        'b.ts': "import { v } from './v';\nexport default [v, v];",
        'v.ts': ok,
      },
      undefined,
      cache,
    );
    expect(lines(loaded)).toEqual([]);
    expect(loaded.schema.objects.size).toBe(1);
  });

  test('what one file changes in another is seen in its component, and nowhere else', async () => {
    const shared = "export const names: string[] = ['first'];";
    const push =
      "import { names } from './shared';\nimport { view } from 'chx';\nnames.push('a');\nexport const a = view({ name: 'a', as: 'SELECT 1' });";
    const use =
      "import { names } from './shared';\nimport { view } from 'chx';\nexport default names.map((name) => view({ name: `v_${name}`, as: 'SELECT 1' }));";
    await using own = new LoadCache();
    const names = async (files: Files): Promise<string[]> => [
      ...(await loadFiles(files, undefined, own)).schema.objects.keys(),
    ];
    expect(await names({ 'a.ts': push, 'shared.ts': shared, 'z.ts': use })).toEqual([
      'default.a',
      'default.v_a',
      'default.v_first',
    ]);
    // The blobs of z.ts and shared.ts are the same as before: what they mean is not.
    expect(await names({ 'shared.ts': shared, 'z.ts': use })).toEqual(['default.v_first']);
    expect(await names({ 'a.ts': push, 'shared.ts': shared, 'z.ts': use })).toEqual([
      'default.a',
      'default.v_a',
      'default.v_first',
    ]);
  });

  test('equal files with different imports are not equal', async () => {
    await using own = new LoadCache();
    const use =
      "import { name } from './name';\nimport { view } from 'chx';\nexport default view({ name, as: 'SELECT 1' });";
    for (const name of ['one', 'two', 'one']) {
      const loaded = await loadFiles({ 'name.ts': `export const name = '${name}';`, 'v.ts': use }, undefined, own);
      expect([...loaded.schema.objects.keys()]).toEqual([`default.${name}`]);
    }
  });
});

test.each([
  ['looks like a place', '${prefix}:/schema/b.ts:7:1)'],
  ['starts a line of its own', 'x\\n    at y (${prefix}:/.github/workflows/ci.yml:7:1)\\n   '],
])('a function with a name that %s moves no finding', async (_, name) => {
  const forged = `import { view } from 'chx';
const prefix = /([0-9a-f]{16}):/.exec(String(new Error().stack))?.[1];
const name = \`${name}\`;
export const v = view({ name: 'v', as: 'SELECT 1' });
const object = { [name]() { throw new Error('here'); } };
object[name]();`;
  const loaded = await loadFiles({ 'a.ts': forged, 'b.ts': ok.replace("'v'", "'w'") }, undefined, cache);
  expect(lines(loaded)).toEqual(['error schema-file-error schema/a.ts:5 schema/a.ts: it throws here']);
});

test('what one file keeps is not taken from what another may use', async () => {
  const large = (name: string): string => `${ok.replace("'v'", `'${name}'`)}export const keep = new Uint8Array(70e6);`;
  const loaded = await loadFiles({ 'a.ts': large('a'), 'b.ts': large('b'), 'c.ts': large('c') }, undefined, cache);
  expect(lines(loaded)).toEqual([]);
  expect(loaded.schema.objects.size).toBe(3);
});

test('a file may wait for what does happen', async () => {
  const code =
    "import { view } from 'chx';\nconst name = await Promise.resolve('later');\nexport default view({ name, as: 'SELECT 1' });";
  const loaded = await loadFiles({ 'a.ts': code }, undefined, cache);
  expect(lines(loaded)).toEqual([]);
  expect([...loaded.schema.objects.keys()]).toEqual(['default.later']);
});

describe('transpile', () => {
  test('keeps lines and finds imports, whatever else looks like one', () => {
    const text = `import { table, type X } from 'chx';
import type { Y } from 'y';
import d, * as ns from './a';
import './side';
export * from './b'; export { q as r, default as s } from "./c"; export * as all from './d';
const text = "import x from 'no'";
const more = \`
import y from 'no'
\`; // import z from 'no'
const regex = /import q from 'no'/;
const object = { import: 1, from: 'no' };
object.import;
export const from = 'no';
export default function named() { return [table, d, ns, text, more, regex]; }
`;
    const { code, imports, dynamicImport } = transpile(text, true);
    expect(code.split('\n').length).toBe(text.split('\n').length);
    expect(dynamicImport).toBeNull();
    expect(imports).toEqual([
      { specifier: 'chx', line: 1, names: ['table'] },
      { specifier: './a', line: 3, names: null },
      { specifier: './side', line: 4, names: [] },
      { specifier: './b', line: 5, names: null },
      { specifier: './c', line: 5, names: ['q', 'default'] },
      { specifier: './d', line: 5, names: null },
    ]);
  });

  test('finds import(...) but not import.meta', () => {
    expect(transpile("const a = import.meta;\nimport('x');", false).dynamicImport).toBe(2);
    expect(transpile('const a = import.meta;', false).dynamicImport).toBeNull();
  });
});

test('components', () => {
  const edges = new Map([
    ['e', ['b']],
    ['a', []],
    ['b', ['c']],
    ['c', ['b']],
    ['d', ['b']],
  ]);
  expect(components(edges)).toEqual([['a'], ['b', 'c', 'd', 'e']]);
});
