import { expect, test } from 'vitest';
import type { CorpusResult } from './corpora.ts';
import { inParallel, type Outcome } from './outcome.ts';
import { renderCorpus } from './report.ts';

const statement = (change: string): Outcome['statements'][number] => ({
  id: 's',
  sql: 'SELECT 1',
  object: 'web.a',
  change,
  risk: 'safe',
  scope: 'cluster',
  cluster: null,
  settings: {},
  guards: [],
  after: 'SELECT 1',
  undo: null,
  cost: null,
  reason: '',
  fails: [],
});
const outcome = (name: string, rest: Partial<Outcome>): Outcome => ({
  name,
  exit: 0,
  confirmed: null,
  verified: 'passed',
  problems: [],
  statements: [],
  guards: [],
  findings: [],
  errors: '',
  ...rest,
});
const finding = (rule: string, severity: 'error' | 'warning'): Outcome['findings'][number] => ({
  rule,
  severity,
  object: 'web.a|b',
  message: '',
  file: '/somewhere/else.sql',
  line: 1,
});

const results: CorpusResult[] = [
  {
    corpus: { id: 'branches', title: 'Side steps', config: '/somewhere/chx.yml', steps: [], states: [] },
    outcomes: [
      outcome('0001_a', { statements: [statement('add-column+drop-index'), statement('add-column')] }),
      outcome('0002_b', { exit: 3, confirmed: 5, verified: 'failed' }),
      outcome('0006_sorting_key', { exit: 4, verified: null, findings: [finding('sorting-key', 'error')] }),
      outcome('0006_cluster', { exit: 4, verified: null, findings: [finding('z', 'warning'), finding('c', 'error')] }),
    ],
    selfPlans: [
      { name: '0001_a', exit: 0, status: 'clean', statements: 0, digest: '' },
      { name: '0002_b', exit: 0, status: 'ready', statements: 1, digest: '' },
    ],
  },
];

test('the document tells every outcome and hides none', () => {
  const text = renderCorpus(results);
  expect(text).toContain('| Side steps | 4 | 1 | 0 | 2 | 3, then 5: 1 | 1 | 1 of 2 |');
  expect(text).toContain('| `0001_a` | 0 | passed | 2 | add-column ×2, drop-index | – | – | – |');
  expect(text).toContain('| `0002_b` | 3, then 5 | failed | 0 | – | – | – | – |');
  expect(text).toMatch(/`0006_sorting_key` \| 4 \| – \| 0 \| – \| – \| `sorting-key` \| refuses with 36: /);
  expect(text).toMatch(/`0006_cluster` \| 4 \| .* \| `c` \| has no statement for it: /);
  expect(text).toContain('| warning `z` | 1 | `web.a\\|b` |');
  expect(text).not.toContain('somewhere');
  expect(renderCorpus(results)).toBe(text);
});

test('work in parallel keeps the order of its items and its width', async () => {
  let running = 0;
  let most = 0;
  const doubled = await inParallel([3, 1, 2, 0], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 2;
  });
  expect(doubled).toEqual([6, 2, 4, 0]);
  expect(most).toBe(2);
});
