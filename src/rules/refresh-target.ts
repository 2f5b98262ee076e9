import type { MaterializedView } from '../schema/model.ts';
import { formatName, tableKey } from '../schema/name.ts';
import { isReplicated } from '../sql/engine.ts';
import { isReplicatedDatabase } from './shared/managed.ts';
import { refreshClause } from './shared/refresh.ts';
import { defineRule } from './shared/rule.ts';
import { code, lookUp, materializedViews } from './shared/subject.ts';

export const refreshTarget = defineRule({
  id: 'refresh-target',
  severity: 'error',
  title: 'A refreshed target that two views replace, or that is Replicated',
  why: 'Without APPEND each refresh puts a new table in the place of the target. Two views would take it from each other, and in a database that is not Replicated the other replicas of a Replicated target would never see the new table: ClickHouse refuses both with 36 (BAD_ARGUMENTS).',
  fix: 'Add APPEND, give each view a target of its own, or use a plain MergeTree target on each host.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.ids (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/ids', '{replica}') ORDER BY id;

CREATE MATERIALIZED VIEW app.ids_mv REFRESH EVERY 1 HOUR TO app.ids AS SELECT id FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.ids (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/ids', '{replica}') ORDER BY id;

CREATE MATERIALIZED VIEW app.ids_mv REFRESH EVERY 1 HOUR APPEND TO app.ids AS SELECT id FROM app.events;`,
  },
  *find(context) {
    const first = new Map<string, MaterializedView>();
    for (const view of materializedViews(context.schema)) {
      if (view.refresh === null || refreshClause(view.refresh)?.append !== false) continue;
      if (view.to === null) {
        if (view.storage !== null && isReplicated(view.storage.engine) && !isSpread(view)) {
          yield {
            object: view,
            message: `replaces its own ${view.storage.engine.name} table at each refresh: add APPEND`,
          };
        }
        continue;
      }
      const shown = code(formatName(view.to));
      const key = tableKey(view.to);
      const other = first.get(key);
      if (other === undefined) first.set(key, view);
      else {
        yield {
          object: view,
          message: `replaces ${shown} at each refresh, and so does ${code(formatName(other.name))}: add APPEND, or use another target`,
        };
      }
      const target = lookUp(context.schema, view.to);
      if (target?.kind !== 'table' || !isReplicated(target.storage.engine) || isSpread(target)) continue;
      yield {
        object: view,
        message: `replaces the ${target.storage.engine.name} table ${shown} at each refresh, which other replicas do not see: add APPEND, or use a plain MergeTree`,
      };
    }

    function isSpread({ name }: { readonly name: { readonly database: string } }): boolean {
      return isReplicatedDatabase(name.database, context);
    }
  },
});
