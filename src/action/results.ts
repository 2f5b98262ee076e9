/** The results of a run for the job: outputs, the plan as a file, the summary. Before any error is thrown. */
import type { Annotation } from '../report/index.ts';
import type { PlanOutcome } from './planner.ts';
import type { Runner } from './runner.ts';

/** Sets what is known as soon as there is a plan. */
export function reportPlan(runner: Runner, outcome: PlanOutcome): void {
  const { document, config } = outcome;
  runner.output('status', document.status);
  runner.output('digest', digestOutput(outcome));
  runner.output('plan', runner.keep(`chx-plan-${encodeURIComponent(config.name)}.json`, outcome.json));
  runner.output('statements', String(document.plans.reduce((sum, plan) => sum + plan.statements.length, 0)));
  runner.output('guards-pending', String(document.guards.filter((guard) => guard.state === 'pending').length));
}

/** The plan's digest; with several plans a line each, `target digest`. */
function digestOutput({ document }: PlanOutcome): string {
  const [first, ...others] = document.plans;
  if (first === undefined) return '';
  if (others.length === 0) return first.digest;
  return document.plans.map((plan) => `${plan.target} ${plan.digest}`).join('\n');
}

/** GitHub shows ten of each level and drops the rest, so the rest is not sent but counted. */
const shownPerLevel = 10;

/** Annotations through the log, for jobs that post no check run. */
export function annotateLog(runner: Runner, annotations: readonly Annotation[]): void {
  const shown = new Map<Annotation['level'], number>();
  for (const annotation of annotations) {
    const count = (shown.get(annotation.level) ?? 0) + 1;
    shown.set(annotation.level, count);
    if (count <= shownPerLevel) runner.annotate(annotation);
  }
  const more = [...shown.values()].reduce((sum, count) => sum + Math.max(0, count - shownPerLevel), 0);
  if (more > 0) runner.info(`${more} more findings are in the job summary.`);
}
