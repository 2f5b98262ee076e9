/**
 * What a check run remembers of the plan that it showed, so that a later run can tell somebody with an outdated id what
 * became of it. Nothing is decided by it.
 */
import { z } from 'zod';
import type { Guard, PlanDocument } from '../plan/document.ts';
import { renameOf } from '../report/guards.ts';
import { clip, codeSpan, count, visible } from '../report/text.ts';
import { nameMarkdown } from './answer-text.ts';
import { embed, extract } from './embedded.ts';

/** GitHub refuses a check run's text of more than 65,535 characters. */
export const shownLimit = 65_535;

const name = 'chx-shown:1';
const defaultConfig = 'chx';
/** How much of a name from the schema is kept, hidden signs written out. */
const nameLength = 200;
/** How many guards have a line that people see. */
const lineLimit = 100;
const targetLimit = 50;

const shownGuard = z.object({
  id: z.string(),
  kind: z.enum(['rename', 'destructive']),
  object: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  basis: z.record(z.string(), z.string()),
});
const shownSchema = z.object({
  /** The config whose plan it was. */
  config: z.string(),
  targets: z.array(z.object({ target: z.string(), digest: z.string() })),
  guards: z.array(shownGuard),
});

export type ShownGuard = z.infer<typeof shownGuard>;
export type Shown = z.infer<typeof shownSchema>;

/**
 * The text of a check run: what it showed, in lines for people and one for {@link decodeShown}, in at most
 * {@link shownLimit} characters. Where there are too many guards, the last are left out.
 *
 * @param config the config's name.
 */
export function encodeShown(document: PlanDocument, config: string = defaultConfig): string {
  const targets = document.plans.slice(0, targetLimit).map(({ target, digest }) => ({ target: short(target), digest }));
  const guards = document.guards.map(
    ({ id, kind, object, from, to, basis }): ShownGuard => ({
      id: short(id),
      kind,
      object: short(object),
      from: from === null ? null : short(from),
      to: to === null ? null : short(to),
      basis: Object.fromEntries(Object.entries(basis).map(([part, digest]) => [short(part), short(digest)])),
    }),
  );
  const lines = linesOf(document, targets).join('\n');
  for (const kept of [guards, guards.map((guard) => ({ ...guard, basis: {} }))]) {
    const text = `${lines}\n\n${embed(name, { config: short(config), targets, guards: kept } satisfies Shown)}\n`;
    if (text.length <= shownLimit) return text;
  }
  const room = fitting(
    guards,
    shownLimit - lines.length - embed(name, { config: short(config), targets, guards: [] }).length - 10,
  );
  return `${lines}\n\n${embed(name, { config: short(config), targets, guards: room } satisfies Shown)}\n`;
}

/** The first guards, without what their ids are made of, that fit into a number of characters. */
function fitting(guards: readonly ShownGuard[], room: number): ShownGuard[] {
  const kept: ShownGuard[] = [];
  let length = 0;
  for (const guard of guards) {
    const bare = { ...guard, basis: {} };
    // What the line is made of but for the guard is the same however many there are.
    length += embed(name, bare).length - embed(name, null).length + 'null,'.length;
    if (length > room) break;
    kept.push(bare);
  }
  return kept;
}

function short(text: string): string {
  return clip(visible(clip(text, nameLength)), nameLength);
}

function linesOf(
  document: PlanDocument,
  targets: readonly { readonly target: string; readonly digest: string }[],
): string[] {
  const guards = document.guards.slice(0, lineLimit);
  return [
    ...targets.map(({ target, digest }) => `- ${codeSpan(target)}: ${codeSpan(digest)}`),
    ...more(document.plans.length - targets.length, 'more target'),
    ...(guards.length === 0 ? ['', 'Nothing in it had to be confirmed.'] : ['', 'It asked for:', '']),
    ...guards.map((guard) => `- ${codeSpan(short(guard.id))}: ${titleMarkdown(guard)}`),
    ...more(document.guards.length - guards.length, 'more'),
  ];
}

function more(left: number, what: string): string[] {
  return left <= 0 ? [] : [`- ${what === 'more' ? `${left} more` : count(left, what)}`];
}

function titleMarkdown(guard: Guard): string {
  const rename = renameOf(guard);
  if (rename === null) return `loss of data in ${nameMarkdown(guard.object)}${partOf(guard, nameMarkdown)}`;
  const where = rename.what === 'object' ? '' : ` in ${nameMarkdown(guard.object)}`;
  return `rename of ${nameMarkdown(rename.from)} to ${nameMarkdown(rename.to)}${where}`;
}

function partOf({ object, from }: Pick<Guard, 'object' | 'from'>, show: (text: string) => string): string {
  return from === null || from === object ? '' : ` (${show(from)})`;
}

/** What {@link encodeShown} remembered; null where the text holds nothing of it, or is cut off. */
export function decodeShown(text: string): Shown | null {
  const line = text.split(/\r?\n/).findLast((one) => one.startsWith(`<!-- ${name}:`));
  const read = shownSchema.safeParse(line === undefined ? undefined : extract(name, line.trimEnd()));
  return read.success ? read.data : null;
}

/** The parts of ids in words, with the verb that fits. */
const parts: Readonly<Record<string, string>> = {
  table: 'the table',
  cluster: 'the cluster',
  object: 'the object',
  old: 'the old definition',
  new: 'the new definition',
  definition: 'what is lost',
  readers: 'what reads it',
  choices: 'what else it may be',
  together: 'what is renamed with it',
};

/**
 * What outdated an id, in one line for people. Names of the schema are in it as they are: it is still to be escaped.
 *
 * @param shownEarlier what earlier check runs showed, newest first.
 * @param config whose plan `current` is.
 */
export function outdatedBy(
  id: string,
  shownEarlier: readonly Shown[],
  current: PlanDocument,
  config: string = defaultConfig,
): string {
  if (current.guards.some((guard) => guard.id === id)) return 'This id is in the plan as it is now.';
  const shown = shownEarlier.find((one) => one.config === config && one.guards.some((guard) => guard.id === id));
  const before = shown?.guards.find((guard) => guard.id === id);
  if (before === undefined) {
    const other = shownEarlier.find(({ guards }) => guards.some((guard) => guard.id === id));
    return other === undefined
      ? 'No plan of this pull request has shown this id: copy the line from the plan comment.'
      : `This id belongs to the config \`${other.config}\`, which has a comment of its own.`;
  }
  const was = `This id was shown for the ${title(before)}`;
  const now = current.guards.find((guard) => isSame(before, guard));
  if (now !== undefined) return `${was}. Since then ${changed(before, now)}: the id is \`${now.id}\` now.`;
  const instead = current.guards.find(
    (guard) => guard.kind === before.kind && short(guard.object) === before.object && sameName(guard.from, before.from),
  );
  if (instead !== undefined && instead.to !== null) {
    return `${was}. It is the rename to \`${short(instead.to)}\` now: the id is \`${instead.id}\`.`;
  }
  return `${was}, which is no longer in this pull request.`;
}

function isSame(before: ShownGuard, now: Guard): boolean {
  return (
    now.kind === before.kind &&
    short(now.object) === before.object &&
    sameName(now.from, before.from) &&
    sameName(now.to, before.to)
  );
}

function sameName(now: string | null, before: string | null): boolean {
  return now === null ? before === null : short(now) === before;
}

function changed(before: ShownGuard, now: Guard): string {
  const names = Object.keys(before.basis).filter(
    (part) => now.basis[part] !== undefined && short(now.basis[part]) !== before.basis[part],
  );
  const words = names.map((part) => parts[part] ?? `\`${part}\``);
  if (words.length === 0) return 'something that it rests on changed';
  const last = words.pop() ?? '';
  return `${words.length === 0 ? last : `${words.join(', ')} and ${last}`} changed`;
}

function title(guard: Pick<Guard, 'kind' | 'object' | 'from' | 'to'>): string {
  const { kind, object, from, to } = guard;
  if (kind === 'rename' && from !== null && to !== null) {
    const where = from === object || to === object ? '' : ` in \`${object}\``;
    return `rename of \`${from}\` to \`${to}\`${where}`;
  }
  return `loss of data in \`${object}\`${partOf(guard, (text) => `\`${text}\``)}`;
}
