/** The command `chx`: arguments in, text and an exit code out. Everything that it touches comes in as {@link CliIo}. */

import { visible, visibleLines } from '../report/text.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import { chxVersion } from '../schema/package.ts';
import { parseArguments, parseCompatArguments } from './arguments.ts';
import type { Asker } from './asker.ts';
import { compatCommand } from './compat-command.ts';
import { help } from './help.ts';
import { planCommand } from './plan-command.ts';
import { validateCommand } from './validate-command.ts';

export interface CliIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  readonly color: boolean;
  /** Opens the terminal for questions; absent where standard input or standard error is none. */
  readonly openAsker?: () => Asker;
  stdout(text: string): void;
  stderr(text: string): void;
}

/** Commands that the product has and this version doesn't: named, so that nobody looks for a mistake of theirs. */
const laterCommands = new Set(['pull', 'deploy', 'status', 'drift', 'unlock', 'init']);

/**
 * Runs one command line.
 *
 * @param argv The arguments after `chx`.
 * @returns The exit code; errors are one line each on standard error.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof ChxError) {
      io.stderr(`chx: ${visibleLines(error.message)}\n`);
      return error.exitCode;
    }
    const detail =
      error instanceof Error
        ? io.env['CHX_DEBUG'] === '1'
          ? (error.stack ?? error.message)
          : error.message
        : String(error);
    io.stderr(
      `chx: unexpected: ${visible(detail.replace(/\s*\n\s*/g, ' '))}; run again with CHX_DEBUG=1 and report it\n`,
    );
    return exitCodes.unexpected;
  }
}

async function dispatch(argv: readonly string[], io: CliIo): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    io.stdout(help());
    return command === undefined ? exitCodes.usage : exitCodes.done;
  }
  if (command === '--version' || command === 'version') {
    io.stdout(`${chxVersion}\n`);
    return exitCodes.done;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(help());
    return exitCodes.done;
  }
  if (command === 'plan') return planCommand(parseArguments('plan', rest), io);
  if (command === 'validate') return validateCommand(parseArguments('validate', rest), io);
  if (command === 'compat') return compatCommand(parseCompatArguments(rest), io);
  if (laterCommands.has(command))
    throw new ChxError(
      exitCodes.usage,
      `"chx ${command}" is not in version ${chxVersion} yet: it has plan, validate and compat`,
    );
  throw new ChxError(exitCodes.usage, `unknown command "${command}": see chx --help`);
}
