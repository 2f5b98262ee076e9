/** Who may do what: the conditions on people, each with its own no. */
import type { Config } from '../config/config.ts';
import { effectivePermission } from '../report/who.ts';
import type { Reason } from './reasons.ts';
import type { GateRecord, People, Person, Standing } from './record.ts';

/** What a config asks of a confirmation. */
export type GatePolicy = Config['guards'];

export interface Refusal {
  readonly reason: Reason;
  /** One line for people, without a full stop. */
  readonly why: string;
}

/** The name under which a person is asked for and found in {@link People}. GraphQL leaves out what sets a bot's apart. */
export function standingKey(person: Person): string {
  const login = person.login.toLowerCase();
  return person.kind === 'bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}

/** Whether a revocation of theirs blocks. What can't be read blocks. */
export function mayBlock(person: Person | null, people: People): 'yes' | 'no' | 'unreadable' {
  if (person === null) return 'unreadable';
  return standingBlocks(people.standings.get(standingKey(person)));
}

export function standingBlocks(standing: Standing | undefined): 'yes' | 'no' | 'unreadable' {
  if (standing?.kind !== 'known') return 'unreadable';
  return standing.push || standing.maintain || standing.admin ? 'yes' : 'no';
}

/** Why a person's confirmation can't count, whatever it says; null where it can. All policies have to allow it. */
export function refusalOf(
  person: Person | null,
  record: GateRecord,
  people: People,
  policies: readonly GatePolicy[],
): Refusal | null {
  if (person === null) return { reason: 'author-deleted', why: 'the account that wrote it is deleted' };
  const who = `@${person.login}`;
  if (person.kind !== 'user') {
    return { reason: 'not-a-person', why: `${who} is ${person.kind === 'bot' ? 'a bot' : 'no person'}` };
  }
  if (policies.length === 0) return { reason: 'no-policy', why: 'it is not known who may confirm' };
  const standing = people.standings.get(standingKey(person));
  if (standing === undefined || standing.kind === 'unreadable') {
    const cause = standing === undefined ? '' : `: ${standing.why}`;
    return { reason: 'standing-unreadable', why: `what ${who} may do here could not be read${cause}` };
  }
  if (standing.kind === 'missing') return { reason: 'no-such-account', why: `GitHub knows no ${who}` };

  for (const policy of policies) {
    const needed = effectivePermission({ permission: policy.permission, personal: record.personal });
    if (!holds(standing, needed)) return { reason: 'permission', why: `${who} has less than the ${needed} permission` };
  }
  for (const policy of policies) {
    const refusal = confirmerRefusal(person, who, people, policy);
    if (refusal !== null) return refusal;
  }
  return policies.every(({ allowAuthor }) => allowAuthor) ? null : writerRefusal(person, who, record);
}

function holds(
  standing: { readonly push: boolean; readonly maintain: boolean; readonly admin: boolean },
  needed: GatePolicy['permission'],
): boolean {
  switch (needed) {
    case 'write':
      return standing.push;
    case 'maintain':
      return standing.maintain;
    case 'admin':
      return standing.admin;
  }
}

function confirmerRefusal(person: Person, who: string, people: People, policy: GatePolicy): Refusal | null {
  if (policy.confirmers.length === 0) return null;
  const login = person.login.toLowerCase();
  let unreadable: string | null = null;
  for (const confirmer of policy.confirmers) {
    const name = confirmer.toLowerCase();
    if (!isTeam(name)) {
      if (name === login) return null;
      continue;
    }
    const membership = people.memberships.get(`${name} ${login}`);
    if (membership === 'member') return null;
    if (membership !== 'no') unreadable ??= confirmer;
  }
  return unreadable === null
    ? { reason: 'not-a-confirmer', why: `${who} is not among those who may confirm` }
    : { reason: 'team-unreadable', why: `whether ${who} is in the team ${unreadable} could not be read` };
}

function writerRefusal(person: Person, who: string, record: GateRecord): Refusal | null {
  const login = person.login.toLowerCase();
  if (record.author?.login.toLowerCase() === login) {
    return { reason: 'wrote-the-change', why: `${who} opened this pull request` };
  }
  if (record.writers === null) {
    return { reason: 'writers-unreadable', why: `whether ${who} wrote any of the commits could not be read` };
  }
  return record.writers.some((writer) => writer.toLowerCase() === login)
    ? { reason: 'wrote-the-change', why: `${who} wrote commits of this pull request` }
    : null;
}

/** Whether a name in `confirmers` is a team's. */
export function isTeam(name: string): boolean {
  return name.includes('/');
}
