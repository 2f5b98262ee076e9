/** The main job: two file trees to the plan document. Reading is done by the trees, everything else is decided here. */
import { embeddedRefusals } from '../clickhouse/allowlist.ts';
import { type VerifyOutcome, verifyEmbedded } from '../clickhouse/verify.ts';
import type { Config, Target } from '../config/config.ts';
import { LoadCache, type LoadedSchema, loadConfig, loadSchema } from '../load/load.ts';
import type { FileTree } from '../load/tree.ts';
import { schemaDigest } from '../plan/digest.ts';
import { type Guard, type PlanDocument, planDocumentSchema, type TargetPlan } from '../plan/document.ts';
import { confirmCommand } from '../plan/guards.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import { standIn } from '../render/stand-in.ts';
import { planDigest, renderOperations } from '../render/statement.ts';
import { defaultTarget, renderTarget } from '../render/target.ts';
import { renderJson } from '../report/index.ts';
import { checkSchema } from '../rules/index.ts';
import { ChxError, type ExitCode, exitCodes } from '../schema/error.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import { emptySchema, type Schema } from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { chxVersion } from '../schema/package.ts';
import { literalSecrets, maskPlan, maskText } from './mask.ts';
import { verificationRequest } from './verification.ts';

export interface PlanInput {
  /** Null where there is nothing yet: everything in head is new. */
  readonly base: FileTree | null;
  readonly head: FileTree;
  /** Where the config is in the trees; null to look in the usual places. */
  readonly configPath: string | null;
  /** A config from outside of the trees, for both sides. */
  readonly config?: Config;
  /** Stable id of the repository, a part of every guard id. */
  readonly repository: string;
  /** Names of targets; none for all of them. */
  readonly targets: readonly string[];
  readonly confirm: readonly string[];
  readonly reject: readonly string[];
  readonly verify: 'off' | 'embedded';
}

export interface PlanOutcome {
  readonly document: PlanDocument;
  /** The document as bytes for a file. */
  readonly json: string;
  readonly exitCode: ExitCode;
  /** The config whose guards and name hold: the base's, or head's with the strictest gate where base has none. */
  readonly config: Config;
  /** False where no schema file differs between the two, and nothing of the config that says what they mean. */
  readonly touchesSchema: boolean;
}

/** Who may confirm where the base has no config to say so. */
const strictestGuards: Config['guards'] = { permission: 'admin', confirmers: [], allowAuthor: false };

/**
 * Plans the change from one tree to another.
 *
 * @throws ChxError for a config that can't be read and for targets that don't exist (exit 2).
 */
export async function planTrees(input: PlanInput): Promise<PlanOutcome> {
  const headConfig = input.config ?? (await loadConfig(input.head, input.configPath))?.config;
  if (headConfig === undefined)
    throw new ChxError(
      exitCodes.usage,
      `no ${input.configPath ?? 'chx.yml or .github/chx.yml'} at ${input.head.revision}: add one that names the schema files, or say where it is (--config)`,
    );
  const baseConfig =
    input.config ?? (input.base === null ? undefined : await loadBaseConfig(input.base, input.configPath));
  const policy: Config = baseConfig ?? {
    ...headConfig,
    guards: strictestGuards,
    renames: { detect: true },
    silence: [],
  };
  const targets = chooseTargets(headConfig, input.targets);

  await using cache = new LoadCache();
  const head = await loadSchema(input.head, ownGlob(input.head, headConfig), cache);
  const base =
    input.base === null ? nothing : await loadSchema(input.base, ownGlob(input.base, baseConfig ?? headConfig), cache);

  const configFindings = baseConfig === undefined ? [] : configChanges(baseConfig, headConfig);
  const baseFindings = base.findings.filter(
    ({ severity, rule }) => severity === 'error' || (rule === 'schema-files-missing' && input.config !== undefined),
  );
  const loadFindings = [...head.findings, ...baseFindings.map(inBase)];
  const readable = !loadFindings.some(({ severity }) => severity === 'error');
  const ruleFindings = readable ? checkSchema(head.schema, { ...headConfig, silence: policy.silence }) : [];
  const planned = readable ? planSchemas(base.schema, head.schema, policy, input) : emptyPlan;
  const findings = sortFindings([...configFindings, ...loadFindings, ...ruleFindings, ...planned.findings]);
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
        );
  const secrets = literalSecrets(base.schema, head.schema);
  const plans = foldEqual(
    rendered.map(({ target, statements }) => maskPlan(targetPlan(target, statements, plan, invalid, outcome), secrets)),
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
    // Where equal files come to mean something else, the config does it.
    touchesSchema:
      input.base === null ||
      !readable ||
      touches(base, head) ||
      configFindings.length > 0 ||
      document.guards.length > 0 ||
      document.plans.some(({ status }) => status === 'ready' || status === 'blocked'),
  };
}

/** Findings only, of one tree: what `chx validate` shows. */
export async function validateTree(
  tree: FileTree,
  input: { readonly configPath: string | null; readonly config?: Config },
): Promise<{ readonly findings: readonly Finding[]; readonly schema: Schema }> {
  const config = input.config ?? (await loadConfig(tree, input.configPath))?.config;
  if (config === undefined)
    throw new ChxError(
      exitCodes.usage,
      `no ${input.configPath ?? 'chx.yml or .github/chx.yml'} at ${tree.revision}: add one that names the schema files, or say where it is (--config)`,
    );
  const { schema, findings } = await loadSchema(tree, ownGlob(tree, config));
  const readable = !findings.some(({ severity }) => severity === 'error');
  // A plan from nothing finds what only shows when the objects are put in order: cycles.
  const created = readable
    ? planSchemas(emptySchema, schema, config, { confirm: [], reject: [], repository: '' }).findings
    : [];
  return {
    schema,
    findings: sortFindings([...findings, ...(readable ? checkSchema(schema, config) : []), ...created]),
  };
}

/** The exit code of a plan: 4 before 5 before 3 where several hold. */
export function exitCodeOf(document: PlanDocument): ExitCode {
  if (document.findings.some(({ severity }) => severity === 'error')) return exitCodes.findings;
  if (document.plans.some(({ verified }) => verified === 'failed')) return exitCodes.disagreed;
  if (document.status === 'blocked') return exitCodes.pending;
  return exitCodes.done;
}

const nothing: LoadedSchema = { schema: emptySchema, findings: [], files: [], digests: new Map() };

/** A tree that is named by one file has that file as its only schema file. */
function ownGlob(tree: FileTree, config: Config): Config {
  if (tree.file === undefined || tree.file === null) return config;
  return { ...config, schema: [tree.file.replace(/[\\[\]{}()*?!+@|]/g, '\\$&')] };
}

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

function chooseTargets(config: Config, names: readonly string[]): readonly Target[] {
  const all = config.targets.length === 0 ? [defaultTarget(config.distributed !== null)] : config.targets;
  const unknown = names.find((name) => !all.some((target) => target.name === name));
  if (unknown !== undefined) {
    throw new ChxError(
      exitCodes.usage,
      `no target is called "${unknown}": the config has ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  const mapped = all.find((target) => Object.keys(target.databases).length > 0);
  if (mapped !== undefined) {
    throw new ChxError(
      exitCodes.usage,
      `targets.${mapped.name}.databases: this version renders no other database names; remove the key`,
    );
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** The base's config. Where that is broken, its line says whose it is: the head's may be the one that repairs it. */
async function loadBaseConfig(base: FileTree, path: string | null): Promise<Config | undefined> {
  try {
    return (await loadConfig(base, path))?.config;
  } catch (error) {
    // Not what kept the file from being read at all, which is another kind of error.
    if (!(error instanceof ChxError) || error.constructor !== ChxError || error.exitCode !== exitCodes.usage)
      throw error;
    const message = `the base's config can't be read, so nothing can be compared (merge its repair without this check): ${error.message}`;
    throw new ChxError(exitCodes.usage, message, { cause: error });
  }
}

/** Where a statement goes, and to what, is policy: a change of it is said, never just done. */
function configChanges(base: Config, head: Config): Finding[] {
  const changed: string[] = [];
  if (JSON.stringify(base.targets) !== JSON.stringify(head.targets)) changed.push('targets');
  if (JSON.stringify(base.distributed) !== JSON.stringify(head.distributed)) changed.push('distributed');
  if (base.database !== head.database) changed.push('database');
  if (JSON.stringify(base.managed) !== JSON.stringify(head.managed)) changed.push('managed');
  if (base.name !== head.name) changed.push('name');
  return changed.map((key) => ({
    rule: 'config-change',
    severity: 'warning',
    object: null,
    message: `${key} changes in the config: check where statements go, and which objects they are about, before this is merged`,
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

function targetPlan(
  target: Target,
  statements: TargetPlan['statements'],
  plan: Plan,
  invalid: boolean,
  outcome: VerifyOutcome | null,
): TargetPlan {
  const failed = outcome?.status === 'failed';
  const blocked = plan.guards.some(({ state }) => state === 'pending');
  const changes = statements.length > 0 || plan.brings.size > 0;
  return {
    target: target.name,
    targets: [target.name],
    status: invalid || failed ? 'invalid' : blocked ? 'blocked' : changes ? 'ready' : 'clean',
    digest: planDigest(target.name, statements),
    verified: outcome === null ? 'off' : outcome.status,
    verification:
      outcome === null
        ? []
        : outcome.status === 'failed'
          ? [...outcome.problems]
          : outcome.status === 'unavailable'
            ? [outcome.reason]
            : [`ClickHouse ${outcome.engine.split('.').slice(0, 2).join('.')}: schema and rows`, ...outcome.notes],
    statements,
  };
}

/** Targets whose statements are the same are one plan: it is shown once. */
function foldEqual(plans: readonly TargetPlan[]): TargetPlan[] {
  const folded = new Map<string, TargetPlan>();
  for (const plan of [...plans].sort((a, b) => compareText(a.target, b.target))) {
    const key = JSON.stringify(plan.statements);
    const first = folded.get(key);
    folded.set(key, first === undefined ? plan : { ...first, targets: [...first.targets, plan.target] });
  }
  return [...folded.values()];
}

function overallStatus(plans: readonly TargetPlan[]): PlanDocument['status'] {
  for (const status of ['invalid', 'blocked', 'ready'] as const)
    if (plans.some((plan) => plan.status === status)) return status;
  return 'clean';
}

async function verify(base: Schema, head: Schema, plan: Plan, rendered: readonly string[]): Promise<VerifyOutcome> {
  if (plan.brings.size > 0)
    return {
      status: 'unavailable',
      reason: 'a rename with several possible partners is undecided: confirm one of them first',
    };
  const refusals = [...embeddedRefusals(standInSchema(base)), ...embeddedRefusals(standInSchema(head))];
  const [refusal] = sortFindings(refusals);
  if (refusal !== undefined) return { status: 'unavailable', reason: refusal.message };
  return verifyEmbedded(verificationRequest(base, head, plan, rendered));
}

function standInSchema(schema: Schema): Schema {
  return { objects: new Map([...schema.objects].map(([key, object]) => [key, standIn(object)])) };
}
