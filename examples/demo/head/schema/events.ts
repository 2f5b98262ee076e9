import { distributed, schema, table } from 'chx';

const events = table({
  database: 'analytics',
  name: 'events_local',
  engine: "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/events', '{replica}', version)",
  columns: [
    { name: 'id', type: 'UInt64' },
    { name: 'user_name', type: 'LowCardinality(String)', renamedFrom: 'user' },
    { name: 'country', type: 'LowCardinality(String)', default: 'unknown' },
    { name: 'created_at', type: 'DateTime' },
    { name: 'version', type: 'UInt64' },
    { name: 'device', type: 'LowCardinality(String)', default: 'desktop' },
  ],
  partitionBy: 'toYYYYMM(created_at)',
  orderBy: ['id'],
});

export default schema(
  events,
  distributed({ database: 'analytics', name: 'events', local: events, shardingKey: 'cityHash64(id)' }),
);
