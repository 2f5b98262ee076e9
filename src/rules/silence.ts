import type { Silence } from '../config/config.ts';
import type { Finding } from '../schema/finding.ts';
import { matchesName } from './glob.ts';

/**
 * A finding as it stands once someone has decided to live with it: a notice with the reason. Unchanged where no entry
 * names its rule and its object (a pattern, as in `managed.ignore`).
 */
export function silenced(finding: Finding, silence: readonly Silence[]): Finding {
  const entry = silence.find(({ rule, object }) => rule === finding.rule && matchesName(object, finding.object ?? ''));
  if (entry === undefined) return finding;
  return { ...finding, severity: 'notice', message: `${finding.message} (silenced in chx.yml: ${entry.reason})` };
}
