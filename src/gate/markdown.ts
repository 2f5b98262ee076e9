/**
 * Which lines of a comment a reader sees as text: CommonMark's blocks as far as they decide that. What stands in a quote, in
 * code or in HTML that isn't shown is no text of the commenter's own.
 */
import { hiddenSpans, leftOpenBy, type OpenElement } from './inline.ts';

export interface TextLine {
  /** Counted from 1. */
  readonly number: number;
  /** From its first sign that is no blank on. */
  readonly text: string;
  /**
   * `text` is a line of its own, `item` the first line of a list item, `quote` goes on with a quote without its marker, `html`
   * stands inside HTML, or behind some that is not closed.
   */
  readonly place: 'text' | 'item' | 'quote' | 'html';
}

/** How deep quotes and lists may nest; what is deeper is text of the innermost. GitHub stops at a hundred too. */
const depthLimit = 100;

type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly offset: number; empty: boolean };

interface Found {
  readonly line: TextLine;
  /** Where the line begins in the text of its paragraph. */
  readonly start: number;
}

type Leaf =
  | { readonly kind: 'none' }
  | { readonly kind: 'paragraph'; readonly parts: string[]; length: number; readonly found: Found[] }
  | { readonly kind: 'fence'; readonly sign: string; readonly length: number }
  /** `end` ends it on its own line; null: a blank line does. */
  | { readonly kind: 'html'; readonly end: RegExp | null; readonly parts: string[] };

const none: Leaf = { kind: 'none' };

/**
 * The lines of `body` that `wanted` matches, of those that are text: not in a quote, a fence, indented code, a code span, an
 * HTML comment or another construct that hides them. `wanted` is asked of the line from its first sign that is no blank,
 * list markers taken off. Takes time in proportion to the length.
 */
export function textLines(body: string, wanted: RegExp): TextLine[] {
  const reader = new Reader(wanted);
  let number = 0;
  for (const line of body.split(/\r\n|\n|\r/)) {
    number += 1;
    reader.read(line, number);
  }
  return reader.end();
}

class Reader {
  readonly #wanted: RegExp;
  readonly #lines: TextLine[] = [];
  readonly #containers: Container[] = [];
  #leaf: Leaf = none;
  /** What HTML left open before. */
  #open: OpenElement | 'rest' | null = null;

  constructor(wanted: RegExp) {
    this.#wanted = wanted;
  }

  end(): TextLine[] {
    this.#close();
    return this.#lines.sort((a, b) => a.number - b.number);
  }

  read(written: string, number: number): void {
    const line = expandTabs(written);
    let { position, matched } = this.#match(line);
    const all = matched === this.#containers.length;

    if (all && this.#leaf.kind === 'fence') {
      if (closesFence(line.slice(position), this.#leaf)) this.#leaf = none;
      return;
    }
    if (all && this.#leaf.kind === 'html') {
      this.#insideHtml(line.slice(position), number, this.#leaf);
      return;
    }

    // A paragraph goes on without the markers of its quote or list, as long as nothing else begins.
    const lazy = this.#leaf.kind === 'paragraph';
    let opened = false;
    let marker = false;
    const open = (): void => {
      this.#close();
      this.#containers.length = matched;
      opened = true;
    };

    for (;;) {
      const indent = blanks(line, position);
      const rest = line.slice(position + indent);
      if (rest === '') {
        // A blank line ends a paragraph, and nothing that it can't be in.
        if (!opened) open();
        return;
      }
      const inParagraph = !opened && this.#leaf.kind === 'paragraph' && matched === this.#containers.length;
      if (indent >= 4) {
        if (!opened && lazy) break;
        open();
        this.#fill();
        return;
      }
      if (rest.startsWith('>') && matched < depthLimit) {
        open();
        this.#fill();
        this.#containers.push({ kind: 'quote' });
        matched += 1;
        position += indent + 1;
        if (line.charAt(position) === ' ') position += 1;
        marker = true;
        continue;
      }
      const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(rest);
      const run = fence?.[1] ?? fence?.[2];
      if (run !== undefined) {
        open();
        this.#leaf = { kind: 'fence', sign: run.charAt(0), length: run.length };
        this.#fill();
        return;
      }
      const html = htmlStart(rest, opened || !lazy);
      if (html !== null) {
        open();
        this.#fill();
        this.#leaf = { kind: 'html', end: html.end, parts: [rest] };
        if (html.end?.test(rest.slice(html.skip)) === true) this.#close();
        return;
      }
      if (/^#{1,6}(?: |$)/.test(rest) || (inParagraph && /^(?:=+|-+) *$/.test(rest)) || isRule(rest)) {
        open();
        this.#fill();
        this.#leaf = { kind: 'paragraph', parts: [rest], length: rest.length + 1, found: [] };
        this.#close();
        return;
      }
      const item = matched < depthLimit ? itemStart(rest, inParagraph) : null;
      if (item === null) break;
      open();
      this.#fill();
      this.#containers.push({ kind: 'item', offset: indent + item.width, empty: true });
      matched += 1;
      position += indent + item.width;
      marker = true;
      // The rest of the line may be empty, and is then shorter than the item's offset.
      if (position >= line.length) {
        return;
      }
    }

    this.#text(line, position, written, number, { lazily: lazy && !opened, matched, marker });
  }

  /** How many of the open containers the line is still in, and where what is in them begins. */
  #match(line: string): { position: number; matched: number } {
    let position = 0;
    let matched = 0;
    for (const container of this.#containers) {
      const indent = blanks(line, position);
      const blank = position + indent >= line.length;
      if (container.kind === 'quote') {
        if (blank || indent > 3 || line.charAt(position + indent) !== '>') break;
        position += indent + 1;
        if (line.charAt(position) === ' ') position += 1;
      } else if (blank) {
        // An item may begin with one blank line, not with two.
        if (container.empty) break;
        position = line.length;
      } else if (indent >= container.offset) {
        position += container.offset;
      } else {
        break;
      }
      matched += 1;
    }
    return { position, matched };
  }

  #text(
    line: string,
    position: number,
    written: string,
    number: number,
    how: { readonly lazily: boolean; readonly matched: number; readonly marker: boolean },
  ): void {
    if (!how.lazily) {
      if (this.#containers.length > how.matched) {
        this.#close();
        this.#containers.length = how.matched;
      }
      this.#fill();
    }
    if (this.#leaf.kind !== 'paragraph') this.#leaf = { kind: 'paragraph', parts: [], length: 0, found: [] };
    const text = line.slice(position + blanks(line, position));
    const quoted = how.marker && this.#containers.some(({ kind }) => kind === 'quote');
    // Mail programs break quoted lines like this, and readers see it in the quote.
    const inQuote = this.#containers.slice(how.matched).some(({ kind }) => kind === 'quote');
    const place = how.marker ? 'item' : inQuote ? 'quote' : 'text';
    // Four blanks before it make it no line of its own, even where a paragraph goes on.
    const near = how.marker || blanks(line, 0) < 4;
    const own = how.marker ? text : written.slice(/^[ \t]*/.exec(written)?.[0].length);
    if (near && !quoted && !line.trimStart().startsWith('>') && this.#wanted.test(own)) {
      this.#leaf.found.push({ line: { number, text: own, place }, start: this.#leaf.length });
    }
    this.#leaf.parts.push(text);
    this.#leaf.length += text.length + 1;
  }

  #insideHtml(rest: string, number: number, leaf: Leaf & { readonly kind: 'html' }): void {
    const text = rest.slice(blanks(rest, 0));
    if (leaf.end === null && text === '') {
      this.#close();
      return;
    }
    leaf.parts.push(rest);
    if (leaf.end === null) {
      if (this.#wanted.test(text) && blanks(rest, 0) < 4) this.#lines.push({ number, text, place: 'html' });
    } else if (leaf.end.test(rest)) {
      this.#close();
    }
  }

  /** Says of the innermost containers that they hold something. */
  #fill(): void {
    for (let index = this.#containers.length - 1; index >= 0; index -= 1) {
      const container = this.#containers[index];
      if (container?.kind !== 'item') continue;
      if (!container.empty) return;
      container.empty = false;
    }
  }

  /** Ends a block: only now is known which lines of a paragraph are inside of something. */
  #close(): void {
    const leaf = this.#leaf;
    this.#leaf = none;
    if (leaf.kind === 'html' && this.#open !== 'rest') this.#open = leftOpenBy(leaf.parts.join('\n'), this.#open);
    if (leaf.kind !== 'paragraph') return;
    if (this.#open === 'rest') {
      for (const { line } of leaf.found) this.#lines.push({ ...line, place: 'html' });
      return;
    }
    const before = this.#open;
    const { spans, open } = hiddenSpans(leaf.parts.join('\n'), before);
    this.#open = open;
    let index = 0;
    for (const { line, start } of leaf.found) {
      while ((spans[index]?.end ?? Number.POSITIVE_INFINITY) <= start) index += 1;
      const hidden = start > 0 && (spans[index]?.start ?? Number.POSITIVE_INFINITY) < start;
      if (!hidden && (before === null || (spans[0]?.end ?? 0) <= start)) this.#lines.push(line);
      else if (before !== null) this.#lines.push({ ...line, place: 'html' });
    }
  }
}

/** Tabs as blanks up to the next column that four divides. */
function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  const parts: string[] = [];
  let column = 0;
  for (const [index, part] of line.split('\t').entries()) {
    if (index > 0) {
      const width = 4 - (column % 4);
      parts.push(' '.repeat(width));
      column += width;
    }
    parts.push(part);
    column += part.length;
  }
  return parts.join('');
}

function blanks(line: string, from: number): number {
  let end = from;
  while (line.charAt(end) === ' ') end += 1;
  return end - from;
}

function closesFence(rest: string, fence: { readonly sign: string; readonly length: number }): boolean {
  const indent = blanks(rest, 0);
  if (indent > 3) return false;
  let end = indent;
  while (rest.charAt(end) === fence.sign) end += 1;
  return end - indent >= fence.length && rest.slice(end).trim() === '';
}

/** Three or more of `*`, `-` or `_` and nothing else: a line across the page. */
function isRule(rest: string): boolean {
  const sign = rest.charAt(0);
  if (sign !== '*' && sign !== '-' && sign !== '_') return false;
  const signs = rest.replaceAll(' ', '');
  return signs.length >= 3 && signs === sign.repeat(signs.length);
}

/** A list item's marker with the blanks behind it. Within a paragraph only what can't be a word at a line's start is one. */
function itemStart(rest: string, inParagraph: boolean): { readonly width: number } | null {
  const marker = /^(?:[-+*]|([0-9]{1,9})[.)])(?= |$)/.exec(rest);
  if (marker === null) return null;
  const width = marker[0].length;
  const gap = blanks(rest, width);
  const empty = width + gap >= rest.length;
  if (inParagraph && (empty || (marker[1] !== undefined && Number(marker[1]) !== 1))) return null;
  return { width: width + (empty || gap > 4 ? 1 : gap) };
}

const blockTags = new Set(
  (
    'address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset ' +
    'figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu ' +
    'menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr track ul'
  ).split(' '),
);
const completeTag =
  /^(?:<[a-z][a-z0-9-]*(?: +[a-z_:][\w.:-]*(?: *= *(?:[^ "'=<>`]+|'[^']*'|"[^"]*"))?)* *\/?>|<\/[a-z][a-z0-9-]* *>) *$/i;

/** How an HTML block that begins with this line ends; null where none begins. `skip` is where its end is looked for. */
function htmlStart(rest: string, alone: boolean): { readonly end: RegExp | null; readonly skip: number } | null {
  if (!rest.startsWith('<')) return null;
  if (/^<(?:pre|script|style|textarea)(?:[ >]|$)/i.test(rest)) {
    return { end: /<\/(?:pre|script|style|textarea)>/i, skip: 0 };
  }
  // `<!-->` and `<!--->` are whole comments.
  if (rest.startsWith('<!--')) return { end: /-->/, skip: 2 };
  if (rest.startsWith('<?')) return { end: /\?>/, skip: 2 };
  if (rest.startsWith('<![CDATA[')) return { end: /\]\]>/, skip: 9 };
  if (/^<![a-z]/i.test(rest)) return { end: />/, skip: 2 };
  const name = /^<\/?([a-z][a-z0-9-]*)(?= |\/?>|$)/i.exec(rest)?.[1];
  if (name !== undefined && blockTags.has(name.toLowerCase())) return { end: null, skip: 0 };
  return alone && completeTag.test(rest) ? { end: null, skip: 0 } : null;
}
