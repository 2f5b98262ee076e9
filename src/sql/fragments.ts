/** Pieces of SQL that stand alone, as the schema DSL and the config hold them. Each throws {@link SqlError}. */
import type { Engine, Expression, ObjectName } from '../schema/model.ts';
import { canonicalEngine } from './engine.ts';
import { expressionListOf, expressionOf, parseExpression, splitAtCommas } from './expression.ts';
import { qualifyTables } from './names.ts';
import { SqlError, tokenize } from './tokens.ts';
import { canonicalType } from './types.ts';

export { canonicalType, parseExpression };

/** The elements of a key: `'(a, b)'` and `'a, b'` are two, `'tuple()'` none. */
export function parseExpressionList(text: string): Expression[] {
  return expressionListOf(tokenize(text));
}

/** A SELECT, with every table that it reads named by its database. */
export function parseQuery(text: string, defaultDatabase: string): Expression {
  return expressionOf(qualifyTables(tokenize(text), defaultDatabase));
}

/** An engine with its arguments: `ReplacingMergeTree(ts, deleted)`. */
export function parseEngine(text: string): Engine {
  const tokens = tokenize(text).filter((token) => token.kind !== 'comment');
  const [name, ...rest] = tokens;
  if (name === undefined || (name.kind !== 'word' && name.kind !== 'quoted')) {
    throw new SqlError(`an engine is expected instead of "${text.slice(0, 40)}"`, name?.line ?? 1);
  }
  if (rest.length === 0) return canonicalEngine(name.value, []);
  if (rest[0]?.text !== '(' || rest.at(-1)?.text !== ')') {
    throw new SqlError(`unexpected "${rest[0]?.text}" after the engine ${name.value}`, name.line);
  }
  const args = rest.slice(1, -1);
  return canonicalEngine(name.value, args.length === 0 ? [] : splitAtCommas(args).map(expressionOf));
}

/** A name of an object, `name` or `database.name`. */
export function parseName(text: string, defaultDatabase: string): ObjectName {
  const tokens = tokenize(text).filter((token) => token.kind !== 'comment');
  const [first, dot, second] = tokens;
  const isName = (token: typeof first): boolean => token?.kind === 'word' || token?.kind === 'quoted';
  if (first !== undefined && isName(first) && tokens.length === 1)
    return { database: defaultDatabase, name: first.value };
  if (
    first !== undefined &&
    second !== undefined &&
    isName(first) &&
    isName(second) &&
    dot?.text === '.' &&
    tokens.length === 3
  ) {
    return { database: first.value, name: second.value };
  }
  throw new SqlError(`"${text.slice(0, 60)}" is not a name or database.name`, first?.line ?? 1);
}
