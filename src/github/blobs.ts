/**
 * Blobs of a repository, each read once in a run: about a hundred by one GraphQL query, single ones through
 * `GET /git/blobs` where GraphQL can't give the exact bytes.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { GitHubClient } from './client.ts';
import { inRepository, type Repository } from './repository.ts';

/** What one query asks for at most; GraphQL gives up on queries that take it more than 10 s. */
const batchCount = 100;
const batchBytes = 2_000_000;
/** GraphQL truncates text of more than 512 kB. */
const graphqlBytes = 400_000;

export interface BlobRequest {
  readonly id: string;
  /** Bytes; null where it is not known. */
  readonly size: number | null;
}

export interface BlobStore {
  /** Contents by blob id, whole and exact: held against the id, which is a digest of them. */
  read(blobs: readonly BlobRequest[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** One store a run: trees that share it never read a blob twice. */
export function createBlobStore(client: GitHubClient, repository: Repository): BlobStore {
  const known = new Map<string, Promise<Uint8Array>>();

  return {
    async read(blobs) {
      const wanted = new Map(blobs.map((blob) => [blob.id, blob]));
      const missing = [...wanted.values()].filter((blob) => !known.has(blob.id));
      for (const batch of batches(missing)) {
        const answer = readBatch(client, repository, batch);
        for (const { id } of batch) {
          const content = resolveBlob(client, repository, id, answer);
          // The first failure ends the loop below; those that nobody awaits any more must not end the process.
          content.catch(() => {});
          known.set(id, content);
        }
      }
      const contents = new Map<string, Uint8Array>();
      for (const id of wanted.keys()) {
        const content = known.get(id);
        if (content !== undefined) contents.set(id, await content);
      }
      return contents;
    },
  };
}

async function resolveBlob(
  client: GitHubClient,
  repository: Repository,
  id: string,
  batch: Promise<ReadonlyMap<string, Uint8Array>>,
): Promise<Uint8Array> {
  return (await batch).get(id) ?? (await readSingle(client, repository, id));
}

function batches(blobs: readonly BlobRequest[]): readonly (readonly BlobRequest[])[] {
  const result: BlobRequest[][] = [];
  let current: BlobRequest[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    const size = blob.size ?? graphqlBytes;
    if (current.length > 0 && (current.length === batchCount || bytes + size > batchBytes)) {
      result.push(current);
      current = [];
      bytes = 0;
    }
    current.push(blob);
    bytes += size;
  }
  if (current.length > 0) result.push(current);
  return result;
}

const textBlob = z.object({ text: z.string().nullish(), isTruncated: z.boolean().optional() }).nullable();
const batchShape = z.object({ repository: z.record(z.string(), textBlob) });

/** The blobs of one query whose text is exactly their content; binary, truncated and re-encoded ones are left out. */
async function readBatch(
  client: GitHubClient,
  repository: Repository,
  batch: readonly BlobRequest[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const small = batch.filter((blob) => blob.size === null || blob.size <= graphqlBytes);
  const exact = new Map<string, Uint8Array>();
  if (small.length === 0) return exact;
  // Ids are hexadecimal (the tree's shape says so): they need no variable each.
  const fields = small.map(({ id }, index) => `b${index}: object(oid: "${id}") { ...content }`).join('\n    ');
  const text = `query blobs($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    ${fields}
  }
}
fragment content on Blob { text isTruncated }`;
  const answer = await client.query('blobs', text, { ...repository }, batchShape);
  for (const [index, { id }] of small.entries()) {
    const blob = answer.repository[`b${index}`];
    if (blob?.text === undefined || blob.text === null || blob.isTruncated === true) continue;
    const bytes = new TextEncoder().encode(blob.text);
    if (blobId(bytes, id.length) === id) exact.set(id, bytes);
  }
  return exact;
}

const singleShape = z.object({ content: z.string(), encoding: z.string() });

async function readSingle(client: GitHubClient, repository: Repository, id: string): Promise<Uint8Array> {
  const blob = await client.read(
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    { ...inRepository(repository), file_sha: id },
    singleShape,
  );
  const bytes = new Uint8Array(Buffer.from(blob.content, blob.encoding === 'base64' ? 'base64' : 'utf8'));
  if (blobId(bytes, id.length) !== id) {
    throw new ChxError(
      exitCodes.unexpected,
      `GitHub sent ${bytes.length} bytes for blob ${id} that are not its content; run the job again.`,
    );
  }
  return bytes;
}

/** The id that git gives to this content; 64 digits in a repository of SHA-256, else 40. */
export function blobId(bytes: Uint8Array, digits: number): string {
  return createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
