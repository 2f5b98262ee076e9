/**
 * What the ids of guards are made of: digests of what is guarded, as `docs/formats.md` specifies. An edit that has nothing to
 * do with it keeps the id; any other makes a new one, and with that an earlier confirmation stops counting.
 */
import type { Column, SchemaObject, Table } from '../schema/model.ts';
import { compareText, formatName, objectKey } from '../schema/name.ts';
import { canonicalJson, shortId } from './digest.ts';
import type { GuardScope } from './guards.ts';

/** An id, and what it is made of by the name of the part, each as a short digest. */
export interface GuardIdentity {
  readonly id: string;
  readonly basis: Readonly<Record<string, string>>;
}

/** An object under two names. */
export interface RenamedObject {
  readonly from: SchemaObject;
  readonly to: SchemaObject;
}

/**
 * Of a column rename: the table, its cluster, both definitions, what names the column, what it was chosen from.
 *
 * @param table The table as head has it.
 * @param dependents Canonical text of everything in base that names the column, sorted.
 * @param choices What the rename was chosen from; none where nothing competes with it.
 */
export function renameColumnIdentity(
  scope: GuardScope,
  table: Table,
  from: Column,
  to: Column,
  dependents: readonly string[],
  choices: readonly string[],
): GuardIdentity {
  const parts = {
    table: [formatName(table.name)],
    cluster: [table.cluster ?? ''],
    old: [from.name, canonicalJson(from)],
    new: [to.name, canonicalJson(to)],
    readers: counted(dependents),
    choices: counted(choices),
  };
  return identity('r', 'rename-column', scope, parts);
}

/**
 * Of the rename of an object: both definitions but for comments and settings, those of the Distributed tables that are renamed
 * with it, what it was chosen from.
 *
 * @param together The Distributed tables in front of it that have new names too, sorted by their old ones.
 */
export function renameObjectIdentity(
  scope: GuardScope,
  { from, to }: RenamedObject,
  together: readonly RenamedObject[],
  choices: readonly string[],
): GuardIdentity {
  const parts = {
    old: [objectKey(from), definitionText(from)],
    new: [objectKey(to), definitionText(to)],
    together: [
      String(together.length),
      ...together.flatMap((front) => [
        objectKey(front.from),
        definitionText(front.from),
        objectKey(front.to),
        definitionText(front.to),
      ]),
    ],
    choices: counted(choices),
  };
  return identity('r', 'rename-object', scope, parts);
}

/** Of a destructive change: what is done, to what, where, and everything that is lost with it in canonical text. */
export function destructiveIdentity(
  scope: GuardScope,
  change: string,
  object: SchemaObject,
  definitions: readonly string[],
): GuardIdentity {
  const parts = {
    object: [change, objectKey(object)],
    cluster: [object.cluster ?? ''],
    definition: counted(definitions),
  };
  return identity('d', 'destructive', scope, parts);
}

/** Id of a group of renames: a digest of its members. */
export function groupId(ids: readonly string[]): string {
  return `g-${shortId('chx/guard/group/v1', [...ids].sort(compareText))}`;
}

function identity(
  prefix: string,
  kind: string,
  scope: GuardScope,
  parts: Readonly<Record<string, readonly string[]>>,
): GuardIdentity {
  const entries = Object.entries(parts);
  return {
    id: `${prefix}-${shortId(`chx/guard/${kind}/v1`, [scope.repository, ...entries.flatMap(([, texts]) => texts)])}`,
    basis: Object.fromEntries(
      entries.map(([name, texts]) => [name, shortId('chx/guard/part/v1', [name, ...texts]).slice(0, 10)]),
    ),
  };
}

/** A list whose end can be told among other texts. */
function counted(texts: readonly string[]): string[] {
  return [String(texts.length), ...texts];
}

/** What an object is, without what says nothing about which object it is: comments and settings. */
function definitionText(object: SchemaObject): string {
  const whole: unknown = JSON.parse(canonicalJson(object));
  return JSON.stringify(whole, (key, part: unknown) => (key === 'comment' || key === 'settings' ? undefined : part));
}
