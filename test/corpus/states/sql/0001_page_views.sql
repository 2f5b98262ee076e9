-- The first pair: page_views_local on every shard, page_views in front of it.

CREATE DATABASE web ON CLUSTER prod COMMENT 'what visitors do';

CREATE TABLE web.page_views_local ON CLUSTER prod
(
    site_id UInt32,
    visitor_id UInt64,
    session_id UUID,
    viewed_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    url String CODEC(ZSTD(3)),
    path String MATERIALIZED path(url),
    browser String DEFAULT 'unknown',
    country LowCardinality(String) DEFAULT '??',
    duration_ms UInt32 DEFAULT 0 CODEC(T64, LZ4),
    duration_s Float64 ALIAS duration_ms / 1000,
    utm Map(LowCardinality(String), String) COMMENT 'campaign parameters; as they came',
    raw String DEFAULT '' CODEC(ZSTD(6)) TTL toDateTime(viewed_at) + INTERVAL 7 DAY,
    INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 4,
    CONSTRAINT known_site CHECK site_id > 0
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/web/page_views_local', '{replica}')
PARTITION BY toYYYYMM(viewed_at)
ORDER BY (site_id, toDate(viewed_at), visitor_id)
TTL toDateTime(viewed_at) + INTERVAL 13 MONTH
SETTINGS ttl_only_drop_parts = 1
COMMENT 'one row a page view';

CREATE TABLE web.page_views ON CLUSTER prod AS web.page_views_local
ENGINE = Distributed(prod, web, page_views_local, cityHash64(visitor_id));
