/** What nobody has to decide on any more, and what came of it. */
import type { Guard, PlanDocument } from '../../plan/document.ts';
import type { ReportContext } from '../context.ts';
import { type Outcome, outcomeOf } from '../guards.ts';
import { clip, isLink } from '../text.ts';
import type { Format } from './format.ts';
import { guardTitle } from './waiting.ts';

/** How many guards are listed where nothing more is folded. */
const shortList = 20;
const idLength = 10;

/** Decided guards, folded: who confirmed them, what became of a rename that is none. */
export function decided(document: PlanDocument, context: ReportContext, format: Format): string[] {
  const all = document.guards.flatMap((guard) => {
    const outcome = outcomeOf(guard, document.guards);
    return outcome === null ? [] : [{ guard, outcome }];
  });
  if (all.length === 0) return [];
  const most = Math.min(shortList, format.detail.open);
  const entries = format.limited(all, most).map(({ guard, outcome }) => {
    const mark = outcome.kind === 'confirmed' ? '✔' : '✖';
    return `- ${mark} ${guardTitle(guard, format)}: ${outcomeText(guard, outcome, context, format)} (${format.code(guard.id)})`;
  });
  return format.fold(countsOf(all), [
    ...(entries.length === 0 ? [] : [entries.join('\n')]),
    ...format.leftOut(all, 'more', most),
  ]);
}

function countsOf(all: readonly { readonly outcome: Outcome }[]): string {
  const number = (...kinds: Outcome['kind'][]): number =>
    all.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  return [
    [number('confirmed'), 'confirmed'] as const,
    [number('dropped-and-added', 'rejected'), 'rejected'] as const,
    [number('ruled-out'), 'ruled out'] as const,
  ]
    .flatMap(([some, what]) => (some === 0 ? [] : [`${some} ${what}`]))
    .join(', ');
}

function outcomeText(guard: Guard, outcome: Outcome, { confirmations }: ReportContext, format: Format): string {
  switch (outcome.kind) {
    case 'confirmed': {
      const by = confirmations.get(guard.id);
      if (by === undefined) return 'confirmed';
      const name = format.code(`@${by.login}`);
      return `confirmed by ${isLink(by.url) ? `[${name}](${by.url})` : name}`;
    }
    case 'ruled-out':
      return `ruled out by ${format.code(clip(outcome.by.id, idLength))}`;
    case 'dropped-and-added': {
      const { holder } = outcome;
      if (holder === null) return 'rejected, so it is a drop and an add';
      const state = holder.state === 'pending' ? 'which waits' : `which is ${holder.state}`;
      return `rejected, so it is a drop and an add; the drop is held by ${format.code(clip(holder.id, idLength))}, ${state}`;
    }
    case 'rejected':
      return 'rejected';
  }
}
