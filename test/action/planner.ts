/**
 * A planner for tests of everything around planning: it reads both trees as the real one does, the config for its name,
 * and makes a statement of each changed schema file, a pending guard of one that says GUARD, an error of one that says ERROR.
 */
import { createHash } from 'node:crypto';
import type { PlanInput, Planner, PlanOutcome } from '../../src/action/planner.ts';
import { type Config, parseConfig } from '../../src/config/config.ts';
import type { FileTree } from '../../src/load/tree.ts';
import type { PlanDocument } from '../../src/plan/document.ts';
import { renderJson } from '../../src/report/index.ts';
import { ChxError, exitCodes } from '../../src/schema/error.ts';

export const fakePlanner: Planner = async (input) => {
  const head = await filesOf(input.head);
  const base = input.base === null ? new Map<string, string>() : await filesOf(input.base);
  const config = head.get('chx.yml');
  if (config === undefined) throw new ChxError(exitCodes.usage, 'chx.yml: not found; run `chx init`.');
  const parsed = parseConfig(config, 'chx.yml');
  return outcomeOf(documentOf(input, base, head), parsed);
};

export function outcomeOf(document: PlanDocument, config: Config): PlanOutcome {
  return {
    document,
    json: renderJson(document),
    exitCode:
      document.status === 'invalid'
        ? exitCodes.findings
        : document.status === 'blocked'
          ? exitCodes.pending
          : exitCodes.done,
    config,
    offers: [],
    touchesSchema: document.status !== 'clean',
  };
}

async function filesOf(tree: FileTree): Promise<Map<string, string>> {
  const { entries } = await tree.list();
  const config = entries.filter((entry) => entry.path === 'chx.yml');
  const schema = entries.filter((entry) => entry.path.startsWith('schema/'));
  // Config first, as whoever has to know which files are the schema.
  const read = [await tree.read(config), await tree.read(schema)];
  return new Map(
    [...config, ...schema].map((entry) => {
      const bytes = read.map((contents) => contents.get(entry.id)).find((content) => content !== undefined);
      return [entry.path, new TextDecoder().decode(bytes)];
    }),
  );
}

function documentOf(input: PlanInput, base: Map<string, string>, head: Map<string, string>): PlanDocument {
  const changed = [...head].filter(([path, text]) => path.startsWith('schema/') && base.get(path) !== text);
  const findings = changed
    .filter(([, text]) => text.includes('ERROR'))
    .map(([path]) => ({
      rule: 'test-rule',
      severity: 'error' as const,
      object: 'db.t',
      message: `${path} says ERROR.`,
      file: path,
      line: 1,
    }));
  const guards: PlanDocument['guards'] = changed
    .filter(([, text]) => text.includes('GUARD'))
    .map(([path]) => ({
      id: `r-${path}`,
      kind: 'rename' as const,
      group: null,
      state: 'pending' as const,
      targets: [],
      object: 'db.t',
      from: 'a',
      to: 'b',
      evidence: [],
      lost: null,
      basis: {},
      statements: [],
      command: `/chx confirm-rename r-${path}`,
    }));
  const status =
    findings.length > 0 ? 'invalid' : guards.length > 0 ? 'blocked' : changed.length > 0 ? 'ready' : 'clean';
  const digest = `sha256:${createHash('sha256').update(JSON.stringify(changed)).digest('hex')}`;
  return {
    version: 1,
    chx: '0.0.0',
    status,
    base: { revision: input.base?.revision ?? '', digest },
    head: { revision: input.head.revision, digest },
    plans: [
      {
        target: 'default',
        targets: ['default'],
        status,
        digest,
        verified: input.verify === 'embedded' ? 'passed' : 'off',
        verification: [],
        statements: changed.map(([path, text]) => ({
          id: path,
          sql: text.trim(),
          object: path,
          change: 'create-table',
          risk: 'safe',
          scope: 'one-host',
          cluster: null,
          settings: {},
          guards: [],
          after: 'SELECT 1',
          undo: null,
          cost: null,
          reason: `${path} is new`,
          fails: [],
        })),
      },
    ],
    guards,
    findings,
  };
}
