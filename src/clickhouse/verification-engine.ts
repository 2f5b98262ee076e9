/** What a verification needs of an engine. */
import type { Queryable, QueryResult } from './query.ts';
import type { VerifyObject } from './request.ts';

export type Settings = Readonly<Record<string, string>>;

export interface VerificationEngine extends Queryable {
  /** What it is, for messages: `the embedded engine`. */
  readonly label: string;
  /** Databases of the engine's own, which belong to no schema. */
  readonly ownDatabases: readonly string[];
  /** Settings that it gives every table of its own accord, see `keepParts`. */
  readonly ownTableSettings: ReadonlySet<string>;
  /**
   * Begins with nothing: no object is there but the databases that every server has, no function of a schema's.
   *
   * @throws Ended where it can't.
   */
  open(): Promise<void>;
  /** Makes room for an object that every engine has from the start. */
  prepare(object: VerifyObject): Promise<void>;
  /**
   * Keeps the parts of a table as INSERTs make them: merges fold rows (Replacing, Summing, TTL) and would change what is compared.
   * Mutations go on.
   *
   * @param table As it stands in SQL.
   */
  keepParts(table: string): Promise<void>;
  /** Runs one statement under settings that hold for it alone; all of them are known to the engine. */
  run(sql: string, settings: Settings): Promise<QueryResult>;
  /** How many shards a cluster has; each is the engine itself. */
  shards(cluster: string): Promise<number>;
}
