/** The bundle's entry: connects {@link runCli} to the process. */
import { exitCodes } from '../schema/error.ts';
import { lineAsker } from './asker.ts';
import { runCli } from './main.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads has enough: `chx plan | head`.
    if (error.code === 'EPIPE') return;
    process.exitCode = exitCodes.unexpected;
    if (stream === process.stdout) process.stderr.write(`chx: the output can't be written: ${error.message}\n`);
  });
}

const exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  // A terminal that doesn't know its size says 0.
  width: process.stdout.columns || 80,
  color: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  ...(process.stdin.isTTY === true && process.stderr.isTTY === true
    ? { openAsker: () => lineAsker(process.stdin, process.stderr) }
    : {}),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
process.exitCode ??= exitCode;
