/** What all GraphQL objects of the double are made of. */
import { GraphQLError } from 'graphql';

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
}

/** A page of a list as a connection has it. The cursor is a place, so what is deleted before it moves what is behind. */
export function connection<T>(all: readonly T[], page: PageArguments, show: (element: T) => object | null): object {
  const { first, last } = page;
  if ((first ?? last ?? null) === null) throw new GraphQLError('You must provide a `first` or `last` value');
  const start = last == null ? Number(page.after ?? 0) : Math.max(0, all.length - last);
  const end = first == null ? all.length : start + first;
  return {
    totalCount: all.length,
    // Only what is asked for is worked out.
    nodes: () => all.slice(start, end).map(show),
    pageInfo: { hasNextPage: end < all.length, endCursor: String(end) },
  };
}

export function fault(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function forbidden(): GraphQLError {
  return fault('FORBIDDEN', 'Resource not accessible by integration');
}
