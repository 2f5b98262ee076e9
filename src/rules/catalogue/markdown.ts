/** The rule catalogue as markdown. */
import { compareText } from '../../schema/name.ts';
import { rules } from '../index.ts';
import { exampleConfig, type Rule } from '../shared/rule.ts';
import { silenceRules } from '../shared/silence.ts';
import { unchecked } from './unchecked.ts';

/** The content of `docs/rules.md`: every rule with an anchor of its id, and what no rule checks. */
export function ruleCatalogue(): string {
  const sorted = [...rules].sort((a, b) => compareText(a.id, b.id));
  return `${[
    '# Validation rules',
    'Made from `src/rules` by `node scripts/generate-rules.ts`: change a rule there. Each is tried on ClickHouse 26.7 by the tests, with the examples shown here: what trips it is refused as it says, what does not is accepted.',
    'An **error** stops the plan, a **warning** and a **notice** do not. `silence` in the `chx.yml` of the base branch turns a finding into a notice with your reason. Errors marked *final* stand in spite of it: CHX could not plan around them.',
    '```yaml\nsilence:\n  - rule: plain-engine-on-cluster\n    object: "analytics.*"\n    reason: each shard has one host\n```',
    `Silences are looked at too: ${silenceRules.map(({ id }) => `[${id}](#${id})`).join(', ')}.`,
    'A rule says nothing about an expression that it can not be sure of. Examples stand under this `chx.yml` unless they show another:',
    fenced('yaml', exampleConfig),
    ['| rule | severity | what it finds |', '|---|---|---|', ...sorted.map(row)].join('\n'),
    ...sorted.map(section),
    ...silenceRules.map(
      ({ id, severity, title, fix }) => `## ${id}\n\n**${title}.** Severity: ${severity}.\n\n**Fix:** ${fix}`,
    ),
    '## What no rule checks',
    ['| what | why |', '|---|---|', ...unchecked.map(({ what, why }) => `| ${cell(what)} | ${cell(why)} |`)].join('\n'),
  ].join('\n\n')}\n`;
}

function row(rule: Rule): string {
  return `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${cell(rule.title)} |`;
}

function section(rule: Rule): string {
  return [
    // The heading's own anchor is the id.
    `## ${rule.id}`,
    `**${rule.title}.** Severity: ${rule.severity}${rule.scope === 'target' ? ', for each target' : ''}${rule.final ? ', *final*' : ''}.`,
    rule.why,
    ...(rule.refusal === null ? [] : [`ClickHouse on the example: ${refusalText(rule)}`]),
    `**Fix:** ${rule.fix}`,
    ...(rule.example.config === exampleConfig ? [] : ['With this `chx.yml`:', fenced('yaml', rule.example.config)]),
    'Trips it:',
    fenced('sql', rule.example.trips),
    'Does not:',
    fenced('sql', rule.example.passes),
  ].join('\n\n');
}

function refusalText({ refusal }: Rule): string {
  if (refusal === null) return '';
  const code = `code ${refusal.code} (${refusal.name})`;
  return refusal.query === null
    ? `${code} at CREATE.`
    : `CREATE passes, then ${code}:\n\n${fenced('sql', `${refusal.query};`)}`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
