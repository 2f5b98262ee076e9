/** What of a plan waits for a person: single guards, and groups of which one is to be chosen. */
import type { Guard, PlanDocument } from '../plan/document.ts';
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

/** What waits, in the order of the document. A group with a confirmed guard waits for nothing any more. */
export function waitingOf(document: PlanDocument): Waiting {
  const settled = new Set(
    document.guards.flatMap(({ group, state }) => (state === 'confirmed' && group !== null ? [group] : [])),
  );
  const single: Guard[] = [];
  const groups = new Map<string, Guard[]>();
  for (const guard of document.guards) {
    if (guard.state !== 'pending') continue;
    if (guard.group === null) single.push(guard);
    else if (!settled.has(guard.group)) groups.set(guard.group, [...(groups.get(guard.group) ?? []), guard]);
  }
  const choices: Choice[] = [];
  for (const [group, guards] of groups) {
    // Where all but one were rejected, nothing is left to choose.
    if (guards.length === 1) single.push(...guards);
    else choices.push({ group, guards });
  }
  return { single, choices, commands: commandsOf(single) };
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
