import type { Table } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { stringArgument } from '../sql/engine.ts';
import { isMissing } from './shared/managed.ts';
import { defineRule } from './shared/rule.ts';
import { code, isPhysical, lookUp, tables } from './shared/subject.ts';

export const bufferTarget = defineRule({
  id: 'buffer-target',
  severity: 'warning',
  title: 'A Buffer table without its target, or with other columns',
  why: 'ClickHouse creates a Buffer over anything. Rows of a missing target are dropped in silence when the buffer is flushed; a column that the target lacks is discarded, one that the buffer lacks gets the default of the target.',
  fix: 'Name the table that is meant, and give the Buffer its columns.',
  example: {
    trips: `CREATE TABLE app.events (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events_buffer (id UInt64) ENGINE = Buffer('app', 'events', 1, 10, 100, 10000, 1000000, 10000000, 100000000);`,
    passes: `CREATE TABLE app.events (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events_buffer (id UInt64, name String) ENGINE = Buffer('app', 'events', 1, 10, 100, 10000, 1000000, 10000000, 100000000);`,
  },
  *find(context) {
    for (const table of tables(context.schema)) {
      const name = targetOf(table);
      if (name === null) continue;
      const shown = code(formatName(name));
      if (isMissing(name, context)) {
        yield {
          object: table,
          message: `buffers for ${shown}, which is not in the schema: define it, or correct the name`,
        };
        continue;
      }
      const target = lookUp(context.schema, name);
      if (target?.kind !== 'table' && target?.kind !== 'distributed') continue;
      const columns = new Map(table.columns.map((column) => [column.name, column]));
      for (const column of target.columns) {
        const own = columns.get(column.name);
        columns.delete(column.name);
        if (own === undefined && isPhysical(column) && column.default?.kind !== 'MATERIALIZED') {
          yield {
            object: table,
            message: `lacks the column ${code(column.name)} of ${shown}: add it, or rows get its default`,
          };
        } else if (own !== undefined && own.type !== column.type) {
          yield {
            object: table,
            at: own.at,
            message: `column ${code(own.name)} is ${code(own.type)} here and ${code(column.type)} in ${shown}: use one type`,
          };
        }
      }
      for (const column of columns.values()) {
        if (!isPhysical(column)) continue;
        yield {
          object: table,
          at: column.at,
          message: `column ${code(column.name)} is not in ${shown}, so its values are discarded: add it there, or drop it here`,
        };
      }
    }
  },
});

function targetOf(table: Table): { database: string; name: string } | null {
  const { engine } = table.storage;
  if (engine.name !== 'Buffer') return null;
  const database = stringArgument(engine.args[0]);
  const name = stringArgument(engine.args[1]);
  if (database === null || name === null || name === '') return null;
  return { database: database === '' ? table.name.database : database, name };
}
