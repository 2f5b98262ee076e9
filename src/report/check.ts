/** What the check run's own page says: what waits, who may do it, and how. */
import type { PlanDocument } from '../plan/document.ts';
import type { ReportContext } from './context.ts';
import { stages } from './detail.ts';
import { decided } from './markdown/decided.ts';
import { errors } from './markdown/findings.ts';
import { Format } from './markdown/format.ts';
import { notes } from './markdown/index.ts';
import { waiting } from './markdown/waiting.ts';
import { verdict } from './verdict.ts';

/** GitHub takes 65,535 characters of a check run's summary. */
export const checkSummaryLimit = 60_000;

/**
 * The summary of the check run as markdown: the counts, what is wrong, what waits for whom with the commands to comment, what
 * was decided. The plan itself stands in the comment. At most {@link checkSummaryLimit} characters.
 */
export function checkSummary(document: PlanDocument, context: ReportContext): string {
  let text = '';
  for (const detail of stages) {
    const format = new Format({ ...detail, sql: 'none' }, context.docs);
    const asked = waiting(document, context, format);
    const where =
      asked.length > 0 && context.commands ? ' What waits is answered by comments on the pull request.' : '';
    text = [
      `${verdict(document).line}.${where}`,
      ...errors(document, format),
      ...asked,
      ...notes(context, format),
      ...decided(document, context, format),
    ].join('\n\n');
    if (text.length <= checkSummaryLimit) break;
  }
  return `${text}\n`;
}
