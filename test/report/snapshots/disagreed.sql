-- chx plan: ClickHouse disagrees with this plan

-- 1 target: production
-- ClickHouse disagrees: analytics.hits: column a is Int8 there, UInt8 in the schema
-- NOTHING BELOW RUNS: the plan is invalid. Each statement is a comment.

-- 1. analytics.hits: add column (safe, one host)
-- ALTER TABLE analytics.hits ADD COLUMN a UInt8;
