/** What a schema can show and no rule says, with the reason: the part of the reference that is left out on purpose. */
export interface Unchecked {
  readonly what: string;
  readonly why: string;
}

export const unchecked: readonly Unchecked[] = [
  {
    what: 'Unknown storage policies, disks, volumes, clusters, macros, Keeper names, Graphite sections and named collections (478, 450, 701, 139, 36)',
    why: 'they are defined on the server; a deploy and `--verify` on a server of yours see them',
  },
  {
    what: 'Unknown settings of tables and columns, and values that do not fit (115, 36, 70)',
    why: 'each version has others, and a CREATE takes the settings of its session beside those of the table',
  },
  {
    what: 'Types of expressions: defaults that do not convert (6, 41, 691), keys, TTLs, indexes and sharding keys over calls and operators',
    why: 'expressions are compared, not interpreted; `--verify embedded` asks the engine',
  },
  {
    what: 'Functions that do not exist, and their arguments; arguments of AggregateFunction and SimpleAggregateFunction (63, 42, 43, 36)',
    why: 'user-defined functions live on the server, and each version has others; `--verify embedded` asks the engine',
  },
  {
    what: 'Columns and types of a SELECT beyond written names: stars, expressions without an alias, queries of several SELECTs',
    why: 'they need the whole query resolved; `--verify embedded` asks the engine',
  },
  { what: 'Time zones that do not exist (36)', why: 'the list belongs to the server’s own data' },
  {
    what: 'Types of a Variant that resemble each other (44)',
    why: 'which do is a matter of version and of `allow_suspicious_variant_types`',
  },
  { what: 'Statistics and their types (80, 708)', why: 'which type takes which statistics changed with every version' },
  {
    what: 'Arguments of engines that read other systems (S3, MySQL, Iceberg, Alias, ...), formats, and unknown parameters of a dictionary layout',
    why: 'each takes forms of its own that grow with every version; ClickHouse itself accepts an unknown format and parameter at CREATE',
  },
  {
    what: 'What a dictionary source of another kind or host returns',
    why: 'it is another system; a source in the same schema is looked at by dictionary-load',
  },
  {
    what: 'A REFRESH setting that there is not (115), names of built-in functions for one of your own (609)',
    why: 'each version has others; `--verify embedded` asks the engine',
  },
  {
    what: 'Plain columns beside aggregates in a materialized view that is AggregatingMergeTree itself (36), FINAL over an engine without it (181)',
    why: 'they need the types of the whole query; `--verify embedded` asks the engine',
  },
  {
    what: 'Clauses in the wrong order, TO beside ENGINE, keys, indexes and TTLs of a Distributed table, its number of arguments (62, 36, 42), one name for two objects',
    why: 'the reader of the files refuses them with file and line before any rule looks',
  },
  {
    what: '`internal_replication`, weights and hosts of clusters, macros (139), Keeper nodes that a dropped table still holds (253)',
    why: 'they are the configuration and the past of the servers; a deploy looks at them',
  },
  {
    what: 'A lightweight DELETE on a table with projections (344), a DDL time-out, two ALTERs of one Replicated table in a row (517)',
    why: 'they are no part of a schema; the planner merges ALTERs and states what a statement waits for',
  },
  {
    what: 'CREATE OR REPLACE of a SQL function, which changes none of the defaults and views that hold its body',
    why: 'rules look at one schema, and this is about two',
  },
  {
    what: 'ON CLUSTER on a Cloud target',
    why: 'CHX writes none there',
  },
  {
    what: 'What a change does: renumbered Enums (70, 691), narrowed types, renamed columns that a view reads, keys that ALTER refuses (524, 36)',
    why: 'rules look at one schema; the planner compares two and refuses or guards these by name',
  },
  {
    what: 'Which version has a feature, and which types and settings are experimental there',
    why: 'the [compatibility matrix](compatibility.md) says so, for the least version of each target, in findings `version-lacks-` and its kin; `silence` takes them too',
  },
];
