/**
 * The functions that schema files import. They return what they are given, frozen and with its kind; whether it makes
 * sense is checked where it is loaded, so that every mistake is reported with its file and line.
 *
 * The sandbox has functions of the same names and results, see `src/load/sandbox/runtime.ts`.
 */
import type {
  Codec,
  DatabaseDefinition,
  Defined,
  DictionaryDefinition,
  DistributedDefinition,
  MaterializedViewDefinition,
  SchemaDefinition,
  SqlFunctionDefinition,
  TableDefinition,
  ViewDefinition,
} from './types.ts';

export type * from './types.ts';

const kinds: ReadonlySet<string> = new Set<SchemaDefinition['kind']>([
  'table',
  'distributed',
  'view',
  'materialized_view',
  'dictionary',
  'database',
  'function',
]);

function define<Kind extends string, Definition extends object>(
  kind: Kind,
  definition: Definition,
): Defined<Kind, Definition> {
  return Object.freeze({ ...definition, kind });
}

/** A table of any engine but Distributed. */
export const table = (definition: TableDefinition): Defined<'table', TableDefinition> => define('table', definition);

/** A Distributed table, the front of a local one: together they are a pair. */
export const distributed = (definition: DistributedDefinition): Defined<'distributed', DistributedDefinition> =>
  define('distributed', definition);

/** A view. */
export const view = (definition: ViewDefinition): Defined<'view', ViewDefinition> => define('view', definition);

/** A materialized view that writes `to` a table, or has an engine of its own; with `refresh`, on a schedule. */
export const materializedView = (
  definition: MaterializedViewDefinition,
): Defined<'materialized_view', MaterializedViewDefinition> => define('materialized_view', definition);

/** A dictionary. */
export const dictionary = (definition: DictionaryDefinition): Defined<'dictionary', DictionaryDefinition> =>
  define('dictionary', definition);

/** A database. Those that no file declares are assumed to exist. */
export const database = (definition: DatabaseDefinition): Defined<'database', DatabaseDefinition> =>
  define('database', definition);

/** A SQL function: `sqlFunction({ name: 'double', as: 'x -> x * 2' })`. */
export const sqlFunction = (definition: SqlFunctionDefinition): Defined<'function', SqlFunctionDefinition> =>
  define('function', definition);

/** Groups definitions for one export; groups may hold groups. */
export const schema = <T extends readonly unknown[]>(...definitions: T): Readonly<T> => Object.freeze(definitions);

/** Codecs that the types here don't know: `codec.raw('T64, LZ4')`. */
export const codec = Object.freeze({
  raw: (expression: string): Extract<Codec, { kind: 'raw' }> => Object.freeze({ kind: 'raw', expression }),
});

/** Whether a value is something that one of the functions here returned, or has its form. */
export function isSchemaDefinition(value: unknown): value is SchemaDefinition {
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.has(String(value.kind));
}

/** Returns its argument: kept so that a config written for chkit can stand beside schema files. CHX reads `chx.yml`. */
export const defineConfig = <T>(config: T): T => config;
