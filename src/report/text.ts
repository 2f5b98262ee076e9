/**
 * Text from a schema made harmless for the place where it is shown. Names, comments, messages and SQL are written by
 * whoever opened the pull request: nothing of them may become markup, a mention, a reference, a link or an invisible sign.
 */

/** Controls, formats (bidirectional ones too), separators, lone surrogates, signs that draw nothing, odd blanks. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeSign(sign: string): string {
  return shortEscapes[sign] ?? `\\u{${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`;
}

/** One line without signs that can't be seen: each is shown as `\n` or `\u{202E}`. */
export function visible(text: string): string {
  return text.replace(hidden, escapeSign);
}

/** The same for text of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(hidden, (sign) => (sign === '\n' || sign === '\t' ? sign : escapeSign(sign)));
}

/** The signs in `text` that can't be seen, as `U+202E`, each once, in the order of their code points. */
export function hiddenSigns(text: string): string[] {
  const codes = new Set<number>();
  for (const [sign] of text.matchAll(hidden)) {
    if (sign !== '\n' && sign !== '\t') codes.add(sign.codePointAt(0) ?? 0);
  }
  return [...codes].sort((a, b) => a - b).map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`);
}

/** At most `length` characters, the last an ellipsis where something was left out; no surrogate pair is torn. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, Math.max(0, length - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Whether a text can be the address of a markdown link as it stands. */
export function isLink(url: string): boolean {
  return /^https?:\/\/[^\s()<>"'`\\]+$/.test(url) && hiddenSigns(url).length === 0;
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** Markdown: the text as a code span, in which GitHub resolves no mention, reference, link or emoji. */
export function codeSpan(text: string): string {
  const content = text === '' ? '(empty)' : visible(text);
  const ticks = '`'.repeat(longestRun(content) + 1);
  const pad = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return `${ticks}${pad}${content}${pad}${ticks}`;
}

/** Markdown: a fenced block whose fence is longer than any run of backticks in it. Hidden signs are shown. */
export function fence(body: string, language: string): string {
  const content = visibleLines(body).replace(/\n+$/, '');
  const ticks = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${ticks}${language}\n${content}\n${ticks}`;
}

/** HTML: the text within `<code>`, for places where markdown isn't read, such as a `<summary>`. */
export function htmlCode(text: string): string {
  const content = visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<code>${content}</code>`;
}

/** A word that means nothing to markdown or to GitHub wherever it stands in a line. */
const plainWord =
  /^(?:[("“]*[\p{L}\p{N}]+(?:['’/-][\p{L}\p{N}]+)*['’)"”.,;:!?…]*|\(?v?[0-9]+(?:\.[0-9]+)+[),;:.]*|['’"”),.;:!?…(]+|[–—→·/-])$/u;
/** What GitHub or a repository's own autolinks make a link of: commit ids, `GH-1`, `TICKET-1`. */
const reference = /\b[0-9a-f]{7,}\b|[A-Za-z]-[0-9]/;

function isPlain(word: string): boolean {
  return plainWord.test(word) && !reference.test(word);
}

/** A word that needs a code span, with the punctuation of the sentence around it split off. */
function peel(word: string): { before: string; code: string; after: string } {
  let start = 0;
  let end = word.length;
  // `:name:` is an emoji as a whole.
  const closing = word.startsWith(':') ? /["”.,;!?…]/ : /["”.,;:!?…]/;
  while (/["“]/.test(word.charAt(start))) start += 1;
  if (/^\([^()]*\)?[^\p{L}\p{N}]*$/u.test(word.slice(start))) start += 1;
  const unmatched = (): boolean => {
    const inner = word.slice(start, end);
    return inner.split(')').length > inner.split('(').length;
  };
  while (end > start && (closing.test(word.charAt(end - 1)) || (word.charAt(end - 1) === ')' && unmatched()))) end -= 1;
  if (start >= end) return { before: '', code: word, after: '' };
  return { before: word.slice(0, start), code: word.slice(start, end), after: word.slice(end) };
}

/** How many words with blanks between them an open parenthesis may hold to be one piece of SQL. */
const callLength = 16;

/** Words and blanks with `Decimal(18, 4)` and its like as one word: from a parenthesis within a word to its end. */
function joinCalls(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    let end = index;
    if (/[\p{L}\p{N}_]\(/u.test(word)) {
      let piece = word;
      while (depthOf(piece) > 0 && end - index < callLength && end + 1 < words.length) {
        end += 1;
        piece += words[end] ?? '';
      }
      if (depthOf(piece) > 0) end = index;
    }
    joined.push(words.slice(index, end + 1).join(''));
    index = end;
  }
  return joined;
}

function depthOf(text: string): number {
  return text.split('(').length - text.split(')').length;
}

interface Segment {
  readonly kind: 'text' | 'code' | 'quoted' | 'blank';
  readonly text: string;
}

/**
 * Markdown: a sentence that may hold names and SQL. Plain words stay as they are; what stands in backticks and every
 * other word becomes a code span, neighbours one. Hidden signs are shown. Not for the start of a line.
 */
export function prose(text: string): string {
  const segments: Segment[] = [];
  for (const part of visible(text).split(/(`[^`]+`|SELECT \*)/)) {
    if (/^`[^`]+`$/.test(part) || part === 'SELECT *') {
      segments.push({ kind: 'quoted', text: part.replace(/^`|`$/g, '') });
      continue;
    }
    for (const word of joinCalls(part.split(/( +)/))) {
      if (word === '') continue;
      if (word.startsWith(' ')) segments.push({ kind: 'blank', text: ' ' });
      else if (isPlain(word)) segments.push({ kind: 'text', text: word });
      else {
        const { before, code, after } = peel(word);
        if (before !== '') segments.push({ kind: 'text', text: before });
        segments.push({ kind: 'code', text: code });
        if (after !== '') segments.push({ kind: 'text', text: after });
      }
    }
  }
  return joinCode(segments)
    .map(({ kind, text: content }) => (kind === 'code' || kind === 'quoted' ? codeSpan(content) : content))
    .join('')
    .trim();
}

/** Code next to code, and words of code with a blank between them, become one: no code span ever touches another. */
function joinCode(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    const beforeLast = joined.at(-2);
    const isCode = segment.kind === 'code' || segment.kind === 'quoted';
    if (isCode && (last?.kind === 'code' || last?.kind === 'quoted')) {
      joined.splice(-1, 1, { kind: 'code', text: last.text + segment.text });
    } else if (segment.kind === 'code' && last?.kind === 'blank' && beforeLast?.kind === 'code') {
      joined.splice(-2, 2, { kind: 'code', text: `${beforeLast.text} ${segment.text}` });
    } else {
      joined.push(segment);
    }
  }
  return joined;
}

/** `1 statement`, `2 statements`; `many` where an s doesn't make the plural. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
