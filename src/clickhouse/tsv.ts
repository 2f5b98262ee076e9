/** Reads the format TabSeparatedWithNames. */

/** A row by column name: texts as ClickHouse writes them, without escapes; null for NULL. */
export type ServerRow = Readonly<Record<string, string | null>>;

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
  a: '\x07',
  v: '\v',
};

/** The first line names the columns. */
export function parseTsvWithNames(text: string): readonly ServerRow[] {
  const [head, ...lines] = text.replace(/\n$/, '').split('\n');
  if (head === undefined || head === '') return [];
  const names = head.split('\t').map(plainText);
  return lines.map((line) => {
    const values = line.split('\t');
    return Object.fromEntries(
      names.map((name, index) => {
        const value = values[index] ?? '';
        return [name, value === '\\N' ? null : plainText(value)];
      }),
    );
  });
}

function plainText(value: string): string {
  return value.includes('\\') ? value.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter) : value;
}
