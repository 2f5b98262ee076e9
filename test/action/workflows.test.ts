/** The workflows that people paste, and this project's own, keep to what the docs promise of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readEvent } from '../../src/action/event.ts';
import { inputDefaults } from '../../src/action/interface.ts';

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const workflow = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  jobs: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      permissions: permissions.optional(),
      concurrency: z.unknown().optional(),
      'timeout-minutes': z.number(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = ['examples/workflows', '.github/workflows'].flatMap((folder) =>
  readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
);
const read = (file: string) => workflow.parse(parse(readFileSync(join(root, file), 'utf8')));
const examples = files.filter((file) => file.startsWith('examples/'));

test('there are workflows to hold', () => {
  expect(examples).toContain('examples/workflows/chx.yml');
  expect(files).toContain('.github/workflows/ci.yml');
});

describe.each(files)('%s', (file) => {
  const { jobs } = read(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('pins what it uses by the full id of a commit', () => {
    for (const { uses } of steps)
      if (uses !== undefined && !uses.startsWith('OWNER/')) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });

  test('puts nothing of an event into a shell', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${' + '{');
  });
});

describe.each(examples)('%s', (file) => {
  const { on, jobs, permissions: shared } = read(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const granted = Object.values(jobs).map((job) => job.permissions ?? shared);

  test('runs on events that CHX knows', () => {
    for (const event of Object.keys(on)) {
      const commit = 'a'.repeat(40);
      const payload = {
        action: 'created',
        pull_request: { number: 1 },
        merge_group: { base_sha: commit, head_sha: commit, head_ref: 'refs/heads/queue' },
        issue: { number: 1 },
        comment: { id: 1, html_url: '', body: '', user: null, created_at: '' },
        ref: 'refs/heads/main',
        before: commit,
        after: commit,
      };
      expect(readEvent(event, payload).name).toBe(event);
    }
  });

  test('gives inputs that there are', () => {
    const given = steps
      .filter(({ uses }) => uses?.startsWith('OWNER/'))
      .flatMap((step) => Object.keys(step.with ?? {}));
    for (const name of given) expect(Object.keys(inputDefaults)).toContain(name);
  });

  test('has no job whose own check would be the gate’s', () => {
    for (const [key, job] of Object.entries(jobs)) expect([key, job.name]).not.toContain('chx');
  });

  test('never ends a run that writes for another one', () => {
    for (const job of Object.values(jobs)) {
      const writes = Object.values(job.permissions ?? shared).includes('write');
      expect(writes && job.concurrency !== undefined).toBe(false);
    }
  });

  test('never checks out where it may write, and never writes where it verifies', () => {
    const writes = granted.some((scopes) => Object.values(scopes).includes('write'));
    const verifies = steps.some((step) => step.with?.['verify'] === 'embedded');
    const checksOut = steps.some(({ uses }) => uses?.startsWith('actions/checkout'));
    if ('pull_request_target' in on) expect(checksOut).toBe(false);
    expect(writes && (verifies || checksOut)).toBe(false);
    expect(JSON.stringify(read(file))).not.toContain('secrets.');
  });
});
