/**
 * The one interface through which schema files are read: a git revision, a commit over the GitHub API, or a folder.
 */

export interface TreeEntry {
  /** Path from the root of the tree, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  /** Identity of the content (the git blob id); entries with one id are read and evaluated once. */
  readonly id: string;
  /** Bytes, where the source tells without reading. */
  readonly size: number | null;
}

export interface TreeListing {
  /** Sorted by path. */
  readonly entries: readonly TreeEntry[];
  /** True where the source left entries out: the schema can't be known then. */
  readonly truncated: boolean;
}

export interface FileTree {
  /** What the tree was read from, for people and for the plan: a commit id, `working tree`, a path. */
  readonly revision: string;
  /** Where the tree was named by one file: its path, which is then the only schema file. */
  readonly file?: string | null;
  list(): Promise<TreeListing>;
  /** Contents by entry id. Every requested id is present, or it throws a {@link ChxError}. */
  read(entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, Uint8Array>>;
}
