/** Plans what comes and goes, and databases, dictionaries and functions that change. */
import type { DistributedTable, Schema, SchemaObject } from '../schema/model.ts';
import { compareText, formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { dependencies } from './dependencies.ts';
import { frontsAmong, lossOfDrop } from './destructive.ts';
import { canonicalObject } from './digest.ts';
import { alterOperation, type Steps } from './steps.ts';
import { planAside } from './succession.ts';

/** CREATE of an object that base does not have. */
export function planCreate(steps: Steps, object: SchemaObject): void {
  if (object.kind === 'database' && isUsed(object, steps.base)) {
    // It was there without being declared; nothing is known of its comment.
    if (object.comment !== null) planDatabase(steps, { ...object, comment: null }, object);
    return;
  }
  // A front over a renamed table reads nothing without the rename.
  const local = object.kind === 'distributed' ? steps.base.objects.get(tableKey(object.local)) : undefined;
  const renamed =
    object.kind === 'distributed' && local === undefined
      ? steps.matching.kept.find(({ head, renameGuard }) => renameGuard !== null && sameName(head.name, object.local))
      : undefined;
  steps.add('create', object, {
    kind: 'create',
    object,
    stagedFor: null,
    reason: `${objectLabel(object)} is new`,
    risk: object.kind === 'materialized-view' ? 'caution' : 'safe',
    cost: null,
    guards: renamed?.renameGuard == null ? [] : [renamed.renameGuard],
    fails: [],
  });
}

/** DROP of every object that head no longer has, each behind the guard of what it loses. */
export function planDrops(steps: Steps): void {
  // A database that is no longer declared but still used is not dropped: it is assumed to be there.
  const dropped = steps.matching.dropped.filter((object) => object.kind !== 'database' || !isUsed(object, steps.head));
  const renamedLocals = new Map(
    steps.matching.kept.flatMap(({ base, renameGuard }) =>
      renameGuard === null ? [] : [[objectKey(base), renameGuard] as const],
    ),
  );
  const guardOf = new Map<string, string[]>();
  for (const object of dropped) {
    if (object.kind === 'distributed') continue;
    guardOf.set(objectKey(object), steps.guard(lossOfDrop(object, frontsAmong(dropped, object))));
  }
  for (const object of dropped) {
    const renameGuard = object.kind === 'distributed' ? renamedLocals.get(tableKey(object.local)) : undefined;
    if (object.kind === 'distributed' && renameGuard !== undefined) {
      planFrontOfRenamed(steps, object, renameGuard);
      continue;
    }
    const localGuards = object.kind === 'distributed' ? guardOf.get(tableKey(object.local)) : undefined;
    const guards = localGuards ?? guardOf.get(objectKey(object)) ?? steps.guard(lossOfDrop(object, []));
    const common = { cost: null, guards, fails: [] } as const;
    const keepsRows = !dropped.some(
      (other) => other.kind === 'table' && object.kind === 'distributed' && sameName(other.name, object.local),
    );
    if (object.kind === 'distributed' && keepsRows) {
      steps.add('flush', object, {
        ...common,
        kind: 'flush',
        object,
        risk: 'safe',
        reason: `sends on what is queued in ${objectLabel(object)} before it goes`,
      });
    }
    steps.add('drop', object, {
      ...common,
      kind: 'drop',
      object,
      risk: guards.length === 0 ? 'caution' : 'danger',
      reason: `${objectLabel(object)} is gone from the schema`,
    });
  }
}

/** A front that goes while its local table gets another name: another front over the new name may have come for it. */
function planFrontOfRenamed(steps: Steps, front: DistributedTable, renameGuard: string): void {
  const renamed = steps.matching.kept.find(({ base }) => sameName(base.name, front.local));
  const successor = steps.matching.created.find(
    (object) => object.kind === 'distributed' && renamed !== undefined && sameName(object.local, renamed.head.name),
  );
  const succession = {
    base: front,
    head: null,
    guards: [renameGuard, ...(successor === undefined ? steps.guard(lossOfDrop(front, [])) : [])],
    reason: `${objectLabel(front)} stands in front of the renamed ${formatName(front.local)}`,
  };
  planAside(steps, succession, successor ?? null);
}

/** The comment of a database, all of it that can change. */
export function planDatabase(steps: Steps, base: SchemaObject, head: SchemaObject): void {
  if (base.kind !== 'database' || head.kind !== 'database') return;
  if (canonicalObject({ ...base, comment: null }) !== canonicalObject({ ...head, comment: null })) {
    steps.refuse(
      'database-change',
      head,
      `the engine of database ${objectLabel(head)} changes, which no statement does: create a database of another name`,
    );
    return;
  }
  if (base.comment !== head.comment)
    steps.add(
      'expand',
      head,
      alterOperation(
        head,
        [{ do: 'modify-comment', from: base.comment, to: head.comment }],
        [],
        `${objectLabel(head)} changed in the schema`,
      ),
    );
}

/** A dictionary or a function, which is replaced as a whole. */
export function planReplaced(steps: Steps, base: SchemaObject, head: SchemaObject): void {
  if (canonicalObject({ ...base, name: head.name }) === canonicalObject(head)) return;
  if (head.kind === 'function') {
    const user = [...steps.head.objects.values()].find((object) => dependencies(object).has(objectKey(head)));
    if (user !== undefined) {
      steps.refuse(
        'function-in-use',
        head,
        `${objectLabel(head)} changes, but ${objectLabel(user)} keeps its old body (ClickHouse copies it at CREATE): give the function a new name and use that`,
      );
      return;
    }
  }
  steps.replace(base, head);
}

/** Objects that read, write or front what goes or gets another name: none of them would work, most can't be created. */
export function refuseMissingSources(steps: Steps): void {
  const renamed = new Map(
    steps.matching.kept.flatMap(({ base, head, renameGuard }) =>
      renameGuard === null ? [] : [[objectKey(base), head] as const],
    ),
  );
  // What waits for a decision isn't gone yet.
  const waiting = steps.matching.waitingBase;
  for (const [key, needed] of [...steps.head.objects].map(([key, object]) => [key, dependencies(object)] as const)) {
    const object = steps.head.objects.get(key);
    const gone = [...needed]
      .filter((name) => steps.base.objects.has(name) && !steps.head.objects.has(name) && !name.startsWith('database '))
      .sort(compareText)[0];
    if (object === undefined || gone === undefined || waiting.has(gone)) continue;
    const now = renamed.get(gone);
    const name = gone.replace(/^function /, '');
    steps.refuse(
      'names-dropped-object',
      object,
      `${objectLabel(object)} names ${name}, which ${now === undefined ? 'goes' : `is ${objectLabel(now)} from now on`} (code 60): change ${objectLabel(object)} with it`,
    );
  }
}

/** Whether a schema has an object in a database. */
function isUsed(database: SchemaObject, schema: Schema): boolean {
  return [...schema.objects.values()].some((object) => object.name.database === database.name.name);
}
