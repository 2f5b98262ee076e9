/** Git objects of the double: real ids over real bytes, so that whoever verifies ids is content. */
import { createHash } from 'node:crypto';

export interface StoredTreeEntry {
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000' | '160000' | '040000';
  readonly id: string;
}

export interface StoredCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** A file's content, or an entry that is no file. */
export type FileContent =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly submodule: string }
  | { readonly executable: string };
export type Files = Readonly<Record<string, FileContent>>;

interface Folder {
  readonly files: Map<string, { readonly mode: StoredTreeEntry['mode']; readonly id: string }>;
  readonly folders: Map<string, Folder>;
}

export class ObjectStore {
  readonly blobs = new Map<string, Uint8Array>();
  readonly trees = new Map<string, readonly StoredTreeEntry[]>();
  readonly commits = new Map<string, StoredCommit>();

  blob(content: string | Uint8Array): string {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const id = objectId('blob', bytes);
    this.blobs.set(id, bytes);
    return id;
  }

  /** Stores the files as nested trees and returns the root's id. */
  tree(files: Files): string {
    const root: Folder = { files: new Map(), folders: new Map() };
    for (const [path, content] of Object.entries(files)) {
      const parts = path.split('/');
      const name = parts.pop() ?? '';
      let folder = root;
      for (const part of parts) {
        const next = folder.folders.get(part) ?? { files: new Map(), folders: new Map() };
        folder.folders.set(part, next);
        folder = next;
      }
      folder.files.set(name, this.#file(content));
    }
    return this.#folder(root);
  }

  /** @param people who made it and when, where that tells it from a commit of the same content. */
  commit(files: Files, parents: readonly string[], message: string, people: string | null = null): string {
    const tree = this.tree(files);
    const lines = [
      `tree ${tree}`,
      ...parents.map((parent) => `parent ${parent}`),
      ...(people === null ? [] : [`author ${people}`]),
    ];
    const text = [...lines, '', message].join('\n');
    const id = objectId('commit', new TextEncoder().encode(text));
    this.commits.set(id, { id, tree, parents, message });
    return id;
  }

  /** All commits that a commit has behind it, itself included. */
  ancestors(commit: string): ReadonlySet<string> {
    const found = new Set<string>();
    const queue = [commit];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(...(this.commits.get(next)?.parents ?? []));
    }
    return found;
  }

  mergeBase(a: string, b: string): string | null {
    const behind = this.ancestors(a);
    const queue = [b];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (behind.has(next)) return next;
      queue.push(...(this.commits.get(next)?.parents ?? []));
    }
    return null;
  }

  /** All entries below a tree, folders included, as the recursive listing has them. */
  walk(tree: string, prefix = ''): readonly StoredTreeEntry[] {
    return (this.trees.get(tree) ?? []).flatMap((entry) => {
      const named = { ...entry, path: `${prefix}${entry.path}` };
      return entry.mode === '040000' ? [named, ...this.walk(entry.id, `${named.path}/`)] : [named];
    });
  }

  #file(content: FileContent): { readonly mode: StoredTreeEntry['mode']; readonly id: string } {
    if (typeof content === 'string' || content instanceof Uint8Array) return { mode: '100644', id: this.blob(content) };
    if ('link' in content) return { mode: '120000', id: this.blob(content.link) };
    if ('executable' in content) return { mode: '100755', id: this.blob(content.executable) };
    return { mode: '160000', id: content.submodule };
  }

  #folder(folder: Folder): string {
    const entries: StoredTreeEntry[] = [
      ...[...folder.files].map(([path, { mode, id }]) => ({ path, mode, id })),
      ...[...folder.folders].map(([path, inner]) => ({ path, mode: '040000' as const, id: this.#folder(inner) })),
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
    const bytes = Buffer.concat(
      entries.map((entry) =>
        Buffer.concat([Buffer.from(`${Number(entry.mode)} ${entry.path}\0`), Buffer.from(entry.id, 'hex')]),
      ),
    );
    const id = objectId('tree', bytes);
    this.trees.set(id, entries);
    return id;
  }
}

function objectId(kind: string, bytes: Uint8Array): string {
  return createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}
