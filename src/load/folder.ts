/**
 * Files of a folder, of a single file, or of a repository's working tree.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChxError, exitCodes } from '../schema/error.ts';
import { compareText } from '../schema/name.ts';
import type { GitRepository } from './git.ts';
import type { FileTree, TreeEntry, TreeListing } from './tree.ts';

/** Folders that never hold a schema and may hold very much else. */
const skipped = new Set(['.git', 'node_modules']);
const maximumEntries = 200_000;

/** A path that the user gave, as one of the file system: `file://` URLs are taken too. */
export function userPath(given: string): string {
  return /^file:\/\//i.test(given) ? fileURLToPath(given) : given;
}

/** A tree that was named by a path. */
export interface PathTree extends FileTree {
  /** Where the path names a file: its name, which is then the only schema file; else null. */
  readonly file: string | null;
}

/**
 * The files of a folder, or of the folder of a file.
 *
 * @param given - A path or a `file://` URL, as the user wrote it: messages and plans show it so.
 * @throws {@link ChxError} with exit code 2 where there is no such file or folder.
 */
export async function pathTree(given: string): Promise<PathTree> {
  const path = resolve(userPath(given));
  const found = await lstatOf(path);
  // A path that is given by hand may be a link; those inside a folder are findings.
  const target = found?.isSymbolicLink() === true ? await readdirOrFile(path) : null;
  const isFolder = found?.isDirectory() === true || target === 'folder';
  const isFile = found?.isFile() === true || target === 'file';
  if (!isFolder && !isFile) {
    throw new ChxError(exitCodes.usage, `${given}: no such file or folder; give a path that is there, or a revision`);
  }
  if (isFolder) return new FolderTree(given, path, null, null);
  return new FolderTree(given, dirname(path), [basename(path)], basename(path));
}

/** The files of a working tree as git sees them: what is tracked or new, without what is ignored. */
export function workingTree(repository: GitRepository): FileTree {
  return new FolderTree('working tree', repository.root, () => repository.workingPaths(), null);
}

async function lstatOf(path: string) {
  try {
    return await lstat(path, { bigint: false });
  } catch {
    return null;
  }
}

async function readdirOrFile(path: string): Promise<'folder' | 'file' | null> {
  try {
    const handle = await open(path, constants.O_RDONLY);
    try {
      return (await handle.stat()).isDirectory() ? 'folder' : 'file';
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

class FolderTree implements PathTree {
  readonly revision: string;
  readonly file: string | null;
  readonly #root: string;
  readonly #paths: readonly string[] | (() => Promise<readonly string[]>) | null;

  /** @param paths - The paths to list; null for all that are there. */
  constructor(
    revision: string,
    root: string,
    paths: readonly string[] | (() => Promise<readonly string[]>) | null,
    file: string | null,
  ) {
    this.revision = revision;
    this.file = file;
    this.#root = root;
    this.#paths = paths;
  }

  async list(): Promise<TreeListing> {
    const given = typeof this.#paths === 'function' ? await this.#paths() : this.#paths;
    const { paths, truncated } = given === null ? await walk(this.#root) : { paths: given, truncated: false };
    const entries: TreeEntry[] = [];
    for (const path of paths) {
      const entry = await this.#entry(path);
      if (entry !== null) entries.push(entry);
    }
    return { entries: entries.sort((a, b) => compareText(a.path, b.path)), truncated };
  }

  async read(entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const contents = new Map<string, Uint8Array>();
    for (const entry of entries) {
      try {
        // A link that took the file's place since it was listed is not followed.
        const handle = await open(join(this.#root, entry.path), constants.O_RDONLY | constants.O_NOFOLLOW);
        try {
          contents.set(entry.id, await handle.readFile());
        } finally {
          await handle.close();
        }
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new ChxError(
          exitCodes.usage,
          `${entry.path} in ${this.revision} can't be read (${reason}): check that it is there and readable`,
        );
      }
    }
    return contents;
  }

  async #entry(path: string): Promise<TreeEntry | null> {
    const full = join(this.#root, path);
    const found = await lstatOf(full);
    if (found === null) return null;
    const kind = found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'submodule' : 'file';
    if (kind === 'file' && !found.isFile()) return null;
    // The content is not known yet: equal contents are recognised once they are read.
    return { path, kind, id: `${full}:${found.size}:${found.mtimeMs}`, size: kind === 'file' ? found.size : null };
  }
}

async function walk(root: string): Promise<{ paths: readonly string[]; truncated: boolean }> {
  const paths: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const item of await readdir(join(root, folder), { withFileTypes: true })) {
      if (paths.length >= maximumEntries) return { paths, truncated: true };
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      if (!item.isDirectory()) paths.push(path);
      else if (!skipped.has(item.name)) pending.push(path);
    }
  }
  return { paths, truncated: false };
}
