import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { planDocumentSchema } from '../../src/plan/document.ts';
import {
  annotations,
  placeOf,
  renderJson,
  renderSql,
  renderText,
  sentenceOf,
  verdict,
} from '../../src/report/index.ts';
import { documents } from './arbitrary.ts';
import { document, finding, guard, guardId, plan, statement } from './builder.ts';
import { broken, clean, disagreed, everythingWaits, pairRename, ready, samples } from './samples.ts';

describe('SQL', () => {
  it.each(Object.keys(samples))('of %s reads as it is kept', async (name) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`no sample ${name}`);
    await expect(renderSql(sample)).toMatchFileSnapshot(`snapshots/${name}.sql`);
  });

  const live = (sql: string): string[] => sql.split('\n').filter((line) => line !== '' && !line.startsWith('-- '));

  it('sends settings with an ALTER, and around what takes none', () => {
    const settings = { alter_sync: '2', a_mode: "it's" };
    const sql = renderSql(
      document({
        plans: [
          plan([
            statement('ALTER TABLE a.t ADD COLUMN x UInt8', 'a.t', { settings }),
            statement('ALTER TABLE a.v MODIFY QUERY SELECT 1', 'a.v', { settings: { alter_sync: '2' } }),
            statement('CREATE TABLE a.u (x UInt8) ENGINE = Log', 'a.u', { settings: { max_threads: '1' } }),
          ]),
        ],
      }),
    );
    expect(live(sql)).toEqual([
      "ALTER TABLE a.t ADD COLUMN x UInt8 SETTINGS a_mode = 'it\\'s', alter_sync = 2;",
      'SET alter_sync = 2;',
      'ALTER TABLE a.v MODIFY QUERY SELECT 1;',
      'SET alter_sync = DEFAULT;',
      'SET max_threads = 1;',
      'CREATE TABLE a.u (x UInt8) ENGINE = Log;',
      'SET max_threads = DEFAULT;',
    ]);
  });

  it.each(Object.entries({ everythingWaits, pairRename, broken, disagreed }))(
    'of %s has nothing that runs',
    (_, any) => {
      expect(live(renderSql(any))).toEqual([]);
    },
  );

  it('runs once what waited is confirmed', () => {
    const confirmed = document({
      ...pairRename,
      status: 'ready',
      plans: pairRename.plans.map((one) => ({ ...one, status: 'ready' as const })),
      guards: pairRename.guards.map((one) => ({ ...one, state: 'confirmed' as const })),
    });
    expect(live(renderSql(confirmed)).filter((line) => line.startsWith('ALTER'))).toHaveLength(2);
    expect(renderSql(confirmed)).toContain(`-- confirmed: ${pairRename.guards[0]?.id}`);
  });

  it('of several plans says to name a target', () => {
    const several = document({
      plans: ['eu', 'us'].map((name) =>
        plan([statement(`ALTER TABLE a.t ON CLUSTER ${name} ADD COLUMN x UInt8`, 'a.t')], {
          target: name,
          targets: [name],
        }),
      ),
    });
    expect(live(renderSql(several))).toEqual([]);
    expect(renderSql(several)).toContain('name one with --target');
  });

  it('has nothing that runs by accident, whatever the plan holds', () => {
    fc.assert(
      fc.property(documents, (any) => {
        const sql = renderSql(any);
        expect(sql.endsWith('\n')).toBe(true);
        const may =
          any.status !== 'invalid' && any.plans.some(({ status }) => status === 'ready' || status === 'clean');
        if (!may)
          expect(sql.split(/[\n\r]/).filter((line) => line.trim() !== '' && !line.startsWith('--'))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('JSON', () => {
  it('is what was put in, and valid by the generated schema', () => {
    const validate = new Ajv({ strict: false }).compile(z.toJSONSchema(planDocumentSchema, { target: 'draft-7' }));
    for (const sample of Object.values(samples)) {
      const parsed: unknown = JSON.parse(renderJson(sample));
      expect(parsed).toEqual(sample);
      expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('has the keys of the schema in its order, settings by name, two blanks and a line end', () => {
    const [first] = everythingWaits.plans;
    if (first === undefined) throw new Error('the sample has a plan');
    const shuffled = document({
      ...everythingWaits,
      plans: [{ ...first, statements: [statement('SELECT 1', 'a.t', { settings: { b: '1', a: '2' } })] }],
    });
    const reversed = reverseKeys(shuffled);
    const json = renderJson(planDocumentSchema.parse(reversed));
    expect(json).toBe(renderJson(shuffled));
    expect(json.startsWith('{\n  "version": 1,\n  "chx": "1.0.0",\n  "status": "blocked",\n  "base": {')).toBe(true);
    expect(json).toContain('"settings": {\n            "a": "2",\n            "b": "1"\n          }');
    expect(json.endsWith('\n}\n')).toBe(true);
  });

  it('is never a document that breaks the contract', () => {
    expect(() => renderJson({ ...clean, base: { revision: 'x', digest: 'no digest' } })).toThrow(/digest/);
  });
});

/** The same value with the keys of every object the other way round. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

describe('text', () => {
  it.each(Object.keys(samples))('of %s reads as it is kept', async (name) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`no sample ${name}`);
    await expect(renderText(sample, { color: false, width: 80 })).toMatchFileSnapshot(`snapshots/${name}.txt`);
  });

  it('has colour only where it is asked for, and the same words with it', () => {
    const plain = renderText(everythingWaits, { color: false, width: 80 });
    const coloured = renderText(everythingWaits, { color: true, width: 80 });
    const esc = String.fromCharCode(27);
    expect(plain).not.toContain(esc);
    expect(coloured).toContain(`${esc}[31mdanger, waits:${esc}[0m`);
    expect(coloured.replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, 'g'), '')).toBe(plain);
  });

  it('wraps sentences to the width, never SQL or commands', () => {
    const text = renderText(broken, { color: false, width: 40 });
    for (const line of text.split('\n').filter((one) => !one.startsWith('  schema/')))
      expect(line.length).toBeLessThanOrEqual(40);
    expect(renderText(pairRename, { color: false, width: 40 })).toContain(
      '  in the pull request: /chx confirm-rename r-7teskw3xt54waihalawou27eb2\n',
    );
  });

  it('sends no control character to a terminal, whatever the plan holds', () => {
    fc.assert(
      fc.property(documents, (any) => {
        expect(renderText(any, { color: false, width: 80 })).not.toMatch(/[^\P{Cc}\n\t]|\p{Cf}/u);
      }),
      { numRuns: 200 },
    );
  });
});

describe('findings', () => {
  it.each([
    [{ object: 'a.t', message: 'is a Log table', file: 'x.sql', line: 3 }, 'x.sql:3', '`a.t`: is a Log table'],
    [{ object: 'a.t', message: 'column `b` of `a.t` is gone', file: 'x.sql' }, 'x.sql', 'column `b` of `a.t` is gone'],
    [{ object: 'a.t', message: 'read a.t2.', file: 'x.sql' }, 'x.sql', '`a.t`: read a.t2.'],
    [{ object: 'a.t', message: 'reads a.t.', file: 'x.sql' }, 'x.sql', 'reads a.t.'],
    [{ message: 'x.sql:3: no name', file: 'x.sql', line: 3 }, 'x.sql:3', 'no name'],
    [{ message: 'x.sql: is a link', file: 'x.sql' }, 'x.sql', 'is a link'],
    [{ object: 'a.t', message: 'differs' }, 'a.t', 'differs'],
    [{ message: 'something' }, null, 'something'],
  ])('%#: say where and what once', (parts, place, sentence) => {
    expect(placeOf(finding('error', parts))).toBe(place);
    expect(sentenceOf(finding('error', parts))).toBe(sentence);
  });
});

describe('annotations', () => {
  it('stand at the place of each finding, the gravest first', () => {
    const any = document({
      findings: [
        finding('notice', { file: 'a.sql', line: 3, rule: 'n' }),
        finding('error', { file: 'b.sql', line: 2, rule: 'e2', object: 'a.t', message: 'two\nlines' }),
        finding('warning', { file: 'a.sql', rule: 'w' }),
        finding('error', { file: 'a.sql', line: 9, rule: 'e1' }),
        finding('error', { rule: 'nowhere' }),
      ],
    });
    expect(annotations(any)).toEqual([
      { path: 'a.sql', startLine: 9, endLine: 9, level: 'failure', title: 'e1', message: 'a message' },
      { path: 'b.sql', startLine: 2, endLine: 2, level: 'failure', title: 'e2: a.t', message: 'two\\nlines' },
      { path: 'a.sql', startLine: 1, endLine: 1, level: 'warning', title: 'w', message: 'a message' },
      { path: 'a.sql', startLine: 3, endLine: 3, level: 'notice', title: 'n', message: 'a message' },
    ]);
  });

  it('stay within what GitHub takes', () => {
    const [long] = annotations(
      document({ findings: [finding('error', { file: 'a', rule: 'r'.repeat(999), message: '表'.repeat(99_999) })] }),
    );
    expect(long?.title.length).toBe(255);
    expect(Buffer.byteLength(long?.message ?? '')).toBeLessThanOrEqual(65_536);
  });
});

describe('the verdict', () => {
  it.each([
    ['clean', clean, 'Nothing to do', 'No statements'],
    ['ready', ready, 'Ready: 1 statement', '1 statement on 1 object'],
    ['blocked', pairRename, '1 rename to confirm', '2 statements on 2 objects, 1 warning'],
    [
      'blocked',
      everythingWaits,
      '1 rename to confirm, 1 choice to make, 1 loss of data to allow',
      '6 statements on 6 objects',
    ],
    ['invalid', broken, '2 errors to fix', 'No plan until that is fixed, 1 warning, 1 notice'],
    ['invalid', disagreed, 'ClickHouse disagrees with this plan', '1 statement on 1 object'],
    ['invalid', document({ plans: [plan([], { status: 'invalid' })] }), 'There is no valid plan', 'No plan'],
    [
      'blocked',
      document({ guards: ['a', 'b'].map((text) => guard(guardId('d', text))) }),
      '2 losses of data to allow',
      'No statements',
    ],
  ])('%s: %#', (status, any, title, line) => {
    expect(verdict(any)).toEqual({ status, title, line });
  });
});
