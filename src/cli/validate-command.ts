import { validateTree } from '../pipeline/validate.ts';
import { sentenceOf } from '../report/index.ts';
import { visible } from '../report/text.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { Finding } from '../schema/finding.ts';
import type { Arguments } from './arguments.ts';
import type { CliIo } from './main.ts';
import { openConfig, openHead } from './revisions.ts';

/** `chx validate`. */
export async function validateCommand(args: Arguments, io: CliIo): Promise<number> {
  if (args.format !== 'text' && args.format !== 'json')
    throw new ChxError(exitCodes.usage, `chx validate --format ${args.format}: it takes text or json`);
  const config = await openConfig(args.config, io.cwd);
  const head = await openHead(args.head, io.cwd);
  const { findings, schema } = await validateTree(head, { configPath: null, ...(config === null ? {} : { config }) });
  if (args.format === 'json') io.stdout(`${JSON.stringify({ version: 1, head: head.revision, findings }, null, 2)}\n`);
  else {
    for (const finding of findings) io.stdout(`${printFinding(finding)}\n`);
    io.stdout(
      `${schema.objects.size} objects, ${count(findings, 'error')} errors, ${count(findings, 'warning')} warnings, ${count(findings, 'notice')} notices\n`,
    );
  }
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.findings : exitCodes.done;
}

function count(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function printFinding(finding: Finding): string {
  const { file, line, severity, rule } = finding;
  const place = file === null ? '' : line === null ? `${file}: ` : `${file}:${line}: `;
  return visible(`${place}${severity} ${rule}: ${sentenceOf(finding)}`);
}
