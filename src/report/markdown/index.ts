/** A plan as GitHub markdown. Made for a phone: verdict, errors, what waits for whom, what changes; all else folded. */
import type { PlanDocument } from '../../plan/document.ts';
import type { ReportContext } from '../context.ts';
import type { Detail } from '../detail.ts';
import { isLink } from '../text.ts';
import type { SharedPlan } from '../verdict.ts';
import { changes, failures } from './changes.ts';
import { decided } from './decided.ts';
import { errors, remarks } from './findings.ts';
import { Format } from './format.ts';
import { facts, footer, heading } from './head.ts';
import { offers } from './offers.ts';
import { statements } from './statements.ts';
import { waiting } from './waiting.ts';

/** Where a report stands: it does not send its reader to where he is. */
export type Place = 'comment' | 'summary' | 'output';

/** The document's plans, which are shared by their targets, with this much detail. */
export function markdownAt(
  detail: Detail,
  document: PlanDocument,
  plans: readonly SharedPlan[],
  context: ReportContext,
  place: Place,
): string {
  const format = new Format(detail, context.docs);
  const blocks = [
    heading(document, context, format),
    facts(document, plans, format),
    ...errors(document, format),
    ...waiting(document, context, format),
    ...offers(context, format),
    ...changes(document, plans, format),
    ...failures(plans, format),
    ...notes(context, format),
    ...decided(document, context, format),
    ...statements(document, plans, format),
    ...remarks(document, 'warning', format),
    ...(detail.notices ? remarks(document, 'notice', format) : []),
    ...shortened(detail, context, place),
    footer(document, format),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** How the plan came to be. */
export function notes({ notes: lines }: ReportContext, format: Format): string[] {
  const shown = format.limited(lines).map((line) => `> Note: ${format.prose(line)}`);
  return [...(shown.length === 0 ? [] : [shown.join('\\\n')]), ...format.leftOut(lines, 'more notes')];
}

/** What was left out for want of room, and where it is. */
function shortened(detail: Detail, { runUrl }: ReportContext, place: Place): string[] {
  if (detail.lacks === null) return [];
  const summary = runUrl !== null && isLink(runUrl) ? [`the [job summary](${runUrl})`] : [];
  const places: Readonly<Record<Place, readonly string[]>> = {
    comment: [...summary, 'the JSON that the `plan` output names', '`chx plan`'],
    summary: ['the JSON that the `plan` output names', '`chx plan`'],
    output: ['`chx plan --format json`', '`chx plan --format sql`'],
  };
  return [`**Shortened to fit.** Left out: ${detail.lacks}. See ${places[place].join(', ')}.`];
}
