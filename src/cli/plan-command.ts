import { planTrees } from '../pipeline/plan.ts';
import { renderMarkdown, renderSql, renderText } from '../report/index.ts';
import type { Arguments } from './arguments.ts';
import type { CliIo } from './main.ts';
import { openBase, openConfig, openHead } from './revisions.ts';

/** `chx plan`. */
export async function planCommand(args: Arguments, io: CliIo): Promise<number> {
  const config = await openConfig(args.config, io.cwd);
  const head = await openHead(args.head, io.cwd);
  const base = await openBase(args.base, io.cwd);
  const repository = args.repository ?? io.env['GITHUB_REPOSITORY_ID'] ?? '';
  const outcome = await planTrees({
    base,
    head,
    configPath: null,
    ...(config === null ? {} : { config }),
    repository,
    targets: args.targets,
    confirm: args.confirm,
    reject: args.reject,
    verify: args.verify,
  });
  const context = { name: outcome.config.name, notes: [], permission: outcome.config.guards.permission, runUrl: null };
  switch (args.format) {
    case 'json':
      io.stdout(outcome.json);
      break;
    case 'markdown':
      io.stdout(renderMarkdown(outcome.document, context));
      break;
    case 'sql':
      io.stdout(renderSql(outcome.document));
      break;
    case 'text':
      io.stdout(renderText(outcome.document, { color: io.color, width: io.width, inPullRequest: repository !== '' }));
      break;
  }
  return outcome.exitCode;
}
