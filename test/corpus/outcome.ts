/** One step through `chx plan`, first without a confirmation and then with all of them. */

import type { PlanDocument } from '../../src/plan/document.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { compareText } from '../../src/schema/name.ts';
import { runPlan } from './run.ts';
import type { Step } from './states.ts';

export type Verified = PlanDocument['plans'][number]['verified'];

export interface Outcome {
  readonly name: string;
  /** The exit code without a confirmation. */
  readonly exit: number;
  /** The exit code once every guard is confirmed, one of each group; null where none waited. */
  readonly confirmed: number | null;
  /** What the engine said to the plan in the end; null where there is no plan to verify. */
  readonly verified: Verified | null;
  /** What the engine said where it disagreed, or why it was not asked; its notes on a plan that passed are left out. */
  readonly problems: readonly string[];
  readonly statements: readonly PlanDocument['plans'][number]['statements'][number][];
  /** The guards of the first run. */
  readonly guards: readonly PlanDocument['guards'][number][];
  readonly findings: readonly Finding[];
  /** What the command said on standard error. */
  readonly errors: string;
}

/** How often the command is asked again because a confirmation brought guards of its own. */
const maximumRounds = 4;

/** Plans a step and confirms what waits. The plan is verified on the embedded engine each time. */
export async function outcomeOf(step: Step, config: string): Promise<Outcome> {
  const args = ['--base', step.base, '--head', step.head, '--verify', 'embedded'];
  const first = await runPlan(config, args);
  let last = first;
  const confirmed: string[] = [];
  for (let round = 0; round < maximumRounds && last.exit === 3; round += 1) {
    const more = confirmable(last.document, new Set(confirmed));
    if (more.length === 0) break;
    confirmed.push(...more);
    last = await runPlan(config, [...args, ...confirmed.flatMap((id) => ['--confirm', id])]);
  }
  const [plan] = last.document?.plans ?? [];
  return {
    name: step.name,
    exit: first.exit,
    confirmed: confirmed.length === 0 ? null : last.exit,
    verified: plan === undefined || plan.verified === 'off' ? null : plan.verified,
    problems: plan === undefined || plan.verified === 'passed' ? [] : plan.verification,
    statements: plan?.statements ?? [],
    guards: first.document?.guards ?? [],
    findings: last.document?.findings ?? [],
    errors: last.errors,
  };
}

/** The ids that wait, of each open group the first. */
function confirmable(document: PlanDocument | null, already: ReadonlySet<string>): string[] {
  const guards = document?.guards ?? [];
  const taken = new Set(guards.flatMap(({ id, group }) => (group !== null && already.has(id) ? [group] : [])));
  const ids: string[] = [];
  for (const { id, group, state } of guards) {
    if (state !== 'pending' || (group !== null && taken.has(group))) continue;
    if (group !== null) taken.add(group);
    ids.push(id);
  }
  return ids;
}

export interface SelfPlan {
  readonly name: string;
  readonly exit: number;
  readonly status: string;
  readonly statements: number;
  /** Of the schema, without the word for its algorithm. */
  readonly digest: string;
}

/** A state against itself: `clean`, and no statement. */
export async function selfPlan(name: string, file: string, config: string): Promise<SelfPlan> {
  const { exit, document } = await runPlan(config, ['--base', file, '--head', file, '--verify', 'off']);
  return {
    name,
    exit,
    status: document?.status ?? 'no document',
    statements: document?.plans.reduce((sum, plan) => sum + plan.statements.length, 0) ?? 0,
    digest: document?.head.digest ?? '',
  };
}

/** Kinds of changes in the plan with how many statements hold each, sorted. */
export function changeCounts(outcome: Outcome): ReadonlyMap<string, number> {
  return counts(outcome.statements.flatMap(({ change }) => change.split('+')));
}

/** How often each text is there, sorted by it. */
export function counts(texts: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const text of [...texts].sort(compareText)) found.set(text, (found.get(text) ?? 0) + 1);
  return found;
}

/** Applies `work` to each item, `width` at a time, and keeps their order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
