/** What a change destroys, in words, and the guard that holds it back. */
import type { Column, DistributedTable, MaterializedView, ObjectName, SchemaObject, Table } from '../schema/model.ts';
import { formatName, objectLabel, sameName } from '../schema/name.ts';
import { engineTraits } from '../sql/engine-traits.ts';
import { canonicalJson, canonicalObject } from './digest.ts';
import { destructiveIdentity } from './guard-ids.ts';
import { type Decisions, decisionOn, type GuardScope, type PlanGuard } from './guards.ts';
import type { AlterAction } from './operation.ts';
import { isStored } from './table-diff.ts';
import { mayDelete } from './ttl.ts';
import { classifyTypeChange } from './type-change.ts';

/** Whether a table keeps rows of its own, as far as is known: of an engine that is not known it is taken to. */
function keepsRows(table: Table): boolean {
  return (engineTraits(table.storage.engine.name)?.rows ?? 'own') === 'own';
}

export interface Loss {
  /** What is done, as the id's digest has it. */
  readonly change: string;
  readonly object: SchemaObject;
  /** Canonical text of everything that the guard covers. */
  readonly definitions: readonly string[];
  readonly from: string | null;
  readonly lost: string;
}

/** The guard of a loss. */
export function destructiveGuard(loss: Loss, scope: GuardScope, decisions: Decisions): PlanGuard {
  const { id, basis } = destructiveIdentity(scope, loss.change, loss.object, loss.definitions);
  return {
    id,
    kind: 'destructive',
    group: null,
    // A loss is allowed or waits: there is nothing that it would be instead, as a rejected rename is a drop and an add.
    state: decisionOn(id, decisions) === 'confirmed' ? 'confirmed' : 'pending',
    object: objectLabel(loss.object),
    from: loss.from,
    to: null,
    evidence: [],
    lost: loss.lost,
    basis,
  };
}

/** What dropping an object loses. `fronts` are the Distributed tables dropped with it. */
export function lossOfDrop(object: SchemaObject, fronts: readonly DistributedTable[]): Loss {
  const label = objectLabel(object);
  const loss = (change: string, lost: string): Loss => ({
    change,
    object,
    definitions: [canonicalObject(object), ...fronts.map(canonicalObject)],
    from: label,
    lost,
  });
  switch (object.kind) {
    case 'table': {
      const { name: engine } = object.storage.engine;
      const traits = engineTraits(engine);
      if (traits?.rows === 'none') {
        return loss(
          'drop-table',
          `${label}, by which queries and INSERTs went: they fail from then on (code 60); no row is lost`,
        );
      }
      if (traits?.rows === 'elsewhere') {
        return loss(
          'drop-table',
          `${label}, the way to what ${engine} reads or writes: nothing goes through it any more; the rows there stay`,
        );
      }
      if (engine === 'Buffer') {
        return loss('drop-table', `rows that ${label} still holds, should their flush at DROP fail`);
      }
      const queued =
        fronts.length === 0
          ? ''
          : `, and rows still queued in ${fronts.map((front) => formatName(front.name)).join(', ')}`;
      return loss('drop-table', `every row of ${label}${queued}`);
    }
    case 'distributed':
      return loss(
        'drop-distributed',
        `the way to ${formatName(object.local)} through ${label}, and what ${label} queues after its last flush; the rows of ${formatName(object.local)} stay`,
      );
    case 'database':
      return loss('drop-database', `everything in ${label}, also what this schema doesn't hold`);
    case 'materialized-view':
      return object.to === null
        ? loss('drop-materialized-view', `every row that ${label} has collected`)
        : loss(
            'drop-materialized-view',
            `${formatName(object.to)} gets no more rows from ${label}; the rows that it has stay`,
          );
    case 'view':
      return loss('drop-view', `${label}: queries that name it fail from then on (code 60); no row is lost`);
    case 'dictionary':
      return loss('drop-dictionary', `${label}: what asks it fails from then on; its source keeps its rows`);
    case 'function':
      return loss('drop-function', `${label}: queries that call it fail from then on (code 46); no row is lost`);
  }
}

/** What a materialized view loses that writes to another table from now on. */
export function lossOfTarget(base: MaterializedView, head: MaterializedView, before: ObjectName): Loss {
  const after = head.to === null ? 'elsewhere' : formatName(head.to);
  return {
    change: 'materialized-view-target',
    object: head,
    definitions: [canonicalObject(base), canonicalObject(head)],
    from: formatName(before),
    lost: `${formatName(before)} gets no more rows from ${objectLabel(head)}; the rows that it has stay there and don't move to ${after}`,
  };
}

/** What another sharding key loses: the sense in which rows stand where they do. Nothing is deleted. */
export function lossOfSharding(base: DistributedTable, head: DistributedTable): Loss {
  const label = objectLabel(head);
  const key = base.shardingKey?.text ?? 'no key';
  return {
    change: 'sharding-key',
    object: head,
    definitions: [base.shardingKey?.key ?? '', head.shardingKey?.key ?? '', formatName(head.local), head.over],
    from: key,
    lost: `that equal keys of ${label} stand on one shard: no row is deleted, but those of before stay where ${key} put them, new ones go by ${head.shardingKey?.text ?? 'no key'}. What relies on it turns wrong: optimize_skip_unused_shards, joins and IN within a shard, merges by key (Replacing, Summing, Collapsing)`,
  };
}

/** What one part of an ALTER on a local table loses; null where nothing is lost. */
export function lossOfAction(table: Table, action: AlterAction): Loss | null {
  if (!keepsRows(table)) return null;
  const label = formatName(table.name);
  const loss = (from: string, definitions: readonly unknown[], lost: string): Loss => ({
    change: action.do,
    object: table,
    definitions: definitions.map(canonicalJson),
    from,
    lost,
  });
  switch (action.do) {
    case 'drop-column':
      return isStored(action.column)
        ? loss(action.column.name, [action.column], `every value of ${label}.${action.column.name}`)
        : null;
    case 'modify-column':
      return lossOfModification(label, action.from, action.to, loss);
    case 'modify-ttl': {
      if (!mayDelete(action.from, action.to)) return null;
      const text = action.to.map((element) => element.text).join(', ');
      return loss(
        'TTL',
        [action.from, action.to],
        `rows of ${label} that are past TTL ${text}: they are deleted at once`,
      );
    }
    case 'drop-constraint':
      // What is assumed is checked nowhere.
      if (action.constraint.kind === 'ASSUME') return null;
      return loss(
        action.constraint.name,
        [action.constraint],
        `the check that rows of ${label} satisfy ${action.constraint.expression.text}: rows that don't are taken from then on`,
      );
    default:
      return null;
  }
}

function lossOfModification(
  label: string,
  from: Column,
  to: Column,
  loss: (from: string, definitions: readonly unknown[], lost: string) => Loss,
): Loss | null {
  if (!isStored(from)) return null;
  const lost: string[] = [];
  const type = classifyTypeChange(from.type, to.type);
  if (type === 'narrowing' || type === 'rewriting') {
    const how =
      from.type.startsWith('Nullable(') && !to.type.includes('Nullable(')
        ? 'NULLs become the default'
        : 'values that do not fit are cut, changed or stop the mutation';
    lost.push(`values of ${label}.${to.name} that ${to.type} can't hold: ${how}`);
  }
  if (to.ttl !== null && mayDelete(from.ttl === null ? [] : [from.ttl], [to.ttl]))
    lost.push(`values of ${label}.${to.name} that are past TTL ${to.ttl.text}: they become the default at once`);
  return lost.length === 0 ? null : loss(from.name, [from, to], lost.join('; '));
}

/** The Distributed tables among these objects that stand in front of a table. */
export function frontsAmong(objects: readonly SchemaObject[], local: SchemaObject): readonly DistributedTable[] {
  return objects.flatMap((object) =>
    object.kind === 'distributed' && sameName(object.local, local.name) ? [object] : [],
  );
}
