/** The part of the work that knows nothing of GitHub, as the action sees it. */
import type { PlanInput, PlanOutcome } from '../pipeline/plan.ts';

export type { PlanInput, PlanOutcome };

/** `planTrees`, or what stands in for it in tests. */
export type Planner = (input: PlanInput) => Promise<PlanOutcome>;
