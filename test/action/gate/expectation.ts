/** What has to stand on a pull request: the plan that the model's decisions allow, made by the planner without the gate. */
import { type PlanOutcome, planTrees } from '../../../src/pipeline/plan.ts';
import { ChxError } from '../../../src/schema/error.ts';
import type { RepositoryState } from '../../github/double/state.ts';
import { MemoryTree } from '../../load/trees.ts';
import type { Decided } from './model.ts';

export type Conclusion = 'success' | 'action_required' | 'failure';

export interface Expected {
  readonly conclusion: Conclusion;
  /** Null where there is no plan. */
  readonly outcome: PlanOutcome | null;
}

/** A commit of the double as files. */
export function treeOf(state: RepositoryState, commit: string): MemoryTree & { readonly revision: string } {
  const { tree } = state.objects.commits.get(commit) ?? { tree: '' };
  const files = Object.fromEntries(
    state.objects
      .walk(tree)
      .filter(({ mode }) => mode === '100644')
      .map(({ path, id }) => [path, Buffer.from(state.objects.blobs.get(id) ?? '').toString('utf8')]),
  );
  return Object.assign(new MemoryTree(files), { revision: commit });
}

const known = new Map<string, Promise<Expected>>();

/** Plans of one pair of commits and one set of decisions are made once. */
export async function expectedBetween(
  state: RepositoryState,
  base: string,
  head: string,
  decided: Decided,
  configPath: string | null = null,
): Promise<Expected> {
  const confirm = [...decided.confirmed].sort();
  const reject = [...decided.rejected].sort();
  const key = JSON.stringify([base, head, confirm, reject, configPath]);
  const found = known.get(key) ?? plan(state, base, head, confirm, reject, configPath);
  known.set(key, found);
  return await found;
}

async function plan(
  state: RepositoryState,
  base: string,
  head: string,
  confirm: readonly string[],
  reject: readonly string[],
  configPath: string | null,
): Promise<Expected> {
  try {
    const outcome = await planTrees({
      base: treeOf(state, base),
      head: treeOf(state, head),
      configPath,
      repository: String(state.id),
      targets: [],
      confirm,
      reject,
      reportsUnknown: false,
      verify: 'off',
    });
    return { conclusion: conclusionOf(outcome), outcome };
  } catch (error) {
    if (error instanceof ChxError) return { conclusion: 'failure', outcome: null };
    throw error;
  }
}

/** Green only where nothing is wrong, nothing waits, and every guard of every statement is confirmed. */
function conclusionOf({ document, touchesSchema }: PlanOutcome): Conclusion {
  if (!touchesSchema) return 'success';
  if (document.findings.some(({ severity }) => severity === 'error')) return 'failure';
  const states = new Map(document.guards.map(({ id, state }) => [id, state]));
  const unguarded = document.plans.every(({ statements }) =>
    statements.every(({ guards }) => guards.every((id) => states.get(id) === 'confirmed')),
  );
  const waits = document.guards.some(({ state }) => state === 'pending') || document.status === 'blocked';
  return unguarded && !waits ? 'success' : 'action_required';
}
