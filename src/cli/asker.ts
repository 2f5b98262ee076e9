/** Asking a person at a terminal. */
import { createInterface } from 'node:readline/promises';

export interface Asker {
  /** Shows a question and waits for a line; null where the person stopped (Ctrl-C, Ctrl-D) or the input ended. */
  ask(question: string): Promise<string | null>;
  /** Gives the terminal back. */
  close(): void;
}

/**
 * Asks on a pair of streams, with line editing where they are a terminal. What is typed while no question is open is
 * dropped: an answer is to what its author has seen.
 */
export function lineAsker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker {
  const lines = createInterface({ input, output, historySize: 0 });
  let open = true;
  const stopped = new Promise<null>((resolve) => {
    lines.once('close', () => {
      open = false;
      resolve(null);
    });
  });
  lines.on('SIGINT', () => lines.close());
  return {
    async ask(question) {
      if (!open) return null;
      // Closing leaves a question without an answer, or rejects it: both mean that there is none.
      const answer = await Promise.race([lines.question(question).catch(() => null), stopped]);
      if (answer === null) output.write('\n');
      return answer;
    },
    close: () => lines.close(),
  };
}
