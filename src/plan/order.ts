/** Puts the steps of a plan in order: what must come first, what is sent on between two steps, which ALTERs are one. */
import type { Finding } from '../schema/finding.ts';
import type { SchemaObject } from '../schema/model.ts';
import { objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { dependencies } from './dependencies.ts';
import { replicaPath } from './plan-renames.ts';
import { addGuards, guardsAt } from './shared-guards.ts';
import { alterOperation, type Node, nodeId, type Phase, type Steps } from './steps.ts';
import { viewsFedBy } from './succession.ts';

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
      addGuards(steps, nodeId(phase, front), guardsAt(steps, nodeId(phase, local)));
      for (const part of ['stage', 'exchange', 'setAside', 'drainAside', 'create', 'drainLast', 'dropAside'] as const)
        if (steps.graph.get(nodeId('drainAside', front)) !== undefined)
          addGuards(steps, nodeId(part, front), guardsAt(steps, nodeId(phase, local)));
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

/** States for every two nodes which must come first. */
export function orderNodes(steps: Steps): void {
  const phases: readonly Phase[] = [
    'rename',
    'stage',
    'exchange',
    'setAside',
    'drainAside',
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
    'drainLast',
    'dropAside',
  ];
  const gone = steps.matching.dropped.filter((object) => !steps.head.objects.has(objectKey(object)));
  for (const object of [...steps.head.objects.values(), ...gone]) {
    if (!steps.touches(object)) continue;
    for (const [index, phase] of phases.entries()) {
      for (const later of phases.slice(index + 1)) steps.graph.order(nodeId(phase, object), nodeId(later, object));
    }
  }
  for (const object of steps.head.objects.values()) {
    if (!steps.touches(object)) continue;
    for (const neededKey of dependencies(object)) {
      const source = steps.head.objects.get(neededKey);
      if (source === undefined || !steps.touches(source)) continue;
      // What moves to another database finds it there.
      if (source.kind === 'database') steps.graph.order(nodeId('create', source), nodeId('rename', object));
      for (const first of [
        'create',
        'rename',
        'stage',
        'exchange',
        'prepare',
        'renameColumns',
        'expand',
        'replace',
      ] as const) {
        for (const then of ['create', 'stage', 'renameColumns', 'expand', 'replace'] as const) {
          // What takes a front's place does so before the local table is renamed, see `orderSuccessions`.
          if (then === 'stage' && object.kind === 'distributed' && neededKey === tableKey(object.local)) continue;
          // A front is renamed before its local table, see the drains.
          const leads = object.kind === 'distributed' && then === 'renameColumns';
          if (!leads || first === 'create' || first === 'rename')
            steps.graph.order(nodeId(first, source), nodeId(then, object));
        }
      }
      for (const first of [
        'create',
        'rename',
        'exchange',
        'renameColumns',
        'expand',
        'replace',
        'contract',
        'refresh',
      ] as const)
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
  for (const [key, object] of steps.base.objects) {
    const now = headOf.get(key) ?? object;
    if (!steps.touches(now)) continue;
    for (const neededKey of dependencies(object)) {
      const source = steps.base.objects.get(neededKey);
      if (source === undefined) continue;
      const sourceNow = headOf.get(neededKey) ?? source;
      for (const first of ['drop', 'replace', 'contract'] as const) {
        for (const then of ['contract', 'drop'] as const)
          steps.graph.order(nodeId(first, now), nodeId(then, sourceNow));
      }
      // A database goes when nothing is left in it, neither what moves out nor what is put aside.
      if (source.kind === 'database' && steps.graph.get(nodeId('drop', source)) !== undefined)
        for (const first of phases) steps.graph.order(nodeId(first, now), nodeId('drop', source));
      // A view that is to give a column under two names does so before anything it names changes.
      if (object.kind === 'materialized-view')
        for (const then of ['stage', 'exchange', 'setAside', 'rename', 'renameColumns', 'expand', 'contract'] as const)
          steps.graph.order(nodeId('prepare', now), nodeId(then, sourceNow));
      // A view that goes is no reader of what is renamed after it; a Buffer writes what it holds when it goes.
      const isBuffer = object.kind === 'table' && object.storage.engine.name === 'Buffer';
      if (object.kind === 'view' || object.kind === 'materialized-view' || isBuffer) {
        steps.graph.order(nodeId('drop', now), nodeId('renameColumns', sourceNow));
        steps.graph.order(nodeId('drop', now), nodeId('rename', sourceNow));
      }
      // What is queued is sent on while all that is behind it is there and takes it.
      for (const then of ['setAside', 'exchange', 'rename', 'renameColumns', 'contract', 'drop'] as const)
        steps.graph.order(nodeId('flush', now), nodeId(then, sourceNow));
      // A dictionary of another name comes and goes: what names it changes in between.
      if (sourceNow.kind === 'dictionary')
        for (const first of ['expand', 'replace', 'drop'] as const)
          steps.graph.order(nodeId(first, now), nodeId('drop', source));
    }
  }
  orderSuccessions(steps, headOf);
  for (const object of steps.matching.dropped) {
    steps.graph.order(nodeId('flush', object), nodeId('drop', object));
    const successor = steps.head.objects.get(objectKey(object));
    // A name must be free before something else takes it.
    if (successor !== undefined)
      for (const phase of ['rename', 'create'] as const)
        steps.graph.order(nodeId('drop', object), nodeId(phase, successor));
  }
  // A replica path must be free, too.
  const paths = new Map(steps.matching.created.map((object) => [replicaPath(object), object]));
  for (const object of steps.matching.dropped) {
    const path = replicaPath(object);
    const next = path === null ? undefined : paths.get(path);
    if (next !== undefined) steps.graph.order(nodeId('drop', object), nodeId('create', next));
  }
  for (const { base, head, renameGuard } of steps.matching.kept) {
    const successor = renameGuard === null ? undefined : steps.head.objects.get(objectKey(base));
    if (successor !== undefined)
      for (const phase of ['rename', 'create'] as const)
        steps.graph.order(nodeId('rename', head), nodeId(phase, successor));
  }
  orderRefreshed(steps);
}

/**
 * Tables that others take the place of, see `succession.ts`: they are emptied before what is behind them changes its name or
 * loses something, and new ones come when it is ready.
 */
function orderSuccessions(steps: Steps, headOf: ReadonlyMap<string, SchemaObject>): void {
  for (const [key, object] of steps.base.objects) {
    const now = headOf.get(key) ?? object;
    if (steps.graph.get(nodeId('drainAside', now)) === undefined) continue;
    for (const neededKey of dependencies(object)) {
      const source = steps.base.objects.get(neededKey);
      // Its database goes after all of it.
      if (source === undefined || source.kind === 'database') continue;
      const sourceNow = headOf.get(neededKey) ?? source;
      const changes = (['rename', 'renameColumns'] as const).map((phase) => nodeId(phase, sourceNow));
      for (const then of [...changes, nodeId('contract', sourceNow), nodeId('drop', sourceNow)]) {
        steps.graph.order(nodeId('drainAside', now), then);
        steps.graph.order(then, nodeId('drainLast', now));
      }
      // Where the table behind it keeps its names, the new front comes when the new columns are there.
      if (changes.every((id) => steps.graph.get(id) === undefined)) {
        for (const first of ['create', 'expand'] as const)
          steps.graph.order(nodeId(first, sourceNow), nodeId('stage', now));
      }
      steps.follow(nodeId('drainAside', now), changes);
      for (const id of changes) steps.follow(id, [nodeId('renameColumns', sourceNow), nodeId('expand', sourceNow)]);
    }
    steps.follow(nodeId('exchange', now), [nodeId('drainAside', now)]);
    steps.follow(nodeId('setAside', now), [nodeId('drainAside', now)]);
  }
  for (const { base, head, renameGuard } of steps.matching.kept) {
    if (renameGuard === null || base.kind !== 'table') continue;
    // What listens to the renamed table is told of the new name before anything writes to it.
    for (const listener of viewsFedBy(steps, base)) {
      const replaced = nodeId('replace', headOf.get(objectKey(listener)) ?? listener);
      for (const writer of steps.head.objects.values()) {
        if (objectKey(writer) === objectKey(headOf.get(objectKey(listener)) ?? listener)) continue;
        const writes =
          (writer.kind === 'materialized-view' && writer.to !== null && sameName(writer.to, head.name)) ||
          (writer.kind === 'distributed' && sameName(writer.local, head.name)) ||
          (writer.kind === 'table' &&
            writer.storage.engine.name === 'Buffer' &&
            dependencies(writer).has(objectKey(head)));
        if (!writes) continue;
        for (const phase of ['create', 'replace'] as const) steps.graph.order(replaced, nodeId(phase, writer));
      }
    }
  }
}

/** What is made over a view that is made once more finds its new columns, where nothing speaks against that order. */
function orderRefreshed(steps: Steps): void {
  const refreshed = new Set(
    [...steps.head.objects].flatMap(([key, object]) =>
      steps.graph.get(nodeId('refresh', object)) === undefined ? [] : [key],
    ),
  );
  if (refreshed.size === 0) return;
  for (const view of steps.head.objects.values()) {
    if (view.kind !== 'view' && view.kind !== 'materialized-view') continue;
    for (const key of dependencies(view)) {
      const source = refreshed.has(key) ? steps.head.objects.get(key) : undefined;
      if (source === undefined) continue;
      const refresh = nodeId('refresh', source);
      for (const phase of ['create', 'replace'] as const) {
        const made = nodeId(phase, view);
        if (!steps.graph.precedes(made, refresh)) steps.graph.order(refresh, made);
      }
    }
  }
  for (const key of refreshed) {
    const view = steps.head.objects.get(key);
    const refresh = view === undefined ? '' : nodeId('refresh', view);
    for (const phase of ['create', 'replace'] as const) {
      const made = view === undefined ? undefined : steps.graph.get(nodeId(phase, view));
      if (made === undefined) continue;
      // What is made when all that it reads is ready needn't be made once more.
      const isReady = (id: string): boolean => id === made.id || steps.graph.precedes(id, made.id);
      if (steps.graph.before(refresh).every(isReady)) steps.graph.merge(made.id, refresh, made);
    }
  }
}

/** The two halves of a table's change are one ALTER where nothing has to happen between them. */
export function mergeAlters(steps: Steps): void {
  for (const object of steps.head.objects.values()) {
    if (!steps.touches(object)) continue;
    const first = nodeId('expand', object);
    const then = nodeId('contract', object);
    const before = steps.graph.get(first);
    const after = steps.graph.get(then);
    if (before?.operation.kind !== 'alter' || after?.operation.kind !== 'alter' || steps.graph.hasDetour(first, then))
      continue;
    const guardsOf = new Map([...before.operation.guardsOf, ...after.operation.guardsOf]);
    const single = new Set([...guardsOf.values()].flat());
    const guards = [...before.operation.guards, ...after.operation.guards].filter((guard) => !single.has(guard));
    const actions = [...before.operation.actions, ...after.operation.actions];
    for (const id of steps.follows.get(then) ?? []) steps.follow(first, [id]);
    steps.graph.merge(first, then, {
      ...before,
      operation: alterOperation(before.operation.object, actions, guards, before.operation.reason, guardsOf),
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
