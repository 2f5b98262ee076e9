/** What an expression or a query mentions: names, functions, tables. Decided on tokens, so never by what a name looks like inside a string. */
import type { Expression, ObjectName } from '../schema/model.ts';
import { compareText, tableKey } from '../schema/name.ts';
import { identifier } from './literals.ts';
import { type Token, tokenize } from './tokens.ts';

export function expressionTokens(expression: Expression): Token[] {
  return tokenize(expression.text);
}

/** Every identifier in it, unquoted, function names and keywords included: for "does it mention column x". */
export function mentionedNames(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  for (const token of expressionTokens(expression)) {
    if (token.kind === 'word' || token.kind === 'quoted') names.add(token.value);
  }
  return names;
}

/** The names of the functions that it calls, table functions included, as written. */
export function functionCalls(expression: Expression): ReadonlySet<string> {
  const tokens = expressionTokens(expression);
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if ((token.kind === 'word' || token.kind === 'quoted') && tokens[index + 1]?.text === '(') names.add(token.value);
  }
  return names;
}

/** A table reference among the tokens of a query: one name or `database.name`. */
interface TableReference {
  readonly first: number;
  readonly length: 1 | 3;
}

/** Words that end the list of tables after FROM, or that follow a table name without being its alias. */
const notTables = new Set(['select', 'values', 'lateral']);
const joinWords = new Set(['from', 'join']);

/**
 * The places of a query where a table is named: after FROM and JOIN, in the commas between, and after IN where no list
 * stands. Names of common table expressions and table functions are left out.
 */
function tableReferences(tokens: readonly Token[]): TableReference[] {
  const expressions = commonTableExpressions(tokens);
  const found: TableReference[] = [];
  /** For each open bracket, and for the query itself, whether a comma here separates tables. */
  const inTables: boolean[] = [false];
  const isName = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'quoted';

  const take = (first: number): void => {
    const name = tokens[first];
    if (!isName(name) || (name.kind === 'word' && notTables.has(name.value.toLowerCase()))) return;
    const qualified = tokens[first + 1]?.text === '.' && isName(tokens[first + 2]);
    const after = tokens[first + (qualified ? 3 : 1)];
    if (after?.text === '(' && !qualified) return;
    if (!qualified && expressions.has(name.value)) return;
    found.push({ first, length: qualified ? 3 : 1 });
  };

  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol') {
      if ('([{'.includes(token.text)) inTables.push(false);
      else if (')]}'.includes(token.text)) inTables.pop();
      else if (token.text === ',' && inTables.at(-1) === true) take(index + 1);
      continue;
    }
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') continue;
    const word = token.text.toLowerCase();
    // `trim(BOTH ' ' FROM x)`, `extract(YEAR FROM x)` and `substring(x FROM 1)` are no FROM of a query.
    if (word === 'from' && !belongsToSelect(tokens, index)) continue;
    if (joinWords.has(word)) {
      // ARRAY JOIN takes expressions.
      if (word === 'join' && tokens[index - 1]?.text.toLowerCase() === 'array') {
        inTables[inTables.length - 1] = false;
        continue;
      }
      inTables[inTables.length - 1] = true;
      take(index + 1);
    } else if (
      [
        'where',
        'prewhere',
        'group',
        'order',
        'having',
        'limit',
        'union',
        'settings',
        'on',
        'using',
        'window',
        'array',
        'qualify',
      ].includes(word)
    ) {
      inTables[inTables.length - 1] = false;
    } else if (word === 'in' && isName(tokens[index + 1]) && !isKeywordOperand(tokens[index + 1])) take(index + 1);
  }
  return found;
}

function isKeywordOperand(token: Token | undefined): boolean {
  return token?.kind === 'word' && ['null', 'true', 'false', 'array', 'tuple'].includes(token.text.toLowerCase());
}

/** Whether a FROM at this place stands in a SELECT of its own bracket level. */
function belongsToSelect(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token?.kind === 'symbol') {
      if (')]}'.includes(token.text)) depth += 1;
      else if ('([{'.includes(token.text)) {
        depth -= 1;
        // FROM first is allowed too: `(FROM t SELECT a)`.
        if (depth < 0) return at === index - 1;
      }
    } else if (depth === 0 && token?.kind === 'word' && token.text.toLowerCase() === 'select') return true;
  }
  return index === 0;
}

/** The names that `WITH name AS (SELECT ...)` introduces anywhere in the query. */
function commonTableExpressions(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    const isAs = tokens[index + 1]?.text.toLowerCase() === 'as' && tokens[index + 2]?.text === '(';
    if (!isAs || (token.kind !== 'word' && token.kind !== 'quoted')) continue;
    const before = tokens[index - 1]?.text.toLowerCase();
    if (before === 'with' || before === 'recursive' || before === ',') names.add(token.value);
  }
  return names;
}

/** What a query reads: the tables after FROM, JOIN and IN, each once, sorted. */
export function queryTables(query: Expression, defaultDatabase: string): ObjectName[] {
  const tokens = expressionTokens(query);
  const names = new Map<string, ObjectName>();
  for (const { first, length } of tableReferences(tokens)) {
    const name =
      length === 3
        ? { database: tokens[first]?.value ?? '', name: tokens[first + 2]?.value ?? '' }
        : { database: defaultDatabase, name: tokens[first]?.value ?? '' };
    names.set(tableKey(name), name);
  }
  return [...names.entries()].sort(([a], [b]) => compareText(a, b)).map(([, name]) => name);
}

/**
 * The tokens of a query with every table named by its database. Hosts of a cluster resolve a bare name in their own
 * default database, not in that of whoever sent the statement (tried on 18.16), so none is left bare.
 */
export function qualifyTables(tokens: readonly Token[], defaultDatabase: string): Token[] {
  const meaningful = tokens.filter((token) => token.kind !== 'comment');
  const bare = new Set(tableReferences(meaningful).flatMap(({ first, length }) => (length === 1 ? [first] : [])));
  return meaningful.flatMap((token, index) => {
    if (!bare.has(index)) return [token];
    // Offsets decide where blanks are printed: the three tokens share the place of the one.
    const dot: Token = { kind: 'symbol', text: '.', value: '.', offset: token.offset, line: token.line };
    const database: Token = {
      kind: 'quoted',
      text: identifier(defaultDatabase),
      value: defaultDatabase,
      offset: token.offset,
      line: token.line,
    };
    return [database, dot, token];
  });
}
