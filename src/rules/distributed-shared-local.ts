import type { DistributedTable } from '../schema/model.ts';
import { formatName, tableKey } from '../schema/name.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables } from './shared/subject.ts';

export const distributedSharedLocal = defineRule({
  id: 'distributed-shared-local',
  severity: 'warning',
  title: 'Two Distributed tables that shard one local table differently',
  why: 'Rows of one key land on different shards, depending on the table that they were inserted through: Replacing, Summing and other merging engines never see them together, and `optimize_skip_unused_shards`, local joins and IN give wrong answers.',
  fix: 'Use one sharding key in both, or silence the rule for the one that is only read.',
  example: {
    trips: `CREATE TABLE app.events_local (id UInt64, user_id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64, user_id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);

CREATE TABLE app.user_events (id UInt64, user_id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', user_id);`,
    passes: `CREATE TABLE app.events_local (id UInt64, user_id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64, user_id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);

CREATE TABLE app.user_events (id UInt64, user_id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
  },
  *find({ schema }) {
    const first = new Map<string, DistributedTable>();
    for (const table of distributedTables(schema)) {
      // A table without a key is read, or has one shard.
      if (table.shardingKey === null) continue;
      const key = `${table.over} ${tableKey(table.local)}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, table);
      else if (other.shardingKey?.key !== table.shardingKey.key) {
        yield {
          object: table,
          message: `shards ${code(formatName(table.local))} by ${code(table.shardingKey.text)}, but ${code(formatName(other.name))} by ${code(other.shardingKey?.text ?? '')}: use one key`,
        };
      }
    }
  },
});
