import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from './engine.ts';
import { splitStatements } from './plain.ts';
import { kafkaTable, refusals } from './refusals.ts';
import { branches, mainLine, sideSteps } from './states.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const byEngine = new Set(refusals.filter(({ attempt }) => attempt?.on === 'create').map(({ step }) => step));

let engine: Engine;
beforeAll(() => {
  engine = new Engine();
});
afterAll(() => {
  engine[Symbol.dispose]();
});

describe('every state is a schema that ClickHouse can hold', () => {
  test.each([...mainLine, ...branches.filter(({ name }) => !byEngine.has(name))])('$name', ({ file }) => {
    const text = read(file);
    expect(engine.build(text)).toEqual([]);
    const tables = splitStatements(text).filter((statement) => !/^CREATE DATABASE/.test(statement)).length;
    expect(
      engine.query("SELECT count() FROM system.tables WHERE database IN ('web', 'vault') AND name NOT LIKE '.inner%'"),
    ).toBe(String(tables));
  });

  test('the main line has enough steps, and no two states are one text', () => {
    expect(mainLine.length).toBeGreaterThan(22);
    expect(new Set([...mainLine.slice(1, -1), ...branches].map(({ file }) => statementsOnly(file))).size).toBe(
      mainLine.length - 2 + branches.length,
    );
  });
});

describe('what must be refused is refused by ClickHouse too', () => {
  test.each(refusals.filter(({ attempt }) => attempt !== null))('$step: $reason', ({ step, attempt }) => {
    const files = sideSteps.find(({ name }) => name === step);
    if (files === undefined || attempt === null) throw new Error(`no side step ${step}`);
    if (attempt.on === 'create') {
      const refused = engine.build(read(files.head));
      const first = refused.find(
        ({ sql }) => /^CREATE (?:TABLE|MATERIALIZED VIEW) (\S+)/.exec(sql)?.[1] === attempt.sql,
      );
      expect(first?.code).toBe(attempt.code);
      return;
    }
    expect(engine.build(read(attempt.on === 'base' ? files.base : files.head))).toEqual([]);
    if (attempt.sql.includes('page_views_kafka')) engine.query(kafkaTable);
    expect(engine.codeOf(attempt.sql)).toBe(attempt.code);
  });
});

function statementsOnly(file: string): string {
  return splitStatements(read(file)).join(';');
}
