/** The statements of a plan as SQL text: what `--format sql` prints, and what the folded part of the comment shows. */
import type { Guard, PlanDocument, Statement, TargetPlan } from '../plan/document.ts';
import { compareText } from '../schema/name.ts';
import { identifier, quoteString } from '../sql/literals.ts';
import { waitingOf } from './guards.ts';
import { numbering } from './numbered.ts';
import { count, hiddenSigns, visible } from './text.ts';
import { sharedPlans, verdict, verification } from './verdict.ts';

/** The settings of a statement longer than this stand on a line of their own. */
const longLine = 80;

/** One statement ready to run, with its settings and semicolons. */
export function runnableSql(statement: Statement): string {
  const settings = Object.entries(statement.settings).sort(([a], [b]) => compareText(a, b));
  if (settings.length === 0) return `${statement.sql};`;
  if (takesSettings(statement.sql)) {
    const list = settings.map(([name, value]) => `${identifier(name)} = ${settingValue(value)}`).join(', ');
    const long = statement.sql.includes('\n') || statement.sql.length > longLine;
    return `${statement.sql}${long ? '\n' : ' '}SETTINGS ${list};`;
  }
  return [
    ...settings.map(([name, value]) => `SET ${identifier(name)} = ${settingValue(value)};`),
    `${statement.sql};`,
    ...settings.map(([name]) => `SET ${identifier(name)} = DEFAULT;`),
  ].join('\n');
}

/**
 * Whether a SETTINGS clause at the end belongs to the statement: at the end of a CREATE or of MODIFY QUERY it would become
 * a part of the table or of the view's query (tried on 26.7).
 */
function takesSettings(sql: string): boolean {
  return /^\s*ALTER\b/i.test(sql) && !/\bMODIFY\s+QUERY\b/i.test(sql);
}

function settingValue(value: string): string {
  return /^-?[0-9]+(?:\.[0-9]+)?$/.test(value) ? value : quoteString(value);
}

const scopes: Readonly<Record<Statement['scope'], string>> = {
  cluster: 'cluster',
  'each-host': 'each host',
  'one-host': 'one host',
};

/** What a statement is, for the comment above it: `2. analytics.events: add column (caution, cluster prod)`. */
export function statementTitle(statement: Statement, number: number): string {
  const change = statement.change
    .replaceAll('-', ' ')
    .replaceAll('+', ', ')
    .replace(/\bdistributed$/, 'Distributed table');
  const scope =
    statement.cluster === null ? scopes[statement.scope] : `${scopes[statement.scope]} ${statement.cluster}`;
  return visible(`${number}. ${statement.object}: ${change} (${statement.risk}, ${scope})`);
}

/** The guards of a statement with their state: `waits for r-…`, `confirmed: r-…`. */
function guardLines(statement: Statement, states: States): string[] {
  return statement.guards.map((id) => {
    const state = states.get(id) ?? 'pending';
    return visible(state === 'pending' ? `waits for ${id}` : `${state}: ${id}`);
  });
}

type States = ReadonlyMap<string, Guard['state']>;

/** Each statement of a plan with the comment lines that say what it is. */
export function statementBlocks(statements: readonly Statement[], guards: readonly Guard[]): string[] {
  const numbered = numbering(statements);
  const states: States = new Map(guards.map(({ id, state }) => [id, state]));
  return statements.map((statement, index) => statementBlock(statement, index, numbered, states));
}

function statementBlock(
  statement: Statement,
  index: number,
  numbered: (text: string) => string,
  states: States,
): string {
  const signs = hiddenSigns(statement.sql);
  const comments = [
    statementTitle(statement, index + 1),
    ...(statement.reason === '' ? [] : [visible(statement.reason)]),
    ...guardLines(statement, states),
    ...statement.fails.map((text) => `fails meanwhile: ${visible(numbered(text))}`),
    ...(signs.length === 0 ? [] : [`holds signs that can't be seen: ${signs.join(', ')}`]),
  ];
  return `${comments.map((line) => `-- ${line}`).join('\n')}\n${runnableSql(statement)}`;
}

/** What takes a plan back, last statement first. */
export function undoBlock(statements: readonly Statement[]): string {
  return statements
    .map((statement, index) => {
      const title = `-- ${visible(`${index + 1}. ${statement.object}`)}`;
      if (statement.undo === null) return `${title}: nothing takes it back`;
      return `${title}\n${statement.undo};`;
    })
    .reverse()
    .join('\n\n');
}

/**
 * The whole plan as SQL that a client runs from top to bottom. Where it must not run as it is (it waits, it is invalid, it is
 * several plans for several targets), each statement is a comment and the first line says why.
 */
export function renderSql(document: PlanDocument): string {
  const plans = sharedPlans(document);
  const { title } = verdict(document);
  const parts = [`-- chx plan: ${title}`];
  const together = plans.filter(({ plan }) => plan.statements.length > 0).length > 1;
  if (together) {
    parts.push(
      '-- NOTHING BELOW RUNS: these are plans for several targets; name one with --target to get SQL that runs.',
    );
  }
  for (const { targets, plan } of plans) {
    const why = together ? null : whyNot(document, plan);
    parts.push(
      [
        `-- ${count(targets.length, 'target')}: ${visible(targets.join(', '))}`,
        `-- ${verification(plan)}`,
        ...(plan.statements.length === 0 ? ['-- nothing to do'] : []),
        ...(why === null || plan.statements.length === 0
          ? []
          : [`-- NOTHING BELOW RUNS: ${why}. Each statement is a comment.`]),
      ].join('\n'),
    );
    const blocks = statementBlocks(plan.statements, document.guards);
    parts.push(...(together || why !== null ? blocks.map(commentedOut) : blocks));
  }
  for (const { guards } of waitingOf(document).choices) {
    for (const guard of guards) {
      const title = `-- If ${visible(guard.id)} is chosen (${visible(guard.object)}):`;
      parts.push([title, ...guard.statements.map((sql) => commentedOut(`${sql};`))].join('\n'));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

function whyNot(document: PlanDocument, plan: TargetPlan): string | null {
  if (document.status === 'invalid' || plan.status === 'invalid') return 'the plan is invalid';
  if (plan.status === 'blocked') return 'the plan waits for a confirmation';
  const pending = new Set(document.guards.flatMap(({ id, state }) => (state === 'pending' ? [id] : [])));
  if (plan.statements.some(({ guards }) => guards.some((id) => pending.has(id))))
    return 'the plan waits for a confirmation';
  return null;
}

/** Every line a comment, those too that start after a carriage return. */
function commentedOut(sql: string): string {
  return sql
    .split(/\r\n|\r|\n/)
    .map((line) => (line.startsWith('-- ') ? line : `-- ${line}`))
    .join('\n');
}
