/**
 * The lexer. Rules as in ClickHouse's own (`src/Parsers/Lexer.cpp`, read at 25.x): strings with backslash and doubled
 * quotes, two kinds of quoted identifiers, heredocs, three kinds of comments.
 */

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'comment';

export interface Token {
  readonly kind: TokenKind;
  /** As it was written. */
  readonly text: string;
  /** The identifier or string that is meant, without quotes and escapes; the comment's content; else the text. */
  readonly value: string;
  /** Index of its first UTF-16 unit in the source. */
  readonly offset: number;
  /** Line of its first character, from 1. */
  readonly line: number;
}

/** Text that isn't SQL as ClickHouse reads it. The message is one line without the place. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly line: number;

  constructor(message: string, line: number) {
    // What is quoted from the source may span lines.
    super(message.replaceAll(/\s+/g, ' '));
    this.line = line;
  }
}

const wordPattern = /[A-Za-z_][A-Za-z0-9_$]*/y;
const numberPattern =
  /0[xX][0-9a-fA-F_]+|0[bB][01_]+|(?:[0-9][0-9_]*)?\.?[0-9][0-9_]*(?:\.(?![A-Za-z_.]))?(?:[eE][+-]?[0-9]+)?/y;
const integerPattern = /[0-9]+/y;
const blankPattern = /[\s\u00a0\u200b\ufeff]+/y;
const heredocPattern = /\$[A-Za-z0-9_]*\$/y;
const symbols = ['<=>', '->', '::', '<=', '>=', '<>', '!=', '==', '||', '@@'];
const singles = new Set([...'()[]{},;.+-*/%=<>?:^@$']);

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\u000b',
  '0': '\0',
  // The empty text, as in the text formats where it stands for NULL.
  N: '',
};

/**
 * Splits SQL text into tokens, comments included, white space left out.
 *
 * @throws SqlError on a quote or comment that never ends and on a character that SQL doesn't have.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let line = 1;
  let previous: Token | undefined;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, length: number, value: string): void => {
    const written = text.slice(offset, offset + length);
    const token: Token = { kind, text: written, value, offset, line };
    tokens.push(token);
    if (kind !== 'comment') previous = token;
    for (const character of written) if (character === '\n') line += 1;
    offset += length;
  };

  while (offset < text.length) {
    const blank = match(blankPattern);
    if (blank !== undefined) {
      for (const character of blank) if (character === '\n') line += 1;
      offset += blank.length;
      continue;
    }
    const character = text.charAt(offset);
    const pair = text.slice(offset, offset + 2);
    if (pair === '--' || pair === '#!' || pair === '# ') {
      const end = text.indexOf('\n', offset);
      const length = (end < 0 ? text.length : end) - offset;
      push('comment', length, text.slice(offset + (pair === '--' ? 2 : 1), offset + length).trim());
      continue;
    }
    if (pair === '/*') {
      const end = text.indexOf('*/', offset + 2);
      if (end < 0) throw new SqlError('a comment opened with /* is never closed', line);
      push('comment', end + 2 - offset, text.slice(offset + 2, end).trim());
      continue;
    }
    if (character === "'" || character === '`' || character === '"') {
      const { length, value } = readQuoted(text, offset, character, line);
      push(character === "'" ? 'string' : 'quoted', length, value);
      continue;
    }
    if (
      /[0-9]/.test(character) ||
      (character === '.' && /[0-9]/.test(text.charAt(offset + 1)) && !endsOperand(previous))
    ) {
      const number = previous?.text === '.' ? match(integerPattern) : match(numberPattern);
      if (number === undefined)
        throw new SqlError(`can't read the number at "${text.slice(offset, offset + 10)}"`, line);
      if (/[A-Za-z_]/.test(text.charAt(offset + number.length))) {
        throw new SqlError(
          `"${text.slice(offset, offset + number.length + 8)}" is neither a number nor a name: quote a name with back-quotes`,
          line,
        );
      }
      push('number', number.length, number);
      continue;
    }
    const word = match(wordPattern);
    if (word !== undefined) {
      push('word', word.length, word);
      continue;
    }
    const heredoc = match(heredocPattern);
    if (heredoc !== undefined) {
      const end = text.indexOf(heredoc, offset + heredoc.length);
      if (end < 0) throw new SqlError(`a heredoc opened with ${heredoc} is never closed`, line);
      push('string', end + heredoc.length - offset, text.slice(offset + heredoc.length, end));
      continue;
    }
    const symbol =
      symbols.find((candidate) => text.startsWith(candidate, offset)) ??
      (singles.has(character) ? character : undefined);
    if (symbol === undefined) {
      const code = (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      throw new SqlError(`unexpected character U+${code}: quote it or remove it`, line);
    }
    push('symbol', symbol.length, symbol);
  }
  return tokens;
}

/** Whether a number can't start right after this token: `x.1` is an element of a tuple, `).1`, `].1` and `x.1.2` too. */
function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return (
    token.kind === 'word' ||
    token.kind === 'quoted' ||
    token.kind === 'number' ||
    token.text === ')' ||
    token.text === ']' ||
    token.text === '.'
  );
}

function readQuoted(text: string, start: number, quote: string, line: number): { length: number; value: string } {
  let value = '';
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') {
      const bytes = hexEscapes(text, index);
      if (bytes.length > 0) {
        value += textOfBytes(bytes);
        index += 4 * bytes.length - 1;
        continue;
      }
      const next = text.charAt(index + 1);
      // ClickHouse keeps the backslash of an escape that it does not know, so that '\d' is a regular expression's.
      value += escapes[next] ?? (`\\'"\`/=`.includes(next) ? next : `\\${next}`);
      index += 1;
    } else if (character === quote) {
      if (text.charAt(index + 1) !== quote) return { length: index + 1 - start, value };
      value += quote;
      index += 1;
    } else {
      value += character;
    }
  }
  const what = quote === "'" ? 'a string' : 'a quoted name';
  throw new SqlError(`${what} opened with ${quote} is never closed`, line);
}

/** The bytes of the `\xE4\xB8\xAD` that stand at this place; none where there are none. */
function hexEscapes(text: string, start: number): number[] {
  const bytes: number[] = [];
  for (let index = start; text.charAt(index) === '\\' && text.charAt(index + 1) === 'x'; index += 4) {
    const digits = text.slice(index + 2, index + 4);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) break;
    bytes.push(Number.parseInt(digits, 16));
  }
  return bytes;
}

/**
 * Bytes as text: UTF-8 where they are UTF-8. Any other byte becomes a lone surrogate, U+DC80 and up, which no text holds
 * otherwise, so that different bytes stay different.
 */
function textOfBytes(bytes: readonly number[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return bytes.map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
  }
}
