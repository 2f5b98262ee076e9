/** `verify: URL`: what the input takes, what of it is a secret, and in which jobs it runs. */
import { expect, test } from 'vitest';
import { type InputName, type Inputs, inputDefaults, readInputs } from '../../src/action/interface.ts';
import { decideVerification } from '../../src/action/verification.ts';

function inputsWith(given: Partial<Record<InputName, string>>): Inputs {
  return readInputs((name) => given[name] ?? (name === 'github-token' ? 'ghs_x' : inputDefaults[name]));
}

test('a URL is an empty server, and its password is masked wherever the job writes', () => {
  const inputs = inputsWith({ verify: ' http://ci:p%40ss@localhost:8123 ' });
  expect(inputs.verify).toEqual({ url: 'http://ci:p%40ss@localhost:8123' });
  expect(inputs.secrets).toEqual(['ghs_x', 'http://ci:p%40ss@localhost:8123', 'p%40ss', 'p@ss']);
  // A server that is thrown away is no database credential of the job.
  expect(inputs.hasServer).toBe(false);
});

test.each(['ftp://ci:hunter22@x', 'http://ci:hunter22@', 'https://ci:hunter22@x:8443/?a=b'])(
  '%s is refused and not repeated',
  (verify) => {
    expect(() => inputsWith({ verify })).toThrow(/^Input verify: .*; write it as http:\/\/host:8123/);
    expect(() => inputsWith({ verify })).not.toThrow(/hunter22/);
  },
);

test.each(['pull_request', 'merge_group'] as const)('it runs on %s in a job that writes nothing', (event) => {
  const inputs = inputsWith({ verify: 'http://ci:hunter22@localhost:8123' });
  expect(decideVerification(inputs, event, {})).toEqual({
    run: { url: 'http://ci:hunter22@localhost:8123' },
    writes: false,
    line: 'Verifying with the server at http://localhost:8123: this job writes no comment and no check, so that it needs no write token.',
  });
});

test('it doesn’t run beside a write token or credentials of a database', () => {
  const inputs = inputsWith({ verify: 'http://localhost:8123' });
  const withCredentials = inputsWith({ verify: 'http://localhost:8123', 'clickhouse-url': 'https://db:8443' });
  for (const decision of [
    decideVerification(inputs, 'pull_request_target', {}),
    decideVerification(inputs, 'pull_request', { CHX_CLICKHOUSE_PASSWORD: 'x' }),
    decideVerification(inputs, 'pull_request', { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' }),
    decideVerification(withCredentials, 'pull_request', {}),
  ]) {
    expect(decision).toMatchObject({
      run: 'off',
      writes: true,
      line: expect.stringMatching(/^Not verified: .*; run `verify` in a job of its own/),
    });
  }
});
