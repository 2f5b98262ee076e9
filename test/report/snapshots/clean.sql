-- chx plan: Nothing to do

-- 1 target: production
-- Not verified: `--verify embedded` lets ClickHouse try the plan
-- nothing to do
