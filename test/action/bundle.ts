/** The Action as a runner runs it: one bundled file in a process of its own, told everything by its environment. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { GitHubDouble } from '../github/double/server.ts';

export interface Bundle extends Disposable {
  readonly file: string;
}

/** What the real Action starts from beside itself. */
export const companions = {
  engine: '../../src/clickhouse/worker.ts',
  'sandbox-worker': '../../src/load/sandbox/worker.ts',
};

/** Bundles an entry, and others beside it, into a temporary folder, far from `node_modules`. */
export async function bundle(entry: string, beside: Readonly<Record<string, string>> = {}): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'chx-bundle-'));
  const entries = Object.entries({ index: entry, ...beside });
  await build({
    entryPoints: entries.map(([out, path]) => ({ out, in: fileURLToPath(new URL(path, import.meta.url)) })),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['chdb'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return { file: join(folder, 'index.js'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface ActionResult {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The JSON file that the output `plan` names. */
  readonly plan: unknown;
  readonly milliseconds: number;
}

export interface ActionJob {
  readonly event: string;
  readonly payload: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the bundle as a step of a job on the double and hands back everything that it left behind. */
export async function runAction(bundled: Bundle, github: GitHubDouble, job: ActionJob): Promise<ActionResult> {
  const temp = mkdtempSync(join(tmpdir(), 'chx-runner-'));
  try {
    const file = (name: string, content: string): string => {
      const path = join(temp, name);
      writeFileSync(path, content);
      return path;
    };
    const outputs = file('output', '');
    const summary = file('summary', '');
    mkdirSync(join(temp, 'temp'));
    const inputs = Object.entries({ 'github-token': 'ghs_actions', mode: 'auto', ...job.inputs });
    const started = performance.now();
    // Runs on the tests' own Node, or on the one that CHX_TEST_NODE names.
    const child = spawn(process.env['CHX_TEST_NODE'] ?? process.execPath, [bundled.file], {
      cwd: temp,
      env: {
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: github.apiUrl,
        GITHUB_GRAPHQL_URL: github.graphqlUrl,
        GITHUB_SERVER_URL: github.url,
        GITHUB_EVENT_NAME: job.event,
        GITHUB_EVENT_PATH: file('event.json', JSON.stringify(job.payload)),
        GITHUB_JOB: 'plan',
        GITHUB_OUTPUT: outputs,
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_REPOSITORY_ID: '4711',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_RUN_ID: '99',
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: join(temp, 'temp'),
        ...Object.fromEntries(inputs.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        ...job.environment,
      },
    });
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
    });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const milliseconds = performance.now() - started;
    const parsed = parseOutputs(readFileSync(outputs, 'utf8'));
    const planPath = parsed['plan'];
    return {
      exitCode,
      log,
      outputs: parsed,
      summary: readFileSync(summary, 'utf8'),
      plan: planPath === undefined ? null : JSON.parse(readFileSync(planPath, 'utf8')),
      milliseconds,
    };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/** `name<<DELIMITER`, the value's lines, `DELIMITER`. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(\S+)<<(\S+)\n([\s\S]*?)\n?\2$/gm)) outputs[name] = value;
  return outputs;
}
