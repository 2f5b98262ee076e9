import { afterAll, expect, test } from 'vitest';
import type {
  ColumnDefinition,
  DictionaryDefinition,
  DistributedDefinition,
  MaterializedViewDefinition,
  TableDefinition,
  ViewDefinition,
} from '../../src/authoring/index.ts';
import * as authoring from '../../src/authoring/index.ts';
import { collectedFormat, type DefinitionOf, definitionFormats } from '../../src/load/definition-format.ts';
import { publicNames } from '../../src/load/sandbox/runtime.ts';
import { Sandbox } from '../../src/load/sandbox.ts';

const sandbox = new Sandbox();
afterAll(() => sandbox[Symbol.asyncDispose]());

/** The definitions that code exports, as the sandbox hands them out. */
async function collected(code: string): Promise<unknown[]> {
  const found: unknown[] = [];
  await sandbox.evaluate(
    [{ path: 'a.ts', id: code }],
    () => code,
    ({ files, problems }) => {
      expect(problems).toEqual([]);
      for (const { json } of files)
        found.push(...collectedFormat.parse(JSON.parse(json)).found.map((item) => item.definition));
    },
  );
  return found;
}

test('the sandbox has what the package has', () => {
  expect(Object.keys(authoring).sort()).toEqual([...publicNames]);
});

test.each([
  ['table', { name: 'a', engine: 'Memory', columns: [{ name: 'x', type: 'UInt8' }] }],
  ['distributed', { name: 'a', local: { name: 'b' } }],
  ['view', { name: 'a', as: 'SELECT 1' }],
  ['materializedView', { name: 'a', to: 'b', as: 'SELECT 1' }],
  ['dictionary', { name: 'a', attributes: [], primaryKey: 'id', source: 'NULL()', layout: 'FLAT()' }],
  ['database', { name: 'a' }],
  ['sqlFunction', { name: 'a', as: 'x -> x' }],
] as const)('%s returns the same in both', async (name, definition) => {
  const inside = await collected(
    `import { ${name} } from 'chx';\nexport default ${name}(${JSON.stringify(definition)});`,
  );
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: nothing is bundled here, and each function is meant
  const make: (given: never) => unknown = authoring[name];
  const outside = make(definition as never);
  expect(inside).toEqual([outside]);
  expect(Object.isFrozen(outside)).toBe(true);
  expect(authoring.isSchemaDefinition(outside)).toBe(true);
});

test('schema, codec, isSchemaDefinition and defineConfig', async () => {
  const view = authoring.view({ name: 'v', as: 'SELECT 1' });
  expect(authoring.schema(view, [view])).toEqual([view, [view]]);
  expect(authoring.codec.raw('T64')).toEqual({ kind: 'raw', expression: 'T64' });
  expect(authoring.isSchemaDefinition({ kind: 'index' })).toBe(false);
  expect(authoring.isSchemaDefinition(null)).toBe(false);
  expect(authoring.defineConfig(view)).toBe(view);
  const code = `import { view, schema, codec, isSchemaDefinition, defineConfig, table } from 'chx';
const v = view({ name: 'v', as: 'SELECT 1' });
export default defineConfig(schema(v, [isSchemaDefinition(v) && !isSchemaDefinition({ kind: 'index' }) && !isSchemaDefinition(null)
  ? table({ name: 't', engine: 'Null', columns: [{ name: 'c', type: 'UInt8', codec: codec.raw('T64') }] }) : []]));`;
  expect(await collected(code)).toEqual([
    { kind: 'view', name: 'v', as: 'SELECT 1' },
    {
      kind: 'table',
      name: 't',
      engine: 'Null',
      columns: [{ name: 'c', type: 'UInt8', codec: { kind: 'raw', expression: 'T64' } }],
    },
  ]);
});

/** Fails to compile where one side has a key that the other lacks. */
type SameKeys<A, B> = [Exclude<keyof A, keyof B | 'kind'>, Exclude<keyof B, keyof A | 'kind'>] extends [never, never]
  ? true
  : { onlyInTypes: Exclude<keyof A, keyof B | 'kind'>; onlyInFormat: Exclude<keyof B, keyof A | 'kind'> };

test('the types that authors see have the keys that are accepted', () => {
  const table: SameKeys<TableDefinition, DefinitionOf<'table'>> = true;
  const column: SameKeys<ColumnDefinition, DefinitionOf<'table'>['columns'][number]> = true;
  const distributed: SameKeys<DistributedDefinition, DefinitionOf<'distributed'>> = true;
  const view: SameKeys<ViewDefinition, DefinitionOf<'view'>> = true;
  const materialized: SameKeys<MaterializedViewDefinition, DefinitionOf<'materialized_view'>> = true;
  const dictionary: SameKeys<DictionaryDefinition, DefinitionOf<'dictionary'>> = true;
  const database: SameKeys<authoring.DatabaseDefinition, DefinitionOf<'database'>> = true;
  const sqlFunction: SameKeys<authoring.SqlFunctionDefinition, DefinitionOf<'function'>> = true;
  expect([table, column, distributed, view, materialized, dictionary, database, sqlFunction]).not.toContain(false);
  expect(Object.keys(definitionFormats).sort()).toEqual(
    ['table', 'distributed', 'view', 'materialized_view', 'dictionary', 'database', 'function'].sort(),
  );
});
