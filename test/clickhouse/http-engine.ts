/** ClickHouse 26.7 at an HTTP address: the library in a process of its own, see `http-engine-process.ts`. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server, type ServerRow } from '../../src/clickhouse/server.ts';

export interface HttpEngineOptions {
  readonly password?: string;
  /** XML of the configuration. Default: as the official image, a cluster `default` of this server alone. */
  readonly config?: string;
  /** XML of the settings that every user has. */
  readonly profile?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

const shard = (host: string): string => `<shard><replica><host>${host}</host><port>9000</port></replica></shard>`;

/** Clusters of one shard that is this server. */
export function oneShard(...names: readonly string[]): string {
  return `<remote_servers>${names.map((name) => `<${name}>${shard('localhost')}</${name}>`).join('')}</remote_servers>`;
}

/** A cluster of two shards that are both this server. */
export function twoShards(name: string): string {
  return `<remote_servers><${name}>${shard('localhost')}${shard('127.0.0.1')}</${name}></remote_servers>`;
}

interface Message {
  readonly port?: number;
  readonly armed?: boolean;
  readonly struck?: string;
}

export class HttpEngine implements AsyncDisposable {
  /** Without user and password. */
  readonly address: string;
  /** With them. */
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, port: number, options: HttpEngineOptions) {
    const { password = '', tls } = options;
    this.#child = child;
    this.#folder = folder;
    // The certificate of the tests is for the name.
    const at = `${tls === undefined ? '127.0.0.1' : 'localhost'}:${port}`;
    const scheme = tls === undefined ? 'http' : 'https';
    this.address = `${scheme}://${at}`;
    this.url = `${scheme}://default${password === '' ? '' : `:${encodeURIComponent(password)}`}@${at}`;
  }

  static async start(options: HttpEngineOptions = {}): Promise<HttpEngine> {
    const { password = '', config = oneShard('default'), profile = '', tls = null } = options;
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'chx-http-')));
    const orders = join(folder, 'orders.json');
    writeFileSync(orders, JSON.stringify({ folder, config, profile, password, tls }));
    const child = fork(fileURLToPath(new URL('./http-engine-process.ts', import.meta.url)), [orders], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { port } = await message(child, ({ port }) => port !== undefined);
    return new HttpEngine(child, folder, port ?? 0, options);
  }

  /** From now on, statements that hold a text don't get an answer. */
  async fault(match: string, kind: 'drop' | 'drop-after' | 'hang' | 'die'): Promise<void> {
    const armed = message(this.#child, ({ armed }) => armed === true);
    this.#child.send({ match, kind });
    await armed;
  }

  async noFault(): Promise<void> {
    await this.fault('\0', 'drop');
  }

  /** Resolves when the fault meets a statement. */
  async struck(): Promise<string> {
    return (await message(this.#child, ({ struck }) => struck !== undefined)).struck ?? '';
  }

  /** Databases, tables and functions of users', but the library's own. */
  async contents(): Promise<readonly string[]> {
    const rows = await this.rows(
      `SELECT what FROM (SELECT concat('database ', name) AS what FROM system.databases WHERE name NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA', 'default', 'library')
       UNION ALL SELECT concat(database, '.', name) FROM system.tables WHERE database NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA', 'library')
       UNION ALL SELECT concat('function ', name) FROM system.functions WHERE origin != 'System') ORDER BY what`,
    );
    return rows.map(({ what }) => what ?? '');
  }

  async rows(sql: string): Promise<readonly ServerRow[]> {
    await using server = new Server(this.#login());
    return await server.rows(sql);
  }

  async command(sql: string): Promise<void> {
    await using server = new Server(this.#login());
    await server.command(sql);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #login(): { url: string; username: string; password: string } {
    return { url: this.address, username: 'default', password: decodeURIComponent(new URL(this.url).password) };
  }
}

function message(child: ChildProcess, wanted: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the engine process ended'));
    const heard = (value: unknown): void => {
      const message: Message = typeof value === 'object' && value !== null ? value : {};
      if (!wanted(message)) return;
      child.off('message', heard).off('exit', ended);
      resolve(message);
    };
    child.on('message', heard).on('exit', ended);
  });
}
