/** From a plan, or from the failure to make one, to what is published of it. Pure. */
import { type CheckRun, checkName, conclude, leavesSchemaAlone } from '../github/check.ts';
import type { CommentText } from '../github/comment.ts';
import type { GitHubError } from '../github/failure.ts';
import {
  annotations,
  commentMarker,
  type ReportContext,
  renderComment,
  renderSummary,
  verdict,
} from '../report/index.ts';
import { fence, prose } from '../report/text.ts';
import { type ChxError, type ExitCode, exitCodes } from '../schema/error.ts';
import type { Job } from './job.ts';
import type { PlanOutcome } from './planner.ts';

export interface Verdict {
  readonly comment: CommentText;
  readonly check: Omit<CheckRun, 'commit'>;
  readonly summary: string;
}

/** What a plan says on a pull request or a merge group. */
export function planVerdict(outcome: PlanOutcome, notes: readonly string[], job: Job): Verdict {
  const { document, config, touchesSchema } = outcome;
  const untouched = leavesSchemaAlone(document, touchesSchema);
  const context: ReportContext = {
    name: config.name,
    notes,
    permission: config.guards.permission,
    runUrl: job.runUrl,
  };
  const { title, line } = verdict(document);
  const marker = commentMarker(config.name);
  return {
    comment: {
      marker,
      body: renderComment(document, context),
      fallback: `${marker}\n### ${title}\n\n${line}\n\nThe plan is too long for a comment${summaryLink(job)}.\n`,
      create: !untouched,
    },
    check: {
      name: checkName(config.name),
      conclusion: conclude(document, touchesSchema),
      title: untouched ? 'No schema change' : title,
      summary: [untouched ? 'This change touches no schema file.' : `${line}.`, ...notes.map(prose)].join('\n\n'),
      annotations: annotations(document),
      detailsUrl: job.runUrl,
      externalId: job.attempt,
    },
    summary: renderSummary(document, context),
  };
}

/** What is said where there is no plan: an older comment must not go on looking like the present one. */
export function failureVerdict(failure: ChxError, configName: string, job: Job): Verdict {
  const marker = commentMarker(configName);
  const text = `### ❌ CHX could not plan this\n\n${fence(failure.message, 'text')}\n`;
  return {
    comment: {
      marker,
      body: `${marker}\n${text}`,
      fallback: `${marker}\n### ❌ CHX could not plan this\n`,
      create: false,
    },
    check: {
      name: checkName(configName),
      conclusion: 'failure',
      title: 'Could not plan',
      summary: fence(failure.message, 'text'),
      annotations: [],
      detailsUrl: job.runUrl,
      externalId: job.attempt,
    },
    summary: text,
  };
}

/** What ends the job: null where it passes. A guard that waits does not fail it, the check holds the gate. */
export function failureOf(outcome: PlanOutcome): { readonly exitCode: ExitCode; readonly line: string } | null {
  if (leavesSchemaAlone(outcome.document, outcome.touchesSchema)) return null;
  if (outcome.exitCode === exitCodes.done || outcome.exitCode === exitCodes.pending) return null;
  const { title, line } = verdict(outcome.document);
  return { exitCode: outcome.exitCode, line: `${title} (${line}); the job summary says what and where.` };
}

/** The one line about a token that may not write. */
export function deniedLine(denied: readonly GitHubError[], fork: boolean): string {
  const what = denied.map((error) => error.request).join(', ');
  const why = fork
    ? 'a pull request from a fork gets a read-only token on pull_request; plan on pull_request_target to have comment and check'
    : 'give the job `permissions: contents: read, pull-requests: write, checks: write`';
  return `The token may not write (403 on ${what}): ${why}. The plan is in the job summary.`;
}

function summaryLink(job: Job): string {
  return job.runUrl === null ? '; it is in the job summary' : `; it is in the [job summary](${job.runUrl})`;
}
