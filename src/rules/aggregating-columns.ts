import type { Storage } from '../schema/model.ts';
import { mergeTreeKind } from './shared/engines.ts';
import { columnsNamed } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, isOn, tables } from './shared/subject.ts';
import { parseType } from './shared/types.ts';
import { allBefore } from './shared/versions.ts';

export const aggregatingColumns = defineRule({
  id: 'aggregating-columns',
  severity: 'error',
  title: 'A plain column beside aggregates in an AggregatingMergeTree table',
  why: 'A merge makes one row of all with one sorting key. A column that is neither part of the key nor an aggregate keeps the value of any of them, so that `GROUP BY` and `WHERE` over it give wrong results after a merge. From 26.7 on ClickHouse refuses the CREATE with 36 (BAD_ARGUMENTS); where every target is older, it is a warning.',
  fix: 'Add the column to ORDER BY, or make it `SimpleAggregateFunction(any, T)`. Where it depends on the key alone, set `allow_dimensions_outside_sorting_key = 1` (26.7) or silence the rule.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.hits (day Date, page String, users AggregateFunction(uniq, UInt64)) ENGINE = AggregatingMergeTree ORDER BY day;',
    passes:
      'CREATE TABLE app.hits (day Date, page String, users AggregateFunction(uniq, UInt64)) ENGINE = AggregatingMergeTree ORDER BY (day, page);',
  },
  *find({ schema, config }) {
    const severity = allBefore(config, '26.7') ? 'warning' : 'error';
    for (const table of tables(schema)) {
      const { storage } = table;
      if (mergeTreeKind(storage.engine) !== 'Aggregating' || isOn(storage, 'allow_dimensions_outside_sorting_key'))
        continue;
      if (!table.columns.some(({ type }) => isAggregate(type))) continue;
      const inKeys = keyColumns(storage);
      if (inKeys === null) continue;
      for (const column of table.columns) {
        const kind = column.default?.kind ?? 'DEFAULT';
        if (kind !== 'DEFAULT' || isAggregate(column.type) || inKeys.has(column.name)) continue;
        yield {
          object: table,
          at: column.at,
          severity,
          message: `column ${code(column.name)} is neither in ORDER BY nor an aggregate, so a merge keeps any of its values: add it to ORDER BY, or make it ${code(`SimpleAggregateFunction(any, ${column.type})`)}`,
        };
      }
    }
  },
});

function isAggregate(type: string): boolean {
  const name = parseType(type)?.name;
  return name === 'AggregateFunction' || name === 'SimpleAggregateFunction';
}

/** Every column that the sorting or partition key names; null where that is not sure. */
function keyColumns(storage: Storage): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const key of [...(storage.orderBy ?? storage.primaryKey ?? []), storage.partitionBy]) {
    if (key === null) continue;
    const named = columnsNamed(key);
    if (named === null) return null;
    for (const name of named) names.add(name);
  }
  return names;
}
