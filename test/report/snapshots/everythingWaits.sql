-- chx plan: 1 rename to confirm, 1 choice to make, 1 loss of data to allow

-- 1 target: production
-- Not verified: chdb is not installed: npm install chdb
-- NOTHING BELOW RUNS: the plan waits for a confirmation. Each statement is a comment.

-- 1. analytics.errors_local: create table (safe, cluster prod)
-- CREATE TABLE analytics.errors_local ON CLUSTER prod
-- (
--     id UInt64,
--     message String
-- )
-- ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/errors', '{replica}')
-- ORDER BY id;

-- 2. analytics.errors: create table (safe, cluster prod)
-- CREATE TABLE analytics.errors ON CLUSTER prod
-- (
--     id UInt64,
--     message String
-- )
-- ENGINE = Distributed('prod', 'analytics', 'errors_local', id);

-- 3. analytics.events_local: rename column, add column (danger, cluster prod)
-- the schema has it so
-- waits for r-7teskw3xt54waihalawou27eb2
-- fails meanwhile: SELECT * and reads of user or user_name through analytics.events (code 47), and every INSERT into it (code 16), until statement 4
-- ALTER TABLE analytics.events_local ON CLUSTER prod
--     RENAME COLUMN `user` TO `user_name`,
--     ADD COLUMN `country` LowCardinality(String) AFTER `user_name`
-- SETTINGS alter_sync = 2;

-- 4. analytics.events: rename column, add column (danger, cluster prod)
-- follows analytics.events_local
-- waits for r-7teskw3xt54waihalawou27eb2
-- ALTER TABLE analytics.events ON CLUSTER prod
--     RENAME COLUMN `user` TO `user_name`,
--     ADD COLUMN `country` LowCardinality(String) AFTER `user_name`;

-- 5. analytics.price: modify column (caution, cluster prod)
-- ALTER TABLE analytics.price ON CLUSTER prod MODIFY COLUMN `amount` Decimal(18, 4)
-- SETTINGS alter_sync = 2;

-- 6. analytics.legacy: drop table (danger, cluster prod)
-- waits for d-bgirrxrfmmczelzc425mp7keqt
-- DROP TABLE analytics.legacy ON CLUSTER prod SYNC;

-- If r-jlje4vqhsz5sjjnpzf3asf6dqt is chosen (analytics.visits):
-- ALTER TABLE analytics.visits ON CLUSTER prod RENAME COLUMN place TO city, ADD COLUMN town String;

-- If r-uimsboomgh4vafl7vp45yqj42l is chosen (analytics.visits):
-- ALTER TABLE analytics.visits ON CLUSTER prod RENAME COLUMN place TO town, ADD COLUMN city String;
