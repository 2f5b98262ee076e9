-- Another replica path: a table can not move in ZooKeeper.

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

/* Replacing by version: the shop sends an order again on every change of status. */
CREATE TABLE web.orders ON CLUSTER prod
(
    `order_id` UInt64,
    `site_id` UInt32,
    `visitor_id` UInt64,
    `status` Enum8('new' = 1, 'paid' = 2, 'refunded' = 3) DEFAULT 'new',
    `amount` Decimal(12, 2),
    `currency` FixedString(3) DEFAULT 'EUR',
    `skus` Array(LowCardinality(String)),
    `quantity` UInt16 DEFAULT 1,
    `note` Nullable(String),
    `placed_at` DateTime('UTC') DEFAULT now('UTC'),
    `version` UInt64 DEFAULT toUnixTimestamp64Milli(now64(3))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY toYYYYMM(placed_at)
PRIMARY KEY site_id
ORDER BY (site_id, order_id);

CREATE TABLE web.orders_dist ON CLUSTER prod
(
    `order_id` UInt64,
    `site_id` UInt32,
    `visitor_id` UInt64,
    `status` Enum8('new' = 1, 'paid' = 2, 'refunded' = 3) DEFAULT 'new',
    `amount` Decimal(12, 2),
    `currency` FixedString(3) DEFAULT 'EUR',
    `skus` Array(LowCardinality(String)),
    `quantity` UInt16 DEFAULT 1,
    `note` Nullable(String),
    `placed_at` DateTime('UTC') DEFAULT now('UTC'),
    `version` UInt64 DEFAULT toUnixTimestamp64Milli(now64(3))
)
ENGINE = Distributed('prod', 'web', 'orders', cityHash64(site_id))
SETTINGS fsync_after_insert = 1;

CREATE TABLE web.orders_buffer ON CLUSTER prod
(
    order_id UInt64,
    site_id UInt32,
    visitor_id UInt64,
    status Enum8('new' = 1, 'paid' = 2, 'refunded' = 3) DEFAULT 'new',
    amount Decimal(12, 2),
    currency FixedString(3) DEFAULT 'EUR',
    skus Array(LowCardinality(String)),
    quantity UInt16 DEFAULT 1,
    note Nullable(String),
    placed_at DateTime('UTC') DEFAULT now('UTC'),
    version UInt64 DEFAULT toUnixTimestamp64Milli(now64(3))
)
ENGINE = Buffer('web', 'orders', 4, 5, 30, 1000, 100000, 1000000, 50000000);

CREATE TABLE web.page_views_queue ON CLUSTER prod
(
    site_id UInt32,
    visitor_id UInt64,
    session_id UUID,
    viewed_at DateTime64(3, 'UTC'),
    url String,
    browser String,
    country String,
    duration_ms UInt32,
    utm Map(String, String)
)
ENGINE = Kafka
SETTINGS kafka_broker_list = 'kafka-1.internal:9092,kafka-2.internal:9092', kafka_topic_list = 'page_views', kafka_group_name = 'web', kafka_format = 'JSONEachRow', kafka_num_consumers = 2;

CREATE MATERIALIZED VIEW web.page_views_consumer ON CLUSTER prod TO web.page_views_local AS
SELECT
    site_id, visitor_id, session_id, viewed_at, url, browser, country, duration_ms,
    CAST(utm, 'Map(LowCardinality(String), String)') AS utm
FROM web.page_views_queue
WHERE site_id > 0; -- a page view of no site breaks the constraint

CREATE TABLE web.ingest_errors ON CLUSTER prod
(
    happened_at DateTime DEFAULT now(),
    topic LowCardinality(String),
    message String COMMENT 'what the broker sent; may hold -- and /* and a \'quote\'',
    error String
)
ENGINE = ReplicatedMergeTree
ORDER BY (topic, happened_at)
TTL happened_at + INTERVAL 30 DAY DELETE;

CREATE DATABASE vault ON CLUSTER archive;

CREATE TABLE vault.page_views ON CLUSTER archive
(
    site_id UInt32,
    visitor_id UInt64,
    viewed_at DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(9)),
    url String CODEC(ZSTD(9)),
    country LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}')
PARTITION BY toYear(viewed_at)
ORDER BY (site_id, viewed_at);

CREATE TABLE vault.page_views_dist ON CLUSTER archive AS vault.page_views
ENGINE = Distributed('archive', 'vault', 'page_views', site_id);

CREATE TABLE web.page_hits_local ON CLUSTER prod
(
    site_id UInt32,
    day Date,
    path String,
    hits SimpleAggregateFunction(sum, UInt64),
    visitors AggregateFunction(uniq, UInt64)
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/aggregates/page_hits_local', '{replica}')
PARTITION BY toYear(day)
ORDER BY (site_id, day, path);

CREATE TABLE web.page_hits ON CLUSTER prod AS web.page_hits_local
ENGINE = Distributed('prod', 'web', 'page_hits_local', cityHash64(site_id, path));

CREATE MATERIALIZED VIEW web.page_hits_mv ON CLUSTER prod TO web.page_hits AS
SELECT site_id, toDate(viewed_at) AS day, path, count() AS hits, uniqState(visitor_id) AS visitors
FROM web.page_views_local
GROUP BY site_id, day, path;

CREATE VIEW web.top_pages ON CLUSTER prod AS
SELECT site_id, path, sum(hits) AS hits, uniqMerge(visitors) AS visitors
FROM web.page_hits
GROUP BY site_id, path;

CREATE TABLE web.daily_revenue ON CLUSTER prod
(
    site_id UInt32,
    day Date,
    revenue Decimal(38, 2),
    orders UInt64
)
ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/web/daily_revenue', '{replica}', (revenue, orders))
ORDER BY (site_id, day);

CREATE MATERIALIZED VIEW web.daily_revenue_mv ON CLUSTER prod TO web.daily_revenue AS
SELECT site_id, toDate(placed_at) AS day, sum(amount) AS revenue, count() AS orders
FROM web.orders
WHERE status = 'paid'
GROUP BY site_id, day;

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
LIFETIME(MIN 300 MAX 600)
LAYOUT(HASHED());

CREATE VIEW web.site_traffic ON CLUSTER prod AS
SELECT site_id, dictGet('web.site_names', 'title', toUInt64(site_id)) AS title, count() AS views, uniq(visitor_id) AS visitors
FROM web.page_views
GROUP BY site_id;
