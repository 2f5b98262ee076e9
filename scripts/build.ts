/**
 * Builds `dist/`: the bundles, the plan's JSON schema and the type declarations. `--check` builds elsewhere and fails
 * where `dist/` is something else.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { z } from 'zod';
import { planDocumentSchema } from '../src/plan/document.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Bundle name to entry. The command and the Action start the engine and the sandbox from beside themselves. */
const entries = {
  index: 'src/action/index.ts',
  cli: 'src/cli/index.ts',
  engine: 'src/clickhouse/worker.ts',
  'sandbox-worker': 'src/load/sandbox/worker.ts',
  authoring: 'src/authoring/index.ts',
  plan: 'src/plan/document.ts',
} as const;

/** Bundled CommonJS dependencies still call `require` for Node's own modules. */
const banner =
  "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

async function bundle(out: string): Promise<void> {
  for (const [name, entry] of Object.entries(entries)) {
    await build({
      entryPoints: [join(root, entry)],
      outfile: join(out, `${name}.js`),
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      external: ['chdb'],
      banner: { js: name === 'cli' ? `#!/usr/bin/env node\n${banner}` : banner },
      legalComments: 'none',
      logLevel: 'warning',
      absWorkingDir: root,
    });
  }
  chmodSync(join(out, 'cli.js'), 0o755);
}

function declare(out: string): void {
  const config = join(root, 'tsconfig.declarations.json');
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', config, '--outDir', join(out, 'types')], {
    stdio: 'inherit',
    cwd: root,
  });
}

function describe(out: string): void {
  const schema = z.toJSONSchema(planDocumentSchema, { target: 'draft-2020-12' });
  writeFileSync(
    join(out, 'plan.schema.json'),
    `${JSON.stringify({ $id: 'chx-plan-v1', title: 'CHX plan', ...schema }, null, 2)}\n`,
  );
}

async function buildInto(out: string): Promise<void> {
  await bundle(out);
  declare(out);
  describe(out);
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function differences(a: string, b: string): string[] {
  const left = files(a);
  const right = files(b);
  const all = [...new Set([...left, ...right])].sort();
  return all.filter(
    (file) =>
      !left.includes(file) || !right.includes(file) || !readFileSync(join(a, file)).equals(readFileSync(join(b, file))),
  );
}

const scratch = mkdtempSync(join(tmpdir(), 'chx-build-'));
try {
  await buildInto(scratch);
  if (process.argv.includes('--check')) {
    const stale = differences(scratch, dist);
    if (stale.length > 0) {
      console.error(`dist/ is not what the source builds (${stale.join(', ')}): run npm run build and commit it`);
      process.exitCode = 1;
    }
  } else {
    rmSync(dist, { recursive: true, force: true });
    cpSync(scratch, dist, { recursive: true });
    console.log(
      files(dist)
        .filter((file) => dirname(file) === '.')
        .join(' '),
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
