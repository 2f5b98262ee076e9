/** Which objects of a plan belong together: a local table and the Distributed table that fronts it. */
import type { Statement } from '../plan/document.ts';
import { SqlError, type Token, tokenize } from '../sql/tokens.ts';
import { actionsOf } from './actions.ts';

const localSuffix = /_(?:local|shard|sharded|replicated)$/;
const frontSuffix = /_(?:dist|distributed|all)$/;

/**
 * The local table of each Distributed table of the plan, both by their names in it. A CREATE says it; else the names do
 * (`x_local` and `x`, `x` and `x_dist`): the plan as JSON holds no more, and nothing but the layout hangs on it.
 */
export function localOf(statements: readonly Statement[]): ReadonlyMap<string, string> {
  const objects = new Set(statements.map(({ object }) => object));
  const locals = new Map<string, string>();
  const before = namesBefore(statements);
  for (const statement of statements) {
    const over = distributedOver(statement.sql);
    const local = over === null ? null : (before.get(over) ?? over);
    if (local !== null && objects.has(local) && local !== statement.object) locals.set(statement.object, local);
  }
  const isLocal = new Set(locals.values());
  const byStem = new Map<string, string[]>();
  for (const object of objects) {
    const stem = object.replace(localSuffix, '');
    byStem.set(stem, [...(byStem.get(stem) ?? []), object]);
  }
  for (const object of objects) {
    if (locals.has(object) || isLocal.has(object) || localSuffix.test(object)) continue;
    const candidates = byStem.get(object.replace(frontSuffix, '')) ?? [];
    const local = candidates.find((other) => other !== object && !locals.has(other));
    if (local === undefined) continue;
    locals.set(object, local);
    isLocal.add(local);
  }
  return locals;
}

/** What renamed tables were called before: statements go by the old names. */
function namesBefore(statements: readonly Statement[]): ReadonlyMap<string, string> {
  const before = new Map<string, string>();
  for (const statement of statements) {
    if (!/^\s*RENAME\b/i.test(statement.sql)) continue;
    for (const { verb, name, to } of actionsOf(statement)) {
      if (verb === 'rename' && name === null && to !== null) before.set(to, statement.object);
    }
  }
  return before;
}

/** The local table that a CREATE TABLE ... ENGINE = Distributed(cluster, database, table) names; null for other SQL. */
function distributedOver(sql: string): string | null {
  if (!/^\s*CREATE\b/i.test(sql) || !/\bDistributed\b/.test(sql)) return null;
  let tokens: Token[];
  try {
    tokens = tokenize(sql).filter(({ kind }) => kind !== 'comment');
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
  const start = tokens.findIndex(
    ({ text }, index) =>
      text === 'Distributed' &&
      tokens[index + 1]?.text === '(' &&
      /^(?:=|engine)$/i.test(tokens[index - 1]?.text ?? ''),
  );
  if (start < 0) return null;
  const [, database, , table] = tokens.slice(start + 3, start + 7);
  return database === undefined || table === undefined ? null : `${database.value}.${table.value}`;
}
