/** A plan for a terminal: plain text, colour only where it is asked for. */
import type { Guard, PlanDocument } from '../plan/document.ts';
import { type Finding, sortFindings } from '../schema/finding.ts';
import type { Phrase } from './actions.ts';
import { placeOf, sentenceOf } from './finding.ts';
import { commandsOf, rejectVerb, renameOf, waitingOf } from './guards.ts';
import { numbering } from './numbered.ts';
import { type Row, rowsOf } from './rows.ts';
import { statementBlocks } from './sql.ts';
import { count, visible, visibleLines } from './text.ts';
import { type SharedPlan, sharedPlans, verdict, verification } from './verdict.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal. Sentences are wrapped to it, SQL and commands are not. */
  readonly width: number;
  /**
   * Whether the ids are those that a pull request shows: they hold the repository's id, which a terminal may not know. True
   * where it is not said.
   */
  readonly inPullRequest?: boolean;
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
  readonly plans: readonly SharedPlan[];

  constructor(document: PlanDocument, options: TextOptions) {
    this.document = document;
    this.color = options.color;
    this.width = Math.max(leastWidth, Math.floor(options.width));
    this.inPullRequest = options.inPullRequest ?? true;
    this.plans = sharedPlans(document);
  }

  sections(): string[] {
    return [
      this.head(),
      ...this.findings('error'),
      ...this.waiting(),
      ...this.changes(),
      ...this.failures(),
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
    for (const { verb, ids } of commands)
      if (this.inPullRequest) lines.push(`  in the pull request: ${visible(verb)} ${ids.map(visible).join(' ')}`);
    if (single.length > 0)
      lines.push(`  or here, the same command with: ${single.map(({ id }) => `--confirm ${visible(id)}`).join(' ')}`);
    for (const { guards } of choices) {
      lines.push(`  One of these ${guards.length}:`);
      for (const guard of guards) {
        lines.push(...this.guard(guard, '    '));
        for (const { verb, ids } of commandsOf([guard]))
          lines.push(`      ${visible(verb)} ${ids.map(visible).join(' ')}`);
      }
      const renames = guards.filter(({ kind }) => kind === 'rename').map(({ id }) => visible(id));
      if (renames.length > 0)
        lines.push('    None of them: drops and adds', `      ${rejectVerb} ${renames.join(' ')}`);
    }
    return [lines.join('\n')];
  }

  private guard(guard: Guard, indent: string): string[] {
    const rename = renameOf(guard);
    const what =
      rename === null
        ? `${guard.kind === 'rename' ? 'rename' : 'loss of data'} in ${guard.object}`
        : `rename ${rename.from} to ${rename.to}${rename.what === 'object' ? '' : ` in ${guard.object}`}`;
    return [
      ...this.wrap(visible(what), indent),
      ...(guard.lost === null
        ? []
        : this.wrap(
            `${guard.kind === 'destructive' ? 'lost' : 'otherwise lost'}: ${visible(guard.lost)}`,
            `${indent}  `,
          )),
      ...(guard.evidence.length === 0 ? [] : this.wrap(guard.evidence.map(visible).join('; '), `${indent}  `)),
    ];
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

  /** The text in lines of at most the width, each with the indent; a word that is longer stays whole. */
  private wrap(text: string, indent: string): string[] {
    const lines: string[] = [];
    let line = indent;
    for (const word of text.split(' ')) {
      if (line !== indent && line.length + 1 + word.length > this.width) {
        lines.push(line);
        line = indent;
      }
      line += line === indent ? word : ` ${word}`;
    }
    return [...lines, line];
  }
}

function plainPhrase(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : visible(part.code))).join('');
}
