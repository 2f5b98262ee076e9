import { type PlanOutcome, planTrees } from '../pipeline/plan.ts';
import { renderMarkdown, renderSql, renderText, reportContext } from '../report/index.ts';
import { visible } from '../report/text.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { Arguments } from './arguments.ts';
import type { Asker } from './asker.ts';
import { planCommandLine } from './command-line.ts';
import { askAll } from './interactive.ts';
import type { CliIo } from './main.ts';
import type { Answer } from './question.ts';
import { openBase, openConfig, openHead } from './revisions.ts';

/** `chx plan`. */
export async function planCommand(given: Arguments, io: CliIo): Promise<number> {
  const openAsker = given.interactive ? askerOf(io) : null;
  const config = await openConfig(given.config, io.cwd);
  const head = await openHead(given.head, io.cwd);
  const base = await openBase(given.base, io.cwd);
  const repository = given.repository ?? io.env['GITHUB_REPOSITORY_ID'] ?? '';
  const plan = (args: Arguments): Promise<PlanOutcome> =>
    planTrees({
      base,
      head,
      configPath: null,
      ...(config === null ? {} : { config }),
      repository,
      targets: args.targets,
      confirm: args.confirm,
      reject: args.reject,
      reportsUnknown: true,
      verify: args.verify,
    });
  if (openAsker === null) {
    const outcome = await plan(given);
    print(outcome, given, repository, io);
    return outcome.exitCode;
  }
  const args = await interview(given, plan, openAsker, io);
  if (args === null) {
    io.stderr(
      'chx: stopped at a question: nothing was decided; start again, or answer with --confirm ID and --reject ID\n',
    );
    return exitCodes.pending;
  }
  const outcome = await plan(args);
  print(outcome, args, repository, io);
  if (args !== given) io.stderr(`The same without questions: ${visible(planCommandLine(args))}\n`);
  return outcome.exitCode;
}

function askerOf({ openAsker }: CliIo): () => Asker {
  if (openAsker !== undefined) return openAsker;
  throw new ChxError(
    exitCodes.usage,
    '--interactive asks at a terminal, and standard input or standard error is none: answer with --confirm ID and --reject ID',
  );
}

/** The arguments with what was answered at the terminal, the very same where nothing was; null where the person stopped. */
async function interview(
  given: Arguments,
  plan: (args: Arguments) => Promise<PlanOutcome>,
  openAsker: () => Asker,
  io: CliIo,
): Promise<Arguments | null> {
  const asker = openAsker();
  try {
    const withAnswers = (answers: Answer): Arguments => ({
      ...given,
      confirm: [...given.confirm, ...answers.confirm],
      reject: [...given.reject, ...answers.reject],
    });
    const answers = await askAll(
      // Nothing that an engine says changes what waits: it is asked about the last plan only.
      async (soFar) => (await plan({ ...withAnswers(soFar), verify: 'off' })).document,
      { asker, write: (text) => io.stderr(text), width: io.width },
    );
    if (answers === null) return null;
    return answers.confirm.length + answers.reject.length === 0 ? given : withAnswers(answers);
  } finally {
    asker.close();
  }
}

/** The plan in the format that was asked for. */
function print(outcome: PlanOutcome, args: Arguments, repository: string, io: CliIo): void {
  const context = reportContext(outcome.config, { commands: false, offers: outcome.offers });
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
      io.stdout(
        renderText(outcome.document, {
          color: io.color,
          width: io.width,
          inPullRequest: repository !== '',
          offers: outcome.offers,
        }),
      );
      break;
  }
}
