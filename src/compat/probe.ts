/** What a probe is expected to show on an engine, and whether what was seen agrees. Pure; running is the caller's. */
import type { Feature, Probe } from './feature.ts';
import { type Has, has } from './lookup.ts';

/** An engine as far as probes care. */
export interface ProbedEngine {
  readonly version: string;
  readonly provides: ReadonlySet<string>;
  /** A name in system.clusters; null where there is none. */
  readonly cluster: string | null;
}

/** What came of a probe's statements. */
export type Seen =
  | { readonly kind: 'works' }
  /** Read by an engine without a cluster, which stopped there. */
  | { readonly kind: 'parses' }
  /** `code` 0: accepted, but the check gave another answer. */
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly at: 'setup' | 'statement' | 'check';
      readonly text: string;
    };

/**
 * How much of a probe an engine can show: all of it, only that it reads an ON CLUSTER statement, or nothing.
 */
export function reach(probe: Probe, engine: ProbedEngine): 'whole' | 'parse' | null {
  const needs = probe.needs ?? [];
  if (mentionsCluster(probe) && engine.cluster === null) return null;
  const missing = needs.filter((need) => !engine.provides.has(need));
  if (missing.length === 0) return 'whole';
  const onlyParsing = missing.length === 1 && missing[0] === 'cluster' && probe.whole !== true;
  return onlyParsing ? 'parse' : null;
}

function mentionsCluster(probe: Probe): boolean {
  return [probe.statement, ...(probe.setup ?? [])].some((sql) => sql.includes('{cluster}'));
}

/** What the matrix expects a probe to show, in words for a table. */
export function expectation(feature: Feature, engine: ProbedEngine): Has {
  return has(feature, engine.version);
}

/** Whether an experimental feature is enabled by a setting that can be tried without and with. */
export function settingOf(feature: Feature): string | null {
  const setting = feature.experimental?.setting ?? null;
  return setting !== null && /^[a-z0-9_]+$/.test(setting) ? setting : null;
}

/**
 * Why what was seen contradicts the matrix; null where it agrees.
 *
 * @param plain What came without the feature's setting.
 * @param enabled What came with it; null where that was not tried.
 */
export function contradiction(
  feature: Feature,
  probe: Probe,
  engine: ProbedEngine,
  plain: Seen,
  enabled: Seen | null,
): string | null {
  const expected = expectation(feature, engine);
  if (expected === 'unknown') return null;
  if (expected === 'experimental' && enabled !== null) {
    if (enabled.kind === 'refused') return `with its setting it is ${describeSeen(enabled)}`;
    return mustRefuse(probe, plain);
  }
  if (expected === 'no') return mustRefuse(probe, plain);
  return plain.kind === 'refused' ? `it is ${describeSeen(plain)}` : null;
}

function mustRefuse(probe: Probe, seen: Seen): string | null {
  if (seen.kind !== 'refused') return 'it is accepted';
  return probe.refused.includes(seen.code)
    ? null
    : `it is ${describeSeen(seen)}, not with ${probe.refused.join(' or ')}`;
}

/** One phrase: `works`, `refused 62`. */
export function describeSeen(seen: Seen): string {
  if (seen.kind === 'works') return 'works';
  if (seen.kind === 'parses') return 'parses';
  if (seen.code === 0) return 'accepted without effect';
  return seen.at === 'statement' ? `refused ${seen.code}` : `refused ${seen.code} in ${seen.at}`;
}
