/** Plans from SQL text: what the planner's tests have in common. */
import { embeddedRefusals } from '../../src/clickhouse/allowlist.ts';
import { type VerifyOutcome, verifyEmbedded } from '../../src/clickhouse/verify.ts';
import { type Config, parseConfig } from '../../src/config/config.ts';
import { verificationRequest } from '../../src/pipeline/verification.ts';
import type { Statement } from '../../src/plan/document.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { standIn } from '../../src/render/stand-in.ts';
import { renderOperations } from '../../src/render/statement.ts';
import { defaultTarget, type RenderTarget, renderTarget } from '../../src/render/target.ts';
import { checkSchema } from '../../src/rules/index.ts';
import type { Finding } from '../../src/schema/finding.ts';
import type { Schema, SchemaObject } from '../../src/schema/model.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';

export const config: Config = parseConfig(
  'version: 1\nschema: ["schema/*.sql"]\ndatabase: a\ndistributed:\n  cluster: none\n',
  'chx.yml',
);

/** The objects of SQL text in database `a`, without ON CLUSTER where it says none. Throws where it can't be read. */
export function objectsOf(sql: string, file = 'schema/a.sql'): readonly SchemaObject[] {
  const { objects, findings } = parseSchemaFile(sql, file, { database: 'a', cluster: null });
  const [problem] = findings;
  if (problem !== undefined) throw new Error(`${problem.message} (line ${problem.line}) in:\n${sql}`);
  return objects;
}

export function schemaOf(sql: string): Schema {
  const { schema, findings } = resolveSchema([...objectsOf(sql)]);
  const [problem] = findings;
  if (problem !== undefined) throw new Error(`${problem.message} in:\n${sql}`);
  return schema;
}

export interface Decided {
  readonly confirm?: readonly string[];
  readonly reject?: readonly string[];
  readonly detectRenames?: boolean;
  readonly repository?: string;
}

export function planOf(base: Schema, head: Schema, decided: Decided = {}): Plan {
  return makePlan(base, head, {
    detectRenames: decided.detectRenames ?? true,
    decisions: { confirmed: new Set(decided.confirm ?? []), rejected: new Set(decided.reject ?? []) },
    scope: { repository: decided.repository ?? 'test' },
  });
}

export const target: RenderTarget = renderTarget(defaultTarget(true));

export interface Planned {
  readonly base: Schema;
  readonly head: Schema;
  readonly plan: Plan;
  readonly statements: readonly Statement[];
  readonly sql: readonly string[];
  readonly findings: readonly Finding[];
  /** Rules of severity error, the planner's own. */
  readonly refusals: readonly string[];
}

export function planSql(base: string, head: string, decided: Decided = {}): Planned {
  return planSchemas(schemaOf(base), schemaOf(head), decided);
}

export function planSchemas(base: Schema, head: Schema, decided: Decided = {}): Planned {
  const plan = planOf(base, head, decided);
  const statements = renderOperations(plan.operations, target);
  return {
    base,
    head,
    plan,
    statements,
    sql: statements.map(({ sql }) => sql),
    findings: plan.findings,
    refusals: plan.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
  };
}

/** The plan once everything that waits is confirmed; of each group the guard that `choose` names. */
export function planConfirmed(
  base: Schema,
  head: Schema,
  choose: (guards: readonly string[]) => string | null = (guards) => guards[0] ?? null,
): Planned & { readonly confirmed: readonly string[] } {
  const confirm: string[] = [];
  const reject: string[] = [];
  for (;;) {
    const planned = planSchemas(base, head, { confirm, reject });
    const pending = planned.plan.guards.filter(({ state }) => state === 'pending');
    const [first] = pending;
    if (first === undefined || planned.refusals.length > 0) return { ...planned, confirmed: confirm };
    if (first.group === null) {
      confirm.push(first.id);
      continue;
    }
    const group = pending.filter(({ group: other }) => other === first.group).map(({ id }) => id);
    const chosen = choose(group);
    if (chosen === null) reject.push(...group);
    else confirm.push(chosen);
  }
}

/** What the rules say of a schema, errors only. */
export function ruleErrors(schema: Schema): readonly Finding[] {
  return checkSchema(schema, config).filter(({ severity }) => severity === 'error');
}

/** The engine's word on a plan. */
export async function verify({ base, head, plan, sql }: Planned): Promise<VerifyOutcome> {
  const plain = (schema: Schema): Schema => ({
    objects: new Map([...schema.objects].map(([key, object]) => [key, standIn(object)])),
  });
  const [refusal] = [...embeddedRefusals(plain(base)), ...embeddedRefusals(plain(head))];
  if (refusal !== undefined) return { status: 'unavailable', reason: refusal.message };
  return verifyEmbedded(verificationRequest(base, head, plan, sql));
}
