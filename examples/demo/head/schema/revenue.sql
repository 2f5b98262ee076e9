CREATE TABLE analytics.orders_local ON CLUSTER prod
(
    order_id UInt64,
    user_id UInt64,
    amount Decimal(12, 2),
    placed_at DateTime,
    currency FixedString(3) DEFAULT 'EUR',
    INDEX by_order order_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/orders', '{replica}')
PARTITION BY toYYYYMM(placed_at)
ORDER BY (user_id, order_id);

CREATE TABLE analytics.orders ON CLUSTER prod AS analytics.orders_local
ENGINE = Distributed(prod, analytics, orders_local, cityHash64(user_id));

CREATE TABLE analytics.revenue_daily ON CLUSTER prod
(
    day Date,
    revenue Decimal(38, 2)
)
ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/revenue_daily', '{replica}')
ORDER BY day;

CREATE MATERIALIZED VIEW analytics.revenue_daily_mv ON CLUSTER prod TO analytics.revenue_daily AS
SELECT toDate(placed_at) AS day, sum(amount) AS revenue
FROM analytics.orders_local
GROUP BY day;
