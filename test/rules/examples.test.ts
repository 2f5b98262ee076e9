/** Every rule's own two examples: the one trips it, the other passes all rules. */
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { compareText } from '../../src/schema/name.ts';
import { check } from './read.ts';

test('the list is sorted and has no rule twice', () => {
  const ids = rules.map((rule) => rule.id);
  expect(ids).toEqual([...new Set(ids)].sort(compareText));
});

describe.each(rules)('$id', (rule) => {
  test('trips on its example', () => {
    const findings = check(rule.example.trips, rule.example.config).filter((finding) => finding.rule === rule.id);
    expect(findings.map((finding) => finding.severity)).toContain(rule.severity);
    for (const finding of findings) {
      expect(finding.file).toBe('schema/example.sql');
      expect(finding.line).toBeGreaterThan(0);
      expect(finding.message).not.toMatch(/\n|undefined|null|\[object/);
    }
  });

  test('says nothing about the other example, in which no rule sees an error', () => {
    const findings = check(rule.example.passes, rule.example.config);
    expect(findings.filter((finding) => finding.rule === rule.id || finding.severity === 'error')).toEqual([]);
  });

  test('is described', () => {
    for (const text of [rule.title, rule.why, rule.fix]) expect(text.trim().length).toBeGreaterThan(10);
    expect(rule.title).not.toMatch(/\.$/);
    if (rule.refusal !== null) {
      const codes = rule.why.match(/\d+/g) ?? [];
      expect(codes).toContain(String(rule.refusal.code));
    }
  });
});
