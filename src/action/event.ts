/** What started the job: the event's name and the few fields of its payload that are read. */
import { z } from 'zod';
import { ChxError, exitCodes } from '../schema/error.ts';

export type Event =
  | { readonly name: 'pull_request' | 'pull_request_target'; readonly number: number }
  | { readonly name: 'merge_group'; readonly base: string; readonly head: string; readonly headRef: string }
  | {
      readonly name: 'issue_comment';
      readonly action: string;
      readonly number: number;
      readonly pullRequest: boolean;
      readonly comment: EventComment;
      /** The text before an edit; null for any other action. */
      readonly previous: string | null;
      /** Whether the account that wrote the comment did this to it. */
      readonly byAuthor: boolean;
    }
  /** A review, or a comment on lines of code: places in which no command is heard. */
  | {
      readonly name: 'pull_request_review' | 'pull_request_review_comment';
      readonly number: number;
      readonly body: string;
    }
  | { readonly name: 'push'; readonly ref: string; readonly before: string; readonly after: string }
  | { readonly name: 'workflow_dispatch' | 'schedule' }
  | { readonly name: 'other'; readonly event: string };

/** Which comment started a run. */
export interface Told {
  readonly comment: EventComment;
  /** Whether it is answered: a new one is, one that was deleted is only remembered. */
  readonly asks: boolean;
}

/** A comment as the event tells of it: what it said when it was written, whatever became of it since. */
export interface EventComment {
  /** Decimal digits. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** Null where the account is gone. */
  readonly author: { readonly login: string; readonly type: string } | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const number = z.number().int().positive();
const pullRequestEvent = z.object({ pull_request: z.object({ number }) });
const mergeGroupEvent = z.object({
  merge_group: z.object({ base_sha: commit, head_sha: commit, head_ref: z.string() }),
});
const commentEvent = z.object({
  action: z.string(),
  issue: z.object({ number, pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.union([z.number().int(), z.bigint()]).transform(String),
    html_url: z.string(),
    body: z.string(),
    user: z.object({ login: z.string(), type: z.string() }).nullable(),
    created_at: z.string(),
  }),
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
  sender: z.object({ login: z.string() }).nullish(),
});
const reviewEvent = z.object({
  pull_request: z.object({ number }),
  review: z.object({ body: z.string().nullish() }).optional(),
  comment: z.object({ body: z.string().nullish() }).optional(),
});
const pushEvent = z.object({ ref: z.string(), before: commit, after: commit });

/**
 * @param name `GITHUB_EVENT_NAME`.
 * @param payload the JSON of the file at `GITHUB_EVENT_PATH`.
 */
export function readEvent(name: string, payload: unknown): Event {
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return { name, number: parsed(name, pullRequestEvent, payload).pull_request.number };
    case 'merge_group': {
      const group = parsed(name, mergeGroupEvent, payload).merge_group;
      return { name, base: group.base_sha, head: group.head_sha, headRef: group.head_ref };
    }
    case 'issue_comment': {
      const { action, issue, comment, changes, sender } = parsed(name, commentEvent, payload);
      return {
        name,
        action,
        number: issue.number,
        pullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
        comment: {
          id: comment.id,
          url: comment.html_url,
          body: comment.body,
          author: comment.user,
          createdAt: comment.created_at,
        },
        previous: changes?.body?.from ?? null,
        byAuthor: comment.user !== null && sender?.login.toLowerCase() === comment.user.login.toLowerCase(),
      };
    }
    case 'pull_request_review':
    case 'pull_request_review_comment': {
      const { pull_request, review, comment } = parsed(name, reviewEvent, payload);
      return { name, number: pull_request.number, body: review?.body ?? comment?.body ?? '' };
    }
    case 'push':
      return { name, ...parsed(name, pushEvent, payload) };
    case 'workflow_dispatch':
    case 'schedule':
      return { name };
    default:
      return { name: 'other', event: name };
  }
}

function parsed<T>(name: string, shape: z.ZodType<T>, payload: unknown): T {
  const result = shape.safeParse(payload);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  throw new ChxError(
    exitCodes.usage,
    `The payload of the ${name} event has no usable ${path === '' ? 'content' : path}; run the action from a workflow on that event.`,
  );
}
