/**
 * ClickHouse as a library behind HTTP: the process that `http-engine.ts` starts. It answers as a server does, as far as the client
 * asks: SQL in the body, settings, format and `query_id` in the URL, basic authentication, an error as its
 * text with status and code.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { Session } from 'chdb';

interface Orders {
  readonly folder: string;
  /** What stands in the configuration besides the folder: clusters, profiles. */
  readonly config: string;
  /** Settings that every user has, as XML. */
  readonly profile: string;
  readonly password: string;
  /** Key and certificate in PEM, for HTTPS. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

/** Which statements don't get an answer, for as long as `times` says. */
interface Fault {
  readonly match: string;
  /** `drop`: the connection ends before the statement runs; `drop-after`: after it ran; `hang`: no answer; `die`: the process ends. */
  readonly kind: 'drop' | 'drop-after' | 'hang' | 'die';
}

const orders: Orders = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const metadata = join(orders.folder, 'data', 'metadata');
mkdirSync(metadata, { recursive: true });
// As a server has it, in place of the one over the file system that the library makes.
writeFileSync(
  join(metadata, 'default.sql'),
  "ATTACH DATABASE default\nUUID '00000000-0000-4000-8000-000000000001'\nENGINE = Atomic\n",
);
writeFileSync(
  join(orders.folder, 'users.xml'),
  `<clickhouse><profiles><default>${orders.profile}</default></profiles><quotas><default/></quotas><users><default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default></users></clickhouse>`,
);
const config = join(orders.folder, 'config.xml');
writeFileSync(
  config,
  `<clickhouse><default_database>library</default_database><users_config>${join(orders.folder, 'users.xml')}</users_config><tcp_port>9000</tcp_port>${orders.config}</clickhouse>`,
);
const session = new Session(join(orders.folder, 'data'), { connectionArgs: [`--config-file=${config}`] });

/** Parameters of the interface itself, which are no settings. */
const own = new Set(['query_id', 'database', 'wait_end_of_query', 'session_id', 'query', 'default_format']);
const changed = new Map<string, { readonly before: string; readonly now: string }>();
let fault: Fault | null = null;

function say(sql: string, format: string): string {
  return session.query(sql, format);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** The session is one for all, so what the last statement set and this one doesn't is put back. */
function applySettings(url: URL): void {
  const wanted = new Map([...url.searchParams].filter(([name]) => !own.has(name)));
  for (const [name, { before }] of changed) {
    if (wanted.has(name)) continue;
    say(`SET ${name} = ${quote(before)}`, 'TSV');
    changed.delete(name);
  }
  for (const [name, value] of wanted) {
    const last = changed.get(name);
    if (last?.now === value) continue;
    const before =
      last?.before ?? say(`SELECT value FROM system.settings WHERE name = ${quote(name)}`, 'TSVRaw').replace(/\n$/, '');
    say(`SET ${name} = ${quote(value)}`, 'TSV');
    changed.set(name, { before, now: value });
  }
}

function authorized(request: IncomingMessage): boolean {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  return scheme === 'Basic' && Buffer.from(token ?? '', 'base64').toString() === `default:${orders.password}`;
}

function fail(response: ServerResponse, status: number, text: string): void {
  const code = /Code: (\d+)\./.exec(text)?.[1];
  if (code !== undefined) response.setHeader('X-ClickHouse-Exception-Code', code);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=UTF-8' });
  response.end(`${text}\n`);
}

function answer(request: IncomingMessage, response: ServerResponse, sql: string): void {
  if (!authorized(request)) {
    fail(
      response,
      403,
      'Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED) (version 26.7.2.1)',
    );
    return;
  }
  const struck = fault?.match !== undefined && sql.includes(fault.match) ? fault.kind : null;
  if (struck !== null) process.send?.({ struck: sql });
  if (struck === 'die') process.exit(1);
  if (struck === 'hang') return;
  if (struck === 'drop') {
    request.socket.destroy();
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('X-ClickHouse-Query-Id', url.searchParams.get('query_id') ?? '');
  response.setHeader('X-ClickHouse-Summary', '{"read_rows":"0","written_rows":"0"}');
  try {
    applySettings(url);
    const text = say(sql, url.searchParams.get('default_format') ?? 'TabSeparated');
    if (struck === 'drop-after') request.socket.destroy();
    else response.end(text);
  } catch (error) {
    fail(response, 500, (error instanceof Error ? error.message : String(error)).replace(/^Query failed: /, ''));
  }
}

const listener: RequestListener = (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => answer(request, response, Buffer.concat(pieces).toString()));
};
const server = orders.tls === null ? createServer(listener) : createSecureServer(orders.tls, listener);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: address === null || typeof address === 'string' ? 0 : address.port });
});
process.on('message', (message: Fault | null) => {
  fault = message;
  process.send?.({ armed: true });
});
process.on('disconnect', () => process.exit(0));
