/** The texts that edited comments had before. */
import { z } from 'zod';
import type { Version } from '../gate/record.ts';
import { compareText } from '../schema/name.ts';
import type { GitHubClient } from './client.ts';
import { attempt, GitHubError } from './failure.ts';
import { pageInfo } from './pull-request.ts';

/** Whole texts come back: few comments a query keep it from taking too long. */
const perQuery = 10;
/** 500 edits of one comment. */
const pages = 10;

const editsField = 'nodes { editedAt deletedAt diff } pageInfo { hasNextPage endCursor }';

const manyText = `query commentEdits($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on IssueComment { includesCreatedEdit userContentEdits(first: 50) { ${editsField} } } }
}`;
const oneText = `query moreEdits($id: ID!, $after: String) {
  node(id: $id) { id ... on IssueComment { userContentEdits(first: 50, after: $after) { ${editsField} } } }
}`;

/** How many runs may write an answer at once so that none of them goes unseen. */
const recentCount = 10;
const recentText = `query recentTexts($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on IssueComment { userContentEdits(first: ${recentCount}) { ${editsField} } } }
}`;

const editShape = z.object({ editedAt: z.string(), deletedAt: z.string().nullable(), diff: z.string().nullable() });
const editsShape = z.object({ nodes: z.array(editShape.nullable()).nullable(), pageInfo }).nullable();
const nodeShape = z
  .object({ id: z.string(), includesCreatedEdit: z.boolean().optional(), userContentEdits: editsShape.optional() })
  .nullable();
type Edits = z.infer<typeof editsShape>;

/**
 * The texts of comments by their node ids, oldest first. A comment that is not in the result has a history that GitHub
 * does not hand out (it was deleted meanwhile, too many edits, no answer): it can't be read.
 *
 * @throws GitHubError where the token is not valid.
 */
export async function readEdits(
  client: GitHubClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Version[]>> {
  const found = new Map<string, readonly Version[]>();
  const batches: Promise<void>[] = [];
  for (let start = 0; start < ids.length; start += perQuery) {
    batches.push(readBatch(client, ids.slice(start, start + perQuery), found));
  }
  await Promise.all(batches);
  return found;
}

/**
 * The last ten texts of comments by their node ids, oldest first, today's among them: what several runs that wrote at once
 * wrote over each other.
 *
 * @throws GitHubError where GitHub does not hand them out.
 */
export async function readRecentTexts(
  client: GitHubClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Version[]>> {
  if (ids.length === 0) return new Map();
  const { nodes } = await client.query('recentTexts', recentText, { ids }, z.object({ nodes: z.array(nodeShape) }));
  return new Map(
    nodes.flatMap((node) => {
      const edits = node?.userContentEdits?.nodes ?? [];
      return node === null
        ? []
        : [[node.id, edits.flatMap((edit) => (edit === null ? [] : [versionOf(edit)])).reverse()]];
    }),
  );
}

function versionOf({ editedAt, deletedAt, diff }: z.infer<typeof editShape>): Version {
  return { at: editedAt, text: deletedAt === null ? diff : null };
}

async function readBatch(
  client: GitHubClient,
  ids: readonly string[],
  found: Map<string, readonly Version[]>,
): Promise<void> {
  const answer = await attempt(() =>
    client.query('commentEdits', manyText, { ids }, z.object({ nodes: z.array(nodeShape) })),
  );
  if (answer instanceof GitHubError) {
    // One comment that is gone makes the whole query fail: ask for each alone.
    if (answer.kind === 'missing' && ids.length > 1) {
      await Promise.all(ids.map((id) => readBatch(client, [id], found)));
    }
    return;
  }
  for (const node of answer.nodes) {
    // Where the text that the comment was created with is not in the history, the history is not whole.
    if (node?.includesCreatedEdit !== true) continue;
    const versions = await readRest(client, node.id, node.userContentEdits ?? null);
    if (versions !== null) found.set(node.id, versions);
  }
}

async function readRest(client: GitHubClient, id: string, first: Edits): Promise<readonly Version[] | null> {
  const versions: Version[] = [];
  let edits = first;
  for (let page = 1; page <= pages; page++) {
    if (edits?.nodes == null) return null;
    for (const edit of edits.nodes) {
      if (edit === null) return null;
      versions.push(versionOf(edit));
    }
    const after: string | null = edits.pageInfo.endCursor;
    // Newest first, as GitHub lists them: turned around, edits of one second stay in their order.
    if (!edits.pageInfo.hasNextPage) return versions.reverse().sort((a, b) => compareText(a.at, b.at));
    if (after === null) return null;
    const answer: { node: z.infer<typeof nodeShape> } | GitHubError = await attempt(() =>
      client.query('moreEdits', oneText, { id, after }, z.object({ node: nodeShape })),
    );
    edits = answer instanceof GitHubError ? null : (answer.node?.userContentEdits ?? null);
  }
  return null;
}
