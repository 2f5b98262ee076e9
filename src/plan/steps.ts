/** What a plan is put together from: its steps with their order, the guards that hold them back, the findings. */
import type { Finding } from '../schema/finding.ts';
import type { Schema, SchemaObject } from '../schema/model.ts';
import { objectKey, objectLabel, tableKey } from '../schema/name.ts';
import { describeAction } from './describe.ts';
import { destructiveGuard, type lossOfDrop } from './destructive.ts';
import { Graph, type GraphNode } from './graph.ts';
import type { PlanGuard } from './guards.ts';
import type { Matching, MatchOptions } from './match.ts';
import type { AlterAction, Operation } from './operation.ts';
import { highestRisk } from './risk.ts';

/**
 * Order of what could run next: what makes room first, what takes away last. `drainRename` and `drainContract` send on what
 * is queued in a Distributed table after it changed and before its local table follows.
 */
const ranks = {
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
} as const;
export type Phase = keyof typeof ranks;

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
    this.graph.add({ id: nodeId(phase, object), rank: ranks[phase], key, operation });
  }

  replace(base: SchemaObject, head: SchemaObject): void {
    this.add('replace', head, {
      kind: 'replace',
      from: base,
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
  guard(loss: ReturnType<typeof lossOfDrop>): string[] {
    if (loss === null) return [];
    const guard = destructiveGuard(loss, this.#options.scope, this.#options.decisions);
    this.guards.push(guard);
    return [guard.id];
  }

  /** Names what should come soon after a node; nothing where that node isn't in the plan. */
  follow(first: string, then: readonly string[]): void {
    if (this.graph.get(first) === undefined) return;
    const known = this.follows.get(first) ?? new Set();
    for (const id of then) known.add(id);
    this.follows.set(first, known);
  }
}

/** One ALTER of some actions, with the risk and the cost of them all. */
export function alterOperation(
  object: SchemaObject,
  actions: readonly AlterAction[],
  guards: readonly string[],
  reason: string,
): Operation {
  const described = actions.map(describeAction);
  // A front keeps no rows: what costs and endangers rows happens on its local table.
  const isFront = object.kind === 'distributed';
  const costs = isFront ? [] : [...new Set(described.flatMap(({ cost }) => (cost === null ? [] : [cost])))];
  const risk = highestRisk(
    described.map((action) =>
      isFront && action.risk === 'danger' && action.change !== 'rename-column' ? 'caution' : action.risk,
    ),
  );
  return {
    kind: 'alter',
    object,
    actions,
    reason,
    risk,
    cost: costs.length === 0 ? null : costs.join('; '),
    guards,
    fails: [],
  };
}
