/** The state of the double as GraphQL's objects. */
import { connection, forbidden, type PageArguments } from './graphql-parts.ts';
import { commentUrl } from './rest.ts';
import type { CheckRun, Comment, Pull, RepositoryState, Token } from './state.ts';

export interface GraphqlContext {
  readonly state: RepositoryState;
  readonly token: Token;
  readonly url: string;
}

/** A commit, or a blob as GitHub hands out text: none of binary ones, 512 kB at most, bytes that are no UTF-8 replaced. */
export function commitOrBlob(context: GraphqlContext, oid: string): object | null {
  const { objects } = context.state;
  if (objects.commits.has(oid)) return commit(context, oid);
  const bytes = objects.blobs.get(oid);
  if (bytes === undefined) return null;
  const isBinary = bytes.includes(0);
  return {
    __typename: 'Blob',
    oid,
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > 512_000,
    text: isBinary ? null : Buffer.from(bytes.subarray(0, 512_000)).toString('utf8'),
  };
}

function commit(context: GraphqlContext, oid: string): object | null {
  const { state } = context;
  const stored = state.objects.commits.get(oid);
  if (stored === undefined) return null;
  const { authors, authoredAt, signedByGitHub } = state.history.details(oid);
  return {
    __typename: 'Commit',
    oid,
    message: stored.message,
    authoredDate: authoredAt,
    parents: (page: PageArguments) => connection(stored.parents, page, (parent) => commit(context, parent)),
    signature: signedByGitHub ? { __typename: 'GpgSignature', isValid: true, wasSignedByGitHub: true } : null,
    authors: (page: PageArguments) =>
      connection(authors, page, (login) => {
        const account = login === null ? null : state.accounts.known(login);
        return {
          user: account === null || account.deleted || account.kind !== 'User' ? null : { login: account.login },
        };
      }),
    history: (page: PageArguments) =>
      connection(state.history.between(null, oid).toReversed(), page, (ancestor) => commit(context, ancestor)),
    associatedPullRequests: (page: PageArguments) =>
      connection(state.pullsOf(oid), page, (pull) => pullRequest(context, pull)),
    checkSuites: (page: PageArguments & { filterBy?: { checkName?: string | null } | null }) =>
      checkSuites(context, oid, page),
  };
}

/** One suite an app, as each app has its own on a commit. */
function checkSuites(
  { state, token }: GraphqlContext,
  oid: string,
  page: PageArguments & { filterBy?: { checkName?: string | null } | null },
): object {
  if (token.checks === 'none') throw forbidden();
  const fits = (run: CheckRun, name: string | null | undefined): boolean => name == null || run.name === name;
  const runs = state.checkRuns.filter((run) => run.commit === oid && fits(run, page.filterBy?.checkName));
  return connection([...new Set(runs.map((run) => run.login))], page, (login) => ({
    app: { slug: login.replace(/\[bot\]$/, '') },
    checkRuns: (inner: PageArguments & { filterBy?: { checkName?: string | null } | null }) =>
      connection(
        runs.filter((run) => run.login === login && fits(run, inner.filterBy?.checkName)),
        inner,
        (run) => ({ name: run.name, text: run.text, startedAt: run.startedAt }),
      ),
  }));
}

export function issueComment({ state, token, url }: GraphqlContext, comment: Comment): object {
  return {
    __typename: 'IssueComment',
    id: `IC_${comment.id}`,
    fullDatabaseId: String(comment.id),
    url: commentUrl(url, state, comment),
    viewerDidAuthor: comment.login === token.login,
    author: state.accounts.actor(comment.login),
    editor: state.accounts.actor(comment.editor),
    body: comment.body,
    createdAt: comment.createdAt,
    lastEditedAt: comment.lastEditedAt,
    includesCreatedEdit: comment.edits[0]?.at === comment.createdAt,
    // Newest first.
    userContentEdits: (page: PageArguments) =>
      connection(comment.edits.toReversed(), page, (edit) => ({
        editedAt: edit.at,
        deletedAt: edit.deletedAt,
        diff: edit.deletedAt === null ? edit.text : null,
        editor: state.accounts.actor(edit.editor),
      })),
  };
}

export function pullRequest(context: GraphqlContext, pull: Pull): object {
  const { state, url } = context;
  const page = `${url}/${state.owner}/${state.name}/pull/${pull.number}`;
  const baseTip = state.branches.get(pull.base);
  // Each field that shows the merge would let GitHub's work on it go on by one.
  let merge: ReturnType<RepositoryState['readMerge']> | null = null;
  const readMerge = (): ReturnType<RepositoryState['readMerge']> => {
    merge ??= state.readMerge(pull);
    return merge;
  };
  return {
    number: pull.number,
    state: pull.state,
    isCrossRepository: pull.fork,
    author: () => state.accounts.actor(pull.author),
    mergeable: () => readMerge().mergeable,
    headRefOid: pull.head,
    baseRefName: pull.base,
    baseRef: baseTip === undefined ? null : { target: { __typename: 'Commit', oid: baseTip } },
    potentialMergeCommit: () => commit(context, readMerge().commit ?? ''),
    mergeCommit: () => commit(context, pull.mergeCommit ?? ''),
    comments: (arguments_: PageArguments) =>
      connection(
        state.comments.filter((comment) => comment.issue === pull.number),
        arguments_,
        (comment) => issueComment(context, comment),
      ),
    commits: (arguments_: PageArguments) =>
      connection(state.pullCommits(pull), arguments_, (oid) => ({ commit: commit(context, oid) })),
    files: (arguments_: PageArguments) => connection(changedFiles(state, pull), arguments_, (file) => file),
    reviews: (arguments_: PageArguments) =>
      connection(
        state.conversation.reviews.filter((review) => review.issue === pull.number),
        arguments_,
        (review) => ({
          url: `${page}#pullrequestreview-${review.id}`,
          body: review.body,
          author: state.accounts.actor(review.login),
          comments: (inner: PageArguments) =>
            connection(review.comments, inner, (comment) => ({
              url: `${page}#discussion_r${comment.id}`,
              body: comment.body,
              author: state.accounts.actor(comment.login),
            })),
        }),
      ),
    timelineItems: (arguments_: PageArguments & { itemTypes?: readonly string[] | null }) =>
      connection(timeline(context, pull, arguments_.itemTypes ?? []), arguments_, (event) => event),
  };
}

function timeline(context: GraphqlContext, pull: Pull, types: readonly string[]): readonly object[] {
  const { state } = context;
  const deletions = state.conversation.deletions
    .filter((deletion) => deletion.issue === pull.number)
    .map((deletion) => ({
      __typename: 'CommentDeletedEvent',
      createdAt: deletion.at,
      actor: state.accounts.actor(deletion.by),
      deletedCommentAuthor: state.accounts.actor(deletion.author),
    }));
  const pushes = pull.forcePushes.map((push) => ({
    __typename: 'HeadRefForcePushedEvent',
    createdAt: push.at,
    beforeCommit: () => commit(context, push.before),
    afterCommit: () => commit(context, push.after),
  }));
  return [
    ...(types.includes('COMMENT_DELETED_EVENT') ? deletions : []),
    ...(types.includes('HEAD_REF_FORCE_PUSHED_EVENT') ? pushes : []),
  ];
}

function changedFiles(
  state: RepositoryState,
  pull: Pull,
): readonly { readonly path: string; readonly changeType: string }[] {
  const base = state.objects.mergeBase(state.tip(pull.base), pull.head);
  const [old, now] = [base, pull.head].map((oid) => {
    const tree = state.objects.commits.get(oid ?? '')?.tree ?? '';
    const files = state.objects.walk(tree).filter((entry) => entry.mode !== '040000');
    return new Map(files.map((entry) => [entry.path, entry.id]));
  });
  const before = old ?? new Map<string, string>();
  const after = now ?? new Map<string, string>();
  // A file of the same content elsewhere was moved, and is listed where it is now.
  const gone = [...before].filter(([path]) => !after.has(path));
  const moved = new Set<string>();
  const listed = [...after]
    .filter(([path, id]) => before.get(path) !== id)
    .map(([path, id]) => {
      const from = before.has(path) ? undefined : gone.find(([, content]) => content === id)?.[0];
      if (from !== undefined) moved.add(from);
      return { path, changeType: from !== undefined ? 'RENAMED' : before.has(path) ? 'MODIFIED' : 'ADDED' };
    });
  const deleted = gone.filter(([path]) => !moved.has(path)).map(([path]) => ({ path, changeType: 'DELETED' }));
  return [...listed, ...deleted].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface PullRequestsArguments extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly baseRefName?: string | null;
}

/** Those that were updated last come first, which is the one order that is asked for. */
export function pullRequests(context: GraphqlContext): (arguments_: PullRequestsArguments) => object {
  const { state, token } = context;
  return (arguments_) => {
    if (token.pullRequests === 'none') throw forbidden();
    const { states, baseRefName } = arguments_;
    const found = [...state.pulls.values()]
      .filter((pull) => states == null || states.includes(pull.state))
      .filter((pull) => baseRefName == null || pull.base === baseRefName)
      .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    return connection(found, arguments_, (pull) => pullRequest(context, pull));
  };
}

export function mergeQueue(context: GraphqlContext, branch: string): object | null {
  const { state, token } = context;
  if ((token.mergeQueues ?? 'none') === 'none') throw forbidden();
  if (branch !== state.queue.branch) return null;
  return {
    entries: (page: PageArguments) =>
      connection(state.queue.entries, page, (entry) => ({
        baseCommit: commit(context, entry.base),
        headCommit: commit(context, entry.commits.at(-1) ?? ''),
        pullRequest: () => pullRequest(context, state.pull(entry.number)),
      })),
  };
}
