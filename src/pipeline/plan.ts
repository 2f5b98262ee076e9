/** The main job: two file trees to the plan document. Reading is done by the trees, everything else is decided here. */
import { embeddedRefusals } from '../clickhouse/allowlist.ts';
import { type VerifyBy, type VerifyOutcome, verifyEmbedded } from '../clickhouse/verify.ts';
import { verifyServer } from '../clickhouse/verify-server.ts';
import type { Config, Target } from '../config/config.ts';
import { LoadCache, type LoadedSchema, loadSchema } from '../load/load.ts';
import type { FileTree } from '../load/tree.ts';
import { schemaDigest } from '../plan/digest.ts';
import { type Guard, type PlanDocument, planDocumentSchema } from '../plan/document.ts';
import { confirmCommand } from '../plan/guards.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import { compatFindings } from '../render/compatibility.ts';
import { standIn } from '../render/stand-in.ts';
import { renderOperations } from '../render/statement.ts';
import { renderTarget } from '../render/target.ts';
import { type AliasOffer, aliasOffers, renderJson } from '../report/index.ts';
import { checkSchema } from '../rules/index.ts';
import { silenceVersions } from '../rules/shared/silence.ts';
import type { ExitCode } from '../schema/error.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import { emptySchema, type Schema } from '../schema/model.ts';
import { chxVersion } from '../schema/package.ts';
import { type ConfigSource, chooseTargets, ownGlob, readConfigs } from './configs.ts';
import { literalSecrets, maskPlan, maskText } from './mask.ts';
import { exitCodeOf, foldEqual, overallStatus, targetPlan } from './verdict.ts';
import { newestTarget, verificationRequest } from './verification.ts';

export interface PlanInput extends ConfigSource {
  /** Null where there is nothing yet: everything in head is new. */
  readonly base: FileTree | null;
  readonly head: FileTree;
  /** Stable id of the repository, a part of every guard id. */
  readonly repository: string;
  /** Names of targets; none for all of them. */
  readonly targets: readonly string[];
  readonly confirm: readonly string[];
  readonly reject: readonly string[];
  /** Whether ids that guard nothing here are findings: not where they come from comments, which say so themselves. */
  readonly reportsUnknown: boolean;
  readonly verify: VerifyBy;
}

export interface PlanOutcome {
  readonly document: PlanDocument;
  /** The document as bytes for a file. */
  readonly json: string;
  readonly exitCode: ExitCode;
  /** The config whose guards and name hold: the base's, or head's with the strictest gate where base has none. */
  readonly config: Config;
  /** Edits of head's schema files that spare readers of a renamed column. */
  readonly offers: readonly AliasOffer[];
  /** False where no schema file differs between the two, and nothing of the config that says what they mean. */
  readonly touchesSchema: boolean;
}

/**
 * Plans the change from one tree to another.
 *
 * @throws ChxError for a config that can't be read and for targets that don't exist (exit 2).
 */
export async function planTrees(input: PlanInput): Promise<PlanOutcome> {
  const configs = await readConfigs(input.base, input.head, input);
  const { policy } = configs;
  const targets = chooseTargets(configs.head, input.targets);

  await using cache = new LoadCache();
  const head = await loadSchema(input.head, ownGlob(input.head, configs.head), cache);
  const base = input.base === null ? nothing : await loadSchema(input.base, ownGlob(input.base, configs.base), cache);

  const baseFindings = base.findings.filter(
    ({ severity, rule }) => severity === 'error' || (rule === 'schema-files-missing' && input.config !== undefined),
  );
  const loadFindings = [...head.findings, ...baseFindings.map(inBase)];
  const readable = !loadFindings.some(({ severity }) => severity === 'error');
  const ruleFindings = readable ? checkSchema(head.schema, { ...configs.head, silence: policy.silence }) : [];
  const planned = readable ? planSchemas(base.schema, head.schema, policy, input) : emptyPlan;
  const findings = sortFindings([
    ...configs.findings,
    ...loadFindings,
    ...ruleFindings,
    ...planned.findings,
    ...silenceVersions(
      targets.flatMap((target) => compatFindings(planned.operations, head.schema, target)),
      policy.silence,
    ),
    ...(readable && input.reportsUnknown ? unknownDecisions(planned, input) : []),
  ]);
  const invalid = findings.some(({ severity }) => severity === 'error');
  // A plan that can't be proved right is none: half of its statements would be worse than nothing.
  const plan = invalid ? emptyPlan : planned;

  const rendered = targets.map((target) => ({
    target,
    statements: renderOperations(plan.operations, renderTarget(target)),
  }));
  const outcome =
    input.verify === 'off' || invalid
      ? null
      : await verify(
          base.schema,
          head.schema,
          plan,
          rendered.flatMap(({ statements }) => statements.map(({ sql }) => sql)),
          input.verify,
          targets,
        );
  const secrets = literalSecrets(base.schema, head.schema);
  const plans = foldEqual(
    rendered.map(({ target, statements }) =>
      maskPlan(targetPlan(target.name, statements, plan, invalid, outcome), secrets),
    ),
  );

  const document = planDocumentSchema.parse({
    version: 1,
    chx: chxVersion,
    status: overallStatus(plans),
    base: { revision: input.base?.revision ?? 'nothing', digest: schemaDigest(base.schema) },
    head: { revision: input.head.revision, digest: schemaDigest(head.schema) },
    plans,
    guards: plan.guards.map((guard): Guard => {
      const brings = plan.brings.get(guard.id) ?? [];
      const [first] = targets;
      return {
        ...guard,
        evidence: [...guard.evidence],
        targets: targets.map(({ name }) => name),
        statements:
          first === undefined
            ? []
            : renderOperations(brings, renderTarget(first)).map(({ sql }) => maskText(sql, secrets)),
        command: confirmCommand(guard),
      };
    }),
    findings: [...findings],
  } satisfies PlanDocument);
  return {
    document,
    json: renderJson(document),
    exitCode: exitCodeOf(document),
    config: policy,
    offers: invalid ? [] : aliasOffers(document, head.schema),
    // Where equal files come to mean something else, the config does it.
    touchesSchema:
      input.base === null ||
      !readable ||
      touches(base, head) ||
      configs.findings.length > 0 ||
      document.guards.length > 0 ||
      document.plans.some(({ status }) => status === 'ready' || status === 'blocked'),
  };
}

const nothing: LoadedSchema = { schema: emptySchema, findings: [], files: [], digests: new Map() };

const emptyPlan: Plan = { operations: [], guards: [], brings: new Map(), findings: [], surviving: [] };

function planSchemas(
  base: Schema,
  head: Schema,
  config: Config,
  input: Pick<PlanInput, 'confirm' | 'reject' | 'repository'>,
): Plan {
  return makePlan(base, head, {
    detectRenames: config.renames.detect,
    decisions: { confirmed: new Set(input.confirm), rejected: new Set(input.reject) },
    scope: { repository: input.repository },
  });
}

/** Ids that someone confirmed or rejected and that guard nothing here: mistyped, or of a change that is another one now. */
function unknownDecisions(plan: Plan, input: Pick<PlanInput, 'confirm' | 'reject'>): Finding[] {
  const known = new Set(plan.guards.map(({ id }) => id));
  return [...input.confirm, ...input.reject]
    .filter((id) => !known.has(id))
    .map((id) => ({
      rule: 'unknown-guard',
      severity: 'warning',
      object: null,
      message: `no guard of this plan has the id ${id}: the change may be another one by now; look at the ids that this plan shows`,
      file: null,
      line: null,
    }));
}

function inBase(finding: Finding): Finding {
  return {
    ...finding,
    message:
      finding.severity === 'error'
        ? `the base can't be read, so nothing can be compared: ${finding.message}`
        : `the base has no schema, so all of the head is new to it: ${finding.message}`,
    file: null,
    line: null,
  };
}

function touches(base: LoadedSchema, head: LoadedSchema): boolean {
  const identity = ({ digests }: LoadedSchema): string => JSON.stringify([...digests]);
  return identity(base) !== identity(head);
}

async function verify(
  base: Schema,
  head: Schema,
  plan: Plan,
  rendered: readonly string[],
  by: Exclude<VerifyBy, 'off'>,
  targets: readonly Target[],
): Promise<VerifyOutcome> {
  if (plan.brings.size > 0)
    return {
      status: 'unavailable',
      reason: 'a rename with several possible partners is undecided: confirm one of them first',
    };
  const refusals = [...embeddedRefusals(standInSchema(base)), ...embeddedRefusals(standInSchema(head))];
  const [refusal] = sortFindings(refusals);
  if (refusal !== undefined) return { status: 'unavailable', reason: refusal.message };
  if (by === 'embedded') return verifyEmbedded(verificationRequest(base, head, plan, rendered));
  return verifyServer(by.url, (clusterOf) => verificationRequest(base, head, plan, rendered, clusterOf), {
    atLeast: newestTarget(targets),
  });
}

function standInSchema(schema: Schema): Schema {
  return { objects: new Map([...schema.objects].map(([key, object]) => [key, standIn(object)])) };
}
