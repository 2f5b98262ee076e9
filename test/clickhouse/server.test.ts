/** The connection to a server: what it sends, what it makes of answers, and its lines when there are none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Server, ServerRefusal } from '../../src/clickhouse/server.ts';
import { ServerGone } from '../../src/clickhouse/server-error.ts';
import { parseServerUrl, showUrl, urlSecrets } from '../../src/clickhouse/server-url.ts';
import { parseTsvWithNames } from '../../src/clickhouse/tsv.ts';
import { selfSigned } from './certificate.ts';
import { HttpEngine } from './http-engine.ts';

describe('a URL', () => {
  test.each([
    ['http://localhost:8123', { url: 'http://localhost:8123', username: 'default', password: '' }],
    ['https://ci:p%40ss@db.example:8443/', { url: 'https://db.example:8443', username: 'ci', password: 'p@ss' }],
    ['http://proxy:80/ch/one', { url: 'http://proxy/ch/one', username: 'default', password: '' }],
  ])('%s is read', (text, address) => {
    expect(parseServerUrl(text, '--verify')).toEqual(address);
  });

  test.each([
    ['localhost:8123', 'it takes the HTTP interface of a server, not localhost'],
    ['clickhouse://default:hunter22@db:9000', 'it takes the HTTP interface of a server, not clickhouse'],
    ['http://default:hunter22@', 'this is no URL'],
    ['http://default:hunter22@db:8123/?database=x', 'it takes no parameters behind ? or #'],
    ['http://default:hunter22%@db:8123', 'a % in user or password is written %25'],
  ])('%s is refused without being repeated', (text, why) => {
    expect(() => parseServerUrl(text, '--verify')).toThrow(
      `--verify: ${why}; write it as http://host:8123 or https://user:password@host:8443`,
    );
    expect(() => parseServerUrl(text, '--verify')).not.toThrow(/hunter22/);
  });

  test('shows no secret, and tells what is one', () => {
    expect(showUrl('https://ci:p%40ss@db.example:8443/x')).toBe('https://db.example:8443');
    expect(showUrl('no URL with hunter22')).toBe('the given URL');
    expect(urlSecrets('https://ci:p%40ss@db')).toEqual(['https://ci:p%40ss@db', 'p%40ss', 'p@ss']);
    expect(urlSecrets('https://db')).toEqual([]);
    expect(urlSecrets('off')).toEqual([]);
  });
});

test('rows are read from TSV', () => {
  expect(parseTsvWithNames("a\tb\n1\t\\N\nx\\ty\\n\\\\\\'\t\n")).toEqual([
    { a: '1', b: null },
    { a: "x\ty\n\\'", b: '' },
  ]);
  expect(parseTsvWithNames('a\n')).toEqual([]);
  expect(parseTsvWithNames('')).toEqual([]);
});

describe('a server of today', () => {
  let engine: HttpEngine;
  const { key, cert } = selfSigned();

  beforeAll(async () => {
    engine = await HttpEngine.start({ password: 'hunter22', tls: { key, cert } });
  });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
  });
  const connect = (options: ConstructorParameters<typeof Server>[1] = { insecure: true }): Server =>
    new Server(parseServerUrl(engine.url, 'the test'), options);

  test('answers with rows, and with what no number type of JavaScript holds', async () => {
    await using server = connect();
    expect(
      await server.rows("SELECT 18446744073709551615 AS big, NULL AS none, 'tab\\tand ☃' AS text, [1, 2] AS list"),
    ).toEqual([{ big: '18446744073709551615', none: null, text: 'tab\tand ☃', list: '[1,2]' }]);
    expect(await server.rows('SELECT 1 AS x WHERE 0')).toEqual([]);
  });

  test('takes settings for one statement alone', async () => {
    await using server = connect();
    const ask = "SELECT value FROM system.settings WHERE name = 'max_threads'";
    const [before] = await server.rows(ask);
    expect(await server.rows(ask, { settings: { max_threads: 7 } })).toEqual([{ value: '7' }]);
    expect(await server.rows(ask)).toEqual([before]);
  });

  test('refuses with its code, in one line', async () => {
    await using server = connect();
    const refused = server.command('DROP TABLE nothing.here');
    await expect(refused).rejects.toThrow(ServerRefusal);
    await expect(refused).rejects.toMatchObject({
      code: 81,
      message: expect.stringMatching(/^https:\/\/localhost:\d+ refuses: code 81: Database nothing does not exist/),
    });
    await expect(server.rows('SELECT throwIf(number = 100000) FROM numbers(200000)')).rejects.toMatchObject({
      code: 395,
    });
  });

  test('gives what it counted', async () => {
    await using server = connect();
    expect(await server.command('SELECT 1')).toEqual({ read_rows: '0', written_rows: '0' });
  });

  test('is trusted by its CA, without looking, or not at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chx-ca-'));
    const file = join(folder, 'ca.pem');
    await writeFile(file, cert);
    {
      await using server = connect({ ca: file });
      expect(await server.rows('SELECT 1 AS x')).toEqual([{ x: '1' }]);
    }
    await rm(folder, { recursive: true });
    expect(() => connect({ ca: file })).toThrow(
      `The CA file ${file} can’t be read: name a file of certificates in PEM.`,
    );
    await using server = connect({});
    await expect(server.rows('SELECT 1')).rejects.toThrow(
      /^the certificate of https:\/\/localhost:\d+ is signed by nobody that is trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\): name the file of its CA, in NODE_EXTRA_CA_CERTS if nowhere else$/,
    );
  });

  test('doesn’t let a wrong password in, which is not repeated', async () => {
    await using server = new Server(
      { url: engine.address, username: 'default', password: 'wrong-1234' },
      { insecure: true },
    );
    const refused = server.rows('SELECT 1');
    await expect(refused).rejects.toMatchObject({ code: 516 });
    await expect(refused).rejects.not.toThrow(/wrong-1234/);
  });

  test('is given up at the time limit and by a signal', async () => {
    await engine.fault('SELECT 42', 'hang');
    await using server = connect();
    await expect(server.rows('SELECT 42', { timeLimit: 200 })).rejects.toThrow(
      /^https:\/\/localhost:\d+ didn’t answer within 0\.2 s: look at the server$/,
    );
    const stop = new AbortController();
    const asked = server.rows('SELECT 42', { signal: stop.signal });
    await engine.struck();
    stop.abort();
    await expect(asked).rejects.toThrow(ServerGone);
    await expect(asked).rejects.toThrow('it was stopped');
    await engine.noFault();
    expect(await server.rows('SELECT 1 AS x')).toEqual([{ x: '1' }]);
  });

  test('that speaks TLS isn’t understood without, and the other way round', async () => {
    await using plain = new Server({ url: engine.address.replace('https', 'http'), username: 'default', password: '' });
    await expect(plain.rows('SELECT 1')).rejects.toThrow(/^http:\/\/localhost:\d+ closed the connection before/);
    const http = createServer((_, response) => response.end());
    const port = await listen(http);
    await using secure = new Server({ url: `https://localhost:${port}`, username: 'default', password: '' });
    await expect(secure.rows('SELECT 1')).rejects.toThrow(
      /^(?:https:\/\/localhost:\d+ doesn’t speak TLS|there is no TLS)/,
    );
    http.close();
  });
});

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** An HTTP server is a TCP server too. */
async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

/** A server that does one thing with every request. */
async function answering(listener: RequestListener): Promise<Server> {
  const http = createServer(listener);
  open.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return new Server({ url: `http://127.0.0.1:${await listen(http)}/path`, username: 'ci', password: 'hunter22' });
}

describe('what is sent', () => {
  test('is the statement as it is; user, format, settings and id stand beside it', async () => {
    let seen: { url: URL; headers: IncomingMessage['headers']; body: string } | undefined;
    await using server = await answering((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += String(piece);
      });
      request.on('end', () => {
        seen = { url: new URL(request.url ?? '', 'http://x'), headers: request.headers, body };
        response.end('x\n1\n');
      });
    });
    await server.rows('SELECT 1 AS x -- {y:UInt8}', { settings: { alter_sync: '2' }, queryId: 'one' });
    expect(seen?.body).toBe('SELECT 1 AS x -- {y:UInt8}');
    expect(seen?.url.pathname).toBe('/path');
    expect(Object.fromEntries(seen?.url.searchParams ?? [])).toMatchObject({
      alter_sync: '2',
      wait_end_of_query: '1',
      query_id: 'one',
      default_format: 'TabSeparatedWithNames',
    });
    expect(seen?.headers.authorization).toBe(`Basic ${Buffer.from('ci:hunter22').toString('base64')}`);
  });
});

describe('answers', () => {
  test.each<[string, RequestListener, RegExp]>([
    [
      'of an old server',
      (_, response) => {
        response.writeHead(404, { 'X-ClickHouse-Exception-Code': '60' });
        response.end("Code: 60, e.displayText() = DB::Exception: Table a.t doesn't exist., e.what() = DB::Exception\n");
      },
      / refuses: code 60: Table a\.t doesn't exist\.$/,
    ],
    [
      'of a proxy',
      (_, response) => {
        response.writeHead(502);
        response.end('<html><h1>Bad Gateway</h1></html>');
      },
      / refuses: HTTP 502, Bad Gateway$/,
    ],
    [
      'that repeat the password',
      (_, response) => {
        response.writeHead(500);
        response.end('Code: 1. DB::Exception: hunter22 and hunter22');
      },
      / refuses: code 1: \[HIDDEN\] and \[HIDDEN\]$/,
    ],
    [
      'that end before they are whole',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('x\n1\n');
        setImmediate(() => response.destroy());
      },
      / closed the connection before it answered: look at the server’s log$/,
    ],
    [
      'that never come',
      (request) => request.socket.destroy(),
      / closed the connection before it answered: look at the server’s log$/,
    ],
  ])('%s are errors', async (_, listener, line) => {
    await using server = await answering(listener);
    await expect(server.rows('SELECT 1')).rejects.toThrow(line);
    await expect(server.rows('SELECT 1')).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+ /);
  });
});

describe('no connection', () => {
  test('nothing listens', async () => {
    const tcp = createTcpServer();
    const port = await listen(tcp);
    await new Promise((resolve) => tcp.close(resolve));
    await using server = new Server({ url: `http://localhost:${port}`, username: 'default', password: '' });
    await expect(server.rows('SELECT 1')).rejects.toThrow(
      `nothing listens at http://localhost:${port}: start the server, or correct host and port`,
    );
  });

  test('no such host', async () => {
    await using server = new Server({ url: 'http://none.invalid:8123', username: 'default', password: '' });
    await expect(server.rows('SELECT 1')).rejects.toThrow(/the name in http:\/\/none\.invalid:8123/);
  });

  test('what listens speaks something else', async () => {
    const tcp = createTcpServer((socket) => socket.end('220 ready\r\n'));
    open.push(() => tcp.close());
    await using server = new Server({
      url: `http://127.0.0.1:${await listen(tcp)}`,
      username: 'default',
      password: '',
    });
    await expect(server.rows('SELECT 1')).rejects.toThrow(/^what answers at \S+ doesn’t speak HTTP \(HPE_/);
  });
});
