/**
 * The plan as JSON: the interface that other tools read. The JSON schema in the package is generated from this file.
 * Within version 1 fields may be added and none may change.
 */
import { z } from 'zod';

export const revisionSchema = z.strictObject({
  revision: z.string().describe('Commit id, `working tree`, or a path.'),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe('Digest of the canonical schema.'),
});

export const statementSchema = z.strictObject({
  id: z.string().describe('Digest of the statement, not its place.'),
  sql: z.string().describe('One statement, without a semicolon.'),
  object: z.string(),
  change: z.string().describe('What it does: `create-table`, `add-column`, ...; several joined with `+`.'),
  risk: z.enum(['safe', 'caution', 'danger']),
  scope: z.enum(['cluster', 'each-host', 'one-host']),
  cluster: z.string().nullable(),
  settings: z.record(z.string(), z.string()).describe('Query settings that the statement is sent with.'),
  guards: z.array(z.string()),
  after: z.string().describe('A query that returns 1 on a host where the statement took effect, else 0.'),
  undo: z.string().nullable().describe('The statement that takes it back; null where nothing does.'),
  cost: z.string().nullable().describe('What it costs beyond metadata.'),
  reason: z.string().describe('Why it is there, one line.'),
  fails: z.array(z.string()).describe('Queries that fail from this statement on until the one named in each.'),
});

export const planSchema = z.strictObject({
  target: z.string(),
  targets: z.array(z.string()).describe('Every target that this plan is for: equal plans are shown once.'),
  status: z.enum(['clean', 'ready', 'blocked', 'invalid']),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  verified: z.enum(['off', 'passed', 'failed', 'unavailable']),
  verification: z.array(z.string()).describe('What the engine said where it did not agree, or why it was not asked.'),
  statements: z.array(statementSchema),
});

export const guardSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['rename', 'destructive']),
  group: z.string().nullable(),
  state: z.enum(['pending', 'confirmed', 'rejected']),
  targets: z.array(z.string()),
  object: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  evidence: z.array(z.string()),
  lost: z.string().nullable(),
  basis: z
    .record(z.string(), z.string())
    .describe('What the id is made of, by the name of the part, each as a short digest: tells what outdated an id.'),
  statements: z.array(z.string()).describe('For a guard of an open group: the SQL that it would bring.'),
  command: z.string(),
});

export const findingSchema = z.strictObject({
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'notice']),
  object: z.string().nullable(),
  message: z.string(),
  file: z.string().nullable(),
  line: z.number().int().positive().nullable(),
});

export const planDocumentSchema = z.strictObject({
  version: z.literal(1),
  chx: z.string(),
  status: z.enum(['clean', 'ready', 'blocked', 'invalid']),
  base: revisionSchema,
  head: revisionSchema,
  plans: z.array(planSchema),
  guards: z.array(guardSchema),
  findings: z.array(findingSchema),
});

export type PlanDocument = z.infer<typeof planDocumentSchema>;
export type TargetPlan = z.infer<typeof planSchema>;
export type Statement = z.infer<typeof statementSchema>;
export type Guard = z.infer<typeof guardSchema>;
