/** Quoting of names and strings, and canonical forms of literals. The one place that knows how SQL text is escaped. */

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words that ClickHouse doesn't take as a bare name everywhere (its parser's reserved words and literals). */
const reserved = new Set(
  (
    'all and anti any array as asc asof between both by case cast collate create cross date distinct div else end except ' +
    'exists explain false final format from full global group having if ilike in index inf inner insert intersect interval ' +
    'into is join left like limit mod nan not null offset on or order outer prewhere right sample select semi settings table ' +
    'then to true ttl union using values view when where with'
  ).split(' '),
);

/** Whether a name can stand without quotes anywhere in a statement. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && !reserved.has(name.toLowerCase());
}

/** A name in back-quotes, whatever it holds. */
export function quoteIdentifier(name: string): string {
  return `\`${escapeText(name, '`')}\``;
}

/** A name as it reads best: bare where that is safe, else in back-quotes. */
export function identifier(name: string): string {
  return isPlainName(name) ? name : quoteIdentifier(name);
}

/** Names that 26.7 quotes inside a type, besides those that aren't plain. */
const quotedInTypes = new Set(['all', 'distinct', 'from', 'null', 'select', 'table', 'values']);

/** The name of an element or path inside a type, quoted where the engine quotes it when it reports the type. */
export function elementName(name: string): string {
  return plainName.test(name) && !quotedInTypes.has(name.toLowerCase()) ? name : quoteIdentifier(name);
}

/** A string literal in single quotes, escaped as ClickHouse prints it. */
export function quoteString(value: string): string {
  return `'${escapeText(value, "'")}'`;
}

function escapeText(value: string, quote: string): string {
  let text = '';
  for (const character of value) {
    if (character === '\\' || character === quote) text += `\\${character}`;
    else if (character === '\n') text += '\\n';
    else if (character === '\r') text += '\\r';
    else if (character === '\t') text += '\\t';
    else if (character === '\0') text += '\\0';
    else if (character === '\b') text += '\\b';
    else if (character === '\f') text += '\\f';
    else if (/^[\udc80-\udcff]$/.test(character)) text += `\\x${(character.charCodeAt(0) - 0xdc00).toString(16)}`;
    else text += character;
  }
  return text;
}

/**
 * A number as ClickHouse 26.7 prints it: `0xFF` is 255, `1_000` is 1000, `1.50` is 1.5, `1.0` and `1e0` are `1.`.
 * Digits are never lost: a literal that a double can't hold exactly keeps its own digits.
 */
export function canonicalNumber(text: string): string {
  const plain = text.replaceAll('_', '');
  if (/^0[xXbB]/.test(plain)) return BigInt(plain).toString();
  if (!/[.eE]/.test(plain)) return plain.replace(/^0+(?=\d)/, '');
  const value = Number(plain);
  const digits = plain
    .replace(/[eE].*$/, '')
    .replace('.', '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  if (!Number.isFinite(value) || digits.length > 15) return plain.toLowerCase();
  const shown = String(value);
  return /[.e]/.test(shown) ? shown : `${shown}.`;
}
