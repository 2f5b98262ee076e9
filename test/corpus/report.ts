/** `docs/corpus.md`: the outcomes as tables. No dates, no times, no paths: the same outcomes make the same text. */
import { compareText } from '../../src/schema/name.ts';
import type { CorpusResult } from './corpora.ts';
import { changeCounts, counts, type Outcome } from './outcome.ts';
import { refusals } from './refusals.ts';

/** The whole document. */
export function renderCorpus(results: readonly CorpusResult[]): string {
  return `${[
    '<!-- Made by `npm run corpus`; `npm run corpus -- --check` fails where it is not current. -->',
    '# The corpus: what comes out for real schema changes',
    'Each row is one pull request: the schema before and after it, planned with `chx plan --verify embedded`. `3, then 0` is a plan ' +
      'that waits for a confirmation and is sound once it has it: the row shows the confirmed plan. **Verified** says whether ' +
      'ClickHouse 26.7, holding the schema before with rows in it, had exactly the schema after once the plan had run, with the rows of every ' +
      'column that lives on. **Statements** is their number, **changes** how many of them hold each kind of change.',
    'langfuse is the schema of a real team, step by step as its migrations left it (MIT; it is not part of this repository). ' +
      'Our own corpus lies in `test/corpus/states`: pairs under both naming schemes on two clusters, Kafka, Buffer, a dictionary, ' +
      'materialized views; its side steps start from the state of their number and hold what must be refused or asked about.',
    summary(results),
    ...results.flatMap((result) => [`## ${result.corpus.title}`, steps(result)]),
    '## Warnings',
    'Findings that refuse nothing, over all steps: how many steps show them, and on which objects.',
    warnings(results),
  ].join('\n\n')}\n`;
}

function summary(results: readonly CorpusResult[]): string {
  const rows = results.map(({ corpus, outcomes, selfPlans }) => {
    const ends = counts(outcomes.map(endOf));
    const expected = ['0', '3, then 0', '4'];
    const other = [...ends].filter(([end]) => !expected.includes(end)).map(([end, count]) => `${end}: ${count}`);
    const clean = selfPlans.filter(({ status, statements }) => status === 'clean' && statements === 0).length;
    return [
      corpus.title,
      outcomes.length,
      ...expected.map((end) => ends.get(end) ?? 0),
      other.join('; ') || '0',
      outcomes.filter(({ verified }) => verified === 'passed').length,
      `${clean} of ${selfPlans.length}`,
    ];
  });
  return table(
    ['corpus', 'steps', 'exit 0', '3, then 0', 'exit 4', 'other', 'verified', 'states clean against themselves'],
    rows,
  );
}

function steps({ corpus, outcomes }: CorpusResult): string {
  const refused = corpus.id === 'branches';
  const rows = outcomes.map((outcome) => [
    `\`${outcome.name}\``,
    endOf(outcome),
    outcome.verified ?? '–',
    outcome.statements.length,
    listed(changeCounts(outcome)),
    listed(counts(outcome.guards.map(({ kind }) => kind))),
    rulesOf(outcome).map(code).join(', ') || '–',
    ...(refused ? [outcome.exit === 4 ? engineOn(outcome.name) : '–'] : []),
  ]);
  return table(
    [
      'step',
      'exit',
      'verified',
      'statements',
      'changes',
      'guards',
      'refused by',
      ...(refused ? ['the engine on it'] : []),
    ],
    rows,
  );
}

function endOf({ exit, confirmed }: Outcome): string {
  return confirmed === null ? String(exit) : `${exit}, then ${confirmed}`;
}

function rulesOf({ findings }: Outcome): string[] {
  return [...counts(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).keys()];
}

function engineOn(step: string): string {
  const refusal = refusals.find((entry) => entry.step === step);
  if (refusal === undefined) return 'not tried';
  const { attempt, reason } = refusal;
  return attempt === null ? `has no statement for it: ${reason}` : `refuses with ${attempt.code}: ${reason}`;
}

/** Why each warning of the corpus is worth a line in the pull request, by rule. */
const defences: Readonly<Record<string, string>> = {
  'distributed-sharding-key-missing':
    'the table reads an archive of one shard; on a cluster of two its first INSERT would fail with 55, and nothing in the files says which it is',
  'stale-renamed-from':
    'the rename is done, and an announcement that stays in the file would claim the next table of that old name',
  'schema-file-empty': 'the step removes the last object, and a file that lost its content by mistake looks the same',
};

function warnings(results: readonly CorpusResult[]): string {
  const found = new Map<string, { steps: Set<string>; objects: Set<string> }>();
  for (const { corpus, outcomes } of results) {
    for (const { name, findings } of outcomes) {
      for (const { rule, severity, object } of findings) {
        if (severity === 'error') continue;
        const entry = found.get(`${severity} ${rule}`) ?? { steps: new Set(), objects: new Set() };
        entry.steps.add(`${corpus.id} ${name}`);
        if (object !== null) entry.objects.add(object);
        found.set(`${severity} ${rule}`, entry);
      }
    }
  }
  if (found.size === 0) return 'None.';
  const rows = [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, { steps: shown, objects }]) => [
      key
        .split(' ')
        .map((word, index) => (index === 1 ? code(word) : word))
        .join(' '),
      shown.size,
      [...objects].sort(compareText).map(code).join(', ') || '–',
      defences[key.split(' ')[1] ?? ''] ?? 'not defended yet',
    ]);
  return table(['finding', 'steps', 'objects', 'why it is right to show it'], rows);
}

function listed(found: ReadonlyMap<string, number>): string {
  return [...found].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`)).join(', ') || '–';
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
