import type { Column, Expression, ObjectName, Storage, Table } from '../schema/model.ts';
import { tableKey } from '../schema/name.ts';
import { expressionOf } from '../sql/expression.ts';
import { identifier } from '../sql/literals.ts';
import { expressionTokens } from '../sql/names.ts';
import type { Token } from '../sql/tokens.ts';

/** Old column name to new one. */
export type ColumnRenames = ReadonlyMap<string, string>;

/** An expression of one table with its columns renamed, as ClickHouse rewrites it on RENAME COLUMN (tried on 26.7). */
export function renameColumnsIn(expression: Expression, renames: ColumnRenames): Expression {
  if (renames.size === 0) return expression;
  const tokens = expressionTokens(expression);
  let changed = false;
  const renamed = tokens.map((token, index): Token => {
    const to = token.kind === 'word' || token.kind === 'quoted' ? renames.get(token.value) : undefined;
    if (to === undefined || tokens[index + 1]?.text === '(' || tokens[index - 1]?.text === '.') return token;
    changed = true;
    return { ...token, kind: 'quoted', text: identifier(to), value: to };
  });
  return changed ? spaced(renamed, tokens) : expression;
}

/** A query with tables named otherwise, by the key of the old name. Every table stands there with its database. */
export function renameTablesIn(query: Expression, renames: ReadonlyMap<string, ObjectName>): Expression {
  if (renames.size === 0) return query;
  const tokens = expressionTokens(query);
  const isName = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'quoted';
  const renamed = [...tokens];
  let changed = false;
  for (const [index, token] of tokens.entries()) {
    const last = tokens[index + 2];
    if (!isName(token) || !isName(last) || tokens[index + 1]?.text !== '.' || tokens[index - 1]?.text === '.') continue;
    const to = renames.get(tableKey({ database: token.value, name: last.value }));
    if (to === undefined) continue;
    changed = true;
    renamed[index] = { ...token, kind: 'quoted', text: identifier(to.database), value: to.database };
    renamed[index + 2] = { ...last, kind: 'quoted', text: identifier(to.name), value: to.name };
  }
  return changed ? spaced(renamed, tokens) : query;
}

/** Names of another length would tear or glue blanks, which are told by offsets: the gaps are kept instead. */
function spaced(tokens: readonly Token[], original: readonly Token[]): Expression {
  let offset = 0;
  const placed = tokens.map((token, index): Token => {
    const before = original[index - 1];
    const gap = before === undefined ? 0 : (original[index]?.offset ?? 0) - before.offset - before.text.length;
    const at = offset + (gap > 0 ? 1 : 0);
    offset = at + token.text.length;
    return { ...token, offset: at };
  });
  return expressionOf(placed);
}

/**
 * The base table as it stands after these renames of its columns. Projections aren't rewritten by ClickHouse: those that
 * name such a column must go before the rename (26.7: 47).
 */
export function renameColumns(table: Table, renames: ColumnRenames): Table {
  if (renames.size === 0) return table;
  const rename = (expression: Expression): Expression => renameColumnsIn(expression, renames);
  const storage: Storage = {
    ...table.storage,
    engine: { ...table.storage.engine, args: table.storage.engine.args.map(rename) },
    partitionBy: table.storage.partitionBy && rename(table.storage.partitionBy),
    primaryKey: table.storage.primaryKey && table.storage.primaryKey.map(rename),
    orderBy: table.storage.orderBy && table.storage.orderBy.map(rename),
    sampleBy: table.storage.sampleBy && rename(table.storage.sampleBy),
    ttl: table.storage.ttl.map(rename),
  };
  return {
    ...table,
    columns: table.columns.map((column) => renameColumn(column, renames)),
    indexes: table.indexes.map((index) => ({ ...index, expression: rename(index.expression) })),
    constraints: table.constraints.map((constraint) => ({ ...constraint, expression: rename(constraint.expression) })),
    storage,
  };
}

/** A column under its new name, its own expressions following the renames of its neighbours. */
export function renameColumn(column: Column, renames: ColumnRenames): Column {
  const rename = (expression: Expression): Expression => renameColumnsIn(expression, renames);
  return {
    ...column,
    name: renames.get(column.name) ?? column.name,
    default:
      column.default === null
        ? null
        : { ...column.default, expression: column.default.expression && rename(column.default.expression) },
    ttl: column.ttl && rename(column.ttl),
  };
}
