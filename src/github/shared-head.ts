/**
 * Pull requests with one head. A check run stands on a commit, and the branch rules of all pull requests that have this commit as
 * their head are held against the same run: one onto a branch that asks for nothing would open the gate of one onto main.
 *
 * So each run says whose it is and how that pull request stands by itself, and one that could pass waits for those that don't.
 * Whoever can write check runs can forge what is read here; a forged one holds the merge and opens nothing.
 */
import { z } from 'zod';
import type { CheckRun, Conclusion } from './check.ts';
import type { GitHubClient } from './client.ts';
import { attempt, GitHubError } from './failure.ts';
import { readPullRequest } from './pull-request.ts';
import { inRepository, type Repository } from './repository.ts';

/** The external id of a pull request's check run: whose it is, what its own plan comes to, and which run wrote it. */
export function externalIdOf(number: number, own: Conclusion, run: string): string {
  return `#${number} ${own} ${run}`;
}

function readExternalId(text: string | null | undefined): { readonly number: number; readonly passes: boolean } | null {
  const [, number, own] = /^#([1-9]\d{0,9}) ([a-z_]+) /.exec(text ?? '') ?? [];
  return number === undefined ? null : { number: Number(number), passes: own === 'success' };
}

/** The same check run for as long as another pull request with this head does not pass. */
export function waitingFor(check: CheckRun, other: number): CheckRun {
  return {
    ...check,
    conclusion: 'action_required',
    title: `Waits for #${other}, which has the same head`,
    summary: `A check stands on a commit, and this one is the head of #${other} too, which does not pass. Close that one, let it pass, or push another commit to one of the two; then comment \`/chx plan\` here.\n\n${check.summary}`,
  };
}

/** Beyond what GitHub hands out. */
const pageLimit = 20;
/** How many other pull requests are asked after. */
const otherLimit = 20;

const page = z.object({
  check_runs: z.array(
    z.object({ id: z.union([z.number(), z.bigint()]).transform(BigInt), external_id: z.string().nullish() }),
  ),
});

/**
 * Another open pull request with the commit of this check as its head, the last check run of which does not pass; null
 * where there is none. Of more than are asked after, one is taken to wait.
 *
 * @throws GitHubError where GitHub does not say.
 */
export async function waitingTwin(
  client: GitHubClient,
  repository: Repository,
  number: number,
  check: Pick<CheckRun, 'name' | 'commit'>,
): Promise<number | null> {
  const last = new Map<number, { readonly id: bigint; readonly passes: boolean }>();
  for (let at = 1; at <= pageLimit; at++) {
    const { check_runs: runs } = await client.read(
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      {
        ...inRepository(repository),
        ref: check.commit,
        check_name: check.name,
        filter: 'all',
        per_page: 100,
        page: at,
      },
      page,
    );
    for (const { id, external_id: externalId } of runs) {
      const read = readExternalId(externalId);
      if (read === null || read.number === number) continue;
      const known = last.get(read.number);
      if (known === undefined || known.id < id) last.set(read.number, { id, passes: read.passes });
    }
    if (runs.length < 100) break;
  }
  const waiting = [...last].flatMap(([other, { passes }]) => (passes ? [] : [other])).sort((a, b) => a - b);
  for (const [index, other] of waiting.entries()) {
    if (index === otherLimit || (await isOpenAt(client, repository, other, check.commit))) return other;
  }
  return null;
}

async function isOpenAt(
  client: GitHubClient,
  repository: Repository,
  number: number,
  commit: string,
): Promise<boolean> {
  const answer = await attempt(() => readPullRequest(client, repository, number, null));
  if (!(answer instanceof GitHubError))
    return answer.pullRequest.state === 'open' && answer.pullRequest.head === commit;
  if (answer.kind === 'missing') return false;
  throw answer;
}
