/**
 * An empty server that a verification fills and empties again. Whatever it takes away it has made: before it makes anything, no
 * table, no function and none of the plan's databases may be there.
 *
 * A database of its own marks the server as taken. CREATE without IF NOT EXISTS is what two verifications at once can't both get,
 * and its comment tells whose it is.
 */
import { randomUUID } from 'node:crypto';
import { compareText } from '../schema/name.ts';
import { quoteIdentifier, quoteString } from '../sql/print.ts';
import { systemDatabases } from './inventory.ts';
import { Ended, unavailable } from './outcome.ts';
import type { Server, StatementOptions } from './server.ts';
import { ServerRefusal } from './server.ts';
import { markerDatabase } from './server-engine.ts';

const databaseExists = 82;

/** Dropping needs no order. Versions that don't know a setting get none of it. */
const dropSettings = ['check_table_dependencies', 'check_referential_table_dependencies'];

export class ThrowAwayServer {
  readonly #server: Server;
  readonly #databases: readonly string[];
  readonly #mark = randomUUID();
  #settings: Readonly<Record<string, number>> = {};
  #touched = false;

  /** @param databases Those that the plan and its schemas make, without `default`. */
  constructor(server: Server, databases: Iterable<string>) {
    this.#server = server;
    this.#databases = [...new Set(databases)].sort(compareText);
  }

  /** Whether anything may have been made on the server. */
  get touched(): boolean {
    return this.#touched;
  }

  /** What may be there if it can't be taken away. */
  get mayBeLeft(): string {
    return [markerDatabase, ...this.#databases].join(', ');
  }

  /**
   * Takes the server, or refuses and leaves it as it was.
   *
   * @throws Ended with the reason, ServerGone, ServerRefusal.
   */
  async claim(options: StatementOptions): Promise<void> {
    const known = await this.#server.rows(
      `SELECT name FROM system.settings WHERE name IN (${list(dropSettings)})`,
      options,
    );
    this.#settings = Object.fromEntries(known.map(({ name }) => [name ?? '', 0]));
    this.#touched = true;
    try {
      await this.#server.command(
        `CREATE DATABASE ${quoteIdentifier(markerDatabase)} COMMENT ${quoteString(this.#mark)}`,
        options,
      );
    } catch (error) {
      // The server said no: nothing was made.
      if (error instanceof ServerRefusal) this.#touched = false;
      if (error instanceof ServerRefusal && error.code === databaseExists) {
        throw this.#refusal(
          `another verification is running there, or one died: if none runs, drop the databases that it left, ${markerDatabase} last`,
        );
      }
      throw error;
    }
    const found = await this.#found(options);
    if (found === null) return;
    await this.#server.command(`DROP DATABASE ${quoteIdentifier(markerDatabase)} SYNC`, options);
    this.#touched = false;
    throw this.#refusal(
      `it has ${found}, and a verification needs a server that is empty and can be thrown away: give it one of its own`,
    );
  }

  /** Takes away every object, and leaves the mark. */
  async clear(options: StatementOptions): Promise<void> {
    const settings = { ...options.settings, ...this.#settings };
    const drop = (sql: string): Promise<unknown> => this.#server.command(sql, { ...options, settings });
    for (const name of await this.#plannedDatabases(options))
      await drop(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} SYNC`);
    const objects = await this.#server.rows(
      "SELECT name, startsWith(create_table_query, 'CREATE DICTIONARY') AS dictionary FROM system.tables WHERE database = 'default' AND NOT startsWith(name, '.inner') ORDER BY name",
      options,
    );
    for (const { name, dictionary } of objects) {
      const kind = dictionary === '1' ? 'DICTIONARY' : 'TABLE';
      await drop(`DROP ${kind} IF EXISTS default.${quoteIdentifier(name ?? '')} SYNC`);
    }
    const functions = await this.#server.rows(
      "SELECT name FROM system.functions WHERE origin = 'SQLUserDefined' ORDER BY name",
      options,
    );
    for (const { name } of functions) await drop(`DROP FUNCTION IF EXISTS ${quoteIdentifier(name ?? '')}`);
  }

  /** Takes everything away, if the server is this verification's. */
  async release(options: StatementOptions): Promise<void> {
    if (!this.#touched) return;
    const [marker] = await this.#server.rows(
      `SELECT comment FROM system.databases WHERE name = ${quoteString(markerDatabase)}`,
      options,
    );
    if (marker?.['comment'] !== this.#mark) return;
    await this.clear(options);
    await this.#server.command(`DROP DATABASE IF EXISTS ${quoteIdentifier(markerDatabase)} SYNC`, options);
    this.#touched = false;
  }

  /** Something that an empty server doesn't have, for people; null where there is nothing. */
  async #found(options: StatementOptions): Promise<string | null> {
    const [database] = await this.#plannedDatabases(options);
    if (database !== undefined) return `the database ${database}`;
    const [table] = await this.#server.rows(
      `SELECT database, name FROM system.tables WHERE database NOT IN (${list([...systemDatabases, markerDatabase])}) AND NOT is_temporary ORDER BY database, name LIMIT 1`,
      options,
    );
    if (table !== undefined) return `the table ${table['database']}.${table['name']}`;
    const [made] = await this.#server.rows(
      "SELECT name FROM system.functions WHERE origin != 'System' ORDER BY name LIMIT 1",
      options,
    );
    return made === undefined ? null : `the function ${made['name']}`;
  }

  async #plannedDatabases(options: StatementOptions): Promise<readonly string[]> {
    if (this.#databases.length === 0) return [];
    const rows = await this.#server.rows(
      `SELECT name FROM system.databases WHERE name IN (${list(this.#databases)}) ORDER BY name`,
      options,
    );
    return rows.map(({ name }) => name ?? '');
  }

  #refusal(why: string): Ended {
    return new Ended(unavailable(`nothing was run on ${this.#server.label}: ${why}`));
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => quoteString(name)).join(', ');
}
