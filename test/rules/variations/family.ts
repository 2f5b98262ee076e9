/** What a group of generated statements is. */

export interface Family {
  readonly name: string;
  /** CREATE statements that all of the group need, made once before them. */
  readonly setup?: string;
  /** One CREATE each, of `app.x`, `fn_x` or `db_x`. */
  readonly statements: readonly string[];
  /** Where rules and server may differ, and why. A pattern that matches no difference fails the test. */
  readonly left?: readonly (readonly [RegExp, string])[];
}

/** Every choice of one element from each list. */
export function cross<const T extends readonly (readonly string[])[]>(...lists: T): string[][] {
  return lists.reduce<string[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]]);
}

/** Ways to get a name wrong: another case, a letter too few, too many, or two swapped. */
export function misspellings(name: string): string[] {
  const middle = Math.floor(name.length / 2);
  const swapped = name.slice(0, middle) + (name[middle + 1] ?? '') + (name[middle] ?? '') + name.slice(middle + 2);
  const all = [name.toLowerCase(), name.toUpperCase(), name.slice(0, -1), `${name}${name.slice(-1)}`, swapped];
  return [...new Set(all)].filter((other) => other !== name && /^\w+$/.test(other));
}

/** A MergeTree table with these columns beside `id`, and this after the engine. */
export function table(columns: string, rest = 'ENGINE = MergeTree ORDER BY id'): string {
  return `CREATE TABLE app.x (id UInt64${columns === '' ? '' : `, ${columns}`}) ${rest}`;
}
