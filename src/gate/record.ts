/** GitHub's own record of a pull request as the gate reads it: plain data, so that what counts can be decided without I/O. */

/** Who wrote something. An account that is deleted is null where this is asked for. */
export interface Person {
  readonly login: string;
  /** By GraphQL's type of the account: `User` is a user; `Bot` a bot; organisations, mannequins and others are `other`. */
  readonly kind: 'user' | 'bot' | 'other';
}

/** One text that a comment had, from `at` on. */
export interface Version {
  /** ISO 8601, UTC, as GitHub gives it. */
  readonly at: string;
  /**
   * What GitHub's edit history says of it; null where somebody deleted it from the history. The API calls it a diff and hands
   * out whole texts, so it is searched, not parsed.
   */
  readonly text: string | null;
}

export interface CommentRecord {
  /** Decimal digits; larger is younger. */
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly author: Person | null;
  readonly createdAt: string;
  /** Null where the comment was never edited. */
  readonly lastEditedAt: string | null;
  /** Who edited it last; null where it was never edited, and where that account is deleted. */
  readonly editor: Person | null;
  /**
   * The texts that an edited comment had, oldest first, the one that it was created with and today's among them; empty where
   * it was never edited, null where they can't all be read. For the token's own comments they are needed only where somebody
   * else is the editor, and of its answers the last few; null else. Those of other bots' comments are not asked for: empty.
   */
  readonly versions: readonly Version[] | null;
  /** Whether the token's own user wrote it. */
  readonly own: boolean;
}

/** A command where none is heard: in a review or a comment on lines of code. */
export interface Misplaced {
  readonly url: string;
  readonly body: string;
  readonly author: Person | null;
}

/** A comment that is gone. GitHub says who wrote it and when it was deleted, not what it said. */
export interface Deletion {
  readonly at: string;
  readonly author: Person | null;
  /** Whether the token's own user had written it. */
  readonly own: boolean;
  /** Whether the token's own user deleted it, as it does with a comment that two runs made twice. */
  readonly bySelf: boolean;
}

/** Everything about a pull request that decides whether a confirmation counts, of one moment. */
export interface GateRecord {
  readonly number: number;
  /** Who opened the pull request; null where the account is deleted. */
  readonly author: Person | null;
  /** Logins of who wrote its commits, sorted; null where they can't all be read. */
  readonly writers: readonly string[] | null;
  /** Whether the repository belongs to a person, not to an organisation. */
  readonly personal: boolean;
  /** Oldest first: by time, then by id. */
  readonly comments: readonly CommentRecord[];
  readonly misplaced: readonly Misplaced[];
  readonly deletions: readonly Deletion[];
}

/** What somebody may do in the repository, by the booleans of GitHub's permission answer. */
export type Standing =
  | { readonly kind: 'known'; readonly push: boolean; readonly maintain: boolean; readonly admin: boolean }
  /** GitHub knows no such account. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly why: string };

export type Membership = 'member' | 'no' | 'unreadable';

/** What is known of the people in a record. Whoever is asked for and not here counts as unreadable. */
export interface People {
  /** By login in lower case. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** By `organisation/team login`, in lower case. */
  readonly memberships: ReadonlyMap<string, Membership>;
}
