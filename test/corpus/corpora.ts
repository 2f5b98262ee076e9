/** Everything that is planned for `docs/corpus.md`: the public corpus in both flavours, and our own. */

import { ChxError, exitCodes } from '../../src/schema/error.ts';
import { expectations } from './expectations.ts';
import { findLangfuse, flavours, type LangfuseConfigs, missingLangfuse } from './langfuse.ts';
import { inParallel, type Outcome, outcomeOf, type SelfPlan, selfPlan } from './outcome.ts';
import { branches, configFile, mainLine, neighbours, type State, type Step, sideSteps, statesIn } from './states.ts';

export interface Corpus {
  readonly id: 'unclustered' | 'clustered' | 'own' | 'branches';
  readonly title: string;
  readonly config: string;
  readonly steps: readonly Step[];
  /** The states that are to be planned against themselves. */
  readonly states: readonly State[];
}

export interface CorpusResult {
  readonly corpus: Corpus;
  readonly outcomes: readonly Outcome[];
  readonly selfPlans: readonly SelfPlan[];
}

/** Our own corpus: the main line, and the side steps. A branch whose schema is itself refused has no plan to itself. */
export function ownCorpora(): Corpus[] {
  const refusedAsSchema = new Set(
    Object.entries(expectations).flatMap(([name, { rule }]) => (rule === undefined ? [] : [name])),
  );
  return [
    { id: 'own', title: 'Our own, main line', config: configFile, steps: neighbours(mainLine), states: mainLine },
    {
      id: 'branches',
      title: 'Our own, side steps',
      config: configFile,
      steps: sideSteps,
      states: branches.filter(({ name }) => !refusedAsSchema.has(name)),
    },
  ];
}

/**
 * The public corpus in both flavours, with config files that live as long as `configs`.
 *
 * @throws {@link ChxError} where the corpus is missing.
 */
export function langfuseCorpora(configs: LangfuseConfigs): Corpus[] {
  const folder = findLangfuse();
  if (folder === null) throw new ChxError(exitCodes.usage, missingLangfuse);
  return flavours.map((flavour): Corpus => {
    const states = statesIn(`${folder}/${flavour}`);
    return {
      id: flavour,
      title: `langfuse, ${flavour}`,
      config: configs.path(flavour),
      steps: neighbours(states),
      states,
    };
  });
}

/** Two at a time: each verification is a process of its own with an engine in it. */
const width = 2;

/** Plans every step and every state of a corpus. `done` hears of each finished step. */
export async function runCorpus(corpus: Corpus, done?: (outcome: Outcome) => void): Promise<CorpusResult> {
  const outcomes = await inParallel(corpus.steps, width, async (step) => {
    const outcome = await outcomeOf(step, corpus.config);
    done?.(outcome);
    return outcome;
  });
  const selfPlans = await inParallel(corpus.states, width, ({ name, file }) => selfPlan(name, file, corpus.config));
  return { corpus, outcomes, selfPlans };
}
