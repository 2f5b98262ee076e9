/**
 * `chx.yml`: what it may say, with which defaults, and how mistakes in it are reported.
 */
import { compareText } from '../schema/name.ts';
import { type ConfigFile, configFileSchema, type TargetEntry } from './format.ts';
import { readYaml } from './yaml.ts';

export type TargetKind = 'server' | 'cluster' | 'replicated' | 'cloud';
export type Permission = 'write' | 'maintain' | 'admin';

/** A named place to deploy to. */
export interface Target {
  readonly name: string;
  readonly kind: TargetKind;
  /** The least ClickHouse version, as `25.8` or `25.8.2`; null where none is promised. */
  readonly clickhouse: string | null;
  /** Deploys come from this branch only; null for the repository's default branch. */
  readonly branch: string | null;
  /** Cluster names in the schema to names on this target. */
  readonly clusters: Readonly<Record<string, string>>;
  /** Database names in the schema to names on this target. */
  readonly databases: Readonly<Record<string, string>>;
  /** Databases of engine Replicated, by their names in the schema: ON CLUSTER is left out for what is in them. */
  readonly replicatedDatabases: readonly string[];
  /** The environment variable that holds the server's URL. */
  readonly urlEnv: string | null;
  /** `host:port` of system.clusters to an HTTP URL. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Hosts that may be down at a deploy. */
  readonly allowAbsent: readonly string[];
  readonly journal: { readonly database: string };
}

/** One finding that a person decided to live with. */
export interface Silence {
  readonly rule: string;
  readonly object: string;
  readonly reason: string;
}

/** Everything that `chx.yml` says, defaults filled in. */
export interface Config {
  readonly version: 1;
  readonly name: string;
  /** Globs of the schema files, from the root of the tree. */
  readonly schema: readonly string[];
  /** The database of names that give none. */
  readonly database: string;
  readonly managed: {
    /** Null where the config names none: then every database that the schema files name is managed. */
    readonly databases: readonly string[] | null;
    readonly ignore: readonly string[];
  };
  /** Null without the block: clusters and Distributed objects are refused then. */
  readonly distributed: {
    /** The cluster of objects that name none; null (written `none`, or left out) for no ON CLUSTER. */
    readonly cluster: string | null;
  } | null;
  readonly renames: { readonly detect: boolean };
  readonly guards: {
    readonly permission: Permission;
    /** Logins and `organisation/team` names, without `@`; empty where the permission alone decides. */
    readonly confirmers: readonly string[];
    readonly allowAuthor: boolean;
  };
  readonly silence: readonly Silence[];
  /** Sorted by name. */
  readonly targets: readonly Target[];
}

/**
 * Reads a config.
 *
 * @param text - The file's content; a byte order mark and CRLF are accepted.
 * @param file - Its path, for messages.
 * @returns The config with every default filled in.
 * @throws {@link ChxError} with exit code 2 and one line per problem: file, line, key, what would be accepted.
 */
export function parseConfig(text: string, file: string): Config {
  return complete(readYaml(text, file, configFileSchema));
}

/** The config that stands where nothing but the version is written. */
export const defaultConfig: Config = complete({ version: 1 });

function complete(given: ConfigFile): Config {
  const cluster = given.distributed?.cluster ?? null;
  return {
    version: 1,
    name: given.name ?? 'chx',
    schema: given.schema ?? ['schema/**/*.ts', 'schema/**/*.sql'],
    database: given.database ?? 'default',
    managed: { databases: given.managed?.databases ?? null, ignore: given.managed?.ignore ?? [] },
    distributed: given.distributed === undefined ? null : { cluster: cluster === 'none' ? null : cluster },
    renames: { detect: given.renames?.detect ?? true },
    guards: {
      permission: given.guards?.permission ?? 'maintain',
      confirmers: (given.guards?.confirmers ?? []).map((name) => name.replace(/^@/, '')),
      allowAuthor: given.guards?.allow_author ?? false,
    },
    silence: given.silence ?? [],
    targets: Object.entries(given.targets ?? {})
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, entry]) => completeTarget(name, entry)),
  };
}

function completeTarget(name: string, given: TargetEntry): Target {
  return {
    name,
    kind: given.kind,
    clickhouse: given.clickhouse ?? null,
    branch: given.branch ?? null,
    clusters: given.clusters ?? {},
    databases: given.databases ?? {},
    replicatedDatabases: given.replicated_databases ?? [],
    urlEnv: given.url_env ?? null,
    hosts: given.hosts ?? {},
    allowAbsent: given.allow_absent ?? [],
    journal: { database: given.journal?.database ?? 'chx' },
  };
}
