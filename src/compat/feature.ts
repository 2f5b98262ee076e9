/** What a row of the compatibility matrix says. */

export const areas = {
  'on-cluster': 'ON CLUSTER and the DDL queue',
  databases: 'Databases',
  tables: 'Tables',
  columns: 'Columns',
  keys: 'Keys',
  ttl: 'TTL',
  settings: 'Settings',
  mutations: 'Mutations',
  indexes: 'Skip indexes',
  projections: 'Projections',
  constraints: 'Constraints',
  statistics: 'Statistics',
  views: 'Views and materialized views',
  dictionaries: 'Dictionaries',
  functions: 'SQL functions and named collections',
  types: 'Types',
  codecs: 'Codecs',
  engines: 'Table engines',
  statements: 'System tables and other statements',
} as const;
export type Area = keyof typeof areas;

/** Sources of a fact are told apart by how they begin. */
export type Source =
  /** ClickHouse's changelog, under this release. */
  | `changelog ${string}`
  /** A pull request or issue of ClickHouse/ClickHouse. */
  | `#${number}`
  /** `system.settings_changes` of 26.7: the release in which a default changed. */
  | `settings changes ${string}`
  | `documentation: ${string}`
  /** Seen on this version; the probe shows it again. */
  | `tried ${string}`;

/** What an engine must have for a probe to mean anything on it. */
export type Need =
  /** A cluster of servers on which ON CLUSTER runs; `{cluster}` in a probe is its name. */
  | 'cluster'
  /** Replicated tables that replicate: a Keeper that does more than register them. */
  | 'replication'
  /** A Keeper in which a Replicated table can register. */
  | 'keeper'
  /** DROP ... SYNC that comes to an end, which it doesn't in the 26.5 library. */
  | 'drop'
  /** A server with its own ways of deploying: users, backups, configuration. */
  | 'server';

/**
 * Statements that show a feature. They run in an empty database that is the current one; names of what lives outside
 * of it begin with `chx_probe`.
 */
export interface Probe {
  /** Told apart where a feature has several: what this one shows. */
  readonly shows?: string;
  readonly needs?: readonly Need[];
  readonly setup?: readonly string[];
  readonly statement: string;
  /**
   * A query and its answer (tab-separated) where the feature took effect; for what an engine accepts without doing it.
   */
  readonly check?: { readonly sql: string; readonly answer: string };
  /** Removes what lives outside of the probe's database; errors don't matter. */
  readonly cleanup?: readonly string[];
  /** The statement where a setting in its own text enables the feature. */
  readonly enabled?: string;
  /** The code with which an engine that has the feature refuses, where the feature is a refusal. */
  readonly accepted?: number;
  /**
   * An engine without a cluster only reads an ON CLUSTER statement. True where that shows nothing, as the refusal comes
   * later.
   */
  readonly whole?: boolean;
  /** Query settings that the statements need besides those of {@link Feature.experimental}. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The codes with which an engine without the feature refuses; 0: it accepts and the check differs. */
  readonly refused: readonly number[];
}

export interface Feature {
  /** Kebab-case, for good: findings and links name it. */
  readonly id: string;
  readonly title: string;
  readonly area: Area;
  /**
   * The first version of each branch that has it without a setting, oldest first; branches between them lack it. A branch
   * alone (`20.4`) means all of its releases. `before` where 18.16, the oldest version in the matrix, has it. Null where no version has it,
   * or none without a setting.
   */
  readonly since: readonly string[] | 'before' | null;
  /** The newest version known to lack it, where `since` is only the oldest known to have it. */
  readonly lacked?: string;
  /** From when it could be had with a setting, or with the warning that it may change. */
  readonly experimental?: {
    readonly since: string;
    /** Query or table setting that enables it; null where only the documentation warns. */
    readonly setting: string | null;
  };
  /** The first version without it, or the oldest one known to be without it. */
  readonly until?: string;
  /** The newest version known to have it, where `until` is only the oldest known to lack it. */
  readonly had?: string;
  readonly notes?: string;
  /** What to do on a version without it, as an imperative: findings end with it. */
  readonly instead?: string;
  readonly sources: readonly Source[];
  readonly probes: readonly Probe[];
}
