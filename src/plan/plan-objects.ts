/** Plans what comes and goes, and databases, dictionaries and functions that change. */
import type { Schema, SchemaObject } from '../schema/model.ts';
import { compareText, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { dependencies } from './dependencies.ts';
import { frontsAmong, lossOfDrop } from './destructive.ts';
import { canonicalObject } from './digest.ts';
import { alterOperation, type Steps } from './steps.ts';

/** CREATE of an object that base does not have. */
export function planCreate(steps: Steps, object: SchemaObject): void {
  if (object.kind === 'database' && isUsed(object, steps.base)) {
    // It was there without being declared; nothing is known of its comment.
    if (object.comment !== null) planDatabase(steps, { ...object, comment: null }, object);
    return;
  }
  steps.add('create', object, {
    kind: 'create',
    object,
    reason: `${objectLabel(object)} is new`,
    risk: object.kind === 'materialized-view' ? 'caution' : 'safe',
    cost: null,
    guards: [],
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
    const localGuards = object.kind === 'distributed' ? guardOf.get(tableKey(object.local)) : undefined;
    const guards =
      renameGuard !== undefined
        ? [renameGuard]
        : (localGuards ?? guardOf.get(objectKey(object)) ?? steps.guard(lossOfDrop(object, [])));
    const common = { risk: 'danger', cost: null, guards, fails: [] } as const;
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
    const reason =
      renameGuard === undefined
        ? `${objectLabel(object)} is gone from the schema`
        : `${objectLabel(object)} stood in front of the renamed table`;
    steps.add('drop', object, {
      ...common,
      kind: 'drop',
      object,
      risk: guards.length === 0 ? 'caution' : 'danger',
      reason,
    });
  }
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
  if (canonicalObject(base) === canonicalObject(head)) return;
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
  // What waits for a decision on a group isn't gone yet.
  const waiting = new Set(steps.matching.undecided.flatMap(({ brings }) => [objectKey(brings.table)]));
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
