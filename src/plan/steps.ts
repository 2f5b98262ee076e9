/** What a plan is put together from: its steps with their order, the guards that hold them back, the findings. */
import type { Finding } from '../schema/finding.ts';
import type { DistributedTable, ObjectName, Schema, SchemaObject } from '../schema/model.ts';
import { objectKey, objectLabel, tableKey } from '../schema/name.ts';
import { groupBy } from './candidate-groups.ts';
import { dependencies, destination } from './dependencies.ts';
import { describeActions } from './describe.ts';
import { destructiveGuard, type Loss } from './destructive.ts';
import { Graph, type GraphNode } from './graph.ts';
import type { PlanGuard } from './guards.ts';
import type { Kept, Matching, MatchOptions } from './match.ts';
import type { AlterAction, Operation } from './operation.ts';
import { isView } from './refresh.ts';

/**
 * Order of what could run next: what makes room first, what takes away last. `drainRename` and `drainContract` send on what
 * is queued in a Distributed table after it changed and before its local table follows; `stage` to `drainAside`,
 * `drainLast` and `dropAside` put one table in the place of another, see `succession.ts`.
 */
const ranks = {
  stage: 0.5,
  exchange: 0.6,
  setAside: 0.7,
  drainAside: 0.8,
  rename: 1,
  prepare: 2,
  renameColumns: 3,
  drainRename: 3.5,
  expand: 4,
  flush: 5,
  create: 6,
  replace: 7,
  contract: 8,
  drainContract: 8.5,
  refresh: 8.7,
  drop: 9,
  drainLast: 9.4,
  dropAside: 9.5,
} as const;
export type Phase = keyof typeof ranks;
export const phases = Object.keys(ranks).filter((name): name is Phase => name in ranks);

export interface Node extends GraphNode {
  readonly operation: Operation;
}

/** The id of the step that an object has in a phase. */
export function nodeId(phase: Phase, object: SchemaObject): string {
  return `${phase} ${objectKey(object)}`;
}

/** The two schemas, how they match, and what has been planned of the way between them so far. */
export class Steps {
  readonly base: Schema;
  readonly head: Schema;
  readonly matching: Matching;
  readonly graph = new Graph<Node>();
  readonly guards: PlanGuard[];
  readonly findings: Finding[];
  /** What should come soon after a node, by its id. */
  readonly follows = new Map<string, Set<string>>();
  readonly #options: MatchOptions;
  /** What names each object of base, by its key; made when it is first asked for. */
  #users: ReadonlyMap<string, readonly SchemaObject[]> | null = null;

  readonly #touched = new Set<string>();
  // Each is made when it is first asked for.
  #kept: ReadonlyMap<string, Kept> | null = null;
  #readers: readonly SchemaObject[] | null = null;
  #fronts: ReadonlyMap<string, readonly DistributedTable[]> | null = null;

  constructor(base: Schema, head: Schema, matching: Matching, options: MatchOptions) {
    this.base = base;
    this.head = head;
    this.matching = matching;
    this.#options = options;
    this.guards = [...matching.guards];
    this.findings = [...matching.findings];
  }

  add(phase: Phase, object: SchemaObject, operation: Operation): void {
    // A front sorts right behind its local table, so that the two statements of a pair stand together.
    const key = object.kind === 'distributed' ? `${tableKey(object.local)} ${objectKey(object)}` : objectKey(object);
    // A database needs nothing, and what comes into it shouldn't wait half done.
    const rank = phase === 'create' && object.kind === 'database' ? 0 : ranks[phase];
    this.graph.add({ id: nodeId(phase, object), rank, key, operation });
    this.#touched.add(objectKey(object));
  }

  replace(base: SchemaObject, head: SchemaObject): void {
    this.add('replace', head, {
      kind: 'replace',
      // Where it is renamed it has its new name by now.
      from: { ...base, name: head.name },
      object: head,
      reason: `${objectLabel(head)} changed in the schema`,
      risk: 'caution',
      cost: null,
      guards: [],
      fails: [],
    });
  }

  refuse(rule: string, object: SchemaObject, message: string): void {
    this.findings.push({
      rule,
      severity: 'error',
      object: objectLabel(object),
      message,
      file: object.at.file,
      line: object.at.line,
    });
  }

  /** Notes the guard of a loss; returns its id, or nothing where nothing is lost. */
  guard(loss: Loss | null): string[] {
    if (loss === null) return [];
    const guard = destructiveGuard(loss, this.#options.scope, this.#options.decisions);
    this.guards.push(guard);
    return [guard.id];
  }

  /** Whether anything is done to an object, which most of a large schema are spared. */
  touches(object: SchemaObject): boolean {
    return this.#touched.has(objectKey(object));
  }

  /** The objects of head that read columns of others by name: views, dictionaries and Buffers. */
  get readers(): readonly SchemaObject[] {
    this.#readers ??= [...this.head.objects.values()].filter(
      (object) => isView(object) || object.kind === 'dictionary' || destination(object) !== null,
    );
    return this.#readers;
  }

  /** The Distributed tables of head over a table that were there before, under whatever name. */
  frontsOf(local: ObjectName): readonly DistributedTable[] {
    this.#fronts ??= groupBy(
      this.matching.kept.flatMap(({ head }) => (head.kind === 'distributed' ? [head] : [])),
      (front) => tableKey(front.local),
    );
    return this.#fronts.get(tableKey(local)) ?? [];
  }

  /** What an object of head was, by its key; nothing where it is new. */
  keptAs(key: string): Kept | undefined {
    this.#kept ??= new Map(this.matching.kept.map((kept) => [objectKey(kept.head), kept]));
    return this.#kept.get(key);
  }

  /** The objects of base that name one, in the order of the schema. */
  usersOf(object: SchemaObject): readonly SchemaObject[] {
    if (this.#users === null) {
      const users = new Map<string, SchemaObject[]>();
      for (const user of this.base.objects.values()) {
        for (const key of dependencies(user)) {
          const known = users.get(key);
          if (known === undefined) users.set(key, [user]);
          else known.push(user);
        }
      }
      this.#users = users;
    }
    return this.#users.get(objectKey(object)) ?? [];
  }

  /** Names what should come soon after a node; nothing where that node isn't in the plan. */
  follow(first: string, then: readonly string[]): void {
    if (this.graph.get(first) === undefined) return;
    const known = this.follows.get(first) ?? new Set();
    for (const id of then) known.add(id);
    this.follows.set(first, known);
  }
}

/**
 * One ALTER of some actions, with the risk and the cost of them all.
 *
 * @param guards Those of the whole ALTER.
 * @param guardsOf Those of single actions.
 */
export function alterOperation(
  object: SchemaObject,
  actions: readonly AlterAction[],
  guards: readonly string[],
  reason: string,
  guardsOf: ReadonlyMap<AlterAction, readonly string[]> = new Map(),
): Extract<Operation, { kind: 'alter' }> {
  return {
    kind: 'alter',
    object,
    actions,
    reason,
    ...describeActions(object, actions),
    guards: [...new Set([...guards, ...[...guardsOf.values()].flat()])],
    guardsOf,
    fails: [],
  };
}
