-- A materialized view goes with the table it fills, another with the rows it keeps itself.

CREATE DATABASE web ON CLUSTER prod COMMENT 'what visitors do';

CREATE TABLE web.page_views_local ON CLUSTER prod
(
    site_id UInt32,
    visitor_id UInt64,
    session_id UUID COMMENT 'ends after 30 minutes without a view',
    viewed_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    url String CODEC(ZSTD(6)),
    path String MATERIALIZED pathFull(url),
    browser LowCardinality(String) DEFAULT 'other',
    country LowCardinality(String),
    city Nullable(String),
    duration_ms UInt64 DEFAULT 0 CODEC(T64, LZ4),
    duration_s Float64 ALIAS round(duration_ms / 1000, 1),
    utm Map(LowCardinality(String), String) COMMENT 'campaign parameters, lower case',
    viewport Tuple(width UInt16, height UInt16) DEFAULT (0, 0),
    is_bot Bool DEFAULT match(browser, '(?i)bot|crawl'),
    INDEX by_session session_id TYPE bloom_filter(0.001) GRANULARITY 2,
    INDEX by_url url TYPE tokenbf_v1(8192, 3, 0) GRANULARITY 1,
    PROJECTION by_visitor
    (
        SELECT visitor_id, viewed_at, url
        ORDER BY visitor_id, viewed_at
    ),
    CONSTRAINT known_site CHECK site_id > 0 AND site_id < 4000000000
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/web/page_views_local', '{replica}')
PARTITION BY toYYYYMM(viewed_at)
ORDER BY (site_id, toDate(viewed_at), visitor_id)
TTL toDateTime(viewed_at) + INTERVAL 25 MONTH
SETTINGS merge_with_ttl_timeout = 7200, min_bytes_for_wide_part = 1048576
COMMENT 'one row a page view; robots too';

CREATE TABLE web.page_views ON CLUSTER prod AS web.page_views_local
ENGINE = Distributed(prod, web, page_views_local, cityHash64(visitor_id));

/* Replacing by version: the shop sends an order again on every change of status. */
CREATE TABLE web.orders ON CLUSTER prod
(
    `order_id` UInt64,
    `site_id` UInt32,
    `visitor_id` UInt64 DEFAULT 0,
    `status` Enum8('new' = 1, 'paid' = 2, 'refunded' = 3, 'lost' = 4) DEFAULT 'new',
    `total` Decimal(18, 2),
    `currency` FixedString(3) DEFAULT 'EUR',
    `skus` Array(LowCardinality(String)),
    `quantity` UInt32 DEFAULT 1,
    `coupon` LowCardinality(Nullable(String)),
    `placed_at` DateTime('UTC') DEFAULT now('UTC'),
    `version` UInt64 DEFAULT toUnixTimestamp64Milli(now64(3)),
    INDEX by_visitor `visitor_id` TYPE bloom_filter GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY toYYYYMM(placed_at)
PRIMARY KEY site_id
ORDER BY (site_id, order_id);

CREATE TABLE web.orders_dist ON CLUSTER prod
(
    `order_id` UInt64,
    `site_id` UInt32,
    `visitor_id` UInt64 DEFAULT 0,
    `status` Enum8('new' = 1, 'paid' = 2, 'refunded' = 3, 'lost' = 4) DEFAULT 'new',
    `total` Decimal(18, 2),
    `currency` FixedString(3) DEFAULT 'EUR',
    `skus` Array(LowCardinality(String)),
    `quantity` UInt32 DEFAULT 1,
    `coupon` LowCardinality(Nullable(String)),
    `placed_at` DateTime('UTC') DEFAULT now('UTC'),
    `version` UInt64 DEFAULT toUnixTimestamp64Milli(now64(3))
)
ENGINE = Distributed('prod', 'web', 'orders', cityHash64(site_id))
SETTINGS fsync_after_insert = 1
COMMENT 'read and write here';

CREATE TABLE web.rejected_events ON CLUSTER prod
(
    happened_at DateTime DEFAULT now(),
    topic LowCardinality(String),
    message String,
    error String
)
ENGINE = ReplicatedMergeTree
ORDER BY (topic, happened_at)
TTL happened_at + INTERVAL 14 DAY
COMMENT 'for a month';

CREATE DATABASE vault ON CLUSTER archive;

CREATE TABLE vault.page_views_raw ON CLUSTER archive
(
    site_id UInt32,
    visitor_id UInt64,
    viewed_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(9)),
    url Nullable(String) CODEC(ZSTD(9)),
    country LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}')
PARTITION BY toYear(viewed_at)
ORDER BY (site_id, viewed_at);

CREATE TABLE vault.page_views_raw_dist ON CLUSTER archive AS vault.page_views_raw
ENGINE = Distributed('archive', 'vault', 'page_views_raw', site_id);

CREATE TABLE web.page_hits_local ON CLUSTER prod
(
    site_id UInt32,
    day Date,
    path String,
    hits SimpleAggregateFunction(sum, UInt64),
    bot_hits SimpleAggregateFunction(sum, UInt64),
    visitors AggregateFunction(uniq, UInt64)
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/web/page_hits_local', '{replica}')
PARTITION BY toYear(day)
ORDER BY (site_id, day, path);

CREATE TABLE web.page_hits ON CLUSTER prod AS web.page_hits_local
ENGINE = Distributed('prod', 'web', 'page_hits_local', cityHash64(site_id, path));

CREATE MATERIALIZED VIEW web.page_hits_mv ON CLUSTER prod TO web.page_hits AS
SELECT site_id, toDate(viewed_at) AS day, path, count() AS hits, countIf(is_bot) AS bot_hits, uniqState(visitor_id) AS visitors
FROM web.page_views_local
GROUP BY site_id, day, path;

CREATE VIEW web.top_pages ON CLUSTER prod AS
SELECT site_id, path, sum(hits) - sum(bot_hits) AS hits, uniqMerge(visitors) AS visitors
FROM web.page_hits
GROUP BY site_id, path;

CREATE TABLE web.sites_local ON CLUSTER '{cluster}'
(
    site_id UInt32,
    title String,
    plan LowCardinality(String) DEFAULT 'free',
    updated_at DateTime64(3) DEFAULT now64(3),
    deleted UInt8 DEFAULT 0
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}', updated_at, deleted)
ORDER BY site_id;

CREATE TABLE web.sites ON CLUSTER '{cluster}' AS web.sites_local
ENGINE = Distributed('{cluster}', 'web', 'sites_local', site_id);

CREATE DICTIONARY web.site_names ON CLUSTER prod
(
    site_id UInt64,
    title String DEFAULT '',
    plan String DEFAULT 'free'
)
PRIMARY KEY site_id
SOURCE(CLICKHOUSE(DB 'web' TABLE 'sites'))
LIFETIME(MIN 60 MAX 120)
LAYOUT(FLAT(MAX_ARRAY_SIZE 1000000));

CREATE VIEW web.site_traffic ON CLUSTER prod AS
SELECT site_id, dictGet('web.site_names', 'title', toUInt64(site_id)) AS title, countIf(NOT is_bot) AS views, countIf(is_bot) AS bot_views, uniq(visitor_id) AS visitors
FROM web.page_views
GROUP BY site_id;

CREATE TABLE web.page_views_v2_queue ON CLUSTER prod
(
    site UInt32,
    visitor UInt64,
    session UUID,
    at DateTime64(6, 'UTC'),
    url String,
    agent String,
    geo Tuple(country String, city Nullable(String)),
    duration_ms UInt64,
    utm Map(String, String)
)
ENGINE = Kafka('kafka-1.internal:9092,kafka-2.internal:9092', 'page_views_v2', 'web_v2', 'JSONEachRow')
SETTINGS kafka_num_consumers = 4, kafka_max_block_size = 100000;

CREATE MATERIALIZED VIEW web.page_views_v2_consumer ON CLUSTER prod TO web.page_views_local AS
SELECT
    site AS site_id, visitor AS visitor_id, session AS session_id, toDateTime64(at, 3, 'UTC') AS viewed_at, url,
    extract(agent, '^[A-Za-z]+') AS browser, geo.country AS country, geo.city AS city, duration_ms,
    CAST(utm, 'Map(LowCardinality(String), String)') AS utm
FROM web.page_views_v2_queue
WHERE site > 0;
