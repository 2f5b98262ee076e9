import { formatName } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code, lookUp, materializedViews } from './shared/subject.ts';

export const mvSourceSilent = defineRule({
  id: 'mv-source-silent',
  severity: 'warning',
  title: 'A materialized view on something that gets no INSERT',
  why: 'A materialized view without REFRESH sees the rows of each INSERT into the table after FROM. A view, another materialized view and a dictionary get none: ClickHouse accepts the CREATE, and the view stays empty (tried: 0 rows on 26.7).',
  fix: 'Read the table underneath, or that which the other view writes TO; or add REFRESH.',
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE VIEW app.recent AS SELECT id FROM app.events;

CREATE MATERIALIZED VIEW app.ids ENGINE = MergeTree ORDER BY id AS SELECT id FROM app.recent;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids ENGINE = MergeTree ORDER BY id AS SELECT id FROM app.events;`,
  },
  *find({ schema }) {
    for (const view of materializedViews(schema)) {
      if (view.refresh !== null) continue;
      const [only, ...more] = queryTables(view.query, view.name.database);
      const source = only === undefined || more.length > 0 ? undefined : lookUp(schema, only);
      if (source === undefined || source === view) continue;
      const what = kinds[source.kind];
      if (what === undefined) continue;
      const hint = source.kind === 'materialized-view' && source.to !== null ? code(formatName(source.to)) : 'a table';
      yield {
        object: view,
        message: `is fed by ${code(formatName(source.name))}, ${what} that gets no INSERT, and stays empty: read ${hint}, or add REFRESH`,
      };
    }
  },
});

const kinds: Readonly<Record<string, string | undefined>> = {
  view: 'a view',
  'materialized-view': 'a materialized view',
  dictionary: 'a dictionary',
};
