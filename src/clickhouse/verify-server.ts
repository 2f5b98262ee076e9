/**
 * Verifies a plan on a server of the user's: an empty one that can be thrown away, as a service container of a workflow is.
 *
 * Two schemas of one name can't be there at the same time: the head is built, read and taken away, then the base is built, filled and
 * run through the plan. What comes here has passed the allow-list, and each statement is looked at once more with the server's own
 * parser, as with the embedded engine; there are no grants of ours behind these two walls, so the server must hold nothing.
 */
import { compareVersions, readVersion } from '../compat/version.ts';
import { compareText } from '../schema/name.ts';
import { quoteString } from '../sql/print.ts';
import { mergesHeldBack, refreshStopped } from './config.ts';
import { parseDefinition } from './definition.ts';
import { Ended, unavailable, type VerifyOutcome, withNote } from './outcome.ts';
import type { VerifyObject, VerifyRequest } from './request.ts';
import { Server, type ServerOptions, ServerRefusal, type StatementOptions } from './server.ts';
import { markerDatabase, ServerEngine } from './server-engine.ts';
import { isLoginRefused, ServerGone } from './server-error.ts';
import { parseServerUrl } from './server-url.ts';
import { ThrowAwayServer } from './throw-away.ts';
import { Verification } from './verification.ts';

/** Names a cluster of the schema's as the server has it. */
export type ClusterOf = (name: string) => string;

export interface VerifyServerOptions extends Pick<ServerOptions, 'ca' | 'insecure'> {
  /** Milliseconds for the whole verification. Default: five minutes. */
  readonly timeLimit?: number;
  /** Milliseconds for taking everything away again. Default: 30 s. */
  readonly cleanUpLimit?: number;
  /** The oldest version that a target of the plan runs on. */
  readonly atLeast?: { readonly version: string; readonly target: string } | null;
}

/** `formatQuery` came with 23.10; the conditions of statements and the check of texts need it. */
const oldestVersion = '23.10';

const clusterConfig =
  'define it in remote_servers with this server alone (localhost and its tcp_port), or verify with the embedded engine';

/**
 * Verifies one plan. Never throws for what the server or the SQL does: that is the outcome.
 *
 * Everything that was made on the server is gone when it returns, also where the verification failed or is interrupted (SIGINT,
 * SIGTERM: then the process ends by that signal afterwards); where that can't be done the outcome says what may be left.
 *
 * @param url Of the HTTP interface, with user and password in it where the server has them.
 * @param request The request, with every cluster named as the server has it.
 * @throws ChxError (exit 2) for a URL or a CA file that can't be used.
 */
export async function verifyServer(
  url: string,
  request: (clusterOf: ClusterOf) => VerifyRequest,
  options: VerifyServerOptions = {},
): Promise<VerifyOutcome> {
  await using server = new Server(parseServerUrl(url, 'verify'), options);
  const stop = new AbortController();
  const end: { signal: NodeJS.Signals | null } = { signal: null };
  const stopped = (signal: NodeJS.Signals): void => {
    end.signal = signal;
    stop.abort();
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  const timeLimit = options.timeLimit ?? 300_000;
  const late = AbortSignal.timeout(timeLimit);
  try {
    const run = new ServerVerification(server, AbortSignal.any([stop.signal, late]));
    let outcome = await run.outcome(request, options.atLeast ?? null);
    if (late.aborted && outcome.status === 'unavailable')
      outcome = unavailable(`the server was not done within ${Math.round(timeLimit / 1000)} s${run.doing}`);
    const left = await run.cleanUp(options.cleanUpLimit ?? 30_000);
    return left === null ? outcome : withNote(outcome, left);
  } finally {
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
    if (end.signal !== null) process.kill(process.pid, end.signal);
  }
}

class ServerVerification {
  readonly #server: Server;
  readonly #signal: AbortSignal;
  readonly #engine: ServerEngine;
  #ground: ThrowAwayServer | null = null;

  constructor(server: Server, signal: AbortSignal) {
    this.#server = server;
    this.#signal = signal;
    this.#engine = new ServerEngine(server, signal, async () => this.#ground?.clear({ signal }));
  }

  /** `, at: <what ran last>`. */
  get doing(): string {
    const sql = this.#engine.running.sql.replace(/\s+/g, ' ');
    return sql === '' ? '' : `, at: ${sql.length > 120 ? `${sql.slice(0, 120)}...` : sql}`;
  }

  async outcome(
    build: (clusterOf: ClusterOf) => VerifyRequest,
    atLeast: VerifyServerOptions['atLeast'],
  ): Promise<VerifyOutcome> {
    try {
      await this.#checkVersion(atLeast ?? null);
      const request = await this.#requestFor(build);
      const databases = [...request.base, ...request.head]
        .filter(({ kind }) => kind === 'database')
        .map(({ label }) => label);
      this.#ground = new ThrowAwayServer(this.#server, databases);
      await this.#ground.claim({ signal: this.#signal });
      return await new Verification(this.#engine, request).run();
    } catch (error) {
      if (error instanceof Ended) return error.outcome;
      if (error instanceof ServerGone) return unavailable(`${error.message}${this.doing}`);
      if (error instanceof ServerRefusal) {
        return unavailable(
          isLoginRefused(error.code) ? `${error.message}: correct user and password in the URL` : error.message,
        );
      }
      throw error;
    }
  }

  /**
   * Takes away what was made.
   *
   * @returns What may be left, for people; null where nothing is.
   */
  async cleanUp(timeLimit: number): Promise<string | null> {
    const ground = this.#ground;
    if (ground?.touched !== true) return null;
    const options: StatementOptions = { timeLimit, signal: AbortSignal.timeout(timeLimit) };
    try {
      // A statement whose connection was given up may still run.
      if (this.#signal.aborted) {
        await this.#server.command(
          `KILL QUERY WHERE query_id = ${quoteString(this.#engine.running.queryId)} ASYNC`,
          options,
        );
      }
      await ground.release(options);
      return null;
    } catch (error) {
      if (!(error instanceof ServerGone || error instanceof ServerRefusal)) throw error;
      return `what was made may be left on ${this.#server.label} (databases ${ground.mayBeLeft}): throw the server away, or drop them`;
    }
  }

  async #checkVersion(atLeast: { readonly version: string; readonly target: string } | null): Promise<void> {
    const where = this.#server.label;
    const [row] = await this.#server.rows('SELECT version() AS version', { signal: this.#signal });
    const text = row?.['version'] ?? '';
    const version = readVersion(text);
    if (version === null)
      throw new Ended(unavailable(`what answers at ${where} is no ClickHouse server: correct the URL`));
    const need = (least: string, why: string): void => {
      const wanted = readVersion(least);
      if (wanted !== null && compareVersions(version, wanted) < 0) {
        throw new Ended(unavailable(`the server at ${where} is ClickHouse ${text}, and ${why}: give it a newer one`));
      }
    };
    need(oldestVersion, `a verification needs ${oldestVersion} or newer`);
    if (atLeast !== null) need(atLeast.version, `the target ${atLeast.target} is planned for ${atLeast.version}`);
  }

  /** The request for this server, or the reason why it can't be run there. */
  async #requestFor(build: (clusterOf: ClusterOf) => VerifyRequest): Promise<VerifyRequest> {
    const shards = await this.#localClusters();
    await this.#engine.adopt(shards);
    const asked = build((name) => name);
    const names = clusterNames(asked.clusters, shards);
    if (names === null) {
      const missing = asked.clusters.filter((name) => !shards.has(name)).join(', ');
      throw this.#cannot(`it has no cluster for ${missing} that is this server alone: ${clusterConfig}`);
    }
    const request = withoutDefault(build((name) => names.get(name) ?? name));
    if (request === null) {
      throw this.#cannot(
        'the schema makes, drops or describes the database default, which is the server’s own: leave it out',
      );
    }
    const objects = [...request.base, ...request.head];
    const taken = objects.find(({ key }) => key === `database ${markerDatabase}`);
    if (taken !== undefined) throw this.#cannot(`the schema has a database ${markerDatabase}: use another name`);
    const merging = objects.find(({ sql }) => Object.keys(mergesHeldBack).some((name) => sql.includes(name)));
    if (merging !== undefined) {
      throw this.#cannot(
        `${merging.label} has settings about merges that hold test rows together there: verify with the embedded engine`,
      );
    }
    const refreshed = objects.find(refreshes);
    if (refreshed !== undefined && !(await this.#refreshStopped())) {
      throw this.#cannot(
        `${refreshed.label} would refresh itself there: set ${refreshStopped} = 1 in the server’s default profile, or verify with the embedded engine`,
      );
    }
    return request;
  }

  /** Clusters whose every replica is this server, with the number of their shards. */
  async #localClusters(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#server.rows(
      'SELECT cluster, uniqExact(shard_num) AS shards FROM system.clusters GROUP BY cluster HAVING min(is_local) = 1 ORDER BY cluster',
      { signal: this.#signal },
    );
    return new Map(rows.map(({ cluster, shards }) => [cluster ?? '', Number(shards)]));
  }

  async #refreshStopped(): Promise<boolean> {
    const [row] = await this.#server.rows(
      `SELECT value FROM system.settings WHERE name = ${quoteString(refreshStopped)}`,
      { signal: this.#signal },
    );
    return row?.['value'] === '1';
  }

  #cannot(why: string): Ended {
    return new Ended(unavailable(`the plan can’t be verified on ${this.#server.label}: ${why}`));
  }
}

/**
 * Each cluster of the schema to one of the server's, no two to the same: the one of its name, else one that is free. SQL of a pull request
 * goes to no other host, so only clusters that are the server alone count.
 *
 * @returns Null where there are too few.
 */
function clusterNames(
  wanted: readonly string[],
  shards: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> | null {
  const names = new Map(wanted.filter((name) => shards.has(name)).map((name) => [name, name]));
  const free = [...shards.keys()].filter((name) => !names.has(name)).sort(compareText);
  for (const name of [...wanted].sort(compareText)) {
    if (names.has(name)) continue;
    const other = free.shift();
    if (other === undefined) return null;
    names.set(name, other);
  }
  return names;
}

/** The request without the database `default`, which is there; null where it is more than there. */
function withoutDefault(request: VerifyRequest): VerifyRequest | null {
  const isDefault = ({ key }: VerifyObject): boolean => key === 'database default';
  const before = request.base.find(isDefault);
  const after = request.head.find(isDefault);
  if (before === undefined && after === undefined) return request;
  if (before?.sql !== after?.sql || !/^CREATE DATABASE (?:IF NOT EXISTS )?`?default`?$/i.test(after?.sql.trim() ?? ''))
    return null;
  return {
    ...request,
    base: request.base.filter((object) => !isDefault(object)),
    head: request.head.filter((object) => !isDefault(object)),
  };
}

function refreshes({ kind, sql }: VerifyObject): boolean {
  return kind === 'materialized-view' && parseDefinition(sql).has('REFRESH');
}
