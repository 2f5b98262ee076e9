/** Who there is, what they may do in the repository, and which teams they are in. */

export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';
/** A role of GitHub's, or one that the organisation named itself and built on one of them. */
export type AccessRole = Role | { readonly name: string; readonly base: Role };

export type AccountKind = 'User' | 'Bot' | 'Organization' | 'Mannequin';

export interface Account {
  readonly login: string;
  readonly kind: AccountKind;
  role: AccessRole;
  deleted: boolean;
}

/** As GitHub's permission answer has them. */
export interface Permissions {
  readonly pull: boolean;
  readonly triage: boolean;
  readonly push: boolean;
  readonly maintain: boolean;
  readonly admin: boolean;
}

const ranks: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export function permissionsOf(role: AccessRole): Permissions {
  const rank = ranks.indexOf(typeof role === 'string' ? role : role.base);
  return { pull: rank >= 1, triage: rank >= 2, push: rank >= 3, maintain: rank >= 4, admin: rank >= 5 };
}

/** The role's name; `permission` of the old days folds maintain into write and triage into read. */
export function roleNames(role: AccessRole): { readonly permission: string; readonly role_name: string } {
  const base = typeof role === 'string' ? role : role.base;
  const permission = base === 'maintain' ? 'write' : base === 'triage' ? 'read' : base;
  return { permission, role_name: typeof role === 'string' ? role : role.name };
}

export class Accounts {
  readonly #accounts = new Map<string, Account>();
  /** Membership by `organisation/team` and login. */
  readonly #teams = new Map<string, Map<string, 'active' | 'pending'>>();

  /** Makes an account, or gives one another role. Logins are the same in upper and lower case. */
  set(login: string, role: AccessRole, kind?: AccountKind): Account {
    const existing = this.#accounts.get(login.toLowerCase());
    if (existing !== undefined) {
      existing.role = role;
      return existing;
    }
    const account: Account = {
      login,
      kind: kind ?? (login.endsWith('[bot]') ? 'Bot' : 'User'),
      role,
      deleted: false,
    };
    this.#accounts.set(login.toLowerCase(), account);
    return account;
  }

  /** Everybody has read access to a public repository: whoever writes a comment has an account. */
  known(login: string): Account {
    return this.find(login) ?? this.set(login, 'read');
  }

  find(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase());
  }

  team(team: string, logins: readonly string[], state: 'active' | 'pending' = 'active'): void {
    const members = this.#teams.get(team.toLowerCase()) ?? new Map<string, 'active' | 'pending'>();
    for (const login of logins) members.set(login.toLowerCase(), state);
    this.#teams.set(team.toLowerCase(), members);
  }

  membership(team: string, login: string): 'active' | 'pending' | null {
    if (this.find(login)?.deleted === true) return null;
    return this.#teams.get(team.toLowerCase())?.get(login.toLowerCase()) ?? null;
  }

  /** As GraphQL hands out who did something: a bot without its suffix, and nobody where the account is gone. */
  actor(login: string | null): { readonly __typename: AccountKind; readonly login: string } | null {
    if (login === null) return null;
    const account = this.known(login);
    return account.deleted ? null : { __typename: account.kind, login: account.login.replace(/\[bot\]$/, '') };
  }
}
