/**
 * The steps of a merge group, read from GitHub.
 *
 * The event names one pull request, the group's last. Which the others are GraphQL's merge queue says, but to tokens
 * with the permission `merge queues` only, which a job's own token can't have. So it is asked last, where something is
 * still open after the pull requests that GitHub names for a commit (it is merged already, or its second parent is their
 * head) and the branches that the queue makes, one an entry by default. In that order, because whoever may write can
 * push a branch of such a name.
 */
import { z } from 'zod';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { GitHubClient } from './client.ts';
import { attempt, GitHubError } from './failure.ts';
import { type PullCommit, readPullCommits } from './pull-commits.ts';
import { type Claim, firstParents, type GroupCommit, type QueueStep, queueBranch, queueSteps } from './queue-steps.ts';
import { inRepository, type Repository } from './repository.ts';
import { short } from './revisions.ts';
import { objectId } from './tree.ts';

export type { QueueStep } from './queue-steps.ts';

/**
 * The pull requests of a merge group in the order in which they are to be merged, each with the commits that it leads
 * from and to. Together they lead from base to head.
 *
 * @param headRef `head_ref` of the event: the branch that the queue made for this group.
 * @throws ChxError in one line where it can't be told.
 */
export async function readQueueSteps(
  client: GitHubClient,
  repository: Repository,
  base: string,
  head: string,
  headRef: string,
): Promise<readonly QueueStep[]> {
  const baseBranch = /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-[^/]*$/.exec(headRef)?.[1] ?? '';
  const last = queueBranch(headRef, baseBranch);
  if (last === null) throw untold(headRef, 'the branch is not called as a merge queue calls them');
  const commits = firstParents(base, head, await readCommits(client, repository, base, head));
  if (commits === null) throw untold(headRef, `${short(head)} does not lead to ${short(base)} by first parents`);

  const claims: Claim[] = [{ pullRequest: last.pullRequest, commit: head }];
  const pulls = new Map<number, readonly PullCommit[] | null>();
  const sources = [
    (open: readonly GroupCommit[]) => readAssociated(client, repository, baseBranch, open),
    () => readBranches(client, repository, baseBranch),
    () => readEntries(client, repository, baseBranch),
  ];
  for (;;) {
    const decision = queueSteps({ base, commits, claims, pulls });
    if (decision.kind === 'steps') return decision.steps;
    if (decision.kind === 'refused') throw untold(headRef, decision.reason);
    if (decision.kind === 'read') {
      const own = await readPullCommits(client, repository, decision.pullRequest);
      pulls.set(decision.pullRequest, own.commits);
      continue;
    }
    const source = sources.shift();
    if (source === undefined) {
      throw untold(headRef, `nothing says which pull request ${decision.commits.map(short).join(' and ')} belongs to`);
    }
    const open = commits.filter((commit) => decision.commits.includes(commit.commit));
    claims.push(...(await source(open)).filter((claim) => commits.some(({ commit }) => commit === claim.commit)));
  }
}

function untold(headRef: string, why: string): ChxError {
  const name = headRef.replace(/^refs\/heads\//, '');
  return new ChxError(
    exitCodes.unexpected,
    `Merge group ${name}: which pull requests it holds can’t be told: ${why}; let the queue merge by merge commits, or set its group size to 1.`,
  );
}

/** 1,000 commits. */
const comparePages = 10;

const compareShape = z.object({
  commits: z.array(
    z.object({
      sha: objectId,
      parents: z.array(z.object({ sha: objectId })),
      commit: z.object({ message: z.string(), author: z.object({ date: z.string().optional() }).nullable() }),
    }),
  ),
});

/** What head has and base has not. */
async function readCommits(
  client: GitHubClient,
  repository: Repository,
  base: string,
  head: string,
): Promise<ReadonlyMap<string, GroupCommit>> {
  const found = new Map<string, GroupCommit>();
  for (let page = 1; page <= comparePages; page++) {
    const answer = await client.read(
      'GET /repos/{owner}/{repo}/compare/{basehead}',
      { ...inRepository(repository), basehead: `${base}...${head}`, per_page: 100, page },
      compareShape,
    );
    for (const { sha, parents, commit } of answer.commits) {
      found.set(sha, {
        commit: sha,
        parents: parents.map((parent) => parent.sha),
        message: commit.message,
        authoredAt: commit.author?.date ?? '',
      });
    }
    if (answer.commits.length < 100) break;
  }
  return found;
}

const refsShape = z.array(z.object({ ref: z.string(), object: z.object({ sha: objectId }) }));

/** The tips of the queue's branches. Some outlive their group; their tips are in no other. */
async function readBranches(
  client: GitHubClient,
  repository: Repository,
  baseBranch: string,
): Promise<readonly Claim[]> {
  const refs = await client.read(
    'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
    { ...inRepository(repository), ref: `heads/gh-readonly-queue/${baseBranch}/` },
    refsShape,
  );
  return refs.flatMap(({ ref, object }) => {
    const branch = queueBranch(ref, baseBranch);
    return branch === null ? [] : [{ pullRequest: branch.pullRequest, commit: object.sha }];
  });
}

const entriesText = `query mergeQueue($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      entries(first: 100) { nodes { headCommit { oid } pullRequest { number } } }
    }
  }
}`;
const entriesShape = z.object({
  repository: z.object({
    mergeQueue: z
      .object({
        entries: z
          .object({
            nodes: z
              .array(
                z
                  .object({
                    headCommit: z.object({ oid: objectId }).nullable(),
                    pullRequest: z.object({ number: z.number().int() }).nullable(),
                  })
                  .nullable(),
              )
              .nullable(),
          })
          .nullable(),
      })
      .nullable(),
  }),
});

/** The queue's own word, where the token may hear it. */
async function readEntries(client: GitHubClient, repository: Repository, branch: string): Promise<readonly Claim[]> {
  const answer = await attempt(() => client.query('mergeQueue', entriesText, { ...repository, branch }, entriesShape));
  if (answer instanceof GitHubError) return [];
  return (answer.repository.mergeQueue?.entries?.nodes ?? []).flatMap((entry) =>
    entry === null || entry.headCommit === null || entry.pullRequest === null
      ? []
      : [{ pullRequest: entry.pullRequest.number, commit: entry.headCommit.oid }],
  );
}

const pullsField = `associatedPullRequests(first: 20) {
  nodes { number state baseRefName headRefOid mergeCommit { oid } }
}`;
const commitShape = z.object({
  oid: objectId,
  associatedPullRequests: z
    .object({
      nodes: z.array(
        z
          .object({
            number: z.number().int(),
            state: z.string(),
            baseRefName: z.string(),
            headRefOid: objectId,
            mergeCommit: z.object({ oid: objectId }).nullable(),
          })
          .nullable(),
      ),
    })
    .nullable(),
});
const associatedShape = z.object({ repository: z.record(z.string(), commitShape.partial().nullable()) });

/** Of one query: two objects a commit. */
const associatedLimit = 50;

/** Commits that are merged by now, and merges whose second parent is the head of one pull request into this branch. */
async function readAssociated(
  client: GitHubClient,
  repository: Repository,
  baseBranch: string,
  open: readonly GroupCommit[],
): Promise<readonly Claim[]> {
  const asked = open.slice(0, associatedLimit);
  const fields = asked.flatMap(({ commit, parents: [, second] }, index) => [
    `c${index}: object(oid: "${commit}") { ...pulls }`,
    ...(second === undefined ? [] : [`s${index}: object(oid: "${second}") { ...pulls }`]),
  ]);
  const text = `query groupCommits($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    ${fields.join('\n    ')}
  }
}
fragment pulls on Commit { oid ${pullsField} }`;
  const answer = await client.query('groupCommits', text, { ...repository }, associatedShape);
  const pullsOf = (alias: string): NonNullable<z.infer<typeof commitShape>['associatedPullRequests']>['nodes'] =>
    (answer.repository[alias]?.associatedPullRequests?.nodes ?? []).filter((pull) => pull?.baseRefName === baseBranch);
  return asked.flatMap(({ commit, parents: [, second] }, index) =>
    [
      ...pullsOf(`c${index}`).filter((pull) => pull?.mergeCommit?.oid === commit),
      ...pullsOf(`s${index}`).filter((pull) => pull?.headRefOid === second && pull?.state !== 'CLOSED'),
    ].flatMap((pull) => (pull === null ? [] : [{ pullRequest: pull.number, commit }])),
  );
}
