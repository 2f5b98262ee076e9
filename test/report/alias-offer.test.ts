import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { pathTree } from '../../src/load/folder.ts';
import { loadSchema } from '../../src/load/load.ts';
import { planTrees } from '../../src/pipeline/plan.ts';
import type { PlanDocument } from '../../src/plan/document.ts';
import { type AliasOffer, aliasOffers } from '../../src/report/index.ts';
import type { Schema } from '../../src/schema/model.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'chx-offer-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const configText = 'version: 1\nschema: ["*.sql", "*.ts"]\ndatabase: web\ndistributed: { cluster: prod }\n';
const config = parseConfig(configText, 'chx.yml');

async function plan(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
): Promise<{ readonly document: PlanDocument; readonly schema: Schema }> {
  const [from, to] = await Promise.all([pathTree(folder(base)), pathTree(folder(head))]);
  const { document, offers } = await planTrees({
    base: from,
    head: to,
    config,
    configPath: null,
    repository: '1',
    targets: [],
    confirm: [],
    reject: [],
    reportsUnknown: true,
    verify: 'off',
  });
  const { schema } = await loadSchema(to, config);
  // What the plan is published with is what is offered for its document.
  expect(offers).toEqual(aliasOffers(document, schema));
  return { document, schema };
}

/** The files with every offered line written where the offer says, behind the line of the renamed column. */
function applied(files: Readonly<Record<string, string>>, offers: readonly AliasOffer[]): Record<string, string> {
  const edited = { ...files };
  for (const { file, line, text } of [...offers].sort((a, b) => b.line - a.line)) {
    const lines = (edited[file] ?? '').split('\n');
    // A column that ends its list has no comma yet.
    if (!text.endsWith(',')) lines[line - 1] += ',';
    lines.splice(line, 0, text);
    edited[file] = lines.join('\n');
  }
  return edited;
}

const table = (columns: string, name = 'visits_local'): string =>
  `CREATE TABLE ${name}\n(\n${columns}\n)\nENGINE = ReplicatedMergeTree('/t/{shard}/v', '{replica}')\nORDER BY id;\n`;
const front = 'CREATE TABLE visits AS visits_local ENGINE = Distributed(prod, web, visits_local, id);\n';
const typescript = (columns: string): string =>
  `import { schema, table } from 'chx';\nexport default schema(table({\n  name: 'visits_local',\n  engine: "ReplicatedMergeTree('/t/{shard}/v', '{replica}')",\n  columns: [\n    { name: 'id', type: 'UInt64' },\n${columns}\n  ],\n  orderBy: ['id'],\n}));\n`;

describe('the offer to keep an old name readable', () => {
  const rows: readonly (readonly [
    what: string,
    base: Readonly<Record<string, string>>,
    head: Readonly<Record<string, string>>,
    offers: readonly Partial<AliasOffer>[],
  ])[] = [
    [
      'a column in the middle of a pair in SQL',
      { 'a.sql': table('id UInt64,\na LowCardinality(String),\nb UInt8') + front },
      { 'a.sql': table('id UInt64,\nz LowCardinality(String),\nb UInt8') + front },
      [{ object: 'web.visits_local', file: 'a.sql', line: 4, text: 'a LowCardinality(String) ALIAS z,' }],
    ],
    [
      'a column that ends its list',
      { 'a.sql': table('id UInt64,\na String') },
      { 'a.sql': table('id UInt64,\nz String') },
      [{ line: 4, text: 'a String ALIAS z' }],
    ],
    [
      'a column that an index follows',
      { 'a.sql': table('id UInt64,\na String,\nINDEX by_id id TYPE minmax') },
      { 'a.sql': table('id UInt64,\nz String,\nINDEX by_id id TYPE minmax') },
      [{ line: 4, text: 'a String ALIAS z,' }],
    ],
    [
      'an announced rename, whose comment stays where it is',
      { 'a.sql': table('id UInt64,\na String,\nb String') },
      { 'a.sql': table('id UInt64,\n-- chx:renamed-from a\nz Nullable(String),\nb String') },
      [{ line: 5, text: 'a Nullable(String) ALIAS z,' }],
    ],
    [
      'names that need quotes',
      { 'a.sql': table('id UInt64,\n`index` String,\nb UInt8') },
      { 'a.sql': table('id UInt64,\n`odd name` String,\nb UInt8') },
      [{ line: 4, text: '`index` String ALIAS `odd name`,' }],
    ],
    [
      'a Distributed table with columns of its own',
      {
        'a.sql': table('id UInt64,\na String,\nb UInt8'),
        'b.sql':
          'CREATE TABLE visits\n(\nid UInt64,\na String,\nb UInt8\n)\nENGINE = Distributed(prod, web, visits_local, id);',
      },
      {
        'a.sql': table('id UInt64,\nz String,\nb UInt8'),
        'b.sql':
          'CREATE TABLE visits\n(\nid UInt64,\nz String,\nb UInt8\n)\nENGINE = Distributed(prod, web, visits_local, id);',
      },
      [
        { object: 'web.visits_local', file: 'a.sql', line: 4, text: 'a String ALIAS z,' },
        { object: 'web.visits', file: 'b.sql', line: 4, text: 'a String ALIAS z,' },
      ],
    ],
    [
      'a definition in TypeScript',
      { 'a.ts': typescript("    { name: 'a', type: \"Enum8('x' = 1)\" },") },
      { 'a.ts': typescript("    { name: 'z y', type: \"Enum8('x' = 1)\" },") },
      [{ language: 'ts', line: 7, text: "{ name: 'a', type: 'Enum8(\\'x\\' = 1)', alias: '`z y`' }," }],
    ],
  ];

  it.each(rows)('%s', async (_, base, head, expected) => {
    const { document, schema } = await plan(base, head);
    const [guard, ...others] = document.guards;
    expect(others).toEqual([]);
    const offers = aliasOffers(document, schema);
    expect(offers).toMatchObject(expected.map((offer) => ({ guard: guard?.id, ...offer })));
    expect(offers).toHaveLength(expected.length);
    // Written where it says, it is the rename with an alias: the same guard, and one ALTER for both.
    const after = await plan(base, applied(head, offers));
    expect(after.document.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(after.document.guards.map(({ id, state }) => ({ id, state }))).toEqual([
      { id: guard?.id, state: 'pending' },
    ]);
    expect(after.document.guards[0]?.evidence.join()).toContain(`keeps ${guard?.from} as an ALIAS`);
    const [to] = offers;
    const alter = after.document.plans[0]?.statements.find(({ object }) => object === to?.object)?.sql;
    expect(alter).toMatch(/RENAME COLUMN `[^`]+` TO `[^`]+`,\s+(?:MODIFY[^\n]+\s+)?ADD COLUMN `[^`]+` .* ALIAS/);
    expect(aliasOffers(after.document, after.schema)).toEqual([]);
  });

  it.each([
    [
      'an old name that something new takes or that is decided',
      { 'a.sql': table('id UInt64,\na String,\nb UInt8') },
      { 'a.sql': table('id UInt64,\nz String,\na String ALIAS z,\nb UInt8') },
    ],
    [
      'a column without values',
      { 'a.sql': table('id UInt64,\na UInt64 ALIAS id') },
      { 'a.sql': table('id UInt64,\nz UInt64 ALIAS id') },
    ],
    [
      'one of several possible renames',
      { 'a.sql': table('id UInt64,\na String') },
      { 'a.sql': table('id UInt64,\ny String,\nz String') },
    ],
    ['a renamed table', { 'a.sql': table('id UInt64,\nb UInt8') }, { 'a.sql': table('id UInt64,\nb UInt8', 'w') }],
    [
      'a name that can not be seen',
      { 'a.sql': table('id UInt64,\n`a\u200b` String') },
      { 'a.sql': table('id UInt64,\nz String') },
    ],
  ])('is none for %s', async (_, base, head) => {
    const { document, schema } = await plan(base, head);
    expect(document.guards.length).toBeGreaterThan(0);
    expect(aliasOffers(document, schema)).toEqual([]);
  });

  it('is none once the rename is confirmed or rejected', async () => {
    const { document, schema } = await plan(
      { 'a.sql': table('id UInt64,\na String') },
      { 'a.sql': table('id UInt64,\nz String') },
    );
    for (const state of ['confirmed', 'rejected'] as const) {
      const guards = document.guards.map((guard) => ({ ...guard, state }));
      expect(aliasOffers({ guards }, schema)).toEqual([]);
    }
    expect(aliasOffers(document, schema)).toHaveLength(1);
  });
});
