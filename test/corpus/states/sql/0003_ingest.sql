-- Page views come from Kafka: queue, materialized view, local table. What can not be read goes to a table of its own.

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
