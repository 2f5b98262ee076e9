/** Guards: what holds a change back until someone confirms it. What their ids are made of is in `guard-ids.ts`. */

export type GuardState = 'pending' | 'confirmed' | 'rejected';

/** What people have said about guard ids. An id that is in both is rejected: a no wins. */
export interface Decisions {
  readonly confirmed: ReadonlySet<string>;
  readonly rejected: ReadonlySet<string>;
}

export interface PlanGuard {
  readonly id: string;
  readonly kind: 'rename' | 'destructive';
  /** Id of the group of renames that rule each other out; null where it is the only one. */
  readonly group: string | null;
  readonly state: GuardState;
  readonly object: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly evidence: readonly string[];
  readonly lost: string | null;
  /** What the id is made of, by the name of the part, each as a short digest: tells what outdated an earlier id. */
  readonly basis: Readonly<Record<string, string>>;
}

export function decisionOn(id: string, decisions: Decisions): GuardState {
  if (decisions.rejected.has(id)) return 'rejected';
  return decisions.confirmed.has(id) ? 'confirmed' : 'pending';
}

/** The command that confirms a guard. */
export function confirmCommand(guard: Pick<PlanGuard, 'id' | 'kind'>): string {
  return `/chx ${guard.kind === 'rename' ? 'confirm-rename' : 'allow-destructive'} ${guard.id}`;
}

/** What all ids of one repository share, so that an id of one means nothing in another. */
export interface GuardScope {
  /** The repository's id, as GitHub numbers it; any stable text elsewhere. */
  readonly repository: string;
}
