import type { PlanDocument } from '../../plan/document.ts';
import { type Finding, sortFindings } from '../../schema/finding.ts';
import type { Detail } from '../detail.ts';
import { messageOf, placeOf, sentenceOf } from '../finding.ts';
import { count } from '../text.ts';
import type { Format } from './format.ts';

/** What makes the plan impossible, open to the eye. */
export function errors(document: PlanDocument, format: Format): string[] {
  const found = entries(document, 'error', format);
  return found.length === 0 ? [] : format.part('To fix', format.list(found, 'more errors'));
}

/** What is good to know, folded. */
export function remarks(document: PlanDocument, severity: 'warning' | 'notice', format: Format): string[] {
  const found = entries(document, severity, format);
  if (found.length === 0) return [];
  const shown = format.limited(found);
  return format.fold(count(found.length, severity), [
    ...(shown.length === 0 ? [] : [shown.join('\n')]),
    ...format.leftOut(found, 'more'),
  ]);
}

function entries(document: PlanDocument, severity: Finding['severity'], format: Format): string[] {
  return sortFindings(document.findings)
    .filter((finding) => finding.severity === severity)
    .map((finding) => {
      const place = placeOf(finding);
      const where = place === null ? '' : `${format.code(place)} `;
      return `- ${where}${format.prose(sentenceOf(finding))} <sub>${format.rule(finding.rule)}</sub>`;
    });
}

/** How long the messages alone are that this much detail shows whole. Runs of blanks are shown as one. */
export function messageLength(document: PlanDocument, detail: Detail): number {
  if (!detail.folds) return 0;
  let length = 0;
  for (const finding of document.findings) {
    if (finding.severity === 'notice' && !detail.notices) continue;
    length += messageOf(finding).replace(/ +/g, ' ').trim().length;
  }
  return length;
}
