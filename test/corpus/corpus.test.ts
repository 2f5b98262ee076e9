import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandsOf } from './commands.ts';
import { type Corpus, type CorpusResult, langfuseCorpora, ownCorpora, runCorpus } from './corpora.ts';
import { type Expectation, expectations } from './expectations.ts';
import { findLangfuse, LangfuseConfigs, missingLangfuse } from './langfuse.ts';
import { type Outcome, selfPlan } from './outcome.ts';
import { refusals } from './refusals.ts';
import { renderCorpus } from './report.ts';
import { runPlan } from './run.ts';
import { configFile, mainLine, ownSteps, typescript } from './states.ts';

/** For a whole corpus: planned, verified, and planned against itself. */
const patience = 300_000;
const { CI: ci } = process.env;
const langfuse = findLangfuse();

/** langfuse's migrations that drop tables: these wait for a confirmation. */
const losesRows: ReadonlySet<string> = new Set(['0029', '0044', '0045', '0046']);
/** Those that drop materialized views whose tables stay: whether these wait is a matter of taste. All others go through. */
const dropsViews: ReadonlySet<string> = new Set(['0027', '0028']);

const configs = new LangfuseConfigs();
afterAll(() => {
  configs[Symbol.dispose]();
});

const results: CorpusResult[] = [];

/** The result of a corpus, planned in the `beforeAll` of its own block. */
function planned(corpus: Corpus): { outcome(name: string): Outcome; result(): CorpusResult } {
  let result: CorpusResult | undefined;
  beforeAll(async () => {
    result = await runCorpus(corpus);
    results.push(result);
  }, patience);
  const get = (): CorpusResult => {
    if (result === undefined) throw new Error(`${corpus.title} was not planned`);
    return result;
  };
  return {
    result: get,
    outcome(name) {
      const outcome = get().outcomes.find((entry) => entry.name === name);
      if (outcome === undefined) throw new Error(`${corpus.title} has no step ${name}`);
      return outcome;
    },
  };
}

/** What went wrong, next to what is asserted, so that a failing test tells it. */
function told({ exit, confirmed, verified, problems, findings, errors }: Outcome): object {
  const rules = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => `${rule}: ${message}`);
  return { exit, confirmed, verified, problems, rules, errors };
}

function itselfClean(result: () => CorpusResult, count: number): void {
  expect(result().selfPlans).toHaveLength(count);
  expect(
    result().selfPlans.filter(({ exit, status, statements }) => exit !== 0 || status !== 'clean' || statements !== 0),
  ).toEqual([]);
}

describe.runIf(langfuse !== null)('langfuse', () => {
  for (const corpus of langfuse === null ? [] : langfuseCorpora(configs)) {
    describe(corpus.title, () => {
      const { outcome, result } = planned(corpus);
      test.each(corpus.steps)('$name', ({ name }) => {
        const found = outcome(name);
        const waits = found.exit === 3;
        if (losesRows.has(name.slice(0, 4))) expect(waits).toBe(true);
        else if (!dropsViews.has(name.slice(0, 4))) expect(waits).toBe(false);
        expect(told(found)).toMatchObject({
          exit: waits ? 3 : 0,
          confirmed: waits ? 0 : null,
          verified: 'passed',
          problems: [],
        });
        expect(found.statements.length).toBeGreaterThan(0);
      });
      test('every state against itself is clean', () => itselfClean(result, 46));
    });
  }
});

describe.runIf(langfuse === null)('langfuse', () => {
  test.runIf(ci !== undefined && ci !== '')('is there', () => expect(missingLangfuse).toBe(''));
  test.skip(`skipped: ${missingLangfuse}`, () => undefined);
});

for (const corpus of ownCorpora()) {
  describe(corpus.title, () => {
    const { outcome, result } = planned(corpus);
    test.each(corpus.steps)('$name', ({ name }) => {
      const expectation = expectations[name];
      if (expectation === undefined) throw new Error(`test/corpus/expectations.ts says nothing about ${name}`);
      meets(outcome(name), expectation);
    });
    test('every state against itself is clean', () => itselfClean(result, corpus.states.length));
  });
}

function meets(outcome: Outcome, expected: Expectation): void {
  if (expected.verdict === 'refused') {
    expect(told(outcome)).toMatchObject({ exit: 4, confirmed: null });
    const errors = outcome.findings.filter(({ severity }) => severity === 'error');
    expect(errors.length).toBeGreaterThan(0);
    if (expected.object !== undefined) expect(errors.map(({ object }) => object)).toContain(expected.object);
    if (expected.rule !== undefined) expect(errors.map(({ rule }) => rule)).toContain(expected.rule);
    return;
  }
  expect(told(outcome)).toMatchObject(
    expected.verdict === 'ready'
      ? { exit: 0, confirmed: null, verified: 'passed', problems: [] }
      : { exit: 3, confirmed: 0, verified: 'passed', problems: [] },
  );
  const commands = outcome.statements.map(({ sql }) => commandsOf(sql));
  const all = [...new Set(commands.flat())].sort();
  if (expected.does !== undefined) expect(all).toEqual([...expected.does].sort());
  expect(all).toEqual(expect.arrayContaining([...(expected.among ?? [])]));
  for (const [before, after] of expected.order ?? []) {
    const place = (command: string): number => commands.findIndex((some) => some.includes(command));
    expect({ before, after, right: place(before) >= 0 && place(before) < place(after) }).toMatchObject({ right: true });
  }
  expect(outcome.guards.filter(({ kind }) => kind === 'rename')).toHaveLength(expected.renames ?? 0);
  expect(outcome.guards.some(({ kind }) => kind === 'destructive')).toBe(expected.destroys ?? false);
}

test('every own step has an expectation, and every refusal its word from the engine', () => {
  expect(Object.keys(expectations).sort()).toEqual(ownSteps.map(({ name }) => name).sort());
  const refused = Object.entries(expectations).filter(([, { verdict }]) => verdict === 'refused');
  expect(refusals.map(({ step }) => step).sort()).toEqual(refused.map(([name]) => name).sort());
});

describe('the TypeScript states', () => {
  test.each(typescript)('$name is the SQL state of its name', async ({ name, file }) => {
    const sql = mainLine.find((state) => state.name === name);
    if (sql === undefined) throw new Error(`no SQL state ${name}`);
    const fromTypescript = await selfPlan(name, file, configFile);
    const fromSql = await selfPlan(name, sql.file, configFile);
    expect(fromTypescript).toEqual(fromSql);
    expect(fromSql.digest).toMatch(/^sha256:/);
    const { exit, document } = await runPlan(configFile, ['--base', sql.file, '--head', file, '--verify', 'off']);
    expect({ exit, status: document?.status, digest: document?.head.digest }).toEqual({
      exit: 0,
      status: 'clean',
      digest: fromSql.digest,
    });
  });
  test('are the first three', () => {
    expect(typescript.map(({ name }) => name)).toEqual(mainLine.slice(1, 4).map(({ name }) => name));
  });
});

test.runIf(langfuse !== null)('docs/corpus.md is what comes out now (npm run corpus makes it)', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/corpus.md'), 'utf8')).toBe(renderCorpus(results));
});
