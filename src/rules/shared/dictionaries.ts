/** The clauses of a dictionary, read from its tokens. Facts about them: tried on ClickHouse 26.7. */
import type { Dictionary } from '../../schema/model.ts';
import { insideParentheses, splitAtCommas } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';
import type { Token } from '../../sql/tokens.ts';
import { type TypeNode, typeOfTokens } from './types.ts';

export interface DictionaryAttribute {
  readonly name: string;
  /** As written. */
  readonly typeText: string;
  /** Null for text that is no type. */
  readonly type: TypeNode | null;
  /** Words after the type, in capitals: `HIERARCHICAL`, `EXPRESSION`. */
  readonly words: ReadonlySet<string>;
}

/** A name with parameters: `CLICKHOUSE(TABLE 'users')`, `CACHE(SIZE_IN_CELLS 1000)`. */
export interface DictionaryCall {
  /** In capitals. */
  readonly name: string;
  /** Names of parameters in capitals, to the text of strings and words. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface DictionaryClauses {
  readonly attributes: readonly DictionaryAttribute[];
  /** The names of the primary key; empty without one. */
  readonly key: readonly string[];
  readonly source: DictionaryCall | null;
  readonly layout: DictionaryCall | null;
  readonly lifetime: { readonly min: number; readonly max: number } | null;
  readonly range: { readonly min: string; readonly max: string } | null;
}

export function dictionaryClauses(dictionary: Dictionary): DictionaryClauses {
  const clauses = new Map<string, Token[]>();
  let depth = 0;
  let current: Token[] = [];
  for (const token of expressionTokens(dictionary.definition)) {
    const word = token.kind === 'word' && depth === 0 ? token.text.toUpperCase() : '';
    if (/^(PRIMARY|SOURCE|LAYOUT|LIFETIME|RANGE|SETTINGS)$/.test(word)) {
      current = [];
      clauses.set(word, current);
      continue;
    }
    if (token.kind === 'symbol') depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    current.push(token);
  }
  const range = parameters(inside(clauses.get('RANGE')));
  const min = range.get('MIN');
  const max = range.get('MAX');
  return {
    attributes: attributes(dictionary),
    key: keyNames(clauses.get('PRIMARY')),
    source: call(clauses.get('SOURCE')),
    layout: call(clauses.get('LAYOUT')),
    lifetime: lifetime(clauses.get('LIFETIME')),
    range: min === undefined || max === undefined ? null : { min, max },
  };
}

function attributes({ attributes: list }: Dictionary): readonly DictionaryAttribute[] {
  const tokens = expressionTokens(list);
  const inner = insideParentheses(tokens) ?? tokens;
  return splitAtCommas(inner).flatMap((part) => {
    const [name, ...rest] = part;
    if (name === undefined || rest.length === 0) return [];
    const end = typeEnd(rest);
    const type = rest.slice(0, end);
    const words = new Set(
      rest.slice(end).flatMap((token) => (token.kind === 'word' ? [token.text.toUpperCase()] : [])),
    );
    const typeText = type.map((token) => token.text).join('');
    return [{ name: name.value, typeText, type: typeOfTokens(type), words }];
  });
}

/** Where the type ends: after its name, and its arguments where it has any. */
function typeEnd(tokens: readonly Token[]): number {
  if (tokens[1]?.text !== '(') return 1;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'symbol') continue;
    depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (depth === 0 && index > 0) return index + 1;
  }
  return tokens.length;
}

function keyNames(clause: readonly Token[] | undefined): readonly string[] {
  // After PRIMARY stands KEY.
  const names = (clause ?? []).slice(1);
  return splitAtCommas(insideParentheses(names) ?? names).flatMap(([name]) => (name === undefined ? [] : [name.value]));
}

function inside(clause: readonly Token[] | undefined): readonly Token[] {
  return clause === undefined ? [] : (insideParentheses(clause) ?? clause);
}

function call(clause: readonly Token[] | undefined): DictionaryCall | null {
  const [name, ...rest] = inside(clause);
  if (name === undefined) return null;
  return { name: name.value.toUpperCase(), parameters: parameters(insideParentheses(rest) ?? []) };
}

function parameters(tokens: readonly Token[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let index = 0; index < tokens.length; index += 1) {
    const [name, value] = [tokens[index], tokens[index + 1]];
    if (name?.kind !== 'word' || value === undefined || value.text === '(') continue;
    found.set(name.text.toUpperCase(), value.value);
    index += 1;
  }
  return found;
}

function lifetime(clause: readonly Token[] | undefined): DictionaryClauses['lifetime'] {
  if (clause === undefined) return null;
  const tokens = inside(clause);
  const [only, ...more] = tokens;
  if (only?.kind === 'number' && more.length === 0) return { min: 0, max: Number(only.text) };
  const range = parameters(tokens);
  return { min: Number(range.get('MIN') ?? 0), max: Number(range.get('MAX') ?? 0) };
}
