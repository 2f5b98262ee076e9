/** What waits for whom, with the commands to copy. */
import type { Guard, PlanDocument } from '../../plan/document.ts';
import type { ReportContext } from '../context.ts';
import {
  type Choice,
  type Command,
  commandsOf,
  optionsOf,
  rejectVerb,
  renameOf,
  sharesAnEnd,
  waitingOf,
} from '../guards.ts';
import { clip, count, fence, visible } from '../text.ts';
import { soloHint, whoMay } from '../who.ts';
import type { Format } from './format.ts';

/** How much of an id tells it from the others of one comment; the command below holds it whole. */
const idLength = 10;
/** How many kinds of command there is room for in the shortest report. */
const commandLimit = 3;

/** Everything that waits: guards that stand for themselves, then choices; who may decide is said once. */
export function waiting(document: PlanDocument, context: ReportContext, format: Format): string[] {
  const { single, choices, commands } = waitingOf(document);
  if (single.length === 0 && choices.length === 0) return [];
  const entries = single.map((guard) => guardEntry(guard, format, { id: single.length > 1, object: true }));
  const who = context.commands ? whoBlock(context, format) : [];
  const asked = choices.map((choice) => choiceBlocks(choice, context, format));
  const { open, folds } = format.detail;
  const rest = asked.slice(open);
  return [
    ...(single.length === 0
      ? who
      : [
          ...format.part('To confirm', format.list(entries, 'more to confirm')),
          [...who, askFor(commands.length, context)].join('\\\n'),
          ...commandBlocks(single, context, format),
          ...refusal(single, context, format),
        ]),
    ...asked.slice(0, open).flat(),
    ...(rest.length === 0
      ? []
      : folds
        ? format.fold(`${rest.length} more choices`, rest.flat())
        : [`${rest.length} more choices.`]),
  ];
}

function askFor(commands: number, context: ReportContext): string {
  if (!context.commands) return 'Run the same command again with:';
  return `Comment ${commands === 1 ? 'this' : commands === 2 ? 'both, or one of them' : 'these, or some of them'}:`;
}

function whoBlock(context: ReportContext, format: Format): string[] {
  const hint = soloHint(context);
  return [
    `Who may confirm: ${format.phrase(whoMay(context))}.${hint === null ? '' : `\\\n<sub>${format.prose(hint)}</sub>`}`,
  ];
}

function guardEntry(guard: Guard, format: Format, show: { readonly id: boolean; readonly object: boolean }): string {
  const id = show.id ? ` (${format.code(clip(guard.id, idLength))})` : '';
  const lost = guard.kind === 'destructive' ? 'Lost' : 'As a drop and an add it would lose';
  const evidence = format.limited(guard.evidence, 2).map((text) => format.prose(text));
  return [
    `- ${guardTitle(guard, format, show.object)}${id}`,
    ...(guard.lost === null ? [] : [`  ${lost}: ${format.prose(guard.lost)}`]),
    ...(evidence.length === 0 ? [] : [`  <sub>${evidence.join('; ')}</sub>`]),
  ].join('\\\n');
}

/** What a guard is about: `Rename a → b in t`, `Loss of data in t`. */
export function guardTitle(guard: Guard, format: Format, withObject = true): string {
  const object = withObject ? ` in ${format.code(guard.object)}` : '';
  const rename = renameOf(guard);
  if (rename !== null) {
    const names = `**Rename** ${format.code(rename.from)} → ${format.code(rename.to)}`;
    return rename.what === 'object' ? names : `${names}${object}`;
  }
  const part = guard.from === null || guard.from === guard.object ? '' : ` ${format.code(guard.from)}`;
  return `**${guard.kind === 'rename' ? 'Rename' : 'Loss of data'}**${part}${object}`;
}

/** How to say no to renames. */
function refusal(guards: readonly Guard[], { commands }: ReportContext, format: Format): string[] {
  const renames = guards.filter(({ kind }) => kind === 'rename').length;
  if (renames === 0) return [];
  const id = renames === 1 && guards.length === 1 ? 'the same id' : 'its id';
  return [`Not a rename? ${format.code(commands ? rejectVerb : '--reject')} with ${id} makes it a drop and an add.`];
}

/** Renames that rule each other out: each with a command of its own, never in the line that confirms all. */
function choiceBlocks({ guards }: Choice, context: ReportContext, format: Format): string[] {
  const objects = [...new Set(guards.map(({ object }) => object))];
  const renames = guards.filter(({ kind }) => kind === 'rename');
  const entries = guards.map((guard) => {
    const title = guardEntry(guard, format, { id: false, object: objects.length > 1 });
    return item([title, ...commandBlocks([guard], context, format)], wouldRun(guard, format));
  });
  if (renames.length > 0) {
    const none: Command = { verb: rejectVerb, ids: renames.map(({ id }) => id) };
    const what = guards.length === 2 ? 'Neither' : 'None of these';
    entries.push(item([`- ${what}: drops and adds`, ...blocksOf([none], context, format)]));
  }
  const one = guards.every((guard) => guards.every((other) => sharesAnEnd(guard, other)));
  const ask = context.commands ? 'Comment' : 'Run the same command again with';
  return [
    ...format.part(
      `${one ? 'At most one of these' : 'At most one of these for each name'}, in ${format.codes(objects)}`,
      [one ? `${ask} one:` : `${ask} what it is:`],
    ),
    ...format.list(entries, 'more of these'),
  ];
}

/** The SQL that an answer to a choice brings, folded. */
function wouldRun({ statements }: Guard, format: Format): string[] {
  if (statements.length === 0 || format.detail.sql === 'none') return [];
  return format.fold(`Runs ${count(statements.length, 'statement')}`, [
    fence(statements.map((sql) => `${sql};`).join('\n\n'), 'sql'),
  ]);
}

/** A list item of blocks that need no blank line before them, and of a folded part that does. */
function item([first = '', ...rest]: readonly string[], folded: readonly string[] = []): string {
  const text = [first, ...rest.map(indent)].join('\n');
  return [text, ...folded.map(indent)].join('\n\n');
}

/** Blocks to copy for these guards: one for each command, which a phone copies as a whole. */
function commandBlocks(guards: readonly Guard[], context: ReportContext, format: Format): string[] {
  return blocksOf(commandsOf(guards), context, format);
}

function blocksOf(commands: readonly Command[], context: ReportContext, format: Format): string[] {
  if (!context.commands) {
    const options = commands.flatMap(({ verb, ids }) => ids.map((id) => optionsOf({ verb, ids: [id] })));
    const { fitting, left } = fittingWords(options, format);
    return [...(fitting.length === 0 ? [] : [fence(fitting.join(' '), '')]), ...left];
  }
  return format.limited(commands, commandLimit).flatMap(({ verb, ids }) => {
    const { fitting, left } = fittingWords(ids, format);
    const line = `${clip(visible(verb), format.detail.text)} ${fitting.join(' ')}`;
    return [...(fitting.length === 0 ? [] : [fence(line, '')]), ...left];
  });
}

/** The first ids, each whole, up to a length; and how many are left. */
function fittingWords(words: readonly string[], format: Format): { fitting: string[]; left: string[] } {
  const fitting: string[] = [];
  let length = 0;
  for (const word of words.map(visible)) {
    length += word.length + 1;
    if (length > format.detail.ids) break;
    fitting.push(word);
  }
  const rest = words.length - fitting.length;
  return { fitting, left: rest === 0 ? [] : [`${count(rest, 'more id does', 'more ids do')} not fit here.`] };
}

function indent(block: string): string {
  return block
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}
