import { formatName } from '../schema/name.ts';
import { outputNames } from './shared/queries.ts';
import { defineRule } from './shared/rule.ts';
import { code, lookUp, materializedViews } from './shared/subject.ts';

export const mvTargetColumns = defineRule({
  id: 'mv-target-columns',
  severity: 'error',
  title: 'A materialized view with a column that its target lacks',
  why: 'Columns go to the target by name. ClickHouse refuses an output column that the target does not have, or that is ALIAS or MATERIALIZED there, with 8 (THERE_IS_NO_COLUMN); old versions accepted the view and then failed every INSERT into the source with 16.',
  fix: 'Add the column to the target, or give it the name that the target has: `SELECT ... AS name`.',
  refusal: { code: 8, name: 'THERE_IS_NO_COLUMN', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.names (title String) ENGINE = MergeTree ORDER BY title;

CREATE MATERIALIZED VIEW app.names_mv TO app.names AS SELECT name FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.names (title String) ENGINE = MergeTree ORDER BY title;

CREATE MATERIALIZED VIEW app.names_mv TO app.names AS SELECT name AS title FROM app.events;`,
  },
  *find({ schema }) {
    for (const view of materializedViews(schema)) {
      if (view.to === null) continue;
      const target = lookUp(schema, view.to);
      if (target?.kind !== 'table' && target?.kind !== 'distributed') continue;
      if (target.columns.length === 0) continue;
      const kinds = new Map(target.columns.map((column) => [column.name, column.default?.kind ?? null]));
      for (const name of new Set(outputNames(view.query))) {
        const kind = kinds.get(name);
        const to = code(formatName(view.to));
        if (kind === undefined) {
          yield {
            object: view,
            message: `selects ${code(name)}, which its target ${to} does not have: add the column there, or give it another name with AS`,
          };
        } else if (kind === 'ALIAS' || kind === 'MATERIALIZED') {
          yield { object: view, message: `selects ${code(name)}, which is ${kind} in its target ${to}: leave it out` };
        }
      }
    }
  },
});
