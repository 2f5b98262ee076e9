/**
 * A small repository with a pull request in it, planned and verified by the bundled command, and the comment that the Action
 * posts for such a plan. `npm run demo`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GitRepository } from '../src/load/git.ts';
import { loadConfig, loadSchema } from '../src/load/load.ts';
import { planDocumentSchema } from '../src/plan/document.ts';
import { aliasOffers, renderMarkdown, reportContext } from '../src/report/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const repository = mkdtempSync(join(tmpdir(), 'chx-demo-'));

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost', '-c', 'commit.gpgsign=false'];
  // Fixed dates: the same files give the same commits, and so the same text.
  const env = { ...process.env, GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
  execFileSync('git', [...identity, ...args], { cwd: repository, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function commit(state: string, message: string): void {
  cpSync(join(root, 'examples/demo', state), repository, { recursive: true });
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

try {
  git('init', '--quiet', '--initial-branch=main');
  commit('base', 'The schema');
  git('checkout', '--quiet', '-b', 'pull-request');
  commit('head', 'Rename a column of a pair, add columns and an index');
  const revisions = ['--base', 'main', '--head', 'pull-request'];
  const options = [...revisions, '--verify', 'embedded', '--format', 'json', '--repository', 'demo'];
  const planned = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'plan', ...options], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  // The rename waits for its confirmation, which `chx plan` says with exit code 3.
  if (planned.status !== 3) throw new Error(`chx plan ended with ${planned.status ?? planned.signal} instead of 3`);
  const document = planDocumentSchema.parse(JSON.parse(planned.stdout));
  const head = await (await GitRepository.open(repository)).tree('pull-request');
  const loaded = await loadConfig(head, null);
  if (loaded === null) throw new Error('the demo has no chx.yml');
  const { schema } = await loadSchema(head, loaded.config);
  process.stdout.write(
    renderMarkdown(document, reportContext(loaded.config, { offers: aliasOffers(document, schema) })),
  );
} finally {
  rmSync(repository, { recursive: true, force: true });
}
