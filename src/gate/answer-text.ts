/** Pieces of the answer comment: what others wrote, shortened and as code. */
import type { Guard } from '../plan/document.ts';
import { renameOf } from '../report/guards.ts';
import { clip, codeSpan, visible } from '../report/text.ts';

const nameLength = 80;
const sentenceLength = 300;
/** How much of an id tells it from the others of one comment. */
const idLength = 12;

/** A sentence cut to what a reader reads. */
export function shortened(sentence: string): string {
  return clip(visible(clip(sentence, sentenceLength)), sentenceLength);
}

/** A name from outside as code. */
export function nameMarkdown(name: string): string {
  return codeSpan(clip(visible(clip(name, nameLength)), nameLength));
}

export function idMarkdown(id: string): string {
  return codeSpan(clip(id, idLength));
}

/** A guard in a few words, with the beginning of its id. */
export function guardMarkdown(guard: Guard): string {
  const rename = renameOf(guard);
  const id = ` (${idMarkdown(guard.id)})`;
  if (rename !== null) {
    const where = rename.what === 'object' ? '' : ` in ${nameMarkdown(guard.object)}`;
    return `rename of ${nameMarkdown(rename.from)} to ${nameMarkdown(rename.to)}${where}${id}`;
  }
  const part = guard.from === null || guard.from === guard.object ? '' : ` ${nameMarkdown(guard.from)}`;
  return `loss of data${part} in ${nameMarkdown(guard.object)}${id}`;
}

/** A link under words of ours; the words alone where the address isn't one of a plain kind. */
export function link(words: string, url: string | null): string {
  return url !== null && url.length <= 500 && /^https?:\/\/[\w./:~#?=&%+-]+$/.test(url) ? `[${words}](${url})` : words;
}
