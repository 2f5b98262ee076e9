import type { PlanDocument } from '../../plan/document.ts';
import { numbering } from '../numbered.ts';
import { type Row, rowsOf } from '../rows.ts';
import type { SharedPlan } from '../verdict.ts';
import type { Format } from './format.ts';
import { riskMarks } from './head.ts';

/** How many things a row tells, and of how many objects, where there is little room. */
const phraseLimit = 4;
const nameLimit = 3;

/** What happens to which object; plans that do the same to the same objects share one list. */
export function changes(document: PlanDocument, plans: readonly SharedPlan[], format: Format): string[] {
  const lists: { readonly targets: string[]; readonly rows: readonly string[]; readonly key: string }[] = [];
  for (const { targets, plan } of plans) {
    if (plan.statements.length === 0) continue;
    const rows = rowsOf(plan, document.guards).map((row) => rowEntry(row, format));
    const key = rows.join('\n');
    const same = lists.find((list) => list.key === key);
    if (same === undefined) lists.push({ targets: [...targets], rows, key });
    else same.targets.push(...targets);
  }
  return [
    ...format.limited(lists).flatMap(({ targets, rows }) => {
      const label = lists.length === 1 ? 'Changes' : `Changes on ${format.codes(targets)}`;
      return format.part(label, format.list(rows, 'more objects'));
    }),
    ...format.leftOut(lists, 'more plans'),
  ];
}

function rowEntry(row: Row, format: Format): string {
  const shown = format.limited(row.names, nameLimit).map((name) => format.code(name));
  const names = [...shown, ...format.leftOut(row.names, 'more', nameLimit)].join(' + ');
  const phrases = format.limited(row.phrases, phraseLimit).map((phrase) => format.phrase(phrase));
  const what = [...phrases, ...format.leftOut(row.phrases, 'more', phraseLimit)].join('; ');
  const marks = [riskMarks[row.risk], row.waits ? '⏸️ waits' : ''].filter((mark) => mark !== '');
  const cost = row.costs.map((text) => format.prose(text)).join('; ');
  const line = `- ${[`${names}: ${what}`, ...marks].join(' · ')}`;
  return format.detail.cost && cost !== '' ? `${line}\\\n  <sub>Cost: ${cost}</sub>` : line;
}

/** Queries that fail between two statements of a plan. */
export function failures(plans: readonly SharedPlan[], format: Format): string[] {
  const lines = plans.flatMap(({ targets, plan }) => {
    const where = plans.length > 1 ? `${format.codes(targets)}: ` : '';
    const numbered = numbering(plan.statements);
    return plan.statements.flatMap((statement, index) =>
      statement.fails.map((text) => {
        const what = format.prose(numbered(text));
        return `- ${where}from statement ${index + 1} on: ${what}`;
      }),
    );
  });
  const unique = [...new Set(lines)];
  return unique.length === 0 ? [] : format.part('Fails while this runs', format.list(unique, 'more failures'));
}
