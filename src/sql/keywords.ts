/**
 * Which bare words of an expression or a query are keywords, so that their case means nothing. ClickHouse has no reserved
 * words: `rows`, `final` or `left` can each name a column, and there case does matter. In doubt a word is a name.
 */
import type { Token } from './tokens.ts';

/**
 * Words that can't be an alias without AS where an operand is complete (tried on 26.7): right after one they go on with
 * the query, or with the expression.
 */
const afterOperand = words(
  'all any anti array as asof between cross except final from full global group having ilike inner intersect into join ' +
    'left like limit not offset on order paste prewhere qualify right sample semi settings union using where window with',
);
/** Operators that are an alias where nothing that they could work on follows. */
const operators = words('and or in is div mod regexp');
/** What can follow a keyword and is one itself then. */
const pairs: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['group', words('by')],
  ['order', words('by')],
  ['partition', words('by')],
  ['select', words('distinct')],
  ['union', words('all distinct')],
  ['except', words('all distinct')],
  ['intersect', words('all distinct')],
  ['distinct', words('on from')],
  ['is', words('not null distinct')],
  ['not', words('in like ilike between null exists distinct')],
  ['global', words('in not any all anti semi asof left right inner full join')],
  ['left', words('outer any all anti semi asof array join')],
  ['right', words('outer any all anti semi asof join')],
  ['full', words('outer any all join')],
  ['inner', words('any all asof join')],
  ['outer', words('join')],
  ['any', words('left right inner full join')],
  ['all', words('left right inner full join')],
  ['anti', words('left right join')],
  ['semi', words('left right join')],
  ['asof', words('left inner join')],
  ['cross', words('join')],
  ['paste', words('join')],
  ['array', words('join')],
  ['with', words('recursive totals rollup cube fill ties')],
  ['then', words('case not null')],
  ['else', words('case not null')],
]);
/** Keywords that leave an operand complete, or a list that has ended. */
const completing = words('end null final totals rollup cube ties fill asc desc true false');
/** Keywords that begin a clause of a query: what they bring decides what ASC, DESC and BY mean. */
const clauseWords = words(
  'select from prewhere where group having window qualify order limit offset settings union except intersect with join on',
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** What a reader of tokens remembers inside one pair of brackets. */
interface Level {
  /** The clause that it stands in; empty outside of a query. */
  clause: string;
  /** CASE expressions that are open. */
  cases: number;
  /** Whether the query that begins here has its SELECT. */
  selected: boolean;
}

/** For each token whether it is a keyword. Comments must have been left out. */
export function keywordPlaces(tokens: readonly Token[]): boolean[] {
  const places: boolean[] = [];
  const levels: Level[] = [{ clause: '', cases: 0, selected: false }];
  /** What stands before: nothing complete, a complete operand, or a keyword. */
  let before: 'nothing' | 'operand' | { readonly keyword: string } = 'nothing';
  for (const [index, token] of tokens.entries()) {
    const level = levels.at(-1) ?? { clause: '', cases: 0, selected: false };
    if (token.kind !== 'word') {
      places.push(false);
      if (token.kind !== 'symbol') before = 'operand';
      else if ('([{'.includes(token.text)) {
        levels.push({ clause: '', cases: 0, selected: false });
        before = 'nothing';
      } else if (')]}'.includes(token.text)) {
        if (levels.length > 1) levels.pop();
        before = 'operand';
      } else before = isAsterisk(tokens, index) ? 'operand' : 'nothing';
      continue;
    }
    const lower = token.text.toLowerCase();
    const next = tokens[index + 1];
    const named = tokens[index - 1]?.text === '.' || next?.text === '.';
    const keyword = !named && isKeyword(lower, before, next, level);
    places.push(keyword);
    if (!keyword) {
      before = 'operand';
      continue;
    }
    if (lower === 'select') level.selected = true;
    else if (lower === 'union' || lower === 'except' || lower === 'intersect') level.selected = false;
    else if (lower === 'case') level.cases += 1;
    else if (lower === 'end') level.cases -= 1;
    // IS DISTINCT FROM is an operator.
    const operator = lower === 'from' && typeof before === 'object' && before.keyword === 'distinct';
    if (clauseWords.has(lower) && !operator && !(lower === 'with' && level.clause !== '')) level.clause = lower;
    before = completing.has(lower) ? 'operand' : { keyword: lower };
  }
  return places;
}

function isKeyword(
  word: string,
  before: 'nothing' | 'operand' | { readonly keyword: string },
  next: Token | undefined,
  level: Level,
): boolean {
  if (word === 'null' || word === 'true' || word === 'false') return true;
  if (typeof before === 'object' && pairs.get(before.keyword)?.has(word) === true) return true;
  if (before === 'operand') {
    if (word === 'as') return next?.kind === 'word' || next?.kind === 'quoted' || next?.text === '(';
    if (afterOperand.has(word)) return true;
    if (operators.has(word)) return isOperand(next) || next?.text === '-';
    if (word === 'when' || word === 'then' || word === 'else' || word === 'end') return level.cases > 0;
    if (word === 'asc' || word === 'desc') return level.clause === 'order';
    if (word === 'by') return level.clause === 'limit';
    // After the list of WITH, or after a FROM that comes first.
    if (word === 'select')
      return !level.selected && ['with', 'from'].includes(level.clause) && next !== undefined && next.text !== ',';
    if (word === 'over') return next?.text === '(';
    return false;
  }
  // An operand is to begin.
  switch (word) {
    case 'select':
      return next !== undefined && next.text !== ',' && next.text !== ')';
    case 'when':
      return typeof before === 'object' && before.keyword === 'case';
    case 'with':
      return before === 'nothing' && isOperand(next);
    case 'from':
      return before === 'nothing' && (next?.kind === 'word' || next?.kind === 'quoted');
    case 'case':
      return isOperand(next);
    case 'not':
    case 'distinct':
      return isOperand(next) || next?.text === '-';
    case 'where':
      // count() FILTER (WHERE ...).
      return before === 'nothing' && isOperand(next);
    case 'exists':
      return next?.text === '(';
    case 'partition':
    case 'order':
      return next?.kind === 'word' && next.text.toLowerCase() === 'by';
    default:
      return false;
  }
}

/** Whether an operand can begin with this token and a clause, an operator or an end can't. */
function isOperand(token: Token | undefined): boolean {
  return (
    token !== undefined && (token.kind !== 'symbol' || token.text === '(' || token.text === '[' || token.text === '{')
  );
}

/** `*` for all columns, not for a product. */
function isAsterisk(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]?.text !== '*') return false;
  const before = tokens[index - 1];
  if (before === undefined) return true;
  if (before.kind === 'symbol') return before.text === ',' || before.text === '(' || before.text === '.';
  return before.kind === 'word' && ['select', 'distinct'].includes(before.text.toLowerCase());
}
