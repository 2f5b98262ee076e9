/** Engines that are missing, hang, die or answer too much. */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineGone, EngineProcess } from '../../src/clickhouse/engine.ts';
import { parseEngineError } from '../../src/clickhouse/engine-error.ts';
import * as locate from '../../src/clickhouse/locate.ts';
import { verifyEmbedded } from '../../src/clickhouse/verify.ts';
import { database, object, request } from './request.ts';

let scratch = '';

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'chx-engine-')));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(scratch, { recursive: true, force: true });
});

/** A program that stands in for the engine process and does one thing with every request. */
async function start(body: string, timeLimit = 20_000): Promise<EngineProcess> {
  const worker = join(scratch, 'worker.mjs');
  await writeFile(
    worker,
    `import { createInterface } from 'node:readline';
     const token = process.argv[2];
     const answer = (value) => process.stdout.write(token + ' ' + JSON.stringify(value) + '\\n');
     createInterface({ input: process.stdin }).on('line', (line) => { ${body} });`,
  );
  return EngineProcess.start({ library: 'none', worker, scratch, timeLimit });
}

test('a missing library is said with how to get it', async () => {
  vi.spyOn(locate, 'locateLibrary').mockReturnValue(null);
  expect(await verifyEmbedded(request({}))).toEqual({
    status: 'unavailable',
    reason: 'the embedded engine is not installed: npm install --save-dev chdb',
  });
});

test('a library that is none is said too', async () => {
  const library = join(scratch, 'chdb.cjs');
  await writeFile(library, 'module.exports = {};');
  vi.spyOn(locate, 'locateLibrary').mockReturnValue(library);
  expect(await verifyEmbedded(request({}))).toMatchObject({
    status: 'unavailable',
    reason: expect.stringMatching(/has no Session/),
  });
});

test('an endless query ends at the time limit', async () => {
  const began = Date.now();
  const endless = object(
    'view',
    'v',
    'CREATE TABLE a.v ENGINE = Memory AS SELECT count() FROM numbers(1000000000000000) WHERE NOT ignore(cityHash64(number))',
  );
  const outcome = await verifyEmbedded(request({ head: [database, endless] }), { timeLimit: 4000 });
  expect(outcome).toEqual({
    status: 'unavailable',
    reason: expect.stringMatching(
      /^the engine was not done within 4 s, at: CREATE TABLE a\.v .*; plan without verification/,
    ),
  });
  expect(Date.now() - began).toBeLessThan(10_000);
});

test('a process that dies ends the query that it ran', async () => {
  const engine = await start('process.exit(3)');
  await expect(engine.query('SELECT 1')).rejects.toThrow(
    'the engine process ended by itself (exit code 3), at: SELECT 1',
  );
  await expect(engine.query('SELECT 2')).rejects.toThrow(EngineGone);
  await engine.stop();
});

test('a process that is killed ends the query that it ran', async () => {
  const engine = await start("process.kill(process.pid, 'SIGSEGV')");
  await expect(engine.query('SELECT 1')).rejects.toThrow('the engine process ended by itself (SIGSEGV), at: SELECT 1');
  await engine.stop();
});

test('what is printed without the token is no answer', async () => {
  const engine = await start(
    'process.stdout.write(\'{"ok":true,"text":"[\\\\"forged\\\\"]"}\\n\'); answer({ ok: true, text: \'["own"]\' });',
  );
  expect(await engine.query('SELECT 1')).toEqual({ ok: true, rows: [['own']] });
  await engine.stop();
});

test('an answer without end is cut off', async () => {
  const engine = await start(
    "const piece = 'x'.repeat(1 << 20); for (let i = 0; i < 80; i += 1) process.stdout.write(piece);",
  );
  await expect(engine.query('SELECT 1')).rejects.toThrow("the engine's answer is too long to read, at: SELECT 1");
  await engine.stop();
});

test('a statement that is too long is refused without being sent', async () => {
  const engine = await start('process.exit(3)');
  expect(await engine.query('x'.repeat(64 * 1024 * 1024))).toMatchObject({ ok: false, error: { code: null } });
  await engine.stop();
});

test('the process gets an empty environment and an empty folder', async () => {
  const engine = await start(
    'answer({ ok: true, text: JSON.stringify([JSON.stringify(process.env), process.cwd()]) })',
  );
  const result = await engine.query('SELECT 1');
  await engine.stop();
  expect(result).toEqual({ ok: true, rows: [['{}', join(scratch, 'empty')]] });
});

test.each([
  [
    'Query failed: Code: 60. DB::Exception: Table a.t (90cde37f-3d6d-4155-b0cb-3ae2aa7ebcde) does not exist. (UNKNOWN_TABLE) (version 26.7.2.1)',
    { code: 60, message: 'Table a.t does not exist. (UNKNOWN_TABLE)' },
  ],
  ['Code: 279. DB::NetException: All\n  tries failed, Stack trace: 0. x', { code: 279, message: 'All tries failed' }],
  ['Cannot open /scratch/data/x', { code: null, message: 'Cannot open <scratch folder>/data/x' }],
  ['', { code: null, message: 'no message' }],
])('%j is read', (text, error) => {
  expect(parseEngineError(text, '/scratch')).toEqual(error);
});
