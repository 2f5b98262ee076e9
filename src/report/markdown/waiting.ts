import type { Guard, PlanDocument } from '../../plan/document.ts';
import type { ReportContext } from '../context.ts';
import { type Choice, type Command, commandsOf, rejectVerb, renameOf, waitingOf } from '../guards.ts';
import { clip, fence, visible } from '../text.ts';
import type { Format } from './format.ts';

/** How much of an id tells it from the others of one comment; the command below holds it whole. */
const idLength = 10;
/** How many kinds of command there is room for in the shortest report. */
const commandLimit = 3;
/** How many decided guards are listed where nothing more is folded. */
const decidedLimit = 20;

/** What waits for whom, with the commands to copy. */
export function waiting(document: PlanDocument, context: ReportContext, format: Format): string[] {
  const { single, choices, commands } = waitingOf(document);
  const who = permissionOf(context);
  const entries = single.map((guard) => guardEntry(guard, format, { id: single.length > 1, object: true }));
  return [
    ...(single.length === 0
      ? []
      : [
          ...format.part('To confirm', format.list(entries, 'more to confirm')),
          `Comment this, with ${who}:`,
          commandBlock(commands, format),
          ...refusal(single, format),
        ]),
    ...format.limited(choices).flatMap((choice) => choiceBlocks(choice, who, format)),
    ...format.leftOut(choices, 'more choices'),
  ];
}

function permissionOf({ permission }: ReportContext): string {
  return `**${permission}** permission${permission === 'admin' ? '' : ' or more'}`;
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
function refusal(guards: readonly Guard[], format: Format): string[] {
  const renames = guards.filter(({ kind }) => kind === 'rename').length;
  if (renames === 0) return [];
  const id = renames === 1 && guards.length === 1 ? 'the same id' : 'its id';
  return [`Not a rename? ${format.code(rejectVerb)} with ${id} makes it a drop and an add.`];
}

/** Renames that rule each other out: each with a command of its own, never in the line that confirms all. */
function choiceBlocks({ guards }: Choice, who: string, format: Format): string[] {
  const objects = [...new Set(guards.map(({ object }) => object))];
  const renames = guards.filter(({ kind }) => kind === 'rename').map(({ id }) => id);
  const entries = format.limited(guards).map((guard) => {
    const title = guardEntry(guard, format, { id: false, object: objects.length > 1 });
    return `${title}\n${indent(commandBlock(commandsOf([guard]), format))}`;
  });
  if (renames.length > 0) {
    const none: Command = { verb: rejectVerb, ids: renames };
    entries.push(`- None of these: drops and adds\n${indent(commandBlock([none], format))}`);
  }
  return [
    ...format.part(`Which one, in ${format.codes(objects)}?`, [`Comment one of these, with ${who}:`]),
    entries.join('\n'),
    ...format.leftOut(guards, 'more of these'),
  ];
}

/** A block to copy: one line for each command, with all its ids. */
function commandBlock(commands: readonly Command[], format: Format): string {
  const left: string[] = [];
  const lines = format.limited(commands, commandLimit).flatMap(({ verb, ids }) => {
    const fitting = fittingIds(ids, format.detail.ids);
    if (fitting.length < ids.length) left.push(`${ids.length - fitting.length} more ids do not fit here.`);
    return fitting.length === 0 ? [] : [`${clip(visible(verb), format.detail.text)} ${fitting.join(' ')}`];
  });
  return [...(lines.length === 0 ? [] : [fence(lines.join('\n'), '')]), ...left].join('\n\n');
}

/** The first ids, each whole, up to a length. */
function fittingIds(ids: readonly string[], most: number): string[] {
  const fitting: string[] = [];
  let length = 0;
  for (const id of ids.map(visible)) {
    length += id.length + 1;
    if (length > most) break;
    fitting.push(id);
  }
  return fitting;
}

function indent(block: string): string {
  return block
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}

/** Guards that somebody decided on, folded. */
export function decided(document: PlanDocument, format: Format): string[] {
  const guards = document.guards.filter(({ state }) => state !== 'pending');
  if (guards.length === 0) return [];
  const confirmed = guards.filter(({ state }) => state === 'confirmed').length;
  const counts = [
    ...(confirmed > 0 ? [`${confirmed} confirmed`] : []),
    ...(confirmed < guards.length ? [`${guards.length - confirmed} rejected`] : []),
  ];
  const most = Math.min(decidedLimit, format.detail.open);
  const entries = format.limited(guards, most).map((guard) => {
    const mark = guard.state === 'confirmed' ? '✔' : '✖';
    return `- ${mark} ${guardTitle(guard, format)}: ${guard.state} (${format.code(guard.id)})`;
  });
  const left = format.leftOut(guards, 'more', most);
  return format.fold(counts.join(', '), [...(entries.length === 0 ? [] : [entries.join('\n')]), ...left]);
}
