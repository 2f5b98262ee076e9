/**
 * The check run, which is what a branch rule requires: it reports on every run, and holds the merge while a guard waits.
 */
import { z } from 'zod';
import type { PlanDocument } from '../plan/document.ts';
import type { Annotation } from '../report/index.ts';
import type { GitHubClient } from './client.ts';
import { inRepository, type Repository } from './repository.ts';

/** `neutral` and `skipped` satisfy a required check just as `success` does, so a gate has no use for them. */
export type Conclusion = 'success' | 'action_required' | 'failure';

export interface CheckRun {
  readonly name: string;
  /** The commit it stands on: the pull request's head or the merge group's. */
  readonly commit: string;
  readonly conclusion: Conclusion;
  readonly title: string;
  readonly summary: string;
  /** Shown below the summary; null or left out for none. */
  readonly text?: string | null;
  readonly annotations: readonly Annotation[];
  readonly detailsUrl: string | null;
  /** Tells this run's check from those of other runs on the same commit; a pull request's has more before it. */
  readonly externalId: string;
}

/** `chx` for the config of that name, else `chx (name)`. */
export function checkName(configName: string): string {
  return configName === 'chx' ? 'chx' : `chx (${configName})`;
}

/**
 * Whether a change is known to leave the schema alone: not where the tree could not be listed in full, because what was
 * left out may be a schema file.
 */
export function leavesSchemaAlone(document: PlanDocument, touchesSchema: boolean): boolean {
  return !touchesSchema && !document.findings.some((finding) => finding.severity === 'error' && isOfTree(finding.rule));
}

/** The loader's findings about a listing as a whole: `tree-truncated`, `tree-too-large`. */
function isOfTree(rule: string): boolean {
  return rule.startsWith('tree-');
}

/**
 * What the gate says of a plan: an error or a plan that the engine did not agree with fails; a guard that waits asks for
 * action; a pull request that touches no schema passes whatever the schema beside it looks like.
 */
export function conclude(document: PlanDocument, touchesSchema: boolean): Conclusion {
  if (leavesSchemaAlone(document, touchesSchema)) return 'success';
  const broken =
    document.status === 'invalid' ||
    document.findings.some((finding) => finding.severity === 'error') ||
    document.plans.some((plan) => plan.verified === 'failed' || plan.status === 'invalid');
  if (broken) return 'failure';
  const waits =
    document.status === 'blocked' ||
    document.guards.some((guard) => guard.state === 'pending') ||
    document.plans.some((plan) => plan.status === 'blocked');
  return waits ? 'action_required' : 'success';
}

/** What the Checks API takes in one request. */
const annotationsPerRequest = 50;
const titleLimit = 255;
/** 64 kB of message an annotation. */
const messageLimit = 16_000;
/** Of the summary, and of the text as well. */
const summaryLimit = 65_535;

const checkShape = z.object({
  id: z.union([z.number(), z.bigint()]).transform(String),
  external_id: z.string().nullish(),
  output: z.object({ annotations_count: z.number().int() }),
});
type Stored = z.infer<typeof checkShape>;

/**
 * Posts the check run, fifty annotations at a time; it is complete, and says its conclusion, only with the last of them.
 *
 * @param again after a transient failure: look first how far the lost request got, so that nothing is posted twice.
 */
export async function writeCheck(
  client: GitHubClient,
  repository: Repository,
  check: CheckRun,
  again: boolean,
): Promise<void> {
  let stored = again ? await findCheck(client, repository, check) : null;
  if (stored === null) {
    const sent = Math.min(check.annotations.length, annotationsPerRequest);
    stored = await client.write(
      'POST /repos/{owner}/{repo}/check-runs',
      {
        ...inRepository(repository),
        name: check.name,
        head_sha: check.commit,
        external_id: check.externalId,
        ...progress(check, 0, sent),
      },
      checkShape,
    );
    if (sent === check.annotations.length) return;
  }
  // The count is GitHub's, so a request that got lost after it arrived is not repeated.
  let done = Math.min(stored.output.annotations_count, check.annotations.length);
  do {
    const end = Math.min(check.annotations.length, done + annotationsPerRequest);
    await client.write(
      'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
      { ...inRepository(repository), check_run_id: stored.id, ...progress(check, done, end) },
      checkShape,
    );
    done = end;
  } while (done < check.annotations.length);
}

function progress(check: CheckRun, start: number, end: number): object {
  const state =
    end < check.annotations.length ? { status: 'in_progress' } : { status: 'completed', conclusion: check.conclusion };
  return {
    ...state,
    ...(check.detailsUrl === null ? {} : { details_url: check.detailsUrl }),
    output: {
      title: clip(check.title, titleLimit),
      summary: clip(check.summary, summaryLimit),
      ...(check.text === undefined || check.text === null ? {} : { text: clip(check.text, summaryLimit) }),
      annotations: check.annotations.slice(start, end).map((annotation) => ({
        path: annotation.path,
        start_line: annotation.startLine,
        end_line: annotation.endLine,
        annotation_level: annotation.level,
        title: clip(annotation.title, titleLimit),
        message: clip(annotation.message, messageLimit),
      })),
    },
  };
}

async function findCheck(client: GitHubClient, repository: Repository, check: CheckRun): Promise<Stored | null> {
  const found = await client.read(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { ...inRepository(repository), ref: check.commit, check_name: check.name, filter: 'all', per_page: 100 },
    z.object({ check_runs: z.array(checkShape) }),
  );
  return found.check_runs.find((candidate) => candidate.external_id === check.externalId) ?? null;
}

function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Not in the middle of a surrogate pair.
  const cut = text.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
