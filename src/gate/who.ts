/** Who may confirm, for people: the same words in the answers to commands as in comment and check. */
import type { Phrase } from '../report/actions.ts';
import { codeSpan } from '../report/text.ts';
import { type Policy, whoMay as whoMayPhrase } from '../report/who.ts';
import { compareText } from '../schema/name.ts';
import type { GateRecord } from './record.ts';
import type { GatePolicy } from './standing.ts';

const ranks: readonly GatePolicy['permission'][] = ['write', 'maintain', 'admin'];

/**
 * What several policies ask for together, as far as one can say it: the higher permission, the people in every list, the
 * author's confirmation only where all allow it. With no policy the strictest.
 */
export function strictest(policies: readonly GatePolicy[]): GatePolicy {
  if (policies.length === 0) return { permission: 'admin', confirmers: [], allowAuthor: false };
  const lists = policies.map(({ confirmers }) => confirmers).filter((list) => list.length > 0);
  const [first = [], ...others] = lists;
  const inAll = first.filter((name) => others.every((list) => list.some((other) => sameLogin(other, name))));
  return {
    permission: ranks.findLast((rank) => policies.some(({ permission }) => permission === rank)) ?? 'admin',
    // Somebody in a team of one list may be in another by name: what is in one of them is all that can be said then.
    confirmers: inAll.length > 0 ? inAll : first,
    allowAuthor: policies.every(({ allowAuthor }) => allowAuthor),
  };
}

/** Whose confirmation counts under some policies, for {@link whoMay} and for reports. */
export function policyOf(
  policies: readonly GatePolicy[],
  { author, writers, personal }: Pick<GateRecord, 'author' | 'writers' | 'personal'>,
): Policy {
  const wrote = writers === null ? null : [...(author === null ? [] : [author.login]), ...writers];
  const once = wrote?.filter((login, index) => wrote.findIndex((other) => sameLogin(other, login)) === index) ?? null;
  return { ...strictest(policies), writers: once?.sort(compareText) ?? null, personal };
}

/**
 * Who may confirm, as one phrase of markdown that begins in lower case and pings nobody: `anyone with the maintain permission
 * other than @a, who wrote it`, names in code.
 */
export function whoMay(
  policies: readonly GatePolicy[],
  record: Pick<GateRecord, 'author' | 'writers' | 'personal'>,
): string {
  return markdownOf(whoMayPhrase(policyOf(policies, record)));
}

function markdownOf(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : codeSpan(part.code))).join('');
}

function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
