-- chx plan: 1 rename to confirm

-- 2 targets: production, staging
-- Verified on ClickHouse 26.7: schema and rows
-- NOTHING BELOW RUNS: the plan waits for a confirmation. Each statement is a comment.

-- 1. analytics.events_local: rename column, add column (caution, cluster prod)
-- user is user_name from here on
-- waits for r-7teskw3xt54waihalawou27eb2
-- fails meanwhile: every INSERT and SELECT * through analytics.events, until statement 2
-- ALTER TABLE analytics.events_local ON CLUSTER prod RENAME COLUMN user TO user_name, ADD COLUMN country LowCardinality(String) AFTER user_name
-- SETTINGS alter_sync = 2;

-- 2. analytics.events: rename column, add column (caution, cluster prod)
-- the Distributed table follows its local table
-- waits for r-7teskw3xt54waihalawou27eb2
-- ALTER TABLE analytics.events ON CLUSTER prod RENAME COLUMN user TO user_name, ADD COLUMN country LowCardinality(String) AFTER user_name;
