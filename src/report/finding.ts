import type { Finding } from '../schema/finding.ts';

/** `schema/events.ts:12`; the file, or the object, where no line is known; null for neither. */
export function placeOf(finding: Finding): string | null {
  if (finding.file === null) return finding.object;
  return finding.line === null ? finding.file : `${finding.file}:${finding.line}`;
}

/** The message without a place that it may begin with: that is shown beside it. */
export function messageOf({ file, line, message }: Finding): string {
  if (file === null) return message;
  for (const place of [`${file}:${line}: `, `${file}: `])
    if (message.startsWith(place)) return message.slice(place.length);
  return message;
}

/** The message with the object that it is about, unless it names it itself or the object is the place. */
export function sentenceOf(finding: Finding): string {
  const { object, file } = finding;
  const message = messageOf(finding);
  if (object === null || object === '' || file === null) return message;
  const words = message.split(/[\s`'",:;()]+|\.(?=\s|$)/);
  return words.includes(object) ? message : `\`${object}\`: ${message}`;
}
