/**
 * What can be said for sure about an expression without interpreting it. Each function says "don't know" (null) for
 * anything beyond names, literals, calls and operators: a rule stays silent then.
 */
import type { Column, Expression } from '../../schema/model.ts';
import { insideParentheses, splitAtCommas } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';
import type { Token } from '../../sql/tokens.ts';

/** Words that are operators, literals or parts of calls, and so no column unless one has that name. */
export const notColumns: ReadonlySet<string> = new Set(
  (
    'and or not in global like ilike between is null true false div mod asc desc nan inf nulls first last case when then ' +
    'else end interval distinct both leading trailing for nanosecond microsecond millisecond second minute hour day week month ' +
    'quarter year nanoseconds microseconds milliseconds seconds minutes hours days weeks months quarters years date ' +
    'timestamp current_timestamp current_date current_time current_user current_database localtime localtimestamp'
  ).split(' '),
);

/** Words and signs after which names need not be columns: aliases, lambdas, casts, queries, query parameters, parts of JSON. */
const unsureWords = new Set([
  'as',
  'select',
  'from',
  'with',
  'over',
  'columns',
  'apply',
  'except',
  'replace',
  'collate',
]);
const unsureSymbols = new Set(['->', '::', '{', '}', '?', '@@', '@', '$', ':', '^']);

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/** The tokens without parentheses that enclose them all, and without a sorting direction. */
function core(tokens: readonly Token[]): readonly Token[] {
  const last = tokens.at(-1);
  if (tokens.length > 1 && last?.kind === 'word' && /^(asc|desc)$/i.test(last.text)) return core(tokens.slice(0, -1));
  const inner = insideParentheses(tokens);
  return inner === null || inner.length === 0 || splitAtCommas(inner).length > 1 ? tokens : core(inner);
}

/** The name, if the expression is one name and nothing else. A path `a.b` counts as the name of a Nested element. */
export function bareName(expression: Expression): string | null {
  return bareNameOf(core(expressionTokens(expression)));
}

function bareNameOf(tokens: readonly Token[]): string | null {
  const [first, dot, second] = tokens;
  if (tokens.length === 1 && isName(first)) {
    return first.kind === 'word' && /^(null|true|false|nan|inf)$/i.test(first.text) ? null : first.value;
  }
  if (tokens.length === 3 && isName(first) && dot?.text === '.' && isName(second))
    return `${first.value}.${second.value}`;
  return null;
}

export interface Call {
  readonly name: string;
  readonly args: readonly (readonly Token[])[];
}

/** The call, if the expression is one call and nothing else. */
export function callOf(expression: Expression): Call | null {
  return callOfTokens(core(expressionTokens(expression)));
}

export function callOfTokens(tokens: readonly Token[]): Call | null {
  const [name, ...rest] = tokens;
  if (!isName(name)) return null;
  const inner = insideParentheses(rest);
  if (inner === null) return null;
  return { name: name.value, args: inner.length === 0 ? [] : splitAtCommas(inner) };
}

/** The column that a call's argument names, if it is one name and nothing else. */
export function argumentName(tokens: readonly Token[] | undefined): string | null {
  return tokens === undefined ? null : bareNameOf(core(tokens));
}

/** Whether the expression is one literal. */
export function isLiteral(expression: Expression): boolean {
  const tokens = core(expressionTokens(expression));
  const [first, second] = tokens;
  if (tokens.length === 2) return (first?.text === '-' || first?.text === '+') && second?.kind === 'number';
  if (tokens.length !== 1) return false;
  return (
    first?.kind === 'number' ||
    first?.kind === 'string' ||
    (first?.kind === 'word' && /^(null|true|false)$/i.test(first.text))
  );
}

/** Every column that the expression names, a path as `a.b`; null where that can't be told for sure. */
export function columnsNamed(expression: Expression): readonly string[] | null {
  return columnsNamedIn(expressionTokens(expression));
}

export function columnsNamedIn(tokens: readonly Token[]): readonly string[] | null {
  const names: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.kind === 'comment') continue;
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    if (token.kind === 'symbol') {
      if (unsureSymbols.has(token.text)) return null;
      // A star is a multiplication only between two operands.
      if (token.text === '*' && (before === undefined || before.text === '(' || before.text === ',')) return null;
      continue;
    }
    if (!isName(token)) continue;
    const word = token.kind === 'word' ? token.text.toLowerCase() : null;
    if (word !== null && unsureWords.has(word)) return null;
    if (after?.text === '(' && word !== 'in' && word !== 'not' && word !== 'and' && word !== 'or') continue;
    if (after?.text === '.') {
      const path = [token.value];
      while (tokens[index + 1]?.text === '.') {
        const next = tokens[index + 2];
        // `j.a.:String` takes a type, `j.^a` an object.
        if (next === undefined || next.kind === 'symbol') return null;
        path.push(next.value);
        index += 2;
      }
      names.push(path.join('.'));
      continue;
    }
    if (word !== null && notColumns.has(word)) {
      // `date` is a common name of a column and the start of a literal.
      if ((word === 'date' || word === 'timestamp') && after?.kind !== 'string') names.push(token.value);
      else if (/^(second|minute|hour|day|week|month|quarter|year)s?$/.test(word) && !isUnit(tokens, index)) {
        names.push(token.value);
      }
      continue;
    }
    names.push(token.value);
  }
  return names;
}

/** Whether a word such as `day` stands where a unit of time does: after INTERVAL and its number, or first in a call. */
function isUnit(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (tokens[index - 2]?.text.toLowerCase() === 'interval') return true;
  if (before?.text === ')' || before?.kind === 'number' || before?.kind === 'string') return true;
  return before?.text === '(' && isName(tokens[index - 2]);
}

/**
 * The columns that an expression names and a table surely doesn't have. Sub-columns are left alone, and so are virtual
 * columns (`_part`) where the expression can use them.
 */
export function unknownColumns(
  expression: Expression,
  known: readonly Column[],
  virtual: 'usable' | 'unknown' = 'usable',
): readonly string[] {
  return unknownNames(columnsNamed(expression), known, virtual);
}

export function unknownNames(
  names: readonly string[] | null,
  known: readonly Column[],
  virtual: 'usable' | 'unknown' = 'usable',
): readonly string[] {
  if (names === null || names.length === 0) return [];
  const columns = new Set(known.map((column) => column.name));
  const roots = new Set(known.map((column) => column.name.split('.')[0]));
  return [...new Set(names)].filter((name) => {
    if (columns.has(name) || (virtual === 'usable' && name.startsWith('_'))) return false;
    // `t.a` can be an element of a Tuple, a path of a JSON, a size, a qualified column.
    return !name.includes('.') && !roots.has(name);
  });
}

/** Functions whose value differs from call to call, which no key and no index takes (36; each tried on 26.7). */
export const nonDeterministic = new Set(
  (
    'rand rand32 rand64 now now64 today yesterday generateUUIDv4 generateUUIDv7 randomString hostName uptime ' +
    'rowNumberInAllBlocks rowNumberInBlock blockNumber randCanonical randUniform'
  ).split(' '),
);

function isNonDeterministic(name: string): boolean {
  return nonDeterministic.has(name) || /^(now|now64|rand|today)$/i.test(name);
}

/** The calls of non-deterministic functions in an expression, as written. */
export function nonDeterministicCalls(expression: Expression): readonly string[] {
  const tokens = expressionTokens(expression);
  return tokens.flatMap((token, index) =>
    isName(token) && tokens[index + 1]?.text === '(' && isNonDeterministic(token.value) ? [token.value] : [],
  );
}
