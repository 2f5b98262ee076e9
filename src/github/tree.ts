/** The files of a commit, read through the API without a checkout. */
import { z } from 'zod';
import type { FileTree, TreeEntry, TreeListing } from '../load/tree.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import { compareText } from '../schema/name.ts';
import type { BlobStore } from './blobs.ts';
import type { GitHubClient } from './client.ts';
import { inRepository, type Repository } from './repository.ts';

export const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'not a git object id');

const treeShape = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: objectId,
      size: z.number().int().nonnegative().optional(),
    }),
  ),
});

/** Trees of one run share the store, so that what base and head have in common is read once. */
export function githubTree(client: GitHubClient, repository: Repository, commit: string, blobs: BlobStore): FileTree {
  let listing: Promise<TreeListing> | null = null;

  return {
    revision: commit,
    list() {
      listing ??= readListing(client, repository, commit);
      return listing;
    },
    async read(entries) {
      const contents = await blobs.read(entries);
      const absent = entries.find((entry) => !contents.has(entry.id));
      if (absent !== undefined) {
        throw new ChxError(exitCodes.unexpected, `${absent.path}: GitHub has no content for it at ${commit}.`);
      }
      return contents;
    },
  };
}

async function readListing(client: GitHubClient, repository: Repository, commit: string): Promise<TreeListing> {
  const answer = await client.read(
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    { ...inRepository(repository), tree_sha: commit, recursive: '1' },
    treeShape,
  );
  const entries = answer.tree.flatMap((entry): TreeEntry[] => {
    const kind = entryKind(entry.type, entry.mode);
    return kind === null ? [] : [{ path: entry.path, kind, id: entry.sha, size: entry.size ?? null }];
  });
  return { entries: entries.sort((a, b) => compareText(a.path, b.path)), truncated: answer.truncated };
}

/** Null for folders, which the recursive listing names beside what is in them. */
function entryKind(type: string, mode: string): TreeEntry['kind'] | null {
  if (type === 'tree') return null;
  if (type === 'commit' || mode === '160000') return 'submodule';
  return mode === '120000' ? 'link' : 'file';
}
