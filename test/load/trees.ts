import { createHash } from 'node:crypto';
import { type Config, parseConfig } from '../../src/config/config.ts';
import { type LoadCache, type LoadedSchema, loadSchema } from '../../src/load/load.ts';
import type { FileTree, TreeEntry, TreeListing } from '../../src/load/tree.ts';

/** Files by path; what is no text is an entry of another kind, or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array | 'link' | 'submodule'>>;

/** A tree in memory that counts what is read from it. */
export class MemoryTree implements FileTree {
  readonly revision = 'memory';
  readonly reads: string[] = [];
  readonly #files: Files;
  readonly #truncated: boolean;

  constructor(files: Files, options: { readonly truncated?: boolean } = {}) {
    this.#files = files;
    this.#truncated = options.truncated ?? false;
  }

  async list(): Promise<TreeListing> {
    const entries = Object.entries(this.#files).map(([path, content]): TreeEntry => {
      if (content === 'link' || content === 'submodule')
        return { path, kind: content, id: `${content} ${path}`, size: null };
      const bytes = Buffer.from(content);
      return { path, kind: 'file', id: createHash('sha1').update(bytes).digest('hex'), size: bytes.length };
    });
    return { entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)), truncated: this.#truncated };
  }

  async read(entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, Uint8Array>> {
    this.reads.push(...entries.map((entry) => entry.path));
    return new Map(entries.map((entry) => [entry.id, Buffer.from(this.#files[entry.path] ?? '')]));
  }
}

export const defaultTestConfig: Config = parseConfig('version: 1', 'chx.yml');

/** Loads files that are named without the `schema/` in front. */
export async function loadFiles(
  files: Files,
  config: Config = defaultTestConfig,
  cache?: LoadCache,
): Promise<LoadedSchema> {
  const placed = Object.fromEntries(Object.entries(files).map(([path, content]) => [`schema/${path}`, content]));
  return await loadSchema(new MemoryTree(placed), config, cache);
}

/** Findings as `severity rule file:line message`, the way the tests compare them. */
export function lines(loaded: LoadedSchema): string[] {
  return loaded.findings.map(
    (finding) => `${finding.severity} ${finding.rule} ${finding.file ?? ''}:${finding.line ?? ''} ${finding.message}`,
  );
}
