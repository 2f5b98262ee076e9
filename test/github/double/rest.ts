/** The REST routes that the double has, over its state. What an answer leaves out, the description fills in. */
import { z } from 'zod';
import { permissionsOf, roleNames } from './accounts.ts';
import type { Match } from './description.ts';
import type { CheckRun, Comment, RepositoryState, Token } from './state.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Call {
  readonly state: RepositoryState;
  readonly token: Token;
  readonly match: Match;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly url: string;
}

export const notFound: Answer = { status: 404, body: { message: 'Not Found', documentation_url: 'x', status: '404' } };
const forbidden: Answer = {
  status: 403,
  body: { message: 'Resource not accessible by integration', documentation_url: 'x', status: '403' },
};

function refused(message: string): Answer {
  return { status: 422, body: { message: 'Validation Failed', documentation_url: 'x', errors: [message] } };
}

type Handler = (call: Call) => Answer;

type Scope = 'contents' | 'pullRequests' | 'checks' | 'issues' | 'members';

/** One of the scopes is enough. */
function needs(scopes: Scope | readonly Scope[], access: 'read' | 'write', handler: Handler): Handler {
  return (call) => {
    const has = [scopes].flat().map((scope) => call.token[scope] ?? 'none');
    if (has.includes('write') || (access === 'read' && has.includes('read'))) return handler(call);
    return access === 'read' ? notFound : forbidden;
  };
}

/** What writes to the conversation of a pull request: its comments are those of an issue. */
const conversation: readonly Scope[] = ['pullRequests', 'issues'];

export const routes: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': needs('contents', 'read', ({ state, match, query }) => {
    const id = match.parameters['tree_sha'] ?? '';
    const root = state.objects.commits.get(id)?.tree ?? id;
    if (!state.objects.trees.has(root)) return notFound;
    const all = query.has('recursive') ? state.objects.walk(root) : (state.objects.trees.get(root) ?? []);
    const tree = all.slice(0, state.treeLimit).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.mode === '040000' ? 'tree' : entry.mode === '160000' ? 'commit' : 'blob',
      sha: entry.id,
      ...(state.objects.blobs.has(entry.id) ? { size: state.objects.blobs.get(entry.id)?.length } : {}),
    }));
    return { status: 200, body: { sha: root, truncated: tree.length < all.length, tree } };
  }),

  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': needs('contents', 'read', ({ state, match }) => {
    const sha = match.parameters['file_sha'] ?? '';
    const bytes = state.objects.blobs.get(sha);
    if (bytes === undefined) return notFound;
    const content = Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\n');
    return { status: 200, body: { sha, size: bytes.length, content, encoding: 'base64' } };
  }),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}': needs('pullRequests', 'read', ({ state, match }) => {
    const pull = state.pulls.get(Number(match.parameters['pull_number']));
    if (pull === undefined) return notFound;
    const merge = state.readMerge(pull);
    return {
      status: 200,
      body: {
        number: pull.number,
        state: pull.state === 'OPEN' ? 'open' : 'closed',
        mergeable: merge.mergeable === 'UNKNOWN' ? null : merge.mergeable === 'MERGEABLE',
        merge_commit_sha: merge.commit,
        head: { sha: pull.head },
        base: { sha: state.branches.get(pull.base), ref: pull.base },
      },
    };
  }),

  'GET /repos/{owner}/{repo}/compare/{basehead}': needs('contents', 'read', ({ state, match, query }) => {
    const [base = '', head = ''] = (match.parameters['basehead'] ?? '').split('...');
    const known = state.objects.commits.has(base) && state.objects.commits.has(head);
    const common = known ? state.objects.mergeBase(base, head) : null;
    if (common === null) return notFound;
    const size = Number(query.get('per_page') ?? 250);
    const start = (Number(query.get('page') ?? 1) - 1) * size;
    const all = state.history.between(base, head);
    const commits = all.slice(start, start + size).map((sha) => ({
      sha,
      parents: (state.objects.commits.get(sha)?.parents ?? []).map((parent) => ({ sha: parent })),
      commit: {
        message: state.objects.commits.get(sha)?.message ?? '',
        author: { date: state.history.details(sha).authoredAt },
      },
    }));
    const body = { merge_base_commit: { sha: common }, status: 'diverged', total_commits: all.length, commits };
    return { status: 200, body };
  }),

  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': needs('contents', 'read', ({ state, match }) => {
    const prefix = `refs/${match.parameters['ref'] ?? ''}`;
    const refs = [...state.branches].map(([name, sha]) => ({
      ref: `refs/heads/${name}`,
      object: { type: 'commit', sha },
    }));
    return { status: 200, body: refs.filter(({ ref }) => ref.startsWith(prefix)) };
  }),

  // Metadata, which every token may read.
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': ({ state, match }) => {
    const account = state.accounts.find(match.parameters['username'] ?? '');
    if (account === undefined || account.deleted) return notFound;
    const permissions = permissionsOf(account.role);
    const user = {
      login: account.login,
      type: account.kind,
      permissions,
      role_name: roleNames(account.role).role_name,
    };
    return { status: 200, body: { ...roleNames(account.role), user } };
  },

  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': ({ state, token, match }) => {
    if ((token.members ?? 'none') === 'none') return forbidden;
    const { org = '', team_slug = '', username = '' } = match.parameters;
    const membership = state.accounts.membership(`${org}/${team_slug}`, username);
    // The description has no body for this 404.
    return membership === null ? { status: 404 } : { status: 200, body: { state: membership, role: 'member' } };
  },

  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': needs(conversation, 'write', (call) => {
    const comment = findComment(call);
    if (comment === undefined) return notFound;
    const { content } = z.object({ content: z.string() }).parse(call.body);
    const added = call.state.conversation.react(comment, call.token.login, content);
    return { status: added ? 201 : 200, body: { content, created_at: comment.createdAt } };
  }),

  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': needs(conversation, 'write', (call) => {
    const { body } = commentBody.parse(call.body);
    if (body.length > 65_536) return refused('body is too long (maximum is 65536 characters)');
    const issue = Number(call.match.parameters['issue_number']);
    return { status: 201, body: commentAnswer(call, call.state.comment(issue, call.token.login, body)) };
  }),

  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': needs(conversation, 'write', (call) => {
    const comment = findComment(call);
    if (comment === undefined) return notFound;
    if (comment.login !== call.token.login) return forbidden;
    const { body } = commentBody.parse(call.body);
    if (body.length > 65_536) return refused('body is too long (maximum is 65536 characters)');
    call.state.editComment(comment.id, body, call.token.login);
    return { status: 200, body: commentAnswer(call, comment) };
  }),

  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': needs(conversation, 'write', (call) => {
    const comment = findComment(call);
    if (comment === undefined) return notFound;
    call.state.deleteComment(comment.id, call.token.login);
    return { status: 204 };
  }),

  'POST /repos/{owner}/{repo}/check-runs': needs('checks', 'write', ({ state, token, body }) => {
    const request = checkBody.parse(body);
    const commit = request.head_sha ?? '';
    if (!state.objects.commits.has(commit)) return refused(`No commit found for SHA: ${commit}`);
    const check: CheckRun = {
      id: state.id64(),
      login: token.login,
      commit,
      name: request.name ?? '',
      externalId: request.external_id ?? null,
      startedAt: state.clock.tick(),
      status: 'queued',
      conclusion: null,
      detailsUrl: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
    };
    state.checkRuns.push(check);
    update(check, request);
    return { status: 201, body: checkAnswer(check) };
  }),

  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': needs('checks', 'write', ({ state, token, match, body }) => {
    const check = state.checkRuns.find((run) => String(run.id) === match.parameters['check_run_id']);
    if (check === undefined) return notFound;
    if (check.login !== token.login) return forbidden;
    update(check, checkBody.parse(body));
    return { status: 200, body: checkAnswer(check) };
  }),

  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': needs('checks', 'read', ({ state, match, query }) => {
    const found = state.checkRuns.filter(
      (run) => run.commit === match.parameters['ref'] && run.name === (query.get('check_name') ?? run.name),
    );
    return { status: 200, body: { total_count: found.length, check_runs: found.map(checkAnswer) } };
  }),
};

const commentBody = z.object({ body: z.string() });

function findComment({ state, match }: Call): Comment | undefined {
  return state.comments.find((comment) => String(comment.id) === match.parameters['comment_id']);
}

function commentAnswer(call: Call, comment: Comment): object {
  return {
    id: comment.id,
    body: comment.body,
    html_url: commentUrl(call.url, call.state, comment),
    created_at: comment.createdAt,
    updated_at: comment.lastEditedAt ?? comment.createdAt,
  };
}

export function commentUrl(url: string, state: RepositoryState, comment: Comment): string {
  return `${url}/${state.owner}/${state.name}/pull/${comment.issue}#issuecomment-${comment.id}`;
}

const checkBody = z.object({
  name: z.string().optional(),
  head_sha: z.string().optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  status: z.string().optional(),
  conclusion: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string(),
      text: z.string().optional(),
      annotations: z.array(z.record(z.string(), z.unknown())).optional(),
    })
    .optional(),
});

function update(check: CheckRun, request: z.infer<typeof checkBody>): void {
  check.status = request.conclusion === undefined ? (request.status ?? check.status) : 'completed';
  check.conclusion = request.conclusion ?? check.conclusion;
  check.detailsUrl = request.details_url ?? check.detailsUrl;
  check.title = request.output?.title ?? check.title;
  check.summary = request.output?.summary ?? check.summary;
  check.text = request.output?.text ?? check.text;
  check.annotations.push(...(request.output?.annotations ?? []));
}

function checkAnswer(check: CheckRun): object {
  return {
    id: check.id,
    name: check.name,
    head_sha: check.commit,
    external_id: check.externalId,
    status: check.status,
    conclusion: check.conclusion,
    details_url: check.detailsUrl,
    output: {
      title: check.title,
      summary: check.summary,
      text: check.text,
      annotations_count: check.annotations.length,
    },
    pull_requests: [],
  };
}
