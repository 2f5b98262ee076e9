/**
 * Whether a job may give a pull request's SQL to an engine.
 *
 * Promise 3: never in a job that holds a write token or database credentials. A token does not say what it may do (an
 * installation token gets `push: false` from the API however much it may), so the job itself is made one that needs no
 * write token: with `verify: embedded` or the URL of a throw-away server it writes nothing to GitHub and should have `permissions: contents: read,
 * pull-requests: read`. What shows that a job holds more is refused: an event whose token writes whatever the pull
 * request is, credentials of a server, the right to ask for an identity token, somebody's personal token.
 */
import { showUrl } from '../clickhouse/server-url.ts';
import type { Event } from './event.ts';
import type { Inputs, Verification } from './interface.ts';

export interface VerificationDecision {
  readonly run: Verification;
  /** Whether the job writes comment and check. */
  readonly writes: boolean;
  /** One line about it; null where nothing is to be said. */
  readonly line: string | null;
}

export function decideVerification(
  inputs: Pick<Inputs, 'verify' | 'hasServer' | 'token'>,
  event: Event['name'],
  environment: Readonly<Record<string, string | undefined>>,
): VerificationDecision {
  if (inputs.verify === 'off') return { run: 'off', writes: true, line: null };
  const refusal = refusalOf(inputs, event, environment);
  if (refusal !== null) {
    return {
      run: 'off',
      writes: true,
      line: `Not verified: ${refusal}; run \`verify\` in a job of its own on pull_request with \`permissions: contents: read, pull-requests: read\`.`,
    };
  }
  return {
    run: inputs.verify,
    writes: false,
    line: `Verifying with ${inputs.verify === 'embedded' ? 'the embedded engine' : `the server at ${showUrl(inputs.verify.url)}`}: this job writes no comment and no check, so that it needs no write token.`,
  };
}

function refusalOf(
  inputs: Pick<Inputs, 'hasServer' | 'token'>,
  event: Event['name'],
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (event !== 'pull_request' && event !== 'merge_group') {
    return `a job on ${event} holds a write token, and no pull request’s SQL runs beside one`;
  }
  const credential = Object.keys(environment).find(
    (name) => name.startsWith('CHX_CLICKHOUSE_') && environment[name] !== '' && environment[name] !== undefined,
  );
  if (inputs.hasServer || credential !== undefined) {
    return `the job holds database credentials (${credential ?? 'a clickhouse-* input'}), and no pull request’s SQL runs beside them`;
  }
  if ((environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '') !== '') {
    return 'the job may ask for identity tokens (`id-token: write`), and no pull request’s SQL runs beside that';
  }
  if (/^(?:ghp|gho|ghu|github_pat)_/.test(inputs.token)) {
    return 'the token is a person’s and may write, and no pull request’s SQL runs beside that';
  }
  return null;
}
