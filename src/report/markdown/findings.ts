import type { PlanDocument } from '../../plan/document.ts';
import { type Finding, sortFindings } from '../../schema/finding.ts';
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
      return `- ${where}${format.prose(finding.message)} <sub>${format.prose(finding.rule)}</sub>`;
    });
}

/** `schema/events.ts:12`; the file, or the object, where no line is known. */
export function placeOf(finding: Finding): string | null {
  if (finding.file === null) return finding.object;
  return finding.line === null ? finding.file : `${finding.file}:${finding.line}`;
}
