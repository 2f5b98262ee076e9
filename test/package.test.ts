import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
};

test('the npm name stands in one place', () => {
  const listed = execFileSync('git', ['grep', '-lF', manifest.name, '--', '.', ':!dist', ':!package-lock.json'], {
    cwd: root,
  })
    .toString()
    .trim();
  expect(listed).toBe('package.json');
});

test('everything that the package exports is there', () => {
  const paths = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : [entry.types, entry.default],
  );
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(statSync(join(root, manifest.bin['chx'] ?? '')).mode & 0o111).not.toBe(0);
});

test('the bundles of the exports work alone', async () => {
  const authoring: unknown = await import(join(root, 'dist/authoring.js'));
  const plan: unknown = await import(join(root, 'dist/plan.js'));
  expect(Object.keys(authoring as object)).toEqual(
    expect.arrayContaining(['schema', 'table', 'distributed', 'view', 'materializedView']),
  );
  expect(Object.keys(plan as object)).toContain('planDocumentSchema');
});

/** Every Node on the PATH, by major version: the machine's own is another one than that of the tests. */
function nodes(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!existsSync(path)) continue;
    const version = spawnSync(path, ['--version']).stdout.toString().trim();
    const major = /^v(\d+)\./.exec(version)?.[1];
    if (major !== undefined && Number(major) >= 20 && !found.has(major)) found.set(major, path);
  }
  return found;
}

describe('the command runs on every Node that is here', () => {
  for (const [major, node] of nodes()) {
    test(`Node ${major}`, () => {
      const run = spawnSync(
        node,
        [
          join(root, 'dist/cli.js'),
          'plan',
          '--base',
          './examples/demo/base',
          '--head',
          './examples/demo/head',
          '--format',
          'json',
        ],
        { cwd: root, encoding: 'utf8' },
      );
      expect(run.stderr).toBe('');
      expect(run.status).toBe(3);
      expect(JSON.parse(run.stdout)).toMatchObject({ version: 1, status: 'blocked' });
    });
  }

  test('the bundle of the Action, too, loads and names what is missing', () => {
    for (const node of nodes().values()) {
      const run = spawnSync(node, [join(root, 'dist/index.js')], { cwd: root, encoding: 'utf8', env: {} });
      expect(`${run.stdout}${run.stderr}`).toMatch(/::error::Input github-token is empty/);
      expect(run.status).not.toBe(0);
    }
  });
});

test('no path of a machine and no registry stands in the bundles', () => {
  const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|ts|json)$/.test(file),
  );
  expect(files.length).toBeGreaterThan(6);
  expect(files.filter((file) => readFileSync(join(root, 'dist', file), 'utf8').includes(root))).toEqual([]);
});
