/** Plans the way from one commit to another, as far as what people said of it allows. */
import { createBlobStore } from '../github/blobs.ts';
import { GitHubError } from '../github/failure.ts';
import { short } from '../github/revisions.ts';
import { githubTree } from '../github/tree.ts';
import type { FileTree } from '../load/tree.ts';
import { type Policy, readPolicy } from '../pipeline/configs.ts';
import { ChxError } from '../schema/error.ts';
import type { GateView } from './gate.ts';
import type { PlanRun } from './plan-run.ts';
import type { PlanOutcome } from './planner.ts';

/** Trees of the run's commits, which share what they read. */
export type TreeReader = (commit: string) => FileTree;

export function treeReader(run: PlanRun): TreeReader {
  const blobs = createBlobStore(run.client, run.job.repository);
  const trees = new Map<string, FileTree>();
  return (commit) => {
    const tree = trees.get(commit) ?? githubTree(run.client, run.job.repository, commit, blobs);
    trees.set(commit, tree);
    return tree;
  };
}

/** Whose word counts on the way from one commit to another, see {@link readPolicy}. */
export async function policyBetween(run: PlanRun, trees: TreeReader, base: string, head: string): Promise<Policy> {
  const baseTree = trees(base);
  const headTree = trees(head);
  // Both listings will be wanted: asked for together, they take the time of one. Whoever awaits them sees a failure.
  for (const tree of [baseTree, headTree]) tree.list().catch(() => {});
  return await readPolicy(baseTree, headTree, run.inputs.config);
}

export type Planned =
  | { readonly kind: 'planned'; readonly outcome: PlanOutcome }
  /** There is no plan, and this is why: a config that can't be read, above all. */
  | { readonly kind: 'failed'; readonly failure: ChxError };

/** @param gate what the comments say; null where there is no pull request to comment on. */
export async function planCommits(
  run: PlanRun,
  trees: TreeReader,
  base: string,
  head: string,
  gate: GateView | null,
): Promise<Planned> {
  return await run.runner.group(`Plan ${short(base)}..${short(head)}`, async () => {
    const decisions = gate?.evaluation.decisions;
    try {
      const outcome = await run.planTrees({
        base: trees(base),
        head: trees(head),
        configPath: run.inputs.config,
        repository: run.job.repositoryId,
        targets: run.inputs.targets,
        confirm: [...(decisions?.confirmed ?? [])].sort(),
        reject: [...(decisions?.rejected ?? [])].sort(),
        // The answer to the command says so, and an older one needs no answer.
        reportsUnknown: false,
        verify: run.verification.run,
      });
      return { kind: 'planned', outcome };
    } catch (failure) {
      // What GitHub did not answer is no verdict on anybody's schema.
      if (!(failure instanceof ChxError) || failure instanceof GitHubError) throw failure;
      return { kind: 'failed', failure };
    }
  });
}
