/** Guards: what holds a change back until someone confirms it. Their ids are digests of what they guard (`docs/formats.md`). */
import type { Column, SchemaObject, Table } from '../schema/model.ts';
import { formatName, objectKey } from '../schema/name.ts';
import { canonicalJson, canonicalObject, shortId } from './digest.ts';

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

/** Id of a column rename: the table, both definitions, what names the column, the alternatives, the cluster. */
export function renameColumnId(
  scope: GuardScope,
  table: Table,
  from: Column,
  to: Column,
  dependents: readonly string[],
  alternatives: readonly string[],
): string {
  return `r-${shortId('chx/guard/rename-column/v1', [
    scope.repository,
    formatName(table.name),
    table.cluster ?? '',
    from.name,
    canonicalJson(from),
    to.name,
    canonicalJson(to),
    String(dependents.length),
    ...dependents,
    String(alternatives.length),
    ...alternatives,
  ])}`;
}

/** Id of a table rename, a pair's two tables as one: every renamed object before and after, the alternatives. */
export function renameTableId(
  scope: GuardScope,
  renames: readonly { readonly from: SchemaObject; readonly to: SchemaObject }[],
  alternatives: readonly string[],
): string {
  return `r-${shortId('chx/guard/rename-table/v1', [
    scope.repository,
    String(renames.length),
    ...renames.flatMap(({ from, to }) => [objectKey(from), canonicalObject(from), objectKey(to), canonicalObject(to)]),
    String(alternatives.length),
    ...alternatives,
  ])}`;
}

/** Id of a group of renames: a digest of its members. */
export function groupId(ids: readonly string[]): string {
  return `g-${shortId('chx/guard/group/v1', [...ids].sort())}`;
}

/** Id of a destructive change: what is done, to what, and everything that is lost with it in canonical text. */
export function destructiveId(
  scope: GuardScope,
  change: string,
  object: SchemaObject,
  definitions: readonly string[],
): string {
  return `d-${shortId('chx/guard/destructive/v1', [
    scope.repository,
    change,
    objectKey(object),
    object.cluster ?? '',
    String(definitions.length),
    ...definitions,
  ])}`;
}
