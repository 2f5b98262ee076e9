/**
 * A schema as an engine without a cluster, Keeper and the outside world can hold it: for verification only. What changes
 * is how rows are kept or fetched, never the columns, keys and queries that a plan is about.
 */
import type { Schema, SchemaObject, Storage, Table } from '../schema/model.ts';
import { isMergeTree, withoutReplication } from '../sql/engine.ts';
import { engineTraits } from '../sql/engine-traits.ts';
import { parseExpression } from '../sql/expression.ts';
import { expressionTokens } from '../sql/names.ts';
import { quoteString } from '../sql/print.ts';

/** The object as the embedded engine gets it: plain MergeTree for Replicated, Null for what fetches rows elsewhere. */
export function standIn(object: SchemaObject): SchemaObject {
  switch (object.kind) {
    case 'table':
      return { ...object, ...standInTable(object) };
    case 'materialized-view':
      return object.storage === null ? object : { ...object, storage: plainStorage(object.storage) };
    case 'distributed':
      return { ...object, over: standInCluster(object.over) };
    case 'database':
      return { ...object, engine: null };
    default:
      return object;
  }
}

function standInTable(table: Table): Partial<Table> {
  const { engine } = table.storage;
  if (isMergeTree(engine)) return { storage: plainStorage(table.storage) };
  if (engineTraits(engine.name)?.contained === true) return {};
  const storage: Storage = {
    engine: { name: 'Null', args: [] },
    partitionBy: null,
    primaryKey: null,
    orderBy: null,
    sampleBy: null,
    ttl: [],
    settings: [],
  };
  return { storage };
}

function plainStorage(storage: Storage): Storage {
  const name = storage.engine.name.replace(/^Shared/, '');
  return {
    ...storage,
    engine: withoutReplication({ ...storage.engine, name }),
    // Disks and policies are the server's own.
    settings: storage.settings.filter((setting) => setting.name !== 'storage_policy' && setting.name !== 'disk'),
  };
}

/** The embedded engine knows clusters by plain names: a macro stands for the name that it would become somewhere. */
function standInCluster(name: string): string {
  return name.replaceAll(/[{}]/g, '');
}

/** Every name that stands in front of something in a schema as a cluster: what the embedded engine has to know. */
export function clusterNames(schema: Schema): string[] {
  return [
    ...new Set(
      [...schema.objects.values()].flatMap((object) =>
        object.kind === 'distributed' ? [standInCluster(object.over)] : [],
      ),
    ),
  ].sort();
}

/** Literals that stand for secrets, `'${chx:NAME}'`, filled with a text that is none. */
export function withoutSecrets(sql: string): string {
  if (!sql.includes('${chx:')) return sql;
  const tokens = expressionTokens(parseExpression(sql));
  let text = sql;
  for (const token of tokens) {
    if (token.kind === 'string' && /^\$\{chx:[A-Za-z0-9_]+\}$/.test(token.value))
      text = text.replace(token.text, quoteString('secret'));
  }
  return text;
}
