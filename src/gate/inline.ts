/** Where the inline markup of a paragraph hides what is written in it. */
import { definitionsEnd, linkEnd, matchEnd } from './links.ts';

export interface Span {
  readonly start: number;
  /** The first position behind it. */
  readonly end: number;
}

/** Elements whose content GitHub shows as code or not at all. */
const codeTags = new Set(['code', 'kbd', 'pre', 'samp', 'script', 'style', 'template', 'textarea', 'tt']);

const tag =
  /<(\/?)([A-Za-z][A-Za-z0-9-]*)(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>/y;
/** The beginning of a link's or an image's text. */
interface Bracket {
  readonly start: number;
  readonly image: boolean;
}

/** An element whose content is shown as code, while it is open. */
export interface OpenElement {
  readonly name: string;
  readonly depth: number;
}

export interface Hidden {
  /** In order, none within another. */
  readonly spans: readonly Span[];
  /** What is still open at the end and hides what follows. */
  readonly open: OpenElement | null;
}

/**
 * The parts of a paragraph that a reader doesn't see as text: code spans and elements, HTML comments and tags with their
 * attributes, titles of links, texts of images, definitions of links.
 *
 * @param before what an earlier block left open.
 */
export function hiddenSpans(text: string, before: OpenElement | null): Hidden {
  const spans: Span[] = [];
  const runs = new Runs(text);
  const finder = new Finder(text);
  let brackets: Bracket[] = [];
  let open = before;
  let openedAt = 0;
  let position = 0;
  const hide = (end: number): void => {
    if (open === null) spans.push({ start: position, end });
    position = end;
  };

  const definitions = definitionsEnd(text);
  if (definitions > 0) hide(definitions);
  while (position < text.length) {
    const sign = text.charAt(position);
    let end: number | null = null;
    let width = 1;
    if (sign === '\\') width = 2;
    else if (sign === '`') {
      width = runs.lengthAt(position);
      end = runs.closing(position, width);
    } else if (sign === '<') {
      end = markupEnd(text, position, finder);
      const found = end === null ? tagAt(text, position) : null;
      if (found !== null) {
        end = found.end;
        const next = opened(open, found);
        if (open === null && next !== null) openedAt = position;
        if (open !== null && next === null) {
          spans.push({ start: openedAt, end });
          position = end;
        }
        open = next;
      }
    } else if (sign === '[' || text.startsWith('![', position)) {
      width = sign === '[' ? 1 : 2;
      brackets.push({ start: position, image: width === 2 });
    } else if (sign === ']') {
      const bracket = brackets.pop();
      end = bracket === undefined ? null : linkEnd(text, position);
      if (bracket?.image === true && end !== null && open === null) {
        // The text of an image is hidden too, with all that is in it.
        while ((spans.at(-1)?.start ?? -1) >= bracket.start) spans.pop();
        position = bracket.start;
      } else if (end !== null) {
        // No link stands within a link.
        brackets = brackets.filter(({ image }) => image);
      }
    }
    if (end === null) position += width;
    else if (end > position) hide(end);
  }
  if (open !== null) spans.push({ start: openedAt, end: text.length });
  return { spans, open };
}

/**
 * What a block of HTML leaves open: `rest` where a comment or a tag in it has no end, and nobody can say what is seen of
 * what follows.
 */
export function leftOpenBy(html: string, before: OpenElement | null): OpenElement | 'rest' | null {
  const finder = new Finder(html);
  let open = before;
  let position = html.indexOf('<');
  while (position >= 0) {
    let end = markupEnd(html, position, finder);
    if (end === null && /^<[!?]/.test(html.slice(position, position + 2))) return 'rest';
    if (end === null) {
      const found = tagAt(html, position);
      if (found !== null) {
        end = found.end;
        open = opened(open, found);
      } else if (/[A-Za-z/]/.test(html.charAt(position + 1))) {
        end = matchEnd(looseTag, html, position);
        if (end === null) return 'rest';
      } else {
        end = position + 1;
      }
    }
    position = html.indexOf('<', end);
  }
  return open;
}

/** A tag as browsers find its end, whatever is in it. */
const looseTag = /<(?:"[^"]*"|'[^']*'|[^"'>])*>/y;

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly end: number;
}

function tagAt(text: string, from: number): Tag | null {
  tag.lastIndex = from;
  const found = tag.exec(text);
  return found === null ? null : { name: (found[2] ?? '').toLowerCase(), closes: found[1] === '/', end: tag.lastIndex };
}

function opened(open: OpenElement | null, { name, closes }: Tag): OpenElement | null {
  if (open === null) return !closes && codeTags.has(name) ? { name, depth: 1 } : null;
  if (name !== open.name) return open;
  const depth = open.depth + (closes ? -1 : 1);
  return depth === 0 ? null : { name, depth };
}

/** The end of the comment, declaration or instruction that begins here; null where none does, or it has no end. */
function markupEnd(text: string, from: number, finder: Finder): number | null {
  if (text.startsWith('<!--', from)) {
    if (text.startsWith('>', from + 4)) return from + 5;
    if (text.startsWith('->', from + 4)) return from + 6;
    return finder.after('-->', from + 4);
  }
  if (text.startsWith('<?', from)) return finder.after('?>', from + 2);
  if (text.startsWith('<![CDATA[', from)) return finder.after(']]>', from + 9);
  if (text.startsWith('<!', from) && /[A-Za-z]/.test(text.charAt(from + 2))) return finder.after('>', from + 2);
  return null;
}

/** Looks for texts from growing positions on, each place once. */
class Finder {
  readonly #text: string;
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The position behind the next `wanted`; null where there is none. */
  after(wanted: string, from: number): number | null {
    let at = this.#next.get(wanted);
    if (at === undefined || (at >= 0 && at < from)) {
      at = this.#text.indexOf(wanted, from);
      this.#next.set(wanted, at);
    }
    return at < 0 ? null : at + wanted.length;
  }
}

/** The runs of backticks of a text. */
class Runs {
  readonly #lengths = new Map<number, number>();
  /** By length, the starts of the runs that were not passed yet, last first. */
  readonly #starts = new Map<number, number[]>();

  constructor(text: string) {
    for (const run of [...text.matchAll(/`+/g)].reverse()) {
      const length = run[0].length;
      this.#lengths.set(run.index, length);
      const starts = this.#starts.get(length);
      if (starts === undefined) this.#starts.set(length, [run.index]);
      else starts.push(run.index);
    }
  }

  /** The length of the run at a position; an escape may have taken its first sign. */
  lengthAt(position: number): number {
    return this.#lengths.get(position) ?? (this.#lengths.get(position - 1) ?? 2) - 1;
  }

  /** The position behind the next run of this very length; null where there is none. */
  closing(position: number, length: number): number | null {
    const starts = this.#starts.get(length) ?? [];
    while ((starts.at(-1) ?? Number.POSITIVE_INFINITY) <= position) starts.pop();
    const start = starts.at(-1);
    return start === undefined ? null : start + length;
  }
}
