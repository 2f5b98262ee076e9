/** What a change destroys, in words, and the guard that holds it back. */
import type { Column, DistributedTable, Expression, SchemaObject, Table } from '../schema/model.ts';
import { formatName, objectLabel, sameName } from '../schema/name.ts';
import { canonicalJson, canonicalObject } from './digest.ts';
import { type Decisions, decisionOn, destructiveId, type GuardScope, type PlanGuard } from './guards.ts';
import type { AlterAction } from './operation.ts';
import { isStored } from './table-diff.ts';
import { classifyTypeChange } from './type-change.ts';

/** Engines of tables that keep no rows of their own. */
const withoutRows = new Set([
  'Null',
  'Merge',
  'Kafka',
  'URL',
  'S3',
  'S3Queue',
  'File',
  'MySQL',
  'PostgreSQL',
  'RabbitMQ',
  'NATS',
  'Dictionary',
  'View',
  'GenerateRandom',
  'Executable',
]);

interface Loss {
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
  const id = destructiveId(scope, loss.change, loss.object, loss.definitions);
  return {
    id,
    kind: 'destructive',
    group: null,
    state: decisionOn(id, decisions),
    object: objectLabel(loss.object),
    from: loss.from,
    to: null,
    evidence: [],
    lost: loss.lost,
  };
}

/** What dropping an object loses; null where nothing is lost. `fronts` are the Distributed tables dropped with it. */
export function lossOfDrop(object: SchemaObject, fronts: readonly DistributedTable[]): Loss | null {
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
      if (withoutRows.has(object.storage.engine.name)) return null;
      if (object.storage.engine.name === 'Buffer') {
        return loss('drop-table', `rows that ${label} still holds, should their flush at DROP fail`);
      }
      const queued =
        fronts.length === 0
          ? ''
          : `, and rows still queued in ${fronts.map((front) => formatName(front.name)).join(', ')}`;
      return loss('drop-table', `every row of ${label}${queued}`);
    }
    case 'distributed':
      return loss('drop-distributed', `rows still queued in ${label}; the rows of ${formatName(object.local)} stay`);
    case 'database':
      return loss('drop-database', `everything in ${label}, also what this schema doesn't hold`);
    case 'materialized-view':
      return object.to === null
        ? loss('drop-materialized-view', `every row that ${label} has collected`)
        : loss(
            'drop-materialized-view',
            `${formatName(object.to)} gets no more rows from ${label}; the rows that it has stay`,
          );
    default:
      return null;
  }
}

/** What one part of an ALTER on a local table loses; null where nothing is lost. */
export function lossOfAction(table: Table, action: AlterAction): Loss | null {
  const { name: engine } = table.storage.engine;
  if (engine === 'Buffer' || withoutRows.has(engine)) return null;
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
      if (
        action.to.length === 0 ||
        keepsLonger(action.from, action.to) ||
        action.to.every(({ key }) => / TO (DISK|VOLUME) /i.test(` ${key} `))
      )
        return null;
      const text = action.to.map((element) => element.text).join(', ');
      return loss(
        'TTL',
        [action.from, action.to],
        `rows of ${label} that are past TTL ${text}: they are deleted at once`,
      );
    }
    case 'drop-constraint':
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
  const type = classifyTypeChange(from.type, to.type);
  if (type === 'narrowing' || type === 'rewriting') {
    const how =
      from.type.startsWith('Nullable(') && !to.type.includes('Nullable(')
        ? 'NULLs become the default'
        : 'values that do not fit are cut, changed or stop the mutation';
    return loss(from.name, [from, to], `values of ${label}.${to.name} that ${to.type} can't hold: ${how}`);
  }
  if (to.ttl !== null && from.ttl?.key !== to.ttl.key) {
    return loss(from.name, [from, to], `values of ${label}.${to.name} that are past TTL ${to.ttl.text}`);
  }
  return null;
}

/** Least and most days of each unit of a TTL. */
const unitDays: Readonly<Record<string, readonly [least: number, most: number]>> = {
  Second: [1 / 86_400, 1 / 86_400],
  Minute: [1 / 1440, 1 / 1440],
  Hour: [1 / 24, 1 / 24],
  Day: [1, 1],
  Week: [7, 7],
  Month: [28, 31],
  Quarter: [90, 92],
  Year: [365, 366],
};

/** Whether a TTL only grows: one element before and after, of one expression, with a longer interval. */
function keepsLonger(from: readonly Expression[], to: readonly Expression[]): boolean {
  const interval = (elements: readonly Expression[]): { rest: string; days: readonly [number, number] } | null => {
    const match =
      elements.length === 1 ? /^(.*) \+ toInterval([A-Z][a-z]+) \( (\d+) \)$/s.exec(elements[0]?.key ?? '') : null;
    const unit = unitDays[match?.[2] ?? ''];
    const count = Number(match?.[3]);
    return match === null || unit === undefined
      ? null
      : { rest: match[1] ?? '', days: [unit[0] * count, unit[1] * count] };
  };
  const before = interval(from);
  const after = interval(to);
  if (before === null || after === null || before.rest !== after.rest) return false;
  return after.days[0] >= before.days[1];
}

/** The Distributed tables among these objects that stand in front of a table. */
export function frontsAmong(objects: readonly SchemaObject[], local: SchemaObject): readonly DistributedTable[] {
  return objects.flatMap((object) =>
    object.kind === 'distributed' && sameName(object.local, local.name) ? [object] : [],
  );
}
