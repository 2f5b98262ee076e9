/** The parts of a schema that rules look at. */
import type {
  Column,
  Dictionary,
  DistributedTable,
  MaterializedView,
  ObjectName,
  Schema,
  SchemaObject,
  Storage,
  Table,
} from '../../schema/model.ts';
import { tableKey } from '../../schema/name.ts';

export function* tables(schema: Schema): Generator<Table> {
  for (const object of schema.objects.values()) if (object.kind === 'table') yield object;
}

export function* distributedTables(schema: Schema): Generator<DistributedTable> {
  for (const object of schema.objects.values()) if (object.kind === 'distributed') yield object;
}

export function* materializedViews(schema: Schema): Generator<MaterializedView> {
  for (const object of schema.objects.values()) if (object.kind === 'materialized-view') yield object;
}

export function* dictionaries(schema: Schema): Generator<Dictionary> {
  for (const object of schema.objects.values()) if (object.kind === 'dictionary') yield object;
}

/** A table of either kind with its columns. */
export function* columnTables(schema: Schema): Generator<Table | DistributedTable> {
  for (const object of schema.objects.values()) {
    if (object.kind === 'table' || object.kind === 'distributed') yield object;
  }
}

/** An object that stores rows, and how. */
export interface Stored {
  readonly object: Table | MaterializedView;
  readonly storage: Storage;
  /** Null for a materialized view: its columns come from its query. */
  readonly columns: readonly Column[] | null;
}

export function* stored(schema: Schema): Generator<Stored> {
  for (const object of schema.objects.values()) {
    if (object.kind === 'table') yield { object, storage: object.storage, columns: object.columns };
    else if (object.kind === 'materialized-view' && object.storage !== null) {
      yield { object, storage: object.storage, columns: null };
    }
  }
}

/** What a name stands for, if the schema has it. */
export function lookUp(schema: Schema, name: ObjectName): SchemaObject | undefined {
  return schema.objects.get(tableKey(name));
}

/** Whether a column is in the data of its table: not ALIAS and not EPHEMERAL. */
export function isPhysical(column: Column): boolean {
  return column.default?.kind !== 'ALIAS' && column.default?.kind !== 'EPHEMERAL';
}

/** Whether a setting of the table is on. */
export function isOn(storage: Storage, name: string): boolean {
  const value = storage.settings.find((setting) => setting.name === name)?.value;
  return value === '1' || value?.toLowerCase() === 'true' || value === "'1'";
}

/** The value of a setting without its quotes; null where it is not written. */
export function settingValue(storage: Storage, name: string): string | null {
  const value = storage.settings.find((setting) => setting.name === name)?.value;
  return value === undefined ? null : value.replace(/^'(.*)'$/s, '$1');
}

/** Text as code in a message. */
export function code(text: string): string {
  return `\`${text}\``;
}
