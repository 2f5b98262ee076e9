import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathTree, workingTree } from '../../src/load/folder.ts';
import { GitRepository } from '../../src/load/git.ts';
import { loadConfig, loadSchema } from '../../src/load/load.ts';
import type { FileTree } from '../../src/load/tree.ts';
import { defaultTestConfig, lines } from './trees.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chx-git-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const author = { name: 'Test', email: 'test@example.com', date: '2020-01-01T00:00:00Z' };
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: author.name,
  GIT_AUTHOR_EMAIL: author.email,
  GIT_AUTHOR_DATE: author.date,
  GIT_COMMITTER_NAME: author.name,
  GIT_COMMITTER_EMAIL: author.email,
  GIT_COMMITTER_DATE: author.date,
};

function git(where: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', where, ...args], {
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function write(where: string, path: string, text: string): void {
  mkdirSync(dirname(join(where, path)), { recursive: true });
  writeFileSync(join(where, path), text);
}

/** A repository with one commit on main. */
function repository(files: Readonly<Record<string, string>>): string {
  const where = join(folder, 'repository');
  mkdirSync(where);
  git(where, 'init', '--quiet', '--initial-branch=main');
  commit(where, files, 'first');
  return where;
}

function commit(where: string, files: Readonly<Record<string, string>>, message: string): string {
  for (const [path, text] of Object.entries(files)) write(where, path, text);
  git(where, 'add', '--all');
  git(where, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(where, 'rev-parse', 'HEAD');
}

const table = (name: string): string => `CREATE TABLE ${name} (a UInt8) ENGINE = Memory;\n`;

async function contents(tree: FileTree): Promise<Record<string, string>> {
  const { entries } = await tree.list();
  const files = entries.filter((entry) => entry.kind === 'file');
  const read = await tree.read(files);
  return Object.fromEntries(files.map((entry) => [entry.path, Buffer.from(read.get(entry.id) ?? []).toString('utf8')]));
}

describe('a revision', () => {
  test('is read as objects, byte for byte, whatever is checked out', async () => {
    const where = repository({
      'schema/a.sql': table('a'),
      'schema/ü "odd".sql': table('o'),
      'b/empty': '',
      'chx.yml': 'version: 1',
    });
    const first = git(where, 'rev-parse', 'HEAD');
    commit(where, { 'schema/a.sql': table('changed'), 'schema/crlf.sql': 'a\r\n\0b' }, 'second');
    write(where, 'schema/untracked.sql', 'x');
    const repo = await GitRepository.open(join(where, 'schema'));
    expect(repo.root).toBe(git(where, 'rev-parse', '--show-toplevel'));
    const tree = await repo.tree('main~1');
    expect(tree.revision).toBe(first);
    expect(await contents(tree)).toEqual({
      'b/empty': '',
      'chx.yml': 'version: 1',
      'schema/a.sql': table('a'),
      'schema/ü "odd".sql': table('o'),
    });
    expect((await contents(await repo.tree('main')))['schema/crlf.sql']).toBe('a\r\n\0b');
    expect((await loadConfig(tree, null))?.path).toBe('chx.yml');
    const loaded = await loadSchema(tree, defaultTestConfig);
    expect(lines(loaded)).toEqual([]);
    expect([...loaded.schema.objects.keys()]).toEqual(['default.a', 'default.o']);
  });

  test('lists links and submodules as what they are', async () => {
    const where = repository({ 'a.sql': table('a') });
    symlinkSync('/etc/hostname', join(where, 'link.sql'));
    git(where, 'add', 'link.sql');
    git(where, 'update-index', '--add', '--cacheinfo', `160000,${git(where, 'rev-parse', 'HEAD')},vendor/sub`);
    git(where, 'commit', '--quiet', '--message', 'odd');
    const { entries, truncated } = await (await (await GitRepository.open(where)).tree('HEAD')).list();
    expect(entries.map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ['a.sql', 'file', table('a').length],
      ['link.sql', 'link', 13],
      ['vendor/sub', 'submodule', null],
    ]);
    expect(truncated).toBe(false);
  });

  test("is read without filters, hooks, file system monitors or the caller's GIT_ variables", async () => {
    const where = repository({ 'a.txt': 'text', '.gitattributes': '*.txt filter=evil diff=evil' });
    const touched = join(folder, 'touched');
    const script = join(folder, 'evil');
    writeFileSync(script, `#!/bin/sh\ntouch ${touched}\ncat\n`);
    chmodSync(script, 0o755);
    for (const [key, value] of [
      ['filter.evil.smudge', script],
      ['filter.evil.clean', script],
      ['diff.evil.textconv', script],
      ['core.fsmonitor', script],
    ] as const) {
      git(where, 'config', key, value);
    }
    const saved = process.env['GIT_DIR'];
    process.env['GIT_DIR'] = join(folder, 'elsewhere');
    try {
      const repo = await GitRepository.open(where);
      expect((await contents(await repo.tree('HEAD')))['a.txt']).toBe('text');
      expect(await repo.workingPaths()).toEqual(['.gitattributes', 'a.txt']);
    } finally {
      if (saved === undefined) delete process.env['GIT_DIR'];
      else process.env['GIT_DIR'] = saved;
    }
    expect(existsSync(touched)).toBe(false);
  });

  test('is found as a branch, a tag, an abbreviated id, or a branch of origin', async () => {
    const where = repository({ a: '1' });
    const first = git(where, 'rev-parse', 'HEAD');
    git(where, 'tag', 'v1');
    commit(where, { a: '2' }, 'second');
    git(where, 'branch', 'feature', 'v1');
    const clone = join(folder, 'clone');
    git(folder, 'clone', '--quiet', where, clone);
    const repo = await GitRepository.open(clone);
    for (const revision of ['v1', first, first.slice(0, 10), 'main~1', 'feature', 'origin/feature']) {
      expect([revision, await repo.resolve(revision)]).toEqual([revision, first]);
    }
    expect(await repo.defaultBranch()).toBe('origin/main');
    expect(await repo.isShallow()).toBe(false);
  });

  test.each([
    ['missing', /^the revision "missing" doesn't exist here; look it up with git log, or fetch it first$/],
    ['--output=/tmp/x', /^"--output=\/tmp\/x" is no revision: give a commit, a branch or a tag$/],
    ['', /^"" is no revision/],
    ['a\nb', /^"a\\nb" is no revision/],
    ['HEAD:a', /^the revision "HEAD:a" doesn't exist here/],
  ])('%j is refused', async (revision, message) => {
    const repo = await GitRepository.open(repository({ a: '1' }));
    await expect(repo.resolve(revision)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      exitCode: 2,
    });
  });

  test('outside of a repository there is none', async () => {
    await expect(GitRepository.open(folder)).rejects.toMatchObject({
      message: expect.stringMatching(
        / is not in a git repository: run chx inside one, or give --base and --head as paths \(fatal: not a git repository/,
      ),
      exitCode: 2,
    });
    await expect(GitRepository.open(join(folder, 'missing'))).rejects.toMatchObject({ exitCode: 2 });
  });

  test('a missing object is an error, not a fetch', async () => {
    const where = repository({ 'a.sql': table('a') });
    const clone = join(folder, 'partial');
    git(where, 'config', 'uploadpack.allowFilter', 'true');
    git(folder, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', pathToFileURL(where).href, clone);
    const tree = await (await GitRepository.open(clone)).tree('HEAD');
    await expect(contents(tree)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^a\.sql at [0-9a-f]{12} can't be read here \(.+\): fetch the repository whole, without a filter$/,
      ),
    });
  });
});

describe('the merge base', () => {
  test('is where two branches parted', async () => {
    const where = repository({ a: '1' });
    const first = git(where, 'rev-parse', 'HEAD');
    git(where, 'switch', '--quiet', '--create', 'feature');
    const feature = commit(where, { b: '1' }, 'feature');
    git(where, 'switch', '--quiet', 'main');
    const main = commit(where, { a: '2' }, 'main');
    const repo = await GitRepository.open(where);
    expect(await repo.mergeBase(main, feature)).toBe(first);
    expect(await repo.defaultBranch()).toBe('main');
    git(where, 'switch', '--quiet', '--orphan', 'other');
    const other = commit(where, { c: '1' }, 'other');
    await expect(repo.mergeBase(main, other)).rejects.toMatchObject({
      message: `${main.slice(0, 12)} and ${other.slice(0, 12)} have no commit in common: name the base with --base`,
      exitCode: 2,
    });
  });

  test('is missing in a shallow clone, which says how to fetch it', async () => {
    const where = repository({ a: '1' });
    git(where, 'switch', '--quiet', '--create', 'feature');
    const feature = commit(where, { b: '1' }, 'feature');
    git(where, 'switch', '--quiet', 'main');
    const main = commit(where, { a: '2' }, 'main');
    const first = git(where, 'rev-parse', 'main~1');
    const clone = join(folder, 'shallow');
    git(folder, 'clone', '--quiet', '--depth=1', '--no-single-branch', pathToFileURL(where).href, clone);
    const repo = await GitRepository.open(clone);
    expect(await repo.isShallow()).toBe(true);
    await expect(repo.mergeBase(main, feature)).rejects.toMatchObject({
      message: `the merge base of ${main.slice(0, 12)} and ${feature.slice(0, 12)} is not in this shallow clone: fetch it whole (actions/checkout: fetch-depth: 0)`,
      exitCode: 2,
    });
    await expect(repo.resolve(first)).rejects.toMatchObject({
      message: `the revision "${first}" doesn't exist here; this clone is shallow: fetch it whole (actions/checkout: fetch-depth: 0)`,
    });
  });
});

describe('folders', () => {
  test('the working tree has what is tracked or new, without what is ignored or gone', async () => {
    const where = repository({ '.gitignore': 'out\n', 'a.sql': 'a', 'gone.sql': 'g' });
    write(where, 'a.sql', 'changed');
    write(where, 'new/b.sql', 'b');
    write(where, 'out/c.sql', 'c');
    rmSync(join(where, 'gone.sql'));
    const tree = workingTree(await GitRepository.open(where));
    expect(tree.revision).toBe('working tree');
    expect(await contents(tree)).toEqual({ '.gitignore': 'out\n', 'a.sql': 'changed', 'new/b.sql': 'b' });
  });

  test('a folder, by path and by URL', async () => {
    write(folder, 'x/b.sql', 'b');
    write(folder, 'x/a/c.sql', 'c');
    write(folder, 'x/.git/config', '');
    write(folder, 'x/node_modules/p/d.sql', '');
    symlinkSync('/etc/hostname', join(folder, 'x/link.sql'));
    symlinkSync('/etc', join(folder, 'x/linked'));
    for (const given of [join(folder, 'x'), pathToFileURL(join(folder, 'x')).href]) {
      const tree = await pathTree(given);
      expect([tree.revision, tree.file]).toEqual([given, null]);
      const { entries } = await tree.list();
      expect(entries.map(({ path, kind }) => [path, kind])).toEqual([
        ['a/c.sql', 'file'],
        ['b.sql', 'file'],
        ['link.sql', 'link'],
        ['linked', 'link'],
      ]);
      expect(await contents(tree)).toEqual({ 'a/c.sql': 'c', 'b.sql': 'b' });
    }
  });

  test('a file is a tree of its own', async () => {
    write(folder, 'x/b (1).sql', table('b'));
    write(folder, 'x/c.sql', 'c');
    const tree = await pathTree(join(folder, 'x/b (1).sql'));
    expect(tree.file).toBe('b (1).sql');
    expect(await contents(tree)).toEqual({ 'b (1).sql': table('b') });
    const loaded = await loadSchema(tree, { ...defaultTestConfig, schema: [tree.file ?? ''] });
    expect([...loaded.schema.objects.keys()]).toEqual(['default.b']);
  });

  test('what is not there is an error', async () => {
    const missing = join(folder, 'missing');
    await expect(pathTree(missing)).rejects.toMatchObject({
      message: `${missing}: no such file or folder; give a path that is there, or a revision`,
      exitCode: 2,
    });
  });

  test('a file that became a link since it was listed is not followed', async () => {
    write(folder, 'x/a.sql', 'a');
    const tree = await pathTree(join(folder, 'x'));
    const { entries } = await tree.list();
    rmSync(join(folder, 'x/a.sql'));
    symlinkSync('/etc/hostname', join(folder, 'x/a.sql'));
    await expect(tree.read(entries)).rejects.toMatchObject({
      message: expect.stringMatching(/^a\.sql in .* can't be read \(ELOOP\)/),
    });
  });
});
