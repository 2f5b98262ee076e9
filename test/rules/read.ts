/** A schema and the findings of all rules from SQL text. */
import { type Config, parseConfig } from '../../src/config/config.ts';
import { checkSchema, rules } from '../../src/rules/index.ts';
import { exampleConfig } from '../../src/rules/shared/rule.ts';
import type { Finding } from '../../src/schema/finding.ts';
import type { Schema, SchemaObject } from '../../src/schema/model.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';

export interface Read {
  readonly config: Config;
  /** In the order of the file. */
  readonly objects: readonly SchemaObject[];
  readonly schema: Schema;
}

/** A text that the parser takes no schema from. */
export class Unreadable extends Error {}

/** @throws Unreadable where the text can't be read: such a test would prove nothing. */
export function read(sql: string, configText: string = exampleConfig): Read {
  const config = parseConfig(configText, 'chx.yml');
  const defaults = { database: config.database, cluster: config.distributed?.cluster ?? null };
  const parsed = parseSchemaFile(sql, 'schema/example.sql', defaults);
  const { schema, findings } = resolveSchema([...parsed.objects]);
  const [problem] = [...parsed.findings, ...findings];
  if (problem !== undefined) throw new Unreadable(`${problem.message} (line ${problem.line}) in:\n${sql}`);
  return { config, objects: parsed.objects.map((object) => schemaObject(schema, object)), schema };
}

function schemaObject(schema: Schema, object: SchemaObject): SchemaObject {
  for (const resolved of schema.objects.values()) {
    if (resolved.kind === object.kind && resolved.at.line === object.at.line) return resolved;
  }
  return object;
}

export function check(sql: string, configText: string = exampleConfig): readonly Finding[] {
  const { schema, config } = read(sql, configText);
  return checkSchema(schema, config);
}

const refusing = new Set(rules.filter(({ refusal }) => refusal?.on === 'create').map(({ id }) => id));

/** The rules that see an error and mirror the server's refusal of a CREATE, each once. */
export function firing(sql: string, configText: string = exampleConfig): string[] {
  const findings = check(sql, configText).filter(({ rule, severity }) => severity === 'error' && refusing.has(rule));
  return [...new Set(findings.map((finding) => finding.rule))];
}
