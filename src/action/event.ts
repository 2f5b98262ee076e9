/** What started the job: the event's name and the few fields of its payload that are read. */
import { z } from 'zod';
import { ChxError, exitCodes } from '../schema/error.ts';

export type Event =
  | { readonly name: 'pull_request' | 'pull_request_target'; readonly number: number }
  | { readonly name: 'merge_group'; readonly base: string; readonly head: string }
  | { readonly name: 'issue_comment'; readonly created: boolean; readonly pullRequest: boolean; readonly body: string }
  | { readonly name: 'push' | 'workflow_dispatch' | 'schedule' }
  | { readonly name: 'other'; readonly event: string };

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const pullRequestEvent = z.object({ pull_request: z.object({ number: z.number().int().positive() }) });
const mergeGroupEvent = z.object({ merge_group: z.object({ base_sha: commit, head_sha: commit }) });
const commentEvent = z.object({
  action: z.string(),
  issue: z.object({ pull_request: z.unknown().optional() }),
  comment: z.object({ body: z.string() }),
});

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
      return { name, base: group.base_sha, head: group.head_sha };
    }
    case 'issue_comment': {
      const { action, issue, comment } = parsed(name, commentEvent, payload);
      const pullRequest = issue.pull_request !== undefined && issue.pull_request !== null;
      return { name, created: action === 'created', pullRequest, body: comment.body };
    }
    case 'push':
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
