import { ruleLink } from '../../rules/catalogue/link.ts';
import type { Phrase } from '../actions.ts';
import type { Detail } from '../detail.ts';
import { clip, codeSpan, prose, visible } from '../text.ts';

/** The pieces that markdown is put together from, with the detail that there is room for. */
export class Format {
  readonly detail: Detail;
  readonly #docs: string | null;

  /** @param docs Where the files of this version are shown; null where nothing is known. */
  constructor(detail: Detail, docs: string | null) {
    this.detail = detail;
    this.#docs = docs;
  }

  /** The id of a rule, with a link to what it says of itself. */
  rule(id: string): string {
    const link = ruleLink(id, this.#docs);
    return link === null ? this.prose(id) : `[${this.prose(id)}](${link})`;
  }

  /** A name or SQL as a code span. */
  code(text: string): string {
    return codeSpan(this.clipped(text));
  }

  /** A sentence that may hold names of the schema. Not for the start of a line. */
  prose(text: string): string {
    return prose(this.clipped(text));
  }

  private clipped(text: string): string {
    const { text: length } = this.detail;
    return clip(visible(clip(text, length)), length);
  }

  phrase(phrase: Phrase): string {
    return phrase.map((part) => (typeof part === 'string' ? part : this.code(part.code))).join('');
  }

  /** Names in a sentence; of many the first, and how many more. */
  codes(names: readonly string[]): string {
    const shown = names.slice(0, this.detail.open);
    const more = names.length > shown.length ? [`${names.length - shown.length} more`] : [];
    return [...shown.map((name) => this.code(name)), ...more].join(', ');
  }

  /** A list of which the first entries are open and the rest is folded, or counted where nothing is folded any more. */
  list(entries: readonly string[], more: string): string[] {
    const { open, folds } = this.detail;
    const rest = entries.slice(open);
    const shown = open === 0 ? [] : [entries.slice(0, open).join('\n')];
    if (rest.length === 0) return shown;
    return folds
      ? [...shown, ...this.fold(`${rest.length} ${more}`, [rest.join('\n')])]
      : [...shown, `${rest.length} ${more}.`];
  }

  /** All entries, or the first where there is no room. Goes with {@link leftOut}. */
  limited<T>(entries: readonly T[], most = this.detail.open): readonly T[] {
    return this.detail.folds ? entries : entries.slice(0, most);
  }

  /** How many {@link limited} left out. */
  leftOut(entries: readonly unknown[], more: string, most = this.detail.open): string[] {
    return this.detail.folds || entries.length <= most ? [] : [`${entries.length - most} ${more}.`];
  }

  /** A part with its label: bold and not a heading, whose margins would take a third of a phone's screen. */
  part(label: string, [first, ...rest]: readonly string[]): string[] {
    return first === undefined ? [] : [`**${label}**\n${first}`, ...rest];
  }

  /** A part that opens on a click. `summary` is HTML. */
  fold(summary: string, blocks: readonly string[]): string[] {
    return [`<details>\n<summary>${summary}</summary>`, ...blocks, '</details>'];
  }
}
