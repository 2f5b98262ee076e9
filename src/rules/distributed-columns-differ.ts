import type { Column, DistributedTable, Table } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, distributedTables, lookUp } from './shared/subject.ts';
import { bareType, dates, floats, integers, isNullable, parseType, withoutLowCardinality } from './shared/types.ts';

export const distributedColumnsDiffer = defineRule({
  id: 'distributed-columns-differ',
  severity: 'error',
  title: 'A Distributed table whose columns differ from those of its local table',
  why:
    'ClickHouse never compares the two. A column that only the Distributed table has makes every INSERT fail with 16 ' +
    '(NO_SUCH_COLUMN_IN_TABLE) and `SELECT *` with 47; so does one that the local table computes (ALIAS 16, MATERIALIZED 44, ' +
    'EPHEMERAL 16 when read). Types that differ are cast at each read and insert: text that is no number fails with 6, a NULL ' +
    'with 349, a number out of range changes in silence (300 became 44). Without the local DEFAULT an INSERT through the ' +
    'Distributed table stores 0 instead of it, in silence.',
  fix: 'Write the Distributed table `AS` its local table, or copy name, type and default of each column exactly.',
  refusal: {
    code: 16,
    name: 'NO_SUCH_COLUMN_IN_TABLE',
    on: 'query',
    query: 'INSERT INTO app.events (id) SETTINGS distributed_foreground_insert = 1 VALUES (1)',
  },
  example: {
    trips: `CREATE TABLE app.events_local (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64, source String) ENGINE = Distributed('prod', 'app', 'events_local', id);`,
    passes: `CREATE TABLE app.events_local (id UInt64, source String DEFAULT 'web') ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.events (id UInt64, source String DEFAULT 'web') ENGINE = Distributed('prod', 'app', 'events_local', id);`,
  },
  *find({ schema }) {
    for (const table of distributedTables(schema)) {
      const local = lookUp(schema, table.local);
      if (local?.kind !== 'table' || table.columnsFromLocal) continue;
      yield* differences(table, local);
    }
  },
});

function* differences(table: DistributedTable, local: Table): Generator<Problem> {
  const name = formatName(local.name);
  const locals = new Map(local.columns.map((column) => [column.name, column]));
  for (const column of table.columns) {
    const other = locals.get(column.name);
    locals.delete(column.name);
    const what = `column ${code(column.name)}`;
    if (other === undefined) {
      // An ALIAS of the Distributed table is computed there and asks nothing of the local one.
      if (column.default?.kind === 'ALIAS') continue;
      yield {
        object: table,
        at: column.at,
        message: `${what} is not in the local table ${code(name)}: add it there, or drop it here (every INSERT fails with 16)`,
      };
      continue;
    }
    const type = typeProblem(column, other);
    if (type !== null) {
      yield {
        object: table,
        at: column.at,
        severity: type.severity,
        message: `${what} is ${code(column.type)} here and ${code(other.type)} in ${code(name)}: use one type (${type.reason})`,
      };
    }
    const value = defaultProblem(column, other);
    if (value !== null) {
      yield {
        object: table,
        at: column.at,
        severity: value.severity,
        message: `${what} has ${shown(column)} here and ${shown(other)} in ${code(name)}: copy it exactly (${value.reason})`,
      };
    }
  }
  for (const column of locals.values()) {
    yield {
      object: table,
      severity: 'warning',
      message: `column ${code(column.name)} of the local table ${code(name)} is missing here: add it, or queries through this table can't see it`,
    };
  }
}

interface Difference {
  readonly severity: 'error' | 'warning';
  readonly reason: string;
}

function typeProblem(column: Column, local: Column): Difference | null {
  if (column.type === local.type) return null;
  const here = parseType(column.type);
  const there = parseType(local.type);
  if (here === null || there === null)
    return { severity: 'warning', reason: 'values are cast at each read and insert' };
  if (column.type === local.type.replace(/^LowCardinality\((.*)\)$/s, '$1')) {
    return { severity: 'warning', reason: 'values are cast at each read and insert' };
  }
  if (local.type === column.type.replace(/^LowCardinality\((.*)\)$/s, '$1')) {
    return { severity: 'warning', reason: 'values are cast at each read and insert' };
  }
  if (isNullable(here) !== isNullable(there) && family(here) === family(there)) {
    return { severity: 'error', reason: 'a NULL fails with 349' };
  }
  if (family(here) !== family(there)) return { severity: 'error', reason: 'values that do not fit fail with 6' };
  return { severity: 'warning', reason: 'values out of range change in silence' };
}

/** Types between which a cast can't fail. */
function family(type: ReturnType<typeof parseType> & object): string {
  const { name } = bareType(withoutLowCardinality(type));
  if (integers.has(name) || floats.has(name) || name === 'Bool' || name === 'Decimal') return 'number';
  if (dates.has(name)) return 'date';
  return name;
}

function defaultProblem(column: Column, local: Column): Difference | null {
  const here = column.default;
  const there = local.default;
  if ((here?.kind ?? null) === (there?.kind ?? null)) {
    if (here?.expression?.key === there?.expression?.key) return null;
    return { severity: 'warning', reason: 'an INSERT through this table stores another value' };
  }
  if (here?.kind === undefined || here.kind === 'DEFAULT') {
    if (there?.kind === 'ALIAS') return { severity: 'error', reason: 'every INSERT fails with 16' };
    if (there?.kind === 'MATERIALIZED') return { severity: 'error', reason: 'every INSERT fails with 44' };
    if (there?.kind === 'EPHEMERAL') return { severity: 'error', reason: 'reading it fails with 16' };
  }
  if (here?.kind === 'MATERIALIZED') {
    if (there?.kind === 'EPHEMERAL') return { severity: 'error', reason: 'reading it fails with 16' };
    return { severity: 'warning', reason: 'an INSERT through this table stores the default of the type' };
  }
  return { severity: 'warning', reason: 'an INSERT through this table stores another value' };
}

function shown(column: Column): string {
  if (column.default === null) return 'no default';
  return code([column.default.kind, column.default.expression?.text ?? ''].join(' ').trim());
}
