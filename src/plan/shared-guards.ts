/** Guards of one step that hold others back too, as those make no sense without it. */
import type { SchemaObject } from '../schema/model.ts';
import { objectKey, tableKey } from '../schema/name.ts';
import { mentionedNames } from '../sql/names.ts';
import { dependencies, destination } from './dependencies.ts';
import type { Kept } from './match.ts';
import { nodeId, phases, type Steps } from './steps.ts';

/** The guards of a node; none where it isn't there. */
export function guardsAt(steps: Steps, id: string): readonly string[] {
  return steps.graph.get(id)?.operation.guards ?? [];
}

/** Adds guards to a node, where it is there. */
export function addGuards(steps: Steps, id: string, guards: readonly string[]): void {
  const node = steps.graph.get(id);
  if (node === undefined || guards.length === 0) return;
  const all = [...new Set([...node.operation.guards, ...guards])];
  steps.graph.replace({ ...node, operation: { ...node.operation, guards: all } });
}

/**
 * What is done under a new name waits for the rename; what names a renamed object or column and follows it, too. A database
 * goes only once what moves out of it has.
 */
export function shareRenameGuards(steps: Steps): void {
  const renamed = steps.matching.kept.filter(
    ({ renameGuard, columnRenames }) => renameGuard !== null || columnRenames.length > 0,
  );
  if (renamed.length === 0) return;
  const before = new Map(renamed.map((kept) => [objectKey(kept.base), kept]));
  const after = new Map(renamed.map((kept) => [objectKey(kept.head), kept]));
  for (const { base, head, renameGuard } of steps.matching.kept) {
    if (renameGuard !== null) {
      for (const phase of phases) addGuards(steps, nodeId(phase, head), [renameGuard]);
      const left = steps.base.objects.get(`database ${base.name.database}`);
      if (left !== undefined) addGuards(steps, nodeId('drop', left), [renameGuard]);
    }
    const replace = nodeId('replace', head);
    // A table names dictionaries and Join tables in what it computes.
    const expand = nodeId('expand', head);
    if (steps.graph.get(replace) === undefined && steps.graph.get(expand) === undefined) continue;
    for (const key of dependencies(base)) {
      const source = before.get(key);
      if (source === undefined) continue;
      if (source.renameGuard !== null && base.kind === 'table' && base.storage.engine.name !== 'Buffer')
        addGuards(steps, expand, [source.renameGuard]);
      addGuards(steps, replace, guardsNamed(base, source, 'from'));
    }
  }
  for (const object of [...steps.matching.created, ...renamed.map(({ head }) => head)]) {
    const create = nodeId('create', object);
    if (steps.graph.get(create) === undefined) continue;
    for (const key of dependencies(object)) {
      const source = after.get(key);
      if (source !== undefined) addGuards(steps, create, guardsNamed(object, source, 'to'));
    }
  }
}

/** The guards of what an object names of a renamed one: itself, and those of its columns that have another name. */
function guardsNamed(object: SchemaObject, source: Kept, side: 'from' | 'to'): string[] {
  const expression =
    object.kind === 'view' || object.kind === 'materialized-view'
      ? object.query
      : object.kind === 'dictionary'
        ? object.attributes
        : null;
  const names = expression === null ? new Set<string>() : mentionedNames(expression);
  const columns = source.columnRenames.flatMap((rename) => (names.has(rename[side]) ? [rename.guard] : []));
  return [...(source.renameGuard === null ? [] : [source.renameGuard]), ...columns];
}

/** A Buffer loses with its table: what it stops holding waits for the same guards. */
export function shareBufferGuards(steps: Steps): void {
  for (const buffer of steps.head.objects.values()) {
    const table = destination(buffer);
    const behind = table === null ? undefined : steps.head.objects.get(tableKey(table));
    if (behind !== undefined) addGuards(steps, nodeId('contract', buffer), guardsAt(steps, nodeId('contract', behind)));
  }
}
