/** GraphQL of the double: queries are held against GitHub's public schema and run over the state. */
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, graphql } from 'graphql';
import { z } from 'zod';
import {
  commitOrBlob,
  type GraphqlContext,
  issueComment,
  mergeQueue,
  pullRequest,
  pullRequests,
} from './graphql-objects.ts';
import { fault, forbidden } from './graphql-parts.ts';
import type { Answer } from './rest.ts';
import type { RepositoryState, Token } from './state.ts';

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
    rootValue: root({ state, token, url }),
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

function root(context: GraphqlContext): object {
  const { state, token } = context;
  const node = ({ id }: { id: string }): object => {
    const comment = state.comments.find((candidate) => `IC_${candidate.id}` === id);
    return comment === undefined || token.pullRequests === 'none'
      ? fault('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
      : issueComment(context, comment);
  };
  return {
    viewer: { login: token.login },
    node(arguments_: { id: string }) {
      const found = node(arguments_);
      if (found instanceof Error) throw found;
      return found;
    },
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => node({ id })),
    repository({ owner, name }: { owner: string; name: string }) {
      if (owner !== state.owner || name !== state.name || token.contents === 'none') {
        throw fault('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return {
        isInOrganization: !state.personal,
        object: ({ oid }: { oid: string }) => commitOrBlob(context, oid),
        pullRequest({ number }: { number: number }) {
          const pull = state.pulls.get(number);
          if (token.pullRequests === 'none') throw forbidden();
          if (pull === undefined) {
            throw fault('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
          }
          return pullRequest(context, pull);
        },
        pullRequests: pullRequests(context),
        mergeQueue: ({ branch }: { branch: string }) => mergeQueue(context, branch),
      };
    },
  };
}
