import type { Expression } from '../schema/model.ts';
import { canonicalNumber, identifier, quoteString } from './literals.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';

/** Words that are the same in any case wherever they stand bare: operators, clauses and literals of a query. */
const keywords = new Set(
  (
    'all and anti any array as asof between by case cross desc distinct div else end except exists final from full global ' +
    'group having ilike in inner intersect into is join left like limit mod not null offset on or order outer over ' +
    'partition prewhere right rows sample select semi settings then union using when where with'
  ).split(' '),
);

/**
 * Functions that ClickHouse finds in any case, by their canonical names (`system.functions` of 26.7 where
 * `case_insensitive`). It reports them under these names, so `NOW()` and `now()` are one expression.
 */
const anyCaseFunctions = new Map(
  (
    'CAST CRC32 CRC64 DATE abs acos addDate age ascii asin atan atan2 avg bin byteSwap ceil char coalesce concat corr cos ' +
    'count countSubstrings dateDiff dateName degrees exp factorial floor greatest hasSubsequence hex hypot if ifNull initcap ' +
    'isNull lag lead least left length locate log log10 log2 lower makeDate makeDate32 makeDateTime max min monthName not ' +
    'now now64 nth_value ntile nullIf pi position pow radians rand rank repeat reverse right round row_number sign sin ' +
    'soundex space sqrt subDate substring sum tan tanh timestamp toDecimalString today trunc unbin unhex upper'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

const intervalUnits = new Map(
  [
    'nanosecond',
    'microsecond',
    'millisecond',
    'second',
    'minute',
    'hour',
    'day',
    'week',
    'month',
    'quarter',
    'year',
  ].flatMap((unit) => {
    const name = `toInterval${unit.charAt(0).toUpperCase()}${unit.slice(1)}`;
    return [
      [unit, name],
      [`${unit}s`, name],
    ] as const;
  }),
);

/**
 * Reads an expression, a list of them or a query as tokens.
 *
 * @throws SqlError when it is empty, doesn't lex, or its brackets don't match.
 */
export function parseExpression(text: string): Expression {
  return expressionOf(tokenize(text));
}

/** The expression that these tokens are; comments among them are left out. Errors as {@link parseExpression}. */
export function expressionOf(tokens: readonly Token[]): Expression {
  const meaningful = tokens.filter((token) => token.kind !== 'comment');
  const first = meaningful[0];
  if (first === undefined) throw new SqlError('an expression is missing', tokens[0]?.line ?? 1);
  checkBrackets(meaningful);
  return { text: printTokens(meaningful), key: canonicalKey(meaningful) };
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function checkBrackets(tokens: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== 'symbol') continue;
    if (closing[token.text] !== undefined) open.push(token);
    else if (token.text === ')' || token.text === ']' || token.text === '}') {
      const last = open.pop();
      if (last === undefined || closing[last.text] !== token.text) {
        throw new SqlError(`"${token.text}" closes nothing`, token.line);
      }
    } else if (token.text === ';') throw new SqlError('";" inside an expression', token.line);
  }
  const last = open.pop();
  if (last !== undefined) throw new SqlError(`"${last.text}" is never closed`, last.line);
}

/** The tokens on one line as they were written, one blank where there was white space or a comment between two. */
function printTokens(tokens: readonly Token[]): string {
  let text = '';
  let end = tokens[0]?.offset ?? 0;
  for (const token of tokens) {
    if (token.offset > end) text += ' ';
    // A string may span lines; written with escapes it means the same and keeps the statement on one line.
    text += token.kind === 'string' && /[\n\r]/.test(token.text) ? quoteString(token.value) : token.text;
    end = token.offset + token.text.length;
  }
  return text;
}

/** The tokens in canonical spelling, one blank between any two. */
function canonicalKey(tokens: readonly Token[]): string {
  const key: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const next = tokens[index + 1];
    const afterDot = tokens[index - 1]?.text === '.';
    if (token.kind === 'string') key.push(quoteString(token.value));
    else if (token.kind === 'quoted') key.push(identifier(token.value));
    else if (token.kind === 'number') key.push(canonicalNumber(token.text));
    else if (token.kind === 'symbol') key.push(token.text === '<>' ? '!=' : token.text === '==' ? '=' : token.text);
    else if (afterDot || next?.text === '.') key.push(token.text);
    else {
      const lower = token.text.toLowerCase();
      const unit = lower === 'interval' ? intervalUnits.get(tokens[index + 2]?.text.toLowerCase() ?? '') : undefined;
      if (unit !== undefined && next?.kind === 'number') {
        key.push(unit, '(', canonicalNumber(next.text), ')');
        index += 2;
      } else if (next?.text === '(' && anyCaseFunctions.has(lower)) key.push(anyCaseFunctions.get(lower) ?? token.text);
      else if (lower === 'true' || lower === 'false') key.push(lower);
      else if (lower === 'asc' && next?.text !== '(') continue;
      else key.push(keywords.has(lower) ? lower.toUpperCase() : token.text);
    }
  }
  return key.join(' ');
}

/** Splits tokens at commas outside of all brackets. */
export function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'symbol') {
      if ('([{'.includes(token.text)) depth += 1;
      else if (')]}'.includes(token.text)) depth -= 1;
      else if (token.text === ',' && depth === 0) {
        parts.push([]);
        continue;
      }
    }
    parts.at(-1)?.push(token);
  }
  return parts;
}

/** The tokens between one pair of parentheses that encloses them all, or null where there is no such pair. */
export function insideParentheses(tokens: readonly Token[]): Token[] | null {
  if (tokens[0]?.text !== '(' || tokens.at(-1)?.text !== ')') return null;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'symbol') continue;
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    if (depth === 0 && index < tokens.length - 1) return null;
  }
  return tokens.slice(1, -1);
}

/** A key clause as its elements: `(a, b)`, `a, b` and `tuple(a, b)` are two elements, `tuple()` and `()` none. */
export function expressionListOf(tokens: readonly Token[]): Expression[] {
  const meaningful = tokens.filter((token) => token.kind !== 'comment');
  if (meaningful.length === 0) throw new SqlError('an expression is missing', tokens[0]?.line ?? 1);
  const named = meaningful[0]?.kind === 'word' && meaningful[0].text.toLowerCase() === 'tuple';
  const inner = insideParentheses(named ? meaningful.slice(1) : meaningful);
  const list = inner ?? meaningful;
  if (list.length === 0) return [];
  return splitAtCommas(list).map(expressionOf);
}
