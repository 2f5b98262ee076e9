/** TTL clauses in their parts. */
import type { Expression } from '../../schema/model.ts';
import { insideParentheses, splitAtCommas } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';
import type { Token } from '../../sql/tokens.ts';
import { argumentName, columnsNamedIn } from './expressions.ts';

export interface TtlPart {
  /** The expression of the time, up to what happens then. */
  readonly time: readonly Token[];
  /** `delete`, `delete where`, `to`, `group`, `recompress`. */
  readonly action: string;
  /** The condition after WHERE; empty where there is none. */
  readonly where: readonly Token[];
  /** What stands after GROUP BY; empty where nothing does. */
  readonly groupBy: readonly Token[];
  /** The assignments after SET, `name = expression`, one by one. */
  readonly sets: readonly (readonly Token[])[];
  /** The codecs of RECOMPRESS CODEC(...); empty where there are none. */
  readonly recompress: readonly Token[];
}

const actions = new Set(['delete', 'to', 'group', 'set', 'where', 'recompress']);

export function ttlPart(element: Expression): TtlPart {
  const clauses = new Map<string, Token[]>();
  const time: Token[] = [];
  let current = time;
  let first = '';
  let depth = 0;
  for (const [index, token] of expressionTokens(element).entries()) {
    if (token.kind === 'symbol') depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (depth !== 0 || index === 0 || !actions.has(word)) {
      current.push(token);
      continue;
    }
    if (first === '') first = word;
    current = [];
    clauses.set(word, current);
  }
  const where = clauses.get('where') ?? [];
  const deletes = first === '' || first === 'delete' || first === 'where';
  return {
    time,
    action: deletes ? (where.length > 0 ? 'delete where' : 'delete') : first,
    where,
    // After GROUP stands BY.
    groupBy: (clauses.get('group') ?? []).slice(1),
    sets: clauses.has('set') ? splitAtCommas(clauses.get('set') ?? []) : [],
    recompress: insideParentheses((clauses.get('recompress') ?? []).slice(1)) ?? [],
  };
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
