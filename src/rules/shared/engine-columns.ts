/** The columns that MergeTree engines take as arguments: version, sign, is_deleted, columns to sum. */
import type { Column, Expression } from '../../schema/model.ts';
import { bareName, isLiteral } from './expressions.ts';
import type { Problem } from './rule.ts';
import { code, isPhysical, type Stored } from './subject.ts';
import { columnType } from './types.ts';

/** A stored column by its name; null where the name is none, or the columns are those of a query. */
export function storedColumn(name: string, columns: readonly Column[]): Column | undefined {
  return columns.find((column) => column.name === name && isPhysical(column));
}

/**
 * What is wrong with a column that an engine takes.
 *
 * @param role - What it is for the engine, `version`.
 * @param accepts - Whether a type, without parameters, will do.
 * @param wanted - What will do, for people.
 */
export function* columnProblems(
  { object, storage, columns }: Stored,
  argument: Expression | undefined,
  role: string,
  accepts: (type: string) => boolean,
  wanted: string,
): Generator<Problem> {
  const { name: engine } = storage.engine;
  if (argument !== undefined && isLiteral(argument)) {
    yield {
      object,
      message: `the ${role} column of ${engine} is the constant ${code(argument.text)}: name a column, without quotes`,
    };
    return;
  }
  const name = argument === undefined ? null : bareName(argument);
  if (argument !== undefined && name === null) {
    yield { object, message: `the ${role} column of ${engine} is ${code(argument.text)}: name one column` };
    return;
  }
  if (columns === null || name === null) return;
  const column = storedColumn(name, columns);
  if (column === undefined) {
    const computed = columns.find((candidate) => candidate.name === name)?.default?.kind;
    yield {
      object,
      message:
        computed === undefined
          ? `the ${role} column ${code(name)} of ${engine} is no column of the table: add it, or name another`
          : `the ${role} column ${code(name)} of ${engine} is ${computed} and holds no data: use a column that does`,
    };
    return;
  }
  const type = columnType(column.type);
  if (type === null || accepts(type.name)) return;
  yield {
    object,
    at: column.at,
    message: `the ${role} column ${code(name)} of ${engine} is ${code(column.type)} and must be ${wanted}: change its type, or use another column`,
  };
}
