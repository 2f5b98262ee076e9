/** The clauses of a dictionary in the order and spelling in which ClickHouse 26.7 stores them. */
import type { Expression } from '../schema/model.ts';
import { inCapitals } from './cursor.ts';
import { expressionOf, insideParentheses, splitAtCommas } from './expression.ts';
import { SqlError, type Token } from './tokens.ts';

const clauseWords = ['PRIMARY', 'SOURCE', 'LIFETIME', 'LAYOUT', 'RANGE', 'SETTINGS'] as const;

const attributeWords = new Set([
  ...['DEFAULT', 'EXPRESSION', 'HIERARCHICAL', 'INJECTIVE', 'IS_OBJECT_ID', 'BIDIRECTIONAL'],
]);

/** The list of attributes; in the key their keywords are in capitals. */
export function canonicalAttributes(tokens: readonly Token[]): Expression {
  const { text } = expressionOf(tokens);
  const keys = splitAtCommas(tokens).map((attribute) => {
    const isKeyword = (token: Token, index: number): boolean =>
      index > 1 && token.kind === 'word' && attributeWords.has(token.text.toUpperCase());
    return expressionOf(attribute.map((token, index) => (isKeyword(token, index) ? inCapitals(token) : token))).key;
  });
  return { text, key: keys.join(' , ') };
}

/**
 * Everything after the attributes. The text is the author's; the key has the clauses in one order, keywords and the names
 * of parameters in capitals, `LIFETIME(300)` as `LIFETIME(MIN 0 MAX 300)`.
 *
 * @throws SqlError on anything that is none of the clauses, and on a clause that is given twice.
 */
export function canonicalDictionary(tokens: readonly Token[]): Expression {
  const { text } = expressionOf(tokens);
  const clauses = new Map<string, Token[]>();
  let current: Token[] | undefined;
  let depth = 0;
  for (const token of tokens.filter(({ kind }) => kind !== 'comment')) {
    const word = token.kind === 'word' ? token.text.toUpperCase() : '';
    const clause = depth === 0 ? clauseWords.find((known) => known === word) : undefined;
    if (clause !== undefined) {
      if (clauses.has(clause)) throw new SqlError(`${clause} is given twice`, token.line);
      current = [];
      clauses.set(clause, current);
    }
    if (current === undefined) {
      throw new SqlError(
        `PRIMARY KEY or another clause of a dictionary is expected instead of "${token.text}"`,
        token.line,
      );
    }
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (depth === 0 && clause === undefined && current[0]?.text.toUpperCase() !== 'PRIMARY') {
      throw new SqlError(`a clause of a dictionary is expected instead of "${token.text}"`, token.line);
    }
    current.push(token);
  }
  const key = clauseWords.flatMap((word) => {
    const clause = clauses.get(word);
    return clause === undefined ? [] : [clauseKey(word, clause)];
  });
  return { text, key: key.join(' ') };
}

function clauseKey(word: (typeof clauseWords)[number], clause: readonly Token[]): string {
  const inner = insideParentheses(clause.slice(1));
  switch (word) {
    case 'PRIMARY': {
      const names = clause.slice(2);
      return `PRIMARY KEY ${expressionOf(insideParentheses(names) ?? names).key}`;
    }
    case 'SOURCE':
      return expressionOf(clause.map((token, index) => (namesParameter(clause, index) ? inCapitals(token) : token)))
        .key;
    case 'LIFETIME':
      if (inner?.length === 1) return `LIFETIME ( MIN 0 MAX ${expressionOf(inner).key} )`;
      return expressionOf(clause.map(inCapitals)).key;
    case 'LAYOUT':
      return expressionOf(clause.map(inCapitals)).key;
    case 'RANGE':
      return expressionOf(clause.map((token, index) => (index % 2 === 0 ? inCapitals(token) : token))).key;
    case 'SETTINGS':
      return expressionOf(clause.map((token, index) => (index === 0 ? inCapitals(token) : token))).key;
  }
}

/** In a source every bare word is a parameter but one that stands for a value, as in `PORT tcpPort()` or `DB app`. */
function namesParameter(clause: readonly Token[], index: number): boolean {
  const before = clause[index - 1];
  if (before?.kind !== 'word') return true;
  // A word after a word is the value of a parameter, and the word after that value is a parameter again.
  return !namesParameter(clause, index - 1);
}
