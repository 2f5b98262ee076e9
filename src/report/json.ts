import { type PlanDocument, planDocumentSchema } from '../plan/document.ts';
import { compareText } from '../schema/name.ts';

/**
 * The plan as JSON: keys in the order of the plan's schema, settings by name, two blanks of indent, a line end at the end.
 *
 * @throws ZodError where the document isn't what the schema says: better no document than a wrong one.
 */
export function renderJson(document: PlanDocument): string {
  const checked = planDocumentSchema.parse(document);
  const plans = checked.plans.map((plan) => ({
    ...plan,
    statements: plan.statements.map((statement) => ({
      ...statement,
      settings: Object.fromEntries(Object.entries(statement.settings).sort(([a], [b]) => compareText(a, b))),
    })),
  }));
  return `${JSON.stringify({ ...checked, plans }, null, 2)}\n`;
}
