/** Announcements of renames in schema files that can't be followed: refused where they matter, noted where they are stale. */
import type { Finding } from '../schema/finding.ts';
import type { Column, Schema, SchemaObject, SourceRef, Table } from '../schema/model.ts';
import { objectKey, objectLabel } from '../schema/name.ts';
import { identifier } from '../sql/literals.ts';

/**
 * What is wrong with the announcements of objects. To pass over one that matters would drop what it is to keep: swaps, chains,
 * an old name that something new takes, another kind. An announcement that base had already is old news.
 */
export function checkObjectAnnouncements(base: Schema, head: Schema): Finding[] {
  // Where there is nothing yet, nothing had another name.
  if (base.objects.size === 0) return [];
  return [...head.objects].flatMap(([key, object]): Finding[] => {
    if (object.renamedFrom === null) return [];
    const label = objectLabel(object);
    const old = objectKey({ kind: object.kind, name: object.renamedFrom });
    const before = base.objects.get(key);
    const was = base.objects.get(old);
    if (old === key) return [];
    const said = `${label} is announced as renamed from ${objectLabel({ ...object, name: object.renamedFrom })}`;
    const refuse = (rule: string, text: string): Finding[] => [refusal(rule, object, object.at, `${said}, ${text}`)];
    if (was === undefined) return [stale(object, object.at, said, label, before !== undefined)];
    if (before?.renamedFrom != null && objectKey({ kind: object.kind, name: before.renamedFrom }) === old) return [];
    if (object.kind === 'database' || object.kind === 'function') {
      if (before !== undefined) return [];
      const advice =
        object.kind === 'database'
          ? 'create the new database, and rename what is in the old one object by object'
          : 'create it under the new name, change what uses it, then drop the old one';
      return refuse('rename-unsupported', `but CHX plans no rename of a ${object.kind}: ${advice}`);
    }
    if (before !== undefined)
      return refuse('rename-name-taken', `but ${label} is there already: do it in two pull requests`);
    if (head.objects.has(old))
      return refuse(
        'rename-name-taken',
        `but ${objectLabel(was)} stays a name in the schema: do it in two pull requests`,
      );
    if (was.kind !== object.kind)
      return refuse(
        'rename-kind-change',
        `a ${kindName(was)}, but is a ${kindName(object)}: drop the one and create the other without the announcement`,
      );
    return [];
  });
}

/** What is wrong with the announcements of a table's columns; `base` is the table before, null where it is new. */
export function checkColumnAnnouncements(base: Table | null, head: Table): Finding[] {
  if (head.columns.every(({ renamedFrom }) => renamedFrom === null)) return [];
  const before = byName(base?.columns ?? []);
  const after = byName(head.columns);
  return head.columns.flatMap((column): Finding[] => {
    const { name, renamedFrom: old } = column;
    if (old === null || old === name) return [];
    const label = `${objectLabel(head)}.${name}`;
    const said = `${label} is announced as renamed from ${old}`;
    const known = before.get(name);
    if (!before.has(old)) return [stale(head, column.at, said, label, known !== undefined)];
    if (known?.renamedFrom === old) return [];
    const kept = after.get(old);
    const isAlias = kept?.default?.kind === 'ALIAS' && kept.default.expression?.key === identifier(name);
    if (known === undefined && (kept === undefined || isAlias)) return [];
    const taken = known !== undefined ? `${name} is there already` : `${old} stays a name in the table`;
    return [refusal('rename-name-taken', head, column.at, `${said}, but ${taken}: do it in two pull requests`)];
  });
}

function byName(columns: readonly Column[]): ReadonlyMap<string, Column> {
  return new Map(columns.map((column) => [column.name, column]));
}

function kindName({ kind }: SchemaObject): string {
  return kind === 'distributed' ? 'Distributed table' : kind.replace('-', ' ');
}

function refusal(rule: string, object: SchemaObject, at: SourceRef, message: string): Finding {
  return { rule, severity: 'error', object: objectLabel(object), message, file: at.file, line: at.line };
}

function stale(object: SchemaObject, at: SourceRef, said: string, label: string, isThere: boolean): Finding {
  return {
    rule: 'stale-renamed-from',
    severity: 'notice',
    object: objectLabel(object),
    message: isThere
      ? `${said}, which is done: remove the announcement`
      : `${said}, which the base doesn't have, so ${label} is new: correct the name, or remove the announcement`,
    file: at.file,
    line: at.line,
  };
}
