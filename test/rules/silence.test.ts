/** Findings that someone decided to live with, and what is said about such decisions. */
import { describe, expect, test } from 'vitest';
import { ruleLink } from '../../src/rules/catalogue/link.ts';
import { checkSchema, judgeSchema, rules } from '../../src/rules/index.ts';
import { silenceVersions } from '../../src/rules/shared/silence.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { check, read } from './read.ts';

const sql = 'CREATE TABLE app.a (id UInt64) ENGINE = MergeTree PARTITION BY id ORDER BY id;';

function config(...entries: readonly string[]): string {
  return `version: 1\nsilence: [${entries.map((entry) => `{ ${entry} }`).join(', ')}]\n`;
}

describe('an entry that names a finding', () => {
  const text = config('rule: partition-key-cardinality, object: "app.*", reason: seven tenants');

  test('sets it apart, with its severity and the reason', () => {
    const { schema, config: settings } = read(sql, text);
    const { standing, silenced } = judgeSchema(schema, settings);
    expect(standing).toEqual([]);
    expect(silenced).toEqual([
      {
        finding: expect.objectContaining({ rule: 'partition-key-cardinality', severity: 'warning', object: 'app.a' }),
        reason: 'seven tenants',
      },
    ]);
  });
  test('makes a notice of it that says so', () => {
    const found = check(sql, text);
    expect(found.map(({ severity }) => severity)).toEqual(['notice']);
    expect(found[0]?.message).toMatch(/ \(silenced in chx\.yml: seven tenants\)$/);
  });
  test('silences an error too', () => {
    const wrong = 'CREATE TABLE app.a (id UInt64 CODEC(ALP)) ENGINE = MergeTree ORDER BY tuple();';
    expect(check(wrong, 'version: 1\n').map(({ severity }) => severity)).toEqual(['error']);
    const found = check(wrong, config('rule: experimental, object: app.a, reason: set in the profile'));
    expect(found.map(({ severity }) => severity)).toEqual(['notice']);
  });
});

describe('an entry for what a version lacks', () => {
  const finding = (rule: string): Finding => ({
    rule,
    severity: 'error',
    object: 'app.a',
    message: 'no Bool',
    file: null,
    line: null,
  });
  const silence = ['version-lacks-type-bool', 'rename-across-databases'].map((rule) => ({
    rule,
    object: 'app.*',
    reason: 'our own build',
  }));

  test('makes a notice of the finding of that name alone', () => {
    const others = [
      finding('version-lacks-type-map'),
      finding('rename-across-databases'),
      { ...finding('version-lacks-type-bool'), object: 'b.a' },
    ];
    expect(silenceVersions([finding('version-lacks-type-bool'), ...others], silence)).toEqual([
      {
        ...finding('version-lacks-type-bool'),
        severity: 'notice',
        message: 'no Bool (silenced in chx.yml: our own build)',
      },
      ...others,
    ]);
  });
  test('is no unknown rule, and not called unused before there is a plan', () => {
    expect(
      check(sql, config('rule: version-lacks-type-bool, object: app.a, reason: x')).map(({ rule }) => rule),
    ).toEqual(['partition-key-cardinality']);
    expect(check(sql, config('rule: version-lacks-nothing, object: app.a, reason: x')).map(({ rule }) => rule)).toEqual(
      ['silence-unknown-rule', 'partition-key-cardinality'],
    );
  });
});

describe('an entry that is wrong itself', () => {
  const told = (text: string): string[] =>
    check(sql, text).map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);

  test('names no rule: the nearest one is offered, the finding stays', () => {
    expect(told(config('rule: partition-key-cardinalty, object: app.a, reason: x'))).toEqual([
      'warning silence-unknown-rule: chx.yml silences `partition-key-cardinalty` for `app.a`, a rule that there is not: did you mean `partition-key-cardinality`?',
      expect.stringMatching(/^warning partition-key-cardinality: /),
    ]);
  });
  test('names nothing like a rule', () => {
    expect(told(config('rule: zzzzzzzzzzzzzzzzzzzzzzz, object: app.a, reason: x')).join('\n')).toContain(
      'for `app.a`, a rule that there is not: correct it',
    );
  });
  test('meets no finding', () => {
    expect(told(config('rule: mv-populate, object: "app.*", reason: x'))).toContain(
      'notice silence-unused: chx.yml silences `mv-populate` for `app.*`, and there is no such finding: take the silence out',
    );
  });
  test('is used by another object only: nothing is said about it', () => {
    const two = `${sql} CREATE TABLE app.b (id UInt64) ENGINE = MergeTree ORDER BY id;`;
    const found = check(two, config('rule: partition-key-cardinality, object: "app.?", reason: x'));
    expect(found.map(({ rule }) => rule)).toEqual(['partition-key-cardinality']);
  });
});

describe('an error that CHX can not plan around', () => {
  const twice = 'CREATE TABLE app.a (id UInt64, CONSTRAINT c CHECK id > 0, CONSTRAINT c CHECK id > 1) ENGINE = Memory;';

  test('stands, and the entry is told about', () => {
    const found = check(twice, config('rule: constraint-duplicate, object: app.a, reason: x'));
    expect(found.map(({ severity, rule }) => [severity, rule])).toEqual([
      ['error', 'constraint-duplicate'],
      ['warning', 'silence-final'],
    ]);
  });
  test('of a rule whose warnings can be silenced', () => {
    const password = (text: string): string =>
      `CREATE TABLE app.a (id UInt64) ENGINE = MySQL('h:3306', 'd', 't', 'u', '${text}');`;
    const text = config('rule: secret-literal, object: app.a, reason: a test server');
    expect(check(password('p'), text).map(({ severity }) => severity)).toEqual(['notice']);
    expect(check(password('[HIDDEN]'), text).map(({ severity }) => severity)).toEqual(['error', 'warning']);
  });
});

test('the silences of another config can be given, as those of the base are', () => {
  const { schema, config: settings } = read(sql, 'version: 1\n');
  const entry = { rule: 'partition-key-cardinality', object: 'app.a', reason: 'few ids' };
  expect(checkSchema(schema, settings, [entry]).map(({ severity }) => severity)).toEqual(['notice']);
  expect(checkSchema(schema, settings).map(({ severity }) => severity)).toEqual(['warning']);
});

describe('the link of a finding', () => {
  test('leads to the heading of its rule', () => {
    for (const { id } of rules) {
      expect(ruleLink(id, 'https://example.com/o/r/blob/v1/')).toBe(
        `https://example.com/o/r/blob/v1/docs/rules.md#${id}`,
      );
    }
    expect(ruleLink('silence-unused', 'https://example.com')).toBe('https://example.com/docs/rules.md#silence-unused');
  });
  test('is none without an address, and for findings of other parts', () => {
    expect(ruleLink('mv-loop', null)).toBeNull();
    expect(ruleLink('sql-syntax', 'https://example.com')).toBeNull();
  });
});
