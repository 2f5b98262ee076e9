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

// `viewerDidAuthor` and not a login: an installation token can't ask who it is, and anybody can write the marker.
const queryText = `query pullRequest($owner: String!, $name: String!, $number: Int!, $comments: Boolean!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      number
      state
      isCrossRepository
      mergeable
      headRefOid
      baseRefName
      baseRef { target { oid } }
      potentialMergeCommit { oid parents(first: 3) { nodes { oid } } }
      comments(first: 100, after: $after) @include(if: $comments) {
        nodes { fullDatabaseId url viewerDidAuthor body }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const commentsShape = z.object({
  nodes: z.array(
    z
      .object({
        // Not `databaseId`, which has 32 bits: newer comments don't fit.
        fullDatabaseId: z.union([z.string().regex(/^\d+$/), z.number().int()]).transform(String),
        url: z.string(),
        viewerDidAuthor: z.boolean(),
        body: z.string(),
      })
      .nullable(),
  ),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

const pullRequestShape = z.object({
  repository: z.object({
    pullRequest: z.object({
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
      comments: commentsShape.optional(),
    }),
  }),
});
type Answer = z.infer<typeof pullRequestShape>['repository']['pullRequest'];

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
  for (let after: string | null = null; ; ) {
    const variables = { ...repository, number, comments: marker !== null, after };
    const answer: Answer = (await client.query('pullRequest', queryText, variables, pullRequestShape)).repository
      .pullRequest;
    const comment = marker === null ? null : findOwn(answer.comments?.nodes ?? [], marker);
    const page = answer.comments?.pageInfo;
    if (comment !== null || page === undefined || !page.hasNextPage || page.endCursor === null) {
      return { pullRequest: pullRequestOf(answer), comment };
    }
    after = page.endCursor;
  }
}

function findOwn(nodes: z.infer<typeof commentsShape>['nodes'], marker: string): OwnComment | null {
  for (const node of nodes) {
    if (node?.viewerDidAuthor === true && node.body.startsWith(marker)) {
      return { id: node.fullDatabaseId, url: node.url, body: node.body };
    }
  }
  return null;
}

function pullRequestOf(answer: Answer): PullRequest {
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
