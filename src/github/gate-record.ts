/**
 * GitHub's own record of a pull request, as the gate reads it.
 *
 * One query where everything fits on one page; people write while several are read. What makes the result safe to
 * decide by:
 * - Deletions are read after the last page of comments. A comment that is deleted while the pages are read is in one
 *   of the two, at worst in both: it can't disappear from the record without a trace.
 * - The numbers of comments and of deletions and the head are read with the first page and once more at the end. Where
 *   one moved, everything is read again.
 * - Where they move each time, the writers are null (which lets nobody confirm), and the comments are no record at all:
 *   the read fails.
 * - A comment that comes after the end is not in it. Whoever writes a verdict looks once more after writing
 *   (`publish.ts`), so that a later comment is never passed over.
 */
import { z } from 'zod';
import { mentionsCommand } from '../gate/commands.ts';
import { isAnswer } from '../gate/memory.ts';
import { compareIds } from '../gate/moment.ts';
import type { CommentRecord, Deletion, GateRecord, Misplaced, Person } from '../gate/record.ts';
import { isOurText } from '../gate/statements.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import { compareText } from '../schema/name.ts';
import { actorFields, actorShape, bareLogin, personOf } from './actor.ts';
import type { GitHubClient } from './client.ts';
import { readEdits, readRecentTexts } from './edits.ts';
import { attempt, GitHubError } from './failure.ts';
import { commitsField, commitsShape, readPullCommits, writersOf } from './pull-commits.ts';
import {
  fullDatabaseId,
  type PullRequest,
  pageInfo,
  pullRequestFields,
  pullRequestOf,
  pullRequestShape,
} from './pull-request.ts';
import type { Repository } from './repository.ts';

export interface GateRead {
  readonly pullRequest: PullRequest;
  readonly record: GateRecord;
}

/** How often a conversation that moves while it is read is read anew. */
const rounds = 3;

/**
 * Reads everything about a pull request that decides whether a confirmation counts.
 *
 * Texts before an edit are asked for where a person wrote the comment, and of our own comments where somebody else
 * edited them last; of our own answers the last few in any case. Other bots' comments have none (`versions` is empty): some
 * hold a long report that is edited at every push.
 *
 * @throws GitHubError where GitHub does not hand out the pull request, its comments, its commits or its deletions.
 * @throws ChxError where a long conversation moves each time it is read.
 */
export async function readGateRecord(client: GitHubClient, repository: Repository, number: number): Promise<GateRead> {
  for (let round = 1; ; round++) {
    const first = await readFirst(client, repository, number);
    const [comments, { head, commits }] = await Promise.all([
      readComments(client, repository, number, first.pullRequest.comments),
      readPullCommits(client, repository, number, first.pullRequest),
    ]);
    const end = isWhole(first) ? first : await readEnd(client, repository, number);
    const pullRequest = pullRequestOf(end.pullRequest);
    const headStays = head === pullRequest.head;
    const conversationStays = countOf(first.pullRequest) === countOf(end.pullRequest);
    if ((!headStays || !conversationStays) && round < rounds) continue;
    if (!conversationStays) {
      throw new ChxError(
        exitCodes.unexpected,
        `Pull request #${number}: its comments changed each of the ${rounds} times they were read; run the job again.`,
      );
    }
    const records = await withVersions(client, comments);
    const record: GateRecord = {
      number,
      author: personOf(end.pullRequest.author),
      writers: headStays ? writersOf(commits) : null,
      personal: !end.isInOrganization,
      comments: records,
      misplaced: misplacedIn(first.pullRequest.reviews),
      deletions: await ownMarked(client, end.deletions, records),
    };
    return { pullRequest, record };
  }
}

/** What is another once a comment came or went; one that came for one that went leaves the number of comments as it was. */
function countOf({ comments, timelineItems }: z.infer<typeof endPullRequest>): string {
  return `${comments.totalCount} ${timelineItems.totalCount}`;
}

const commentsField = `comments(first: 100, after: $comments) {
        totalCount
        nodes {
          id
          fullDatabaseId
          url
          body
          createdAt
          lastEditedAt
          viewerDidAuthor
          author ${actorFields}
          editor ${actorFields}
        }
        pageInfo { hasNextPage endCursor }
      }`;

const commentShape = z.object({
  id: z.string(),
  fullDatabaseId,
  url: z.string(),
  body: z.string(),
  createdAt: z.string(),
  lastEditedAt: z.string().nullable(),
  viewerDidAuthor: z.boolean(),
  author: actorShape,
  editor: actorShape,
});
type Comment = z.infer<typeof commentShape>;

const commentsShape = z.object({
  totalCount: z.number().int(),
  nodes: z.array(commentShape.nullable()),
  pageInfo,
});

const deletionsField = `timelineItems(first: 100, after: $deletions, itemTypes: [COMMENT_DELETED_EVENT]) {
        totalCount
        nodes { ... on CommentDeletedEvent { createdAt actor ${actorFields} deletedCommentAuthor ${actorFields} } }
        pageInfo { hasNextPage endCursor }
      }`;

const deletionShape = z.object({ createdAt: z.string(), actor: actorShape, deletedCommentAuthor: actorShape });
type DeletionEvent = z.infer<typeof deletionShape>;

const deletionsShape = z.object({
  totalCount: z.number().int(),
  nodes: z.array(deletionShape.nullable()),
  pageInfo,
});

const reviewsField = `reviews(last: 100) {
        nodes {
          url
          body
          author ${actorFields}
          comments(last: 50) { nodes { url body author ${actorFields} } }
        }
      }`;

const remarkShape = z.object({ url: z.string(), body: z.string(), author: actorShape });
const reviewsShape = z
  .object({
    nodes: z
      .array(
        remarkShape.extend({ comments: z.object({ nodes: z.array(remarkShape.nullable()).nullable() }) }).nullable(),
      )
      .nullable(),
  })
  .nullable();

// GitHub works fields off in their order: deletions stand behind the comments.
const firstText = `query gateRecord(
  $owner: String!
  $name: String!
  $number: Int!
  $comments: String
  $commits: String
  $deletions: String
) {
  repository(owner: $owner, name: $name) {
    isInOrganization
    pullRequest(number: $number) {
      author ${actorFields}
      ${commentsField}
      ${commitsField}
      ${reviewsField}
      ${deletionsField}
      ${pullRequestFields}
    }
  }
}`;

const endPullRequest = pullRequestShape.extend({
  author: actorShape,
  comments: z.object({ totalCount: z.number().int() }),
  timelineItems: deletionsShape,
});
const firstShape = z.object({
  repository: z.object({
    isInOrganization: z.boolean(),
    pullRequest: endPullRequest.extend({ comments: commentsShape, commits: commitsShape, reviews: reviewsShape }),
  }),
});

interface End {
  readonly isInOrganization: boolean;
  readonly pullRequest: z.infer<typeof endPullRequest>;
  readonly deletions: readonly DeletionEvent[];
}

interface First extends End {
  readonly pullRequest: z.infer<typeof firstShape>['repository']['pullRequest'];
}

async function readFirst(client: GitHubClient, repository: Repository, number: number): Promise<First> {
  const { pullRequest, isInOrganization } = (
    await client.query('gateRecord', firstText, { ...repository, number }, firstShape)
  ).repository;
  return { pullRequest, isInOrganization, deletions: eventsOf(pullRequest.timelineItems) };
}

/** Whether the first pages were all there is. */
function isWhole({ pullRequest }: First): boolean {
  return ![pullRequest.comments, pullRequest.commits, pullRequest.timelineItems].some(
    (page) => page.pageInfo.hasNextPage,
  );
}

const commentsText = `query gateComments($owner: String!, $name: String!, $number: Int!, $comments: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${commentsField} } }
}`;
const commentsAnswer = z.object({
  repository: z.object({ pullRequest: z.object({ comments: commentsShape }) }),
});

/** The comments of the first page, and of those behind it. */
async function readComments(
  client: GitHubClient,
  repository: Repository,
  number: number,
  first: z.infer<typeof commentsShape>,
): Promise<readonly Comment[]> {
  const comments: Comment[] = [];
  for (let page = first; ; ) {
    for (const node of page.nodes) if (node !== null) comments.push(node);
    if (!page.pageInfo.hasNextPage) return comments;
    const after = cursorOf(page.pageInfo, 'gateComments');
    const variables = { ...repository, number, comments: after };
    const answer = await client.query('gateComments', commentsText, variables, commentsAnswer);
    page = answer.repository.pullRequest.comments;
  }
}

const endText = `query gateEnd($owner: String!, $name: String!, $number: Int!, $deletions: String) {
  repository(owner: $owner, name: $name) {
    isInOrganization
    pullRequest(number: $number) {
      author ${actorFields}
      comments(first: 1) { totalCount }
      ${deletionsField}
      ${pullRequestFields}
    }
  }
}`;
const endAnswer = z.object({
  repository: z.object({ isInOrganization: z.boolean(), pullRequest: endPullRequest }),
});

/** All deletions, and the pull request as the last page of them saw it. */
async function readEnd(client: GitHubClient, repository: Repository, number: number): Promise<End> {
  const deletions: DeletionEvent[] = [];
  for (let after: string | null = null; ; ) {
    const answer: z.infer<typeof endAnswer> = await client.query(
      'gateEnd',
      endText,
      { ...repository, number, deletions: after },
      endAnswer,
    );
    const { pullRequest, isInOrganization } = answer.repository;
    deletions.push(...eventsOf(pullRequest.timelineItems));
    if (!pullRequest.timelineItems.pageInfo.hasNextPage) return { pullRequest, isInOrganization, deletions };
    after = cursorOf(pullRequest.timelineItems.pageInfo, 'gateEnd');
  }
}

function eventsOf(page: z.infer<typeof deletionsShape>): readonly DeletionEvent[] {
  return page.nodes.filter((node) => node !== null);
}

/** @throws GitHubError for a page that has a next one and does not say where: what is behind it would be passed over. */
function cursorOf(page: z.infer<typeof pageInfo>, query: string): string {
  if (page.endCursor !== null) return page.endCursor;
  throw new GitHubError({
    kind: 'malformed',
    request: `POST /graphql (${query})`,
    status: 200,
    words: 'a further page without a cursor',
  });
}

async function withVersions(client: GitHubClient, comments: readonly Comment[]): Promise<readonly CommentRecord[]> {
  const records = new Map(comments.map((comment) => [comment.id, recordOf(comment)]));
  const asked = [...records].filter(([, record]) => record.versions === null && !isOwnEdit(record)).map(([id]) => id);
  const answers = [...records]
    .filter(([, record]) => record.lastEditedAt !== null && isOwnEdit(record) && isAnswer(record.body))
    .map(([id]) => id);
  const [versions, recent] = await Promise.all([readEdits(client, asked), readRecentTexts(client, answers)]);
  return [...records]
    .map(([id, record]) => ({ ...record, versions: versions.get(id) ?? recent.get(id) ?? record.versions }))
    .sort((a, b) => compareText(a.createdAt, b.createdAt) || compareIds(a.id, b.id));
}

/** With null for the earlier texts where there are any that decide something. */
function recordOf(comment: Comment): CommentRecord {
  const author = personOf(comment.author);
  const hasNone = comment.lastEditedAt === null || (author?.kind === 'bot' && !comment.viewerDidAuthor);
  return {
    id: comment.fullDatabaseId,
    url: comment.url,
    body: comment.body,
    author,
    createdAt: comment.createdAt,
    lastEditedAt: comment.lastEditedAt,
    editor: personOf(comment.editor),
    versions: hasNone ? [] : null,
    own: comment.viewerDidAuthor,
  };
}

/** Whether we wrote it and nobody else edited it last: we do that at every push, and know what we wrote. */
function isOwnEdit(record: CommentRecord): boolean {
  return isOurText(record) && isSame(record.editor, record.author);
}

function isSame(one: Person | null, other: Person | null): boolean {
  return one !== null && other !== null && one.kind === other.kind && bareLogin(one.login) === bareLogin(other.login);
}

/** Says of each deletion whether the token's own user wrote the comment, and whether it deleted it. */
async function ownMarked(
  client: GitHubClient,
  events: readonly DeletionEvent[],
  comments: readonly CommentRecord[],
): Promise<readonly Deletion[]> {
  if (events.length === 0) return [];
  const viewer = comments.find((comment) => comment.own)?.author ?? (await readViewer(client));
  return events
    .map((event): Deletion => {
      const author = personOf(event.deletedCommentAuthor);
      return {
        at: event.createdAt,
        author,
        // Where GitHub does not say who we are, no person's comment is taken for ours, and no deletion either.
        own: viewer === null ? author?.kind === 'bot' : isSame(viewer, author),
        bySelf: isSame(viewer, personOf(event.actor)),
      };
    })
    .sort((a, b) => compareText(a.at, b.at));
}

/** Whom the token stands for; null where GitHub does not say. An installation token may ask this of GraphQL alone. */
export async function readViewer(client: GitHubClient): Promise<Person | null> {
  const shape = z.object({ viewer: z.object({ login: z.string() }) });
  const answer = await attempt(() => client.query('viewer', 'query viewer { viewer { login } }', {}, shape));
  if (answer instanceof GitHubError) return null;
  const { login } = answer.viewer;
  return { login, kind: /\[bot\]$/i.test(login) ? 'bot' : 'user' };
}

/** Commands in the last 100 reviews and the last 50 comments of each; they are answered, and count for nothing. */
function misplacedIn(reviews: z.infer<typeof reviewsShape>): readonly Misplaced[] {
  return (reviews?.nodes ?? [])
    .flatMap((review) => (review === null ? [] : [review, ...(review.comments.nodes ?? [])]))
    .flatMap((remark) =>
      remark !== null && mentionsCommand(remark.body)
        ? [{ url: remark.url, body: remark.body, author: personOf(remark.author) }]
        : [],
    );
}
