/** Records of pull requests for tests: short to write, complete by default. Times count in seconds from `at(0)`. */
import type {
  CommentRecord,
  Deletion,
  GateRecord,
  Membership,
  People,
  Person,
  Standing,
} from '../../src/gate/record.ts';
import type { GatePolicy } from '../../src/gate/standing.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

function digits(number: number): string {
  let [text, rest] = ['', number];
  for (let index = 0; index < 26; index += 1) {
    text += letters.charAt(rest % 32);
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** A rename's id. */
export const r = (number: number): string => `r-${digits(number)}`;
/** A loss's id. */
export const d = (number: number): string => `d-${digits(number)}`;

export const at = (second: number): string =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString().replace('.000Z', 'Z');

export const user = (login: string): Person => ({ login, kind: 'user' });
export const bot = (login: string): Person => ({ login, kind: 'bot' });
export const self: Person = bot('github-actions');

export interface CommentOptions {
  readonly id?: string;
  readonly author?: Person | null;
  readonly edited?: {
    readonly at: number;
    readonly by?: Person | null;
    readonly before?: readonly (string | null)[];
  } | null;
  /** What GitHub hands out of an edited comment's history; by default all of it. */
  readonly versions?: CommentRecord['versions'];
  readonly own?: boolean;
}

/** A comment at a second; its id follows the second, so that later ones have larger ones. */
export function comment(second: number, login: string, body: string, options: CommentOptions = {}): CommentRecord {
  const { edited = null, own = false } = options;
  const id = options.id ?? String(1000 + second * 10);
  const author = options.author === undefined ? (own ? self : user(login)) : options.author;
  const before = edited?.before ?? ['as it was'];
  const history =
    edited === null
      ? []
      : [
          ...before.map((text, index) => ({ at: at(index === 0 ? second : second + index), text })),
          { at: at(edited.at), text: body },
        ];
  return {
    id,
    url: `https://github.example/acme/warehouse/pull/7#issuecomment-${id}`,
    body,
    author,
    createdAt: at(second),
    lastEditedAt: edited === null ? null : at(edited.at),
    editor: edited === null ? null : edited.by === undefined ? author : edited.by,
    versions: options.versions === undefined ? history : options.versions,
    own,
  };
}

export function deletion(second: number, options: Partial<Deletion> = {}): Deletion {
  return { at: at(second), author: self, own: true, bySelf: false, ...options };
}

export function record(comments: readonly CommentRecord[], options: Partial<GateRecord> = {}): GateRecord {
  return {
    number: 7,
    author: user('author'),
    writers: ['author', 'writer-of-commits'],
    personal: false,
    comments,
    misplaced: [],
    deletions: [],
    ...options,
  };
}

const standing = (push: boolean, maintain: boolean, admin: boolean): Standing => ({
  kind: 'known',
  push,
  maintain,
  admin,
});

/** One person for each standing there is; `maintainer2` and `admin2` for second opinions. */
export const standings: Readonly<Record<string, Standing>> = {
  author: standing(true, true, true),
  'writer-of-commits': standing(true, true, false),
  stranger: standing(false, false, false),
  triager: standing(false, false, false),
  writer: standing(true, false, false),
  maintainer: standing(true, true, false),
  maintainer2: standing(true, true, false),
  admin: standing(true, true, true),
  admin2: standing(true, true, true),
  gone: { kind: 'missing' },
  unreadable: { kind: 'unreadable', why: 'GitHub answered 502' },
  'robot[bot]': standing(true, false, false),
  'weak-robot[bot]': standing(false, false, false),
};

export function people(
  more: Readonly<Record<string, Standing>> = {},
  memberships: Readonly<Record<string, Membership>> = {},
): People {
  return {
    standings: new Map(Object.entries({ ...standings, ...more })),
    memberships: new Map(Object.entries(memberships)),
  };
}

export const maintain: GatePolicy = { permission: 'maintain', confirmers: [], allowAuthor: false };
export const policy = (options: Partial<GatePolicy> = {}): GatePolicy => ({ ...maintain, ...options });
