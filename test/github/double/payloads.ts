/** The payloads of GitHub's events, with the fields that an action reads, from what the double knows. */
import { commentUrl } from './rest.ts';
import type { GitHubDouble } from './server.ts';
import type { Comment } from './state.ts';

type Payload = Readonly<Record<string, unknown>>;

function common({ state }: GitHubDouble, sender: string): Payload {
  return {
    repository: { id: state.id, full_name: `${state.owner}/${state.name}`, default_branch: state.defaultBranch },
    sender: user(state, sender),
  };
}

/** As REST and events have it: a bot with its suffix; null for an account that is gone. */
function user(state: GitHubDouble['state'], login: string): Payload | null {
  const account = state.accounts.known(login);
  return account.deleted ? null : { login: account.login, type: account.kind };
}

/**
 * @param comment as it was when the event happened; take the event before the comment is edited or deleted, or hand in
 *   what `deleteComment` returned.
 * @param options.previous the text before an edit.
 */
export function issueCommentEvent(
  github: GitHubDouble,
  comment: Comment,
  options: {
    readonly action?: 'created' | 'edited' | 'deleted';
    readonly sender?: string;
    readonly previous?: string;
  } = {},
): Payload {
  const { state, url } = github;
  const isPull = state.pulls.has(comment.issue);
  const page = `${url}/${state.owner}/${state.name}/pull/${comment.issue}`;
  return {
    action: options.action ?? 'created',
    issue: { number: comment.issue, ...(isPull ? { pull_request: { html_url: page } } : {}) },
    comment: {
      id: comment.id,
      node_id: `IC_${comment.id}`,
      html_url: commentUrl(url, state, comment),
      body: comment.body,
      user: user(state, comment.login),
      created_at: comment.createdAt,
      updated_at: comment.lastEditedAt ?? comment.createdAt,
    },
    ...(options.previous === undefined ? {} : { changes: { body: { from: options.previous } } }),
    ...common(github, options.sender ?? comment.login),
  };
}

export function pullRequestEvent(github: GitHubDouble, number: number, action = 'synchronize'): Payload {
  const pull = github.state.pull(number);
  return {
    action,
    number,
    pull_request: {
      number,
      head: { sha: pull.head, ref: `pull/${number}` },
      base: { sha: github.state.branches.get(pull.base), ref: pull.base },
      merged: pull.state === 'MERGED',
    },
    ...common(github, pull.author),
  };
}

export function reviewEvent(github: GitHubDouble, number: number, login: string, body: string): Payload {
  return {
    action: 'submitted',
    pull_request: { number },
    review: { body, user: user(github.state, login) },
    ...common(github, login),
  };
}

export function reviewCommentEvent(github: GitHubDouble, number: number, login: string, body: string): Payload {
  return {
    action: 'created',
    pull_request: { number },
    comment: { body, user: user(github.state, login) },
    ...common(github, login),
  };
}

export interface MergeGroupPayload extends Payload {
  readonly merge_group: {
    readonly head_sha: string;
    readonly head_ref: string;
    readonly base_sha: string;
    readonly base_ref: string;
  };
}

/**
 * Of the group that ends with this pull request as it is queued now.
 *
 * @param from where the group begins; the entry before it, or in a queue with one branch the tip, where it is left out.
 */
export function mergeGroupEvent(github: GitHubDouble, number: number, from?: string): MergeGroupPayload {
  const { state } = github;
  const { queue } = state;
  const entry = queue.entry(number);
  if (entry.ref === null) throw new Error(`#${number} has no branch in the queue`);
  return {
    action: 'checks_requested',
    merge_group: {
      head_sha: queue.head(number),
      head_ref: `refs/heads/${entry.ref}`,
      base_sha: from ?? (queue.oneBranch ? state.tip(queue.branch) : entry.base),
      base_ref: `refs/heads/${queue.branch}`,
    },
    ...common(github, 'github-merge-queue[bot]'),
  };
}

export function pushEvent(github: GitHubDouble, branch: string, before: string, pusher: string): Payload {
  return {
    ref: `refs/heads/${branch}`,
    before,
    after: github.state.tip(branch),
    ...common(github, pusher),
  };
}
