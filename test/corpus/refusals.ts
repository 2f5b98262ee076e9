/**
 * The side steps that must end with exit code 4, and what ClickHouse itself says to them: each reason is tried on the
 * engine in `states.test.ts` and told in `docs/corpus.md`.
 */

export interface Attempt {
  /** `base`: an ALTER on the state before. `create`: making the head from nothing. `head`: a query once the head is there. */
  readonly on: 'base' | 'create' | 'head';
  /** The statement for the engine; for `create` the object whose CREATE it refuses. */
  readonly sql: string;
  /** ClickHouse's error code. */
  readonly code: number;
}

export interface Refusal {
  readonly step: string;
  /** Null where the engine has no statement at all that would make the change in place. */
  readonly attempt: Attempt | null;
  /** What stands against it, in a few words. */
  readonly reason: string;
}

export const refusals: readonly Refusal[] = [
  {
    step: '0006_sorting_key',
    attempt: {
      on: 'base',
      sql: 'ALTER TABLE web.page_views_local MODIFY ORDER BY (site_id, visitor_id, viewed_at)',
      code: 36,
    },
    reason: 'only columns added in the same ALTER may be appended to a sorting key',
  },
  {
    step: '0006_partition_key',
    attempt: { on: 'base', sql: 'ALTER TABLE web.orders MODIFY PARTITION BY toMonday(placed_at)', code: 62 },
    reason: 'ALTER has no such form',
  },
  {
    step: '0006_engine',
    attempt: { on: 'base', sql: 'ALTER TABLE web.daily_revenue MODIFY ENGINE = MergeTree', code: 62 },
    reason: 'ALTER has no such form',
  },
  { step: '0006_replica_path', attempt: null, reason: 'a table stays at the path that it registered under' },
  {
    step: '0006_key_column_type',
    attempt: { on: 'base', sql: 'ALTER TABLE web.ingest_errors MODIFY COLUMN topic UInt32', code: 524 },
    reason: 'the order of the rows that are there would no longer be the key’s',
  },
  {
    step: '0006_dropped_key_column',
    attempt: { on: 'base', sql: 'ALTER TABLE web.ingest_errors DROP COLUMN topic', code: 47 },
    reason: 'the sorting key needs the column',
  },
  {
    step: '0006_kafka_column',
    attempt: { on: 'base', sql: 'ALTER TABLE web.page_views_kafka ADD COLUMN referrer String', code: 48 },
    reason: 'a Kafka table takes no ALTER',
  },
  { step: '0006_cluster', attempt: null, reason: 'no statement takes a table from one cluster to another' },
  {
    step: '0006_text_sharding_key',
    attempt: { on: 'create', sql: 'web.page_views', code: 53 },
    reason: 'a sharding key is an integer',
  },
  {
    step: '0006_version_type',
    attempt: { on: 'create', sql: 'web.carts', code: 169 },
    reason: 'a version column is an integer or a date',
  },
  {
    step: '0006_missing_local',
    attempt: { on: 'head', sql: 'SELECT count() FROM web.carts', code: 60 },
    reason: 'the table is made, and every query through it fails',
  },
  {
    step: '0006_missing_target',
    attempt: { on: 'create', sql: 'web.hourly_mv', code: 60 },
    reason: 'the target of a materialized view has to be there',
  },
];

/** A Kafka table of the engine's own, because the states run with Null in its place: never read, so no broker is asked. */
export const kafkaTable =
  "CREATE TABLE web.page_views_kafka (site_id UInt32) ENGINE = Kafka('127.0.0.1:1', 'page_views', 'web', 'JSONEachRow')";
