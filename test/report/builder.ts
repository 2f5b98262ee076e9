/** Plan documents for tests: valid by default, any part replaced. */
import { createHash } from 'node:crypto';
import {
  type Guard,
  type PlanDocument,
  planDocumentSchema,
  type Statement,
  type TargetPlan,
} from '../../src/plan/document.ts';
import { type ReportContext, reportContext } from '../../src/report/context.ts';
import type { Finding } from '../../src/schema/finding.ts';

export function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** A guard id of the real length. */
export function guardId(prefix: 'r' | 'd', text: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const bytes = createHash('sha256').update(text).digest().subarray(0, 26);
  return `${prefix}-${Array.from(bytes, (byte) => alphabet.charAt(byte % 32)).join('')}`;
}

export function statement(sql: string, object: string, parts: Partial<Statement> = {}): Statement {
  return {
    id: createHash('sha256').update(sql).digest('hex').slice(0, 16),
    sql,
    object,
    change: 'add-column',
    risk: 'safe',
    scope: 'cluster',
    cluster: 'prod',
    settings: {},
    guards: [],
    after: 'SELECT 1',
    undo: null,
    cost: null,
    reason: '',
    fails: [],
    ...parts,
  };
}

export function guard(id: string, parts: Partial<Guard> = {}): Guard {
  const kind = id.startsWith('r-') ? 'rename' : 'destructive';
  return {
    id,
    kind,
    group: null,
    state: 'pending',
    targets: ['production'],
    object: 'analytics.events_local',
    from: kind === 'rename' ? 'user' : null,
    to: kind === 'rename' ? 'user_name' : null,
    evidence: [],
    lost: null,
    basis: {},
    statements: [],
    command: `/chx ${kind === 'rename' ? 'confirm-rename' : 'allow-destructive'} ${id}`,
    ...parts,
  };
}

export function finding(severity: Finding['severity'], parts: Partial<Finding> = {}): Finding {
  return { rule: 'some-rule', severity, object: null, message: 'a message', file: null, line: null, ...parts };
}

export function plan(statements: Statement[], parts: Partial<TargetPlan> = {}): TargetPlan {
  const waits = statements.some(({ guards }) => guards.length > 0);
  return {
    target: 'production',
    targets: ['production'],
    status: statements.length === 0 ? 'clean' : waits ? 'blocked' : 'ready',
    digest: digest(JSON.stringify(statements)),
    verified: 'off',
    verification: [],
    statements,
    ...parts,
  };
}

const gravity: readonly PlanDocument['status'][] = ['clean', 'ready', 'blocked', 'invalid'];

/** A document of these parts; its status is that of its gravest part unless given. Held against the schema. */
export function document(parts: Partial<PlanDocument> = {}): PlanDocument {
  const plans = parts.plans ?? [];
  const waits = (parts.guards ?? []).some(({ state }) => state === 'pending');
  const wrong = (parts.findings ?? []).some(({ severity }) => severity === 'error');
  const worst = Math.max(0, wrong ? 3 : 0, waits ? 2 : 0, ...plans.map(({ status }) => gravity.indexOf(status)));
  return planDocumentSchema.parse({
    version: 1,
    chx: '1.0.0',
    status: gravity[worst],
    base: { revision: '6f1d3c9a7be24d0f8c5a1e2b3d4f5a6b7c8d9e0f', digest: digest('base') },
    head: { revision: 'a94c02e7d15b48f3960e7c2d1b8a5f4e3d2c1b0a', digest: digest('head') },
    plans,
    guards: [],
    findings: [],
    ...parts,
  });
}

export const context: ReportContext = reportContext(
  { name: 'chx', guards: { permission: 'maintain', confirmers: [], allowAuthor: false } },
  { runUrl: 'https://github.example/acme/warehouse/actions/runs/42' },
);
