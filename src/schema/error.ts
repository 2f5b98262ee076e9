/** Exit codes of `chx`; the product page fixes them. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  pending: 3,
  findings: 4,
  disagreed: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure with one line for people (what, where, what to do next) and the exit code that belongs to it. */
export class ChxError extends Error {
  override readonly name = 'ChxError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
