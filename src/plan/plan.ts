/** Two schemas to an ordered list of operations, the guards that hold them back, and the findings that forbid them. Pure. */
import type { Finding } from '../schema/finding.ts';
import type { Column, Schema, Table } from '../schema/model.ts';
import { compareText, objectLabel } from '../schema/name.ts';
import { alternatives } from './alternatives.ts';
import { refuseImmovable } from './database-limits.ts';
import type { Decisions, GuardScope, PlanGuard } from './guards.ts';
import { type Kept, type Matching, matchSchemas } from './match.ts';
import type { Operation } from './operation.ts';
import { cycleFinding, mergeAlters, orderNodes, planDrains } from './order.ts';
import { planDistributed } from './plan-fronts.ts';
import { planCreate, planDatabase, planDrops, planReplaced, refuseMissingSources } from './plan-objects.ts';
import { planDictionaryRename, planRename } from './plan-renames.ts';
import { planTable } from './plan-tables.ts';
import { planMaterializedView, planRefreshes, planView } from './plan-views.ts';
import { shareBufferGuards, shareRenameGuards } from './shared-guards.ts';
import { Steps } from './steps.ts';
import { isStored } from './table-diff.ts';
import { failingQueries } from './windows.ts';

export interface PlanOptions {
  readonly detectRenames: boolean;
  readonly decisions: Decisions;
  readonly scope: GuardScope;
}

/** A column of base that lives on in head, perhaps under another name and type. */
export interface SurvivingColumn {
  readonly base: Table;
  readonly baseColumn: Column;
  readonly head: Table;
  readonly headColumn: Column;
}

export interface Plan {
  readonly operations: readonly Operation[];
  readonly guards: readonly PlanGuard[];
  /** For guards of open groups, what confirming each would bring, by guard id. */
  readonly brings: ReadonlyMap<string, readonly Operation[]>;
  readonly findings: readonly Finding[];
  readonly surviving: readonly SurvivingColumn[];
}

/** Plans the way from one schema to another. */
export function makePlan(base: Schema, head: Schema, options: PlanOptions): Plan {
  const { undecided, ...plan } = planOnce(base, head, options);
  return { ...plan, brings: alternatives(base, head, undecided, options, planOnce) };
}

/** A plan, and the renames in it that nobody has decided. */
function planOnce(
  base: Schema,
  head: Schema,
  options: PlanOptions,
): Omit<Plan, 'brings'> & Pick<Matching, 'undecided'> {
  const matching = matchSchemas(base, head, options);
  const steps = new Steps(base, head, matching, options);
  for (const kept of matching.kept) planKept(steps, kept);
  planDrops(steps);
  for (const object of matching.created) planCreate(steps, object);
  planDrains(steps);
  shareBufferGuards(steps);
  shareRenameGuards(steps);
  planRefreshes(steps);
  refuseMissingSources(steps);
  orderNodes(steps);
  mergeAlters(steps);
  const { order, cycle } = steps.graph.sort(steps.follows);
  if (cycle.length > 0) steps.findings.push(cycleFinding(cycle));
  const operations = order.map(({ operation }) => operation);
  refuseImmovable(steps, operations);
  return {
    operations: withFailures(operations, matching.kept),
    guards: [...new Map(steps.guards.map((guard) => [guard.id, guard])).values()].sort(compareGuards),
    findings: steps.findings,
    surviving: matching.kept.flatMap(survivingColumns),
    undecided: matching.undecided,
  };
}

function planKept(steps: Steps, kept: Kept): void {
  const { base, head } = kept;
  // Equal files are read once, so most objects of a large schema are the very same.
  if (base === head) return;
  if (base.kind !== head.kind) {
    steps.refuse(
      'kind-change',
      head,
      `${objectLabel(head)} changes from ${base.kind} to ${head.kind}: drop it in one pull request and create it in the next`,
    );
    return;
  }
  if (base.cluster !== head.cluster) {
    steps.refuse(
      'cluster-change',
      head,
      `${objectLabel(head)} moves from cluster ${base.cluster ?? 'none'} to ${head.cluster ?? 'none'}, which no statement does: create it under a new name there`,
    );
    return;
  }
  // What a front has to do with its own name depends on that of its local table; a dictionary keeps no rows.
  const { renameGuard } = kept;
  if (renameGuard !== null && base.kind === 'dictionary' && head.kind === 'dictionary') {
    if (planDictionaryRename(steps, base, head, renameGuard)) return;
  } else if (renameGuard !== null && base.kind !== 'distributed') planRename(steps, base, head, renameGuard);
  if (base.kind === 'table' && head.kind === 'table') planTable(steps, kept, base, head);
  else if (base.kind === 'distributed' && head.kind === 'distributed') planDistributed(steps, kept, base, head);
  else if (base.kind === 'view' && head.kind === 'view') planView(steps, base, head);
  else if (base.kind === 'materialized-view' && head.kind === 'materialized-view')
    planMaterializedView(steps, base, head);
  else if (base.kind === 'database') planDatabase(steps, base, head);
  else if (base.kind === 'dictionary' || base.kind === 'function') planReplaced(steps, base, head);
}

function survivingColumns({ base, head, columnRenames, undecidedBase }: Kept): SurvivingColumn[] {
  if (base.kind !== 'table' || head.kind !== 'table') return [];
  const renames = new Map(columnRenames.map(({ from, to }) => [from, to]));
  const after = new Map(head.columns.map((column) => [column.name, column]));
  return base.columns.flatMap((baseColumn) => {
    const headColumn = after.get(renames.get(baseColumn.name) ?? baseColumn.name);
    if (
      headColumn === undefined ||
      undecidedBase.has(baseColumn.name) ||
      !isStored(baseColumn) ||
      !isStored(headColumn)
    )
      return [];
    return [{ base, baseColumn, head, headColumn }];
  });
}

function withFailures(operations: readonly Operation[], kept: readonly Kept[]): Operation[] {
  const failures = failingQueries(operations, kept);
  return operations.map((operation, index) => ({ ...operation, fails: failures.get(index) ?? [] }));
}

function compareGuards(a: PlanGuard, b: PlanGuard): number {
  return (
    compareText(a.kind === 'rename' ? '' : a.kind, b.kind === 'rename' ? '' : b.kind) ||
    compareText(a.object, b.object) ||
    compareText(a.from ?? '', b.from ?? '') ||
    compareText(a.to ?? '', b.to ?? '') ||
    compareText(a.id, b.id)
  );
}
