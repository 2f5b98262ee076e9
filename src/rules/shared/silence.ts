/** What becomes of findings that someone has decided to live with. */
import { isFeature } from '../../compat/lookup.ts';
import type { Silence } from '../../config/config.ts';
import { nearest } from '../../config/nearest.ts';
import { type Finding, sortFindings } from '../../schema/finding.ts';
import { matchesName } from './glob.ts';
import type { Rule } from './rule.ts';

/** A finding as its rule made it, and why it is lived with. */
export interface Silenced {
  readonly finding: Finding;
  readonly reason: string;
}

export interface Judged {
  /** What stands, with what is wrong with the silences themselves. Sorted, equal findings once. */
  readonly standing: readonly Finding[];
  /** What someone decided to live with, in the order of the findings. */
  readonly silenced: readonly Silenced[];
}

/** What findings about the silences themselves are called, and what they say. */
export const silenceRules: readonly Pick<Rule, 'id' | 'severity' | 'title' | 'fix'>[] = [
  {
    id: 'silence-final',
    severity: 'warning',
    title: 'A silence for an error that stands in spite of it',
    fix: 'Change the schema as the finding says, and take the silence out.',
  },
  {
    id: 'silence-unknown-rule',
    severity: 'warning',
    title: 'A silence that names no rule',
    fix: 'Correct the name, as findings show it, or take the silence out.',
  },
  {
    id: 'silence-unused',
    severity: 'notice',
    title: 'A silence that nothing needs',
    fix: 'Take it out: what it stood for may come back unseen.',
  },
];

/**
 * The row of the compatibility matrix that a finding about a target's version is for.
 *
 * @param rule - `version-lacks-ROW`, `version-experimental-ROW` or `version-unsure-ROW`.
 * @returns Null for other rules, and for a row that there is not.
 */
export function versionRow(rule: string): string | null {
  const row = /^version-(?:lacks|experimental|unsure)-(.+)$/.exec(rule)?.[1];
  return row !== undefined && isFeature(row) ? row : null;
}

/**
 * What a target's version lacks is found when there is a plan, after the schema was judged: the findings that an entry names
 * become notices with its reason, findings of other rules stay. Whether an entry is used depends on the plan, so nothing is said
 * of one that isn't.
 */
export function silenceVersions(findings: readonly Finding[], silence: readonly Silence[]): readonly Finding[] {
  return findings.map((finding) => {
    const entry = versionRow(finding.rule) === null ? undefined : entryFor(finding, silence);
    return entry === undefined ? finding : asNotice({ finding, reason: entry.reason });
  });
}

function entryFor(finding: Finding, silence: readonly Silence[]): Silence | undefined {
  return silence.find(({ rule, object }) => rule === finding.rule && matchesName(object, finding.object ?? ''));
}

/**
 * Sets aside the findings that an entry names by rule and object (a pattern, as in `managed.ignore`). Errors of a final
 * rule stay.
 *
 * @param rules - Those whose findings these are: an entry for another one is a finding itself.
 */
export function judge(findings: readonly Finding[], silence: readonly Silence[], rules: readonly Rule[]): Judged {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const used = new Set<Silence>();
  const standing: Finding[] = [];
  const silenced: Silenced[] = [];
  for (const finding of sortFindings(findings)) {
    const entry = entryFor(finding, silence);
    if (entry !== undefined) used.add(entry);
    if (entry === undefined) standing.push(finding);
    else if (byId.get(finding.rule)?.final === true && finding.severity === 'error') {
      standing.push(
        finding,
        about(entry, 'silence-final', 'warning', 'which is an error that CHX can not plan around: change the schema'),
      );
    } else silenced.push({ finding, reason: entry.reason });
  }
  for (const entry of silence) {
    if (versionRow(entry.rule) !== null) continue;
    if (!byId.has(entry.rule))
      standing.push(about(entry, 'silence-unknown-rule', 'warning', unknown(entry.rule, rules)));
    else if (!used.has(entry)) {
      standing.push(about(entry, 'silence-unused', 'notice', 'and there is no such finding: take the silence out'));
    }
  }
  return { standing: sortFindings(standing), silenced };
}

/** A silenced finding as it is shown among the others: a notice with the reason. */
export function asNotice({ finding, reason }: Silenced): Finding {
  return { ...finding, severity: 'notice', message: `${finding.message} (silenced in chx.yml: ${reason})` };
}

function unknown(name: string, rules: readonly Rule[]): string {
  const ids = rules.map(({ id }) => id);
  const meant = nearest(name, ids);
  return meant === null
    ? 'a rule that there is not: correct it'
    : `a rule that there is not: did you mean \`${meant}\`?`;
}

function about(entry: Silence, rule: string, severity: Finding['severity'], what: string): Finding {
  const message = `chx.yml silences \`${entry.rule}\` for \`${entry.object}\`, ${what}`;
  return { rule, severity, object: null, message, file: null, line: null };
}
