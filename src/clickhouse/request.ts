/** What a verification is asked: a plan and its two schemas as plain SQL, without clusters and the outside world. */
import type { ObjectKind } from '../schema/model.ts';
import type { Survivor } from './snapshot.ts';

/** What verifies a plan: nothing, ClickHouse as a library, or an empty server at a URL. */
export type VerifyBy = 'off' | 'embedded' | { readonly url: string };

export interface VerifyObject {
  readonly key: string;
  /** For people: `analytics.events_local`. */
  readonly label: string;
  readonly kind: ObjectKind;
  /** CREATE for the engine: without ON CLUSTER, Replicated engines as their plain counterparts. */
  readonly sql: string;
  /** Whether it is a table to fill with rows: one of the MergeTree family. */
  readonly rows: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly insertable: boolean }[];
}

export interface VerifyStatement {
  readonly id: string;
  readonly sql: string;
  /** A query that returns 1 once the statement took effect, and 0 before. */
  readonly after: string;
  readonly settings: Readonly<Record<string, string>>;
  /** What it brings about may be so already: a view that is made once more to be sure of its columns. */
  readonly mayHold?: boolean;
}

export interface VerifyRequest {
  /** In an order in which they can be created; databases included. */
  readonly base: readonly VerifyObject[];
  readonly statements: readonly VerifyStatement[];
  /** In an order in which they can be created; databases included. */
  readonly head: readonly VerifyObject[];
  /** Every cluster that a Distributed table names. */
  readonly clusters: readonly string[];
  readonly macros: Readonly<Record<string, string>>;
  readonly survivors: readonly Survivor[];
  /** Statements with ON CLUSTER, which the engine can parse and not run. */
  readonly formatCheck: readonly string[];
}
