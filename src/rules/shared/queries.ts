/** What can be said for sure about the columns that a SELECT returns. */
import type { Expression } from '../../schema/model.ts';
import { splitAtCommas } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';
import type { Token } from '../../sql/tokens.ts';

const ends = new Set(
  'from where prewhere group order having limit settings window qualify array left inner join format into offset'.split(
    ' ',
  ),
);
const sets = new Set(['union', 'intersect', 'except']);

/**
 * The names of output columns that are written out, as `AS name` or as a bare column. An expression without an alias and
 * a star are left out; the answer is empty for a query of several SELECTs.
 */
export function outputNames(query: Expression): readonly string[] {
  return outputItems(query).flatMap((item) => {
    const last = item.at(-1);
    if (last?.kind !== 'word' && last?.kind !== 'quoted') return [];
    if (item.length === 1) return [last.value];
    const as = item.at(-2);
    return as?.kind === 'word' && as.text.toLowerCase() === 'as' ? [last.value] : [];
  });
}

/** An output column that is a column of the source as it is. */
export interface BareOutput {
  readonly from: string;
  readonly as: string;
}

/** The output columns that are written as `name` or `name AS other`; the others are left out. Empty as {@link outputNames}. */
export function bareOutputs(query: Expression): readonly BareOutput[] {
  const items = outputItems(query);
  const given = new Set(
    items.flatMap((item) => (item.length > 1 && item.at(-1)?.kind === 'word' ? [item.at(-1)?.value] : [])),
  );
  return items.flatMap((item) => {
    const [name, as, other, ...more] = item;
    if ((name?.kind !== 'word' && name?.kind !== 'quoted') || more.length > 0) return [];
    // An alias of another item may stand in for the column.
    if (given.has(name.value)) return [];
    if (as === undefined) return [{ from: name.value, as: name.value }];
    return as.text.toLowerCase() === 'as' && other !== undefined ? [{ from: name.value, as: other.value }] : [];
  });
}

/** The items of the SELECT list; empty for a query of several SELECTs. */
function outputItems(query: Expression): readonly (readonly Token[])[] {
  const tokens = expressionTokens(query);
  const words = topLevelWords(tokens);
  if (words.some(({ word }) => sets.has(word))) return [];
  const start = words.find(({ word }) => word === 'select');
  if (start === undefined) return [];
  const end = words.find(({ word, index }) => index > start.index && ends.has(word) && !isOperand(tokens, index));
  let list = tokens.slice(start.index + 1, end?.index ?? tokens.length);
  if (list[0]?.text.toLowerCase() === 'distinct') list = list.slice(1);
  if (/^(on|top)$/i.test(list[0]?.text ?? '')) return [];
  return splitAtCommas(list);
}

function topLevelWords(tokens: readonly Token[]): readonly { word: string; index: number }[] {
  const words: { word: string; index: number }[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol') depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
    else if (token.kind === 'word' && depth === 0) words.push({ word: token.text.toLowerCase(), index });
  }
  return words;
}

/** `left(x, 1)`, `array(1, 2)`: a call; `x AS format`, `t.limit`: a name. */
function isOperand(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text.toLowerCase();
  return tokens[index + 1]?.text === '(' || before === 'as' || before === '.' || before === ',' || before === 'select';
}
