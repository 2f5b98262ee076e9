import type { Statement } from '../plan/document.ts';

/**
 * A function that puts `statement 2` for the id of the second statement (and for `statement <id>`) in a text: the numbers
 * under which people find them.
 */
export function numbering(statements: readonly Statement[]): (text: string) => string {
  const numbers = new Map(statements.map(({ id }, index) => [id, index + 1]));
  return (text) =>
    text.replace(/(?:statement )?([\w:-]{8,})/g, (written, word: string) => {
      const number = numbers.get(word);
      return number === undefined ? written : `statement ${number}`;
    });
}
