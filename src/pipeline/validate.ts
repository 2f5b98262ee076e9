import { loadSchema } from '../load/load.ts';
import type { FileTree } from '../load/tree.ts';
import { makePlan } from '../plan/plan.ts';
import { checkSchema } from '../rules/index.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import { emptySchema, type Schema } from '../schema/model.ts';
import { type ConfigSource, ownGlob, readConfig } from './configs.ts';

/** Findings only, of one tree: what `chx validate` shows. */
export async function validateTree(
  tree: FileTree,
  source: ConfigSource,
): Promise<{ readonly findings: readonly Finding[]; readonly schema: Schema }> {
  const config = await readConfig(tree, source);
  const { schema, findings } = await loadSchema(tree, ownGlob(tree, config));
  if (findings.some(({ severity }) => severity === 'error')) return { schema, findings };
  // A plan from nothing finds what only shows when the objects are put in order: cycles.
  const created = makePlan(emptySchema, schema, {
    detectRenames: false,
    decisions: { confirmed: new Set(), rejected: new Set() },
    scope: { repository: '' },
  });
  return { schema, findings: sortFindings([...findings, ...checkSchema(schema, config), ...created.findings]) };
}
