import { bareName, columnsNamed, unknownColumns } from './shared/expressions.ts';
import { keyParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, isPhysical, tables } from './shared/subject.ts';

export const keyColumnUnknown = defineRule({
  id: 'key-column-unknown',
  severity: 'error',
  title: 'A key over a column that the table does not store',
  why: 'ORDER BY, PRIMARY KEY, PARTITION BY and SAMPLE BY take stored columns. ClickHouse refuses one that the table does not have, an ALIAS and an EPHEMERAL one with 47 (UNKNOWN_IDENTIFIER).',
  fix: 'Correct the name, or add the column; instead of an ALIAS write its expression or make it MATERIALIZED.',
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree PARTITION BY toYYYYMM(created) ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const { clause, expression } of keyParts(table.storage)) {
        for (const name of unknownColumns(expression, table.columns)) {
          yield {
            object: table,
            message: `${clause} names ${code(name)}, which is no column of the table: correct it, or add the column`,
          };
        }
        const named = columnsNamed(expression) ?? [bareName(expression)];
        for (const column of table.columns) {
          if (isPhysical(column) || !named.includes(column.name)) continue;
          yield {
            object: table,
            at: column.at,
            message: `${clause} names ${code(column.name)}, which is ${column.default?.kind} and not stored: use a stored column`,
          };
        }
      }
    }
  },
});
