/** Any plan document, with text that wants to get out of its place in every field that a pull request can fill. */
import fc from 'fast-check';
import type { Guard, PlanDocument, Statement, TargetPlan } from '../../src/plan/document.ts';
import type { ReportContext } from '../../src/report/context.ts';
import { context, digest, document, finding, guard, guardId, plan, statement } from './builder.ts';
import { nastyText } from './nasty.ts';

const word = fc.oneof(
  fc.constantFrom('analytics.events', 'analytics.events_local', 'db.t', 'id', 'the key is gone'),
  nastyText,
);
const words = fc.array(word, { maxLength: 3 });
const maybe = fc.option(word);
const id = fc.nat({ max: 6 });

const sql = fc.oneof(
  fc.constantFrom(
    'ALTER TABLE db.t ADD COLUMN a UInt8, DROP COLUMN b',
    'ALTER TABLE db.t MODIFY TTL a, b, MODIFY SETTING x = 1, y = 2',
    'ALTER TABLE db.`@everyone` RENAME COLUMN `</details>` TO `a``b`',
    'CREATE TABLE db.t\n(\n    a UInt8\n)\nENGINE = MergeTree\nORDER BY a',
    'RENAME TABLE db.a TO db.b, db.c TO db.d',
    'DROP TABLE db.t SYNC',
  ),
  nastyText,
);

const statements: fc.Arbitrary<Statement> = fc
  .record({
    sql,
    object: word,
    change: fc.oneof(fc.constantFrom('add-column', 'rename-column+drop-column'), word),
    risk: fc.constantFrom('safe', 'caution', 'danger'),
    scope: fc.constantFrom('cluster', 'each-host', 'one-host'),
    cluster: maybe,
    settings: fc.dictionary(fc.constantFrom('alter_sync', 'a b'), word, { maxKeys: 2 }),
    guards: fc.array(
      id.map((n) => guardId('r', `${n}`)),
      { maxLength: 2 },
    ),
    undo: maybe,
    cost: maybe,
    reason: word,
    fails: words,
  })
  .map((parts) => statement(parts.sql, parts.object, parts));

const guards: fc.Arbitrary<Guard> = fc
  .record({
    id: fc.oneof(
      id.map((n) => guardId('r', `${n}`)),
      id.map((n) => guardId('d', `${n}`)),
      word,
    ),
    group: fc.option(fc.constantFrom('one', 'two')),
    state: fc.constantFrom('pending', 'confirmed', 'rejected'),
    kind: fc.constantFrom('rename', 'destructive'),
    object: word,
    from: maybe,
    to: maybe,
    evidence: words,
    lost: maybe,
    basis: fc.constant({}),
    statements: fc.array(sql, { maxLength: 2 }),
  })
  .map((parts) => guard(parts.id, parts));

const plans: fc.Arbitrary<TargetPlan> = fc
  .record({
    target: word,
    targets: words,
    status: fc.constantFrom('clean', 'ready', 'blocked', 'invalid'),
    verified: fc.constantFrom('off', 'passed', 'failed', 'unavailable'),
    verification: words,
    statements: fc.array(statements, { maxLength: 4 }),
  })
  .map(({ statements: list, ...parts }) => plan(list, parts));

export const documents: fc.Arbitrary<PlanDocument> = fc
  .record({
    status: fc.constantFrom('clean', 'ready', 'blocked', 'invalid'),
    base: word.map((revision) => ({ revision, digest: digest('base') })),
    plans: fc.array(plans, { maxLength: 3 }),
    guards: fc.array(guards, { maxLength: 6 }),
    findings: fc.array(
      fc
        .record({
          severity: fc.constantFrom('error', 'warning', 'notice'),
          rule: word,
          object: maybe,
          message: word,
          file: maybe,
          line: fc.option(fc.nat({ max: 99 }).map((n) => n + 1)),
        })
        .map(({ severity, ...parts }) => finding(severity, parts)),
      { maxLength: 12 },
    ),
  })
  .map((parts) => document(parts));

const link = fc.oneof(fc.constant('https://github.example/acme/warehouse/pull/7#issuecomment-1'), word);

export const contexts: fc.Arbitrary<ReportContext> = fc.record({
  docs: fc.option(fc.constant('https://github.example/acme/chx/blob/v1')),
  name: fc.oneof(fc.constant('chx'), word),
  notes: words,
  permission: fc.constantFrom('write', 'maintain', 'admin'),
  confirmers: words,
  allowAuthor: fc.boolean(),
  writers: fc.option(words),
  personal: fc.boolean(),
  confirmations: fc
    .array(
      fc
        .record({ guard: id, login: word, url: link })
        .map(({ guard: n, ...by }) => [guardId('r', `${n}`), by] as const),
    )
    .map((entries) => new Map(entries)),
  commands: fc.boolean(),
  offers: fc.array(
    fc.record({
      guard: id.map((n) => guardId('r', `${n}`)),
      object: word,
      from: word,
      to: word,
      file: word,
      line: fc.constantFrom(1, 99),
      language: fc.constantFrom('sql', 'ts'),
      text: word,
    }),
    { maxLength: 3 },
  ),
  runUrl: fc.option(fc.oneof(fc.constant(context.runUrl ?? ''), word)),
});
