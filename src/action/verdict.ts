/** From a plan, or from the failure to make one, to what is published of it. Pure. */

import { encodeShown } from '../gate/shown.ts';
import { policyOf } from '../gate/who.ts';
import { type CheckRun, checkName, conclude, leavesSchemaAlone } from '../github/check.ts';
import type { CommentText } from '../github/comment.ts';
import type { GitHubError } from '../github/failure.ts';
import type { Policy } from '../pipeline/configs.ts';
import {
  annotations,
  checkSummary,
  commentMarker,
  type ReportContext,
  renderComment,
  renderSummary,
  reportContext,
  summaryLimit,
  verdict,
} from '../report/index.ts';
import { fence, prose } from '../report/text.ts';
import { ChxError, type ExitCode, exitCodes } from '../schema/error.ts';
import type { GateView } from './gate.ts';
import type { Job } from './job.ts';
import type { PlanOutcome } from './planner.ts';
import type { Planned } from './planning.ts';

export interface Verdict {
  readonly comment: CommentText;
  readonly check: Omit<CheckRun, 'commit'>;
  readonly summary: string;
}

/** How a plan came to be. */
export interface Circumstances {
  /** Lines for people. */
  readonly notes: readonly string[];
  /** Why a change of the schema can't pass whatever its plan says, as the check's title; null where nothing keeps it. */
  readonly hold: string | null;
  /** Of this run: a check run of each round is one of its own. */
  readonly round: number;
}

/**
 * What is said of a plan, or of why there is none.
 *
 * @param policy under whose name it is said.
 * @param gate what people said; null where nobody was asked.
 */
export function verdictOf(
  planned: Planned,
  policy: Policy,
  gate: GateView | null,
  circumstances: Circumstances,
  job: Job,
): Verdict {
  return planned.kind === 'planned'
    ? planVerdict(planned.outcome, policy, gate, circumstances, job)
    : failureVerdict(planned.failure, policy.name, job, circumstances.round);
}

function planVerdict(
  outcome: PlanOutcome,
  policy: Policy,
  gate: GateView | null,
  { notes, hold, round }: Circumstances,
  job: Job,
): Verdict {
  const { document, touchesSchema, offers } = outcome;
  const untouched = leavesSchemaAlone(document, touchesSchema);
  const context = reportContext(policy, {
    notes,
    offers,
    docs: job.docsRoot,
    runUrl: job.runUrl,
    ...(gate === null ? {} : peopleOf(gate)),
  });
  const { title, line } = verdict(document);
  const conclusion = conclude(document, touchesSchema);
  const held = hold !== null && conclusion === 'success' && !untouched;
  const marker = commentMarker(policy.name);
  return {
    comment: {
      marker,
      body: renderComment(document, context),
      fallback: `${marker}\n### ${title}\n\n${line}\n\nThe plan is too long for a comment${summaryLink(job)}.\n`,
      create: !untouched,
    },
    check: {
      name: checkName(policy.name),
      conclusion: held ? 'action_required' : conclusion,
      title: untouched ? 'No schema change' : held ? hold : title,
      summary: untouched
        ? ['This change touches no schema file.', ...notes.map(prose)].join('\n\n')
        : checkSummary(document, context),
      text: untouched ? null : encodeShown(document, policy.name),
      annotations: annotations(document),
      detailsUrl: job.runUrl,
      externalId: `${job.attempt}.${round}`,
    },
    summary: renderSummary(document, context),
  };
}

/** What the report is told of the people of a pull request. */
function peopleOf({ record, policies, evaluation }: GateView): Partial<ReportContext> {
  const { writers, personal } = policyOf(policies, record);
  return { writers, personal, confirmations: evaluation.confirmedBy };
}

/** What is said where there is no plan: an older comment must not go on looking like the present one. */
function failureVerdict(failure: ChxError, configName: string, job: Job, round: number): Verdict {
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
      text: null,
      annotations: [],
      detailsUrl: job.runUrl,
      externalId: `${job.attempt}.${round}`,
    },
    summary: text,
  };
}

export interface StepVerdict {
  readonly pullRequest: number;
  readonly planned: Planned;
  readonly verdict: Verdict;
}

/** The gravest first: what a group as a whole is. */
const conclusions = ['failure', 'action_required', 'success'] as const;

/** One verdict on a merge group: it passes where every pull request in it does. */
export function groupVerdict(
  steps: readonly StepVerdict[],
  configName: string,
  job: Job,
): { readonly deciding: Planned; readonly verdict: Verdict } {
  const [first, ...others] = steps;
  if (first === undefined)
    throw new ChxError(exitCodes.unexpected, 'The merge group holds no pull request; queue it again.');
  if (others.length === 0) return { deciding: first.planned, verdict: first.verdict };
  const conclusion =
    conclusions.find((one) => steps.some(({ verdict: { check } }) => check.conclusion === one)) ?? 'failure';
  // Of several that don't pass the first: those behind it stand on it.
  const deciding =
    steps.find(({ verdict: { check } }) => check.conclusion === conclusion && conclusion !== 'success') ??
    steps.at(-1) ??
    first;
  const titled = ({ pullRequest, verdict: { check } }: StepVerdict): string => `#${pullRequest}: ${check.title}`;
  return {
    deciding: deciding.planned,
    verdict: {
      comment: deciding.verdict.comment,
      check: {
        ...deciding.verdict.check,
        name: checkName(configName),
        conclusion,
        title: titled(deciding),
        summary: steps.map((step) => `#### ${titled(step)}\n\n${step.verdict.check.summary}`).join('\n\n'),
        annotations: steps.flatMap(({ verdict: { check } }) => check.annotations),
        detailsUrl: job.runUrl,
      },
      summary: groupSummary(steps.map((step) => ({ title: titled(step), verdict: step.verdict }))),
    },
  };
}

/** GitHub drops a summary that is too long as a whole: a step that has no room left keeps what its check says. */
function groupSummary(steps: readonly { readonly title: string; readonly verdict: Verdict }[]): string {
  let room = summaryLimit;
  return steps
    .map(({ title, verdict }) => {
      const whole = `## ${title}\n\n${verdict.summary}`;
      const text = Buffer.byteLength(whole) <= room ? whole : `## ${title}\n\n${verdict.check.summary}`;
      room -= Buffer.byteLength(text) + 2;
      return text;
    })
    .join('\n\n');
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
