import type { Expression } from '../schema/model.ts';
import { canonicalFunction } from './function-names.ts';
import { keywordPlaces } from './keywords.ts';
import { canonicalNumber, identifier, quoteIdentifier, quoteString } from './literals.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';

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

/**
 * The tokens of a lone expression, a key or a default, that can't hold a word that nothing connects: `a FLAVOUR sweet` is
 * a clause that isn't known, not an expression.
 *
 * @throws SqlError at such a word.
 */
export function connected(tokens: readonly Token[]): readonly Token[] {
  const meaningful = tokens.filter((token) => token.kind !== 'comment');
  const keywords = keywordPlaces(meaningful);
  let depth = 0;
  let interval = false;
  for (const [index, token] of meaningful.entries()) {
    if (token.kind === 'symbol') {
      if (closing[token.text] !== undefined) depth += 1;
      else if (token.text === ')' || token.text === ']' || token.text === '}') depth -= 1;
      continue;
    }
    if (depth > 0 || token.kind !== 'word' || keywords[index] === true) continue;
    const before = meaningful[index - 1];
    const complete =
      before !== undefined &&
      (before.kind === 'symbol' ? ')]}'.includes(before.text) : keywords[index - 1] !== true || isComplete(before));
    const word = token.text.toLowerCase();
    interval ||= word === 'interval';
    const amount = before?.text.toLowerCase() === 'interval';
    if (complete && !amount && !connectors.has(word) && !(interval && intervalUnits.has(word))) {
      throw new SqlError(`unexpected "${token.text}" after an expression`, token.line);
    }
  }
  return tokens;
}

/** Words after an operand that are names elsewhere. */
const connectors = new Set(['asc', 'desc', 'collate', 'rlike', 'escape', 'over']);

function isComplete(keyword: Token): boolean {
  return ['null', 'true', 'false', 'end'].includes(keyword.text.toLowerCase());
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
    text += onOneLine(token);
    end = token.offset + token.text.length;
  }
  return text;
}

/** A string or a name may span lines; written with escapes it means the same and keeps the statement on one line. */
function onOneLine(token: Token): string {
  if (!/[\n\r]/.test(token.text)) return token.text;
  return token.kind === 'quoted' ? quoteIdentifier(token.value) : quoteString(token.value);
}

/** The tokens in canonical spelling, one blank between any two. */
function canonicalKey(tokens: readonly Token[]): string {
  const key: string[] = [];
  const keywords = keywordPlaces(tokens);
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'string') key.push(quoteString(token.value));
    else if (token.kind === 'quoted') key.push(identifier(token.value));
    else if (token.kind === 'number') key.push(canonicalNumber(token.text));
    else if (token.kind === 'symbol') key.push(token.text === '<>' ? '!=' : token.text === '==' ? '=' : token.text);
    else {
      const unit = intervalUnit(tokens, index);
      if (unit !== undefined) {
        key.push(...unit);
        index += 2;
      } else if (!(keywords[index] === true && token.text.toLowerCase() === 'asc')) {
        // ASC is what no direction means.
        key.push(canonicalWord(token.text, tokens[index - 1], tokens[index + 1], keywords[index] === true));
      }
    }
  }
  return key.join(' ');
}

/** A bare word in canonical spelling. */
function canonicalWord(word: string, before: Token | undefined, next: Token | undefined, keyword: boolean): string {
  if (before?.text === '.' || next?.text === '.') return word;
  const lower = word.toLowerCase();
  if (keyword) return lower === 'true' || lower === 'false' ? lower : word.toUpperCase();
  return next?.text === '(' ? canonicalFunction(word) : word;
}

/** `INTERVAL 1 DAY` is `toIntervalDay(1)`, with a number or a string; nothing for any other word. */
function intervalUnit(tokens: readonly Token[], index: number): string[] | undefined {
  if (tokens[index]?.text.toLowerCase() !== 'interval') return undefined;
  const amount = tokens[index + 1];
  const unit = tokens[index + 2];
  if (unit?.kind !== 'word' || (amount?.kind !== 'number' && amount?.kind !== 'string')) return undefined;
  const name = intervalUnits.get(unit.text.toLowerCase());
  if (name === undefined) return undefined;
  return [name, '(', amount.kind === 'number' ? canonicalNumber(amount.text) : quoteString(amount.value), ')'];
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

/**
 * A key clause as its elements: `(a, b)`, `a, b` and `tuple(a, b)` are two elements, `tuple()` and `()` none. Parentheses
 * around all of it mean nothing however many there are, but what stands in `tuple(...)` is taken as it is.
 */
export function expressionListOf(tokens: readonly Token[]): Expression[] {
  const meaningful = tokens.filter((token) => token.kind !== 'comment');
  if (meaningful.length === 0) throw new SqlError('an expression is missing', tokens[0]?.line ?? 1);
  const named = meaningful[0]?.kind === 'word' && meaningful[0].text === 'tuple';
  let list: readonly Token[] = (named ? insideParentheses(meaningful.slice(1)) : null) ?? meaningful;
  if (list === meaningful) {
    for (let inner = insideParentheses(list); inner !== null; inner = insideParentheses(list)) list = inner;
  }
  if (list.length === 0) return [];
  return splitAtCommas(list).map((part) => expressionOf(withoutAscending(part)));
}

/** ASC is what an element of a key does anyway; DESC is written in capitals. */
function withoutAscending(part: readonly Token[]): readonly Token[] {
  const last = part.at(-1);
  if (part.length < 2 || last?.kind !== 'word') return part;
  const word = last.text.toLowerCase();
  if (word === 'asc') return part.slice(0, -1);
  return word === 'desc' ? [...part.slice(0, -1), { ...last, text: 'DESC', value: 'DESC' }] : part;
}
