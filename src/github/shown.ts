/** What earlier runs showed: the texts of the check runs that they posted on a pull request's commits. */
import { z } from 'zod';
import type { GitHubClient } from './client.ts';
import { attempt, GitHubError } from './failure.ts';
import type { Repository } from './repository.ts';
import { objectId } from './tree.ts';

export interface CheckText {
  /** The check's name. */
  readonly name: string;
  readonly commit: string;
  readonly text: string;
}

/** Commits that are asked for, and heads that a force push took away, in one query. */
const commitLimit = 50;

const checksField = `checkSuites(first: 10, filterBy: { checkName: $check }) {
  nodes {
    app { slug }
    checkRuns(first: 10, filterBy: { checkName: $check, checkType: ALL }) { nodes { name text startedAt } }
  }
}`;

const pullText = `query checkTexts($owner: String!, $name: String!, $number: Int!, $check: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      commits(last: ${commitLimit}) { nodes { commit { ...checks } } }
      timelineItems(last: ${commitLimit}, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
        nodes { ... on HeadRefForcePushedEvent { beforeCommit { ...checks } } }
      }
    }
  }
}
fragment checks on Commit { oid ${checksField} }`;

const commitShape = z.object({
  oid: objectId,
  checkSuites: z
    .object({
      nodes: z
        .array(
          z
            .object({
              app: z.object({ slug: z.string() }).nullable(),
              checkRuns: z
                .object({
                  nodes: z
                    .array(
                      z
                        .object({ name: z.string(), text: z.string().nullable(), startedAt: z.string().nullable() })
                        .nullable(),
                    )
                    .nullable(),
                })
                .nullable(),
            })
            .nullable(),
        )
        .nullable(),
    })
    .nullable(),
});
type Commit = z.infer<typeof commitShape>;

const viewerShape = z.object({ login: z.string() });
const pullShape = z.object({
  viewer: viewerShape,
  repository: z.object({
    pullRequest: z.object({
      commits: z.object({ nodes: z.array(z.object({ commit: commitShape }).nullable()).nullable() }),
      timelineItems: z.object({ nodes: z.array(z.object({ beforeCommit: commitShape.nullable() }).nullable()) }),
    }),
  }),
});
const commitsShape = z.object({
  viewer: viewerShape,
  repository: z.record(z.string(), commitShape.partial().nullable()),
});

/**
 * Reads what our own check runs of that name said, the youngest first: on the last 50 commits of a pull request and the
 * last 50 heads that were pushed away, or on the commits that are given (at most 50 of them). One request.
 *
 * For information only: nothing that decides may rest on it. Where GitHub does not answer there is nothing.
 *
 * @param of a pull request's number, or commits.
 * @throws GitHubError where the token is not valid.
 */
export async function readCheckTexts(
  client: GitHubClient,
  repository: Repository,
  of: number | readonly string[],
  checkName: string,
): Promise<readonly CheckText[]> {
  const answer = await attempt(() =>
    typeof of === 'number'
      ? readOfPull(client, repository, of, checkName)
      : readOfCommits(client, repository, of, checkName),
  );
  if (answer instanceof GitHubError) return [];
  const seen = new Map(answer.commits.map((commit) => [commit.oid, commit]));
  return [...seen.values()]
    .flatMap((commit) => textsOf(commit, answer.viewer, checkName))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .map(({ name, commit, text }) => ({ name, commit, text }));
}

interface Answer {
  readonly viewer: string;
  readonly commits: readonly Commit[];
}

async function readOfPull(
  client: GitHubClient,
  repository: Repository,
  number: number,
  check: string,
): Promise<Answer> {
  const { viewer, repository: found } = await client.query(
    'checkTexts',
    pullText,
    { ...repository, number, check },
    pullShape,
  );
  const { commits, timelineItems } = found.pullRequest;
  return {
    viewer: viewer.login,
    commits: [
      ...(commits.nodes ?? []).map((node) => node?.commit ?? null),
      ...timelineItems.nodes.map((node) => node?.beforeCommit ?? null),
    ].filter((commit) => commit !== null),
  };
}

async function readOfCommits(
  client: GitHubClient,
  repository: Repository,
  commits: readonly string[],
  check: string,
): Promise<Answer> {
  const wanted = commits.filter((commit) => objectId.safeParse(commit).success).slice(0, commitLimit);
  if (wanted.length === 0) return { viewer: '', commits: [] };
  const fields = wanted.map((commit, index) => `c${index}: object(oid: "${commit}") { ...checks }`).join('\n    ');
  const text = `query checkTextsOf($owner: String!, $name: String!, $check: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    ${fields}
  }
}
fragment checks on Commit { oid ${checksField} }`;
  const answer = await client.query('checkTextsOf', text, { ...repository, check }, commitsShape);
  return {
    viewer: answer.viewer.login,
    // What is no commit has none of its fields.
    commits: Object.values(answer.repository).flatMap((node) =>
      node?.oid === undefined || node.checkSuites === undefined
        ? []
        : [{ oid: node.oid, checkSuites: node.checkSuites }],
    ),
  };
}

interface DatedText extends CheckText {
  readonly at: string;
}

/** Check runs are made by apps: those of the app that this token belongs to are ours, whatever others call theirs. */
function textsOf(commit: Commit, viewer: string, checkName: string): readonly DatedText[] {
  return (commit.checkSuites?.nodes ?? []).flatMap((suite) => {
    if (suite === null || suite.app === null || `${suite.app.slug}[bot]` !== viewer.toLowerCase()) return [];
    return (suite.checkRuns?.nodes ?? []).flatMap((run) =>
      run === null || run.text === null || run.name !== checkName
        ? []
        : [{ name: run.name, commit: commit.oid, text: run.text, at: run.startedAt ?? '' }],
    );
  });
}
