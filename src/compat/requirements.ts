/** Which rows of the matrix a schema's objects need. Pure; the caller asks about a version. */
import type {
  Column,
  Constraint,
  DistributedTable,
  MaterializedView,
  SchemaObject,
  Setting,
  SkipIndex,
  SourceRef,
  Storage,
  Table,
} from '../schema/model.ts';
import { isReplicated, stringArgument } from '../sql/engine.ts';
import { tokenize } from '../sql/tokens.ts';
import { codecRows, databaseEngineRow, engineRow, indexRow, layoutRows, typeRows } from './names.ts';

/** One row that something in a schema needs. */
export interface Requirement {
  /** A row's id. */
  readonly row: string;
  /** What needs it, as a person would say it: "the column `a`"; null for the object itself. */
  readonly part: string | null;
  readonly at: SourceRef;
}

const tableSettings: Readonly<Record<string, string>> = {
  add_minmax_index_for_numeric_columns: 'implicit-minmax-indexes',
  add_minmax_index_for_string_columns: 'implicit-minmax-indexes',
  allow_experimental_reverse_key: 'order-by-desc-with-setting',
  allow_nullable_key: 'nullable-key',
  deduplicate_merge_projection_mode: 'projection-on-replacing-with-mode',
  storage_policy: 'storage-policy',
};

/**
 * What a CREATE of an object needs.
 *
 * @param replace True for CREATE OR REPLACE.
 */
export function objectRequirements(object: SchemaObject, replace = false): readonly Requirement[] {
  const own = (row: string | null): Requirement[] => (row === null ? [] : [{ row, part: null, at: object.at }]);
  switch (object.kind) {
    case 'database':
      return [
        ...own(object.engine === null ? null : databaseEngineRow(object.engine.name)),
        ...own(object.comment === null ? null : 'database-comment'),
      ];
    case 'table':
      return [
        ...own(replace ? 'create-or-replace-table' : null),
        ...own(object.comment === null ? null : 'table-comment'),
        ...tableRequirements(object),
      ];
    case 'distributed':
      return [
        ...own(replace ? 'create-or-replace-table' : null),
        ...own(object.comment === null ? null : 'table-comment'),
        ...distributedRequirements(object),
      ];
    case 'view':
      return [
        ...own(replace ? 'create-or-replace-view' : 'view'),
        ...own(object.comment === null ? null : 'view-comment'),
        ...own(object.security === null ? null : 'view-security'),
      ];
    case 'materialized-view':
      return [
        ...own(replace ? 'create-or-replace-materialized-view' : 'materialized-view'),
        ...own(object.comment === null ? null : 'view-comment'),
        ...own(object.security === null ? null : 'view-security'),
        ...refreshRows(object).flatMap(own),
        ...(object.storage === null ? [] : storageRequirements(object.storage, object.at)),
      ];
    case 'dictionary':
      return [
        ...own(replace ? 'create-or-replace-dictionary' : 'dictionary'),
        ...own(object.comment === null ? null : 'dictionary-comment'),
        ...layoutRows(object.definition.text).flatMap(own),
        ...own(/\bCLICKHOUSE\b[^)]*\bQUERY\b/i.test(object.definition.text) ? 'dictionary-query-source' : null),
      ];
    case 'function':
      return own(replace ? 'create-or-replace-function' : 'sql-function');
  }
}

function refreshRows({ refresh }: MaterializedView): readonly string[] {
  if (refresh === null) return [];
  return words(refresh.text).includes('APPEND')
    ? ['refreshable-view', 'refreshable-view-append']
    : ['refreshable-view'];
}

function tableRequirements(table: Table): readonly Requirement[] {
  const { storage } = table;
  return [
    ...table.columns.flatMap(columnRequirements),
    ...table.indexes.flatMap(indexRequirements),
    ...table.projections.flatMap(({ name, at, settings }) => [
      { row: 'projection', part: `the projection \`${name}\``, at },
      ...(settings === null ? [] : [{ row: 'projection-settings', part: `the projection \`${name}\``, at }]),
    ]),
    ...table.constraints.map(constraintRequirement),
    ...storageRequirements(storage, table.at),
  ];
}

function distributedRequirements(table: DistributedTable): readonly Requirement[] {
  const { at } = table;
  return [
    ...table.columns.flatMap(columnRequirements),
    ...table.constraints.map(constraintRequirement),
    ...(table.policy === null ? [] : [{ row: 'distributed-policy', part: null, at }]),
    ...(table.settings.length === 0 ? [] : [{ row: 'distributed-settings', part: null, at }]),
  ];
}

function storageRequirements(storage: Storage, at: SourceRef): readonly Requirement[] {
  const { engine, orderBy } = storage;
  const rows: (string | null)[] = [engineRow(engine.name), ...replicaRows(storage)];
  if (engine.name.endsWith('ReplacingMergeTree') && argumentCount(storage) > 1)
    rows.push('engine-replacing-is-deleted');
  const reverse = storage.settings.some(({ name }) => name === 'allow_experimental_reverse_key');
  if (!reverse && orderBy?.some(({ text }) => words(text).at(-1) === 'DESC') === true) rows.push('order-by-desc');
  for (const element of storage.ttl) rows.push(...ttlRows(element.text));
  for (const { name } of storage.settings) rows.push(tableSettings[name] ?? null);
  return [...new Set(rows)].flatMap((row) => (row === null ? [] : [{ row, part: null, at }]));
}

/** Arguments of a MergeTree engine without the Keeper path and the replica's name. */
function argumentCount({ engine }: Storage): number {
  const replicated = isReplicated(engine) && stringArgument(engine.args[0]) !== null ? 2 : 0;
  return engine.args.length - replicated;
}

function replicaRows({ engine }: Storage): readonly string[] {
  if (!isReplicated(engine)) return [];
  const path = stringArgument(engine.args[0]);
  const rows = path === null || path.includes('{uuid}') ? ['replicated-without-arguments'] : [];
  if (path?.includes('{server_uuid}') === true) rows.push('replica-path-server-uuid');
  return rows;
}

/** What one element of a table's TTL needs. */
export function ttlRows(text: string): readonly string[] {
  const found = words(text);
  const follows = (first: string, second: string): boolean =>
    found.some((word, index) => word === first && found[index + 1] === second);
  const rows = ['table-ttl'];
  if (follows('TO', 'DISK') || follows('TO', 'VOLUME')) rows.push('ttl-move');
  if (follows('GROUP', 'BY')) rows.push('ttl-group-by');
  else if (found.includes('WHERE')) rows.push('ttl-where');
  if (found.includes('RECOMPRESS')) rows.push('ttl-recompress');
  return rows;
}

/** What a column needs, wherever it stands. */
export function columnRequirements(column: Column): readonly Requirement[] {
  const rows = [...typeRows(column.type)];
  if (column.default?.kind === 'EPHEMERAL')
    rows.push(column.default.expression === null ? 'column-ephemeral-without-expression' : 'column-ephemeral');
  if (column.codec !== null) rows.push(...codecRows(column.codec.text));
  if (column.ttl !== null) rows.push('column-ttl');
  if (column.comment !== null) rows.push('column-comment');
  if (column.statistics !== null) rows.push('column-statistics');
  if (column.settings.length > 0) rows.push('column-settings');
  return rows.map((row) => ({ row, part: `the column \`${column.name}\``, at: column.at }));
}

/** What a skip index needs. */
export function indexRequirements(index: SkipIndex): readonly Requirement[] {
  const type = indexRow(index.type.text);
  return ['skip-index', ...(type === null ? [] : [type])].map((row) => ({
    row,
    part: `the index \`${index.name}\``,
    at: index.at,
  }));
}

/** What a constraint needs. */
export function constraintRequirement({ name, kind, at }: Constraint): Requirement {
  return { row: kind === 'CHECK' ? 'constraint-check' : 'constraint-assume', part: `the constraint \`${name}\``, at };
}

/** What table settings need besides MODIFY SETTING itself. */
export function settingRows(settings: readonly Setting[]): readonly string[] {
  return settings.flatMap(({ name }) => tableSettings[name] ?? []);
}

function words(text: string): readonly string[] {
  return tokenize(text).flatMap((token) => (token.kind === 'word' ? [token.text.toUpperCase()] : []));
}
