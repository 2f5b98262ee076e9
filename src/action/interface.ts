/**
 * The Action's inputs and outputs, in the one place that says what they are called; a test holds `action.yml` against it.
 */
import { parseServerUrl, urlSecrets } from '../clickhouse/server-url.ts';
import type { VerifyBy } from '../clickhouse/verify.ts';
import { ChxError, exitCodes } from '../schema/error.ts';

export const modes = ['auto', 'plan', 'command', 'deploy', 'drift'] as const;
export type ModeInput = (typeof modes)[number];
export type Mode = Exclude<ModeInput, 'auto'>;

/** What verifies a plan: nothing, ClickHouse as a library, or an empty server that can be thrown away. */
export type Verification = VerifyBy;

/** Input names with their defaults. */
export const inputDefaults = {
  'github-token': '${' + '{ github.token }}',
  config: '',
  mode: 'auto',
  target: '',
  verify: 'off',
  execute: 'false',
  'clickhouse-url': '',
  'clickhouse-username': '',
  'clickhouse-password': '',
  'clickhouse-ca': '',
} as const;
export type InputName = keyof typeof inputDefaults;

export const outputNames = [
  'status',
  'digest',
  'plan',
  'statements',
  'guards-pending',
  'comment-url',
  'deployment-id',
] as const;
export type OutputName = (typeof outputNames)[number];

export interface Inputs {
  readonly token: string;
  /** Path of the config in the repository; null to look where it usually is. */
  readonly config: string | null;
  readonly mode: ModeInput;
  /** Target names; none for all. */
  readonly targets: readonly string[];
  readonly verify: Verification;
  /** What must never show in a log. */
  readonly secrets: readonly string[];
  /** Whether the job was given the way to a server. */
  readonly hasServer: boolean;
}

/**
 * Reads and checks the inputs.
 *
 * @param read the value of an input, `''` where it is not given.
 * @throws ChxError (usage) naming the input and what would be accepted.
 */
export function readInputs(read: (name: InputName) => string): Inputs {
  const get = (name: InputName): string => read(name).trim();
  const token = get('github-token');
  if (token === '') throw wrong('github-token', 'is empty; leave it out to use the job’s own token');
  const execute = get('execute');
  if (execute !== '' && execute !== 'true' && execute !== 'false') {
    throw wrong('execute', `is ${JSON.stringify(execute)}; it takes true or false`);
  }
  const url = get('clickhouse-url');
  const password = read('clickhouse-password');
  return {
    token,
    config: get('config') || null,
    mode: oneOf('mode', get('mode') || 'auto', modes),
    targets: get('target')
      .split(/[\s,]+/)
      .filter((name) => name !== ''),
    verify: verification(get('verify') || 'off'),
    secrets: [token, password, ...urlSecrets(url), ...urlSecrets(get('verify'))].filter((secret) => secret !== ''),
    hasServer: [url, password, get('clickhouse-username'), get('clickhouse-ca')].some((value) => value !== ''),
  };
}

function verification(text: string): Verification {
  if (text === 'off' || text === 'embedded') return text;
  // Anything with a scheme is meant as a URL, and may hold a password that no message repeats.
  if (!/^\w+:/.test(text))
    throw wrong('verify', `is ${JSON.stringify(text)}; it takes off, embedded or the URL of an empty server`);
  parseServerUrl(text, 'Input verify');
  return { url: text };
}

function oneOf<T extends string>(name: InputName, value: string, accepted: readonly T[]): T {
  const found = accepted.find((candidate) => candidate === value);
  if (found === undefined) throw wrong(name, `is ${JSON.stringify(value)}; it takes ${accepted.join(', ')}`);
  return found;
}

function wrong(name: InputName, what: string): ChxError {
  return new ChxError(exitCodes.usage, `Input ${name} ${what}.`);
}
