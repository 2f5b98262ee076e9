import { SqlError, type Token } from './tokens.ts';

const renamedFrom = /^chx:renamed-from\s+(\S.*)$/;

/** Walks over the tokens of one statement. Comments are kept aside: they only matter where one stands above a name. */
export class Cursor {
  readonly #tokens: readonly Token[];
  /** For each token, the comments that stand on lines of their own right above it. */
  readonly #comments: readonly (readonly Token[])[];
  readonly #endLine: number;
  readonly #renames: readonly Token[];
  readonly #claimed = new Set<Token>();
  #index = 0;

  constructor(tokens: readonly Token[]) {
    const meaningful: Token[] = [];
    const comments: Token[][] = [];
    let pending: Token[] = [];
    for (const token of tokens) {
      if (token.kind === 'comment') {
        if (token.line !== meaningful.at(-1)?.line) pending.push(token);
        continue;
      }
      meaningful.push(token);
      comments.push(pending);
      pending = [];
    }
    this.#renames = tokens.filter((token) => token.kind === 'comment' && renamedFrom.test(token.value));
    this.#tokens = meaningful;
    this.#comments = comments;
    this.#endLine = tokens.at(-1)?.line ?? 1;
  }

  get done(): boolean {
    return this.#index >= this.#tokens.length;
  }

  /** Line of the next token, or of the end. */
  get line(): number {
    return this.peek()?.line ?? this.#endLine;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#index + ahead];
  }

  /** The name after `chx:renamed-from` in a comment right above the next token; null where there is none. */
  renamedFrom(): string | null {
    const claims = (this.#comments[this.#index] ?? []).filter((comment) => renamedFrom.test(comment.value));
    const [claim, second] = claims;
    if (second !== undefined) throw new SqlError('two chx:renamed-from comments for one name: keep one', second.line);
    if (claim === undefined) return null;
    this.#claimed.add(claim);
    return renamedFrom.exec(claim.value)?.[1]?.trim() ?? null;
  }

  /** Refuses a `chx:renamed-from` that nothing was read for: it would be a rename that turns into a drop unseen. */
  checkRenames(): void {
    const lost = this.#renames.find((comment) => !this.#claimed.has(comment));
    if (lost === undefined) return;
    throw new SqlError(
      'this chx:renamed-from names nothing: put it on a line of its own right above the column or CREATE',
      lost.line,
    );
  }

  next(expected: string): Token {
    const token = this.peek();
    if (token === undefined) throw new SqlError(`the statement ends where ${expected} is expected`, this.#endLine);
    this.#index += 1;
    return token;
  }

  /** Whether the next tokens are these words, in any case. */
  at(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.peek(index);
      return token?.kind === 'word' && token.text.toUpperCase() === word;
    });
  }

  /** Takes these words if they are next. */
  accept(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.#index += words.length;
    return true;
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw this.unexpected(words.join(' '));
  }

  atSymbol(symbol: string): boolean {
    const token = this.peek();
    return token?.kind === 'symbol' && token.text === symbol;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.atSymbol(symbol)) return false;
    this.#index += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected(`"${symbol}"`);
  }

  unexpected(expected: string): SqlError {
    const token = this.peek();
    const seen =
      token === undefined ? 'the end of the statement' : `"${token.text.slice(0, 40).replaceAll('\n', ' ')}"`;
    return new SqlError(`${expected} is expected instead of ${seen}`, this.line);
  }

  /** The tokens inside the bracket that is next, which is left behind. */
  bracketed(): Token[] {
    const open = this.next('"("');
    if (open.text !== '(') throw new SqlError(`"(" is expected instead of "${open.text}"`, open.line);
    const inside: Token[] = [];
    let depth = 1;
    while (true) {
      const token = this.peek();
      if (token === undefined) throw new SqlError('"(" is never closed', open.line);
      this.#index += 1;
      if (token.kind === 'symbol') {
        if (token.text === '(') depth += 1;
        else if (token.text === ')') depth -= 1;
        if (depth === 0) return inside;
      }
      inside.push(token);
    }
  }

  /**
   * The tokens of an expression: everything up to a top-level comma, or to one of the words that can follow it where an
   * operand is complete, so that a column called like a clause can be used in an expression.
   */
  expression(terminators: readonly string[], stopAtComma: boolean): Token[] {
    const taken: Token[] = [];
    let depth = 0;
    while (!this.done) {
      const token = this.peek();
      if (token === undefined) break;
      if (depth === 0) {
        if (token.kind === 'symbol' && (token.text === ')' || (stopAtComma && token.text === ','))) break;
        if (token.kind === 'word' && !expectsOperand(taken.at(-1)) && this.#ends(terminators)) break;
      }
      if (token.kind === 'symbol') {
        if ('([{'.includes(token.text)) depth += 1;
        else if (')]}'.includes(token.text)) depth -= 1;
      }
      taken.push(token);
      this.#index += 1;
    }
    if (taken.length === 0) throw this.unexpected('an expression');
    return taken;
  }

  /** Whether the next word is one of these. NOT is only as NOT NULL: `x NOT IN (1)` goes on. */
  #ends(terminators: readonly string[]): boolean {
    const word = this.peek()?.text.toUpperCase() ?? '';
    return terminators.includes(word) && (word !== 'NOT' || this.at('NOT', 'NULL'));
  }

  /** The next tokens, as many as are wanted. */
  take(count: number): Token[] {
    const taken = this.#tokens.slice(this.#index, this.#index + count);
    this.#index += taken.length;
    return taken;
  }

  /** Everything that is left. */
  rest(): Token[] {
    const rest = this.#tokens.slice(this.#index);
    this.#index = this.#tokens.length;
    return rest;
  }
}

const operators = new Set([
  'and',
  'or',
  'not',
  'in',
  'like',
  'ilike',
  'between',
  'is',
  'div',
  'mod',
  'interval',
  'distinct',
  'global',
  'by',
]);

/** Whether an operand has to follow this token, so that the next word can't be the start of a clause. */
function expectsOperand(token: Token | undefined): boolean {
  if (token === undefined) return true;
  if (token.kind === 'symbol') return !')]}'.includes(token.text);
  return token.kind === 'word' && operators.has(token.text.toLowerCase());
}

/** A bare word in capitals; any other token as it is. */
export function inCapitals(token: Token): Token {
  return token.kind === 'word' ? { ...token, text: token.text.toUpperCase(), value: token.value.toUpperCase() } : token;
}
