import { defineRule } from './shared/rule.ts';
import { code, distributedTables } from './shared/subject.ts';

export const cloudTargetDistributed = defineRule({
  id: 'cloud-target-distributed',
  severity: 'error',
  final: true,
  scope: 'target',
  title: 'A Distributed table on a Cloud target',
  why: 'ClickHouse Cloud has no Distributed engine: every replica of a service sees all rows.',
  fix: 'Query the local table itself, and keep the Distributed table out of the files for this target.',
  example: {
    config: 'version: 1\ndatabase: app\ndistributed: {}\ntargets: { cloud: { kind: cloud } }\n',
    trips: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema, target }) {
    if (target?.kind !== 'cloud') return;
    for (const table of distributedTables(schema)) {
      yield {
        object: table,
        message: `is Distributed, which the Cloud target ${code(target.name)} does not have: query the local table`,
      };
    }
  },
});
