/** Guards of one step that hold others back too, as those make no sense without it. */
import { objectKey } from '../schema/name.ts';
import { mentionedNames } from '../sql/names.ts';
import { dependencies } from './dependencies.ts';
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
 * What is done under a new name waits for the rename; what names a renamed object or column and follows it, too.
 */
export function shareRenameGuards(steps: Steps): void {
  const renamed = new Map(
    steps.matching.kept.flatMap((kept) =>
      kept.renameGuard !== null || kept.columnRenames.length > 0 ? [[objectKey(kept.base), kept] as const] : [],
    ),
  );
  if (renamed.size === 0) return;
  for (const { base, head, renameGuard } of steps.matching.kept) {
    if (renameGuard !== null) {
      for (const phase of phases) addGuards(steps, nodeId(phase, head), [renameGuard]);
    }
    const replace = nodeId('replace', head);
    // A table names dictionaries and Join tables in what it computes.
    const expand = nodeId('expand', head);
    if (steps.graph.get(replace) === undefined && steps.graph.get(expand) === undefined) continue;
    for (const key of dependencies(base)) {
      const source = renamed.get(key);
      if (source === undefined) continue;
      if (source.renameGuard !== null && base.kind === 'table' && base.storage.engine.name !== 'Buffer')
        addGuards(steps, expand, [source.renameGuard]);
      const expression =
        base.kind === 'view' || base.kind === 'materialized-view'
          ? base.query
          : base.kind === 'dictionary'
            ? base.attributes
            : null;
      const names = expression === null ? new Set<string>() : mentionedNames(expression);
      const columns = source.columnRenames.flatMap(({ from, guard }) => (names.has(from) ? [guard] : []));
      addGuards(steps, replace, [...(source.renameGuard === null ? [] : [source.renameGuard]), ...columns]);
    }
  }
}
