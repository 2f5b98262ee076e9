import { formatName } from '../schema/name.ts';
import { isMissing } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, lookUp } from './shared/subject.ts';

export const distributedMissingLocal = defineRule({
  id: 'distributed-missing-local',
  severity: 'error',
  title: 'A Distributed table without its local table',
  why:
    'ClickHouse creates a Distributed table over anything and looks for the local table only when it is used: every SELECT ' +
    'and INSERT fails with 60 (UNKNOWN_TABLE). On old versions an INSERT succeeds and its rows wait on disk.',
  fix: 'Define the local table, or name the one that is meant. A local table that the files do not answer for belongs in `managed.ignore`, or in a database outside of `managed.databases`.',
  refusal: { code: 60, name: 'UNKNOWN_TABLE', on: 'query', query: 'SELECT * FROM app.events' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_locl', id);`,
    passes: `CREATE TABLE app.events_local ON CLUSTER prod (id UInt64)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;

CREATE TABLE app.events ON CLUSTER prod AS app.events_local ENGINE = Distributed('prod', 'app', 'events_local', id);`,
  },
  *find(context) {
    for (const table of distributedTables(context.schema)) {
      const local = formatName(table.local);
      if (isMissing(table.local, context)) {
        yield {
          object: table,
          message: `the local table ${code(local)} is not in the schema: define it, or correct the name in the Distributed engine`,
        };
      } else if (table.columnsFromLocal && lookUp(context.schema, table.local) === undefined) {
        yield {
          object: table,
          message: `takes its columns from ${code(local)}, which is not in the schema: list the columns here`,
        };
      }
    }
  },
});
