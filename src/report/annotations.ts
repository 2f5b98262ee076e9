import type { PlanDocument } from '../plan/document.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import { messageOf } from './finding.ts';
import { clip, visible } from './text.ts';

/** A mark at a place of a file, as GitHub's check runs take it. Lines count from 1. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

const levels: Readonly<Record<Finding['severity'], Annotation['level']>> = {
  error: 'failure',
  warning: 'warning',
  notice: 'notice',
};

/** GitHub takes 64 KB of message and 255 characters of title. */
const messageLength = 16_000;
const titleLength = 255;

/**
 * One annotation for each finding that stands in a file, the gravest first (a request takes 50), then by place. A finding
 * about a whole file stands at its first line. Plain text: GitHub renders no markdown there.
 */
export function annotations(document: PlanDocument): Annotation[] {
  return sortFindings(document.findings).flatMap((finding) =>
    finding.file === null
      ? []
      : [
          {
            path: finding.file,
            startLine: finding.line ?? 1,
            endLine: finding.line ?? 1,
            level: levels[finding.severity],
            title: clip(
              visible(finding.object === null ? finding.rule : `${finding.rule}: ${finding.object}`),
              titleLength,
            ),
            message: clip(visible(messageOf(finding)), messageLength),
          },
        ],
  );
}
