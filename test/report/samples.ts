/** Plans as people meet them, one for each thing that a report has to say. */
import type { PlanDocument } from '../../src/plan/document.ts';
import { document, finding, guard, guardId, plan, statement } from './builder.ts';

const renameUser = guardId('r', 'rename user');
const dropLegacy = guardId('d', 'drop legacy');

const alterUser = (table: string): string =>
  `ALTER TABLE ${table} ON CLUSTER prod\n    RENAME COLUMN \`user\` TO \`user_name\`,\n    ADD COLUMN \`country\` LowCardinality(String) AFTER \`user_name\``;
const undoUser = (table: string): string =>
  `ALTER TABLE ${table} ON CLUSTER prod\n    RENAME COLUMN \`user_name\` TO \`user\`,\n    DROP COLUMN \`country\``;

const toFront = statement(alterUser('analytics.events'), 'analytics.events', {
  change: 'rename-column+add-column',
  risk: 'danger',
  guards: [renameUser],
  undo: undoUser('analytics.events'),
  reason: 'follows analytics.events_local',
});
const toLocal = statement(alterUser('analytics.events_local'), 'analytics.events_local', {
  change: 'rename-column+add-column',
  risk: 'danger',
  settings: { alter_sync: '2' },
  guards: [renameUser],
  undo: undoUser('analytics.events_local'),
  reason: 'the schema has it so',
  fails: [
    `SELECT * and reads of user or user_name through analytics.events (code 47), and every INSERT into it (code 16), until statement ${toFront.id}`,
  ],
});

/** The usual change: a pair gains a column and renames one. */
export const pairRename: PlanDocument = document({
  plans: [
    plan([toLocal, toFront], {
      targets: ['production', 'staging'],
      verified: 'passed',
      verification: ['ClickHouse 26.7: schema and rows'],
    }),
  ],
  guards: [
    guard(renameUser, {
      targets: ['production', 'staging'],
      evidence: [
        'the schema file says renamed from user',
        'same type LowCardinality(String)',
        'same place in the table',
      ],
    }),
  ],
  findings: [
    finding('warning', {
      rule: 'rename-without-alias',
      object: 'analytics.events_local',
      message: 'column `user` is renamed without an ALIAS: queries that still read it fail',
      file: 'schema/events.ts',
      line: 14,
    }),
  ],
});

/** A rename, a lost table, a choice between two renames, a safe table: everything that can wait. */
export const everythingWaits: PlanDocument = (() => {
  const toCity = guardId('r', 'a to city');
  const toTown = guardId('r', 'a to town');
  const brings = (to: string): string[] => [
    `ALTER TABLE analytics.visits ON CLUSTER prod RENAME COLUMN place TO ${to}, ADD COLUMN ${to === 'city' ? 'town' : 'city'} String`,
  ];
  return document({
    plans: [
      plan(
        [
          statement(
            "CREATE TABLE analytics.errors_local ON CLUSTER prod\n(\n    id UInt64,\n    message String\n)\nENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/errors', '{replica}')\nORDER BY id",
            'analytics.errors_local',
            { change: 'create-table', undo: 'DROP TABLE analytics.errors_local ON CLUSTER prod SYNC' },
          ),
          statement(
            "CREATE TABLE analytics.errors ON CLUSTER prod\n(\n    id UInt64,\n    message String\n)\nENGINE = Distributed('prod', 'analytics', 'errors_local', id)",
            'analytics.errors',
            { change: 'create-table', undo: 'DROP TABLE analytics.errors ON CLUSTER prod SYNC' },
          ),
          toLocal,
          toFront,
          statement(
            'ALTER TABLE analytics.price ON CLUSTER prod MODIFY COLUMN `amount` Decimal(18, 4)',
            'analytics.price',
            {
              change: 'modify-column',
              risk: 'caution',
              settings: { alter_sync: '2' },
              undo: 'ALTER TABLE analytics.price ON CLUSTER prod MODIFY COLUMN `amount` Decimal(18, 2)',
              cost: 'rewrites amount in every part (a mutation)',
            },
          ),
          statement('DROP TABLE analytics.legacy ON CLUSTER prod SYNC', 'analytics.legacy', {
            change: 'drop-table',
            risk: 'danger',
            guards: [dropLegacy],
          }),
        ],
        { verified: 'unavailable', verification: ['chdb is not installed: npm install chdb'] },
      ),
    ],
    guards: [
      guard(renameUser, { evidence: ['same type', 'same place'] }),
      guard(dropLegacy, {
        object: 'analytics.legacy',
        from: 'analytics.legacy',
        lost: 'every row of analytics.legacy',
      }),
      guard(toCity, {
        group: 'g-mq5jzx6vnwsolsgy6gsbfw5zgm',
        object: 'analytics.visits',
        from: 'place',
        to: 'city',
        evidence: ['same type', 'same place'],
        statements: brings('city'),
      }),
      guard(toTown, {
        group: 'g-mq5jzx6vnwsolsgy6gsbfw5zgm',
        object: 'analytics.visits',
        from: 'place',
        to: 'town',
        evidence: ['same type'],
        statements: brings('town'),
      }),
    ],
  });
})();

/** Ready to go: nothing guarded, one target. */
export const ready: PlanDocument = document({
  plans: [
    plan(
      [
        statement(
          'ALTER TABLE analytics.hits ON CLUSTER prod ADD COLUMN referrer String, ADD COLUMN device String',
          'analytics.hits',
          {
            settings: { alter_sync: '2' },
            undo: 'ALTER TABLE analytics.hits ON CLUSTER prod DROP COLUMN device, DROP COLUMN referrer',
          },
        ),
      ],
      { verified: 'passed', verification: ['ClickHouse 26.7: schema and rows'] },
    ),
  ],
});

/** Nothing to do. */
export const clean: PlanDocument = document({ plans: [plan([])] });

/** Errors in the schema, and no plan for it. */
export const broken: PlanDocument = document({
  plans: [plan([], { status: 'invalid' })],
  findings: [
    finding('error', {
      rule: 'distributed-missing-local',
      object: 'analytics.events',
      message: 'the local table `analytics.events_lokal` is not in the schema: define it, or correct the name',
      file: 'schema/events.ts',
      line: 31,
    }),
    finding('error', {
      rule: 'order-by-changed',
      object: 'analytics.hits',
      message: "ORDER BY can't be changed from `(id)` to `(id, ts)`: make a new table and move the rows",
      file: 'schema/hits.sql',
      line: 9,
    }),
    finding('warning', { rule: 'replica-path', message: 'the path has no {shard}', file: 'schema/hits.sql', line: 4 }),
    finding('notice', { rule: 'plugins-ignored', message: 'plugins are not run', file: 'schema/hits.ts', line: 1 }),
  ],
});

/** The engine found what the plan did not. */
export const disagreed: PlanDocument = document({
  plans: [
    plan(
      [
        statement('ALTER TABLE analytics.hits ADD COLUMN a UInt8', 'analytics.hits', {
          scope: 'one-host',
          cluster: null,
        }),
      ],
      {
        status: 'invalid',
        verified: 'failed',
        verification: ['analytics.hits: column a is Int8 there, UInt8 in the schema'],
      },
    ),
  ],
});

export const samples: Readonly<Record<string, PlanDocument>> = {
  pairRename,
  everythingWaits,
  ready,
  clean,
  broken,
  disagreed,
};
