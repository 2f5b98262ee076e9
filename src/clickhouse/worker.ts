/**
 * The engine process, a bundle of its own (`dist/engine.js`): loads chDB and runs what its parent asks for.
 *
 * It knows nothing of schemas. Its parent starts it with an empty environment in an empty folder, and kills it when it
 * takes too long: a query of chDB can't be interrupted from within.
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { type EngineAnswer, formatAnswer, parseRequest } from './protocol.ts';

/** The part of chDB's interface that is used, see its `index.d.ts`. */
interface EngineSession {
  query(sql: string, format: string): string;
  close(): void;
}
interface EngineLibrary {
  readonly Session: new (path: string, options: { connectionArgs: readonly string[] }) => EngineSession;
}

const token = process.argv[2] ?? '';
let session: EngineSession | null = null;

function isLibrary(value: unknown): value is EngineLibrary {
  return typeof value === 'object' && value !== null && 'Session' in value && typeof value.Session === 'function';
}

function run(line: string): string {
  const request = parseRequest(line);
  switch (request.kind) {
    case 'open': {
      const library: unknown = createRequire(request.library)(request.library);
      if (!isLibrary(library)) throw new TypeError('the package chdb has no Session: a version from 3.0 on is needed');
      session?.close();
      session = new library.Session(request.folder, { connectionArgs: [`--config-file=${request.config}`] });
      return '';
    }
    case 'query': {
      if (session === null) throw new TypeError('no data folder is open');
      return session.query(request.sql, 'JSONCompactStringsEachRow');
    }
    case 'close':
      session?.close();
      session = null;
      return '';
  }
}

const requests = createInterface({ input: process.stdin });
// The parent is gone: so is whoever would read an answer, and chDB's threads keep the process alive.
requests.on('close', () => process.exit(0));
requests.on('line', (line) => {
  let answer: EngineAnswer;
  try {
    answer = { ok: true, text: run(line) };
  } catch (error) {
    answer = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(formatAnswer(token, answer));
});
