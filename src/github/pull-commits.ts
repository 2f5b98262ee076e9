/** The commits of a pull request: who wrote them, and what tells each of them again after a rebase. */
import { z } from 'zod';
import { compareText } from '../schema/name.ts';
import type { GitHubClient } from './client.ts';
import { pageInfo } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { objectId } from './tree.ts';

/** What a rebase leaves as it is. */
export interface Work {
  readonly message: string;
  /** ISO 8601, as git has it. */
  readonly authoredAt: string;
}

export interface PullCommit extends Work {
  readonly commit: string;
  /** How many parents it has. */
  readonly parents: number;
  /** Whether GitHub made and signed it: an edit in the browser, a merge by `Update branch`. */
  readonly madeByGitHub: boolean;
  /** Logins of its authors, co-authors included, as far as they have accounts; null where GitHub named only some. */
  readonly authors: readonly string[] | null;
}

export interface PullCommits {
  /** The head that all pages were read at; null where it moved between two of them. */
  readonly head: string | null;
  /** Oldest first; null where there are too many, or GitHub did not hand out all of them. */
  readonly commits: readonly PullCommit[] | null;
}

/** 1,000 commits. */
const pageLimit = 10;

/** One page of commits, for queries on a pull request that have `$commits`. */
export const commitsField = `commits(first: 100, after: $commits) {
        totalCount
        nodes {
          commit {
            oid
            message
            authoredDate
            parents(first: 1) { totalCount }
            signature { isValid wasSignedByGitHub }
            authors(first: 20) { nodes { user { login } } pageInfo { hasNextPage endCursor } }
          }
        }
        pageInfo { hasNextPage endCursor }
      }`;

const queryText = `query pullCommits($owner: String!, $name: String!, $number: Int!, $commits: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      ${commitsField}
    }
  }
}`;

const commitShape = z.object({
  oid: objectId,
  message: z.string(),
  authoredDate: z.string(),
  parents: z.object({ totalCount: z.number().int() }),
  signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullable(),
  authors: z.object({
    nodes: z.array(z.object({ user: z.object({ login: z.string() }).nullable() }).nullable()),
    pageInfo,
  }),
});

/** What {@link commitsField} brings. */
export const commitsShape = z.object({
  totalCount: z.number().int(),
  nodes: z.array(z.object({ commit: commitShape }).nullable()),
  pageInfo,
});

const pageShape = z.object({ headRefOid: objectId, commits: commitsShape });
const answerShape = z.object({ repository: z.object({ pullRequest: pageShape }) });
type Page = z.infer<typeof pageShape>;

/**
 * Reads up to 1,000 commits, which GraphQL hands out beyond the 250 of the REST route.
 *
 * @param first the first page, where it is there already.
 */
export async function readPullCommits(
  client: GitHubClient,
  repository: Repository,
  number: number,
  first?: Page,
): Promise<PullCommits> {
  const read = async (after: string | null): Promise<Page> =>
    (await client.query('pullCommits', queryText, { ...repository, number, commits: after }, answerShape)).repository
      .pullRequest;
  const commits: PullCommit[] = [];
  let page = first ?? (await read(null));
  const head = page.headRefOid;
  for (let pages = 1; ; pages++) {
    for (const node of page.commits.nodes) if (node !== null) commits.push(pullCommit(node.commit));
    const { hasNextPage, endCursor } = page.commits.pageInfo;
    if (!hasNextPage || endCursor === null || pages === pageLimit) break;
    page = await read(endCursor);
    if (page.headRefOid !== head) return { head: null, commits: null };
  }
  return { head, commits: commits.length === page.commits.totalCount ? commits : null };
}

function pullCommit(node: z.infer<typeof commitShape>): PullCommit {
  const whole = !node.authors.pageInfo.hasNextPage && !node.authors.nodes.includes(null);
  const logins = node.authors.nodes.flatMap((author) => (author?.user == null ? [] : [author.user.login]));
  return {
    commit: node.oid,
    message: node.message,
    authoredAt: node.authoredDate,
    parents: node.parents.totalCount,
    madeByGitHub: node.signature?.isValid === true && node.signature.wasSignedByGitHub,
    authors: whole ? logins : null,
  };
}

/**
 * Who wrote a pull request's commits, as sorted logins; null where that is not known in full. A merge that GitHub made
 * brings in what is on the base branch already, so whoever pressed `Update branch` has written nothing by it. A commit
 * whose author has no account names nobody who could confirm.
 */
export function writersOf(commits: readonly PullCommit[] | null): readonly string[] | null {
  if (commits === null) return null;
  const writers = new Set<string>();
  for (const commit of commits) {
    if (commit.madeByGitHub && commit.parents === 2) continue;
    if (commit.authors === null) return null;
    for (const login of commit.authors) writers.add(login);
  }
  return [...writers].sort(compareText);
}

/** Whether one commit is the other after a rebase: message and author date stay, to the second. */
export function sameWork(one: Work, other: Work): boolean {
  return (
    one.message.trimEnd() === other.message.trimEnd() && Date.parse(one.authoredAt) === Date.parse(other.authoredAt)
  );
}
