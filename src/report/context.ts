import type { Config } from '../config/config.ts';
import type { AliasOffer } from './alias-offer.ts';

/** Who confirmed a guard, and the comment in which. */
export interface Confirmation {
  readonly login: string;
  readonly url: string;
}

/** What a report is told besides the plan itself. */
export interface ReportContext {
  /** The config's `name`: tells several comments of one pull request apart. */
  readonly name: string;
  /** Lines for people about how the plan came to be: which commits were compared, what could not be done. */
  readonly notes: readonly string[];
  /** The least repository permission whose confirmation counts. */
  readonly permission: Config['guards']['permission'];
  /** Logins and `organisation/team` names of who may confirm; empty where the permission alone decides. */
  readonly confirmers: readonly string[];
  /** Whether who wrote the change may confirm it. */
  readonly allowAuthor: boolean;
  /**
   * Logins of who opened the pull request and of who wrote its commits; empty where nobody was looked for, null where they
   * could not be read, so that nobody's confirmation counts unless `allowAuthor` is set.
   */
  readonly writers: readonly string[] | null;
  /** Whether the repository is a person's, which knows no `maintain` permission. */
  readonly personal: boolean;
  /** Who confirmed which guard, by its id. */
  readonly confirmations: ReadonlyMap<string, Confirmation>;
  /** Whether comment commands are answered where the report is read; else it names the options of `chx plan`. */
  readonly commands: boolean;
  /** Edits of schema files that spare readers of a renamed column. */
  readonly offers: readonly AliasOffer[];
  /** Where the files of this version of CHX are shown (`https://github.com/OWNER/NAME/blob/v1`), for links; null where unknown. */
  readonly docs: string | null;
  /** The page of the workflow run, where the job summary is; null outside of a workflow. */
  readonly runUrl: string | null;
}

/** The context of a plan under a config, with everything that is not given at its default: nothing known of people. */
export function reportContext(
  config: Pick<Config, 'name' | 'guards'>,
  more: Partial<Omit<ReportContext, 'name' | keyof Config['guards']>> = {},
): ReportContext {
  return {
    name: config.name,
    notes: [],
    permission: config.guards.permission,
    confirmers: config.guards.confirmers,
    allowAuthor: config.guards.allowAuthor,
    writers: [],
    personal: false,
    confirmations: new Map(),
    commands: true,
    offers: [],
    docs: null,
    runUrl: null,
    ...more,
  };
}
