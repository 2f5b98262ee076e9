/**
 * The server configuration of the embedded engine: clusters, macros, and everything that keeps it inside its folder.
 *
 * Each of the following was tried on 26.7 without the allow-list before it: grants are checked in chDB as on a server, so that
 * table functions, engines and databases that reach out end with 497; a disk or storage policy in a table's settings with
 * 452; what remains open is the function `file()` and the sources of dictionaries (see `syntax.ts`, which looks for
 * both in what the engine's own parser makes of a statement).
 */

/** Table and database engines that keep to the data folder. */
export const grantedEngines: readonly string[] = [
  'MergeTree',
  'ReplacingMergeTree',
  'SummingMergeTree',
  'AggregatingMergeTree',
  'CollapsingMergeTree',
  'VersionedCollapsingMergeTree',
  'CoalescingMergeTree',
  'GraphiteMergeTree',
  'Distributed',
  'Buffer',
  'Null',
  'Memory',
  'Log',
  'TinyLog',
  'StripeLog',
  'Merge',
  'Join',
  'Set',
  'Dictionary',
  'GenerateRandom',
  'Alias',
  'View',
  'MaterializedView',
  'Atomic',
];

/** A name that can stand as an element of the configuration file. */
const elementName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

export interface EngineConfig {
  /** Cluster names; each gets two shards that are both the engine itself. */
  readonly clusters: readonly string[];
  readonly macros: Readonly<Record<string, string>>;
  /** Whether dictionaries may be created. */
  readonly dictionaries: boolean;
  /** The scratch folder: the only place that any path of the configuration points to. */
  readonly folder: string;
  /** Seconds for one query. */
  readonly querySeconds: number;
}

/** Names among these that the configuration file can't hold. */
export function unusableNames(config: Pick<EngineConfig, 'clusters' | 'macros'>): readonly string[] {
  return [...config.clusters, ...Object.keys(config.macros)].filter((name) => !elementName.test(name));
}

/**
 * The configuration file. With `tcp_port` and replicas at localhost both shards of a cluster are the engine itself:
 * nothing listens and nothing connects.
 *
 * `default_database` names the database that chDB lays over the file system (in it `` SELECT * FROM `/etc/hosts` `` reads
 * the file): out of the way here, where no schema reaches it, so that `default` can be an ordinary Atomic database.
 */
export function serverConfig(config: EngineConfig): string {
  const shard = (host: string): string => `<shard><replica><host>${host}</host><port>9000</port></replica></shard>`;
  const clusters = config.clusters.map((name) => `<${name}>${shard('localhost')}${shard('127.0.0.1')}</${name}>`);
  const macros = Object.entries(config.macros).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  const inside = escapeXml(`${config.folder}/none/`);
  return [
    '<clickhouse>',
    `<default_database>${overlayDatabase}</default_database>`,
    '<tcp_port>9000</tcp_port>',
    `<remote_servers>${clusters.join('')}</remote_servers>`,
    `<macros>${macros.join('')}</macros>`,
    `<users_config>${escapeXml(`${config.folder}/users.xml`)}</users_config>`,
    '<access_control_improvements><table_engines_require_grant>true</table_engines_require_grant></access_control_improvements>',
    '<remote_url_allow_hosts><host>none.invalid</host></remote_url_allow_hosts>',
    ...['user_files_path', 'user_scripts_path', 'format_schema_path', 'dictionaries_lib_path'].map(
      (key) => `<${key}>${inside}</${key}>`,
    ),
    `<custom_local_disks_base_directory>${inside}</custom_local_disks_base_directory>`,
    `<backups><allowed_path>${inside}</allowed_path></backups>`,
    // Merges fold rows (Replacing, Summing, TTL) and would change what is compared; mutations go on.
    '<merge_tree>',
    ...Object.entries(mergesHeldBack).map(([name, value]) => `<${name}>${value}</${name}>`),
    '</merge_tree>',
    '</clickhouse>',
    '',
  ].join('\n');
}

export const overlayDatabase = 'chx_engine_overlay';

/** A refreshable view would fill its target while the plan runs. Only an engine's configuration can say so. */
export const refreshStopped = 'stop_refreshable_materialized_views_on_startup';

/** Settings of a table that keep its parts from being merged; mutations go on. */
export const mergesHeldBack: Readonly<Record<string, number>> = {
  max_bytes_to_merge_at_max_space_in_pool: 1,
  max_bytes_to_merge_at_min_space_in_pool: 1,
};

/** Settings under which everything in a verification runs. */
export const checkSettings: Readonly<Record<string, string | number>> = {
  // A plan's ALTERs are done when they return, so that what follows sees their effect.
  mutations_sync: 2,
  alter_sync: 2,
  // A MODIFY TTL would delete rows at once, an insert would fold them.
  materialize_ttl_after_modify: 0,
  optimize_on_insert: 0,
  // What was inserted is there when INSERT returns.
  async_insert: 0,
  max_partitions_per_insert_block: 10_000,
  aggregate_function_input_format: 'value',
};

/** The file `users.xml`: the one user, with grants for what a plan does and for nothing that reaches out. */
export function usersConfig(config: Pick<EngineConfig, 'dictionaries' | 'querySeconds'>): string {
  const privileges = [
    'SHOW, SELECT, INSERT, ALTER, DROP, UNDROP TABLE, TRUNCATE, OPTIMIZE, dictGet',
    'CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE FUNCTION, DROP FUNCTION, CREATE TEMPORARY TABLE',
    'ALLOW SQL SECURITY NONE',
    'SYSTEM FLUSH DISTRIBUTED, SYSTEM RELOAD DICTIONARY, SYSTEM SYNC REPLICA, SYSTEM VIEWS',
    ...(config.dictionaries ? ['CREATE DICTIONARY'] : []),
  ];
  const grants = [
    ...privileges.map((list) => `GRANT ${list} ON *.*`),
    'GRANT SET DEFINER ON *',
    ...grantedEngines.map((engine) => `GRANT TABLE ENGINE ON ${engine}`),
    `REVOKE ALL ON ${overlayDatabase}.*`,
  ];
  const settings: Readonly<Record<string, string | number>> = {
    ...checkSettings,
    max_execution_time: config.querySeconds,
    max_memory_usage: 4_000_000_000,
    [refreshStopped]: 1,
  };
  const constant = ['max_execution_time', 'max_memory_usage', 'merge_tree_disk', 'merge_tree_storage_policy'];
  return [
    '<clickhouse>',
    '<profiles><default>',
    ...Object.entries(settings).map(([name, value]) => `<${name}>${value}</${name}>`),
    `<constraints>${constant.map((name) => `<${name}><const/></${name}>`).join('')}</constraints>`,
    '</default></profiles>',
    '<quotas><default/></quotas>',
    '<users><default>',
    '<password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>',
    `<grants>${grants.map((grant) => `<query>${grant}</query>`).join('')}</grants>`,
    '</default></users>',
    '</clickhouse>',
    '',
  ].join('\n');
}

/** `metadata/default.sql` of a new data folder: makes `default` an Atomic database, as on a server. */
export const defaultDatabase =
  "ATTACH DATABASE default\nUUID '00000000-0000-4000-8000-000000000001'\nENGINE = Atomic\n";

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
