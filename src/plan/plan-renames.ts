/** Plans objects that have another name in head, behind the guard that says so. */
import type { Dictionary, SchemaObject, Table } from '../schema/model.ts';
import { objectLabel, sameName } from '../schema/name.ts';
import { isReplicated, stringArgument } from '../sql/engine.ts';
import type { Steps } from './steps.ts';

/** RENAME of an object that someone has to confirm; or why ClickHouse doesn't do it. */
export function planRename(steps: Steps, base: SchemaObject, head: SchemaObject, guard: string): void {
  if (base.kind === 'table' && !replicaPathAllows(steps, base, head)) return;
  if (base.kind === 'materialized-view' && base.to === null && base.name.database !== head.name.database) {
    steps.refuse(
      'rename-materialized-view-database',
      head,
      `${objectLabel(base)} keeps its rows itself, so it can't move to another database as ${objectLabel(head)} (code 48): keep the database, or give it a table with TO`,
    );
    return;
  }
  steps.add('rename', head, {
    kind: 'rename',
    object: base,
    to: head.name,
    aside: null,
    needed: isNeeded(steps, base),
    reason: `${objectLabel(base)} is ${objectLabel(head)} now`,
    risk: 'danger',
    cost: null,
    guards: [guard],
    fails: [],
  });
}

/**
 * Whether ClickHouse counts something as in need of an object of base and so refuses to rename it (26.7: 630): dictionaries
 * over it, tables that compute with it. Told not to look it renames; a dictionary goes on with what it has loaded.
 */
export function isNeeded(steps: Steps, base: SchemaObject): boolean {
  return steps
    .usersOf(base)
    .some(
      (object) => object.kind === 'dictionary' || (object.kind === 'table' && object.storage.engine.name !== 'Buffer'),
    );
}

/**
 * A dictionary of another name. It keeps no rows, so one that something names isn't renamed, which ClickHouse refuses (630):
 * the new one is made, what names the old one changes, the old one goes. No query fails meanwhile.
 *
 * @returns Whether the new one is made that way; else the caller plans its changes.
 */
export function planDictionaryRename(steps: Steps, base: Dictionary, head: Dictionary, guard: string): boolean {
  if (steps.usersOf(base).length === 0) {
    planRename(steps, base, head, guard);
    return false;
  }
  const common = { cost: null, guards: [guard], fails: [] } as const;
  const reason = `${objectLabel(base)} is ${objectLabel(head)} now`;
  steps.add('create', head, { ...common, kind: 'create', object: head, stagedFor: null, risk: 'safe', reason });
  steps.add('drop', base, {
    ...common,
    kind: 'drop',
    object: base,
    risk: 'caution',
    reason: `${reason}, and nothing names the old one any more`,
  });
  return true;
}

/** The guard of the rename that makes one table of base another one of head; null where there is none. */
export function renameGuardOf(steps: Steps, base: SchemaObject['name'], head: SchemaObject['name']): string | null {
  const renamed = steps.matching.kept.find(
    (kept) => kept.renameGuard !== null && sameName(kept.base.name, base) && sameName(kept.head.name, head),
  );
  return renamed?.renameGuard ?? null;
}

/** The replica path of a table as it was expanded when the table was made; null where the server's own template holds. */
export function replicaPath(table: SchemaObject): string | null {
  if (table.kind !== 'table' || !isReplicated(table.storage.engine)) return null;
  const path = stringArgument(table.storage.engine.args[0]);
  return (
    path?.replaceAll(/\{(database|table)\}/g, (_, name: string) =>
      name === 'table' ? table.name.name : table.name.database,
    ) ?? null
  );
}

/** A renamed table keeps the replica path that it was made with (26.7): what may collide with that. */
function replicaPathAllows(steps: Steps, base: Table, head: SchemaObject): boolean {
  if (!isReplicated(base.storage.engine)) return true;
  const [template] = base.storage.engine.args;
  if (base.name.database !== head.name.database && /\{database\}/.test(template?.text ?? '{database}')) {
    steps.refuse(
      'rename-replica-path',
      head,
      `${objectLabel(base)} may have its database in its replica path, so it can't become ${objectLabel(head)}: keep the database`,
    );
    return false;
  }
  const path = replicaPath(base);
  if (path === null) return true;
  const rival = steps.matching.created.find((object) => replicaPath(object) === path);
  if (rival !== undefined) {
    steps.refuse(
      'rename-replica-path',
      rival,
      `${objectLabel(rival)} would take the replica path ${path}, which ${objectLabel(head)} keeps from its time as ${objectLabel(base)} (code 253): give ${objectLabel(rival)} a path of its own`,
    );
    return false;
  }
  if (/\{(database|table)\}/.test(template?.text ?? '')) {
    steps.findings.push({
      rule: 'rename-keeps-replica-path',
      severity: 'warning',
      object: objectLabel(head),
      message: `${objectLabel(head)} keeps the replica path ${path} after the rename, whatever its file says: write that path into its engine, so that a later ${objectLabel(base)} gets another one (code 253)`,
      file: head.at.file,
      line: head.at.line,
    });
  }
  return true;
}
