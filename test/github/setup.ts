import { createClient, type GitHubClient } from '../../src/github/client.ts';
import { GitHubDouble } from './double/server.ts';

export const repository = { owner: 'acme', name: 'shop' };

export interface Setup extends AsyncDisposable {
  readonly github: GitHubDouble;
  readonly client: GitHubClient;
  /** What the client waited, in milliseconds; it took no time. */
  readonly waits: number[];
}

/** A double and a client of it. Disposing fails where either side broke GitHub's description. */
export async function setUp(options: { readonly token?: string; readonly enterprise?: boolean } = {}): Promise<Setup> {
  const github = await GitHubDouble.start(options.enterprise ?? false);
  const waits: number[] = [];
  const client = createClient({
    token: options.token ?? 'ghs_actions',
    apiUrl: github.apiUrl,
    graphqlUrl: github.graphqlUrl,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  return {
    github,
    client,
    waits,
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      if (github.problems.length > 0) throw new Error(`not as GitHub describes it:\n${github.problems.join('\n')}`);
    },
  };
}
