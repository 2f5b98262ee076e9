/** The table of docs/gate.md, made of the rows: `node test/action/gate/table.ts` writes it, a test holds it current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Row } from './rows.ts';
import { faultRows } from './rows-faults.ts';
import { howRows } from './rows-how.ts';
import { whenRows } from './rows-when.ts';
import { whoRows } from './rows-who.ts';

export const allRows: readonly Row[] = [...whoRows, ...whenRows, ...howRows, ...faultRows];

export const page = fileURLToPath(new URL('../../../docs/gate.md', import.meta.url));

const start = '<!-- scenarios: written by test/action/gate/table.ts -->';
const end = '<!-- /scenarios -->';

const chapters: readonly (readonly [string, readonly Row[]])[] = [
  ['Who', whoRows],
  ['When', whenRows],
  ['How', howRows],
  ['When GitHub fails', faultRows],
];

export function section(): string {
  const chapter = ([title, rows]: (typeof chapters)[number]): string =>
    [
      `### ${title}`,
      '',
      '| scenario | who | when | how | what holds |',
      '|---|---|---|---|---|',
      ...rows.map((row) => `| ${[`\`${row.id}\``, row.who, row.when, row.how, row.holds].map(cell).join(' | ')} |`),
    ].join('\n');
  return [
    start,
    '## Scenarios',
    '',
    `Each of these ${allRows.length} runs the built bundle against a GitHub over HTTP that holds every request and answer against GitHub's own`,
    'descriptions (`test/action/gate`). After every run of each, a model that shares no code with the gate says what has to stand',
    'on the pull request: nothing unconfirmed passes, nothing confirmed is lost, one plan comment, one answer, nobody pinged. Besides,',
    'every request of some of them fails in every way, and random conversations are held while runs take turns request by request.',
    '',
    chapters.map(chapter).join('\n\n'),
    end,
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** The page with the section in its place, which is the end where it is not there yet. */
export function withSection(text: string): string {
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to === -1) return `${text.trimEnd()}\n\n${section()}\n`;
  return text.slice(0, from) + section() + text.slice(to + end.length);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, withSection(readFileSync(page, 'utf8')));
