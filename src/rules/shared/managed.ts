/** Which databases and names the schema files answer for. */
import type { Config } from '../../config/config.ts';
import type { ObjectName, Schema } from '../../schema/model.ts';
import { formatName, tableKey } from '../../schema/name.ts';
import { matchesName } from './glob.ts';
import type { RuleContext } from './rule.ts';

/** Without a list in the config, every database that holds an object of the schema is managed. */
export function isManagedDatabase(database: string, schema: Schema, config: Config): boolean {
  if (config.managed.databases !== null) return config.managed.databases.includes(database);
  for (const object of schema.objects.values()) {
    if (object.kind === 'database' ? object.name.name === database : object.name.database === database) return true;
  }
  return false;
}

/**
 * Whether a table that something names is surely missing: the files answer for its database, no pattern leaves it out, and
 * they don't define it.
 */
export function isMissing(name: ObjectName, { schema, config }: RuleContext): boolean {
  if (schema.objects.has(tableKey(name)) || !isManagedDatabase(name.database, schema, config)) return false;
  if (/^\.(inner|tmp)/.test(name.name)) return false;
  return !config.managed.ignore.some((pattern) => matchesName(pattern, formatName(name)));
}

/** Whether objects of this database are replicated by the database itself, on any target: ON CLUSTER is not theirs then. */
export function isReplicatedDatabase(database: string, { schema, config }: RuleContext): boolean {
  const engine = schema.objects.get(`database ${database}`);
  if (engine?.kind === 'database' && /^(Replicated|Shared)$/.test(engine.engine?.name ?? '')) return true;
  return config.targets.some((target) => target.kind === 'replicated' || target.replicatedDatabases.includes(database));
}
