-- chx plan: 1 rename to confirm

-- 2 targets: production, staging
-- Verified on ClickHouse 26.7: schema and rows
-- NOTHING BELOW RUNS: the plan waits for a confirmation. Each statement is a comment.

-- 1. analytics.events_local: rename column, add column (danger, cluster prod)
-- the schema has it so
-- waits for r-7teskw3xt54waihalawou27eb2
-- fails meanwhile: SELECT * and reads of user or user_name through analytics.events (code 47), and every INSERT into it (code 16), until statement 2
-- ALTER TABLE analytics.events_local ON CLUSTER prod
--     RENAME COLUMN `user` TO `user_name`,
--     ADD COLUMN `country` LowCardinality(String) AFTER `user_name`
-- SETTINGS alter_sync = 2;

-- 2. analytics.events: rename column, add column (danger, cluster prod)
-- follows analytics.events_local
-- waits for r-7teskw3xt54waihalawou27eb2
-- ALTER TABLE analytics.events ON CLUSTER prod
--     RENAME COLUMN `user` TO `user_name`,
--     ADD COLUMN `country` LowCardinality(String) AFTER `user_name`;
