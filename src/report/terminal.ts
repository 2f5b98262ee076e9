/** A plan for a terminal: plain text, colour only where it is asked for. */
import type { Guard, PlanDocument } from '../plan/document.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import type { Phrase } from './actions.ts';
import type { AliasOffer } from './alias-offer.ts';
import { placeOf, sentenceOf } from './finding.ts';
import { guardDetails, guardTitle, outcomeText } from './guard-text.ts';
import { type Command, commandsOf, optionsOf, outcomeOf, rejectVerb, waitingOf } from './guards.ts';
import { numbering } from './numbered.ts';
import { type Row, rowsOf } from './rows.ts';
import { statementBlocks } from './sql.ts';
import { count, visible, visibleLines } from './text.ts';
import { type SharedPlan, sharedPlans, verdict, verification } from './verdict.ts';
import { wrap } from './wrap.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal. Sentences are wrapped to it, SQL and commands are not. */
  readonly width: number;
  /**
   * Whether the ids are those that a pull request shows: they hold the repository's id, which a terminal may not know. True
   * where it is not said.
   */
  readonly inPullRequest?: boolean;
  /** Edits of schema files that spare readers of renamed columns; none where it is not said. */
  readonly offers?: readonly AliasOffer[];
}

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, green: 32 };
const statusStyles = { clean: 'green', ready: 'green', blocked: 'yellow', invalid: 'red' } as const;
const riskStyles = { safe: null, caution: 'yellow', danger: 'red' } as const;
const severityStyles = { error: 'red', warning: 'yellow', notice: 'dim' } as const;
const severityTitles = { error: 'To fix', warning: 'Warnings', notice: 'Notices' } as const;

/** The narrowest width that sentences are wrapped to. */
const leastWidth = 30;

/** The plan as text of several lines, ending with a line end. */
export function renderText(document: PlanDocument, options: TextOptions): string {
  return `${new TextWriter(document, options).sections().join('\n\n')}\n`;
}

class TextWriter {
  readonly document: PlanDocument;
  readonly color: boolean;
  readonly width: number;
  readonly inPullRequest: boolean;
  readonly offers: readonly AliasOffer[];
  readonly plans: readonly SharedPlan[];

  constructor(document: PlanDocument, options: TextOptions) {
    this.document = document;
    this.color = options.color;
    this.width = Math.max(leastWidth, Math.floor(options.width));
    this.inPullRequest = options.inPullRequest ?? true;
    this.offers = options.offers ?? [];
    this.plans = sharedPlans(document);
  }

  sections(): string[] {
    return [
      this.head(),
      ...this.findings('error'),
      ...this.waiting(),
      ...this.offered(),
      ...this.changes(),
      ...this.failures(),
      ...this.decided(),
      ...this.sql(),
      ...this.findings('warning'),
      ...this.findings('notice'),
    ];
  }

  private head(): string {
    const { status, title, line } = verdict(this.document);
    const targets = [...new Set(this.plans.flatMap((shared) => shared.targets))];
    const lines = [
      this.style(title, 'bold', statusStyles[status]),
      ...this.wrap(`${line}${targets.length === 0 ? '' : `, for ${targets.map(visible).join(', ')}`}`, ''),
    ];
    const planned = this.plans.filter(({ plan }) => plan.statements.length > 0 || plan.verified === 'failed');
    const words = new Set(planned.map(({ plan }) => verification(plan)));
    for (const { targets: names, plan } of words.size === 1 ? planned.slice(0, 1) : planned) {
      const where = words.size === 1 ? '' : `${names.map(visible).join(', ')}: `;
      lines.push(...this.wrap(`${where}${verification(plan)}`, ''));
    }
    return lines.join('\n');
  }

  private findings(severity: Finding['severity']): string[] {
    const found = sortFindings(this.document.findings).filter((finding) => finding.severity === severity);
    if (found.length === 0) return [];
    const lines = found.flatMap((finding) => {
      const place = placeOf(finding);
      const title = [...(place === null ? [] : [visible(place)]), visible(finding.rule)].join('  ');
      return [`  ${this.style(title, severityStyles[severity])}`, ...this.wrap(visible(sentenceOf(finding)), '    ')];
    });
    return [[this.style(severityTitles[severity], 'bold'), ...lines].join('\n')];
  }

  private waiting(): string[] {
    const { single, choices, commands } = waitingOf(this.document);
    if (single.length === 0 && choices.length === 0) return [];
    const lines = [this.style('To confirm', 'bold')];
    for (const guard of single) lines.push(...this.guard(guard, '  '));
    lines.push(...this.answers(commands, '  '));
    for (const { guards } of choices) {
      lines.push(`  At most one of these ${guards.length}:`);
      for (const guard of guards) {
        lines.push(...this.guard(guard, '    '), ...this.answers(commandsOf([guard]), '      '));
      }
      const renames = guards.filter(({ kind }) => kind === 'rename').map(({ id }) => id);
      if (renames.length > 0)
        lines.push('    None of them: drops and adds', ...this.answers([{ verb: rejectVerb, ids: renames }], '      '));
    }
    return [lines.join('\n')];
  }

  /** How to give an answer, in the pull request and here. Never wrapped: it is copied. */
  private answers(commands: readonly Command[], indent: string): string[] {
    if (commands.length === 0) return [];
    const there = commands.map(
      ({ verb, ids }) => `${indent}in the pull request: ${visible(`${verb} ${ids.join(' ')}`)}`,
    );
    const here = `${indent}${this.inPullRequest ? 'or here' : 'here'}, the same command with: ${visible(commands.map(optionsOf).join(' '))}`;
    return [...(this.inPullRequest ? there : []), here];
  }

  private decided(): string[] {
    const { guards } = this.document;
    const lines = guards.flatMap((guard) => {
      const outcome = outcomeOf(guard, guards);
      return outcome === null ? [] : this.wrap(`${guardTitle(guard)}: ${outcomeText(outcome)}`, '  ');
    });
    return lines.length === 0 ? [] : [[this.style('Decided', 'bold'), ...lines].join('\n')];
  }

  private offered(): string[] {
    if (this.offers.length === 0) return [];
    const lines = this.offers.flatMap(({ object, to, file, line, text }) => [
      ...this.wrap(visible(`in ${object}, ${file}:${line}, behind ${to}:`), '  '),
      `    ${visible(text)}`,
    ]);
    return [[this.style('To keep old names readable', 'bold'), ...lines].join('\n')];
  }

  private guard(guard: Guard, indent: string): string[] {
    return [...this.wrap(guardTitle(guard), indent), ...guardDetails(guard, `${indent}  `, this.width)];
  }

  private changes(): string[] {
    const planned = this.plans.filter(({ plan }) => plan.statements.length > 0);
    return planned.map(({ targets, plan }) => {
      const title = planned.length === 1 ? 'Changes' : `Changes on ${targets.map(visible).join(', ')}`;
      return [this.style(title, 'bold'), ...rowsOf(plan, this.document.guards).flatMap((row) => this.row(row))].join(
        '\n',
      );
    });
  }

  private row(row: Row): string[] {
    const style = riskStyles[row.risk];
    const marks = [...(row.risk === 'safe' ? [] : [row.risk]), ...(row.waits ? ['waits'] : [])];
    const mark = marks.length === 0 ? '' : `${marks.join(', ')}: `;
    const lines = this.wrap(
      `${mark}${row.names.map(visible).join(' + ')}: ${row.phrases.map(plainPhrase).join('; ')}`,
      '  ',
    );
    const [first = '', ...others] = lines;
    const marked = style !== null && mark !== '' && first.startsWith(`  ${mark}`);
    return [
      marked ? `  ${this.style(mark.trimEnd(), style)}${first.slice(mark.trimEnd().length + 2)}` : first,
      ...others.map((line) => `  ${line}`),
      ...row.costs.flatMap((cost) => this.wrap(`cost: ${visible(cost)}`, '    ')),
    ];
  }

  private failures(): string[] {
    const lines = this.plans.flatMap(({ targets, plan }) => {
      const numbered = numbering(plan.statements);
      const where = this.plans.length > 1 ? `${targets.map(visible).join(', ')}: ` : '';
      return plan.statements.flatMap((statement, index) =>
        statement.fails.map((text) => `${where}from statement ${index + 1} on: ${visible(numbered(text))}`),
      );
    });
    if (lines.length === 0) return [];
    return [
      [
        this.style('Fails while this runs', 'bold'),
        ...[...new Set(lines)].flatMap((line) => this.wrap(line, '  ')),
      ].join('\n'),
    ];
  }

  private sql(): string[] {
    return this.plans.flatMap(({ targets, plan }) => {
      if (plan.statements.length === 0) return [];
      const title = `SQL for ${targets.map(visible).join(', ')} (${count(plan.statements.length, 'statement')})`;
      return [
        this.style(title, 'bold'),
        ...statementBlocks(plan.statements, this.document.guards).map((block) => this.statement(block)),
      ];
    });
  }

  private statement(block: string): string {
    return visibleLines(block)
      .split('\n')
      .map((line) => (line.startsWith('-- ') ? `  ${this.style(line, 'dim')}` : `  ${line}`))
      .join('\n');
  }

  private style(text: string, ...styles: readonly Style[]): string {
    return this.color ? `\u001b[${styles.map((style) => codes[style]).join(';')}m${text}\u001b[0m` : text;
  }

  private wrap(text: string, indent: string): string[] {
    return wrap(text, indent, this.width);
  }
}

function plainPhrase(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : visible(part.code))).join('');
}
