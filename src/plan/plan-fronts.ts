/** Plans Distributed tables: what ALTER changes, and a new one where their engine names something else. */
import type { DistributedTable, SchemaObject } from '../schema/model.ts';
import { formatName, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { lossOfSharding } from './destructive.ts';
import type { Kept } from './match.ts';
import { planRename, renameGuardOf } from './plan-renames.ts';
import { planAlters } from './plan-tables.ts';
import { renameColumn, renameColumnsIn } from './rename-names.ts';
import type { Steps } from './steps.ts';
import { planAside, planExchange, viewsFedBy } from './succession.ts';
import { diffDistributed } from './table-diff.ts';

/** What changes in a Distributed table; another one takes its place where ALTER can't change it. */
export function planDistributed(steps: Steps, kept: Kept, base: DistributedTable, head: DistributedTable): void {
  const renames = new Map(kept.columnRenames.map(({ from, to }) => [from, to]));
  const columns = base.columns
    .filter(({ name }) => !kept.undecidedBase.has(name))
    .map((column) => renameColumn(column, renames));
  const shardingKey = base.shardingKey && renameColumnsIn(base.shardingKey, renames);
  const from: DistributedTable = { ...base, name: head.name, columns, shardingKey };
  const to: DistributedTable = { ...head, columns: head.columns.filter(({ name }) => !kept.undecidedHead.has(name)) };
  const sameLocal = sameName(base.local, head.local);
  const localGuard = sameLocal ? null : renameGuardOf(steps, base.local, head.local);
  if (!sameLocal && localGuard === null) {
    if (!steps.matching.waitingBase.has(tableKey(base.local)))
      steps.refuse(
        'distributed-local-change',
        head,
        `${objectLabel(head)} would read ${formatName(head.local)} instead of ${formatName(base.local)}, which ALTER can't do: create it under a new name`,
      );
    return;
  }
  const { actions, refusals } = diffDistributed(from, to);
  steps.findings.push(...refusals);
  if (refusals.length > 0) return;
  if (localGuard === null && kept.renameGuard !== null) planRename(steps, base, head, kept.renameGuard);
  const changed = engineChange(base, head);
  if (localGuard === null && changed === null) {
    planAlters(steps, head, kept.columnRenames, actions, base);
    return;
  }
  const guards = [
    ...(localGuard === null ? [] : [localGuard]),
    ...(kept.renameGuard === null ? [] : [kept.renameGuard]),
    ...kept.columnRenames.map(({ guard }) => guard),
    ...(shardingKey?.key === head.shardingKey?.key ? [] : steps.guard(lossOfSharding(base, head))),
  ];
  const succession = {
    base: sameLocal ? { ...base, name: head.name } : base,
    head,
    guards: [...new Set(guards)],
    reason: localGuard === null ? `${changed} changes` : `its local table is ${formatName(head.local)} now`,
  };
  if (!sameName(succession.base.name, head.name)) {
    planAside(steps, succession);
    return;
  }
  // A view over the local table is told of the new name after the rename: what came through the front before would miss it.
  const local = steps.base.objects.get(tableKey(base.local));
  const [listener] = sameLocal || local?.kind !== 'table' ? [] : viewsFedBy(steps, local);
  if (listener === undefined) {
    planExchange(steps, succession);
    return;
  }
  const [second] = viewsFedBy(steps, base);
  if (second !== undefined) {
    steps.refuse(
      'rename-feeds-views',
      head,
      `${objectLabel(listener)} listens to ${formatName(base.local)}, which is renamed, and ${objectLabel(second)} to ${objectLabel(head)} in front of it: one of the two would miss rows; drop one of them in one pull request and create it in the next`,
    );
    return;
  }
  const buffer = steps.usersOf(base).find(isBuffer);
  if (buffer !== undefined) {
    steps.refuse(
      'rename-under-buffer',
      head,
      `${objectLabel(head)} has to be away while ${formatName(base.local)} is renamed, as ${objectLabel(listener)} listens to that, and ${objectLabel(buffer)} would throw away what it holds: drop ${objectLabel(buffer)} in one pull request and create it in the next`,
    );
    return;
  }
  planAside(steps, succession);
}

/** What differs in the engine of a front besides its local table, in words; null where nothing does. */
function engineChange(base: DistributedTable, head: DistributedTable): string | null {
  if (base.shardingKey?.key !== head.shardingKey?.key) {
    const names = base.shardingKey === null ? 'none' : base.shardingKey.text;
    return `the sharding key (${names}, now ${head.shardingKey?.text ?? 'none'})`;
  }
  if (base.policy !== head.policy) return 'the storage policy';
  return JSON.stringify(base.settings) === JSON.stringify(head.settings) ? null : 'a setting';
}

function isBuffer(object: SchemaObject): boolean {
  return object.kind === 'table' && object.storage.engine.name === 'Buffer';
}
