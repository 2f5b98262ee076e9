/** The whole plan in one line. */
import type { PlanDocument, Statement, TargetPlan } from '../plan/document.ts';
import { waitingOf } from './guards.ts';
import { count, visible } from './text.ts';

export interface Verdict {
  readonly status: PlanDocument['status'];
  /** A few words: for a heading or the title of a check run. Plain text, one line, nothing of the schema in it. */
  readonly title: string;
  /** What the title doesn't say: statements, objects, findings. Plain text, one line. */
  readonly line: string;
}

/** A plan and every target that it is for. */
export interface SharedPlan {
  readonly targets: readonly string[];
  readonly plan: TargetPlan;
}

/** The plans of the document, equal ones once with the targets of all. */
export function sharedPlans(document: PlanDocument): SharedPlan[] {
  const shared: { targets: string[]; plan: TargetPlan; key: string }[] = [];
  for (const plan of document.plans) {
    const key = JSON.stringify([plan.digest, plan.status, plan.verified, plan.verification, plan.statements]);
    const names = plan.targets.includes(plan.target) ? plan.targets : [plan.target, ...plan.targets];
    const same = shared.find((other) => other.key === key);
    if (same === undefined) shared.push({ targets: [...new Set(names)], plan, key });
    else same.targets.push(...names.filter((name) => !same.targets.includes(name)));
  }
  return shared.map(({ targets, plan }) => ({ targets, plan }));
}

/** Status, title and counts of a plan. */
export function verdict(document: PlanDocument): Verdict {
  const { status } = document;
  return { status, title: titleOf(document), line: countsOf(document).join(', ') };
}

function titleOf(document: PlanDocument): string {
  const statements = mostStatements(document);
  switch (document.status) {
    case 'clean':
      return 'Nothing to do';
    case 'ready':
      return `Ready: ${count(statements, 'statement')}`;
    case 'blocked':
      return waits(document).join(', ') || 'Something waits to be confirmed';
    case 'invalid': {
      const errors = document.findings.filter(({ severity }) => severity === 'error').length;
      if (errors > 0) return `${count(errors, 'error')} to fix`;
      if (document.plans.some(({ verified }) => verified === 'failed')) return 'ClickHouse disagrees with this plan';
      return 'There is no valid plan';
    }
  }
}

/** What waits: `2 renames to confirm`, `1 loss of data to allow`, `1 choice to make`. */
function waits(document: PlanDocument): string[] {
  const { single, choices } = waitingOf(document);
  const renames = single.filter(({ kind }) => kind === 'rename').length;
  const losses = single.length - renames;
  return [
    ...(renames > 0 ? [`${count(renames, 'rename')} to confirm`] : []),
    ...(choices.length > 0 ? [`${count(choices.length, 'choice')} to make`] : []),
    ...(losses > 0 ? [`${count(losses, 'loss of data', 'losses of data')} to allow`] : []),
  ];
}

function countsOf(document: PlanDocument): string[] {
  const statements = mostStatements(document);
  const objects = Math.max(
    0,
    ...document.plans.map((plan) => new Set(plan.statements.map(({ object }) => object)).size),
  );
  const number = (severity: string): number =>
    document.findings.filter((finding) => finding.severity === severity).length;
  const none =
    document.status !== 'invalid' ? 'No statements' : number('error') === 0 ? 'No plan' : 'No plan until that is fixed';
  return [
    statements === 0 ? none : `${count(statements, 'statement')} on ${count(objects, 'object')}`,
    ...(number('error') > 0 && document.status !== 'invalid' ? [count(number('error'), 'error')] : []),
    ...(number('warning') > 0 ? [count(number('warning'), 'warning')] : []),
    ...(number('notice') > 0 ? [count(number('notice'), 'notice')] : []),
  ];
}

/** Plans for several targets do the same thing in their own words: the longest one counts. */
function mostStatements(document: PlanDocument): number {
  return Math.max(0, ...document.plans.map(({ statements }) => statements.length));
}

/** The highest risk among statements. */
export function highestRisk(statements: readonly Statement[]): Statement['risk'] {
  if (statements.some(({ risk }) => risk === 'danger')) return 'danger';
  return statements.some(({ risk }) => risk === 'caution') ? 'caution' : 'safe';
}

/** What is known of an engine's word on a plan. Plain text, one line. */
export function verification(plan: TargetPlan): string {
  const said = plan.verification.map(visible).join('; ');
  switch (plan.verified) {
    case 'passed':
      return `Verified on ${said || 'ClickHouse: schema and rows'}`;
    case 'failed':
      return `ClickHouse disagrees${said && `: ${said}`}`;
    case 'unavailable':
      return `Not verified${said && `: ${said}`}`;
    case 'off':
      return `Not verified: ${said || '`--verify embedded` lets ClickHouse try the plan'}`;
  }
}
