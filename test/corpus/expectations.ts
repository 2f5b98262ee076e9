/**
 * What a person who knows ClickHouse expects of each own step, written down before any plan was seen: how it ends, what
 * the statements do (read from their SQL by `commandsOf`), and what must come before what. `docs/corpus.md` tells what
 * comes out of it.
 */

export interface Expectation {
  /** `ready`: exit 0. `waits`: exit 3, and 0 once confirmed. `refused`: exit 4. */
  readonly verdict: 'ready' | 'waits' | 'refused';
  /** Everything that the statements do, in no order; absent where there is more than one good plan. */
  readonly does?: readonly string[];
  /** Some of what the statements do. */
  readonly among?: readonly string[];
  /** The first is done by an earlier statement than the second. */
  readonly order?: readonly (readonly [string, string])[];
  /** How many renames are offered; 0 where it isn't said. A pair counts once. */
  readonly renames?: number;
  /** Whether something is lost that has to be confirmed. */
  readonly destroys?: boolean;
  /** For a refusal: the object that the finding of severity error is about. */
  readonly object?: string;
  /** For a refusal: its rule. */
  readonly rule?: string;
}

const views = 'web.page_views_local';
const viewsFront = 'web.page_views';
const orders = 'web.orders';
const ordersFront = 'web.orders_dist';
const buffer = 'web.orders_buffer';
const hits = 'web.page_hits_local';
const hitsFront = 'web.page_hits';
const vault = 'vault.page_views';
const vaultFront = 'vault.page_views_dist';

/** The same commands on several tables. */
function on(tables: readonly string[], ...commands: readonly string[]): string[] {
  return tables.flatMap((table) => commands.map((command) => `${table}: ${command}`));
}

/** Each command on each table before the same command on the next table. */
function inTurn(tables: readonly string[], ...commands: readonly string[]): [string, string][] {
  return tables
    .slice(1)
    .flatMap((table, index) =>
      commands.map((command): [string, string] => [`${tables[index] ?? ''}: ${command}`, `${table}: ${command}`]),
    );
}

/** Each of the commands before the next one. */
function chain(...commands: readonly string[]): [string, string][] {
  return commands.slice(1).map((command, index): [string, string] => [commands[index] ?? '', command]);
}

const create = (...names: readonly string[]): string[] => names.map((name) => `create ${name}`);
const drop = (...names: readonly string[]): string[] => names.map((name) => `drop ${name}`);

export const expectations: Readonly<Record<string, Expectation>> = {
  '0001_page_views': {
    verdict: 'ready',
    does: create('web', views, viewsFront),
    order: chain(...create('web', views, viewsFront)),
  },
  '0002_orders': {
    verdict: 'ready',
    does: create(orders, ordersFront, buffer),
    order: [...chain(...create(orders, ordersFront)), ...chain(...create(orders, buffer))],
  },
  '0003_ingest': {
    verdict: 'ready',
    does: create('web.ingest_errors', 'web.page_views_queue', 'web.page_views_consumer'),
    order: chain(...create('web.page_views_queue', 'web.page_views_consumer')),
  },
  '0004_archive': {
    verdict: 'ready',
    does: create('vault', vault, vaultFront),
    order: chain(...create('vault', vault, vaultFront)),
  },
  '0005_aggregates': {
    verdict: 'ready',
    does: create(hits, hitsFront, 'web.page_hits_mv', 'web.top_pages', 'web.daily_revenue', 'web.daily_revenue_mv'),
    order: [
      ...chain(...create(hits, hitsFront, 'web.page_hits_mv')),
      ...chain(...create(hitsFront, 'web.top_pages')),
      ...chain(...create('web.daily_revenue', 'web.daily_revenue_mv')),
    ],
  },
  '0006_sites': {
    verdict: 'ready',
    does: create('web.sites_local', 'web.sites', 'web.site_names', 'web.site_traffic'),
    order: chain(...create('web.sites_local', 'web.sites', 'web.site_names', 'web.site_traffic')),
  },
  '0007_add_columns': {
    verdict: 'ready',
    does: [
      ...on([views, viewsFront], 'add column city', 'add column screen'),
      ...on([orders, ordersFront, buffer], 'add column coupon'),
    ],
    order: [
      ...inTurn([views, viewsFront], 'add column city', 'add column screen'),
      ...inTurn([orders, ordersFront], 'add column coupon'),
      // A Buffer that knows a column which its table lacks loses it at the next flush.
      ...inTurn([orders, buffer], 'add column coupon'),
    ],
  },
  '0008_bots': {
    verdict: 'ready',
    does: [
      ...on([hits, hitsFront], 'add column bot_hits'),
      ...on([views, viewsFront], 'add column is_bot'),
      'web.page_hits_mv: change query',
      'replace web.top_pages',
    ],
    order: [
      // The view writes through the Distributed table: until that one has the column, its values are dropped in silence.
      ...chain(`${hits}: add column bot_hits`, `${hitsFront}: add column bot_hits`, 'web.page_hits_mv: change query'),
      ...chain(`${views}: add column is_bot`, 'web.page_hits_mv: change query'),
      ...chain(`${views}: add column is_bot`, `${viewsFront}: add column is_bot`),
      ...chain(`${hitsFront}: add column bot_hits`, 'replace web.top_pages'),
    ],
  },
  '0009_wider_types': {
    verdict: 'ready',
    does: [
      ...on([views, viewsFront], 'change column duration_ms'),
      ...on([orders, ordersFront, buffer], 'change column amount', 'change column quantity', 'change column status'),
    ],
    // Wider first where the values end up, else they are cut on their way.
    order: [
      ...inTurn([views, viewsFront], 'change column duration_ms'),
      ...inTurn([orders, ordersFront], 'change column amount', 'change column quantity', 'change column status'),
      ...inTurn([orders, buffer], 'change column amount', 'change column quantity', 'change column status'),
    ],
  },
  '0010_wrapped_types': {
    verdict: 'ready',
    does: [
      ...on([views, viewsFront], 'change column browser', 'change column city'),
      ...on([vault, vaultFront], 'change column url'),
    ],
    order: [...inTurn([views, viewsFront], 'change column city'), ...inTurn([vault, vaultFront], 'change column url')],
  },
  '0011_defaults': {
    verdict: 'ready',
    does: [
      ...on(
        [views, viewsFront],
        'change column browser',
        'change column country',
        'change column path',
        'change column duration_s',
        'change column raw',
      ),
      ...on([orders, ordersFront, buffer], 'change column visitor_id'),
    ],
  },
  '0012_comments_and_codecs': {
    verdict: 'ready',
    does: [
      ...on([views, viewsFront], 'change column session_id', 'change column utm'),
      ...on([views], 'change column viewed_at', 'change column url', 'change comment'),
      ...on(['web.ingest_errors'], 'change column message', 'change comment'),
      ...on([ordersFront], 'change comment'),
    ],
  },
  '0013_longer_ttl': {
    verdict: 'ready',
    does: [
      ...on([views], 'change ttl', 'change column raw', 'change settings'),
      ...on(['web.ingest_errors'], 'change ttl'),
    ],
  },
  '0014_shorter_ttl': {
    verdict: 'waits',
    destroys: true,
    does: on(['web.daily_revenue', 'web.ingest_errors'], 'change ttl'),
  },
  '0015_indexes': {
    verdict: 'ready',
    does: [
      ...on([views], 'drop index by_session', 'add index by_session', 'add index by_url', 'add index by_duration'),
      ...on([orders], 'add index by_visitor'),
    ],
  },
  '0016_projection': {
    verdict: 'ready',
    does: [
      ...on([views], 'drop index by_duration', 'add projection by_country', 'add constraint sane_time'),
      ...create('web.visitors_by_day'),
    ],
  },
  '0017_constraints': {
    verdict: 'waits',
    destroys: true,
    does: on(
      [views],
      'drop constraint sane_time',
      'drop constraint known_site',
      'add constraint known_site',
      'drop projection by_country',
      'add projection by_visitor',
    ),
  },
  '0018_queries': {
    verdict: 'ready',
    does: ['replace web.site_names', 'replace web.site_traffic', 'web.daily_revenue_mv: change query'],
  },
  '0019_rename_column': {
    verdict: 'waits',
    renames: 1,
    does: on([views, viewsFront], 'rename column screen to viewport'),
  },
  '0020_drop_buffer': { verdict: 'waits', destroys: true, does: drop(buffer) },
  '0021_rename_with_alias': {
    verdict: 'waits',
    renames: 1,
    does: [
      ...on([orders, ordersFront], 'rename column amount to total', 'add column amount'),
      'web.daily_revenue_mv: change query',
    ],
    // The ALIAS carries the view until its query follows; before the rename that query is refused (47).
    order: chain(`${orders}: rename column amount to total`, 'web.daily_revenue_mv: change query'),
  },
  '0022_drop_columns': {
    verdict: 'waits',
    destroys: true,
    does: [
      ...on([viewsFront, views], 'drop column raw'),
      ...on([ordersFront, orders], 'drop column amount', 'drop column note'),
    ],
    order: [...inTurn([viewsFront, views], 'drop column raw'), ...inTurn([ordersFront, orders], 'drop column note')],
  },
  '0023_rename_pair': {
    verdict: 'waits',
    renames: 1,
    among: ['rename vault.page_views to vault.page_views_raw'],
  },
  '0024_rename_table': {
    verdict: 'waits',
    renames: 1,
    does: ['rename web.ingest_errors to web.rejected_events'],
  },
  '0025_next_queue': {
    verdict: 'waits',
    destroys: true,
    does: [
      ...drop('web.page_views_consumer', 'web.page_views_queue'),
      ...create('web.page_views_v2_queue', 'web.page_views_v2_consumer'),
    ],
    order: [
      ...chain(...drop('web.page_views_consumer', 'web.page_views_queue')),
      ...chain(...create('web.page_views_v2_queue', 'web.page_views_v2_consumer')),
    ],
  },
  '0026_drop_aggregates': {
    verdict: 'waits',
    destroys: true,
    does: drop('web.daily_revenue_mv', 'web.daily_revenue', 'web.visitors_by_day'),
    order: chain(...drop('web.daily_revenue_mv', 'web.daily_revenue')),
  },
  '0027_drop_pair': {
    verdict: 'waits',
    destroys: true,
    does: drop('web.site_traffic', 'web.site_names', 'web.sites', 'web.sites_local'),
    order: chain(...drop('web.site_traffic', 'web.site_names', 'web.sites', 'web.sites_local')),
  },
  '0028_across_clusters': {
    verdict: 'ready',
    does: create('web.archived_page_views', 'web.all_page_views'),
    order: chain(...create('web.archived_page_views', 'web.all_page_views')),
  },
  '0029_many_at_once': {
    verdict: 'waits',
    renames: 1,
    among: [
      ...on([views, viewsFront], 'add column region', 'change column browser'),
      ...on([views], 'drop index by_url', 'change settings'),
      ...on([orders, ordersFront], 'rename column coupon to voucher', 'change column quantity'),
      ...create('web.refunds_local', 'web.refunds'),
      'replace web.all_page_views',
    ],
    order: [
      ...inTurn([views, viewsFront], 'add column region'),
      ...inTurn([orders, ordersFront], 'change column quantity'),
      ...chain(...create('web.refunds_local', 'web.refunds')),
    ],
  },
  '0030_close_archive': {
    verdict: 'waits',
    destroys: true,
    does: [
      ...drop(
        'web.all_page_views',
        'web.archived_page_views',
        'vault.page_views_raw_dist',
        'vault.page_views_raw',
        'vault',
      ),
      `${views}: change ttl`,
    ],
    order: [
      ...chain(...drop('web.all_page_views', 'web.archived_page_views', 'vault.page_views_raw', 'vault')),
      ...chain(...drop('vault.page_views_raw_dist', 'vault.page_views_raw')),
    ],
  },
  '0031_nothing_again': {
    verdict: 'waits',
    destroys: true,
    does: drop(
      'web.page_hits_mv',
      'web.page_views_v2_consumer',
      'web.page_views_v2_queue',
      'web.top_pages',
      hitsFront,
      hits,
      viewsFront,
      views,
      ordersFront,
      orders,
      'web.refunds',
      'web.refunds_local',
      'web.rejected_events',
      'web',
    ),
    order: [
      ...chain(...drop('web.page_hits_mv', hitsFront, hits, 'web')),
      ...chain(...drop('web.page_hits_mv', viewsFront, views, 'web')),
      ...chain(...drop('web.page_views_v2_consumer', 'web.page_views_v2_queue')),
      ...chain(...drop('web.page_views_v2_consumer', views)),
      ...chain(...drop('web.top_pages', hitsFront)),
    ],
  },

  '0006_sorting_key': { verdict: 'refused', object: views },
  '0006_partition_key': { verdict: 'refused', object: orders },
  '0006_engine': { verdict: 'refused', object: 'web.daily_revenue' },
  '0006_replica_path': { verdict: 'refused', object: hits },
  '0006_sharding_key': {
    verdict: 'waits',
    destroys: true,
    among: [`exchange ${viewsFront}`],
  },
  '0006_key_column_type': { verdict: 'refused', object: 'web.ingest_errors' },
  '0006_dropped_key_column': { verdict: 'refused', object: 'web.ingest_errors' },
  '0006_kafka_column': { verdict: 'refused', object: 'web.page_views_queue' },
  '0006_cluster': { verdict: 'refused', object: 'web.ingest_errors' },
  '0006_text_sharding_key': { verdict: 'refused', object: viewsFront, rule: 'distributed-sharding-key-type' },
  '0006_version_type': { verdict: 'refused', object: 'web.carts', rule: 'replacing-version' },
  '0006_missing_local': { verdict: 'refused', object: 'web.carts', rule: 'distributed-missing-local' },
  '0006_missing_target': { verdict: 'refused', object: 'web.hourly_mv', rule: 'mv-target-missing' },
  '0006_narrower_type': {
    verdict: 'waits',
    destroys: true,
    does: on([orders, ordersFront, buffer], 'change column quantity'),
    // Narrower first where the values come in, else they are cut on their way.
    order: inTurn([ordersFront, orders], 'change column quantity'),
  },
  '0006_one_of_two': { verdict: 'waits', renames: 2 },
  '0006_renamed_under_buffer': {
    verdict: 'waits',
    renames: 1,
    among: [`create ${buffer}`, `${orders}: rename column note to remark`],
  },
  '0006_renamed_under_dictionary': {
    verdict: 'waits',
    renames: 1,
    among: ['rename web.sites_local to web.properties_local', 'replace web.site_names'],
  },
};
