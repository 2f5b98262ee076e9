/** What a validation rule is, and how one is made. */
import type { Config, Target } from '../../config/config.ts';
import type { Finding, Severity } from '../../schema/finding.ts';
import type { Schema, SchemaObject, SourceRef } from '../../schema/model.ts';
import { objectLabel } from '../../schema/name.ts';

export interface RuleContext {
  readonly schema: Schema;
  readonly config: Config;
  /** The target that the schema is checked for; null where a rule of scope `schema` runs. */
  readonly target: Target | null;
}

/** What ClickHouse itself says to the example that trips a rule. */
export interface Refusal {
  /** ClickHouse's error code. */
  readonly code: number;
  /** The name of that code, `UNKNOWN_TABLE`. */
  readonly name: string;
  /** `create`: the CREATE is refused. `query`: it passes, and {@link query} fails later. */
  readonly on: 'create' | 'query';
  /** The query that fails once the example is there; null for `create`. */
  readonly query: string | null;
}

export interface Rule {
  readonly id: string;
  /** The gravest severity of its findings. */
  readonly severity: Severity;
  readonly title: string;
  /** Why it matters, in sentences. */
  readonly why: string;
  readonly fix: string;
  /** Whether it looks at the schema alone, once, or at the schema for each target. */
  readonly scope: 'schema' | 'target';
  /** Whether its errors stand whatever chx.yml silences: CHX itself could not go on. */
  readonly final: boolean;
  /** Null for a hazard that the server accepts. */
  readonly refusal: Refusal | null;
  /** SQL schema files, and the `chx.yml` under which the one trips the rule and the other doesn't. */
  readonly example: { readonly trips: string; readonly passes: string; readonly config: string };
  check(context: RuleContext): Finding[];
}

/** What a rule found wrong. */
export interface Problem {
  /** Null for what is wrong with the config. */
  readonly object: SchemaObject | null;
  /** One line: what, where, what to do. */
  readonly message: string;
  /** The most precise place; that of the object where it is left out. */
  readonly at?: SourceRef;
  /** Milder than the rule's own where this problem is. */
  readonly severity?: Severity;
}

interface RuleDefinition extends Pick<Rule, 'id' | 'severity' | 'title' | 'why' | 'fix'> {
  readonly scope?: Rule['scope'];
  readonly final?: boolean;
  readonly refusal?: Omit<Refusal, 'query'> & { readonly query?: string };
  readonly example: { readonly trips: string; readonly passes: string; readonly config?: string };
  find(context: RuleContext): Iterable<Problem>;
}

/** The config of examples that show none: clusters are enabled, and none is the default. */
export const exampleConfig = 'version: 1\ndatabase: app\ndistributed: {}\n';

/** A rule from what it finds: adds to each problem the rule's id, its severity, and the object's place. */
export function defineRule(definition: RuleDefinition): Rule {
  const { find, refusal, example, scope = 'schema', final = false, ...described } = definition;
  return {
    ...described,
    scope,
    final,
    refusal: refusal === undefined ? null : { ...refusal, query: refusal.query ?? null },
    example: { ...example, config: example.config ?? exampleConfig },
    check(context: RuleContext): Finding[] {
      return Array.from(find(context), ({ object, message, at, severity }) => ({
        rule: definition.id,
        severity: severity ?? definition.severity,
        object: object === null ? null : objectLabel(object),
        message,
        file: at?.file ?? object?.at.file ?? null,
        line: at?.line ?? object?.at.line ?? null,
      }));
    },
  };
}
