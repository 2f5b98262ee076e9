import type { PlanDocument, Statement } from '../../plan/document.ts';
import type { Detail } from '../detail.ts';
import { statementBlocks, undoBlock } from '../sql.ts';
import { count, fence, hiddenSigns, htmlCode } from '../text.ts';
import type { SharedPlan } from '../verdict.ts';
import type { Format } from './format.ts';

/** The SQL of each plan, folded; whole statements or none. */
export function statements(document: PlanDocument, plans: readonly SharedPlan[], format: Format): string[] {
  if (format.detail.sql === 'none') return [];
  return plans.flatMap(({ targets, plan }) => {
    const all = plan.statements;
    if (all.length === 0) return [];
    const blocks = statementBlocks(all, document.guards);
    const shown = blocks.filter((_, index) => isShown(all[index], format.detail));
    const summary = `SQL for ${targets.map(htmlCode).join(', ')} (${count(all.length, 'statement')})`;
    return format.fold(summary, [
      ...(shown.length === 0 ? [] : [fence(shown.join('\n\n'), 'sql')]),
      ...(shown.length === all.length ? [] : [`${count(all.length - shown.length, 'other statement')} left out here.`]),
      ...(hiddenSigns(shown.join('')).length === 0 ? [] : [hiddenNote]),
      ...(format.detail.undo ? undo(all, format) : []),
    ]);
  });
}

const hiddenNote = 'Signs that can not be seen are shown as escapes here; the SQL that runs holds the signs.';

function isShown(statement: Statement | undefined, { sql }: Detail): boolean {
  if (statement === undefined) return false;
  return sql === 'all' || (sql === 'guarded' && (statement.risk === 'danger' || statement.guards.length > 0));
}

/** How long the SQL alone is that this much detail shows. */
export function sqlLength(plans: readonly SharedPlan[], detail: Detail): number {
  let length = 0;
  for (const { plan } of plans) {
    for (const statement of plan.statements) if (isShown(statement, detail)) length += statement.sql.length;
  }
  return length;
}

function undo(all: readonly Statement[], format: Format): string[] {
  if (all.every((statement) => statement.undo === null)) return ['Nothing takes this back.'];
  return format.fold('What takes it back', [fence(undoBlock(all), 'sql')]);
}
