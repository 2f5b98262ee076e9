import { expressionListOf } from '../sql/expression.ts';
import { expressionTokens } from '../sql/names.ts';
import { storedColumn } from './shared/engine-columns.ts';
import { mergeTreeKind, ownArguments } from './shared/engines.ts';
import { bareName, columnsNamed, isLiteral } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, isOn, stored } from './shared/subject.ts';
import { allBefore } from './shared/versions.ts';

export const summingColumns = defineRule({
  id: 'summing-columns',
  severity: 'error',
  title: 'Columns to sum that are missing, repeated or part of a key',
  why: 'ClickHouse refuses a missing column to sum with 16 (NO_SUCH_COLUMN_IN_TABLE), one that is named twice or that the sorting or partition key uses with 36 (BAD_ARGUMENTS); one of a key it takes before 25.4, so that is a warning where every target is older. CoalescingMergeTree follows the same rules.',
  fix: 'Name columns of the table outside of its keys, each once, or name none: then every number outside of the key is summed.',
  refusal: { code: 16, name: 'NO_SUCH_COLUMN_IN_TABLE', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.totals (id UInt64, amount UInt64) ENGINE = SummingMergeTree(amounts) ORDER BY id;',
    passes: 'CREATE TABLE app.totals (id UInt64, amount UInt64) ENGINE = SummingMergeTree(amount) ORDER BY id;',
  },
  *find({ schema, config }) {
    const ofKey = allBefore(config, '25.4') ? 'warning' : 'error';
    for (const { object, storage, columns } of stored(schema)) {
      const kind = mergeTreeKind(storage.engine);
      const [list] = ownArguments(storage.engine);
      if ((kind !== 'Summing' && kind !== 'Coalescing') || list === undefined || columns === null) continue;
      if (isLiteral(list)) {
        yield {
          object,
          message: `the column to sum of ${storage.engine.name} is the constant ${code(list.text)}: name a column, without quotes`,
        };
        continue;
      }
      const names = expressionListOf(expressionTokens(list)).map(bareName);
      const inKeys = isOn(storage, `allow_${kind.toLowerCase()}_columns_in_partition_or_order_key`)
        ? new Set<string>()
        : new Set(
            [...(storage.orderBy ?? storage.primaryKey ?? []), storage.partitionBy].flatMap((key) =>
              key === null ? [] : (columnsNamed(key) ?? []),
            ),
          );
      const seen = new Set<string>();
      for (const name of names) {
        if (name === null) continue;
        const what = `the column to sum ${code(name)} of ${storage.engine.name}`;
        const isNested = columns.some((column) => column.name.startsWith(`${name}.`));
        if (storedColumn(name, columns) === undefined && !isNested) {
          yield { object, message: `${what} is no column with data of the table: add it, or name another` };
        } else if (seen.has(name)) yield { object, message: `${what} is named twice: name it once` };
        else if (inKeys.has(name)) {
          yield { object, severity: ofKey, message: `${what} is part of a key: take it out of one of the two` };
        }
        seen.add(name);
      }
    }
  },
});
