/** A guard in plain words, for terminals. */
import type { Guard } from '../plan/document.ts';
import { type Outcome, renameOf } from './guards.ts';
import { visible } from './text.ts';
import { wrap } from './wrap.ts';

/** What a guard is about, in a few words: `rename a to b in analytics.t`, `loss of data in analytics.t (a)`. */
export function guardTitle(guard: Guard): string {
  const rename = renameOf(guard);
  if (rename === null) {
    const part = guard.from === null || guard.from === guard.object ? '' : ` (${guard.from})`;
    return visible(`${guard.kind === 'rename' ? 'rename' : 'loss of data'} in ${guard.object}${part}`);
  }
  return visible(`rename ${rename.from} to ${rename.to}${rename.what === 'object' ? '' : ` in ${guard.object}`}`);
}

/** What is lost and what speaks for a rename, in lines of at most `width` columns. */
export function guardDetails(guard: Guard, indent: string, width: number): string[] {
  const lost = guard.kind === 'destructive' ? 'lost' : 'otherwise lost';
  return [
    ...(guard.lost === null ? [] : wrap(`${lost}: ${visible(guard.lost)}`, indent, width)),
    ...(guard.evidence.length === 0 ? [] : wrap(guard.evidence.map(visible).join('; '), indent, width)),
  ];
}

/** What came of a guard that is decided. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'confirmed':
    case 'rejected':
      return outcome.kind;
    case 'ruled-out':
      return visible(`ruled out by ${outcome.by.id}`);
    case 'dropped-and-added':
      return outcome.holder === null
        ? 'rejected, so it is a drop and an add'
        : visible(`rejected, so it is a drop and an add; the drop is held by ${outcome.holder.id}`);
  }
}
