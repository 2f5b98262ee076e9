import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalJson, canonicalObject, encode, sha256, shortId } from '../../src/plan/digest.ts';
import { destructiveIdentity } from '../../src/plan/guard-ids.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Schema, Table } from '../../src/schema/model.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';

const text = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const definition = /```sql\n([\s\S]*?)```/.exec(text)?.[1] ?? '';

function schemaOf(sql: string): Schema {
  const { objects, findings } = parseSchemaFile(sql, 'example.sql', { database: 'default', cluster: null });
  expect(findings).toEqual([]);
  return resolveSchema(objects).schema;
}

function tableOf(schema: Schema): Table {
  const table = [...schema.objects.values()][0];
  if (table?.kind !== 'table') throw new Error('the example is no table');
  return table;
}

describe('the examples of docs/formats.md', () => {
  test('the encoding', () => {
    expect(text).toContain(`\`${encode('chx/example/v1', ['a', 'é']).toString('utf8')}\``);
  });

  test('digest and short id', () => {
    expect(text).toContain(
      `\`${sha256('chx/example/v1', ['a', 'é'])}\` | \`${shortId('chx/example/v1', ['a', 'é'])}\``,
    );
    expect(shortId('chx/example/v1', ['a', 'é'])).toMatch(/^[a-z2-7]{26}$/);
  });

  test('canonical JSON of a column', () => {
    const [column] = tableOf(schemaOf("CREATE TABLE t (a DateTime DEFAULT NOW() COMMENT 'x') ENGINE = Log")).columns;
    expect(text).toContain(`\`${canonicalJson(column)}\``);
  });

  test('the id of a column rename', () => {
    const head = definition.replace('a String', 'b String').replace('by_a a', 'by_a b');
    const plan = makePlan(schemaOf(definition), schemaOf(head), {
      detectRenames: true,
      decisions: { confirmed: new Set(), rejected: new Set() },
      scope: { repository: '1' },
    });
    expect(plan.guards.map(({ kind }) => kind)).toEqual(['rename']);
    expect(text).toContain(`repository \`1\` | \`${plan.guards[0]?.id ?? 'none'}\``);
  });

  test('the id of a table rename, and the digest of a part of it', () => {
    const head = definition.replace('web.visits', 'web.calls');
    const plan = makePlan(schemaOf(definition), schemaOf(head), {
      detectRenames: true,
      decisions: { confirmed: new Set(), rejected: new Set() },
      scope: { repository: '1' },
    });
    expect(text).toContain(`to \`web.calls\`, repository \`1\` | \`${plan.guards[0]?.id ?? 'none'}\``);
    // No Distributed table, nothing that competes: as any program computes it from the page.
    const none = (part: string): string => shortId('chx/guard/part/v1', [part, '0']).slice(0, 10);
    expect(plan.guards[0]?.basis).toMatchObject({ together: none('together'), choices: none('choices') });
  });

  test('the id of a dropped table', () => {
    const table = tableOf(schemaOf(definition));
    const { id } = destructiveIdentity({ repository: '1' }, 'drop-table', table, [canonicalObject(table)]);
    expect(text).toContain(`dropping the table below, repository \`1\` | \`${id}\``);
  });
});
