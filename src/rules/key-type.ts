import { bareName } from './shared/expressions.ts';
import { keyParts } from './shared/keys.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';
import { columnType, typesWithin } from './shared/types.ts';

const refused = new Set(['AggregateFunction', 'JSON', 'Dynamic', 'Variant', 'Object']);

export const keyType = defineRule({
  id: 'key-type',
  severity: 'error',
  title: 'A key over a type that keys do not take',
  why: 'ClickHouse refuses AggregateFunction, JSON, Dynamic and Variant columns, alone or within another type, in every key with 549 (DATA_TYPE_CANNOT_BE_USED_IN_KEY), and a SimpleAggregateFunction in the sorting key unless `allow_suspicious_primary_key` is on for the session.',
  fix: 'Use another column, or one path of the JSON with its type: `json.user.id.:UInt64`.',
  refusal: { code: 549, name: 'DATA_TYPE_CANNOT_BE_USED_IN_KEY', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, body JSON) ENGINE = MergeTree ORDER BY (body, id);',
    passes: 'CREATE TABLE app.events (id UInt64, body JSON) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const { clause, expression } of keyParts(table.storage)) {
        const column = table.columns.find((candidate) => candidate.name === bareName(expression));
        const type = column === undefined ? null : columnType(column.type);
        if (column === undefined || type === null) continue;
        const isSimple =
          column.type.startsWith('SimpleAggregateFunction(') && (clause === 'ORDER BY' || clause === 'PRIMARY KEY');
        const wrong = isSimple
          ? { name: 'SimpleAggregateFunction' }
          : [...typesWithin(type)].find((inner) => refused.has(inner.name));
        if (wrong === undefined) continue;
        yield {
          object: table,
          at: column.at,
          message: `${clause} has ${code(column.name)} of type ${code(column.type)}, and a key takes no ${wrong.name}: use another column`,
        };
      }
    }
  },
});
