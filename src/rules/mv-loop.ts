import type { Schema } from '../schema/model.ts';
import { formatName, tableKey } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code, distributedTables, materializedViews } from './shared/subject.ts';

export const mvLoop = defineRule({
  id: 'mv-loop',
  severity: 'error',
  title: 'Materialized views that feed each other in a loop',
  why: 'ClickHouse creates them, and refuses every INSERT into a table of the loop with 306 (TOO_DEEP_RECURSION).',
  fix: 'Write to a table that feeds none of the views before.',
  refusal: { code: 306, name: 'TOO_DEEP_RECURSION', on: 'query', query: 'INSERT INTO app.events VALUES (1)' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.ids (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids_mv TO app.ids AS SELECT id FROM app.events;

CREATE MATERIALIZED VIEW app.back_mv TO app.events AS SELECT id FROM app.ids;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.ids (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.copy (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids_mv TO app.ids AS SELECT id FROM app.events;

CREATE MATERIALIZED VIEW app.copy_mv TO app.copy AS SELECT id FROM app.ids;`,
  },
  *find({ schema }) {
    const feeds = feedEdges(schema);
    for (const view of materializedViews(schema)) {
      if (view.to === null || view.refresh !== null) continue;
      const loop = [...reachable(tableKey(view.to), feeds)].filter((name) => name === tableKey(view.name));
      if (loop.length > 0) {
        yield {
          object: view,
          message: `feeds ${code(formatName(view.to))}, which feeds this view again, and every INSERT fails with 306: write to another table`,
        };
      }
    }
  },
});

/** Source to view, view to target, Distributed table to its local table. Only the one source of a simple view is certain. */
function feedEdges(schema: Schema): ReadonlyMap<string, readonly string[]> {
  const feeds = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    const known = feeds.get(from);
    if (known === undefined) feeds.set(from, [to]);
    else known.push(to);
  };
  for (const view of materializedViews(schema)) {
    if (view.refresh !== null) continue;
    const [source, ...more] = queryTables(view.query, view.name.database);
    if (source !== undefined && more.length === 0) add(tableKey(source), tableKey(view.name));
    if (view.to !== null) add(tableKey(view.name), tableKey(view.to));
  }
  for (const table of distributedTables(schema)) add(tableKey(table.name), tableKey(table.local));
  return feeds;
}

function reachable(from: string, feeds: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>([from]);
  const stack = [from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const next of feeds.get(at) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      stack.push(next);
    }
  }
  return seen;
}
