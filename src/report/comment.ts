/** A plan as the pull request comment, as the job summary, and as markdown on standard output. */
import { createHash } from 'node:crypto';
import type { PlanDocument } from '../plan/document.ts';
import type { ReportContext } from './context.ts';
import { stages } from './detail.ts';
import { messageLength } from './markdown/findings.ts';
import { markdownAt, type Place } from './markdown/index.ts';
import { sqlLength } from './markdown/statements.ts';
import { sharedPlans } from './verdict.ts';

/** GitHub refuses comments of more than 65,536 characters. */
export const commentLimit = 60_000;
/** GitHub takes 1 MiB of job summary from one step, in bytes. */
export const summaryLimit = 1_000_000;

/** A name that is longer than this in the marker stands there by its digest. */
const markerLength = 200;

/**
 * The HTML comment at the very start of CHX's comment, by which it finds it again. The name is escaped so that no config
 * name can end the HTML comment or pass for another name.
 */
export function commentMarker(name: string): string {
  const escaped = encodeURIComponent(name.replace(/\p{Cs}/gu, '\uFFFD'))
    .replaceAll('--', '-%2D')
    .replaceAll('~', '%7E');
  const short = escaped.length <= markerLength ? escaped : `~${createHash('sha256').update(escaped).digest('hex')}`;
  return `<!-- chx-plan:${short} -->`;
}

/** The pull request comment: marker and plan, never more than {@link commentLimit} characters. */
export function renderComment(document: PlanDocument, context: ReportContext): string {
  const marker = `${commentMarker(context.name)}\n`;
  return marker + fitting(document, context, 'comment', commentLimit - marker.length);
}

/** What `--format markdown` prints: the comment without its marker. */
export function renderMarkdown(document: PlanDocument, context: ReportContext): string {
  return fitting(document, context, 'output', commentLimit);
}

/** The job summary: the same, with room for {@link summaryLimit} bytes. */
export function renderSummary(document: PlanDocument, context: ReportContext): string {
  return fitting(document, context, 'summary', summaryLimit);
}

/** The plan with the most detail that fits. The last stage fits whatever the plan holds. */
function fitting(document: PlanDocument, context: ReportContext, place: Place, limit: number): string {
  const plans = sharedPlans(document);
  const length = place === 'summary' ? (text: string) => Buffer.byteLength(text) : (text: string) => text.length;
  let text = '';
  for (const detail of stages) {
    // What can't fit need not be put together.
    if (sqlLength(plans, detail) + messageLength(document, detail) > limit) continue;
    text = markdownAt(detail, document, plans, context, place);
    if (length(text) <= limit) break;
  }
  return text;
}
