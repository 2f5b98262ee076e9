/** Where the addresses and titles of links stand in a paragraph: readers see neither. */

const title = /\s+(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))/sy;
const label = /\[(?:\\.|[^[\]\\])+\]:\s*/sy;
const blanks = /\s*/y;
const lineEnd = /[ \t]*(?:\n|$)/y;
const angled = /<(?:\\.|[^<>\n\\])*>/y;
/** How deep parentheses may nest in an address. */
const depthLimit = 32;

/** The end of what a pattern matches here; null where it doesn't. */
export function matchEnd(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** Where the definitions of links end that a paragraph begins with; 0 without any. */
export function definitionsEnd(text: string): number {
  let end = 0;
  for (;;) {
    const start = matchEnd(label, text, end);
    const address = start === null ? null : addressEnd(text, start);
    if (address === null || address === start) return end;
    // What looks like a title and goes on behind it is none, and then the line has to end before it.
    const titled = matchEnd(title, text, address);
    const next = (titled === null ? null : matchEnd(lineEnd, text, titled)) ?? matchEnd(lineEnd, text, address);
    if (next === null) return end;
    end = next;
    if (end >= text.length) return end;
  }
}

/**
 * Where the link ends whose text the bracket at `from` closes: behind `](address "title")`. Null where no address follows.
 */
export function linkEnd(text: string, from: number): number | null {
  if (text.charAt(from + 1) !== '(') return null;
  const start = matchEnd(blanks, text, from + 2) ?? from + 2;
  const address = addressEnd(text, start);
  if (address === null) return null;
  const titled = address === start ? null : matchEnd(title, text, address);
  for (const end of [titled, address]) {
    const closing = end === null ? null : (matchEnd(blanks, text, end) ?? end);
    if (closing !== null && text.charAt(closing) === ')') return closing + 1;
  }
  return null;
}

/** The end of an address, which may be empty; null where parentheses in it have no partners. */
function addressEnd(text: string, start: number): number | null {
  if (text.charAt(start) === '<') return matchEnd(angled, text, start);
  let depth = 0;
  for (let end = start; ; end += 1) {
    const sign = text.charAt(end);
    if (sign === '\\' && /[!-/:-@[-`{-~]/.test(text.charAt(end + 1))) end += 1;
    else if (sign === '' || sign <= ' ' || sign === '\u007f') return depth === 0 ? end : null;
    else if (sign === '(') {
      depth += 1;
      if (depth > depthLimit) return null;
    } else if (sign === ')') {
      if (depth === 0) return end;
      depth -= 1;
    }
  }
}
