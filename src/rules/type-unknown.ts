import { nearest } from '../config/nearest.ts';
import { namedTypes } from './shared/column-types.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';
import { knownTypes } from './shared/types.ts';

const known = new Set(knownTypes);

export const typeUnknown = defineRule({
  id: 'type-unknown',
  severity: 'error',
  title: 'A type that ClickHouse does not have',
  why: 'ClickHouse refuses the CREATE with 50 (UNKNOWN_TYPE). Its own names are case-sensitive (`UInt64`, `String`), those of standard SQL are not (`text`, `BIGINT`). A name that resembles none is a warning: it can be of another version.',
  fix: 'Correct the name.',
  refusal: { code: 50, name: 'UNKNOWN_TYPE', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id uint64) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64, name text) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const { table, column, type } of namedTypes(schema)) {
      // The server takes these two in any case, although its list says otherwise.
      if (known.has(type.name) || /^enum(8|16)$/i.test(type.name)) continue;
      const meant = nearest(type.name, knownTypes);
      const what = `column ${code(column.name)} has the type ${code(type.name)}`;
      yield meant === null
        ? {
            object: table,
            at: column.at,
            severity: 'warning',
            message: `${what}, which is not known to CHX: check its name`,
          }
        : { object: table, at: column.at, message: `${what}, which there is not: did you mean ${code(meant)}?` };
    }
  },
});
