/**
 * What schema files say: the shapes that the functions of this package take.
 *
 * Texts that hold SQL (types, expressions, queries, engines) are SQL as ClickHouse takes it, without a semicolon.
 * Everything is plain data: a schema file may build it with any code that has no side effects.
 */
/** A ClickHouse type; the listed ones are there for completion, any other text is taken too. */
export type ColumnType = 'String' | 'UInt8' | 'UInt16' | 'UInt32' | 'UInt64' | 'UInt128' | 'UInt256' | 'Int8' | 'Int16' | 'Int32' | 'Int64' | 'Int128' | 'Int256' | 'Float32' | 'Float64' | 'Bool' | 'Boolean' | 'Date' | 'Date32' | 'DateTime' | 'DateTime64' | 'UUID' | 'IPv4' | 'IPv6' | (string & {});
/** SQL where a plain string would be taken for a value: `{ expression: 'now()' }`. */
export interface SqlExpression {
    expression: string;
}
/**
 * A default. A string is a string value, with two exceptions that are SQL: text behind `fn:` (`'fn:now()'`), and
 * `{ expression }`.
 */
export type DefaultValue = string | number | boolean | SqlExpression;
/** One step of a codec chain. `raw` takes any SQL: `{ kind: 'raw', expression: 'T64, LZ4' }`. */
export type Codec = {
    kind: 'NONE' | 'LZ4' | 'T64' | 'GCD' | 'ALP';
} | {
    kind: 'LZ4HC' | 'ZSTD';
    level?: number;
} | {
    kind: 'Delta' | 'DoubleDelta' | 'Gorilla';
    size?: 1 | 2 | 4 | 8;
} | {
    kind: 'FPC';
    level: number;
    floatSize: 4 | 8;
} | {
    kind: 'raw';
    expression: string;
};
/** The name of a table, view or dictionary; without a database it is in the config's. */
export interface ObjectReference {
    database?: string;
    name: string;
}
export type SettingValue = string | number | boolean;
export interface ColumnDefinition {
    name: string;
    type: ColumnType;
    /** Wraps the type in `Nullable(...)`. */
    nullable?: boolean;
    default?: DefaultValue;
    /** What `default` is; DEFAULT where it is not given. EPHEMERAL may stand without a `default`. */
    defaultKind?: 'DEFAULT' | 'MATERIALIZED' | 'ALIAS' | 'EPHEMERAL';
    /** SQL: short for `default: { expression }, defaultKind: 'MATERIALIZED'`. */
    materialized?: string;
    /** SQL: short for `default: { expression }, defaultKind: 'ALIAS'`. */
    alias?: string;
    /** SQL, or true for none: short for `defaultKind: 'EPHEMERAL'`. */
    ephemeral?: string | true;
    /** One codec, a chain of them, or the SQL between the parentheses of `CODEC(...)`. */
    codec?: Codec | readonly Codec[] | string;
    /** SQL: `'ts + INTERVAL 30 DAY'`. */
    ttl?: string;
    comment?: string;
    /** SQL: `'tdigest, uniq'`. */
    statistics?: string;
    /** Settings of the column itself. */
    settings?: Record<string, SettingValue>;
    /** The name that this column had before: its data stays when the column is renamed. */
    renamedFrom?: string;
}
interface SkipIndexBase {
    name: string;
    /** SQL, a list of several with or without parentheses. */
    expression: string;
    /** 1 where it is not given. */
    granularity?: number;
}
/** A skip index, its type either with structured arguments or as SQL (`type: 'set(100)'`, or `typeArgs: '100'`). */
export type SkipIndexDefinition = SkipIndexBase & ({
    type: 'minmax';
} | {
    type: 'set';
    maxRows: number;
} | {
    type: 'bloom_filter';
    falsePositiveRate?: number;
} | {
    type: 'tokenbf_v1';
    sizeBytes: number;
    hashFunctions: number;
    randomSeed: number;
} | {
    type: 'ngrambf_v1';
    ngramSize: number;
    sizeBytes: number;
    hashFunctions: number;
    randomSeed: number;
} | {
    type: 'text';
    tokenizer: string;
    preprocessor?: string;
    postprocessor?: string;
    supportPhraseSearch?: boolean;
    dictionaryBlockSize?: number;
    dictionaryBlockFrontcodingCompression?: boolean;
    postingListBlockSize?: number;
    postingListCodec?: 'none' | 'bitpacking';
} | {
    type: string & {};
    typeArgs?: string | number | readonly (string | number)[];
});
export type ProjectionDefinition = {
    name: string;
    /** The SELECT, without parentheses. */
    query: string;
} | {
    name: string;
    /** The expressions of a projection that is only an index. */
    index: string;
    type: string;
};
export type ConstraintDefinition = {
    name: string;
    check: string;
} | {
    name: string;
    assume: string;
};
interface ObjectDefinition {
    /** The config's `database` where it is not given. */
    database?: string;
    name: string;
    /**
     * The cluster of ON CLUSTER, as the config names it; `'{cluster}'` for the macro, `'none'` for no ON CLUSTER.
     * Where it is not given: the config's `distributed.cluster`.
     */
    cluster?: string;
    comment?: string;
    /** The name that it had before: it is renamed then, not dropped and made again. */
    renamedFrom?: string | ObjectReference;
}
interface StorageDefinition {
    /** `'MergeTree'`, `"ReplicatedReplacingMergeTree('/path', '{replica}', version)"`, `'Null'`, ... */
    engine: string;
    /** Columns and expressions, as a list or in one text: `['id', 'ts']`, `'id, ts'`. An empty list is `tuple()`. */
    orderBy?: string | readonly string[];
    /** The sorting key where it is not given. */
    primaryKey?: string | readonly string[];
    partitionBy?: string;
    sampleBy?: string;
    ttl?: string | readonly string[];
    /** Table settings; a string is a string value unless it is a quoted string or a number itself. */
    settings?: Record<string, SettingValue>;
}
/** Settings of plugins, which CHX does not read. Plugins add their keys by declaration merging. */
export interface TablePlugins {
}
export interface TableDefinition extends ObjectDefinition, StorageDefinition {
    columns: readonly ColumnDefinition[];
    indexes?: readonly SkipIndexDefinition[];
    projections?: readonly ProjectionDefinition[];
    constraints?: readonly ConstraintDefinition[];
    /** Not a thing that open-source ClickHouse has: accepted to say so. */
    uniqueKey?: string | readonly string[];
    /** Ignored, with a notice. */
    plugins?: TablePlugins;
}
export interface DistributedDefinition extends ObjectDefinition {
    /** The cluster that is read; the table's own cluster, else its local table's, where it is not given. */
    over?: string;
    /** The local table, as its definition or by name. */
    local: string | ObjectReference;
    /** SQL: `'cityHash64(id)'`. */
    shardingKey?: string;
    /** A storage policy for what waits to be sent. */
    policy?: string;
    /** The local table's columns where they are not given. */
    columns?: readonly ColumnDefinition[];
    constraints?: readonly ConstraintDefinition[];
    settings?: Record<string, SettingValue>;
    plugins?: TablePlugins;
}
interface ViewSecurity {
    columns?: readonly {
        name: string;
        type?: ColumnType;
    }[];
    definer?: string;
    sqlSecurity?: 'DEFINER' | 'INVOKER' | 'NONE';
    /** The query, from SELECT or WITH on. */
    as: string;
    plugins?: TablePlugins;
}
export interface ViewDefinition extends ObjectDefinition, ViewSecurity {
}
/** When a refreshable view runs; the texts are intervals such as `'1 HOUR'`. Exactly one of `every` and `after`. */
export interface RefreshDefinition {
    every?: string;
    after?: string;
    offset?: string;
    randomize?: string;
    dependsOn?: readonly (string | ObjectReference)[];
    settings?: Record<string, SettingValue>;
    append?: boolean;
    /** Whether the first refresh waits for its time. */
    empty?: boolean;
}
export interface MaterializedViewDefinition extends ObjectDefinition, ViewSecurity, Partial<StorageDefinition> {
    /** The table that it writes to, as its definition or by name; without it the view needs an `engine`. */
    to?: string | ObjectReference;
    /** A schedule, or the SQL of the clause from REFRESH on. */
    refresh?: RefreshDefinition | string;
    populate?: boolean;
}
export interface DictionaryAttribute {
    name: string;
    type: ColumnType;
    default?: DefaultValue;
    /** SQL over the source's columns. */
    expression?: string;
    hierarchical?: boolean;
    bidirectional?: boolean;
    injective?: boolean;
    isObjectId?: boolean;
}
export interface DictionaryDefinition extends ObjectDefinition {
    attributes: readonly DictionaryAttribute[];
    primaryKey: string | readonly string[];
    /** What stands in `SOURCE(...)`. A secret is written `'${chx:NAME}'` and filled in at deploy. */
    source: string;
    /** What stands in `LAYOUT(...)`: `'HASHED()'`. */
    layout: string;
    /** What stands in `LIFETIME(...)`: `'300'`, `'MIN 300 MAX 360'`. */
    lifetime?: string | number;
    range?: {
        min: string;
        max: string;
    };
    settings?: Record<string, SettingValue>;
    plugins?: TablePlugins;
}
export interface DatabaseDefinition {
    name: string;
    /** `'Atomic'`, `"Replicated('/path', '{shard}', '{replica}')"`; the server's default where it is not given. */
    engine?: string;
    cluster?: string;
    comment?: string;
    renamedFrom?: string;
}
export interface SqlFunctionDefinition {
    name: string;
    cluster?: string;
    /** The lambda: `'(x, y) -> x + y'`. */
    as: string;
}
/** A definition as the functions of this package return it: frozen, and told apart by `kind`. */
export type Defined<Kind extends string, Definition> = Readonly<Definition> & {
    readonly kind: Kind;
};
export type SchemaDefinition = Defined<'table', TableDefinition> | Defined<'distributed', DistributedDefinition> | Defined<'view', ViewDefinition> | Defined<'materialized_view', MaterializedViewDefinition> | Defined<'dictionary', DictionaryDefinition> | Defined<'database', DatabaseDefinition> | Defined<'function', SqlFunctionDefinition>;
export type DefinitionKind = SchemaDefinition['kind'];
export {};
