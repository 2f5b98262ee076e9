/** Commands in comments: what a person asks for, and what was meant to be a command and is none. */
import { nearest } from '../config/nearest.ts';
import { clip, visible } from '../report/text.ts';
import { type TextLine, textLines } from './markdown.ts';

export const verbs = [
  'confirm-rename',
  'reject-rename',
  'allow-destructive',
  'revoke',
  'plan',
  'status',
  'help',
] as const;
export type Verb = (typeof verbs)[number];

/** Verbs that say something about guards. */
export type DecidingVerb = Exclude<Verb, 'plan' | 'status' | 'help'>;

export interface Command {
  readonly verb: Verb;
  /** Guard ids in lower case, in the order written, each once; empty for verbs that take none. */
  readonly ids: readonly string[];
  /** Line of the comment, counted from 1. */
  readonly line: number;
}

/** A line that begins like a command and is none, or holds something that none can hold. */
export interface Mistake {
  readonly line: number;
  /** What was written: one line, clipped, without signs that can't be seen. Still somebody's text: for code spans only. */
  readonly text: string;
  /** What is wrong with it, as a sentence. Quotes what was written in backticks. */
  readonly problem: string;
  /** The line that was meant; null where that is anybody's guess. */
  readonly suggestion: string | null;
}

export interface Parsed {
  readonly commands: readonly Command[];
  readonly mistakes: readonly Mistake[];
}

/** What guards a verb is for: by the first letter of their ids. */
const kinds: Readonly<Record<DecidingVerb, string>> = {
  'confirm-rename': 'r',
  'reject-rename': 'r',
  'allow-destructive': 'd',
  revoke: 'rd',
};

const guardId = /^[rd]-[a-z2-7]{26}$/;
/** Blanks that a reader sees as such; phones put the third one in. */
const start = /^\/chx(?=[ \t\u00a0]|$)/i;
const separators = /[ \t\u00a0,]+/;
/** How much of a line is shown again. */
const shownLength = 160;
const wordLength = 40;

export function isGuardId(text: string): boolean {
  return guardId.test(text);
}

export function isDecidingVerb(verb: Verb): verb is DecidingVerb {
  return verb !== 'plan' && verb !== 'status' && verb !== 'help';
}

/** Whether a verb can say anything about a guard of this id. */
export function verbFits(verb: DecidingVerb, id: string): boolean {
  return isGuardId(id) && kinds[verb].includes(id.charAt(0));
}

/** Verbs that take something back: of their lines every id is heard, whatever else stands there. */
export function takesBack(verb: Verb): verb is 'revoke' | 'reject-rename' {
  return verb === 'revoke' || verb === 'reject-rename';
}

/**
 * The commands of a comment: lines that a reader sees as text and whose first word is `/chx`. Quotes, code, HTML, list items
 * and the middle of a line hold none. A line that confirms is taken whole or not at all; of one that takes back every
 * id counts. Never throws; takes time in proportion to the length of the body.
 *
 * @param body the comment as GitHub stores it, of at most 65,536 characters there.
 */
export function parseCommands(body: string): Parsed {
  const commands: Command[] = [];
  const mistakes: Mistake[] = [];
  for (const line of commandLines(body)) {
    const { command, mistake } = parseLine(line);
    if (line.place === 'text') {
      if (command !== null) commands.push(command);
      if (mistake !== null) mistakes.push(mistake);
    } else if (command !== null && command.ids.length > 0) {
      // Talk about commands stands in lists too: only what holds an id was meant as one.
      mistakes.push(misplacedMistake(line, command));
    }
  }
  return { commands, mistakes };
}

/** Whether {@link parseCommands} has something to say about a comment. */
export function mentionsCommand(body: string): boolean {
  const { commands, mistakes } = parseCommands(body);
  return commands.length > 0 || mistakes.length > 0;
}

/** Ids that a text takes back anywhere in it, whatever surrounds them: for texts that are not known to be whole. */
export function takenBackAnywhere(text: string): { readonly verb: 'revoke' | 'reject-rename'; readonly id: string }[] {
  const found: { verb: 'revoke' | 'reject-rename'; id: string }[] = [];
  for (const line of text.split(/[\r\n]+/)) {
    const command = /\/chx[ \t]+(revoke|reject-rename)\b(.*)$/i.exec(line);
    if (command === null) continue;
    const verb = command[1]?.toLowerCase() === 'revoke' ? 'revoke' : 'reject-rename';
    for (const [id] of (command[2] ?? '').toLowerCase().matchAll(/(?<![a-z0-9-])[rd]-[a-z2-7]{26}(?![a-z0-9])/g)) {
      if (verbFits(verb, id)) found.push({ verb, id });
    }
  }
  return found;
}

function commandLines(body: string): TextLine[] {
  // Most comments hold nothing: they need not be taken apart.
  return /\/chx/i.test(body) ? textLines(body, start) : [];
}

interface ParsedLine {
  readonly command: Command | null;
  readonly mistake: Mistake | null;
}

function parseLine(line: TextLine): ParsedLine {
  const wrong = (problem: string, suggestion: string | null, command: Command | null = null): ParsedLine => ({
    command,
    mistake: { line: line.number, text: clip(visible(clip(line.text, shownLength)), shownLength), problem, suggestion },
  });
  const [first = '', ...words] = line.text
    .slice('/chx'.length)
    .split(separators)
    .filter((word) => word !== '');
  if (first === '') return wrong('It names no command.', '/chx help');

  const verb = verbOf(trimEnd(first, '.:;!?'));
  if (verb === null) return unknownVerb(first, words, wrong);
  if (!isDecidingVerb(verb)) return { command: { verb, ids: [], line: line.number }, mistake: null };

  const ids: string[] = [];
  const bad: { readonly word: string; readonly meant: string | null }[] = [];
  for (const word of words) {
    const bare = unwrap(word);
    if (bare === '') continue;
    const id = isAscii(bare) ? bare.toLowerCase() : bare;
    if (verbFits(verb, id)) ids.push(id);
    else bad.push({ word, meant: meantId(id) });
  }
  const unique = [...new Set(ids)];
  const good = unique.length === 0 ? null : { verb, ids: unique, line: line.number };
  const [worst] = bad;
  if (worst === undefined) {
    if (good !== null) return { command: good, mistake: null };
    return wrong(`\`${verb}\` takes the ids that it is about, as the plan comment has them.`, null);
  }
  const problem = `${wordProblem(verb, worst)}${bad.length > 1 ? ` The same goes for ${bad.length - 1} more of its words.` : ''}`;
  const taken = takesBack(verb) ? good : null;
  const left = taken === null && good !== null ? ' Nothing of this line was done.' : '';
  return wrong(problem + left, corrected(verb, unique, bad, taken !== null), taken);
}

function unknownVerb(
  first: string,
  words: readonly string[],
  wrong: (problem: string, suggestion: string | null) => ParsedLine,
): ParsedLine {
  const plain = trimEnd(plainDashes(first), '.:;!?');
  const near = nearest(plain, verbs);
  // The first half of a verb is what people remember.
  const begun = plain.length < 5 ? undefined : verbs.find((verb) => verb.startsWith(`${plain.toLowerCase()}-`));
  const meant = verbs.find((verb) => verb === near) ?? begun ?? null;
  const ids = words.map((word) => meantId(unwrap(word))).filter((id) => id !== null);
  const said = quote(first);
  const problem =
    verbOf(plain) === null ? `${said} is no command.` : `The dash in ${said} is not the one of the keyboard.`;
  if (meant === null) return wrong(problem, '/chx help');
  if (!isDecidingVerb(meant)) return wrong(problem, `/chx ${meant}`);
  const fitting = [...new Set(ids.filter((id) => verbFits(meant, id)))];
  if (fitting.length > 0) return wrong(problem, suggestion(meant, fitting));
  const others = [...new Set(ids)];
  const confirms = meant === 'confirm-rename' || meant === 'allow-destructive';
  return wrong(problem, confirms && others.length > 0 ? suggestion(otherVerb(meant), others) : null);
}

function misplacedMistake(line: TextLine, command: Command): Mistake {
  return {
    line: line.number,
    text: clip(visible(clip(line.text, shownLength)), shownLength),
    problem: misplacedProblem(line.place),
    suggestion: suggestion(command.verb, command.ids),
  };
}

function misplacedProblem(place: TextLine['place']): string {
  if (place === 'item') return 'A command in a list is not heard: `/chx` has to be the first word of its line.';
  if (place === 'quote') return 'A command in a quote is not heard: leave a blank line before it.';
  return 'A command inside HTML is not heard: leave a blank line before it, and close what is open.';
}

function wordProblem(
  verb: DecidingVerb,
  { word, meant }: { readonly word: string; readonly meant: string | null },
): string {
  if (meant !== null && verbFits(verb, meant)) return `${quote(word)} has a sign that an id can't have.`;
  if (meant !== null) {
    const other = meant.startsWith('r') ? 'the id of a rename' : 'the id of a loss of data';
    return `${quote(word)} is ${other}, and \`${verb}\` is for the other kind.`;
  }
  return `${quote(word)} is no id: those have \`r-\` or \`d-\` and 26 letters and digits.`;
}

/** The line that was meant, where every word of it can be told. */
function corrected(
  verb: DecidingVerb,
  ids: readonly string[],
  bad: readonly { readonly meant: string | null }[],
  goodIsTaken: boolean,
): string | null {
  const meant = bad.flatMap(({ meant: id }) => (id === null ? [] : [id]));
  if (meant.length < bad.length) return !goodIsTaken && ids.length > 0 ? suggestion(verb, ids) : null;
  const fitting = [...(goodIsTaken ? [] : ids), ...meant.filter((id) => verbFits(verb, id))];
  const others = meant.filter((id) => !verbFits(verb, id));
  const other = otherVerb(verb);
  // One line only: the ids of the wrong kind, unless there are others left to say.
  return fitting.length > 0 ? suggestion(verb, [...new Set(fitting)]) : suggestion(other, [...new Set(others)]);
}

/** The verb that says the same of guards of the other kind. */
function otherVerb(verb: DecidingVerb): DecidingVerb {
  return verb === 'allow-destructive' ? 'confirm-rename' : takesBack(verb) ? 'revoke' : 'allow-destructive';
}

/** More ids than a line to copy holds are left to the plan comment. */
const suggestedIds = 20;

function suggestion(verb: Verb, ids: readonly string[]): string | null {
  return ids.length > suggestedIds ? null : `/chx ${[verb, ...ids].join(' ')}`;
}

function verbOf(word: string): Verb | null {
  if (!isAscii(word)) return null;
  const lower = word.toLowerCase();
  return verbs.find((verb) => verb === lower) ?? null;
}

/** The id that a word stands for once signs that keyboards put in are taken out; null where none. */
function meantId(word: string): string | null {
  if (word.length > 4 * wordLength) return null;
  const id = plainDashes(word)
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
  return isGuardId(id) ? id : null;
}

/** Hyphens and dashes of phones and word processors as the one of the keyboard. */
function plainDashes(text: string): string {
  return clip(text, 4 * wordLength).replace(/\p{Pd}|\u2212/gu, '-');
}

function isAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

/** A word without the punctuation of a sentence and the quotes around it. */
function unwrap(word: string): string {
  let first = 0;
  while (first < word.length && '`"\'(<['.includes(word.charAt(first))) first += 1;
  return trimEnd(word.slice(first), '`"\')>].,;:!?');
}

function trimEnd(word: string, signs: string): string {
  let end = word.length;
  while (end > 0 && signs.includes(word.charAt(end - 1))) end -= 1;
  return word.slice(0, end);
}

/** A word of the line in backticks; backticks in it would end them. */
function quote(word: string): string {
  return `\`${clip(visible(clip(word, wordLength)), wordLength).replaceAll('`', "'")}\``;
}
