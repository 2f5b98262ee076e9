/**
 * Every statement in `statements/` is read without a finding, printed to a statement that the engine makes the same object
 * of, and means the same as what the engine reports of that object. Statements after `rewritten` are those of which the
 * engine stores another expression (operators in parentheses, CASE as multiIf): their keys differ from those reported.
 * Statements after `respelt` are printed in a canonical form that the engine reports in other words: `PARTITION BY tuple()`
 * is left out, settings are sorted.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareDefinitions, parseDefinition } from '../../src/clickhouse/definition.ts';
import type { SchemaObject } from '../../src/schema/model.ts';
import { resolveSchema } from '../../src/schema/resolve.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';
import { printCreate } from '../../src/sql/print.ts';
import { Engine } from './engine.ts';
import { meaning } from './meaning.ts';
import { type Statement, statements, surroundings } from './statements.ts';

const all = statements();
/** What needs a service that isn't there: read, printed and parsed by the engine, not created. */
const outside = all.filter(({ file }) => file === 'outside.sql');
const inside = all.filter(({ file }) => file !== 'outside.sql');
const rewritten = '/* rewritten */';
const respelt = '/* respelt */';

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
  for (const statement of surroundings) engine.run(statement);
});
afterAll(() => {
  engine[Symbol.dispose]();
});

/** The one object of a text, with the columns that it takes from the table src. */
function read(sql: string): SchemaObject {
  const source = parseSchemaFile(surroundings[1] ?? '', 'source.sql', { database: 'app', cluster: null });
  const { objects, findings } = parseSchemaFile(sql, 'file.sql', { database: 'app', cluster: null });
  expect(findings).toEqual([]);
  expect(objects).toHaveLength(1);
  const [object] = objects;
  if (object === undefined) throw new Error('no object');
  if (object.kind !== 'distributed' || !object.columnsFromLocal) return object;
  const resolved = [...resolveSchema([...source.objects, object]).schema.objects.values()].find(
    ({ kind }) => kind === 'distributed',
  );
  if (resolved?.kind !== 'distributed') throw new Error('not resolved');
  return { ...resolved, columnsFromLocal: false };
}

/** The statement with a name of its own instead of `app.t` or `made`. */
function named(sql: string, name: string): string {
  const first = sql.replace(/\bif not exists\b/i, '');
  return /^\W*(?:\w+\W+){0,4}(DATABASE|FUNCTION)\b/i.test(first) && first.includes(' made')
    ? first.replace(' made', () => ` ${name}`)
    : first.replace(/(\bapp|`app`|"app")\s*\.\s*t(?![\w.])/, () => `app.${name}`);
}

function report(object: SchemaObject): string {
  const { database, name } = object.name;
  if (object.kind === 'database') return engine.run(`SHOW CREATE DATABASE ${name}`).replaceAll('\n', ' ');
  if (object.kind === 'function') return engine.run(`SELECT create_query FROM system.functions WHERE name = '${name}'`);
  return engine.run(`SELECT create_table_query FROM system.tables WHERE database = '${database}' AND name = '${name}'`);
}

/** Makes the object that our own text says and compares what the engine reports of it. */
function again(object: SchemaObject, name: string, first: string, respelt: boolean): void {
  const target = { ...object, name: { ...object.name, name } };
  // One Keeper path can't serve two tables, and one table not two refreshed views.
  const ownPath = (text: string): string => text.replaceAll(/(tables\/\{shard\}\/)\w+/g, `$1${name}`);
  if (object.kind === 'materialized-view' && object.refresh !== null)
    engine.run(`DROP VIEW ${object.name.database}.${object.name.name} SYNC`);
  engine.run(ownPath(printCreate(target, { onCluster: null })));
  const second = report(target);
  const expected = ownPath(first.replace(object.name.name, () => name));
  const differences = compareDefinitions(name, parseDefinition(second), parseDefinition(expected));
  if (respelt) expect(meaning(read(second))).toEqual(meaning({ ...read(first), name: target.name }));
  else expect(differences).toEqual([]);
}

describe('statements that the engine takes', () => {
  it.each(inside.map((statement, index) => ({ ...statement, index })))('$file:$line', ({ sql, index }) => {
    const name = `t_${index}`;
    const text = named(sql, name);
    const written = read(text);
    engine.run(text);
    const first = report(written);
    const reported = read(first);
    if (sql.startsWith(rewritten)) expect(meaning(reported)).not.toEqual(meaning(written));
    else expect(withoutColumns(reported, written)).toEqual(meaning(written));
    expect(meaning(read(printCreate(written, { onCluster: null })))).toEqual(meaning(written));
    again(written, `${name}_b`, first, sql.startsWith(respelt));
    if (written.kind !== 'materialized-view' || written.refresh === null)
      again(reported, `${name}_c`, first, sql.startsWith(respelt));
  });

  it('are several hundred, of every kind', () => {
    expect(inside.length).toBeGreaterThan(330);
    const kinds = new Set(inside.map(({ sql }) => read(sql).kind));
    expect([...kinds].sort()).toEqual([
      ...['database', 'dictionary', 'distributed', 'function', 'materialized-view', 'table', 'view'],
    ]);
  });
});

describe('statements that need a service', () => {
  it.each(outside)('$file:$line', ({ sql }: Statement) => {
    const object = read(sql);
    expect(engine.run(`SELECT formatQuerySingleLine($sql$${sql}$sql$)`)).not.toBe('');
    const printed = printCreate(object, { onCluster: null });
    expect(engine.run(`SELECT formatQuerySingleLine($sql$${printed}$sql$)`)).not.toBe('');
    expect(meaning(read(printed))).toEqual(meaning(object));
  });
});

/** The engine adds to a view the columns that its query has. */
function withoutColumns(reported: SchemaObject, written: SchemaObject): unknown {
  const lists = reported.kind === 'view' || reported.kind === 'materialized-view';
  if (!lists || !('columns' in written) || written.columns !== null) return meaning(reported);
  return meaning({ ...reported, columns: null });
}
