// A second pair that names its sides the other way round, and a Buffer in front of its local table.
import { type ColumnDefinition, codec, database, distributed, schema, table } from 'chx';

const web = database({ name: 'web', cluster: 'prod', comment: 'what visitors do' });

const pageViewsLocal = table({
  database: 'web',
  name: 'page_views_local',
  cluster: 'prod',
  comment: 'one row a page view',
  engine: "ReplicatedMergeTree('/clickhouse/tables/{shard}/web/page_views_local', '{replica}')",
  columns: [
    { name: 'site_id', type: 'UInt32' },
    { name: 'visitor_id', type: 'UInt64' },
    { name: 'session_id', type: 'UUID' },
    { name: 'viewed_at', type: "DateTime64(3, 'UTC')", codec: [{ kind: 'DoubleDelta' }, { kind: 'ZSTD', level: 1 }] },
    { name: 'url', type: 'String', codec: { kind: 'ZSTD', level: 3 } },
    { name: 'path', type: 'String', materialized: 'path(url)' },
    { name: 'browser', type: 'String', default: 'unknown' },
    { name: 'country', type: 'LowCardinality(String)', default: '??' },
    { name: 'duration_ms', type: 'UInt32', default: 0, codec: codec.raw('T64, LZ4') },
    { name: 'duration_s', type: 'Float64', default: { expression: 'duration_ms / 1000' }, defaultKind: 'ALIAS' },
    { name: 'utm', type: 'Map(LowCardinality(String), String)', comment: 'campaign parameters; as they came' },
    { name: 'raw', type: 'String', default: '', codec: 'ZSTD(6)', ttl: 'toDateTime(viewed_at) + INTERVAL 7 DAY' },
  ],
  indexes: [
    { name: 'by_session', expression: 'session_id', type: 'bloom_filter', falsePositiveRate: 0.01, granularity: 4 },
  ],
  constraints: [{ name: 'known_site', check: 'site_id > 0' }],
  partitionBy: 'toYYYYMM(viewed_at)',
  orderBy: ['site_id', 'toDate(viewed_at)', 'visitor_id'],
  ttl: 'toDateTime(viewed_at) + INTERVAL 13 MONTH',
  settings: { ttl_only_drop_parts: 1 },
});

/** The Distributed table and the Buffer list the same columns as the local table: one list for the three. */
const orderColumns: ColumnDefinition[] = [
  { name: 'order_id', type: 'UInt64' },
  { name: 'site_id', type: 'UInt32' },
  { name: 'visitor_id', type: 'UInt64' },
  { name: 'status', type: "Enum8('new' = 1, 'paid' = 2, 'refunded' = 3)", default: 'new' },
  { name: 'amount', type: 'Decimal(12,2)' },
  { name: 'currency', type: 'FixedString(3)', default: 'EUR' },
  { name: 'skus', type: 'Array(LowCardinality(String))' },
  { name: 'quantity', type: 'UInt16', default: 1 },
  { name: 'note', type: 'String', nullable: true },
  { name: 'placed_at', type: "DateTime('UTC')", default: "fn:now('UTC')" },
  { name: 'version', type: 'UInt64', default: 'fn:toUnixTimestamp64Milli(now64(3))' },
];

export const orders = table({
  database: 'web',
  name: 'orders',
  cluster: 'prod',
  engine: "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)",
  columns: orderColumns,
  partitionBy: 'toYYYYMM(placed_at)',
  primaryKey: ['site_id'],
  orderBy: 'site_id, order_id',
});

export const ordersDist = distributed({
  database: 'web',
  name: 'orders_dist',
  cluster: 'prod',
  local: { database: 'web', name: 'orders' },
  shardingKey: 'cityHash64(site_id)',
  columns: orderColumns,
  settings: { fsync_after_insert: 1 },
});

export const ordersBuffer = table({
  database: 'web',
  name: 'orders_buffer',
  cluster: 'prod',
  engine: "Buffer('web', 'orders', 4, 5, 30, 1000, 100000, 1000000, 50000000)",
  columns: orderColumns,
});

export default schema(
  web,
  pageViewsLocal,
  distributed({
    database: 'web',
    name: 'page_views',
    cluster: 'prod',
    over: 'prod',
    local: pageViewsLocal,
    shardingKey: 'cityHash64(visitor_id)',
  }),
);
