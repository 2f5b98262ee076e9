import { isReplicated, replicatedArguments } from '../sql/engine.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const replicatedDatabasePath = defineRule({
  id: 'replicated-database-path',
  severity: 'error',
  title: 'A Keeper path in a Replicated database',
  why: 'A database of engine Replicated chooses the paths itself. From 24.9 on it refuses a table that gives its own with 36 (BAD_ARGUMENTS), unless `database_replicated_allow_replicated_engine_arguments` says otherwise.',
  fix: 'Leave the arguments out, or take the database out of `replicated_databases` of the target.',
  example: {
    trips: `CREATE DATABASE app ENGINE = Replicated('/clickhouse/databases/app', '{shard}', '{replica}');

CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;`,
    passes: `CREATE DATABASE app ENGINE = Replicated('/clickhouse/databases/app', '{shard}', '{replica}');

CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree ORDER BY id;`,
  },
  *find(context) {
    for (const { object, storage } of stored(context.schema)) {
      if (!isReplicated(storage.engine) || !isReplicatedDatabase(object.name.database, context)) continue;
      const { path } = replicatedArguments(storage.engine);
      if (path === null) continue;
      yield {
        object,
        message: `gives the Keeper path ${code(path)} in the Replicated database ${code(object.name.database)}, which chooses paths itself: leave the arguments out`,
      };
    }
  },
});
