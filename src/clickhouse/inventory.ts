/** Everything that an engine has, in its own words. */

import { compareText } from '../schema/name.ts';
import { quoteString } from '../sql/print.ts';
import { compareDefinitions, type Definition, leftPrimaryKey, parseDefinition } from './definition.ts';
import { formatEngineError } from './engine-error.ts';
import type { Queryable } from './query.ts';
import type { VerificationEngine } from './verification-engine.ts';

/** Definitions by what the object is called in messages: `table a.t`, `database a`, `function f`. */
export type Inventory = ReadonlyMap<string, Definition>;

/** Databases that every server has and no schema describes. */
export const systemDatabases: readonly string[] = ['system', 'information_schema', 'INFORMATION_SCHEMA'];

/**
 * Reads what there is. Inner tables of materialized views stand under the name of their view.
 *
 * @param except What the engine has of its own.
 * @throws Error where the engine can't say.
 */
export async function readInventory(
  engine: Queryable,
  except: Pick<VerificationEngine, 'ownDatabases' | 'ownTableSettings'>,
): Promise<Inventory> {
  const others = [...systemDatabases, ...except.ownDatabases];
  const own = `NOT IN (${others.map((name) => quoteString(name)).join(', ')})`;
  const [tables, databases, functions] = [
    await select(
      engine,
      `SELECT database, name, create_table_query, toString(uuid) FROM system.tables WHERE database ${own} AND NOT is_temporary`,
    ),
    await select(engine, `SELECT name, engine_full, comment FROM system.databases WHERE name ${own}`),
    await select(engine, "SELECT name, create_query FROM system.functions WHERE origin = 'SQLUserDefined'"),
  ];
  const byId = new Map(tables.map(([database, name, , id]) => [id ?? '', `${database}.${name}`]));
  const found = new Map<string, Definition>();
  for (const [database = '', name = '', query = ''] of tables) {
    const inner = /^\.inner_id\.(.*)$/.exec(name)?.[1];
    const owner = inner === undefined ? undefined : byId.get(inner);
    const label = owner === undefined ? `${database}.${name}` : `${owner} (its inner table)`;
    const definition = new Map(parseDefinition(query));
    if (owner !== undefined) definition.set('object', 'inner table');
    for (const setting of except.ownTableSettings) definition.delete(`setting ${setting}`);
    found.set(label, definition);
  }
  for (const [name = '', engineText = '', comment = ''] of databases) {
    // An Atomic database is the default whether it is written or not.
    found.set(
      `database ${name}`,
      new Map([
        ['engine', engineText],
        ['comment', comment],
      ]),
    );
  }
  for (const [name = '', query = ''] of functions) found.set(`function ${name}`, parseDefinition(query));
  return new Map([...found].sort(([a], [b]) => compareText(a, b)));
}

/** What differs between what the plan left and what the head is: a line for each difference, and notes. */
export function compareInventories(
  plan: Inventory,
  head: Inventory,
): { readonly problems: readonly string[]; readonly notes: readonly string[] } {
  const problems: string[] = [];
  const notes: string[] = [];
  for (const label of [...new Set([...plan.keys(), ...head.keys()])].sort(compareText)) {
    let left = plan.get(label);
    const right = head.get(label);
    if (left === undefined) problems.push(`${label}: the plan doesn't create it`);
    else if (right === undefined) problems.push(`${label}: the plan leaves it, the head doesn't have it`);
    else {
      const primary = leftPrimaryKey(left, right);
      if (primary !== null) {
        left = primary.definition;
        notes.push(`${label}: keeps PRIMARY KEY ${primary.key}, which MODIFY ORDER BY leaves behind`);
      }
      problems.push(...compareDefinitions(label, left, right));
    }
  }
  return { problems, notes };
}

/** Rows of a query that can't fail; throws where it does all the same. */
export async function select(engine: Queryable, sql: string): Promise<readonly (readonly string[])[]> {
  const result = await engine.query(sql);
  if (result.ok) return result.rows;
  throw new Error(`the engine can't answer a question of the verification: ${formatEngineError(result.error)}`);
}
