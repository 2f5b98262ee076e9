/** Lists of names in the sentences of evidence and findings. */
import { compareText } from '../schema/name.ts';

/** What a list holds, for people: `a.t, a.u, a.v and 37 more`. */
export function listed(names: readonly string[], most = 3): string {
  const left = names.length - most;
  return left > 0 ? `${names.slice(0, most).join(', ')} and ${left} more` : names.join(', ');
}

/** How many names a line of evidence has room for. */
const mostNames = 2;

/** `a and b name it, before and now`, with no more names than a phone shows; nothing for no names. */
export function said(names: readonly string[], one: string, several: string): string[] {
  const sorted = [...new Set(names)].sort(compareText);
  if (sorted.length === 0) return [];
  const left = sorted.length - mostNames;
  const list = left > 0 ? `${sorted.slice(0, mostNames).join(', ')} and ${left} more` : sorted.join(' and ');
  return [`${list} ${sorted.length === 1 ? one : several}, before and now`];
}
