/** Puts the steps of a plan in order: what must come first, what is sent on between two steps, which ALTERs are one. */
import type { Finding } from '../schema/finding.ts';
import { objectKey, objectLabel, tableKey } from '../schema/name.ts';
import { dependencyGraph } from './dependencies.ts';
import { alterOperation, type Node, nodeId, type Phase, type Steps } from './steps.ts';

/**
 * Rows that wait in a Distributed table hold the columns that it had. Where its local table stops taking one of them, they
 * would wait for ever (tried on 26.7 with a remote shard): so the front changes first, what is queued is sent on, and then
 * the local table follows.
 */
export function planDrains(steps: Steps): void {
  for (const front of steps.head.objects.values()) {
    const local = front.kind === 'distributed' ? steps.head.objects.get(tableKey(front.local)) : undefined;
    if (front.kind !== 'distributed' || local === undefined) continue;
    for (const phase of ['prepare', 'renameColumns', 'expand', 'contract'] as const) {
      shareGuards(steps, nodeId(phase, local), nodeId(phase, front));
    }
    for (const [phase, drain] of [
      ['renameColumns', 'drainRename'],
      ['contract', 'drainContract'],
    ] as const) {
      const change = steps.graph.get(nodeId(phase, front));
      const following = steps.graph.get(nodeId(phase, local));
      if (change === undefined || following === undefined) continue;
      steps.add(drain, front, {
        kind: 'flush',
        object: front,
        reason: `sends on what is queued in ${objectLabel(front)} while ${objectLabel(local)} still takes it`,
        risk: 'safe',
        cost: null,
        guards: following.operation.guards,
        fails: [],
      });
      steps.graph.order(change.id, nodeId(drain, front));
      steps.graph.order(nodeId(drain, front), following.id);
      steps.follow(change.id, [nodeId(drain, front)]);
      steps.follow(nodeId(drain, front), [following.id]);
    }
  }
}

/** What waits on one side of a pair waits on both: one without the other would break the pair. */
function shareGuards(steps: Steps, local: string, front: string): void {
  const source = steps.graph.get(local);
  const node = steps.graph.get(front);
  if (source === undefined || node === undefined) return;
  const guards = [...new Set([...node.operation.guards, ...source.operation.guards])];
  steps.graph.replace({ ...node, operation: { ...node.operation, guards } });
}

/** States for every two nodes which must come first. */
export function orderNodes(steps: Steps): void {
  const phases: readonly Phase[] = [
    'rename',
    'prepare',
    'renameColumns',
    'drainRename',
    'expand',
    'flush',
    'create',
    'replace',
    'contract',
    'drainContract',
    'refresh',
    'drop',
  ];
  for (const object of steps.head.objects.values()) {
    for (const [index, phase] of phases.entries()) {
      for (const later of phases.slice(index + 1)) steps.graph.order(nodeId(phase, object), nodeId(later, object));
    }
  }
  for (const [key, needed] of dependencyGraph(steps.head)) {
    const object = steps.head.objects.get(key);
    if (object === undefined) continue;
    for (const neededKey of needed) {
      const source = steps.head.objects.get(neededKey);
      if (source === undefined) continue;
      for (const first of ['create', 'rename', 'prepare', 'renameColumns', 'expand', 'replace'] as const) {
        for (const then of ['create', 'renameColumns', 'expand', 'replace'] as const) {
          // What a dictionary reads can't be renamed (26.7: 630), so the dictionary names the new table first.
          if (object.kind === 'dictionary' && first === 'rename' && then === 'replace') {
            steps.graph.order(nodeId(then, object), nodeId(first, source));
            continue;
          }
          // A front is renamed before its local table, see the drains.
          const leads = object.kind === 'distributed' && then === 'renameColumns';
          if (!leads || first === 'create' || first === 'rename')
            steps.graph.order(nodeId(first, source), nodeId(then, object));
        }
      }
      for (const first of ['create', 'rename', 'renameColumns', 'expand', 'replace', 'contract', 'refresh'] as const)
        steps.graph.order(nodeId(first, source), nodeId('refresh', object));
      steps.follow(nodeId('contract', source), [nodeId('refresh', object)]);
      for (const breaking of ['rename', 'renameColumns'] as const) {
        steps.follow(nodeId(breaking, source), [
          nodeId('renameColumns', object),
          nodeId('replace', object),
          nodeId('create', object),
        ]);
      }
    }
  }
  const headOf = new Map(steps.matching.kept.map(({ base, head }) => [objectKey(base), head]));
  for (const [key, needed] of dependencyGraph(steps.base)) {
    const object = steps.base.objects.get(key);
    if (object === undefined) continue;
    const now = headOf.get(key) ?? object;
    for (const neededKey of needed) {
      const source = steps.base.objects.get(neededKey);
      if (source === undefined) continue;
      const sourceNow = headOf.get(neededKey) ?? source;
      for (const first of ['drop', 'replace', 'contract'] as const) {
        for (const then of ['contract', 'drop'] as const)
          steps.graph.order(nodeId(first, now), nodeId(then, sourceNow));
      }
      // A view that goes is no reader of what is renamed after it.
      if (object.kind === 'view' || object.kind === 'materialized-view') {
        steps.graph.order(nodeId('drop', now), nodeId('renameColumns', sourceNow));
        steps.graph.order(nodeId('drop', now), nodeId('rename', sourceNow));
      }
      steps.graph.order(nodeId('flush', now), nodeId('rename', sourceNow));
      steps.graph.order(nodeId('flush', now), nodeId('drop', sourceNow));
    }
  }
  for (const object of steps.matching.dropped) {
    steps.graph.order(nodeId('flush', object), nodeId('drop', object));
    const successor = steps.head.objects.get(objectKey(object));
    // A name must be free before something else takes it.
    if (successor !== undefined)
      for (const phase of ['rename', 'create'] as const)
        steps.graph.order(nodeId('drop', object), nodeId(phase, successor));
  }
  for (const { base, head, renameGuard } of steps.matching.kept) {
    const successor = renameGuard === null ? undefined : steps.head.objects.get(objectKey(base));
    if (successor !== undefined)
      for (const phase of ['rename', 'create'] as const)
        steps.graph.order(nodeId('rename', head), nodeId(phase, successor));
  }
}

/** The two halves of a table's change are one ALTER where nothing has to happen between them. */
export function mergeAlters(steps: Steps): void {
  for (const object of steps.head.objects.values()) {
    const first = nodeId('expand', object);
    const then = nodeId('contract', object);
    const before = steps.graph.get(first);
    const after = steps.graph.get(then);
    if (before?.operation.kind !== 'alter' || after?.operation.kind !== 'alter' || steps.graph.hasDetour(first, then))
      continue;
    const guards = [...new Set([...before.operation.guards, ...after.operation.guards])];
    const actions = [...before.operation.actions, ...after.operation.actions];
    for (const id of steps.follows.get(then) ?? []) steps.follow(first, [id]);
    steps.graph.merge(first, then, {
      ...before,
      operation: alterOperation(before.operation.object, actions, guards, before.operation.reason),
    });
  }
}

/** The finding for steps that need each other. */
export function cycleFinding(cycle: readonly Node[]): Finding {
  const objects = [...new Set(cycle.map(({ operation }) => objectLabel(operation.object)))];
  const { at } = cycle[0]?.operation.object ?? { at: { file: null, line: null } };
  return {
    rule: 'dependency-cycle',
    severity: 'error',
    object: objects[0] ?? null,
    message: `these need each other, so none can go first: ${objects.join(', ')}; split the change in two pull requests`,
    file: at.file,
    line: at.line,
  };
}
