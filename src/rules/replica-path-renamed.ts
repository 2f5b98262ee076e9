import { formatName } from '../schema/name.ts';
import { isReplicated, replicatedArguments } from '../sql/engine.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const replicaPathRenamed = defineRule({
  id: 'replica-path-renamed',
  severity: 'warning',
  title: 'A renamed table whose Keeper path holds its name',
  why: '`{table}` and `{database}` are filled in at CREATE and stay as they were: after the RENAME the server keeps the path of the old name (tried). A replica that is made from the file later registers at the path of the new name and shares no rows with the others.',
  fix: 'Write the old name into the path in place of the macro.',
  example: {
    trips: `-- chx:renamed-from clicks
CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{table}', '{replica}') ORDER BY id;`,
    passes: `-- chx:renamed-from clicks
CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/clicks', '{replica}') ORDER BY id;`,
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      const before = object.renamedFrom;
      if (before === null || !isReplicated(storage.engine)) continue;
      const { path } = replicatedArguments(storage.engine);
      if (path === null) continue;
      const kept = path.replaceAll('{table}', before.name).replaceAll('{database}', before.database);
      const now = path.replaceAll('{table}', object.name.name).replaceAll('{database}', object.name.database);
      if (kept === now) continue;
      yield {
        object,
        message: `was ${code(formatName(before))} and keeps its Keeper path ${code(kept)}, while ${code(path)} stands for ${code(now)} now: write the old one out`,
      };
    }
  },
});
