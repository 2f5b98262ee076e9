/** The questions of `chx plan --interactive`: which are open, how they read, what an answer means. Pure. */
import type { Guard, PlanDocument } from '../plan/document.ts';
import { guardDetails, guardTitle } from '../report/guard-text.ts';
import { renameOf, waitingOf } from '../report/guards.ts';
import { clip, visible } from '../report/text.ts';
import { wrap } from '../report/wrap.ts';

/** One guard, or renames of which at most one can be. */
export interface Question {
  readonly kind: 'rename' | 'loss' | 'choice';
  readonly guards: readonly [Guard, ...Guard[]];
}

/** Ids that an answer confirms and rejects; neither where it leaves the guard waiting. */
export interface Answer {
  readonly confirm: readonly string[];
  readonly reject: readonly string[];
}

/** How many statements of a guard are shown, and how much of each. */
const statementLimit = 4;
const statementLength = 300;

/** What waits for an answer, in the order of the plan. */
export function questionsOf(document: PlanDocument): Question[] {
  const { single, choices } = waitingOf(document);
  return [
    ...single.map((guard): Question => ({ kind: guard.kind === 'rename' ? 'rename' : 'loss', guards: [guard] })),
    ...choices.flatMap(({ guards: [first, ...others] }): Question[] =>
      first === undefined ? [] : [{ kind: 'choice', guards: [first, ...others] }],
    ),
  ];
}

/** Tells a question from others: the ids that it is about. */
export function questionKey({ guards }: Question): string {
  return guards.map(({ id }) => id).join(' ');
}

/** What the question is about, in lines. */
export function questionText(question: Question, document: PlanDocument, width: number): string {
  return [...introduction(question, document, width), ''].join('\n');
}

function introduction(question: Question, document: PlanDocument, width: number): string[] {
  const [guard] = question.guards;
  switch (question.kind) {
    case 'rename':
      return [
        ...wrap(`${capital(guardTitle(guard))}?`, '', width),
        ...guardDetails(guard, '  ', width),
        ...runs(guard.statements.length > 0 ? guard.statements : heldBy(guard, document), '  '),
        ...wrap(consequence(guard), '  ', width),
      ];
    case 'loss':
      return [
        ...wrap(capital(guardTitle(guard)), '', width),
        ...guardDetails(guard, '  ', width),
        ...runs(heldBy(guard, document), '  '),
      ];
    case 'choice':
      return [
        'At most one of these:',
        ...question.guards.flatMap((one, index) => [
          ...wrap(`${index + 1}  ${guardTitle(one)}`, '  ', width),
          ...guardDetails(one, '     ', width),
          ...runs(one.statements, '     '),
        ]),
        ...wrap('none  drops and adds; what is lost with them is asked about next', '  ', width),
      ];
  }
}

function consequence(guard: Guard): string {
  const rename = renameOf(guard);
  if (rename === null) return 'no: what is lost then is asked about next';
  return visible(
    `no: ${rename.from} is dropped and ${rename.to} is new; what is lost with the drop is asked about next`,
  );
}

/** The SQL that waits for a guard, of the first plan that has any; targets differ in names only. */
function heldBy(guard: Guard, document: PlanDocument): readonly string[] {
  for (const plan of document.plans) {
    const held = plan.statements.filter(({ guards }) => guards.includes(guard.id)).map(({ sql }) => sql);
    if (held.length > 0) return held;
  }
  return [];
}

function runs(statements: readonly string[], indent: string): string[] {
  if (statements.length === 0) return [];
  const shown = statements
    .slice(0, statementLimit)
    .map((sql) => `${indent}  ${clip(visible(sql.replace(/\s+/g, ' ')), statementLength)}`);
  const more = statements.length - shown.length;
  return [`${indent}runs:`, ...shown, ...(more === 0 ? [] : [`${indent}  and ${more} more`])];
}

/** The line that waits for the answer. */
export function promptOf({ kind, guards }: Question): string {
  switch (kind) {
    case 'rename':
      return 'Is it a rename? (yes, no, skip) ';
    case 'loss':
      return 'Allow it? (yes, no) ';
    case 'choice':
      return `Which one? (1 to ${guards.length}, none, skip) `;
  }
}

const nothing: Answer = { confirm: [], reject: [] };

/** What a line means as the answer to a question; null where it is none. No answer is taken for granted. */
export function answerOf({ kind, guards }: Question, line: string): Answer | null {
  const word = line.trim().toLowerCase();
  const ids = guards.map(({ id }) => id);
  const is = (...words: readonly string[]): boolean => words.includes(word);
  if (kind === 'choice') {
    if (is('s', 'skip')) return nothing;
    if (is('n', 'none')) return { confirm: [], reject: ids };
    const chosen = /^[0-9]{1,6}$/.test(word) ? ids[Number(word) - 1] : undefined;
    return chosen === undefined ? null : { confirm: [chosen], reject: [] };
  }
  if (is('y', 'yes')) return { confirm: ids, reject: [] };
  // Nobody can say that a loss is none: a loss that is not allowed goes on waiting.
  if (is('n', 'no')) return kind === 'rename' ? { confirm: [], reject: ids } : nothing;
  return kind === 'rename' && is('s', 'skip') ? nothing : null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
