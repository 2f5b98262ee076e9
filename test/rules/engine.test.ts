/** What the rules say, asked of ClickHouse: each tripping example is refused as the rule says, each other one accepted. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import type { Rule } from '../../src/rules/shared/rule.ts';
import { printCreate } from '../../src/sql/print.ts';
import { type Answer, Engine } from './engine.ts';
import { read } from './read.ts';

const engine = new Engine();
afterAll(() => engine[Symbol.dispose]());
beforeEach(() => engine.reset());

/** Creates what the text defines, in its order, and stops at the first refusal. */
function create(sql: string, rule: Rule): Answer {
  for (const object of read(sql, rule.example.config).objects) {
    if (object.kind === 'database') engine.run(`DROP DATABASE IF EXISTS ${object.name.name}`);
    // ON CLUSTER is refused in the embedded engine (392).
    const answer = engine.run(printCreate(object, { onCluster: null }));
    if (answer.code !== 0) return answer;
  }
  return { code: 0, name: '', text: '' };
}

/** Replicated databases and UUIDs of ON CLUSTER are beyond the embedded engine. */
const beyond = new Set(['replicated-database-cluster', 'replicated-database-path']);

describe.each(rules.filter((rule) => rule.refusal !== null))('$id', (rule) => {
  test('the server refuses what trips it', () => {
    const { refusal } = rule;
    let answer = create(rule.example.trips, rule);
    if (refusal?.on === 'query') {
      expect(answer, answer.text).toMatchObject({ code: 0 });
      answer = engine.run(refusal.query ?? '');
    }
    expect(answer, answer.text).toMatchObject({ code: refusal?.code, name: refusal?.name });
  });

  test('the server accepts what does not', () => {
    const answer = create(rule.example.passes, rule);
    expect(answer, answer.text).toMatchObject({ code: 0 });
    if (rule.refusal?.query !== null && rule.refusal?.query !== undefined) {
      const later = engine.run(rule.refusal.query);
      expect(later, later.text).toMatchObject({ code: 0 });
    }
  });
});

describe.each(rules.filter((rule) => rule.refusal === null && !beyond.has(rule.id)))('$id', (rule) => {
  test('is about what the server accepts', () => {
    for (const sql of [rule.example.trips, rule.example.passes]) {
      const answer = create(sql, rule);
      expect(answer, answer.text).toMatchObject({ code: 0 });
      engine.reset();
    }
  });
});
