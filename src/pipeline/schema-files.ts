/** Which files of a commit say what its schema is: found by name and id, without reading one. */
import { configPaths } from '../config/find.ts';
import { parseGlob } from '../config/glob.ts';
import { loadConfig } from '../load/load.ts';
import type { FileTree } from '../load/tree.ts';

export interface SchemaFiles {
  /** Ids of config and schema files by path: the same at two commits, the same schema. */
  readonly ids: ReadonlyMap<string, string>;
  /** Whether a path is, or would be, one of them. */
  includes(path: string): boolean;
}

/**
 * @param configPath what the user named; null for the usual places.
 * @throws ChxError where the tree or its config can't be read.
 */
export async function schemaFiles(tree: FileTree, configPath: string | null): Promise<SchemaFiles> {
  const found = await loadConfig(tree, configPath);
  const configs = configPath === null ? configPaths : [configPath];
  const globs = (found?.config.schema ?? []).flatMap((text) => parseGlob(text) ?? []);
  const includes = (path: string): boolean =>
    configs.some((config) => config === path) || globs.some((glob) => glob.matches(path));
  const { entries } = await tree.list();
  return { ids: new Map(entries.flatMap(({ path, id }) => (includes(path) ? [[path, id]] : []))), includes };
}
