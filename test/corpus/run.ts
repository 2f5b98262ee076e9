/** `chx plan` in this process. */
import { runCli } from '../../src/cli/main.ts';
import { type PlanDocument, planDocumentSchema } from '../../src/plan/document.ts';

export interface Run {
  readonly exit: number;
  /** Null where the command printed none, as with wrong usage. */
  readonly document: PlanDocument | null;
  /** What it said on standard error. */
  readonly errors: string;
}

/** Runs `chx plan --format json` with this config and these further arguments, in an empty environment. */
export async function runPlan(config: string, args: readonly string[]): Promise<Run> {
  let out = '';
  let errors = '';
  const exit = await runCli(['plan', '--config', config, '--format', 'json', ...args], {
    cwd: import.meta.dirname,
    env: {},
    width: 80,
    color: false,
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      errors += text;
    },
  });
  return { exit, document: out === '' ? null : planDocumentSchema.parse(JSON.parse(out)), errors };
}
