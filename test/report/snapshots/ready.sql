-- chx plan: Ready: 1 statement

-- 1 target: production
-- Verified on ClickHouse 26.7: schema and rows

-- 1. analytics.hits: add column (safe, cluster prod)
ALTER TABLE analytics.hits ON CLUSTER prod ADD COLUMN referrer String, ADD COLUMN device String
SETTINGS alter_sync = 2;
