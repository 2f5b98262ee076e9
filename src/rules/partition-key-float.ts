import { bareName, callOf } from './shared/expressions.ts';
import { partitionParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, isOn, tables } from './shared/subject.ts';
import { columnType, floats } from './shared/types.ts';

export const partitionKeyFloat = defineRule({
  id: 'partition-key-float',
  severity: 'error',
  title: 'A floating-point partition key',
  why: 'ClickHouse refuses it with 36 (BAD_ARGUMENTS) unless the table has `allow_floating_point_partition_key = 1`: nearly every row would be a partition of its own.',
  fix: 'Partition by a date, or round to an integer.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.prices (id UInt64, price Float64) ENGINE = MergeTree PARTITION BY price ORDER BY id;',
    passes:
      'CREATE TABLE app.prices (id UInt64, price Float64) ENGINE = MergeTree PARTITION BY intDiv(id, 1000000) ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      if (isOn(table.storage, 'allow_floating_point_partition_key')) continue;
      for (const part of partitionParts(table.storage)) {
        const column = table.columns.find((candidate) => candidate.name === bareName(part));
        const isFloat =
          column === undefined
            ? /^toFloat(32|64)$/.test(callOf(part)?.name ?? '')
            : floats.has(columnType(column.type)?.name ?? '');
        if (isFloat)
          yield {
            object: table,
            message: `PARTITION BY has the floating-point number ${code(part.text)}: partition by a date or an integer`,
          };
      }
    }
  },
});
