/**
 * The second look before a statement runs: at what the engine's own parser makes of it, so that no trick of spelling
 * gets past ours. `EXPLAIN AST` parses and runs nothing.
 *
 * The allow-list (`allowlist.ts`) names what a schema may use. This names what the engine knows and a schema may not:
 * a name that the engine doesn't know can't be called.
 */

import { quoteString } from '../sql/print.ts';
import { SqlError, type Token, tokenize } from '../sql/tokens.ts';
import { isAggregateFunction } from './aggregate.ts';
import { grantedEngines } from './config.ts';
import { allowedFunctions } from './functions.ts';
import { select } from './inventory.ts';
import { dictionarySources, higherOrder, tableFunctions } from './names.ts';
import type { Queryable, QueryResult } from './query.ts';

export interface SyntaxRefusal {
  /** What is wrong, one line. */
  readonly message: string;
  /** True where the engine can't parse it: it would refuse the statement, which is its word and not ours. */
  readonly unparsable: boolean;
}

/** The names that the engine would call and that a schema may not use, lower case. */
export async function forbiddenNames(engine: Queryable): Promise<ReadonlySet<string>> {
  const known = await select(
    engine,
    "SELECT name FROM system.functions WHERE origin = 'System' UNION ALL SELECT name FROM system.table_functions UNION ALL SELECT name FROM system.table_engines UNION ALL SELECT name FROM system.database_engines",
  );
  const granted = new Set(grantedEngines.map((name) => name.toLowerCase()));
  const forbidden = known
    .map(([name = '']) => name.toLowerCase())
    .filter(
      (name) =>
        !allowedFunctions.has(name) && !tableFunctions.has(name) && !granted.has(name) && !isAggregateFunction(name),
    );
  return new Set(forbidden);
}

/**
 * Looks at one statement.
 *
 * @returns Null where nothing speaks against running it.
 */
export async function refuseSyntax(
  engine: Queryable,
  sql: string,
  forbidden: ReadonlySet<string>,
): Promise<SyntaxRefusal | null> {
  const no = (message: string): SyntaxRefusal => ({ message, unparsable: false });
  const tokens = tokensOf(sql);
  if (tokens === null) return no('it can’t be read as SQL');
  for (const token of tokens) {
    // The engine runs several statements at once, and the check below sees the first.
    if (token.kind === 'symbol' && token.text === ';') return no('two statements in one');
    if (token.kind === 'word' && /^(?:outfile|infile)$/i.test(token.text))
      return no(`${token.text.toUpperCase()} names a file`);
  }
  const hidden = hiddenCall(tokens, forbidden);
  if (hidden !== null) return no(hidden);
  const tree: QueryResult = await engine.query(`EXPLAIN AST ${sql}`);
  if (!tree.ok) return { message: tree.error.message, unparsable: true };
  for (const [index, [line = '']] of tree.rows.entries()) {
    const called = /^ *Function (.*?)(?: \(alias .*\))?(?: \(children \d+\))?$/.exec(line)?.[1];
    if (called !== undefined && forbidden.has(called.toLowerCase()))
      return no(`it uses ${called}, which can reach out of the engine`);
    if (called !== undefined && higherOrder.has(called.toLowerCase())) {
      // Its first argument may be a function by its bare name; an only argument is a column.
      const several = !/\(children 1\)$/.test(tree.rows[index + 1]?.[0] ?? '');
      const first = /^ *Identifier (.*?)(?: \(alias .*\))?$/.exec(tree.rows[index + 2]?.[0] ?? '')?.[1];
      if (several && first !== undefined && forbidden.has(first.toLowerCase()))
        return no(`it uses ${first}, which can reach out of the engine`);
    }
    const source = /^ *FunctionWithKeyValueArguments +(.*?)(?: \(children \d+\))?$/.exec(line)?.[1];
    if (source !== undefined && !dictionarySources.has(source.trim().toLowerCase())) {
      return no(`it has a dictionary with the source ${source.trim()}, which can reach out of the engine`);
    }
    const table = /^ *TableIdentifier (.*?)(?: \(alias .*\))?$/.exec(line)?.[1];
    if (table?.includes('/') === true) return no(`it reads ${quoteString(table)}, which names a file`);
  }
  return null;
}

function tokensOf(sql: string): readonly Token[] | null {
  try {
    return tokenize(sql).filter(({ kind }) => kind !== 'comment');
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

/** Code that the engine's parser shows nothing of: functions behind APPLY, filters in settings, strings of a dictionary. */
function hiddenCall(tokens: readonly Token[], forbidden: ReadonlySet<string>): string | null {
  const uses = (name: string): string => `it uses ${name}, which can reach out of the engine`;
  const words = tokens.slice(0, 6).map(({ text }) => text.toUpperCase());
  const dictionary = (words[0] === 'CREATE' || words[0] === 'ALTER') && words.includes('DICTIONARY');
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'word' && /^apply$/i.test(token.text)) {
      const name = tokens[tokens[index + 1]?.text === '(' ? index + 2 : index + 1];
      if (name !== undefined && /^(?:word|quoted)$/.test(name.kind) && forbidden.has(name.value.toLowerCase()))
        return uses(name.value);
    }
    if (token.kind !== 'string' && /^additional_(?:result_filter|table_filters)$/i.test(token.value))
      return `its setting ${token.value} holds code`;
    if (!dictionary || token.kind !== 'string') continue;
    const inner = tokensOf(token.value) ?? [];
    const call = inner.find(({ value }, at) => inner[at + 1]?.text === '(' && forbidden.has(value.toLowerCase()));
    if (call !== undefined) return uses(call.value);
    const deeper = hiddenCall(inner, forbidden);
    if (deeper !== null) return deeper;
  }
  return null;
}
