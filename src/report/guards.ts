/** What of a plan waits for a person: single guards, and groups of which one is to be chosen. */
import type { Guard } from '../plan/document.ts';
import { compareText } from '../schema/name.ts';

/** A guard of a group of which none is confirmed yet, with the others: at most one of them holds. */
export interface Choice {
  readonly group: string;
  readonly guards: readonly Guard[];
}

/** Pending ids that one command takes, as one line to copy. */
export interface Command {
  readonly verb: string;
  readonly ids: readonly string[];
}

export interface Waiting {
  /** Pending guards that stand for themselves. */
  readonly single: readonly Guard[];
  readonly choices: readonly Choice[];
  /** The commands for all of `single`, one for each kind; never for a choice. */
  readonly commands: readonly Command[];
}

/** The verb of a guard's command: `/chx confirm-rename`. */
export function commandVerb(guard: Guard): string {
  const tail = ` ${guard.id}`;
  return guard.command.endsWith(tail) ? guard.command.slice(0, -tail.length) : guard.command;
}

/** What waits, in the order of the document. What a confirmed rename of its group rules out waits for nothing any more. */
export function waitingOf({ guards }: { readonly guards: readonly Guard[] }): Waiting {
  const single: Guard[] = [];
  const groups = new Map<string, Guard[]>();
  for (const guard of guards) {
    if (guard.state !== 'pending' || ruledOutBy(guard, guards) !== null) continue;
    if (guard.group === null) single.push(guard);
    else groups.set(guard.group, [...(groups.get(guard.group) ?? []), guard]);
  }
  const choices: Choice[] = [];
  for (const [group, members] of groups) {
    // Where all but one were rejected, nothing is left to choose.
    if (members.length === 1) single.push(...members);
    else choices.push({ group, guards: members });
  }
  return { single, choices, commands: commandsOf(single) };
}

/** The confirmed rename of the same group that has an end in common with this one; null where there is none. */
function ruledOutBy(guard: Guard, guards: readonly Guard[]): Guard | null {
  if (guard.group === null) return null;
  const rival = guards.find(
    (other) =>
      other.id !== guard.id && other.group === guard.group && other.state === 'confirmed' && sharesAnEnd(guard, other),
  );
  return rival ?? null;
}

/** Whether two renames of one group rule each other out: one name can't have come from two, nor become two. */
export function sharesAnEnd(a: Guard, b: Guard): boolean {
  return a.from === b.from || a.to === b.to;
}

/** What came of a guard that nobody has to decide on any more. */
export type Outcome =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'ruled-out'; readonly by: Guard }
  /** `holder` is the guard that holds the drop; null where nothing is lost with it. */
  | { readonly kind: 'dropped-and-added'; readonly holder: Guard | null }
  /** A loss that somebody said no to. */
  | { readonly kind: 'rejected' };

/** What came of a guard; null for one that still waits. */
export function outcomeOf(guard: Guard, guards: readonly Guard[]): Outcome | null {
  if (guard.state === 'confirmed') return { kind: 'confirmed' };
  const by = ruledOutBy(guard, guards);
  if (by !== null) return { kind: 'ruled-out', by };
  if (guard.state === 'pending') return null;
  const rename = renameOf(guard);
  if (rename === null) return { kind: 'rejected' };
  const object = rename.what === 'object' ? rename.from : guard.object;
  const holder = guards.find(
    (other) => other.kind === 'destructive' && other.object === object && other.from === rename.from,
  );
  return { kind: 'dropped-and-added', holder: holder ?? null };
}

/** One command for each verb with the ids of all its guards, verbs in byte order, ids in the order given. */
export function commandsOf(guards: readonly Guard[]): Command[] {
  const verbs = new Map<string, string[]>();
  for (const guard of guards) {
    const verb = commandVerb(guard);
    const ids = verbs.get(verb) ?? [];
    if (!ids.includes(guard.id)) ids.push(guard.id);
    verbs.set(verb, ids);
  }
  return [...verbs].map(([verb, ids]) => ({ verb, ids })).sort((a, b) => compareText(b.verb, a.verb));
}

/** The command that says no to a rename. */
export const rejectVerb = '/chx reject-rename';

/** What `chx plan` takes instead of a command: `--confirm ID --confirm ID`. */
export function optionsOf({ verb, ids }: Command): string {
  return ids.map((id) => `${verb === rejectVerb ? '--reject' : '--confirm'} ${id}`).join(' ');
}

export interface RenameOf {
  /** `object` where a table, view or dictionary is renamed, `column` where a part of one is. */
  readonly what: 'object' | 'column';
  readonly from: string;
  readonly to: string;
}

/** What a guard of kind `rename` is about; null for others. */
export function renameOf(guard: Guard): RenameOf | null {
  if (guard.kind !== 'rename' || guard.from === null || guard.to === null) return null;
  const what = guard.from === guard.object || guard.to === guard.object ? 'object' : 'column';
  return { what, from: guard.from, to: guard.to };
}
