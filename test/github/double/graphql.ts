/** GraphQL of the double: queries are held against GitHub's public schema and run over the state. */
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, GraphQLError, graphql } from 'graphql';
import { z } from 'zod';
import type { Answer } from './rest.ts';
import { commentUrl } from './rest.ts';
import type { Pull, RepositoryState, Token } from './state.ts';

// The published schema names two fields twice, which the strict reading refuses.
const schema = buildSchema(published.idl, { assumeValid: true, assumeValidSDL: true });

const requestShape = z.strictObject({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

/** Runs a query; the second element says what is wrong with it by the schema. */
export async function answerGraphql(
  state: RepositoryState,
  token: Token,
  body: unknown,
  url: string,
): Promise<readonly [Answer, readonly string[]]> {
  const request = requestShape.parse(body);
  const result = await graphql({
    schema,
    source: request.query,
    variableValues: request.variables,
    rootValue: root(state, token, url),
  });
  // An error without a path was found before anything ran: the query does not fit the schema.
  const problems = (result.errors ?? [])
    .filter((error) => error.path === undefined || error.extensions['type'] === undefined)
    .map((error) => `POST /graphql: ${error.message}`);
  const errors = result.errors?.map((error) => ({
    message: error.message,
    ...(error.extensions['type'] === undefined ? {} : { type: error.extensions['type'] }),
    ...(error.path === undefined ? {} : { path: error.path }),
  }));
  return [{ status: 200, body: { data: result.data ?? null, ...(errors === undefined ? {} : { errors }) } }, problems];
}

function root(state: RepositoryState, token: Token, url: string): object {
  return {
    repository({ owner, name }: { owner: string; name: string }) {
      if (owner !== state.owner || name !== state.name || token.contents === 'none') {
        throw fault('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return {
        object: ({ oid }: { oid: string }) => blob(state, oid),
        pullRequest({ number }: { number: number }) {
          const pull = state.pulls.get(number);
          if (token.pullRequests === 'none') throw fault('FORBIDDEN', 'Resource not accessible by integration');
          if (pull === undefined) {
            throw fault('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
          }
          return pullRequest(state, token, pull, url);
        },
      };
    },
  };
}

function fault(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** As GitHub hands out text: none of binary blobs, 512 kB at most, bytes that are no UTF-8 replaced. */
function blob(state: RepositoryState, oid: string): object | null {
  const bytes = state.objects.blobs.get(oid);
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

function pullRequest(state: RepositoryState, token: Token, pull: Pull, url: string): object {
  const merge = state.readMerge(pull);
  const commit = merge.commit === null ? null : state.objects.commits.get(merge.commit);
  const baseTip = state.branches.get(pull.base);
  return {
    number: pull.number,
    state: pull.state,
    isCrossRepository: pull.fork,
    mergeable: merge.mergeable,
    headRefOid: pull.head,
    baseRefName: pull.base,
    baseRef: baseTip === undefined ? null : { target: { __typename: 'Commit', oid: baseTip } },
    potentialMergeCommit:
      commit === null || commit === undefined
        ? null
        : { oid: commit.id, parents: { nodes: commit.parents.map((oid) => ({ oid })) } },
    comments({ first, after }: { first: number; after: string | null }) {
      const all = state.comments.filter((comment) => comment.issue === pull.number);
      const start = after === null ? 0 : Number(after);
      return {
        nodes: all.slice(start, start + first).map((comment) => ({
          fullDatabaseId: String(comment.id),
          url: commentUrl(url, state, comment),
          viewerDidAuthor: comment.login === token.login,
          body: comment.body,
        })),
        pageInfo: { hasNextPage: start + first < all.length, endCursor: String(start + first) },
      };
    },
  };
}
