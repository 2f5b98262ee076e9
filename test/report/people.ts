/** Plans with people around them: who wrote the change, who confirmed what, what became of the rest. */
import type { Guard, PlanDocument } from '../../src/plan/document.ts';
import { type AliasOffer, type ReportContext, reportContext } from '../../src/report/index.ts';
import { document, guard, guardId, plan, statement } from './builder.ts';

const table = 'analytics.visits_local';
const confirmedRename = guardId('r', 'referer');
const rejectedRename = guardId('r', 'agent');
const heldDrop = guardId('d', 'agent');
const pendingRename = guardId('r', 'device');
const chosen = guardId('r', 'a to x');

export const ids = { confirmedRename, rejectedRename, heldDrop, pendingRename, chosen };

const rename = (from: string, to: string): string =>
  `ALTER TABLE ${table} ON CLUSTER prod RENAME COLUMN \`${from}\` TO \`${to}\``;

const group = (text: string, from: string, to: string, parts: Partial<Guard> = {}): Guard =>
  guard(guardId('r', text), {
    group: 'g-mq5jzx6vnwsolsgy6gsbfw5zgm',
    object: table,
    from,
    to,
    evidence: ['same type UInt32'],
    statements: [rename(from, to)],
    ...parts,
  });

/** One of each: confirmed, rejected with its drop waiting, waiting, a group of which one was confirmed. */
export const underWay: PlanDocument = document({
  plans: [
    plan([
      statement(rename('referer', 'referrer'), table, {
        change: 'rename-column',
        risk: 'danger',
        guards: [confirmedRename],
      }),
      statement(rename('device', 'device_kind'), table, {
        change: 'rename-column',
        risk: 'danger',
        guards: [pendingRename],
      }),
      statement(`ALTER TABLE ${table} ON CLUSTER prod DROP COLUMN \`agent\``, table, {
        change: 'drop-column',
        risk: 'danger',
        guards: [heldDrop],
      }),
    ]),
  ],
  guards: [
    guard(confirmedRename, { object: table, from: 'referer', to: 'referrer', state: 'confirmed' }),
    guard(rejectedRename, { object: table, from: 'agent', to: 'agent_name', state: 'rejected' }),
    guard(pendingRename, {
      object: table,
      from: 'device',
      to: 'device_kind',
      evidence: ['same type LowCardinality(String)', 'similar name'],
    }),
    group('a to x', 'a', 'x', { state: 'confirmed' }),
    group('a to y', 'a', 'y', { state: 'rejected' }),
    group('b to x', 'b', 'x', { state: 'rejected' }),
    group('b to y', 'b', 'y'),
    group('b to z', 'b', 'z'),
    guard(heldDrop, { object: table, from: 'agent', lost: `every value of ${table}.agent` }),
  ],
});

export const offer: AliasOffer = {
  guard: pendingRename,
  object: table,
  from: 'device',
  to: 'device_kind',
  file: 'schema/visits.ts',
  line: 12,
  language: 'ts',
  text: "{ name: 'device', type: 'LowCardinality(String)', alias: 'device_kind' },",
};

export const guards = { permission: 'maintain', confirmers: [], allowAuthor: false } as const;

/** The pull request around it. */
export const people: ReportContext = reportContext(
  { name: 'chx', guards },
  {
    writers: ['octavia', 'build-helper'],
    confirmations: new Map([
      [confirmedRename, { login: 'maintainer-1', url: 'https://github.example/acme/warehouse/pull/7#issuecomment-12' }],
    ]),
    offers: [offer],
    runUrl: 'https://github.example/acme/warehouse/actions/runs/42',
  },
);
