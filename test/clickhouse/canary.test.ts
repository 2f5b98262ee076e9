/**
 * A file, an environment variable and a port that SQL must not reach: through the two walls before the engine, and with
 * both of them taken away, to see what the engine's own grants hold back.
 */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EngineProcess } from '../../src/clickhouse/engine.ts';
import { select } from '../../src/clickhouse/inventory.ts';
import { locateLibrary, locateWorker } from '../../src/clickhouse/locate.ts';
import { higherOrder } from '../../src/clickhouse/names.ts';
import { forbiddenNames, refuseSyntax } from '../../src/clickhouse/syntax.ts';
import { verifyEmbedded } from '../../src/clickhouse/verify.ts';
import { quoteIdentifier } from '../../src/sql/print.ts';
import { database, object, request, statement } from './request.ts';

const secret = 'canary-5f1c';
let folder = '';
let file = '';
let server: Server;
let connections = 0;
let port = 0;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'chx-canary-')));
  file = join(folder, 'canary.txt');
  await writeFile(file, `${secret}\n`);
  process.env['CHX_CANARY'] = secret;
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address !== null && typeof address !== 'string') port = address.port;
});

afterAll(async () => {
  delete process.env['CHX_CANARY'];
  server.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  connections = 0;
});

/** What a pull request could write to reach the canaries, by name. `$port` and `$file` are theirs. */
const attempts: readonly (readonly [string, string])[] = [
  [
    'a default that reads a file',
    "CREATE TABLE a.t (id UInt64, s String DEFAULT file('$file')) ENGINE = MergeTree ORDER BY id",
  ],
  ['a view over file()', "CREATE VIEW a.t AS SELECT * FROM file('$file', 'LineAsString')"],
  [
    'CREATE AS SELECT FROM file()',
    "CREATE TABLE a.t ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM file('$file', 'LineAsString')",
  ],
  ['a view over url()', "CREATE VIEW a.t AS SELECT * FROM url('http://127.0.0.1:$port/x', 'CSV', 'a String')"],
  ['a view over url() without columns', "CREATE VIEW a.t AS SELECT * FROM url('http://127.0.0.1:$port/x')"],
  ['s3()', "CREATE VIEW a.t AS SELECT * FROM s3('http://127.0.0.1:$port/bucket/x', 'CSV', 'a String')"],
  ['remote()', "CREATE VIEW a.t AS SELECT * FROM remote('127.0.0.1:$port', 'system', 'one')"],
  ['mysql()', "CREATE VIEW a.t AS SELECT * FROM mysql('127.0.0.1:$port', 'a', 'b', 'c', 'd')"],
  ['postgresql()', "CREATE VIEW a.t AS SELECT * FROM postgresql('127.0.0.1:$port', 'a', 'b', 'c', 'd')"],
  ['executable()', "CREATE VIEW a.t AS SELECT * FROM executable('cat $file', 'TSV', 'a String')"],
  ['eval()', "CREATE VIEW a.t AS SELECT * FROM eval('SELECT file(\\'$file\\')')"],
  ['engine URL', "CREATE TABLE a.t (a String) ENGINE = URL('http://127.0.0.1:$port/x', 'CSV')"],
  ['engine S3', "CREATE TABLE a.t (a String) ENGINE = S3('http://127.0.0.1:$port/bucket/x', 'CSV')"],
  ['engine Kafka', "CREATE TABLE a.t (a String) ENGINE = Kafka('127.0.0.1:$port', 't', 'g', 'JSONEachRow')"],
  ['engine File', "CREATE TABLE a.t (a String) ENGINE = File('CSV', '$file')"],
  ['engine MySQL', "CREATE TABLE a.t (a String) ENGINE = MySQL('127.0.0.1:$port', 'a', 'b', 'c', 'd')"],
  ['engine PostgreSQL', "CREATE TABLE a.t (a String) ENGINE = PostgreSQL('127.0.0.1:$port', 'a', 'b', 'c', 'd')"],
  ['engine Executable', "CREATE TABLE a.t (a String) ENGINE = Executable('cat $file', 'TSV')"],
  ['engine EmbeddedRocksDB', "CREATE TABLE a.t (a UInt64) ENGINE = EmbeddedRocksDB(0, '$file.rocks') PRIMARY KEY a"],
  ['database MySQL', "CREATE DATABASE m ENGINE = MySQL('127.0.0.1:$port', 'a', 'b', 'c')"],
  ['database PostgreSQL', "CREATE DATABASE m ENGINE = PostgreSQL('127.0.0.1:$port', 'a', 'b', 'c')"],
  ['database SQLite', "CREATE DATABASE m ENGINE = SQLite('$file.db')"],
  ['a folder as a database', "CREATE DATABASE m ENGINE = Filesystem('/')"],
  [
    'a disk of S3',
    "CREATE TABLE a.t (a String) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = s3, endpoint = 'http://127.0.0.1:$port/bucket/x/', access_key_id = 'a', secret_access_key = 'b')",
  ],
  [
    'a disk of a web server',
    "CREATE TABLE a.t (a String) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = web, endpoint = 'http://127.0.0.1:$port/b/')",
  ],
  [
    'a local disk elsewhere',
    "CREATE TABLE a.t (a String) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = local, path = '$file.disk/')",
  ],
  ['a file as a table', 'CREATE VIEW a.t AS SELECT * FROM `$file`'],
  ['a file as a table of default', 'CREATE VIEW a.t AS SELECT * FROM default.`$file`'],
  ['a file as a string', "CREATE VIEW a.t AS SELECT * FROM '$file'"],
  ['a file of the overlay', 'CREATE VIEW a.t AS SELECT * FROM chx_engine_overlay.`$file`'],
  ['INTO OUTFILE', "CREATE VIEW a.t AS SELECT 1 INTO OUTFILE '$file.out'"],
  ['a function by its bare name', "CREATE VIEW a.t AS SELECT arrayMap(file, ['$file']) AS x"],
  ['one in brackets', "CREATE VIEW a.t AS SELECT arrayMap((file) AS f, ['$file']) AS x"],
  ['APPLY', "CREATE VIEW a.t AS SELECT * APPLY(file) FROM (SELECT '$file' AS x)"],
  ['APPLY without brackets', "CREATE VIEW a.t AS SELECT * APPLY file FROM (SELECT '$file' AS x)"],
  [
    'a setting that is a filter',
    "CREATE VIEW a.t AS SELECT 1 AS x SETTINGS max_threads = +1, additional_result_filter = 'throwIf(1, file(\\'$file\\'))'",
  ],
  ['two statements', "CREATE VIEW a.t AS SELECT 1; CREATE VIEW a.u AS SELECT * FROM url('http://127.0.0.1:$port/x')"],
];
const dictionaries: readonly (readonly [string, string])[] = [
  ['a dictionary over HTTP', "SOURCE(HTTP(URL 'http://127.0.0.1:$port/x' FORMAT 'TSV'))"],
  ['a dictionary from a file', "SOURCE(FILE(PATH '$file' FORMAT 'TSV'))"],
  ['a dictionary from a program', "SOURCE(EXECUTABLE(COMMAND 'cat $file' FORMAT 'TSV'))"],
  ['a dictionary from MySQL', "SOURCE(MYSQL(HOST '127.0.0.1' PORT $port USER 'a' PASSWORD '' DB 'a' TABLE 'x'))"],
];
const dictionaryOf = (source: string, attribute = 's String'): string =>
  `CREATE DICTIONARY a.t (id UInt64, ${attribute}) PRIMARY KEY id ${source} LAYOUT(FLAT()) LIFETIME(0)`;
const dictionaryAttempts: readonly (readonly [string, string])[] = [
  ...dictionaries.map(([name, source]) => [name, dictionaryOf(source)] as const),
  [
    'a dictionary with an expression in a string',
    dictionaryOf("SOURCE(CLICKHOUSE(DB 'system' TABLE 'one'))", "s String EXPRESSION 'file(\\'$file\\')'"),
  ],
  [
    'a dictionary whose settings are a filter',
    `${dictionaryOf("SOURCE(CLICKHOUSE(DB 'system' TABLE 'one'))")} SETTINGS(additional_result_filter = 'length(file(\\'$file\\'))')`,
  ],
];

const fill = (sql: string): string => sql.replaceAll('$port', String(port)).replaceAll('$file', file);

/** Runs with an engine process of its own, on an empty data folder with a database `a`. */
async function withEngine(use: (engine: EngineProcess) => Promise<void>): Promise<void> {
  const library = locateLibrary(process.cwd());
  if (library === null) throw new Error('chdb is not installed');
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'chx-canary-')));
  const engine = EngineProcess.start({ library, worker: locateWorker(), scratch, timeLimit: 60_000 });
  try {
    await engine.open('data', { clusters: [], macros: {}, dictionaries: false, querySeconds: 5 });
    await engine.query('CREATE DATABASE a');
    await use(engine);
  } finally {
    await engine.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Settings that the engine's parser shows nothing of: the allow-list and the grants refuse them. */
const behindSettings = ['a disk of S3', 'a disk of a web server', 'a local disk elsewhere'];

test('a look at what the engine parses refuses all of them, and runs nothing', async () => {
  const passed: string[] = [];
  await withEngine(async (engine) => {
    const forbidden = await forbiddenNames(engine);
    for (const [name, sql] of [...attempts, ...dictionaryAttempts]) {
      const refusal = await refuseSyntax(engine, fill(sql), forbidden);
      if (refusal === null) passed.push(name);
      else expect(refusal.unparsable, `${name}: ${refusal.message}`).toBe(false);
    }
  });
  expect(passed).toEqual(behindSettings);
  expect(connections).toBe(0);
});

test.each(
  [...attempts, ...dictionaryAttempts].filter(([name]) =>
    [...behindSettings, 'a view over url()', 'a dictionary from a file'].includes(name),
  ),
)('a schema with %s is not verified, and reaches nothing', async (name, sql) => {
  const kind = name.startsWith('a dictionary') ? 'dictionary' : 'view';
  const outcome = await verifyEmbedded(request({ head: [database, object(kind, 't', fill(sql))] }));
  expect(outcome.status).not.toBe('passed');
  expect(JSON.stringify(outcome)).not.toContain(secret);
  expect(connections).toBe(0);
});

test('every function that takes another by its bare name is known', async () => {
  const taking: string[] = [];
  // The first argument of joinGet is a table.
  await withEngine(async (engine) => {
    const names = await select(
      engine,
      "SELECT name FROM system.functions WHERE origin = 'System' AND NOT is_aggregate AND NOT match(name, '(?i)sleep|trap|^joinGet') ORDER BY name",
    );
    for (const [name = ''] of names) {
      for (const list of ["lower, ['A']", "lower, map('a', 'b')", "lower, ['A'], 'a'"]) {
        const answer = await engine.query(`SELECT ${quoteIdentifier(name)}(${list})`);
        // Where a function takes none, `lower` is a column that isn't there (47). What it says before it looks at its
        // arguments, that it is switched off for one, tells nothing.
        const looked = answer.ok || /in scope|while (?:executing|processing)|ILLEGAL_/.test(answer.error.message);
        if (looked && (answer.ok || answer.error.code !== 47)) {
          taking.push(name.toLowerCase());
          break;
        }
      }
    }
  });
  expect(taking.filter((name) => !higherOrder.has(name))).toEqual([]);
  expect(taking).toEqual(expect.arrayContaining(['arraymap', 'arrayfold', 'mapapply']));
});

test('a statement of the plan and a condition are looked at too', async () => {
  const reads = fill("SELECT length(file('$file')) > 0");
  for (const one of [
    statement(fill("ALTER TABLE a.t MODIFY COLUMN s String DEFAULT file('$file')"), 'SELECT 0'),
    statement('CREATE VIEW a.v AS SELECT 1', reads),
  ]) {
    const outcome = await verifyEmbedded(request({ base: [database], statements: [one], head: [database] }));
    expect(outcome).toMatchObject({
      status: 'unavailable',
      reason: expect.stringMatching(/it uses file, which can reach out/),
    });
  }
});

test('the grants of the engine hold back what gets past both looks', async () => {
  const reached: string[] = [];
  await withEngine(async (engine) => {
    for (const [name, sql] of [...attempts, ...dictionaryAttempts]) {
      connections = 0;
      const created = await engine.query(fill(sql));
      const read = created.ok ? await engine.query('SELECT * FROM a.t') : created;
      const told = JSON.stringify([created, read]).includes(secret);
      if (connections > 0 || told) reached.push(name);
      await engine.query('DROP TABLE IF EXISTS a.t');
    }
    const scalar = await engine.query(fill("SELECT file('$file')"));
    if (JSON.stringify(scalar).includes(secret)) reached.push('the function file()');
    const environment = await engine.query("SELECT file('/proc/self/environ')");
    expect(JSON.stringify(environment)).not.toContain(secret);
  });
  // No privilege stands before this one in 26.7, however it is called: the two looks are what holds it back.
  expect(reached).toEqual([
    'a function by its bare name',
    'one in brackets',
    'APPLY',
    'APPLY without brackets',
    'the function file()',
  ]);
});
