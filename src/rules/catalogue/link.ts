import { rules } from '../index.ts';
import { silenceRules } from '../shared/silence.ts';

const documented: ReadonlySet<string> = new Set([...rules, ...silenceRules].map(({ id }) => id));

/**
 * The place in `docs/rules.md` that explains a rule.
 *
 * @param root - Where the files of this version are shown, `https://github.com/owner/name/blob/v1`; null where nothing is known.
 * @returns A URL; null without a root, and for findings that no rule of the catalogue made.
 */
export function ruleLink(rule: string, root: string | null): string | null {
  return root === null || !documented.has(rule) ? null : `${root.replace(/\/+$/, '')}/docs/rules.md#${rule}`;
}
