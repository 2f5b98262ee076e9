/** Matching from SQL text: what the tests of rename detection have in common. */
import type { PlanGuard } from '../../src/plan/guards.ts';
import { type Matching, matchSchemas } from '../../src/plan/match.ts';
import { objectLabel } from '../../src/schema/name.ts';
import { type Decided, schemaOf } from './support.ts';

export interface Detected extends Matching {
  /** `from → to` of every guard, sorted. */
  readonly renames: readonly string[];
  readonly rules: readonly string[];
}

export function detect(base: string, head: string, decided: Decided = {}): Detected {
  const matching = matchSchemas(schemaOf(base), schemaOf(head), {
    detectRenames: decided.detectRenames ?? true,
    decisions: { confirmed: new Set(decided.confirm ?? []), rejected: new Set(decided.reject ?? []) },
    scope: { repository: decided.repository ?? 'test' },
  });
  return {
    ...matching,
    renames: matching.guards.map(nameOf).sort(),
    rules: matching.findings.map(({ rule }) => rule),
  };
}

export function nameOf({ from, to }: Pick<PlanGuard, 'from' | 'to'>): string {
  return `${from} → ${to}`;
}

/** The guard of one rename, `from → to`. Throws where there is none. */
export function guardOf({ guards }: Matching, rename: string): PlanGuard {
  const found = guards.find((guard) => nameOf(guard) === rename);
  if (found === undefined) throw new Error(`no guard ${rename} among ${guards.map(nameOf).join(', ')}`);
  return found;
}

/** What is kept under two names, `from → to (guard)` with the guard by its own rename, sorted. */
export function keptRenames({ kept, guards }: Matching): string[] {
  const names = new Map(guards.map((guard) => [guard.id, nameOf(guard)]));
  return kept
    .flatMap(({ base, head, renameGuard }) =>
      renameGuard === null
        ? []
        : [`${objectLabel(base)} → ${objectLabel(head)} (${names.get(renameGuard) ?? 'no guard'})`],
    )
    .sort();
}

export const table = (name: string, columns: string, more = 'ORDER BY id', engine = 'MergeTree'): string =>
  `CREATE TABLE ${name} (${columns}) ENGINE = ${engine} ${more};\n`;
export const front = (name: string, local: string, key = 'id', cluster = 'prod'): string =>
  `CREATE TABLE ${name} AS ${local} ENGINE = Distributed('${cluster}', '${local.replace('.', "', '")}', ${key});\n`;
export const view = (name: string, query: string): string => `CREATE VIEW ${name} AS ${query};\n`;
export const materialized = (name: string, to: string, query: string): string =>
  `CREATE MATERIALIZED VIEW ${name} TO ${to} AS ${query};\n`;
export const collecting = (name: string, query: string, more = 'ORDER BY id'): string =>
  `CREATE MATERIALIZED VIEW ${name} ENGINE = MergeTree ${more} AS ${query};\n`;
export const dictionary = (name: string, source: string, attributes = 'id UInt64, label String'): string =>
  `CREATE DICTIONARY ${name} (${attributes}) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'a' TABLE '${source}')) LIFETIME(300) LAYOUT(FLAT());\n`;
export const said = (from: string): string => `\n-- chx:renamed-from ${from}\n`;
