/** Who may confirm what waits. The one wording of it: in the comment, the check and the answers to commands. */
import type { Phrase } from './actions.ts';
import type { ReportContext } from './context.ts';
import { visible } from './text.ts';

/** The part of a report's context that says whose confirmation counts. */
export type Policy = Pick<ReportContext, 'permission' | 'confirmers' | 'allowAuthor' | 'writers' | 'personal'>;

/** How many names are listed. */
const nameLimit = 5;

/**
 * Who may confirm, as the beginning of a sentence: `anyone with the maintain permission other than @a, who wrote it`. Names
 * are code parts, so that nobody is pinged by them.
 */
export function whoMay(policy: Policy): Phrase {
  const { allowAuthor, writers, confirmers } = policy;
  if (writers === null && !allowAuthor) {
    return [
      "nobody yet: who wrote this change could not be read, and they may not confirm it. Run the check's job again",
    ];
  }
  const excluded = allowAuthor ? [] : (writers ?? []);
  const permission = ` with the ${effectivePermission(policy)} permission`;
  if (confirmers.length === 0) {
    if (policy.personal && effectivePermission(policy) === 'admin') {
      return [`the owner of the repository${allowAuthor ? '' : ', unless it is who wrote this change'}`];
    }
    return [`anyone${permission}`, ...otherThan(excluded)];
  }
  const wrote = new Set(excluded.map((login) => login.toLowerCase()));
  const left = confirmers.filter((name) => !wrote.has(name.toLowerCase()));
  if (left.length === 0) {
    return ['nobody: all of `guards.confirmers` wrote this change. Another person has to be in it on the base branch'];
  }
  const teams = left.some((name) => name.includes('/'));
  return [...names(left, 'or'), `,${permission}`, ...(teams ? otherThan(excluded) : [])];
}

/** The same as plain text, for places where nothing is markup. */
export function whoMayText(policy: Policy): string {
  return whoMay(policy)
    .map((part) => (typeof part === 'string' ? part : visible(part.code)))
    .join('');
}

/** The permission that is asked for in fact: a person's repository has no maintainers. */
export function effectivePermission({
  permission,
  personal,
}: Pick<Policy, 'permission' | 'personal'>): Policy['permission'] {
  return personal && permission === 'maintain' ? 'admin' : permission;
}

/** A repository with one person in it: what lets the owner confirm what the owner wrote. Null where that is no question. */
export function soloHint(policy: Policy): string | null {
  const solo = policy.personal && effectivePermission(policy) === 'admin' && !policy.allowAuthor;
  return solo
    ? 'Alone here? `guards: { allow_author: true }` in the config of the base lets you confirm your own changes.'
    : null;
}

function otherThan(logins: readonly string[]): Phrase {
  return logins.length === 0 ? [] : [' other than ', ...names(logins, 'and'), ', who wrote it'];
}

/** `@a, @b and @c`; of many the first, and how many more. */
function names(logins: readonly string[], last: 'and' | 'or'): Phrase {
  const shown = logins.slice(0, logins.length > nameLimit ? nameLimit - 1 : nameLimit).map((login) => `@${login}`);
  const rest = logins.length - shown.length;
  const parts: Phrase[number][] = [];
  shown.forEach((name, index) => {
    const ends = index === shown.length - 1 && rest === 0;
    if (index > 0) parts.push(ends ? ` ${last} ` : ', ');
    parts.push({ code: name });
  });
  if (rest > 0) parts.push(` ${last} ${rest} others`);
  return parts;
}
