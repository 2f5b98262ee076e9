/** Which names of a query its tables surely don't have. In doubt a name is left alone. */
import type { Column, Expression, ObjectName, Schema } from '../../schema/model.ts';
import { expressionTokens, queryTables } from '../../sql/names.ts';
import type { Token } from '../../sql/tokens.ts';
import { notColumns } from './expressions.ts';
import { lookUp } from './subject.ts';

/** Words of queries that name nothing, beside those of expressions. */
const queryWords = new Set(
  (
    'select from prewhere where group by having order limit offset union all except intersect settings format join inner left right ' +
    'full outer cross any semi anti asof array on using as with totals rollup cube fill to step staleness interpolate ties final ' +
    'sample global partition over rows range groups unbounded preceding following current row qualify window grouping sets into ' +
    'local paste cast exists some collate escape regexp rlike filter within ignore respect view values'
  ).split(' '),
);
/** What a query can hold that is not followed here. */
const beyond = new Set(['columns', 'apply', 'replace', 'except', 'window', 'union', 'intersect', 'interpolate']);

/** A query over tables of the schema whose columns are all known. */
interface Sources {
  readonly tables: readonly ObjectName[];
  readonly columns: readonly Column[];
}

/** The columns of the tables that one SELECT reads; null where it holds others, or none. */
export function sourceColumns(query: Expression, database: string, schema: Schema): Sources | null {
  const tables = queryTables(query, database);
  const columns: Column[] = [];
  for (const name of tables) {
    const object = lookUp(schema, name);
    if ((object?.kind !== 'table' && object?.kind !== 'distributed') || object.columns.length === 0) return null;
    columns.push(...object.columns);
  }
  return tables.length === 0 ? null : { tables, columns };
}

/**
 * The names, as written, that a query uses as columns and that none of its tables has.
 *
 * @returns The empty list for a query of several SELECTs, one over a table function, a view or a table outside of the schema,
 *   and wherever a name can mean something else.
 */
export function unknownQueryColumns(query: Expression, database: string, schema: Schema): readonly string[] {
  const tokens = upToSettings(expressionTokens(query));
  const words = tokens.map((token) => (token.kind === 'word' ? token.text.toLowerCase() : ''));
  if (words.filter((word) => word === 'select').length !== 1 || words.some((word) => beyond.has(word))) return [];
  if (tokens.some((token) => token.kind === 'symbol' && (token.text === '{' || token.text === '?'))) return [];
  const sources = sourceColumns(query, database, schema);
  const from = words.indexOf('from');
  // A table function or a query stands in a bracket of its own.
  if (sources === null || readsCall(tokens, words)) return [];
  const defined = definedNames(tokens, words);
  const names = new Set(sources.columns.map((column) => column.name));
  const roots = new Set(sources.columns.map((column) => column.name.split('.')[0] ?? ''));
  const [table] = sources.tables;
  const isSingle = sources.tables.length === 1 && !words.includes('join');
  const prefixes = new Set(isSingle && table !== undefined ? [table.name, ...aliasOf(tokens, words, from)] : []);
  const unknown = new Set<string>();
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || !isName(token)) continue;
    const path = [token.value];
    const start = index;
    while (tokens[index + 1]?.text === '.' && isName(tokens[index + 2])) {
      path.push(tokens[index + 2]?.value ?? '');
      index += 2;
    }
    if (isNoColumn(tokens, words, start, index, from)) continue;
    const [root = '', ...rest] = path;
    if (rest.length === 0) {
      if (token.kind === 'word' && (queryWords.has(words[start] ?? '') || notColumns.has(words[start] ?? ''))) continue;
      if (root.startsWith('_') || defined.has(root) || names.has(root) || roots.has(root) || prefixes.has(root))
        continue;
      unknown.add(root);
    } else if (isSingle && prefixes.has(root) && !defined.has(rest[0] ?? '') && !roots.has(root)) {
      const [column = ''] = rest;
      if (!column.startsWith('_') && !names.has(column) && !roots.has(column)) unknown.add(path.join('.'));
    }
  }
  return [...unknown];
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/** Without the settings of the query, whose names are no columns. */
function upToSettings(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol') depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
    if (
      depth === 0 &&
      token.kind === 'word' &&
      /^(settings|format)$/i.test(token.text) &&
      tokens[index + 1]?.kind === 'word'
    )
      return tokens.slice(0, index);
  }
  return tokens;
}

/** Whether a call or a bracket stands where a table does. */
function readsCall(tokens: readonly Token[], words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (word !== 'from' && word !== 'join') return false;
    const isInCall = word === 'from' && tokens[index - 1] !== undefined && isInside(tokens, index);
    if (isInCall || words[index - 1] === 'array') return false;
    return tokens[index + 1]?.text === '(' || (tokens[index + 2]?.text === '(' && words[index + 1] !== 'final');
  });
}

/** Whether a token stands in brackets: the FROM of `trim(BOTH ' ' FROM x)` names no table. */
function isInside(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  for (const token of tokens.slice(0, index)) {
    if (token.kind === 'symbol') depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
  }
  return depth > 0;
}

/** Names that the query itself gives: aliases with AS and without, arguments of lambdas. */
function definedNames(tokens: readonly Token[], words: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol' && token.text === '->') addArguments(tokens, index, names);
    if (!isName(token)) continue;
    const before = tokens[index - 1];
    if (words[index - 1] === 'as') names.add(token.value);
    else if (
      before !== undefined &&
      endsOperand(before, words[index - 1] ?? '') &&
      !queryWords.has(words[index] ?? '')
    ) {
      names.add(token.value);
    }
  }
  return names;
}

function addArguments(tokens: readonly Token[], arrow: number, names: Set<string>): void {
  const last = tokens[arrow - 1];
  if (isName(last)) names.add(last.value);
  if (last?.text !== ')') return;
  for (let index = arrow - 2; index >= 0 && tokens[index]?.text !== '('; index -= 1) {
    const token = tokens[index];
    if (isName(token)) names.add(token.value);
  }
}

/** Whether an operand can end here, so that a name right after it is its alias. */
function endsOperand(token: Token, word: string): boolean {
  if (token.kind === 'symbol') return token.text === ')' || token.text === ']';
  if (token.kind === 'word')
    return !queryWords.has(word) && (!notColumns.has(word) || word === 'end' || word === 'null');
  return true;
}

/** The alias of the only table. */
function aliasOf(tokens: readonly Token[], words: readonly string[], from: number): readonly string[] {
  let index = from + 1;
  while (tokens[index + 1]?.text === '.') index += 2;
  index += 1;
  while (words[index] === 'final' || words[index] === 'as') index += 1;
  const token = tokens[index];
  return isName(token) && !queryWords.has(words[index] ?? '') ? [token.value] : [];
}

/** Whether what stands from `start` to `end` is a function, a type, a table, an alias or an argument of a lambda. */
function isNoColumn(
  tokens: readonly Token[],
  words: readonly string[],
  start: number,
  end: number,
  from: number,
): boolean {
  const before = tokens[start - 1];
  const after = tokens[end + 1];
  if (
    after?.text === '(' &&
    !/^(in|not|and|or|by|select|where|having|on|using|when|then|else|case|between|like)$/.test(words[start] ?? '')
  )
    return true;
  if (after?.text === '->' || before?.text === '::' || before?.text === '.') return true;
  if (/^(as|from|join|over|in|table)$/.test(words[start - 1] ?? '')) return true;
  // A date literal; a name after an operand is an alias; all of what stands in a type is one.
  if (after?.kind === 'string' && /^(date|timestamp)$/.test(words[start] ?? '')) return true;
  if (
    before !== undefined &&
    start > from &&
    endsOperand(before, words[start - 1] ?? '') &&
    !queryWords.has(words[start] ?? '')
  )
    return true;
  return isInType(tokens, words, start);
}

/** Whether a name stands in the brackets of a type: `CAST(x AS Nullable(String))`, `x::Array(String)`. */
function isInType(tokens: readonly Token[], words: readonly string[], index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const { kind, text } = tokens[at] ?? { kind: 'symbol', text: '' };
    if (kind !== 'symbol') continue;
    if (text === ')') depth += 1;
    else if (text === '(') {
      depth -= 1;
      if (depth < 0) {
        const owner = at - 1;
        if (words[owner - 1] === 'as' || tokens[owner - 1]?.text === '::') return true;
        depth = 0;
      }
    }
  }
  return false;
}
