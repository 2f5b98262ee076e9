/**
 * The functions that schema files import. They return what they are given, frozen and with its kind; whether it makes
 * sense is checked where it is loaded, so that every mistake is reported with its file and line.
 *
 * The sandbox has functions of the same names and results, see `src/load/sandbox/runtime.ts`.
 */
import type { Codec, DatabaseDefinition, Defined, DictionaryDefinition, DistributedDefinition, MaterializedViewDefinition, SchemaDefinition, SqlFunctionDefinition, TableDefinition, ViewDefinition } from './types.ts';
export type * from './types.ts';
/** A table of any engine but Distributed. */
export declare const table: (definition: TableDefinition) => Defined<'table', TableDefinition>;
/** A Distributed table, the front of a local one: together they are a pair. */
export declare const distributed: (definition: DistributedDefinition) => Defined<'distributed', DistributedDefinition>;
/** A view. */
export declare const view: (definition: ViewDefinition) => Defined<'view', ViewDefinition>;
/** A materialized view that writes `to` a table, or has an engine of its own; with `refresh`, on a schedule. */
export declare const materializedView: (definition: MaterializedViewDefinition) => Defined<'materialized_view', MaterializedViewDefinition>;
/** A dictionary. */
export declare const dictionary: (definition: DictionaryDefinition) => Defined<'dictionary', DictionaryDefinition>;
/** A database. Those that no file declares are assumed to exist. */
export declare const database: (definition: DatabaseDefinition) => Defined<'database', DatabaseDefinition>;
/** A SQL function: `sqlFunction({ name: 'double', as: 'x -> x * 2' })`. */
export declare const sqlFunction: (definition: SqlFunctionDefinition) => Defined<'function', SqlFunctionDefinition>;
/** Groups definitions for one export; groups may hold groups. */
export declare const schema: <T extends readonly unknown[]>(...definitions: T) => Readonly<T>;
/** Codecs that the types here don't know: `codec.raw('T64, LZ4')`. */
export declare const codec: Readonly<{
    raw: (expression: string) => Extract<Codec, {
        kind: 'raw';
    }>;
}>;
/** Whether a value is something that one of the functions here returned, or has its form. */
export declare function isSchemaDefinition(value: unknown): value is SchemaDefinition;
/** Returns its argument: kept so that a config written for chkit can stand beside schema files. CHX reads `chx.yml`. */
export declare const defineConfig: <T>(config: T) => T;
