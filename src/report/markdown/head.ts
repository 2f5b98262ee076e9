import type { PlanDocument, Statement, TargetPlan } from '../../plan/document.ts';
import type { ReportContext } from '../context.ts';
import { highestRisk, type SharedPlan, verdict, verification } from '../verdict.ts';
import type { Format } from './format.ts';

const statusMarks: Readonly<Record<PlanDocument['status'], string>> = {
  clean: '✅',
  ready: '✅',
  blocked: '⏸️',
  invalid: '❌',
};

/** Shape and word tell the risk, not the colour; safe needs no mark. */
export const riskMarks: Readonly<Record<Statement['risk'], string>> = {
  safe: '',
  caution: '⚠️ caution',
  danger: '⛔ danger',
};

/** The verdict as a heading; with the config's name where it isn't the usual one. */
export function heading(document: PlanDocument, context: ReportContext, format: Format): string {
  const name = context.name === 'chx' ? 'CHX' : `CHX ${format.code(context.name)}`;
  const { status, title } = verdict(document);
  return `### ${statusMarks[status]} ${name} · ${title}`;
}

/** Counts, risk, targets, and the engine's word. */
export function facts(document: PlanDocument, plans: readonly SharedPlan[], format: Format): string {
  const { status, line } = verdict(document);
  const targets = [...new Set(plans.flatMap((shared) => shared.targets))];
  const risk = riskMarks[highestRisk(document.plans.flatMap(({ statements }) => statements))];
  const counts =
    status === 'clean' && document.findings.length === 0 ? 'Base and head are the same to ClickHouse' : line;
  const first = [
    `**${counts}**`,
    ...(risk === '' ? [] : [risk]),
    ...(targets.length === 0 ? [] : [format.codes(targets)]),
  ];
  return [first.join(' · '), ...engineWords(plans, format)].join('\\\n');
}

/** One line where all plans have the same word, else one for each. */
function engineWords(plans: readonly SharedPlan[], format: Format): string[] {
  const planned = plans.filter(({ plan }) => plan.statements.length > 0 || plan.verified === 'failed');
  const words = new Set(planned.map(({ plan }) => engineWord(plan, format)));
  if (words.size <= 1) return [...words];
  return format.limited(planned).map(({ targets, plan }) => `${format.codes(targets)}: ${engineWord(plan, format)}`);
}

function engineWord(plan: TargetPlan, format: Format): string {
  const mark = plan.verified === 'passed' ? '✔ ' : plan.verified === 'failed' ? '✖ ' : '';
  return `${mark}${format.prose(verification(plan))}`;
}

/** What was compared and which plan it is: what a deploy names again. */
export function footer(document: PlanDocument, format: Format): string {
  const { base, head, plans, chx } = document;
  const digests = [...new Set(plans.map(({ digest }) => digest.replace(/^sha256:/, '').slice(0, 12)))];
  const parts = [
    `${format.code(shortRevision(base.revision))} → ${format.code(shortRevision(head.revision))}`,
    ...(digests.length === 0 ? [] : [`plan ${format.codes(digests)}`]),
    `CHX ${format.prose(chx)}`,
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}

/** A commit id at a length that people know; anything else as it is. */
function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 10) : revision;
}
