import { defineRule } from './shared/rule.ts';
import { code, distributedTables } from './shared/subject.ts';

export const distributedShardingKeyMissing = defineRule({
  id: 'distributed-sharding-key-missing',
  severity: 'warning',
  title: 'A Distributed table without a sharding key',
  why: 'With more than one shard an INSERT through it fails with 55 (STORAGE_REQUIRES_PARAMETER). With one shard, or where it is only read, all is well.',
  fix: 'Give the Distributed engine a fourth argument, such as `cityHash64(id)`, or silence the rule for a table that is only read.',
  refusal: {
    code: 55,
    name: 'STORAGE_REQUIRES_PARAMETER',
    on: 'query',
    query: 'INSERT INTO app.events VALUES (1)',
  },
  example: {
    trips: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local');`,
    passes: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', cityHash64(id));`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      if (table.shardingKey !== null) continue;
      yield {
        object: table,
        message: `has no sharding key, so INSERT fails with 55 where ${code(table.over)} has more than one shard: add one as the fourth argument of Distributed`,
      };
    }
  },
});
