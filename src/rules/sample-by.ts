import { bareName } from './shared/expressions.ts';
import { primaryKey } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, isOn, settingValue, stored } from './shared/subject.ts';
import { columnType } from './shared/types.ts';

const unsigned = new Set(['UInt8', 'UInt16', 'UInt32', 'UInt64', 'Bool']);

export const sampleBy = defineRule({
  id: 'sample-by',
  severity: 'error',
  title: 'A sampling expression outside of the primary key, or of a wrong type',
  why: 'ClickHouse refuses a sampling expression that is not an element of the primary key with 36 (BAD_ARGUMENTS), and one that is no UInt8 to UInt64 with 59.',
  fix: 'Put the same expression into the primary key: `ORDER BY (day, intHash32(user_id)) SAMPLE BY intHash32(user_id)`.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, user_id UInt64) ENGINE = MergeTree ORDER BY id SAMPLE BY user_id;',
    passes:
      'CREATE TABLE app.events (id UInt64, user_id UInt64) ENGINE = MergeTree ORDER BY (user_id, id) SAMPLE BY user_id;',
  },
  *find({ schema }) {
    for (const { object, storage, columns } of stored(schema)) {
      const { sampleBy: expression } = storage;
      if (expression === null) continue;
      const name = bareName(expression);
      const inKey = primaryKey(storage).some(
        (element) => element.key === expression.key || (name !== null && bareName(element) === name),
      );
      if (!inKey && !isOn(storage, 'compatibility_allow_sampling_expression_not_in_primary_key')) {
        yield {
          object,
          message: `SAMPLE BY ${code(expression.text)} is not in the primary key: add the same expression to it`,
        };
        continue;
      }
      const column = columns?.find((candidate) => candidate.name === name);
      const type = column === undefined ? null : columnType(column.type);
      if (column === undefined || type === null || unsigned.has(type.name)) continue;
      if (settingValue(storage, 'check_sample_column_is_correct') === '0') continue;
      yield {
        object,
        at: column.at,
        message: `SAMPLE BY ${code(column.name)} is ${code(column.type)} and must be UInt8 to UInt64: sample by a hash, as in ${code(`cityHash64(${column.name})`)}`,
      };
    }
  },
});
