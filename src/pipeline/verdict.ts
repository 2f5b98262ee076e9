/** The verdict of a plan: the status of each target, equal targets as one, the exit code. */
import type { VerifyOutcome } from '../clickhouse/verify.ts';
import type { PlanDocument, TargetPlan } from '../plan/document.ts';
import type { Plan } from '../plan/plan.ts';
import { planDigest } from '../render/statement.ts';
import { type ExitCode, exitCodes } from '../schema/error.ts';
import { compareText } from '../schema/name.ts';

/** The exit code of a plan: 4 before 5 before 3 where several hold. */
export function exitCodeOf(document: PlanDocument): ExitCode {
  if (document.findings.some(({ severity }) => severity === 'error')) return exitCodes.findings;
  if (document.plans.some(({ verified }) => verified === 'failed')) return exitCodes.disagreed;
  if (document.status === 'blocked') return exitCodes.pending;
  return exitCodes.done;
}

/** What one target gets, and whether it may run. */
export function targetPlan(
  target: string,
  statements: TargetPlan['statements'],
  plan: Plan,
  invalid: boolean,
  outcome: VerifyOutcome | null,
): TargetPlan {
  const failed = outcome?.status === 'failed';
  const blocked = plan.guards.some(({ state }) => state === 'pending');
  const changes = statements.length > 0 || plan.brings.size > 0;
  return {
    target: target,
    targets: [target],
    status: invalid || failed ? 'invalid' : blocked ? 'blocked' : changes ? 'ready' : 'clean',
    digest: planDigest(target, statements),
    verified: outcome === null ? 'off' : outcome.status,
    verification:
      outcome === null
        ? []
        : outcome.status === 'failed'
          ? [...outcome.problems]
          : outcome.status === 'unavailable'
            ? [outcome.reason]
            : [`ClickHouse ${outcome.engine.split('.').slice(0, 2).join('.')}: schema and rows`, ...outcome.notes],
    statements,
  };
}

/** Targets whose statements are the same are one plan: it is shown once. */
export function foldEqual(plans: readonly TargetPlan[]): TargetPlan[] {
  const folded = new Map<string, TargetPlan>();
  for (const plan of [...plans].sort((a, b) => compareText(a.target, b.target))) {
    const key = JSON.stringify(plan.statements);
    const first = folded.get(key);
    folded.set(key, first === undefined ? plan : { ...first, targets: [...first.targets, plan.target] });
  }
  return [...folded.values()];
}

/** The gravest status of all targets. */
export function overallStatus(plans: readonly TargetPlan[]): PlanDocument['status'] {
  for (const status of ['invalid', 'blocked', 'ready'] as const)
    if (plans.some((plan) => plan.status === status)) return status;
  return 'clean';
}
