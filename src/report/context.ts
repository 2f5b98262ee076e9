/** What a report is told besides the plan itself. */
export interface ReportContext {
  /** The config's `name`: tells several comments of one pull request apart. */
  readonly name: string;
  /** Lines for people about how the plan came to be: which commits were compared, what could not be done. */
  readonly notes: readonly string[];
  /** The least repository permission whose confirmation counts. */
  readonly permission: 'write' | 'maintain' | 'admin';
  /** The page of the workflow run, where the job summary is; null outside of a workflow. */
  readonly runUrl: string | null;
}
