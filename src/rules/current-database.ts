import type { Expression, SchemaObject } from '../schema/model.ts';
import { functionCalls } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const currentDatabase = defineRule({
  id: 'current-database',
  severity: 'warning',
  title: 'currentDatabase() in a definition',
  why: 'It is the database of whoever reads or inserts, not that of the object, and on the hosts of a cluster their own default. Old versions put the value of the CREATE in its place, so that what a server reports differs from the files for ever.',
  fix: 'Write the name of the database.',
  example: {
    trips: `CREATE TABLE app.events (id UInt64, source String DEFAULT currentDatabase()) ENGINE = MergeTree ORDER BY id;`,
    passes: `CREATE TABLE app.events (id UInt64, source String DEFAULT 'app') ENGINE = MergeTree ORDER BY id;`,
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      for (const expression of expressions(object)) {
        // A look at the text is cheap, and says no nearly always.
        if (!/currentdatabase|database\s*\(/i.test(expression.text)) continue;
        const call = [...functionCalls(expression)].find((name) => /^(currentDatabase|database)$/i.test(name));
        if (call === undefined) continue;
        yield {
          object,
          message: `calls ${code(`${call}()`)}, which is the database of the session: write ${code(`'${object.name.database}'`)}`,
        };
        break;
      }
    }
  },
});

function expressions(object: SchemaObject): readonly Expression[] {
  switch (object.kind) {
    case 'table':
    case 'distributed':
      return object.columns.flatMap(({ default: value }) => (value?.expression == null ? [] : [value.expression]));
    case 'view':
    case 'materialized-view':
      return [object.query];
    default:
      return [];
  }
}
