import { expressionTokens } from '../sql/names.ts';
import { bareName } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, isOn, tables } from './shared/subject.ts';
import { bareType, columnType, knownTypes, type TypeNode, typesWithin } from './shared/types.ts';

export const indexColumnType = defineRule({
  id: 'index-column-type',
  severity: 'error',
  title: 'A skip index on a type that it can not index',
  why: 'tokenbf_v1 and ngrambf_v1 take String, FixedString, those in LowCardinality and arrays of them, never Nullable; ClickHouse refuses others with 36 (BAD_ARGUMENTS), as it does minmax over JSON. bloom_filter takes no Map, Tuple, Decimal or JSON (44, ILLEGAL_COLUMN); text takes String and FixedString, also Nullable or in an array (36).',
  fix: "Index an expression of a fitting type: `mapKeys(attributes)`, `ifNull(name, '')`, `toString(amount)`.",
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, name Nullable(String), INDEX words name TYPE tokenbf_v1(32768, 3, 0)) ENGINE = MergeTree ORDER BY id;',
    passes:
      "CREATE TABLE app.events (id UInt64, name Nullable(String), INDEX words ifNull(name, '') TYPE tokenbf_v1(32768, 3, 0)) ENGINE = MergeTree ORDER BY id;",
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const index of table.indexes) {
        const column = table.columns.find((candidate) => candidate.name === bareName(index.expression));
        const type = column === undefined ? null : columnType(column.type);
        const kind = (expressionTokens(index.type)[0]?.value ?? '').toLowerCase();
        if (column === undefined || type === null || !isRefused(kind, type)) continue;
        if (kind === 'minmax' && isOn(table.storage, 'allow_minmax_index_for_json')) continue;
        yield {
          object: table,
          at: index.at,
          message: `the index ${code(index.name)} is ${kind} over ${code(column.name)} of type ${code(column.type)}, which it can't index: index an expression of another type`,
        };
      }
    }
  },
});

const text = new Set(['String', 'FixedString']);
/** IPv6 has the bytes of a FixedString, and the two filters take it. */
const filtered = new Set([...text, 'IPv6']);
const unfit = new Set('Map Tuple Decimal JSON Dynamic Variant Date32 Time Time64 Point AggregateFunction'.split(' '));
const mixed = new Set(['JSON', 'Dynamic', 'Variant', 'AggregateFunction']);

/** Whether an index refuses a type, as tried for each pair of the two. */
function isRefused(kind: string, type: TypeNode): boolean {
  const inner = type.args[0]?.type ?? null;
  if (!knownTypes.includes(type.name)) return false;
  switch (kind) {
    case 'tokenbf_v1':
    case 'ngrambf_v1':
      return (
        !filtered.has(type.name) &&
        !((type.name === 'LowCardinality' || type.name === 'Array') && text.has(inner?.name ?? ''))
      );
    case 'bloom_filter':
      return (
        unfit.has(type.name) || (type.name === 'Array' && (unfit.has(inner?.name ?? '') || inner?.name === 'Array'))
      );
    case 'text': {
      const element = bareType(type);
      const bare = element.name === 'Array' ? innermost(element) : element;
      return !text.has(bare.name);
    }
    case 'minmax':
      return [...typesWithin(type)].some((part) => mixed.has(part.name));
    default:
      return false;
  }
}

function innermost(type: TypeNode): TypeNode {
  const inner = type.args[0]?.type ?? null;
  return type.name === 'Array' && inner !== null ? innermost(bareType(inner)) : type;
}
