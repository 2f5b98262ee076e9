/**
 * The schema model: what a repository says its ClickHouse objects are, in canonical form.
 *
 * Everything here is plain immutable data. Parsing lives in `sql`, reading in `load`, comparing in `plan`.
 */

/** Where something was written. Lines and columns count from 1. */
export interface SourceRef {
  readonly file: string;
  readonly line: number;
}

/** The name of a table-like object. A SQL function has no database and is named by its bare name. */
export interface ObjectName {
  readonly database: string;
  readonly name: string;
}

/**
 * A piece of ClickHouse SQL kept whole (an expression, a type argument, a query): never interpreted, only compared,
 * searched for names and printed.
 */
export interface Expression {
  /** The author's tokens on one line, comments removed, one blank where two tokens need one. */
  readonly text: string;
  /** The lexically normalised form: equal keys mean the same expression to ClickHouse. */
  readonly key: string;
}

export type DefaultKind = 'DEFAULT' | 'MATERIALIZED' | 'ALIAS' | 'EPHEMERAL';

export interface ColumnDefault {
  readonly kind: DefaultKind;
  /** Null only for EPHEMERAL without an expression. */
  readonly expression: Expression | null;
}

export interface Column {
  readonly name: string;
  /** Canonical type text, as ClickHouse 26.7 reports it: `Nullable(String)`, `Decimal(18, 2)`. */
  readonly type: string;
  readonly default: ColumnDefault | null;
  /** The arguments of CODEC(...), canonical; null where there is none. */
  readonly codec: Expression | null;
  readonly ttl: Expression | null;
  /** Never the empty string: ClickHouse drops `COMMENT ''`. */
  readonly comment: string | null;
  readonly statistics: Expression | null;
  /** Column settings, `SETTINGS (max_compress_block_size = 1)`. */
  readonly settings: readonly Setting[];
  /** A name that the author says this column had before. */
  readonly renamedFrom: string | null;
  readonly at: SourceRef;
}

export interface SkipIndex {
  readonly name: string;
  readonly expression: Expression;
  /** Type with its arguments: `bloom_filter(0.01)`, `set(100)`. */
  readonly type: Expression;
  readonly granularity: number;
  readonly at: SourceRef;
}

export interface Projection {
  readonly name: string;
  /** What stands between the parentheses, and a `WITH SETTINGS (...)` after them where there is one. */
  readonly body: Expression;
  readonly settings: Expression | null;
  readonly at: SourceRef;
}

export interface Constraint {
  readonly name: string;
  readonly kind: 'CHECK' | 'ASSUME';
  readonly expression: Expression;
  readonly at: SourceRef;
}

/** One engine or column setting; the value is the literal as SQL text, quotes included. */
export interface Setting {
  readonly name: string;
  readonly value: string;
}

export interface Engine {
  /** `ReplicatedReplacingMergeTree`, `Kafka`, ... */
  readonly name: string;
  /** The empty list stands for no parentheses and for empty ones: ClickHouse takes both for the same. */
  readonly args: readonly Expression[];
}

/** The storage clauses of a table or of a materialized view with an engine of its own. */
export interface Storage {
  readonly engine: Engine;
  readonly partitionBy: Expression | null;
  /** Null where it is not written; equal to the sorting key then. */
  readonly primaryKey: readonly Expression[] | null;
  /** The elements of the sorting key; the empty list is `tuple()`. Null where it is not written. */
  readonly orderBy: readonly Expression[] | null;
  readonly sampleBy: Expression | null;
  /** The elements of the TTL clause, in order; empty where there is none. */
  readonly ttl: readonly Expression[];
  /** Sorted by name, without those that only repeat ClickHouse's default (`index_granularity = 8192`). */
  readonly settings: readonly Setting[];
}

interface ObjectBase {
  readonly name: ObjectName;
  /** Logical cluster name, `{cluster}` for the macro, or null for no ON CLUSTER. */
  readonly cluster: string | null;
  readonly comment: string | null;
  readonly renamedFrom: ObjectName | null;
  readonly at: SourceRef;
}

export interface Database extends ObjectBase {
  readonly kind: 'database';
  readonly engine: Engine | null;
}

/** A table of any engine but Distributed. */
export interface Table extends ObjectBase {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly indexes: readonly SkipIndex[];
  readonly projections: readonly Projection[];
  readonly constraints: readonly Constraint[];
  readonly storage: Storage;
}

/** A table of engine Distributed: the front of a pair. */
export interface DistributedTable extends ObjectBase {
  readonly kind: 'distributed';
  /** The first engine argument: the cluster that is read, not the ON CLUSTER one. */
  readonly over: string;
  readonly local: ObjectName;
  readonly shardingKey: Expression | null;
  readonly policy: string | null;
  /** Without codecs and TTLs, which mean nothing here. */
  readonly columns: readonly Column[];
  /** True where the columns were taken from the local table (`AS local`, or a DSL definition that lists none). */
  readonly columnsFromLocal: boolean;
  readonly constraints: readonly Constraint[];
  readonly settings: readonly Setting[];
}

/** A column in the list of a view, as a person wrote it or as the server reported it. */
export interface ViewColumn {
  readonly name: string;
  /** Null where a view lists names only. */
  readonly type: string | null;
  /** What follows the type (CODEC, COMMENT, ...), kept whole; null where nothing does. */
  readonly attributes: Expression | null;
}

export interface View extends ObjectBase {
  readonly kind: 'view';
  readonly columns: readonly ViewColumn[] | null;
  readonly query: Expression;
  /** `DEFINER = ... SQL SECURITY ...` as written; null where it is not. */
  readonly security: Expression | null;
}

export interface MaterializedView extends ObjectBase {
  readonly kind: 'materialized-view';
  readonly columns: readonly ViewColumn[] | null;
  readonly query: Expression;
  readonly security: Expression | null;
  /** The target table; null where the view stores its rows itself. */
  readonly to: ObjectName | null;
  /** The view's own storage; null where it writes TO a table. */
  readonly storage: Storage | null;
  /** The REFRESH clause with all its parts, from `REFRESH` on; null for a view that is fed by inserts. */
  readonly refresh: Expression | null;
  readonly populate: boolean;
}

/** A dictionary, kept as a whole definition. */
export interface Dictionary extends ObjectBase {
  readonly kind: 'dictionary';
  /** The attribute list with its parentheses. */
  readonly attributes: Expression;
  /** Everything after the attributes but the comment: PRIMARY KEY, SOURCE, LIFETIME, LAYOUT, RANGE, SETTINGS. */
  readonly definition: Expression;
}

/** A SQL user-defined function. `name.database` is empty. */
export interface SqlFunction extends ObjectBase {
  readonly kind: 'function';
  readonly definition: Expression;
}

export type SchemaObject = Database | Table | DistributedTable | View | MaterializedView | Dictionary | SqlFunction;
export type ObjectKind = SchemaObject['kind'];

/** Everything at one commit, keyed by {@link objectKey} and ordered by it. */
export interface Schema {
  readonly objects: ReadonlyMap<string, SchemaObject>;
}

export const emptySchema: Schema = { objects: new Map() };
