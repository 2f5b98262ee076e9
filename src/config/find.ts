import { ChxError, exitCodes } from '../schema/error.ts';

/** Where a config is looked for, from the root of the tree. */
export const configPaths = ['chx.yml', '.github/chx.yml'] as const;

/**
 * Which of a tree's files is its config.
 *
 * @param paths - The paths of the tree's files.
 * @param given - What `--config` or the `config` input names, from the root of the tree; null where nothing does.
 * @param revision - The tree's name, for messages.
 * @returns The path, or null where there is none. A path that was named and is not there is null too: at the base of a
 *   pull request that brings the config this is no mistake.
 * @throws {@link ChxError} with exit code 2 where both places hold one, or the given path leaves the tree.
 */
export function findConfig(paths: Iterable<string>, given: string | null, revision: string): string | null {
  const present = new Set(paths);
  if (given !== null) {
    const path = given.replace(/^(\.\/)+/, '');
    if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
      throw new ChxError(
        exitCodes.usage,
        `config ${JSON.stringify(given)}: give a path inside the repository, from its root`,
      );
    }
    return present.has(path) ? path : null;
  }
  const found = configPaths.filter((path) => present.has(path));
  if (found.length > 1) {
    throw new ChxError(
      exitCodes.usage,
      `${revision}: both ${found.join(' and ')} exist; keep one, or name one with --config`,
    );
  }
  return found[0] ?? null;
}
