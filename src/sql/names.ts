/** What an expression or a query mentions: names, functions, tables. Decided on tokens, so never by what a name looks like inside a string. */
import type { Expression, ObjectName } from '../schema/model.ts';
import { compareText, tableKey } from '../schema/name.ts';
import { keywordPlaces } from './keywords.ts';
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

/** What a reader of a query remembers inside one pair of brackets. */
interface Level {
  /** Whether a SELECT stands here, so that FROM is its clause: not in `trim(BOTH ' ' FROM x)`. */
  query: boolean;
  /** Inside the list after WITH. */
  with: boolean;
  recursive: boolean;
  /** Whether a comma separates tables. */
  tables: boolean;
  /** The names of common table expressions that hold from here on. */
  readonly expressions: Set<string>;
  /** The common table expression that this bracket defines. It holds once it is closed: its body may read a table of its name. */
  readonly defines: string | null;
}

/** Keywords after which a comma separates no tables any more. */
const afterTables = new Set([
  ...['select', 'where', 'prewhere', 'group', 'order', 'having', 'limit', 'offset', 'union', 'except', 'intersect'],
  ...['settings', 'using', 'window', 'qualify', 'array', 'sample'],
]);

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

/**
 * The places of a query where a table is named: after FROM and JOIN, in the commas between, and after IN where no list
 * stands. Names of common table expressions and table functions are left out.
 */
function tableReferences(tokens: readonly Token[]): TableReference[] {
  const keywords = keywordPlaces(tokens);
  const aliases = aliasNames(tokens, keywords);
  const found: TableReference[] = [];
  const open = (defines: string | null): Level => ({
    query: false,
    with: false,
    recursive: false,
    tables: false,
    expressions: new Set(),
    defines,
  });
  const levels: Level[] = [open(null)];

  const take = (first: number): void => {
    const name = tokens[first];
    if (!isName(name)) return;
    const qualified = tokens[first + 1]?.text === '.' && isName(tokens[first + 2]);
    // A dotted name with arguments is a view with parameters; without a dot it is more likely a table function.
    if (
      !qualified &&
      (tokens[first + 1]?.text === '(' || levels.some(({ expressions }) => expressions.has(name.value)))
    )
      return;
    found.push({ first, length: qualified ? 3 : 1 });
  };

  for (const [index, token] of tokens.entries()) {
    const level = levels.at(-1);
    if (level === undefined) break;
    if (token.kind === 'symbol') {
      if ('([{'.includes(token.text)) {
        const defines = level.with ? definedName(tokens, index) : null;
        if (defines !== null && level.recursive) level.expressions.add(defines);
        levels.push(open(defines));
      } else if (')]}'.includes(token.text)) {
        if (levels.length > 1) levels.pop();
        if (level.defines !== null) levels.at(-1)?.expressions.add(level.defines);
      } else if (token.text === ',' && level.tables) take(index + 1);
      continue;
    }
    if (keywords[index] !== true) continue;
    const word = token.text.toLowerCase();
    if (word === 'from' && tokens[index - 1]?.text.toLowerCase() === 'distinct') continue;
    const first = index === 0 || tokens[index - 1]?.text === '(';
    if (word === 'with' && !level.query) level.with = true;
    else if (word === 'recursive') level.recursive = true;
    else if (word === 'select') {
      level.query = true;
      level.with = false;
      level.tables = false;
    } else if (word === 'from' && (level.query || first || level.with)) {
      // FROM may come before SELECT: `(FROM t SELECT a)`.
      level.query = true;
      level.with = false;
      level.tables = true;
      take(index + 1);
    } else if (word === 'join') {
      // ARRAY JOIN takes expressions.
      const ofArrays = tokens[index - 1]?.text.toLowerCase() === 'array';
      level.tables = !ofArrays;
      if (!ofArrays) take(index + 1);
    } else if (afterTables.has(word)) level.tables = false;
    else if (word === 'in') {
      const operand = tokens[index + 1];
      const qualified = tokens[index + 2]?.text === '.';
      if (isName(operand) && keywords[index + 1] !== true && (qualified || !aliases.has(operand.value)))
        take(index + 1);
    }
  }
  return found;
}

/** The name that `name AS (` gives to what stands in the bracket at this place; null for any other bracket. */
function definedName(tokens: readonly Token[], bracket: number): string | null {
  const name = tokens[bracket - 2];
  return tokens[bracket - 1]?.text.toLowerCase() === 'as' && isName(name) ? name.value : null;
}

/** Every name that stands after AS: a set after IN may be one of them. */
function aliasNames(tokens: readonly Token[], keywords: readonly boolean[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (isName(token) && keywords[index - 1] === true && tokens[index - 1]?.text.toLowerCase() === 'as')
      names.add(token.value);
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
