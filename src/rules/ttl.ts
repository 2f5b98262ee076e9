/** TTL clauses in their parts. */
import type { Expression } from '../schema/model.ts';
import { splitAtCommas } from '../sql/expression.ts';
import { expressionTokens } from '../sql/names.ts';
import type { Token } from '../sql/tokens.ts';
import { argumentName, columnsNamedIn } from './expressions.ts';

export interface TtlPart {
  /** The expression of the time, up to what happens then. */
  readonly time: readonly Token[];
  /** `delete`, `delete where`, `to`, `group`, `recompress`. */
  readonly action: string;
}

const actions = new Set(['delete', 'to', 'group', 'set', 'where', 'recompress']);

export function ttlPart(element: Expression): TtlPart {
  const tokens = expressionTokens(element);
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol') depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (depth !== 0 || index === 0 || !actions.has(word)) continue;
    const rest = tokens.slice(index + 1).some((next) => next.kind === 'word' && next.text.toLowerCase() === 'where');
    const action = word === 'where' || (word === 'delete' && rest) ? 'delete where' : word;
    return { time: tokens.slice(0, index), action };
  }
  return { time: tokens, action: 'delete' };
}

export interface TimeColumn {
  readonly name: string;
  /** Whether an interval is added to it. */
  readonly isShifted: boolean;
}

/**
 * The column that decides the type of the time: `at`, `at + INTERVAL 1 DAY`, `at + toIntervalDay(1)`. Null for other
 * forms.
 */
export function timeColumn(time: readonly Token[]): TimeColumn | null {
  const bare = argumentName(time);
  if (bare !== null) return { name: bare, isShifted: false };
  const [first, sign, ...rest] = time;
  if (first === undefined || (sign?.text !== '+' && sign?.text !== '-')) return null;
  const [word] = rest;
  if (word === undefined || splitAtCommas(rest).length > 1) return null;
  if (!/^(interval$|toInterval)/i.test(word.text) || (columnsNamedIn(rest) ?? ['?']).length > 0) return null;
  const name = argumentName([first]);
  return name === null ? null : { name, isShifted: true };
}
