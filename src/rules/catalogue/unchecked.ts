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
    what: 'RANGE_HASHED without RANGE, a dictionary source that is missing',
    why: 'ClickHouse accepts both; the source may be made later',
  },
  {
    what: 'What a change does: renumbered Enums (70, 691), narrowed types, renamed columns that a view reads, keys that ALTER refuses (524, 36)',
    why: 'rules look at one schema; the planner compares two and refuses or guards these by name',
  },
  {
    what: 'Which version has a feature',
    why: 'the compatibility matrix says so, for the least version of each target',
  },
];
