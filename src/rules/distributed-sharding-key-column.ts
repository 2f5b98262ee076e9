import { bareName, columnsNamed, unknownColumns } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, isPhysical } from './shared/subject.ts';

export const distributedShardingKeyColumn = defineRule({
  id: 'distributed-sharding-key-column',
  severity: 'error',
  title: 'A sharding key over a column that the Distributed table does not have',
  why: 'The key is computed from the columns of the Distributed table, ALIAS and EPHEMERAL ones left out. ClickHouse refuses the CREATE with 47 (UNKNOWN_IDENTIFIER); older versions accepted it and the server did not start again.',
  fix: 'Add the column to the Distributed table, or shard by one that it has.',
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events_local (id UInt64, user_id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', cityHash64(user_id));`,
    passes: `CREATE TABLE app.events_local (id UInt64, user_id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64, user_id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', cityHash64(user_id));`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      // Without columns there is no local table to take them from: distributed-missing-local says so.
      if (table.shardingKey === null || table.columns.length === 0) continue;
      const key = code(table.shardingKey.text);
      for (const name of unknownColumns(table.shardingKey, table.columns)) {
        yield {
          object: table,
          message: `the sharding key ${key} names ${code(name)}, which is no column of this table: add it, or use another key`,
        };
      }
      const named = columnsNamed(table.shardingKey) ?? [bareName(table.shardingKey)];
      for (const column of table.columns) {
        if (isPhysical(column) || !named.includes(column.name)) continue;
        yield {
          object: table,
          message: `the sharding key ${key} names ${code(column.name)}, which is ${column.default?.kind}: use a column with data`,
        };
      }
    }
  },
});
