/** What the verifying engine is asked: a plan and its two schemas as plain SQL, without clusters and the outside world. */
import type { Survivor, VerifyObject, VerifyRequest, VerifyStatement } from '../clickhouse/verify.ts';
import { compareVersions, parseVersion } from '../compat/version.ts';
import type { Target } from '../config/config.ts';
import type { Operation } from '../plan/operation.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import { clusterNames, standIn, withoutSecrets } from '../render/stand-in.ts';
import { renderOperations } from '../render/statement.ts';
import type { RenderTarget } from '../render/target.ts';
import { emptySchema, type Schema, type SchemaObject } from '../schema/model.ts';
import { compareText, objectKey, objectLabel } from '../schema/name.ts';
import { isMergeTree } from '../sql/engine.ts';
import { printCreate, printName } from '../sql/print.ts';

/** Names a cluster of the schema's as the engine has it. */
type ClusterOf = (name: string) => string;

type StandIn = (object: SchemaObject) => SchemaObject;

function standInOn(clusterOf: ClusterOf): StandIn {
  return (object) => {
    const plain = standIn(object);
    return plain.kind === 'distributed' ? { ...plain, over: clusterOf(plain.over) } : plain;
  };
}

/** Macros that replica paths and cluster names may hold. */
const macros = { cluster: 'embedded', replica: 'r1', shard: '1' };

/**
 * The request for one plan.
 *
 * @param rendered - The statements as they will run, with ON CLUSTER: their text is checked with `formatQuery`.
 * @param clusterOf - Where the engine has other clusters than the schema names. No two become one.
 */
export function verificationRequest(
  base: Schema,
  head: Schema,
  plan: Plan,
  rendered: readonly string[],
  clusterOf: ClusterOf = (name) => name,
): VerifyRequest {
  const standInHere = standInOn(clusterOf);
  return {
    base: [...assumedDatabases(base, head, plan, 'create'), ...verifyObjects(base, standInHere)],
    statements: verifyStatements(plan.operations, base, standInHere),
    head: [...assumedDatabases(head, base, plan, 'drop'), ...verifyObjects(head, standInHere)],
    clusters: [...new Set([...clusterNames(base), ...clusterNames(head)].map(clusterOf))].sort(compareText),
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

function verifyStatements(operations: readonly Operation[], base: Schema, standInHere: StandIn): VerifyStatement[] {
  const engine: RenderTarget = { name: 'engine', has: () => 'yes', onCluster: () => null, localise: standInHere };
  // The engine writes the bodies of functions into what uses them, so an expression without the function may be there already.
  const inlines = [...base.objects.values()].some(({ kind }) => kind === 'function');
  return renderOperations(operations.map(standInOperation), engine).map(({ id, sql, after, settings, change }) => ({
    id,
    sql: withoutSecrets(sql),
    after,
    settings,
    mayHold: change.startsWith('refresh-') || change.startsWith('flush-') || (inlines && change.includes('modify-')),
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
function verifyObjects(schema: Schema, standInHere: StandIn): VerifyObject[] {
  const creates = makePlan(emptySchema, schema, {
    detectRenames: false,
    decisions: { confirmed: new Set(), rejected: new Set() },
    scope: { repository: '' },
  });
  return creates.operations.map(({ object }) => verifyObject(object, standInHere));
}

function verifyObject(object: SchemaObject, standInHere: StandIn): VerifyObject {
  const plain = standInHere(object);
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

/** The target that needs the newest version of ClickHouse, and that version; null where no target says one. */
export function newestTarget(targets: readonly Target[]): { readonly version: string; readonly target: string } | null {
  let newest: { version: string; target: string } | null = null;
  for (const { name, clickhouse } of targets) {
    if (clickhouse === null) continue;
    if (newest === null || compareVersions(parseVersion(clickhouse), parseVersion(newest.version)) > 0)
      newest = { version: clickhouse, target: name };
  }
  return newest;
}
