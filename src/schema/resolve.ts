import type { Finding } from './finding.ts';
import type { Column, DistributedTable, Schema, SchemaObject } from './model.ts';
import { compareText, objectKey, objectLabel, tableKey } from './name.ts';

/**
 * The schema that these objects are: each name once, ordered by key, and every Distributed table with its columns.
 * Findings: `duplicate-object`; a Distributed table whose local table isn't there stays without columns, which the rule
 * `distributed-missing-local` names.
 */
export function resolveSchema(objects: readonly SchemaObject[]): { schema: Schema; findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const byKey = new Map<string, SchemaObject>();
  for (const object of objects) {
    const key = objectKey(object);
    const first = byKey.get(key);
    if (first === undefined) {
      byKey.set(key, object);
      continue;
    }
    findings.push({
      rule: 'duplicate-object',
      severity: 'error',
      object: objectLabel(object),
      message: `${objectLabel(object)} is defined here and at ${first.at.file}:${first.at.line}: keep one of the two`,
      file: object.at.file,
      line: object.at.line,
    });
  }
  const sorted = [...byKey.entries()].sort(([a], [b]) => compareText(a, b));
  const resolved = sorted.map(([key, object]): [string, SchemaObject] => [
    key,
    object.kind === 'distributed' && object.columnsFromLocal ? withLocalColumns(object, byKey) : object,
  ]);
  return { schema: { objects: new Map(resolved) }, findings };
}

/**
 * A Distributed table with the columns of its local table, as `CREATE TABLE x AS local` takes them (26.7): types, defaults
 * of all kinds and comments. Codecs and TTLs mean nothing on it and are left out.
 */
function withLocalColumns(table: DistributedTable, objects: ReadonlyMap<string, SchemaObject>): DistributedTable {
  const local = objects.get(tableKey(table.local));
  if (local?.kind !== 'table') return table;
  const columns = local.columns.map(
    (column): Column => ({ ...column, codec: null, ttl: null, statistics: null, settings: [], at: table.at }),
  );
  return { ...table, columns };
}
