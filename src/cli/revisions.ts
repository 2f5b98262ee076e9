/** What `--base`, `--head` and `--config` name: a git revision, a folder, or a file. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { type Config, parseConfig } from '../config/config.ts';
import { pathTree, userPath, workingTree } from '../load/folder.ts';
import { GitRepository } from '../load/git.ts';
import type { FileTree } from '../load/tree.ts';
import { ChxError, exitCodes } from '../schema/error.ts';

/** The config that `--config` names; null where the trees hold it. */
export async function openConfig(path: string | null, cwd: string): Promise<Config | null> {
  if (path === null) return null;
  const file = resolve(cwd, userPath(path));
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new ChxError(exitCodes.usage, `--config ${path}: no such file; give the path of a chx.yml`);
  }
  return parseConfig(text, path);
}

/** The head: what is named, else the working tree of the repository, else the folder. */
export async function openHead(name: string | null, cwd: string): Promise<FileTree> {
  if (name !== null) return openNamed(name, cwd);
  const repository = await openRepository(cwd);
  if (repository === null) return pathTree(cwd);
  if (repository.bare)
    throw new ChxError(exitCodes.usage, 'a bare repository has no working tree: name the head with --head REV');
  return workingTree(repository);
}

/** The base: what is named, else the merge base of the working tree's commit with the default branch. */
export async function openBase(name: string | null, cwd: string): Promise<FileTree> {
  if (name !== null) return openNamed(name, cwd);
  const repository = await openRepository(cwd);
  const branch = await repository?.defaultBranch();
  if (repository === null || branch === null || branch === undefined) {
    throw new ChxError(
      exitCodes.usage,
      'no default branch to compare with: name the base with --base REV or --base PATH',
    );
  }
  return repository.tree(
    await repository.mergeBase(await repository.resolve(branch), await repository.resolve('HEAD')),
  );
}

/**
 * What looks like a path is one; else a revision wins over a path of the same name, as it does in git's own commands with
 * `--`.
 */
async function openNamed(name: string, cwd: string): Promise<FileTree> {
  const path = resolve(cwd, userPath(name));
  const isPath = /^(?:file:\/\/|\.{1,2}(?:\/|$))/i.test(name) || isAbsolute(name);
  if (isPath) return atPath(path, name);
  const repository = await openRepository(cwd);
  if (repository === null) return atPath(path, name);
  try {
    return await repository.tree(name);
  } catch (error) {
    if (existsSync(path)) return atPath(path, name);
    throw error;
  }
}

/** The tree at a path; messages and plans show it as it was given. */
async function atPath(path: string, given: string): Promise<FileTree> {
  const tree = await pathTree(path).catch((error: unknown) => {
    if (error instanceof ChxError)
      throw new ChxError(error.exitCode, error.message.replace(path, given), { cause: error });
    throw error;
  });
  return { revision: given, file: tree.file, list: () => tree.list(), read: (entries) => tree.read(entries) };
}

async function openRepository(cwd: string): Promise<GitRepository | null> {
  try {
    return await GitRepository.open(cwd);
  } catch (error) {
    if (error instanceof ChxError) return null;
    throw error;
  }
}
