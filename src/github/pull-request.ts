/** What the gate reads of a pull request, in one query, so that all of it is of one moment. */
import { z } from 'zod';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { GitHubClient } from './client.ts';
import type { Repository } from './repository.ts';
import { objectId } from './tree.ts';

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  /** Whether it comes from another repository. */
  readonly fork: boolean;
  /** Tip of the pull request's branch. */
  readonly head: string;
  readonly baseBranch: string;
  /** Tip of the base branch now, which is not what the event says once somebody else has merged. */
  readonly baseTip: string;
  readonly mergeable: 'mergeable' | 'conflicting' | 'unknown';
  /** The merge that GitHub made to try it; it can be of an earlier head or base. */
  readonly merge: { readonly commit: string; readonly parents: readonly string[] } | null;
}

/** A comment that the token's own user wrote. */
export interface OwnComment {
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

export interface PullRequestView {
  readonly pullRequest: PullRequest;
  /** The oldest comment of our own that starts with the marker; null where there is none or no marker was given. */
  readonly comment: OwnComment | null;
}

/** A pull request with the oldest comment of our own for each marker that has one. */
export interface MarkedView {
  readonly pullRequest: PullRequest;
  readonly comments: ReadonlyMap<string, OwnComment>;
}

/** The fields of {@link pullRequestShape}, for queries. */
export const pullRequestFields = `number
      state
      isCrossRepository
      mergeable
      headRefOid
      baseRefName
      baseRef { target { oid } }
      potentialMergeCommit { oid parents(first: 3) { nodes { oid } } }`;

// `viewerDidAuthor` and not a login: an installation token can't ask who it is, and anybody can write the marker.
const queryText = `query pullRequest($owner: String!, $name: String!, $number: Int!, $comments: Boolean!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      ${pullRequestFields}
      comments(first: 100, after: $after) @include(if: $comments) {
        nodes { fullDatabaseId url viewerDidAuthor body }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

/** Not `databaseId`, which has 32 bits: newer ids don't fit. As decimal digits. */
export const fullDatabaseId = z.union([z.string().regex(/^\d+$/), z.number().int()]).transform(String);

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

const commentsShape = z.object({
  nodes: z.array(
    z.object({ fullDatabaseId, url: z.string(), viewerDidAuthor: z.boolean(), body: z.string() }).nullable(),
  ),
  pageInfo,
});

export const pullRequestShape = z.object({
  number: z.number().int(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isCrossRepository: z.boolean(),
  mergeable: z.enum(['MERGEABLE', 'CONFLICTING', 'UNKNOWN']),
  headRefOid: objectId,
  baseRefName: z.string(),
  baseRef: z.object({ target: z.object({ oid: objectId }).nullable() }).nullable(),
  potentialMergeCommit: z
    .object({ oid: objectId, parents: z.object({ nodes: z.array(z.object({ oid: objectId }).nullable()) }) })
    .nullable(),
});

const answerShape = z.object({
  repository: z.object({ pullRequest: pullRequestShape.extend({ comments: commentsShape.optional() }) }),
});
type Answer = z.infer<typeof answerShape>['repository']['pullRequest'];

/**
 * Reads a pull request; with a marker also the comment of our own that starts with it, looked for on all pages.
 * The pull request is as the last page saw it.
 */
export async function readPullRequest(
  client: GitHubClient,
  repository: Repository,
  number: number,
  marker: string | null,
): Promise<PullRequestView> {
  const markers = marker === null ? [] : [marker];
  const { pullRequest, comments } = await readMarkedComments(client, repository, number, markers);
  return { pullRequest, comment: marker === null ? null : (comments.get(marker) ?? null) };
}

/** The same for several markers in one pass over the pages, which ends as soon as each has its comment. */
export async function readMarkedComments(
  client: GitHubClient,
  repository: Repository,
  number: number,
  markers: readonly string[],
): Promise<MarkedView> {
  const found = new Map<string, OwnComment>();
  for (let after: string | null = null; ; ) {
    const variables = { ...repository, number, comments: markers.length > 0, after };
    const answer: Answer = (await client.query('pullRequest', queryText, variables, answerShape)).repository
      .pullRequest;
    for (const node of answer.comments?.nodes ?? []) {
      if (node?.viewerDidAuthor !== true) continue;
      const marker = markers.find((candidate) => !found.has(candidate) && node.body.startsWith(candidate));
      if (marker !== undefined) found.set(marker, { id: node.fullDatabaseId, url: node.url, body: node.body });
    }
    const page = answer.comments?.pageInfo;
    if (found.size === markers.length || page === undefined || !page.hasNextPage || page.endCursor === null) {
      return { pullRequest: pullRequestOf(answer), comments: found };
    }
    after = page.endCursor;
  }
}

/** @throws ChxError where the base branch is gone. */
export function pullRequestOf(answer: z.infer<typeof pullRequestShape>): PullRequest {
  const baseTip = answer.baseRef?.target?.oid;
  if (baseTip === undefined) {
    throw new ChxError(
      exitCodes.unexpected,
      `Pull request #${answer.number}: its base branch ${answer.baseRefName} is gone; give it another base.`,
    );
  }
  const merge = answer.potentialMergeCommit;
  return {
    number: answer.number,
    state: states[answer.state],
    fork: answer.isCrossRepository,
    head: answer.headRefOid,
    baseBranch: answer.baseRefName,
    baseTip,
    mergeable: mergeabilities[answer.mergeable],
    merge:
      merge === null
        ? null
        : { commit: merge.oid, parents: merge.parents.nodes.flatMap((node) => (node === null ? [] : [node.oid])) },
  };
}

const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;
const mergeabilities = { MERGEABLE: 'mergeable', CONFLICTING: 'conflicting', UNKNOWN: 'unknown' } as const;
