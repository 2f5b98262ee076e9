-- chx plan: 2 errors to fix

-- 1 target: production
-- Not verified: `--verify embedded` lets ClickHouse try the plan
-- nothing to do
