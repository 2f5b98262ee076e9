import { byArea, sinceText, spanNotes } from '../compat/describe.ts';
import { showings } from '../compat/engines.ts';
import type { Feature } from '../compat/feature.ts';
import { type Has, has } from '../compat/lookup.ts';
import { matrix } from '../compat/matrix.ts';
import { formatVersion, parseVersion, type Version } from '../compat/version.ts';
import { exitCodes } from '../schema/error.ts';
import type { CompatArguments } from './arguments.ts';
import type { CliIo } from './main.ts';

/** Columns of the text, whatever the terminal's: what is printed can be pasted. */
const width = 80;

/** `chx compat`. */
export function compatCommand(args: CompatArguments, io: CliIo): number {
  const version = args.clickhouse === null ? null : parseVersion(args.clickhouse);
  io.stdout(args.format === 'json' ? compatJson(version) : compatText(version));
  return exitCodes.done;
}

function compatJson(version: Version | null): string {
  const features = matrix.map((feature) => ({
    id: feature.id,
    title: feature.title,
    area: feature.area,
    ...(version === null ? {} : { has: has(feature, version) }),
    since: feature.since,
    lacked: feature.lacked ?? null,
    experimental: feature.experimental ?? null,
    until: feature.until ?? null,
    had: feature.had ?? null,
    notes: feature.notes ?? null,
    instead: feature.instead ?? null,
    sources: feature.sources,
    probed: showings(feature).map(({ engine, how }) => ({ engine: engine.name, how })),
  }));
  const document = { version: 1, clickhouse: version === null ? null : formatVersion(version), features };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function compatText(version: Version | null): string {
  const line = version === null ? wholeRow : (feature: Feature) => versionRow(feature, version);
  const sections = byArea(matrix).map(([title, rows]) => [title, ...rows.flatMap(line)].join('\n'));
  return `${[heading(version), ...sections].join('\n\n')}\n`;
}

function heading(version: Version | null): string {
  if (version === null)
    return wrap(
      'Since which ClickHouse version. always: in 18.16 already; never: in none, or in none without a setting.',
      '',
    );
  const count = (wanted: Has): number => matrix.filter((feature) => has(feature, version) === wanted).length;
  const counts = `${count('yes')} yes, ${count('experimental')} with a setting (exp), ${count('no')} no, ${count('unknown')} not known (?)`;
  return wrap(`ClickHouse ${formatVersion(version)}: ${counts}.`, '');
}

const sinceColumn = 10;

function wholeRow(feature: Feature): string[] {
  // Several versions stand below, one would not fit beside the title.
  const since = feature.since === 'before' || feature.since === null || feature.since.length === 1;
  const first = since ? sinceText(feature) : (feature.since?.[0] ?? '');
  const more = since ? [] : [`and ${feature.since?.slice(1).join(', ')}`];
  return entry(first, sinceColumn, [feature.title, ...more, ...spanNotes(feature)]);
}

const marks: Readonly<Record<Has, string>> = { yes: 'yes', no: 'no', experimental: 'exp', unknown: '?' };

function versionRow(feature: Feature, version: Version): string[] {
  const state = has(feature, version);
  const lines = [feature.title];
  if (state !== 'yes')
    lines.push(...(feature.since === null ? [] : [`since ${sinceText(feature)}`]), ...spanNotes(feature));
  if (state === 'no' && feature.instead !== undefined) lines.push(`instead: ${feature.instead}`);
  return entry(marks[state], 3, lines);
}

/** A mark and lines beside it, wrapped. */
function entry(mark: string, column: number, [title = '', ...more]: readonly string[]): string[] {
  const indent = ' '.repeat(column + 4);
  const first = wrap(title, indent).slice(indent.length);
  const rest = more.map((text) => wrap(text, `${indent}  `));
  return [`  ${mark.padEnd(column)}  ${first}`, ...rest];
}

/** Words on lines of at most {@link width} columns, each behind the indent. A longer word stands alone. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, indent + line].join('\n');
}
