/** Who did something, as GraphQL says it. */
import { z } from 'zod';
import type { Person } from '../gate/record.ts';

/** The fields that {@link personOf} reads, for queries. */
export const actorFields = '{ __typename login }';

export const actorShape = z.object({ __typename: z.string(), login: z.string() }).nullable();
export type Actor = z.infer<typeof actorShape>;

/** Null where the account is deleted. A bot's login is GraphQL's: without the `[bot]` that REST puts behind it. */
export function personOf(actor: Actor): Person | null {
  if (actor === null) return null;
  const kind = actor.__typename === 'User' ? 'user' : actor.__typename === 'Bot' ? 'bot' : 'other';
  return { login: actor.login, kind };
}

/** A login as it can be compared across the two APIs, and with what people write: in lower case, without `[bot]`. */
export function bareLogin(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}
