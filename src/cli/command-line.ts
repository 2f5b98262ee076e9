import { showUrl } from '../clickhouse/server-url.ts';
import type { Arguments } from './arguments.ts';

/** The command line of `chx plan` that says the same as these arguments, without questions, for a shell to run. */
export function planCommandLine(args: Arguments): string {
  const words: string[] = ['chx', 'plan'];
  const add = (option: string, value: string | null): void => {
    // `--option=value` where the value would pass for an option.
    if (value !== null) words.push(...(value.startsWith('-') ? [`--${option}=${value}`] : [`--${option}`, value]));
  };
  add('config', args.config);
  add('base', args.base);
  add('head', args.head);
  for (const target of args.targets) add('target', target);
  if (args.format !== 'text') add('format', args.format);
  // A URL may hold a password, which a terminal is not to keep.
  if (args.verify !== 'off') add('verify', typeof args.verify === 'string' ? args.verify : showUrl(args.verify.url));
  add('repository', args.repository);
  for (const id of args.confirm) add('confirm', id);
  for (const id of args.reject) add('reject', id);
  return words.map(shellWord).join(' ');
}

/** A word as a POSIX shell takes it whole. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
