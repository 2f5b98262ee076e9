/**
 * Views whose columns no longer are what their query gives. ClickHouse (26.7) derives the list when the view is made and
 * keeps it: a wider type is then cut to the old one without a word (1000 read as 232 through a UInt8), a column behind `*`
 * that goes fails every read (47), one that comes isn't shown.
 */
import type { Column, Expression, MaterializedView, SchemaObject, View } from '../schema/model.ts';
import { expressionTokens, mentionedNames } from '../sql/names.ts';
import { modificationPhase } from './table-diff.ts';

/** What happens to the columns of a source, as one query sees it. */
export type ColumnEffect =
  | 'none'
  /** All of it is done before a view over it is replaced. */
  | 'before'
  /** Some of it waits until the view is replaced: columns that go, types that get narrower. */
  | 'after';

/** Whether a query selects columns without naming them: `*`, `t.*`, `COLUMNS(...)`. */
export function selectsUnnamed(query: Expression): boolean {
  const tokens = expressionTokens(query);
  return tokens.some((token, index) => {
    if (token.kind === 'word' && token.text.toUpperCase() === 'COLUMNS') return tokens[index + 1]?.text === '(';
    if (token.text !== '*') return false;
    const before = tokens[index - 1];
    if (before?.text === '(') return tokens[index + 1]?.text !== ')';
    return before === undefined || before.text === ',' || before.text === '.' || isSelect(before.text);
  });
}

function isSelect(word: string): boolean {
  return word.toUpperCase() === 'SELECT' || word.toUpperCase() === 'DISTINCT';
}

/** Whether a query is `SELECT * FROM one_table ...` with nothing else selected. */
export function selectsAll(query: Expression): boolean {
  const tokens = expressionTokens(query);
  return (
    tokens[0]?.text.toUpperCase() === 'SELECT' &&
    tokens[1]?.text === '*' &&
    tokens[2]?.text.toUpperCase() === 'FROM' &&
    !tokens.some(({ kind, text }) => kind === 'word' && ['JOIN', 'UNION', 'INTERSECT'].includes(text.toUpperCase())) &&
    !tokens.slice(3).some(({ text }) => text === ',')
  );
}

/** The names that `*` stands for. */
export function visibleColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter((column) => column.default === null || column.default.kind === 'DEFAULT');
}

/** Functions whose result has one type whatever they are given, as long as that stays NULL or not NULL. */
const fixedResults = new Set([
  'count',
  'countif',
  'length',
  'todate',
  'tofloat64',
  'uniq',
  'uniqcombined',
  'uniqexact',
]);

/** Functions that widen by themselves: what they give for a wider number of the same sort is of one type. */
const wideningResults = new Set(['sum', 'sumif']);

/**
 * Whether another type of a column may show in what a query gives. Only a plain query is looked into: with a query inside of
 * it, or with a WITH, every mention counts.
 */
function showsType(query: Expression, name: string, from: string, to: string): boolean {
  if (!mentionedNames(query).has(name)) return false;
  const tokens = expressionTokens(query);
  const word = (index: number): string =>
    tokens[index]?.kind === 'word' ? (tokens[index]?.text ?? '').toUpperCase() : '';
  const plain =
    word(0) === 'SELECT' &&
    !tokens.some((_, index) => index > 0 && (word(index) === 'SELECT' || word(index) === 'WITH'));
  if (!plain || from.includes('Nullable(') !== to.includes('Nullable(')) return true;
  const calls: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(')
      calls.push(tokens[index - 1]?.kind === 'word' ? (tokens[index - 1]?.text.toLowerCase() ?? '') : '');
    else if (token.text === ')') calls.pop();
    else if (calls.length === 0 && word(index) === 'FROM') return false;
    else if ((token.kind === 'word' || token.kind === 'quoted') && token.value === name) {
      // A name before a bracket is a function's.
      if (tokens[index + 1]?.text === '(') continue;
      const hidden = calls.some(
        (call) =>
          fixedResults.has(call) ||
          (call === 'avg' && sumType(from) !== null && sumType(to) !== null) ||
          (wideningResults.has(call) && sumType(from) !== null && sumType(from) === sumType(to)),
      );
      if (!hidden) return true;
    }
  }
  return false;
}

/** The type of a sum over a type; null where it isn't known. */
function sumType(type: string): string | null {
  const [, sign, bits] = /^(U?Int)(\d+)$/.exec(type) ?? [];
  if (sign !== undefined) return Number(bits) <= 64 ? `${sign}64` : type;
  if (/^Float(32|64)$/.test(type)) return 'Float64';
  const [, precision, scale] = /^Decimal\((\d+), (\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? null : `Decimal(${Number(precision) <= 38 ? 38 : 76}, ${scale})`;
}

/** What a source's way from one list of columns to another means for a query over it. */
export function columnEffect(query: Expression, before: readonly Column[], after: readonly Column[]): ColumnEffect {
  const all = selectsUnnamed(query);
  const known = new Map(before.map((column) => [column.name, column]));
  let effect: ColumnEffect = 'none';
  for (const column of after) {
    const old = known.get(column.name);
    if (old === undefined || old.type === column.type) continue;
    if (!all && !showsType(query, column.name, old.type, column.type)) continue;
    if (modificationPhase(old, column) === 'contract') return 'after';
    effect = 'before';
  }
  if (!all) return effect;
  const list = (columns: readonly Column[]): string => JSON.stringify(visibleColumns(columns).map(({ name }) => name));
  if (list(before) === list(after)) return effect;
  return losesColumn(before, after) ? 'after' : 'before';
}

/** Whether a name that `*` gave is gone. */
export function losesColumn(before: readonly Column[], after: readonly Column[]): boolean {
  const kept = new Set(visibleColumns(after).map(({ name }) => name));
  return visibleColumns(before).some(({ name }) => !kept.has(name));
}

/** Whether types alone can't tell the lists that `*` gives before and after: names or their order change. */
export function changesNames(before: readonly Column[], after: readonly Column[]): boolean {
  const known = new Set(visibleColumns(before).map(({ name }) => name));
  const kept = new Set(visibleColumns(after).map(({ name }) => name));
  const order = (columns: readonly Column[], others: ReadonlySet<string>): string =>
    JSON.stringify(visibleColumns(columns).flatMap(({ name }) => (others.has(name) ? [name] : [])));
  const comes = visibleColumns(after).some(({ name }) => !known.has(name));
  return (losesColumn(before, after) && comes) || order(before, kept) !== order(after, known);
}

export function isView(object: SchemaObject): object is View | MaterializedView {
  return object.kind === 'view' || object.kind === 'materialized-view';
}
