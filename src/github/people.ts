/** What the people in a record may do, asked of GitHub once a run. */
import { z } from 'zod';
import type { Membership, People, Standing } from '../gate/record.ts';
import type { GitHubClient } from './client.ts';
import { attempt, GitHubError } from './failure.ts';
import { inRepository, type Repository } from './repository.ts';

interface Cache {
  readonly standings: Map<string, Promise<Standing>>;
  readonly memberships: Map<string, Promise<Membership>>;
}

/** One client is one run. What could not be read is not kept. */
const caches = new WeakMap<GitHubClient, Cache>();

/**
 * Asks for the permission of each login and for its membership in each team. What GitHub does not answer is
 * `unreadable`, and the others are still there; the client bounds how many requests run at once and how often each is sent.
 *
 * @param logins as REST has them, a bot's with `[bot]`.
 * @param teams as `organisation/team`, the team by its slug.
 * @throws GitHubError only where the token is not valid.
 */
export async function readPeople(
  client: GitHubClient,
  repository: Repository,
  logins: readonly string[],
  teams: readonly string[],
): Promise<People> {
  const cache = caches.get(client) ?? { standings: new Map(), memberships: new Map() };
  caches.set(client, cache);
  const people = [...new Set(logins.map((login) => login.toLowerCase()))];
  const standings = people.map(async (login): Promise<readonly [string, Standing]> => {
    const place = `${repository.owner}/${repository.name} ${login}`;
    const ask = (): Promise<Standing> => readStanding(client, repository, login);
    return [login, await remembered(cache.standings, place, ask, (standing) => standing.kind !== 'unreadable')];
  });
  const memberships = people.flatMap((login) =>
    [...new Set(teams.map((team) => team.toLowerCase()))].map(async (team): Promise<readonly [string, Membership]> => {
      const key = `${team} ${login}`;
      const ask = (): Promise<Membership> => readMembership(client, team, login);
      return [key, await remembered(cache.memberships, key, ask, (membership) => membership !== 'unreadable')];
    }),
  );
  return {
    standings: new Map(await Promise.all(standings)),
    memberships: new Map(await Promise.all(memberships)),
  };
}

async function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  ask: () => Promise<T>,
  keep: (answer: T) => boolean,
): Promise<T> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  let kept = false;
  try {
    const answer = await asked;
    kept = keep(answer);
    return answer;
  } finally {
    if (!kept) known.delete(key);
  }
}

// `maintain` alone may be left out of an answer, says GitHub's description: then only who is admin surely has it.
// `permission` folds maintain into write and triage into read, and `role_name` may be an organisation's own word.
const permissionShape = z.object({
  user: z
    .object({
      login: z.string(),
      permissions: z
        .object({ push: z.boolean().optional(), maintain: z.boolean().optional(), admin: z.boolean().optional() })
        .optional(),
    })
    .nullable(),
});

async function readStanding(client: GitHubClient, repository: Repository, login: string): Promise<Standing> {
  const answer = await attempt(() =>
    client.read(
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      { ...inRepository(repository), username: login },
      permissionShape,
    ),
  );
  if (answer instanceof GitHubError) {
    return answer.kind === 'missing' ? { kind: 'missing' } : { kind: 'unreadable', why: answer.message };
  }
  const { user } = answer;
  if (user === null || user.login.toLowerCase() !== login) {
    return { kind: 'unreadable', why: `GitHub answered for ${user?.login ?? 'nobody'} when asked for ${login}` };
  }
  const { push, admin, maintain = admin } = user.permissions ?? {};
  if (push === undefined || maintain === undefined || admin === undefined) {
    return { kind: 'unreadable', why: `GitHub did not say in full what ${login} may do` };
  }
  return { kind: 'known', push, maintain, admin };
}

const membershipShape = z.object({ state: z.string() });

async function readMembership(client: GitHubClient, team: string, login: string): Promise<Membership> {
  const [organisation, slug, ...rest] = team.split('/');
  if (organisation === undefined || slug === undefined || rest.length > 0) return 'unreadable';
  const answer = await attempt(() =>
    client.read(
      'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
      { org: organisation, team_slug: slug, username: login },
      membershipShape,
    ),
  );
  if (answer instanceof GitHubError) return answer.kind === 'missing' ? 'no' : 'unreadable';
  return answer.state === 'active' ? 'member' : 'no';
}
