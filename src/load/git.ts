/**
 * A local git repository, read as objects: no checkout, and nothing of the repository is run (no hooks, filters, text
 * conversions, fetches).
 */
import { spawn } from 'node:child_process';
import { ChxError, exitCodes } from '../schema/error.ts';
import { compareText } from '../schema/name.ts';
import type { FileTree, TreeEntry, TreeListing } from './tree.ts';

/** Options that keep what a repository's configuration or refs could change out of what is read. */
const plainGit = [
  '--no-replace-objects',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
];

interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The environment for git: without any GIT_* of the caller, in one language, never asking, never fetching. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
}

function git(folder: string, args: readonly string[], input = ''): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', folder, ...plainGit, ...args], { env: gitEnvironment(), shell: false });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'ENOENT'
          ? `git can't be run in ${folder}: install git, or give paths instead of revisions`
          : `git can't be run in ${folder}: ${error.message}`;
      reject(new ChxError(exitCodes.usage, message, { cause: error }));
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') });
    });
    // Git may end before it has read everything; what it says then counts, not the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

/** A repository, opened at its top folder. */
export class GitRepository {
  /** The top folder of the working tree, or the repository itself where it is bare. */
  readonly root: string;
  /** Whether it has no working tree. */
  readonly bare: boolean;

  private constructor(root: string, bare: boolean) {
    this.root = root;
    this.bare = bare;
  }

  /**
   * @param folder - Any folder inside the repository.
   * @throws {@link ChxError} with exit code 2 where it is in none, or git refuses to read it.
   */
  static async open(folder: string): Promise<GitRepository> {
    const top = await git(folder, ['rev-parse', '--show-toplevel']);
    if (top.code === 0) return new GitRepository(top.stdout.toString('utf8').replace(/\n$/, ''), false);
    const bare = await git(folder, ['rev-parse', '--absolute-git-dir']);
    if (bare.code === 0) return new GitRepository(bare.stdout.toString('utf8').replace(/\n$/, ''), true);
    if (/dubious ownership/.test(top.stderr)) {
      throw new ChxError(
        exitCodes.usage,
        `git refuses ${folder}, which belongs to somebody else: run git config --global --add safe.directory <that folder>`,
      );
    }
    throw new ChxError(
      exitCodes.usage,
      `${folder} is not in a git repository: run chx inside one, or give --base and --head as paths (${firstLine(top.stderr)})`,
    );
  }

  /**
   * The commit that a revision names. A branch that is only there as `origin/<branch>`, as in a fresh clone, is found too.
   *
   * @throws {@link ChxError} with exit code 2 where there is none.
   */
  async resolve(revision: string): Promise<string> {
    if (revision === '' || revision.startsWith('-') || /[\0\n]/.test(revision)) {
      throw new ChxError(
        exitCodes.usage,
        `${JSON.stringify(revision)} is no revision: give a commit, a branch or a tag`,
      );
    }
    for (const candidate of [revision, `refs/remotes/origin/${revision}`]) {
      const found = await git(this.root, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`]);
      const commit = found.stdout.toString('utf8').trim();
      if (found.code === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
    }
    const hint = (await this.isShallow())
      ? 'this clone is shallow: fetch it whole (actions/checkout: fetch-depth: 0)'
      : 'look it up with git log, or fetch it first';
    throw new ChxError(exitCodes.usage, `the revision ${JSON.stringify(revision)} doesn't exist here; ${hint}`);
  }

  /** Whether history was cut off when this was cloned. */
  async isShallow(): Promise<boolean> {
    const answer = await git(this.root, ['rev-parse', '--is-shallow-repository']);
    return answer.stdout.toString('utf8').trim() === 'true';
  }

  /** The default branch as a revision: what `origin` says, else `main` or `master`; null where there is neither. */
  async defaultBranch(): Promise<string | null> {
    const head = await git(this.root, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
    const candidates = ['origin/main', 'origin/master', 'main', 'master'];
    if (head.code === 0) candidates.unshift(head.stdout.toString('utf8').trim());
    for (const candidate of candidates) {
      const found = await git(this.root, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`]);
      if (found.code === 0) return candidate;
    }
    return null;
  }

  /**
   * The commit where two histories parted.
   *
   * @param a - A commit id, from {@link resolve}; likewise `b`.
   * @throws {@link ChxError} with exit code 2 where they have none in common, or it lies behind a shallow clone's edge.
   */
  async mergeBase(a: string, b: string): Promise<string> {
    const found = await git(this.root, ['merge-base', a, b]);
    const commit = found.stdout.toString('utf8').trim();
    if (found.code === 0 && commit !== '') return commit;
    const pair = `${a.slice(0, 12)} and ${b.slice(0, 12)}`;
    if (await this.isShallow()) {
      throw new ChxError(
        exitCodes.usage,
        `the merge base of ${pair} is not in this shallow clone: fetch it whole (actions/checkout: fetch-depth: 0)`,
      );
    }
    throw new ChxError(exitCodes.usage, `${pair} have no commit in common: name the base with --base`);
  }

  /** The files of a commit. Errors as {@link resolve}. */
  async tree(revision: string): Promise<FileTree> {
    return new GitTree(this.root, await this.resolve(revision));
  }

  /** Paths of the working tree, from its top folder: what is tracked, and what is new and not ignored. Sorted. */
  async workingPaths(): Promise<readonly string[]> {
    const listed = await git(this.root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    if (listed.code !== 0) throw failed(this.root, 'list the working tree', listed);
    const paths = listed.stdout.toString('utf8').split('\0');
    // A conflict lists a path once for each side; a nested repository ends with a slash.
    return [...new Set(paths.map((path) => path.replace(/\/$/, '')).filter((path) => path !== ''))].sort(compareText);
  }
}

class GitTree implements FileTree {
  readonly revision: string;
  readonly #root: string;

  constructor(root: string, commit: string) {
    this.#root = root;
    this.revision = commit;
  }

  async list(): Promise<TreeListing> {
    const args = ['ls-tree', '-r', '-z', '--full-tree', this.revision];
    let listed = await git(this.#root, [...args, '--long']);
    // A partial clone doesn't know the sizes of what it lacks; which of it is needed shows when it is read.
    if (listed.code !== 0) listed = await git(this.#root, args);
    if (listed.code !== 0) throw failed(this.#root, `list ${this.revision}`, listed);
    const entries = listed.stdout
      .toString('utf8')
      .split('\0')
      .filter((line) => line !== '')
      .map(parseEntry);
    return { entries: entries.sort((a, b) => compareText(a.path, b.path)), truncated: false };
  }

  async read(entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const ids = [...new Set(entries.map((entry) => entry.id))];
    if (ids.length === 0) return new Map();
    const answer = await git(this.#root, ['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
    const contents = new Map<string, Uint8Array>();
    let offset = 0;
    for (const id of ids) {
      const end = answer.stdout.indexOf(10, offset);
      const header = answer.stdout.subarray(offset, end < 0 ? undefined : end).toString('utf8');
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
      if (size === undefined) {
        const path = entries.find((entry) => entry.id === id)?.path ?? id;
        const reason = firstLine(answer.stderr) || 'it is missing';
        throw new ChxError(
          exitCodes.usage,
          `${path} at ${this.revision.slice(0, 12)} can't be read here (${reason}): fetch the repository whole, without a filter`,
        );
      }
      const start = end + 1;
      contents.set(id, answer.stdout.subarray(start, start + Number(size)));
      offset = start + Number(size) + 1;
    }
    return contents;
  }
}

/** One line of `git ls-tree`: `<mode> <type> <id>[ <size>]\t<path>`. */
function parseEntry(line: string): TreeEntry {
  const match = /^(\d+) (\w+) ([0-9a-f]+)(?: +(\d+|-))?\t(.*)$/s.exec(line);
  const [, mode = '', , id = '', size = '-', path = ''] = match ?? [];
  if (match === null)
    throw new Error(`git ls-tree printed a line that has no meaning: ${JSON.stringify(line.slice(0, 80))}`);
  const kind = mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file';
  return { path, kind, id, size: size === '-' ? null : Number(size) };
}

function failed(root: string, what: string, result: GitResult): ChxError {
  return new ChxError(
    exitCodes.unexpected,
    `git could not ${what} in ${root}: ${firstLine(result.stderr) || `it ended with ${result.code}`}`,
  );
}
