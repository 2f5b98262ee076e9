import { compareText } from './name.ts';

export type Severity = 'error' | 'warning' | 'notice';

/** Something a person should know about a schema, a config or a plan. */
export interface Finding {
  /** Id of the rule, kebab-case. */
  readonly rule: string;
  readonly severity: Severity;
  /** The object it is about, `database.name`; null where it is about a file or the config. */
  readonly object: string | null;
  /** One line: what, where, and what to do next. */
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
}

const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

/** Errors first, then by file, line, rule, object and message; equal findings once. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...unique.values()].sort(
    (a, b) =>
      order[a.severity] - order[b.severity] ||
      compareText(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compareText(a.rule, b.rule) ||
      compareText(a.object ?? '', b.object ?? '') ||
      compareText(a.message, b.message),
  );
}
