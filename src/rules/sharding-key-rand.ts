import { formatName } from '../schema/name.ts';
import { mergesRows } from './shared/engines.ts';
import { callOf } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, lookUp } from './shared/subject.ts';

const random = new Set(['rand', 'rand32', 'rand64', 'now', 'now64', 'rowNumberInAllBlocks', 'rowNumberInBlock']);

export const shardingKeyRand = defineRule({
  id: 'sharding-key-rand',
  severity: 'warning',
  title: 'Random sharding over an engine that merges rows of one key',
  why: 'Replacing, Collapsing, Summing, Aggregating and Coalescing merge rows with equal sorting keys that lie on one shard. Spread at random they are never merged: old versions and cancelled rows stay, even with FINAL.',
  fix: 'Shard by a hash of the first columns of the sorting key.',
  example: {
    trips: `CREATE TABLE app.users_local (id UInt64, version UInt64) ENGINE = ReplacingMergeTree(version) ORDER BY id;

CREATE TABLE app.users (id UInt64, version UInt64) ENGINE = Distributed('prod', 'app', 'users_local', rand());`,
    passes: `CREATE TABLE app.users_local (id UInt64, version UInt64) ENGINE = ReplacingMergeTree(version) ORDER BY id;

CREATE TABLE app.users (id UInt64, version UInt64) ENGINE = Distributed('prod', 'app', 'users_local', cityHash64(id));`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      const local = lookUp(schema, table.local);
      if (local?.kind !== 'table' || table.shardingKey === null) continue;
      if (!mergesRows(local.storage.engine)) continue;
      const call = callOf(table.shardingKey);
      if (call === null || !random.has(call.name)) continue;
      yield {
        object: table,
        message: `shards ${code(formatName(local.name))} (${local.storage.engine.name}) by ${code(table.shardingKey.text)}, so rows of one key lie on several shards and are never merged: shard by a hash of its sorting key`,
      };
    }
  },
});
