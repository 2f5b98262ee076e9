import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createBlobStore } from '../../src/github/blobs.ts';
import { githubTree } from '../../src/github/tree.ts';
import type { FileTree } from '../../src/load/tree.ts';
import { repository, type Setup, setUp } from './setup.ts';

function treeOf(setup: Setup, commit: string): FileTree {
  return githubTree(setup.client, repository, commit, createBlobStore(setup.client, repository));
}

async function contents(tree: FileTree): Promise<Record<string, Uint8Array | undefined>> {
  const { entries } = await tree.list();
  const files = entries.filter((entry) => entry.kind === 'file');
  const read = await tree.read(files);
  return Object.fromEntries(files.map((entry) => [entry.path, read.get(entry.id)]));
}

const blobQuery = 'POST /graphql blobs';
const blobRoute = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';

describe('listing', () => {
  test('names files, links and submodules, sorted, without folders', async () => {
    await using setup = await setUp();
    const commit = setup.github.state.push('main', {
      'schema/b.sql': 'b',
      'schema/a.ts': 'a',
      'link.sql': { link: 'schema/b.sql' },
      'run.sql': { executable: 'x' },
      vendor: { submodule: '1234567890123456789012345678901234567890' },
    });
    const { entries, truncated } = await treeOf(setup, commit).list();
    expect(truncated).toBe(false);
    expect(entries.map(({ path, kind, size }) => [path, kind, size])).toEqual([
      ['link.sql', 'link', 12],
      ['run.sql', 'file', 1],
      ['schema/a.ts', 'file', 1],
      ['schema/b.sql', 'file', 1],
      ['vendor', 'submodule', null],
    ]);
  });

  test('is read once', async () => {
    await using setup = await setUp();
    const tree = treeOf(setup, setup.github.state.push('main', { a: 'a' }));
    await Promise.all([tree.list(), tree.list()]);
    expect(setup.github.requests).toHaveLength(1);
  });

  test('says when GitHub left entries out', async () => {
    await using setup = await setUp();
    const commit = setup.github.state.push('main', { a: 'a', b: 'b', c: 'c' });
    setup.github.state.treeLimit = 2;
    expect((await treeOf(setup, commit).list()).truncated).toBe(true);
  });

  test('of a commit that is not there fails with the request', async () => {
    await using setup = await setUp();
    const commit = '0'.repeat(40);
    await expect(treeOf(setup, commit).list()).rejects.toThrow(
      `GitHub: GET /repos/acme/shop/git/trees/${commit} answered 404 (Not Found): `,
    );
  });

  test('works on an Enterprise server', async () => {
    await using setup = await setUp({ enterprise: true });
    const commit = setup.github.state.push('main', { a: 'hello' });
    expect(await contents(treeOf(setup, commit))).toEqual({ a: bytes('hello') });
  });
});

describe('reading', () => {
  test('takes a query a hundred blobs, each once', async () => {
    await using setup = await setUp();
    const files = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`${index}.sql`, `SELECT ${index}`]));
    const commit = setup.github.state.push('main', { ...files, 'again.sql': 'SELECT 7' });
    const read = await contents(treeOf(setup, commit));
    expect(Object.keys(read)).toHaveLength(251);
    expect(read['again.sql']).toEqual(bytes('SELECT 7'));
    expect(setup.github.count(blobQuery)).toBe(3);
    expect(setup.github.requests).toHaveLength(4);
  });

  test('reads no blob again that another tree of the run has read', async () => {
    await using setup = await setUp();
    const base = setup.github.state.push('main', { a: 'a', b: 'b' });
    const head = setup.github.state.push('main', { a: 'a', b: 'B' });
    const blobs = createBlobStore(setup.client, repository);
    await contents(githubTree(setup.client, repository, base, blobs));
    const before = setup.github.requests.length;
    const read = await contents(githubTree(setup.client, repository, head, blobs));
    expect(read).toEqual({ a: bytes('a'), b: bytes('B') });
    const asked = JSON.stringify(setup.github.requests.slice(before).map((request) => request.body));
    expect(asked.match(/object\(oid/g)).toHaveLength(1);
  });

  test('gives exact bytes where text would not be', async () => {
    await using setup = await setUp();
    const files = {
      latin1: new Uint8Array([0x63, 0x61, 0x66, 0xe9]),
      binary: new Uint8Array([0, 1, 2, 255]),
      bom: new Uint8Array([0xef, 0xbb, 0xbf, 0x61]),
      crlf: 'a\r\nb\r\n',
      empty: '',
      long: 'x'.repeat(600_000),
      unicode: 'größe 🐘 \u2028',
    };
    const commit = setup.github.state.push('main', files);
    const read = await contents(treeOf(setup, commit));
    for (const [path, content] of Object.entries(files)) {
      const expected = typeof content === 'string' ? bytes(content) : content;
      expect(digest(read[path]), path).toBe(digest(expected));
    }
    // Two that are no text, one that is too long for GraphQL.
    expect(setup.github.count(blobRoute)).toBe(3);
  });

  test('asks for big files apart, so that no query grows without bound', async () => {
    await using setup = await setUp();
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`${index}.sql`, `${index}`.padEnd(390_000, '-')]),
    );
    await contents(treeOf(setup, setup.github.state.push('main', files)));
    expect(setup.github.count(blobQuery)).toBe(3);
  });

  test('refuses content that is not the blob’s', async () => {
    await using setup = await setUp();
    const commit = setup.github.state.push('main', { a: 'a' });
    const id = setup.github.state.objects.blob('a');
    setup.github.state.objects.blobs.set(id, bytes('b'));
    await expect(contents(treeOf(setup, commit))).rejects.toThrow(`1 bytes for blob ${id} that are not its content`);
  });

  test.each(['half', 'cut', 'drop'] as const)('an answer that ends early (%s) is read again', async (kind) => {
    await using setup = await setUp();
    const commit = setup.github.state.push('main', { a: 'a' });
    setup.github.fault(blobQuery, { kind });
    setup.github.fault(/git\/trees/, { kind });
    expect(await contents(treeOf(setup, commit))).toEqual({ a: bytes('a') });
    expect(setup.waits).toEqual([1000, 1000]);
    expect(setup.client.calls).toBe(4);
  });

  test('fails in one line when GitHub stays away', async () => {
    await using setup = await setUp();
    const commit = setup.github.state.push('main', { a: 'a', b: 'b' });
    setup.github.fault(blobQuery, { kind: 'answer', status: 500 }, { times: 9 });
    await expect(contents(treeOf(setup, commit))).rejects.toThrow(
      'GitHub: POST /graphql (blobs) answered 500 (fault) after 5 tries: GitHub or the network fails just now; run the job again.',
    );
  });
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function digest(content: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(content ?? '')
    .digest('hex');
}
