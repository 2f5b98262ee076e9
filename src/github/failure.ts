import { ChxError, type ExitCode, exitCodes } from '../schema/error.ts';

/**
 * Why a request to GitHub failed, by what a caller can do about it:
 * - `unauthorized` (401), `denied` (403), `missing` (404, 410), `refused` (any other 4xx): asking again changes nothing;
 * - `limited` (429, or 403 with a rate limit): GitHub surely did not do it and says when to ask again;
 * - `unavailable` (5xx, half an answer, no answer): GitHub may have done it or not;
 * - `malformed`: a whole answer that is not what the API's description says.
 */
export type FailureKind = 'unauthorized' | 'denied' | 'missing' | 'refused' | 'limited' | 'unavailable' | 'malformed';

export interface FailureDetails {
  readonly kind: FailureKind;
  /** Method and path, or the name of the GraphQL query. */
  readonly request: string;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** GitHub's words, or the network's. */
  readonly words: string;
  /** Milliseconds that GitHub asks to wait; null where it names none. */
  readonly retryAfterMs?: number | null;
  /** The permissions that GitHub says it would have accepted (`x-accepted-github-permissions`). */
  readonly accepted?: string | null;
  /** How many times it was sent. */
  readonly tries?: number;
}

/** A failed request to GitHub as one line: which request, what GitHub answered, what to do next. */
export class GitHubError extends ChxError {
  readonly kind: FailureKind;
  readonly status: number | null;
  readonly request: string;
  readonly retryAfterMs: number | null;
  readonly details: FailureDetails;

  constructor(details: FailureDetails, options?: ErrorOptions) {
    super(exitCodeOf(details.kind), describe(details), options);
    this.kind = details.kind;
    this.status = details.status;
    this.request = details.request;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.details = details;
  }

  /** Whether asking again can help. */
  get transient(): boolean {
    return this.kind === 'limited' || this.kind === 'unavailable';
  }

  /** The same failure, saying how many times the request was sent. */
  after(tries: number): GitHubError {
    return new GitHubError({ ...this.details, tries }, { cause: this.cause });
  }
}

/** What a task returns, or the failure that GitHub answered it with. A token that is not valid ends every run: thrown. */
export async function attempt<T>(task: () => Promise<T>): Promise<T | GitHubError> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof GitHubError && error.kind !== 'unauthorized') return error;
    throw error;
  }
}

function exitCodeOf(kind: FailureKind): ExitCode {
  return kind === 'unauthorized' || kind === 'denied' ? exitCodes.usage : exitCodes.unexpected;
}

function describe(details: FailureDetails): string {
  const answer =
    details.status === null ? `got no answer (${oneLine(details.words)})` : answered(details.status, details.words);
  const tries = details.tries !== undefined && details.tries > 1 ? ` after ${details.tries} tries` : '';
  return `GitHub: ${details.request} ${answer}${tries}: ${advice(details)}.`;
}

function answered(status: number, words: string): string {
  const said = oneLine(words);
  return said === '' ? `answered ${status}` : `answered ${status} (${said})`;
}

function advice(details: FailureDetails): string {
  switch (details.kind) {
    case 'unauthorized':
      return 'the token is not valid or has expired; pass the job’s own as `github-token`';
    case 'denied':
      return `the token may not do that; ${permissionAdvice(details.accepted ?? null)}`;
    case 'missing':
      return 'it does not exist or the token may not see it; check the repository and the `contents: read` permission';
    case 'refused':
      return 'GitHub refused the request as it stands; if this comes back, report it with this line';
    case 'limited':
      return details.retryAfterMs === undefined || details.retryAfterMs === null
        ? 'the rate limit is used up; run the job again later'
        : `the rate limit is used up for ${Math.ceil(details.retryAfterMs / 1000)} s; run the job again after that`;
    case 'unavailable':
      return 'GitHub or the network fails just now; run the job again';
    case 'malformed':
      return 'that is not what its API description says; run the job again, and report it if it stays';
  }
}

function permissionAdvice(accepted: string | null): string {
  const needs = 'the job needs `permissions: contents: read, pull-requests: write, checks: write`';
  return accepted === null ? needs : `GitHub would accept ${oneLine(accepted)}; ${needs}`;
}

/** Text from outside on one line of at most 200 characters, without control characters. */
export function oneLine(text: string): string {
  const flat = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return flat.length > 200 ? `${[...flat].slice(0, 199).join('')}…` : flat;
}
