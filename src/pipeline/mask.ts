/** Keeps passwords that someone wrote into a schema file out of everything that a plan shows. */
import type { TargetPlan } from '../plan/document.ts';
import { secretLiterals } from '../rules/shared/secrets.ts';
import type { Schema } from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { quoteString } from '../sql/print.ts';

const mask = '[HIDDEN]';

/** The secrets that stand in these schemas as literals, the longest first. Placeholders are none. */
export function literalSecrets(...schemas: readonly Schema[]): readonly string[] {
  const values = schemas.flatMap((schema) =>
    [...schema.objects.values()].flatMap((object) => secretLiterals(object).map(({ value }) => value)),
  );
  return [...new Set(values)]
    .filter((value) => value !== '' && value !== mask && !/^\$\{chx:\w+\}$/.test(value))
    .sort((a, b) => b.length - a.length || compareText(a, b));
}

/** A plan without these secrets. What is left of a statement that held one is to be read, not run. */
export function maskPlan(plan: TargetPlan, secrets: readonly string[]): TargetPlan {
  if (secrets.length === 0) return plan;
  const hide = (text: string): string => maskText(text, secrets);
  return {
    ...plan,
    verification: plan.verification.map(hide),
    statements: plan.statements.map((statement) => ({
      ...statement,
      sql: hide(statement.sql),
      after: hide(statement.after),
      undo: statement.undo === null ? null : hide(statement.undo),
    })),
  };
}

/** A text without these secrets, also where a statement stands quoted inside of another. */
export function maskText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => {
    const literal = quoteString(secret);
    const nested = quoteString(literal).slice(1, -1);
    const hidden = masked
      .replaceAll(nested, quoteString(quoteString(mask)).slice(1, -1))
      .replaceAll(literal, quoteString(mask));
    // A short text without its quotes may be anything; a long one is the secret wherever it stands.
    return secret.length < 6 ? hidden : hidden.replaceAll(secret, mask);
  }, text);
}
