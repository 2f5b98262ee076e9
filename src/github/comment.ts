/** The one comment of a pull request: made once, updated in place, never doubled. */
import { z } from 'zod';
import { commentLimit } from '../report/index.ts';
import type { GitHubClient } from './client.ts';
import { GitHubError } from './failure.ts';
import { type OwnComment, readPullRequest } from './pull-request.ts';
import { inRepository, type Repository } from './repository.ts';

export interface CommentText {
  /** What our comments of this config start with. */
  readonly marker: string;
  /** Starts with the marker. */
  readonly body: string;
  /** Short enough in any case; posted where the body is not. */
  readonly fallback: string;
  /** Whether to make one where there is none: not for a pull request that touches no schema. */
  readonly create: boolean;
  /**
   * The body that the comment had when this text was made from it, null for none: another run's text is not written over
   * then. Left out where the text depends on no earlier one.
   */
  readonly basis?: string | null;
}

export type CommentAction =
  | { readonly kind: 'none' }
  | { readonly kind: 'create'; readonly body: string }
  | { readonly kind: 'update'; readonly id: string; readonly body: string };

/** What to do about the comment, given the one that is there. */
export function decideComment(existing: OwnComment | null, text: CommentText): CommentAction {
  const body = text.body.length <= commentLimit ? text.body : text.fallback;
  if (existing === null) return text.create ? { kind: 'create', body } : { kind: 'none' };
  return sameText(existing.body, body) ? { kind: 'none' } : { kind: 'update', id: existing.id, body };
}

/** Whether two bodies are the same once GitHub has stored them; null is no comment. */
export function sameText(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : stored(one) === stored(other);
}

/** As GitHub may hand it back: its line ends and the blanks at the end are not ours to compare. */
function stored(body: string): string {
  return body.replace(/\r\n/g, '\n').trimEnd();
}

const written = z.object({ id: z.union([z.number(), z.bigint()]).transform(String), html_url: z.string() });

export type CommentResult =
  /** The comment's address; null where there is none and none is wanted. */
  | { readonly kind: 'written'; readonly url: string | null }
  /** Another run made the comment at the same time, and this text was made without it. */
  | { readonly kind: 'overtaken' }
  /** Somebody deleted the comment since it was read. */
  | { readonly kind: 'gone' };

/**
 * Brings the comment to its text. Sent once: after a transient failure the caller reads the pull request again (a
 * comment may be there now) and comes back.
 *
 * @param existing the comment as it was just read.
 */
export async function writeComment(
  client: GitHubClient,
  repository: Repository,
  number: number,
  existing: OwnComment | null,
  text: CommentText,
): Promise<CommentResult> {
  const action = decideComment(existing, text);
  switch (action.kind) {
    case 'none':
      return { kind: 'written', url: existing?.url ?? null };
    case 'update':
      return await updateComment(client, repository, action.id, action.body);
    case 'create':
      return await createComment(client, repository, number, action.body, text);
  }
}

async function updateComment(
  client: GitHubClient,
  repository: Repository,
  id: string,
  body: string,
): Promise<CommentResult> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const answer = await unlessMissing(() =>
    client.write(route, { ...inRepository(repository), comment_id: id, body }, written),
  );
  return answer === null ? { kind: 'gone' } : { kind: 'written', url: answer.html_url };
}

async function createComment(
  client: GitHubClient,
  repository: Repository,
  number: number,
  body: string,
  text: CommentText,
): Promise<CommentResult> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const made = await client.write(route, { ...inRepository(repository), issue_number: number, body }, written);
  // Two runs that started together both saw none: the older comment stays, whoever made the younger one takes it away.
  const { comment: oldest } = await readPullRequest(client, repository, number, text.marker);
  if (oldest === null || oldest.id === made.id) return { kind: 'written', url: made.html_url };
  await unlessMissing(() =>
    client.write(
      'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
      { ...inRepository(repository), comment_id: made.id },
      z.unknown(),
    ),
  );
  const action = decideComment(oldest, text);
  if (action.kind !== 'update') return { kind: 'written', url: oldest.url };
  if (text.basis !== undefined) return { kind: 'overtaken' };
  return await updateComment(client, repository, action.id, action.body);
}

/** Null where what the request is about is gone. */
async function unlessMissing<T>(write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return null;
    throw error;
  }
}
