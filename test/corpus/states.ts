/**
 * The project's own corpus: one growing schema, a file a state. A step of the main line goes from one state to the next; a
 * side step goes from the main line's state of its number to a file in `branches`, and nothing goes on from there.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../src/schema/name.ts';

const root = join(import.meta.dirname, 'states');

export const configFile: string = join(import.meta.dirname, 'chx.yml');

export interface State {
  /** `0007_add_columns`. */
  readonly name: string;
  readonly file: string;
}

/** One pair of schemas to plan between. */
export interface Step {
  readonly name: string;
  readonly base: string;
  readonly head: string;
}

/** The states of one folder, in order. */
export function statesIn(folder: string, extension: 'sql' | 'ts' = 'sql'): State[] {
  const end = `.${extension}`;
  return readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .sort(compareText)
    .map((file) => ({ name: file.slice(0, -end.length), file: join(folder, file) }));
}

/** Neighbouring states as steps, each named by where it leads. */
export function neighbours(states: readonly State[]): Step[] {
  return states.flatMap((head, index) => {
    const base = states[index - 1];
    return base === undefined ? [] : [{ name: head.name, base: base.file, head: head.file }];
  });
}

export const mainLine: readonly State[] = statesIn(join(root, 'sql'));
export const branches: readonly State[] = statesIn(join(root, 'branches'));
/** The first states a second time, in the TypeScript DSL. */
export const typescript: readonly State[] = statesIn(join(root, 'ts', 'schema'), 'ts');

/** The side steps, each from the main line's state of the same number. */
export const sideSteps: readonly Step[] = branches.map((head) => {
  const number = head.name.slice(0, 4);
  const base = mainLine.find((state) => state.name.startsWith(number));
  if (base === undefined)
    throw new Error(`test/corpus/states/branches/${head.name}.sql: no state ${number} to start from`);
  return { name: head.name, base: base.file, head: head.file };
});

export const ownSteps: readonly Step[] = [...neighbours(mainLine), ...sideSteps];
