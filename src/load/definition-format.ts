/**
 * What the definitions of schema files may hold, as they come out of the sandbox. The types that authors see are in
 * `src/authoring/types.ts`; a test holds the keys of the two against each other. Every `error` says what is accepted.
 */
import { z } from 'zod';

const text = (what: string) => z.string({ error: what }).min(1, { error: what });
const sql = (example: string) => text(`SQL such as ${example}`);
const flag = z.boolean({ error: 'true or false' });
const whole = z
  .number({ error: 'a whole number' })
  .int({ error: 'a whole number' })
  .min(0, { error: 'a whole number' });
const list = <T extends z.ZodType>(item: T, what: string) => z.array(item, { error: what });
const block = <T extends z.ZodRawShape>(shape: T, what: string) => z.strictObject(shape, { error: what });

const name = text('a name');
const comment = z.string({ error: 'a text' });
const settings = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' }),
  { error: 'a block of settings' },
);
const expression = block({ expression: sql("'now()'") }, 'a block { expression }');
const defaultValue = z.union([z.string(), z.number(), z.boolean(), expression], {
  error: "a value, or SQL as { expression: 'now()' } or 'fn:now()'",
});
const key = z.union([z.string(), z.array(z.string())], {
  error: "columns or expressions such as ['id', 'toDate(ts)']",
});
/** What names another object: a name, or a definition, of which only its name and cluster count. */
const reference = z.union(
  [text('a name'), z.looseObject({ database: name.optional(), name, cluster: name.optional() })],
  { error: "a definition, a name, or { database: 'analytics', name: 'events' }" },
);

const codecStep = block(
  {
    kind: text('the kind of a codec such as ZSTD'),
    level: whole.optional(),
    size: whole.optional(),
    floatSize: whole.optional(),
    expression: sql("'T64, LZ4'").optional(),
  },
  "a codec such as { kind: 'ZSTD', level: 3 }",
);

const column = block(
  {
    name,
    type: text("a type such as 'UInt64'"),
    nullable: flag.optional(),
    default: defaultValue.optional(),
    defaultKind: z
      .enum(['DEFAULT', 'MATERIALIZED', 'ALIAS', 'EPHEMERAL'], { error: 'DEFAULT, MATERIALIZED, ALIAS or EPHEMERAL' })
      .optional(),
    materialized: sql("'toDate(ts)'").optional(),
    alias: sql("'user_name'").optional(),
    ephemeral: z.union([z.literal(true), text('SQL')], { error: 'true, or SQL' }).optional(),
    codec: z
      .union([text('SQL'), codecStep, z.array(codecStep)], {
        error: "a codec such as { kind: 'ZSTD', level: 3 }, or a list",
      })
      .optional(),
    ttl: sql("'ts + INTERVAL 30 DAY'").optional(),
    comment: comment.optional(),
    statistics: sql("'tdigest'").optional(),
    settings: settings.optional(),
    renamedFrom: text('the name that the column had').optional(),
  },
  'a column such as { name, type }',
);

const index = block(
  {
    name,
    expression: sql("'lower(name)'"),
    type: text("a type such as 'minmax' or 'set'"),
    granularity: whole.optional(),
    typeArgs: z
      .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))], { error: "arguments such as '100'" })
      .optional(),
    maxRows: whole.optional(),
    falsePositiveRate: z.number({ error: 'a number' }).optional(),
    sizeBytes: whole.optional(),
    hashFunctions: whole.optional(),
    randomSeed: whole.optional(),
    ngramSize: whole.optional(),
    tokenizer: sql("'ngrams(3)'").optional(),
    preprocessor: sql("'lower(text)'").optional(),
    postprocessor: sql("'lower(text)'").optional(),
    supportPhraseSearch: flag.optional(),
    dictionaryBlockSize: whole.optional(),
    dictionaryBlockFrontcodingCompression: flag.optional(),
    postingListBlockSize: whole.optional(),
    postingListCodec: text('none or bitpacking').optional(),
  },
  'an index such as { name, expression, type }',
);

const projection = block(
  {
    name,
    query: sql("'SELECT a ORDER BY b'").optional(),
    index: sql("'a, b'").optional(),
    type: text('basic').optional(),
  },
  'a projection such as { name, query }',
);

const constraint = block(
  { name, check: sql("'a > 0'").optional(), assume: sql("'a > 0'").optional() },
  'a constraint such as { name, check }',
);

const columns = list(column, 'a list of columns');
const constraints = list(constraint, 'a list of constraints');
const plugins = z.unknown();

const object = {
  database: name.optional(),
  name,
  cluster: text("a cluster, '{cluster}' for the macro, or 'none'").optional(),
  comment: comment.optional(),
  renamedFrom: z
    .union([text('a name'), block({ database: name.optional(), name }, 'a block')], {
      error: "the name that it had: 'events_old' or { database, name }",
    })
    .optional(),
};

const storage = {
  orderBy: key.optional(),
  primaryKey: key.optional(),
  partitionBy: sql("'toYYYYMM(ts)'").optional(),
  sampleBy: sql("'cityHash64(id)'").optional(),
  ttl: z.union([text('SQL'), z.array(text('SQL'))], { error: "SQL such as 'ts + INTERVAL 30 DAY'" }).optional(),
  settings: settings.optional(),
};

const view = {
  columns: list(
    block({ name, type: text('a type').optional() }, 'a column such as { name, type }'),
    'a list',
  ).optional(),
  definer: text('a user').optional(),
  sqlSecurity: z.enum(['DEFINER', 'INVOKER', 'NONE'], { error: 'DEFINER, INVOKER or NONE' }).optional(),
  as: sql("'SELECT ...'"),
  plugins: plugins.optional(),
};

const refresh = block(
  {
    every: text("an interval such as '1 HOUR'").optional(),
    after: text("an interval such as '1 HOUR'").optional(),
    offset: text("an interval such as '1 HOUR'").optional(),
    randomize: text("an interval such as '1 HOUR'").optional(),
    dependsOn: list(reference, 'a list of views').optional(),
    settings: settings.optional(),
    append: flag.optional(),
    empty: flag.optional(),
  },
  "a schedule such as { every: '1 HOUR' }",
);

const attribute = block(
  {
    name,
    type: text("a type such as 'UInt64'"),
    default: defaultValue.optional(),
    expression: sql("'upper(name)'").optional(),
    hierarchical: flag.optional(),
    bidirectional: flag.optional(),
    injective: flag.optional(),
    isObjectId: flag.optional(),
  },
  'an attribute such as { name, type }',
);

const engine = text("an engine such as 'MergeTree'");

/** By the kind that the definition has. */
export const definitionFormats = {
  table: z.strictObject({
    kind: z.literal('table'),
    ...object,
    engine,
    ...storage,
    columns,
    indexes: list(index, 'a list of indexes').optional(),
    projections: list(projection, 'a list of projections').optional(),
    constraints: constraints.optional(),
    uniqueKey: key.optional(),
    plugins: plugins.optional(),
  }),
  distributed: z.strictObject({
    kind: z.literal('distributed'),
    ...object,
    over: text('a cluster').optional(),
    local: reference,
    shardingKey: sql("'cityHash64(id)'").optional(),
    policy: text('a storage policy').optional(),
    columns: columns.optional(),
    constraints: constraints.optional(),
    settings: settings.optional(),
    plugins: plugins.optional(),
  }),
  view: z.strictObject({ kind: z.literal('view'), ...object, ...view }),
  materialized_view: z.strictObject({
    kind: z.literal('materialized_view'),
    ...object,
    ...view,
    engine: engine.optional(),
    ...storage,
    to: reference.optional(),
    refresh: z.union([text('SQL'), refresh], { error: "a schedule such as { every: '1 HOUR' }" }).optional(),
    populate: flag.optional(),
  }),
  dictionary: z.strictObject({
    kind: z.literal('dictionary'),
    ...object,
    attributes: list(attribute, 'a list of attributes'),
    primaryKey: key,
    source: sql('"CLICKHOUSE(table \'users\')"'),
    layout: sql("'HASHED()'"),
    lifetime: z.union([text('SQL'), whole], { error: "'300', or 'MIN 300 MAX 360'" }).optional(),
    range: block({ min: name, max: name }, 'a block { min, max }').optional(),
    settings: settings.optional(),
    plugins: plugins.optional(),
  }),
  database: z.strictObject({
    kind: z.literal('database'),
    name,
    engine: engine.optional(),
    cluster: object.cluster,
    comment: comment.optional(),
    renamedFrom: text('the name that it had').optional(),
  }),
  function: z.strictObject({
    kind: z.literal('function'),
    name,
    cluster: object.cluster,
    as: sql("'(x, y) -> x + y'"),
  }),
} as const;

export type DefinitionOf<Kind extends keyof typeof definitionFormats> = z.infer<(typeof definitionFormats)[Kind]>;
export type TableOf = DefinitionOf<'table'>;
export type ColumnOf = z.infer<typeof column>;
export type IndexOf = z.infer<typeof index>;
export type CodecOf = z.infer<typeof codecStep>;
export type Reference = z.infer<typeof reference>;

/** What the sandbox hands out for one file. */
export const collectedFormat = z.strictObject({
  /** How many definitions the file exports, those included that an earlier file exported too. */
  known: z.number().int(),
  found: z.array(z.strictObject({ stack: z.string(), definition: z.looseObject({ kind: z.string() }) })),
});
