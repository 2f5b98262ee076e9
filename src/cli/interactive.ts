/** `chx plan --interactive`: one question after another until nothing that was not asked waits. */
import type { PlanDocument } from '../plan/document.ts';
import type { Asker } from './asker.ts';
import { type Answer, answerOf, promptOf, type Question, questionKey, questionsOf, questionText } from './question.ts';

export interface Dialogue {
  readonly asker: Asker;
  /** Writes what questions are about; not where the plan goes. */
  readonly write: (text: string) => void;
  readonly width: number;
}

/**
 * Asks about every guard that waits. After each answer the plan is made anew, since a rename that is none brings a loss, and
 * a choice changes what is left to choose.
 *
 * @param plan - Makes the plan with more ids confirmed and rejected.
 * @returns What was answered, without ids that the last plan no longer has; null where the person stopped at a question.
 */
export async function askAll(
  plan: (answers: Answer) => Promise<PlanDocument>,
  dialogue: Dialogue,
): Promise<Answer | null> {
  const asked = new Set<string>();
  let answers: Answer = { confirm: [], reject: [] };
  let document = await plan(answers);
  for (;;) {
    const question = questionsOf(document).find((open) => !asked.has(questionKey(open)));
    if (question === undefined) break;
    const separator = asked.size === 0 ? '' : '\n';
    dialogue.write(`${separator}${questionText(question, document, dialogue.width)}`);
    const answer = await askOne(question, dialogue);
    if (answer === null) return null;
    asked.add(questionKey(question));
    if (answer.confirm.length + answer.reject.length === 0) continue;
    answers = {
      confirm: [...answers.confirm, ...answer.confirm],
      reject: [...answers.reject, ...answer.reject],
    };
    document = await plan(answers);
  }
  if (asked.size === 0) dialogue.write('Nothing to ask: no guard waits.\n');
  return stillKnown(answers, document);
}

/** One question, again until the answer is one. */
async function askOne(question: Question, { asker, write }: Dialogue): Promise<Answer | null> {
  for (;;) {
    const line = await asker.ask(promptOf(question));
    if (line === null) return null;
    const answer = answerOf(question, line);
    if (answer !== null) return answer;
    write('That is none of the answers.\n');
  }
}

/** An answer can take away what an earlier one was about. A plan with errors has no guards to tell. */
function stillKnown({ confirm, reject }: Answer, document: PlanDocument): Answer {
  if (document.guards.length === 0) return { confirm, reject };
  const known = new Set(document.guards.map(({ id }) => id));
  const keep = (ids: readonly string[]): string[] => ids.filter((id) => known.has(id));
  return { confirm: keep(confirm), reject: keep(reject) };
}
