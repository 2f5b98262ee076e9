/** Every type that a table's columns name, inner ones included. */
import type { Column, DistributedTable, Schema, Table } from '../../schema/model.ts';
import { columnTables } from './subject.ts';
import { parseType, type TypeNode, typesWithin } from './types.ts';

export interface NamedType {
  readonly table: Table | DistributedTable;
  readonly column: Column;
  readonly type: TypeNode;
}

export function* namedTypes(schema: Schema): Generator<NamedType> {
  for (const table of columnTables(schema)) {
    // What comes from the local table is reported there.
    if (table.kind === 'distributed' && table.columnsFromLocal) continue;
    for (const column of table.columns) {
      const whole = parseType(column.type);
      if (whole === null) continue;
      for (const type of typesWithin(whole)) yield { table, column, type };
    }
  }
}

/** A type as it is written, for messages. */
export function printType(type: TypeNode): string {
  if (type.args.length === 0) return type.name;
  const args = type.args.map((argument) => {
    const text = argument.type === null ? argument.text : printType(argument.type);
    return argument.label === null ? text : `${argument.label} ${text}`;
  });
  return `${type.name}(${args.join(', ')})`;
}
