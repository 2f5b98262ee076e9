/** How many single-character edits (insert, delete, replace, swap of neighbours) turn one text into the other. */
function distance(a: string, b: string): number {
  const width = b.length + 1;
  const rows: number[][] = [Array.from({ length: width }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j < width; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** Upper and lower case, `_` and `-` say the same to a person who misspelt a key. */
const fold = (text: string): string => text.toLowerCase().replace(/[_-]/g, '');

/**
 * The known word that a person most likely meant, or null where none is near: at most a third of its letters wrong.
 * The first of equally near ones wins.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const wanted = fold(word.slice(0, 64));
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const found = distance(wanted, fold(candidate));
    if (found < bestDistance && found <= Math.ceil(candidate.length / 3)) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}
