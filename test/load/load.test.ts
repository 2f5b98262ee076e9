import { afterAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { LoadCache, loadConfig, loadSchema } from '../../src/load/load.ts';
import { maximumFileBytes } from '../../src/load/text.ts';
import { printCreate } from '../../src/sql/print.ts';
import { defaultTestConfig, type Files, lines, loadFiles, MemoryTree } from './trees.ts';

const cache = new LoadCache();
afterAll(() => cache[Symbol.asyncDispose]());

const load = async (files: Files): Promise<string[]> => lines(await loadFiles(files, undefined, cache));
const table = (name: string): string => `CREATE TABLE ${name} (a UInt8) ENGINE = Memory;\n`;

describe('which files', () => {
  test('those that the globs match, SQL and code, in order; declarations of types are none', async () => {
    const config = parseConfig('version: 1\nschema: ["db/**/*.ts", "db/*.sql", "db/one.sql"]', 'chx.yml');
    const tree = new MemoryTree({
      'README.md': '',
      'chx.yml': '',
      'db/one.sql': table('one'),
      'db/deep/two.sql': table('two'),
      'db/deep/three.ts': "import { view } from 'chx'; export default view({ name: 'three', as: 'SELECT 1' });",
      'db/chx.d.ts': "declare module 'chx';",
      'other/four.sql': 'nonsense',
    });
    const loaded = await loadSchema(tree, config, cache);
    expect(lines(loaded)).toEqual([]);
    expect(loaded.files).toEqual(['db/deep/three.ts', 'db/one.sql']);
    expect([...loaded.digests.keys()]).toEqual(loaded.files);
    expect([...loaded.schema.objects.keys()]).toEqual(['default.one', 'default.three']);
    expect(tree.reads).toEqual(['db/deep/three.ts', 'db/one.sql']);
  });

  test('no file at all is a warning', async () => {
    expect(await load({})).toEqual([
      'warning schema-files-missing : memory: no file matches schema: schema/**/*.ts, schema/**/*.sql; check the globs in the config',
    ]);
  });

  test('a truncated list is an error, and nothing is read', async () => {
    const tree = new MemoryTree({ 'schema/a.sql': table('a') }, { truncated: true });
    const loaded = await loadSchema(tree, defaultTestConfig, cache);
    expect(lines(loaded)).toEqual([
      'error tree-truncated : memory: the list of files is not complete, so the schema is not known; make the repository smaller',
    ]);
    expect([loaded.schema.objects.size, tree.reads]).toEqual([0, []]);
  });

  test.each<[string, 'link' | 'submodule', string[]]>([
    [
      'schema/a.sql',
      'link',
      [
        'error file-link schema/a.sql: schema/a.sql: it is a symbolic link and is not followed; put the schema files themselves there',
      ],
    ],
    [
      'schema',
      'link',
      [
        'error file-link schema: schema: it is a symbolic link and is not followed; put the schema files themselves there',
      ],
    ],
    [
      'schema/more',
      'link',
      [
        'error file-link schema/more: schema/more: it is a symbolic link and is not followed; put the schema files themselves there',
      ],
    ],
    [
      'schema/vendor',
      'submodule',
      [
        'error file-submodule schema/vendor: schema/vendor: it is a submodule and is not followed; put the schema files themselves there',
      ],
    ],
    ['schema/README.md', 'link', []],
    ['vendor', 'submodule', []],
    ['docs/a.sql', 'link', []],
  ])('%s as a %s', async (path, kind, expected) => {
    const loaded = await loadSchema(
      new MemoryTree({ 'schema/b.sql': table('b'), [path]: kind }),
      defaultTestConfig,
      cache,
    );
    expect(lines(loaded)).toEqual(expected);
  });

  test('under a glob that starts with **, a submodule is a warning only', async () => {
    const config = parseConfig('version: 1\nschema: ["**/*.sql"]', 'chx.yml');
    const loaded = await loadSchema(new MemoryTree({ 'b.sql': table('b'), vendor: 'submodule' }), config, cache);
    expect(lines(loaded)).toEqual([
      'warning file-submodule vendor: vendor: it is a submodule and is not followed; put the schema files themselves there',
    ]);
  });

  test('a file of a kind that says nothing is noticed', async () => {
    const config = parseConfig('version: 1\nschema: ["db/*"]', 'chx.yml');
    const loaded = await loadSchema(new MemoryTree({ 'db/a.sql': table('a'), 'db/README.md': '#' }), config, cache);
    expect(lines(loaded)).toEqual([
      'notice file-ignored db/README.md: db/README.md: it is neither SQL, TypeScript nor JavaScript and is ignored',
    ]);
  });
});

describe('what is in a file', () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      'a NUL byte',
      'CREATE TABLE a\n (a UInt8\0) ENGINE = Memory',
      'error file-encoding schema/a.sql:2 schema/a.sql: it holds a NUL byte; save it as plain UTF-8 text',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from([0x2d, 0x2d, 0x0a, 0x2d, 0xe4, 0x0a]),
      'error file-encoding schema/a.sql:2 schema/a.sql: it is no valid UTF-8; save it as UTF-8',
    ],
    [
      'UTF-16',
      Buffer.from('\ufeffCREATE', 'utf16le'),
      'error file-encoding schema/a.sql:1 schema/a.sql: it is UTF-16; save it as UTF-8',
    ],
    [
      'a pointer to Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
      'error file-lfs schema/a.sql: schema/a.sql: it is a Git LFS pointer, its content is elsewhere; keep schema files out of LFS (.gitattributes)',
    ],
    [
      'too much',
      Buffer.alloc(maximumFileBytes + 1, 0x20),
      'error file-too-large schema/a.sql: schema/a.sql: it has 4194305 bytes, more than the 4194304 that are read; split it',
    ],
    [
      'no statement',
      '-- nothing yet\n',
      'warning schema-file-empty schema/a.sql: schema/a.sql: it holds no CREATE statement; write one, or leave the file out of the schema globs',
    ],
  ])('%s', async (_, content, expected) => {
    const loaded = await loadFiles({ 'a.sql': content }, undefined, cache);
    expect(lines(loaded)).toEqual([expected]);
    expect(loaded.digests.get('schema/a.sql')).toMatch(/^[0-9a-f]{40,64}$/);
  });

  test('a file that is too large is not even read', async () => {
    const tree = new MemoryTree({ 'schema/a.sql': Buffer.alloc(maximumFileBytes + 1, 0x20) });
    await loadSchema(tree, defaultTestConfig, cache);
    expect(tree.reads).toEqual([]);
  });

  test.each([
    ['SELECT 1;', 1],
    ["CREATE TABLE a (a UInt8 COMMENT 'x) ENGINE = Memory", 1],
    ['CREATE TABLE a (a UInt8) ENGINE = Memory;\n\nDROP TABLE b;', 3],
  ])('SQL with a mistake: %s', async (text, line) => {
    const loaded = await loadFiles({ 'a.sql': text }, undefined, cache);
    expect(loaded.findings.map(({ severity, file, line: at }) => [severity, file, at])).toEqual([
      ['error', 'schema/a.sql', line],
    ]);
  });

  test('a byte order mark and CRLF mean nothing', async () => {
    const text = "CREATE TABLE a (\n  a UInt8,\n  b String DEFAULT 'x\ny'\n) ENGINE = Memory;\n";
    const code = "import { view } from 'chx';\nexport const v = view({\n  name: 'v',\n  as: `SELECT 1\nAS a`,\n});\n";
    const plain = await loadFiles({ 'a.sql': text, 'b.ts': code }, undefined, cache);
    const windows = (given: string): string => `\ufeff${given.replaceAll('\n', '\r\n')}`;
    const odd = await loadFiles({ 'a.sql': windows(text), 'b.ts': windows(code) }, undefined, cache);
    expect(lines(plain)).toEqual([]);
    expect(odd).toEqual(plain);
  });

  test('two objects of one name', async () => {
    expect(
      await load({
        'a.sql': `\n${table('x')}`,
        'b.ts': "import { view } from 'chx';\nexport const x = view({ name: 'x', as: 'SELECT 1' });",
      }),
    ).toEqual([
      'error duplicate-object schema/b.ts:2 default.x is defined here and at schema/a.sql:2: keep one of the two',
    ]);
  });
});

describe('the cache', () => {
  test('equal contents are read once, whatever their paths and trees', async () => {
    await using own = new LoadCache();
    const base = new MemoryTree({ 'schema/a.sql': table('a'), 'schema/b.sql': table('b') });
    const head = new MemoryTree({ 'schema/a.sql': table('a'), 'schema/c.sql': table('b'), 'schema/d.sql': table('d') });
    await loadSchema(base, defaultTestConfig, own);
    const loaded = await loadSchema(head, defaultTestConfig, own);
    expect([base.reads, head.reads]).toEqual([['schema/a.sql', 'schema/b.sql'], ['schema/d.sql']]);
    expect([...loaded.schema.objects.values()].map((object) => [object.name.name, object.at.file])).toEqual([
      ['a', 'schema/a.sql'],
      ['b', 'schema/c.sql'],
      ['d', 'schema/d.sql'],
    ]);
  });

  test('what a file means depends on the config too', async () => {
    await using own = new LoadCache();
    const files = {
      'schema/a.sql': table('a'),
      'schema/b.ts': "import { view } from 'chx'; export default view({ name: 'b', as: 'SELECT 1' });",
    };
    const named = async (text: string): Promise<unknown> => {
      const loaded = await loadSchema(new MemoryTree(files), parseConfig(text, 'chx.yml'), own);
      return [...loaded.schema.objects].map(([key, object]) => [key, object.cluster]);
    };
    expect(await named('version: 1')).toEqual([
      ['default.a', null],
      ['default.b', null],
    ]);
    expect(await named('version: 1\ndatabase: x\ndistributed: { cluster: prod }')).toEqual([
      ['x.a', 'prod'],
      ['x.b', 'prod'],
    ]);
    expect(await named('version: 1\ndatabase: x\ndistributed: { cluster: eu }')).toEqual([
      ['x.a', 'eu'],
      ['x.b', 'eu'],
    ]);
  });

  test('with and without it, in one order and another, the result is the same', async () => {
    const files: Files = {
      'a.ts': "import { view } from 'chx';\nexport const v = view({ name: 'v', as: 'SELECT 1' });",
      'b.ts': 'while (true) {}',
      'c.sql': `${table('x')}SELECT 1`,
      'd.ts': "throw new Error('no')",
    };
    const alone = await loadFiles(files);
    await using own = new LoadCache();
    await loadFiles({ 'b.ts': 'export const x = 1;', 'd.ts': files['d.ts'] ?? '' }, undefined, own);
    expect(await loadFiles(files, undefined, own)).toEqual(alone);
    expect(await loadFiles(Object.fromEntries(Object.entries(files).reverse()), undefined, own)).toEqual(alone);
    expect(alone.findings.length).toBe(3);
  });
});

describe('loadConfig', () => {
  test('finds, reads and names the config', async () => {
    const tree = new MemoryTree({ '.github/chx.yml': '\ufeffversion: 1\r\nname: a\r\n', 'a.sql': '' });
    expect(await loadConfig(tree, null)).toMatchObject({ path: '.github/chx.yml', config: { name: 'a' } });
    expect(tree.reads).toEqual(['.github/chx.yml']);
    expect(await loadConfig(new MemoryTree({}), null)).toBeNull();
    expect(await loadConfig(tree, 'other.yml')).toBeNull();
  });

  test.each<[string, Files, string]>([
    ['a NUL byte', { 'chx.yml': 'version: 1\n\0' }, 'chx.yml:2: it holds a NUL byte; save it as plain UTF-8 text'],
    ['a link', { 'chx.yml': 'link' }, 'chx.yml: the config is a link; make it a plain file'],
    ['nothing', { 'chx.yml': '' }, 'chx.yml:1: the file is empty; it needs at least "version: 1"'],
    ['an unknown key', { 'chx.yml': 'version: 1\nguard: 1' }, 'chx.yml:2: unknown key "guard"; did you mean "guards"?'],
    [
      'two of them',
      { 'chx.yml': '', '.github/chx.yml': '' },
      'memory: both chx.yml and .github/chx.yml exist; keep one, or name one with --config',
    ],
  ])('%s', async (_, files, message) => {
    await expect(loadConfig(new MemoryTree(files), null)).rejects.toMatchObject({ message, exitCode: 2 });
  });
});

test('a schema file as chkit users write it loads as it is', async () => {
  const loaded = await loadFiles(
    {
      'analytics.ts': `import '@chkit/plugin-backfill'
import type { ColumnDefinition } from '@chkit/core'
import { schema, table, view, materializedView, dictionary, codec } from '@chkit/core'

const audit: ColumnDefinition[] = [{ name: 'created_at', type: 'DateTime64(3)', default: 'fn:now64(3)' }]

export const sessions = table({
  database: 'web',
  name: 'sessions',
  renamedFrom: { name: 'visits' },
  engine: 'ReplacingMergeTree(version)',
  columns: [
    { name: 'tenant', type: 'String' },
    { name: 'session', type: 'UUID', renamedFrom: 'visit' },
    { name: 'referrer', type: 'String', nullable: true, comment: 'as the browser sent it' },
    { name: 'state', type: 'String', default: 'open' },
    { name: 'day', type: 'Date', defaultKind: 'MATERIALIZED', default: { expression: 'toDate(created_at)' } },
    { name: 'seconds', type: 'Float64', codec: [{ kind: 'Gorilla', size: 8 }, { kind: 'ZSTD', level: 3 }] },
    { name: 'payload', type: 'String', codec: codec.raw('ZSTD(6)') },
    { name: 'version', type: 'UInt64' },
    ...audit,
  ] satisfies ColumnDefinition[],
  primaryKey: ['tenant, session'],
  orderBy: ['tenant, session', 'toStartOfHour(created_at)'],
  partitionBy: 'toYYYYMM(created_at)',
  ttl: 'toDateTime(created_at) + INTERVAL 90 DAY',
  settings: { index_granularity: 8192 },
  indexes: [
    { name: 'by_state', expression: 'state', type: 'set', maxRows: 0, granularity: 1 },
    { name: 'by_referrer', expression: 'referrer', type: 'bloom_filter', typeArgs: '0.01', granularity: 4 },
  ],
  projections: [{ name: 'recent', query: 'SELECT session ORDER BY created_at' }],
  plugins: { backfill: { timeColumn: 'created_at' } },
})

const daily = table({
  database: 'web', name: 'daily', engine: 'SummingMergeTree()',
  columns: [{ name: 'day', type: 'Date' }, { name: 'sessions', type: 'UInt64' }],
  primaryKey: ['day'], orderBy: ['day'],
})

export default schema(
  sessions,
  daily,
  view({ database: 'web', name: 'open_sessions', as: "SELECT tenant, session FROM web.sessions WHERE state = 'open'" }),
  materializedView({
    database: 'web', name: 'daily_mv', to: { database: 'web', name: 'daily' },
    as: 'SELECT toDate(created_at) AS day, count() AS sessions FROM web.sessions GROUP BY day',
  }),
  dictionary({
    database: 'web', name: 'tenants',
    attributes: [{ name: 'id', type: 'UInt64' }, { name: 'name', type: 'String', default: '' }],
    primaryKey: ['id'], source: \`CLICKHOUSE(table 'tenant_list' db 'web')\`, layout: \`FLAT()\`, lifetime: \`300\`,
  }),
)
`,
    },
    undefined,
    cache,
  );
  expect(lines(loaded)).toEqual([
    'notice schema-file-ignored-import schema/analytics.ts:1 schema/analytics.ts: import "@chkit/plugin-backfill" is ignored: plugins do nothing here',
    'notice plugins-ignored schema/analytics.ts:7 web.sessions: plugins does nothing here and is ignored',
  ]);
  expect([...loaded.schema.objects.keys()]).toEqual([
    'web.daily',
    'web.daily_mv',
    'web.open_sessions',
    'web.sessions',
    'web.tenants',
  ]);
  const sessions = loaded.schema.objects.get('web.sessions');
  expect(sessions === undefined ? null : printCreate(sessions, { onCluster: null })).toBe(`CREATE TABLE web.sessions (
    \`tenant\` String,
    \`session\` UUID,
    \`referrer\` Nullable(String) COMMENT 'as the browser sent it',
    \`state\` String DEFAULT 'open',
    \`day\` Date MATERIALIZED toDate(created_at),
    \`seconds\` Float64 CODEC(Gorilla(8), ZSTD(3)),
    \`payload\` String CODEC(ZSTD(6)),
    \`version\` UInt64,
    \`created_at\` DateTime64(3) DEFAULT now64(3),
    INDEX by_state state TYPE set(0) GRANULARITY 1,
    INDEX by_referrer referrer TYPE bloom_filter(0.01) GRANULARITY 4,
    PROJECTION recent (SELECT session ORDER BY created_at)
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(created_at)
PRIMARY KEY (tenant, session)
ORDER BY (tenant, session, toStartOfHour(created_at))
TTL toDateTime(created_at) + INTERVAL 90 DAY`);
});

test('200 files with 8,000 columns', async () => {
  const columns = Array.from(
    { length: 40 },
    (_, index) =>
      `    { name: 'column_${index}', type: 'LowCardinality(String)', default: 'x', comment: 'number ${index}' },`,
  ).join('\n');
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `t${index}.ts`,
      `import { table } from 'chx';\nexport const t = table({\n  name: 't${index}',\n  engine: 'MergeTree',\n  columns: [\n${columns}\n  ],\n  orderBy: ['column_0'],\n});\n`,
    ]),
  );
  await using own = new LoadCache();
  const start = performance.now();
  const base = await loadFiles(files, undefined, own);
  const middle = performance.now();
  const changed = { ...files, 't7.ts': (files['t7.ts'] ?? '').replaceAll('column_1', 'other_1') };
  const head = await loadFiles(changed, undefined, own);
  const end = performance.now();
  console.log(
    `200 files of 40 columns: base ${Math.round(middle - start)} ms with the start of the sandbox, head with one file changed ${Math.round(end - middle)} ms`,
  );
  expect([base.findings, head.findings]).toEqual([[], []]);
  expect([base.schema.objects.size, head.schema.objects.size]).toEqual([200, 200]);
  const same = [...head.schema.objects].filter(([key, object]) => base.schema.objects.get(key) === object);
  expect(same.length).toBe(199);
});
