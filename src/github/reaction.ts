/** A reaction to a comment: the first thing that whoever wrote a command sees of the answer. */
import { z } from 'zod';
import type { GitHubClient } from './client.ts';
import { GitHubError } from './failure.ts';
import { inRepository, type Repository } from './repository.ts';

export type ReactionContent = '+1' | '-1' | 'confused' | 'eyes' | 'rocket';

export type ReactionResult =
  | { readonly kind: 'done' }
  /** The comment is gone, the token may not, or GitHub fails: nothing depends on a reaction. */
  | { readonly kind: 'left'; readonly failure: GitHubError };

/**
 * Puts a reaction on a comment. GitHub keeps one of each kind a user, so it is sent again when an answer gets lost.
 *
 * @param commentId decimal digits, as in the event and the record.
 * @throws GitHubError only where the token is not valid.
 */
export async function react(
  client: GitHubClient,
  repository: Repository,
  commentId: string,
  content: ReactionContent,
): Promise<ReactionResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.write(
        'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
        { ...inRepository(repository), comment_id: commentId, content },
        z.object({ content: z.string() }),
      );
      return { kind: 'done' };
    } catch (error) {
      if (!(error instanceof GitHubError) || error.kind === 'unauthorized') throw error;
      try {
        await client.pause(error, attempt);
      } catch (failure) {
        if (failure instanceof GitHubError) return { kind: 'left', failure };
        throw failure;
      }
    }
  }
}
