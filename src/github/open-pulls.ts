/** The open pull requests of a branch and what they touch: whose plans are made anew when the branch moves. */
import { z } from 'zod';
import type { GitHubClient } from './client.ts';
import { pageInfo } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { objectId } from './tree.ts';

export interface OpenPullRequest {
  readonly number: number;
  readonly head: string;
  /** Paths that it changes; null where they are not all known, and it may change any. */
  readonly paths: readonly string[] | null;
}

/** Each brings up to 100 paths. */
const perQuery = 25;

const queryText = `query openPullRequests($owner: String!, $name: String!, $base: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(
      states: [OPEN]
      baseRefName: $base
      first: $first
      after: $after
      orderBy: { field: UPDATED_AT, direction: DESC }
    ) {
      nodes {
        number
        headRefOid
        files(first: 100) { nodes { path changeType } pageInfo { hasNextPage endCursor } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

const filesShape = z
  .object({ nodes: z.array(z.object({ path: z.string(), changeType: z.string() }).nullable()).nullable(), pageInfo })
  .nullable();
const nodeShape = z.object({ number: z.number().int(), headRefOid: objectId, files: filesShape });
const answerShape = z.object({
  repository: z.object({
    pullRequests: z.object({ nodes: z.array(nodeShape.nullable()).nullable(), pageInfo }),
  }),
});

/** At most `limit` of them, the one that was updated last first. */
export async function readOpenPullRequests(
  client: GitHubClient,
  repository: Repository,
  baseBranch: string,
  limit: number,
): Promise<readonly OpenPullRequest[]> {
  // One that is updated between two pages comes up twice.
  const found = new Map<number, OpenPullRequest>();
  for (let after: string | null = null; found.size < limit; ) {
    const answer: z.infer<typeof answerShape> = await client.query(
      'openPullRequests',
      queryText,
      { ...repository, base: baseBranch, first: Math.min(perQuery, limit - found.size), after },
      answerShape,
    );
    const { nodes, pageInfo: page } = answer.repository.pullRequests;
    for (const node of nodes ?? []) {
      if (node !== null && !found.has(node.number)) {
        found.set(node.number, { number: node.number, head: node.headRefOid, paths: pathsOf(node.files) });
      }
    }
    after = page.endCursor;
    if (!page.hasNextPage || after === null) break;
  }
  return [...found.values()];
}

function pathsOf(files: z.infer<typeof filesShape>): readonly string[] | null {
  if (files === null || files.nodes === null || files.pageInfo.hasNextPage) return null;
  const paths: string[] = [];
  for (const file of files.nodes) {
    // A file that was moved is listed where it is now; where it was, GitHub doesn't say here.
    if (file === null || file.changeType === 'RENAMED') return null;
    paths.push(file.path);
  }
  return paths;
}
