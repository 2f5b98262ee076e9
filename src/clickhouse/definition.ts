/**
 * What an engine reports of its objects, taken apart so that two reports can be compared part by part.
 *
 * Works on `create_table_query`, the engine's own words, with nothing of our parser but the lexer.
 */
import { compareText } from '../schema/name.ts';
import { type Token, tokenize } from '../sql/tokens.ts';

/** The parts of one object by what they are called in a message: `column v`, `ORDER BY`, `setting ttl_only_drop_parts`. */
export type Definition = ReadonlyMap<string, string>;

/** Words that begin a clause after the column list, each with the name of its part. */
const clauses = [
  ['ENGINE'],
  ['PARTITION', 'BY'],
  ['PRIMARY', 'KEY'],
  ['ORDER', 'BY'],
  ['SAMPLE', 'BY'],
  ['TTL'],
  ['SETTINGS'],
  ['COMMENT'],
  ['SOURCE'],
  ['LIFETIME'],
  ['LAYOUT'],
  ['RANGE'],
  ['REFRESH'],
  ['DEFINER'],
  ['SQL', 'SECURITY'],
  ['TO'],
  ['AS'],
] as const;

/** Takes a CREATE statement, as the engine reports it, apart. */
export function parseDefinition(createQuery: string): Definition {
  const tokens = tokenize(createQuery).filter((token) => token.kind !== 'comment');
  const parts = new Map<string, string>();
  let depth = 0;
  let clause = 'object';
  let piece: Token[] = [];
  const flush = (): void => {
    if (piece.length > 0 || clause !== 'object') addClause(parts, clause, piece);
    piece = [];
  };
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    // A view's query goes to the end; only a comment of the view may follow it.
    const next =
      depth === 0 && (clause !== 'AS' || token.text === 'COMMENT') ? clauseAt(tokens, index, clause) : undefined;
    if (next !== undefined) {
      flush();
      clause = next.join(' ');
      index += next.length - 1;
      continue;
    }
    if (token.text === '(') {
      if (depth === 0 && (clause === 'object' || clause === 'TO') && isColumnList(tokens, index)) {
        const end = closing(tokens, index);
        addElements(parts, tokens.slice(index + 1, end));
        index = end;
        continue;
      }
      depth += 1;
    } else if (token.text === ')') depth -= 1;
    piece.push(token);
  }
  flush();
  normalizeKeys(parts);
  return parts;
}

/**
 * What differs between two definitions of one object, a line each: `column v: the plan leaves DEFAULT 5, ...`.
 *
 * @param label The object, for people.
 */
export function compareDefinitions(label: string, plan: Definition, head: Definition): readonly string[] {
  const names = [...new Set([...plan.keys(), ...head.keys()])].sort(compareText);
  return names.flatMap((name) => {
    const left = plan.get(name);
    const right = head.get(name);
    if (left === right) return [];
    const what = name === 'object' ? label : `${label}: ${name}`;
    return [`${what}: the plan leaves ${shown(left)}, the head is ${shown(right)}`];
  });
}

/**
 * The sorting key was extended by MODIFY ORDER BY: that leaves the old one behind as the primary key, which nothing but
 * a new table changes.
 *
 * @returns The plan's definition without that key, and the key; null where this is not the case.
 */
export function leftPrimaryKey(plan: Definition, head: Definition): { definition: Definition; key: string } | null {
  const key = plan.get('PRIMARY KEY');
  const order = plan.get('ORDER BY');
  if (key === undefined || head.has('PRIMARY KEY') || order === undefined || order !== head.get('ORDER BY'))
    return null;
  if (!order.startsWith(`${key},`)) return null;
  const definition = new Map(plan);
  definition.delete('PRIMARY KEY');
  return { definition, key };
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'without it';
  if (text === '') return 'with it';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

function clauseAt(tokens: readonly Token[], index: number, current: string): readonly string[] | undefined {
  if (tokens[index - 1]?.text === '.') return undefined;
  return clauses.find(
    (words) =>
      words.every((word, at) => tokens[index + at]?.kind === 'word' && tokens[index + at]?.text === word) &&
      // TTL d TO VOLUME 'x', REFRESH ... DEPENDS ON.
      !(words[0] === 'TO' && current !== 'object' && current !== 'REFRESH') &&
      // SQL SECURITY DEFINER.
      !(words[0] === 'DEFINER' && current === 'SQL SECURITY'),
  );
}

/** In the head of a CREATE the first bracket is the list of columns (after `CREATE TABLE a.t` or `TO a.t`). */
function isColumnList(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before?.kind === 'quoted' || before?.kind === 'word' || before?.kind === 'string';
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index]?.text === '(') depth += 1;
    else if (tokens[index]?.text === ')') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return tokens.length;
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const lists: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && '([{'.includes(token.text)) depth += 1;
    else if (token.kind === 'symbol' && ')]}'.includes(token.text)) depth -= 1;
    if (token.kind === 'symbol' && token.text === ',' && depth === 0) lists.push([]);
    else lists.at(-1)?.push(token);
  }
  return lists.filter((list) => list.length > 0);
}

/** Columns, indexes, projections and constraints, and the order of the columns. */
function addElements(parts: Map<string, string>, tokens: readonly Token[]): void {
  const columns: string[] = [];
  for (const [first, ...rest] of splitAtCommas(tokens)) {
    if (first === undefined) continue;
    const [name, ...more] = rest;
    const kind = first.kind === 'word' ? first.text.toLowerCase() : '';
    if (['index', 'projection', 'constraint', 'statistics'].includes(kind) && name !== undefined) {
      parts.set(`${kind} ${name.value}`, write(more));
    } else {
      columns.push(first.value);
      // What ALTER writes out for an EPHEMERAL without an expression, and CREATE doesn't.
      const text = write(rest).replace(/EPHEMERAL defaultValueOfTypeName\('(?:[^'\\]|\\.)*'\)/, 'EPHEMERAL');
      parts.set(`column ${first.value}`, text);
    }
  }
  parts.set('order of columns', columns.join(', '));
}

function addClause(parts: Map<string, string>, clause: string, tokens: readonly Token[]): void {
  if (clause !== 'SETTINGS') {
    // `ENGINE = MergeTree`.
    parts.set(clause === 'AS' ? 'query' : clause, write(tokens[0]?.text === '=' ? tokens.slice(1) : tokens));
    return;
  }
  for (const [name, , ...value] of splitAtCommas(tokens)) {
    if (name !== undefined) parts.set(`setting ${name.value}`, write(value));
  }
  // The default, which the engine adds to what it reports.
  if (parts.get('setting index_granularity') === '8192') parts.delete('setting index_granularity');
}

/** `ORDER BY (k)`, `ORDER BY k` and `ORDER BY tuple(k)` are one key; a primary key that is all of the sorting key says nothing. */
function normalizeKeys(parts: Map<string, string>): void {
  for (const clause of ['ORDER BY', 'PRIMARY KEY']) {
    const key = parts.get(clause);
    if (key === undefined) continue;
    const tokens = tokenize(key);
    const start = tokens[0]?.text === 'tuple' && tokens[1]?.text === '(' ? 1 : 0;
    if (tokens[start]?.text === '(' && closing(tokens, start) === tokens.length - 1) {
      parts.set(clause, write(tokens.slice(start + 1, -1)));
    }
  }
  if (parts.get('PRIMARY KEY') === parts.get('ORDER BY')) parts.delete('PRIMARY KEY');
}

/** One blank between two tokens but where nobody writes one. */
function write(tokens: readonly Token[]): string {
  let text = '';
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const tight =
      index === 0 ||
      [',', ')', '.', ']'].includes(token.text) ||
      ['(', '.', '['].includes(before?.text ?? '') ||
      (token.text === '(' &&
        (before?.kind === 'word' || before?.kind === 'quoted') &&
        token.offset === before.offset + before.text.length);
    text += `${tight ? '' : ' '}${token.text}`;
  }
  return text;
}
