/** The base branch moved: open pull requests that touch the schema are planned against what it holds now. */
import { GitHubError } from '../github/failure.ts';
import { readOpenPullRequests } from '../github/open-pulls.ts';
import { type SchemaFiles, schemaFiles } from '../pipeline/schema-files.ts';
import { ChxError } from '../schema/error.ts';
import type { PlanRun } from './plan-run.ts';
import type { TreeReader } from './planning.ts';
import { planPullRequest } from './pull-request-task.ts';
import { deniedLine } from './verdict.ts';

/** How many pull requests are looked at, the most recently updated first. */
const lookedAt = 500;
/** How many of those that touch the schema are planned; the others are when somebody pushes or comments. */
const planned = 20;

/**
 * Plans what the push may have changed for others. A pull request's plan that fails here fails its own check, not this job.
 *
 * @throws GitHubError the first failure to read or write, after every pull request had its turn.
 */
export async function replanPullRequests(
  run: PlanRun,
  trees: TreeReader,
  branch: string,
  before: string,
  after: string,
): Promise<void> {
  const { client, job, runner } = run;
  const schema = await filesAt(run, trees, after);
  const earlier = /^0+$/.test(before) ? null : await filesAt(run, trees, before);
  if (schema !== null && earlier !== null && sameFiles(schema, earlier)) {
    runner.info(`The push to ${branch} touches no schema file: open pull requests stay as they are planned.`);
    return;
  }
  const open = await readOpenPullRequests(client, job.repository, branch, lookedAt);
  const touching = open.filter(({ paths }) => paths === null || schema === null || paths.some(schema.includes));
  runner.info(
    `${touching.length} of the ${open.length} pull requests on ${branch} that were updated last touch the schema.`,
  );
  const left = touching.slice(planned).map(({ number }) => `#${number}`);
  if (left.length > 0) {
    runner.warning(`Not planned anew, comment \`/chx plan\` on them before they are merged: ${left.join(', ')}`);
  }
  let failure: GitHubError | null = null;
  for (const { number } of touching.slice(0, planned)) {
    try {
      const result = await planPullRequest(run, trees, number, null, async () => {});
      if (result.kind === 'ended') continue;
      runner.info(`#${number}: ${result.verdict.check.title}`);
      const denied = result.published?.denied ?? [];
      if (denied.length > 0) runner.warning(deniedLine(denied, result.pullRequest.fork));
    } catch (error) {
      if (!(error instanceof ChxError)) throw error;
      runner.warning(`#${number} could not be planned anew: ${error.message}`);
      if (error instanceof GitHubError) failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

/** Null where they can't be told: then anything may have changed. */
async function filesAt(run: PlanRun, trees: TreeReader, commit: string): Promise<SchemaFiles | null> {
  try {
    return await schemaFiles(trees(commit), run.inputs.config);
  } catch (error) {
    if (error instanceof ChxError) return null;
    throw error;
  }
}

function sameFiles(a: SchemaFiles, b: SchemaFiles): boolean {
  return a.ids.size === b.ids.size && [...a.ids].every(([path, id]) => b.ids.get(path) === id);
}
