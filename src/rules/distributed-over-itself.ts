import { formatName } from '../schema/name.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, lookUp } from './shared/subject.ts';

export const distributedOverItself = defineRule({
  id: 'distributed-over-itself',
  severity: 'error',
  title: 'A Distributed table over itself',
  why: 'A Distributed table that names itself as its local table is refused with 269 (INFINITE_LOOP) when it is created or used.',
  fix: 'Name the local table in the Distributed engine.',
  refusal: { code: 269, name: 'INFINITE_LOOP', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events', id);`,
    passes: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      if (lookUp(schema, table.local) === table) {
        yield {
          object: table,
          message: `reads itself: name the local table instead of ${code(formatName(table.local))}`,
        };
      }
    }
  },
});
