import type { SourceRef } from '../schema/model.ts';

/**
 * Finds the lines of what has no call of its own in a schema file: columns, indexes and the like are object literals,
 * of which the sandbox can't tell where they stand. The text is searched for `name: '...'`; where a list is built by
 * code, the line of the definition has to do.
 */
export class Places {
  readonly #textOf: (path: string) => string | null;
  readonly #starts: ReadonlyMap<string, readonly number[]>;
  readonly #names = new Map<string, ReadonlyMap<string, readonly number[]>>();

  /** @param definitions - Where the definitions start: what one holds is searched for up to the next one. */
  constructor(textOf: (path: string) => string | null, definitions: readonly SourceRef[]) {
    this.#textOf = textOf;
    const starts = new Map<string, number[]>();
    for (const { file, line } of definitions) starts.set(file, [...(starts.get(file) ?? []), line]);
    for (const lines of starts.values()) lines.sort((a, b) => a - b);
    this.#starts = starts;
  }

  /** The first line from a definition's start up to the next one that names something so; null where none does. */
  within(definition: SourceRef, name: string): number | null {
    const end = this.#starts.get(definition.file)?.find((line) => line > definition.line) ?? Number.POSITIVE_INFINITY;
    const lines = this.#lines(definition.file).get(name) ?? [];
    return lines.find((line) => line >= definition.line && line < end) ?? null;
  }

  /** The first line of a file that names something so. */
  named(file: string, name: string): number | null {
    return this.#lines(file).get(name)?.[0] ?? null;
  }

  #lines(file: string): ReadonlyMap<string, readonly number[]> {
    let names = this.#names.get(file);
    if (names === undefined) {
      names = namesIn(this.#textOf(file) ?? '');
      this.#names.set(file, names);
    }
    return names;
  }
}

function namesIn(text: string): ReadonlyMap<string, readonly number[]> {
  const names = new Map<string, number[]>();
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, , name = ''] of line.matchAll(/\bname['"]?\s*:\s*(['"`])([^'"`]*)\1/g)) {
      const lines = names.get(name);
      if (lines === undefined) names.set(name, [index + 1]);
      else lines.push(index + 1);
    }
  }
  return names;
}
