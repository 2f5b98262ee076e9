/** The bundle's entry: connects {@link runCli} to the process. */
import { runCli } from './main.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  width: process.stdout.columns ?? 80,
  color: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
