/** What the embedded engine is asked: a plan and its two schemas as plain SQL, without clusters and the outside world. */
import type { Survivor, VerifyObject, VerifyRequest, VerifyStatement } from '../clickhouse/verify.ts';
import type { Operation } from '../plan/operation.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import { clusterNames, standIn, withoutSecrets } from '../render/stand-in.ts';
import { renderOperations } from '../render/statement.ts';
import type { RenderTarget } from '../render/target.ts';
import { emptySchema, type Schema, type SchemaObject } from '../schema/model.ts';
import { compareText, objectKey, objectLabel } from '../schema/name.ts';
import { isMergeTree } from '../sql/engine.ts';
import { printCreate, printName } from '../sql/print.ts';

const embedded: RenderTarget = {
  name: 'embedded',
  onCluster: () => null,
  localise: standIn,
};

/** Macros that replica paths and cluster names may hold. */
const macros = { cluster: 'embedded', replica: 'r1', shard: '1' };

/**
 * The request for one plan.
 *
 * @param rendered - The statements as they will run, with ON CLUSTER: their text is checked with `formatQuery`.
 */
export function verificationRequest(
  base: Schema,
  head: Schema,
  plan: Plan,
  rendered: readonly string[],
): VerifyRequest {
  return {
    base: [...assumedDatabases(base, head, plan, 'create'), ...verifyObjects(base)],
    statements: verifyStatements(plan.operations, base),
    head: [...assumedDatabases(head, base, plan, 'drop'), ...verifyObjects(head)],
    clusters: [...new Set([...clusterNames(base), ...clusterNames(head)])].sort(),
    macros,
    survivors: plan.surviving.map(
      ({ base: before, baseColumn, head: after, headColumn }): Survivor => ({
        from: {
          database: before.name.database,
          table: before.name.name,
          column: baseColumn.name,
          type: baseColumn.type,
        },
        to: { database: after.name.database, table: after.name.name, column: headColumn.name, type: headColumn.type },
      }),
    ),
    formatCheck: [...new Set(rendered.map(withoutSecrets))],
  };
}

function verifyStatements(operations: readonly Operation[], base: Schema): VerifyStatement[] {
  // The engine writes the bodies of functions into what uses them, so an expression without the function may be there already.
  const inlines = [...base.objects.values()].some(({ kind }) => kind === 'function');
  return renderOperations(operations.map(standInOperation), embedded).map(({ id, sql, after, settings, change }) => ({
    id,
    sql: withoutSecrets(sql),
    after,
    settings,
    mayHold: change.startsWith('refresh-') || (inlines && change.includes('modify-')),
  }));
}

function standInOperation(operation: Operation): Operation {
  if (operation.kind === 'replace')
    return { ...operation, from: standIn(operation.from), object: standIn(operation.object) };
  // Nothing about a view that can be made once more needs a stand-in.
  return operation.kind === 'refresh' ? operation : { ...operation, object: standIn(operation.object) };
}

/**
 * Databases that no file of this schema declares and that are there all the same: those that either schema names, without
 * those that the plan makes or drops. `default` is always there.
 */
function assumedDatabases(schema: Schema, other: Schema, plan: Plan, changedBy: 'create' | 'drop'): VerifyObject[] {
  const changed = new Set(
    plan.operations.flatMap(({ kind, object }) =>
      kind === changedBy && object.kind === 'database' ? [object.name.name] : [],
    ),
  );
  const declared = new Map(
    [...other.objects.values(), ...schema.objects.values()].flatMap((object) =>
      object.kind === 'database' ? [[object.name.name, object] as const] : [],
    ),
  );
  const names = [...schema.objects.values(), ...other.objects.values()].flatMap(({ name }) =>
    name.database === '' ? [] : [name.database],
  );
  return [...new Set([...names, ...declared.keys()])]
    .filter((name) => name !== 'default' && !changed.has(name) && !schema.objects.has(`database ${name}`))
    .sort(compareText)
    .map((name): VerifyObject => {
      const database = declared.get(name);
      // A declaration that only head has tells nothing of base but that the database is there.
      const sql =
        database === undefined || changedBy === 'create'
          ? `CREATE DATABASE ${printName({ database: '', name })}`
          : printCreate(standIn(database), { onCluster: null });
      return { key: `database ${name}`, label: name, kind: 'database', sql, rows: false, columns: [] };
    });
}

/** The objects of a schema in an order in which they can be created. */
function verifyObjects(schema: Schema): VerifyObject[] {
  const creates = makePlan(emptySchema, schema, {
    detectRenames: false,
    decisions: { confirmed: new Set(), rejected: new Set() },
    scope: { repository: '' },
  });
  return creates.operations.map(({ object }) => verifyObject(object));
}

function verifyObject(object: SchemaObject): VerifyObject {
  const plain = standIn(object);
  const columns = plain.kind === 'table' || plain.kind === 'distributed' ? plain.columns : [];
  return {
    key: objectKey(object),
    label: objectLabel(object),
    kind: object.kind,
    sql: withoutSecrets(printCreate(plain, { onCluster: null })),
    rows: plain.kind === 'table' && isMergeTree(plain.storage.engine),
    columns: columns.map(({ name, type, default: value }) => ({
      name,
      type,
      insertable: value === null || value.kind === 'DEFAULT',
    })),
  };
}
