import { isReplicated } from '../sql/engine.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const cloudTargetReplicated = defineRule({
  id: 'cloud-target-replicated',
  severity: 'warning',
  scope: 'target',
  title: 'A Replicated engine on a Cloud target',
  why: 'ClickHouse Cloud makes a Shared engine of every MergeTree and manages paths itself: what the files say and what the server reports never agree.',
  fix: 'Use the plain MergeTree engine of the same name.',
  example: {
    config: 'version: 1\ndatabase: app\ntargets: { cloud: { kind: cloud } }\n',
    trips:
      "CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/events', '{replica}') ORDER BY id;",
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema, target }) {
    if (target?.kind !== 'cloud') return;
    for (const { object, storage } of stored(schema)) {
      if (!isReplicated(storage.engine)) continue;
      yield {
        object,
        message: `is ${storage.engine.name}, which the Cloud target ${code(target.name)} makes a Shared engine of: use the plain engine`,
      };
    }
  },
});
