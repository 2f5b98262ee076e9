import { isManagedDatabase } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const unmanagedDatabase = defineRule({
  id: 'unmanaged-database',
  severity: 'warning',
  title: 'An object outside of the managed databases',
  why: 'chx.yml names the databases that the schema files answer for. What lies elsewhere is never dropped and never called drift, although the files define it.',
  fix: 'Add the database to `managed.databases`, or move the object.',
  example: {
    config: 'version: 1\ndatabase: app\nmanaged: { databases: [app] }\n',
    trips: 'CREATE TABLE web.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema, config }) {
    for (const object of schema.objects.values()) {
      if (object.kind === 'function') continue;
      const database = object.kind === 'database' ? object.name.name : object.name.database;
      if (isManagedDatabase(database, schema, config)) continue;
      yield {
        object,
        message: `lies in ${code(database)}, which is not in managed.databases of chx.yml: add it there, or move the object`,
      };
    }
  },
});
