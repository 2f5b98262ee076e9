/** How a verification ends. */

/** Where the engine and the plan part: the head or the base can't be built, a statement fails, or the result is another. */
export type VerifyStage = 'head' | 'base' | 'plan' | 'result';

export type VerifyOutcome =
  | {
      readonly status: 'passed';
      /** Version of the engine. */
      readonly engine: string;
      readonly rowsCompared: number;
      readonly tablesCompared: number;
      readonly statementsRun: number;
      /** What was not checked, a line each. */
      readonly notes: readonly string[];
    }
  | {
      readonly status: 'failed';
      readonly stage: VerifyStage;
      /** The engine's words, a line each, the same in every run. */
      readonly problems: readonly string[];
      readonly notes: readonly string[];
    }
  | {
      readonly status: 'unavailable';
      /** One line, with what to do about it. */
      readonly reason: string;
    };

/** Ends a verification early. */
export class Ended extends Error {
  readonly outcome: VerifyOutcome;

  constructor(outcome: VerifyOutcome) {
    super('verification ended');
    this.outcome = outcome;
  }
}

/** The outcome with one more thing to know about it. */
export function withNote(outcome: VerifyOutcome, note: string): VerifyOutcome {
  return outcome.status === 'unavailable'
    ? unavailable(`${outcome.reason}; ${note}`)
    : { ...outcome, notes: [...outcome.notes, note] };
}

/** The outcome where nothing was proved either way. */
export function unavailable(reason: string): VerifyOutcome {
  return { status: 'unavailable', reason };
}
