// The first pair: page_views_local on every shard, page_views in front of it.
import { codec, database, distributed, schema, table } from 'chx';

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
