import type { Expression, SourceRef, Table } from '../schema/model.ts';
import { columnsNamedIn, unknownNames } from './shared/expressions.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, isPhysical, tables } from './shared/subject.ts';
import { ttlPart } from './shared/ttl.ts';

export const ttlColumn = defineRule({
  id: 'ttl-column',
  severity: 'error',
  title: 'A TTL without a column, or over one that is not there',
  why: 'A TTL is computed from the stored columns of the row. ClickHouse refuses an unknown or ALIAS column with 47 (UNKNOWN_IDENTIFIER), and an expression that names no column, such as `now() + INTERVAL 1 DAY`, with 36 (BAD_ARGUMENTS).',
  fix: 'Name a stored date column.',
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL created + INTERVAL 30 DAY;',
    passes: 'CREATE TABLE app.events (id UInt64, at DateTime) ENGINE = MergeTree ORDER BY id TTL at + INTERVAL 30 DAY;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const element of table.storage.ttl) yield* problems(table, element, table.at);
      for (const column of table.columns) if (column.ttl !== null) yield* problems(table, column.ttl, column.at);
    }
  },
});

function* problems(table: Table, element: Expression, at: SourceRef): Generator<Problem> {
  const { time, where, sets } = ttlPart(element);
  const values = sets.map((assignment) => assignment.slice(2));
  for (const name of [where, ...values].flatMap((part) => unknownNames(columnsNamedIn(part), table.columns))) {
    yield {
      object: table,
      at,
      message: `the TTL ${code(element.text)} names ${code(name)}, which is no column of the table: correct it`,
    };
  }
  const names = columnsNamedIn(time);
  if (names === null) return;
  if (names.length === 0) {
    yield {
      object: table,
      at,
      message: `the TTL ${code(element.text)} names no column: compute it from a date column`,
    };
    return;
  }
  for (const name of unknownNames(names, table.columns)) {
    yield {
      object: table,
      at,
      message: `the TTL ${code(element.text)} names ${code(name)}, which is no column of the table: correct it`,
    };
  }
  for (const column of table.columns) {
    if (isPhysical(column) || !names.includes(column.name)) continue;
    yield {
      object: table,
      at,
      message: `the TTL ${code(element.text)} names ${code(column.name)}, which is ${column.default?.kind} and not stored`,
    };
  }
}
