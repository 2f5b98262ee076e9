import { parseArgs } from 'node:util';
import { parseServerUrl } from '../clickhouse/server-url.ts';
import type { VerifyBy } from '../clickhouse/verify.ts';
import { ChxError, exitCodes } from '../schema/error.ts';

export const planFormats = ['text', 'markdown', 'json', 'sql'] as const;
export type PlanFormat = (typeof planFormats)[number];

/** What the options of a command line say. */
export interface Arguments {
  readonly config: string | null;
  readonly base: string | null;
  readonly head: string | null;
  readonly targets: readonly string[];
  readonly format: PlanFormat;
  readonly verify: VerifyBy;
  readonly confirm: readonly string[];
  readonly reject: readonly string[];
  readonly repository: string | null;
  /** Whether guards that wait are asked about in the terminal. */
  readonly interactive: boolean;
}

const options = {
  config: { type: 'string' },
  base: { type: 'string' },
  head: { type: 'string' },
  target: { type: 'string', multiple: true },
  format: { type: 'string' },
  verify: { type: 'string' },
  confirm: { type: 'string', multiple: true },
  reject: { type: 'string', multiple: true },
  repository: { type: 'string' },
  interactive: { type: 'boolean' },
} as const;

/** Options that each command takes. */
const taken: Readonly<Record<'plan' | 'validate', readonly (keyof typeof options)[]>> = {
  plan: ['config', 'base', 'head', 'target', 'format', 'verify', 'confirm', 'reject', 'repository', 'interactive'],
  validate: ['config', 'head', 'format'],
};

/**
 * Reads the options of a command.
 *
 * @throws ChxError (exit 2) that names the option and what it takes.
 */
export function parseArguments(command: 'plan' | 'validate', argv: readonly string[]): Arguments {
  const own = Object.fromEntries(taken[command].map((name) => [name, options[name]]));
  const values = read(command, argv, own);
  refuseEmpty(values);
  const one = (name: string): string | null => {
    const value = values[name];
    return typeof value === 'string' ? value : null;
  };
  const many = (name: string): string[] => {
    const value = values[name];
    // Ids may be given one an option or several in one, as they are copied from the comment.
    return Array.isArray(value)
      ? value.flatMap((text) => String(text).split(/[\s,]+/)).filter((text) => text !== '')
      : [];
  };
  const format = planFormats.find((name) => name === (one('format') ?? 'text'));
  if (format === undefined)
    throw new ChxError(exitCodes.usage, `--format ${one('format') ?? ''}: it takes ${planFormats.join(', ')}`);
  return {
    config: one('config'),
    base: one('base'),
    head: one('head'),
    targets: many('target'),
    format,
    verify: verifyBy(one('verify') ?? 'off'),
    confirm: many('confirm'),
    reject: renamesOnly(many('reject')),
    repository: one('repository'),
    interactive: values['interactive'] === true,
  };
}

/** What the options of `chx compat` say. */
export interface CompatArguments {
  /** The version that is asked about; null for all of them. */
  readonly clickhouse: string | null;
  readonly format: 'text' | 'json';
}

/**
 * Reads the options of `chx compat`.
 *
 * @throws ChxError (exit 2) as {@link parseArguments}.
 */
export function parseCompatArguments(argv: readonly string[]): CompatArguments {
  const values = read('compat', argv, { clickhouse: { type: 'string' }, format: { type: 'string' } });
  refuseEmpty(values);
  const { clickhouse, format = 'text' } = values;
  if (format !== 'text' && format !== 'json')
    throw new ChxError(exitCodes.usage, `chx compat --format ${String(format)}: it takes text or json`);
  return { clickhouse: typeof clickhouse === 'string' ? clickhouse : null, format };
}

/** A variable of a script that is not set: the option is not left out, and must not act as if it were. */
function refuseEmpty(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().some((item) => typeof item === 'string' && item.trim() === ''))
      throw new ChxError(exitCodes.usage, `--${name} is empty: give it a value, or leave it out`);
  }
}

function verifyBy(text: string): VerifyBy {
  if (text === 'off' || text === 'embedded') return text;
  // Anything with a scheme is meant as a URL, and may hold a password that no message repeats.
  if (!/^\w+:/.test(text))
    throw new ChxError(exitCodes.usage, `--verify ${text}: it takes off, embedded or the URL of an empty server`);
  parseServerUrl(text, '--verify');
  return { url: text };
}

/** A loss is allowed or it waits: to reject one would leave open what becomes of the change. */
function renamesOnly(ids: readonly string[]): readonly string[] {
  const loss = ids.find((id) => id.startsWith('d-'));
  if (loss === undefined) return ids;
  throw new ChxError(exitCodes.usage, `--reject ${loss}: it takes renames; a loss of data waits until it is confirmed`);
}

function read(
  command: string,
  argv: readonly string[],
  own: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>,
): Record<string, unknown> {
  try {
    return parseArgs({ args: [...argv], options: own, allowPositionals: false, strict: true }).values;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error);
    throw new ChxError(
      exitCodes.usage,
      `chx ${command}: ${message}; it takes ${Object.keys(own)
        .map((name) => `--${name}`)
        .join(', ')}`,
    );
  }
}
