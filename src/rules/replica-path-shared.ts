import type { MaterializedView, ObjectName, Table } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { isReplicated, replicatedArguments } from '../sql/engine.ts';
import { defineRule } from './shared/rule.ts';
import { code, type Stored, stored } from './shared/subject.ts';

export const replicaPathShared = defineRule({
  id: 'replica-path-shared',
  severity: 'error',
  title: 'Two tables on one Keeper path',
  why: 'Tables with one path and one replica name are one table to Keeper: the second CREATE fails with 253 (REPLICA_ALREADY_EXISTS), or with 122 where the columns differ. A path never follows a RENAME, so a renamed table still holds the path of its old name, and a new table of that name meets it.',
  fix: 'Give each table a path of its own: put `{uuid}` into it, or the table name.',
  refusal: { code: 253, name: 'REPLICA_ALREADY_EXISTS', on: 'create' },
  example: {
    trips: `CREATE TABLE app.clicks (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;`,
    passes: `CREATE TABLE app.clicks (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/clicks', '{replica}') ORDER BY id;

CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;`,
  },
  *find({ schema }) {
    const first = new Map<string, Table | MaterializedView>();
    for (const subject of stored(schema)) {
      const path = registered(subject, subject.object.name);
      if (path === null) continue;
      const other = first.get(path.key);
      if (other === undefined) first.set(path.key, subject.object);
      else {
        yield {
          object: subject.object,
          message: `shares the Keeper path ${code(path.text)} with ${code(formatName(other.name))}, and the second CREATE fails with 253: give each its own`,
        };
      }
    }
    // What a renamed table registered under its old name.
    for (const subject of stored(schema)) {
      const { renamedFrom } = subject.object;
      if (renamedFrom === null) continue;
      const path = registered(subject, renamedFrom);
      const other = path === null ? undefined : first.get(path.key);
      if (path === null || other === undefined || other === subject.object) continue;
      yield {
        object: other,
        message: `would register at the Keeper path ${code(path.text)}, which ${code(formatName(subject.object.name))} keeps from before its rename: use another path`,
      };
    }
  },
});

/** The path and replica under which a table registers if it is made under this name; null where {uuid} makes it unique. */
function registered({ storage }: Stored, name: ObjectName): { key: string; text: string } | null {
  if (!isReplicated(storage.engine)) return null;
  const { path, replica } = replicatedArguments(storage.engine);
  if (path === null || replica === null || path.includes('{uuid}')) return null;
  const expand = (text: string): string =>
    text.replaceAll('{database}', name.database).replaceAll('{table}', name.name);
  const text = expand(path).replace(/\/+$/, '');
  return { key: JSON.stringify([text, expand(replica)]), text };
}
