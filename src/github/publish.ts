/**
 * Publishing a verdict on a pull request: never of a state that is gone, never twice, all or as much as the token may.
 */
import { type CheckRun, writeCheck } from './check.ts';
import type { GitHubClient } from './client.ts';
import { type CommentText, writeComment } from './comment.ts';
import { GitHubError } from './failure.ts';
import { type PullRequest, readPullRequest } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { hasMoved, type Revisions } from './revisions.ts';

export interface Publication {
  readonly comment: CommentText;
  /** Its details are the comment, once that has an address. */
  readonly check: Omit<CheckRun, 'commit'>;
}

export type PublishResult =
  | {
      readonly kind: 'published';
      readonly commentUrl: string | null;
      /** What the token may not do: nothing else went wrong then. */
      readonly denied: readonly GitHubError[];
    }
  /** The pull request is no longer what was planned; nothing was written of it since. */
  | { readonly kind: 'moved'; readonly pullRequest: PullRequest };

/**
 * Reads head, base and comment anew and writes only if they are what the plan was made for: before the first write, and
 * again after every pause, because a pause can be long.
 */
export async function publish(
  client: GitHubClient,
  repository: Repository,
  number: number,
  revisions: Revisions,
  publication: Publication,
): Promise<PublishResult> {
  const denied: GitHubError[] = [];
  let commentUrl: string | null = null;
  let commentDone = false;
  let checkTried = false;

  for (let attempt = 1; ; attempt++) {
    const view = await readPullRequest(client, repository, number, publication.comment.marker);
    if (view.pullRequest.state !== 'open' || hasMoved(revisions, view.pullRequest)) {
      return { kind: 'moved', pullRequest: view.pullRequest };
    }
    try {
      // The comment first: the check, which opens the gate, is the last word.
      if (!commentDone) {
        commentUrl = await unlessDenied(denied, () =>
          writeComment(client, repository, number, view.comment, publication.comment),
        );
        commentDone = true;
      }
      const check = {
        ...publication.check,
        commit: revisions.pullRequestHead,
        detailsUrl: commentUrl ?? publication.check.detailsUrl,
      };
      const again = checkTried;
      checkTried = true;
      await unlessDenied(denied, () => writeCheck(client, repository, check, again));
      return { kind: 'published', commentUrl, denied };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      await client.pause(error, attempt);
    }
  }
}

/** The check of a merge group, whose commits never move. */
export async function publishCheck(
  client: GitHubClient,
  repository: Repository,
  check: CheckRun,
): Promise<readonly GitHubError[]> {
  const denied: GitHubError[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      await unlessDenied(denied, () => writeCheck(client, repository, check, attempt > 1));
      return denied;
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      await client.pause(error, attempt);
    }
  }
}

async function unlessDenied<T>(denied: GitHubError[], write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'denied') throw error;
    denied.push(error);
    return null;
  }
}
