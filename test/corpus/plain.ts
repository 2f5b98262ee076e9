/**
 * A state of the corpus for one server without ZooKeeper, Kafka and a DDL queue. Deliberately independent of `src/sql`:
 * that every state can be created must not rest on the parser that the states are there to test.
 */

/** Strings, quoted identifiers and comments as they lie in SQL text; everything between them is bare. */
const pieces = /'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** The statements of a file, comments removed, without semicolons. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let current = '';
  let from = 0;
  const bare = (part: string): void => {
    const [first = '', ...rest] = part.split(';');
    current += first;
    for (const next of rest) {
      statements.push(current);
      current = next;
    }
  };
  for (const match of text.matchAll(pieces)) {
    bare(text.slice(from, match.index));
    from = match.index + match[0].length;
    current += /^(?:--|\/\*)/.test(match[0]) ? ' ' : match[0];
  }
  bare(text.slice(from));
  return [...statements, current].map((statement) => statement.trim()).filter((statement) => statement !== '');
}

/** One statement without ON CLUSTER, its Replicated engine replaced by the plain one and Kafka by Null. */
export function plainStatement(sql: string): string {
  return sql
    .replace(/ ON CLUSTER (?:'\{cluster\}'|\w+)/, '')
    .replace(/\bReplicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/, '$1(')
    .replace(/\bReplicated(\w*MergeTree)\b/, '$1')
    .replace(/ENGINE = Kafka[\s\S]*$/, 'ENGINE = Null');
}
