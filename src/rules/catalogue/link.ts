import { rules } from '../index.ts';
import { silenceRules, versionRow } from '../shared/silence.ts';

const documented: ReadonlySet<string> = new Set([...rules, ...silenceRules].map(({ id }) => id));

/**
 * The place in `docs/rules.md`, for what a version lacks in `docs/compatibility.md`, that explains a rule.
 *
 * @param root - Where the files of this version are shown, `https://github.com/owner/name/blob/v1`; null where nothing is known.
 * @returns A URL; null without a root, and for findings that no rule of the catalogue made.
 */
export function ruleLink(rule: string, root: string | null): string | null {
  const row = versionRow(rule);
  const place = row !== null ? `compatibility.md#${row}` : documented.has(rule) ? `rules.md#${rule}` : null;
  return root === null || place === null ? null : `${root.replace(/\/+$/, '')}/docs/${place}`;
}
