import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { verbs } from '../../src/gate/commands.ts';
import { nextStep, type Reason, reasons, verdictOf } from '../../src/gate/reasons.ts';
import { prose } from '../../src/report/text.ts';

const page = readFileSync(new URL('../../docs/gate.md', import.meta.url), 'utf8');

describe('docs/gate.md', () => {
  test('has every reason, as the code has it', () => {
    const rows = Object.entries(reasons).map(
      ([code, { verdict, when, next }]) => `| \`${code}\` | ${verdict} | ${when} | ${next ?? ''} |`,
    );
    const [, table = ''] = /\| reason \| verdict \| when \| then \|\n\|(?:---\|)+\n((?:\|.*\|\n)+)/.exec(page) ?? [];
    expect(table.trimEnd().split('\n')).toEqual(rows);
  });

  test('has every command', () => {
    for (const verb of verbs) expect(page).toMatch(new RegExp(`^\\| \`/chx ${verb}(?: ID\\.\\.\\.)?\` \\|`, 'm'));
  });
});

test('every reason is a sentence, and says what to do unless there is nothing to do', () => {
  const codes = Object.keys(reasons).filter((code): code is Reason => code in reasons);
  for (const code of codes) {
    expect(reasons[code].when).toMatch(/^[A-Z][^|\n]*\.$/);
    const next = nextStep(code);
    expect(next === null).toBe(['confirmed', 'rejected', 'later-command'].includes(code));
    if (next !== null) expect(prose(next)).toMatch(/^[A-Z`][^|\n]*\.$/);
    expect(['counts', 'blocks', 'none']).toContain(verdictOf(code));
  }
});
