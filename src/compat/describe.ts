/** Rows of the matrix in words. */
import { areas, type Feature } from './feature.ts';
import { oldest } from './lookup.ts';

/** From when a version has it without a setting: `20.4`, `always`, `never`. */
export function sinceText(feature: Feature): string {
  if (feature.since === 'before') return 'always';
  return feature.since === null ? 'never' : feature.since.join(', ');
}

/** What else there is to say about when, one line each. */
export function spanNotes(feature: Feature): readonly string[] {
  const { experimental, until, had, lacked } = feature;
  const lines: string[] = [];
  if (feature.since === 'before' && until === undefined && lacked === undefined) return lines;
  if (lacked !== undefined) lines.push(`not in ${lacked}; between, not known`);
  if (experimental !== undefined) {
    lines.push(
      experimental.setting === null
        ? `from ${experimental.since}, with a warning`
        : `experimental from ${experimental.since}: ${experimental.setting}`,
    );
  }
  if (until !== undefined) lines.push(had === undefined ? `until ${until}` : `in ${had}, no more in ${until}`);
  return lines;
}

/** The rows by area, in the order of the areas. */
export function byArea(features: readonly Feature[]): readonly (readonly [title: string, rows: readonly Feature[]])[] {
  return Object.entries(areas).flatMap(([area, title]) => {
    const rows = features.filter((feature) => feature.area === area);
    return rows.length === 0 ? [] : [[title, rows] as const];
  });
}

/** What `always` means. */
export const alwaysText = `in ${oldest}, the oldest version that is looked at, and since`;
