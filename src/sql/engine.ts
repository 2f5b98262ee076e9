/** What the planner knows of table engines by their names and arguments. */
import type { Engine, Expression, Setting } from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { expressionOf, parseExpression } from './expression.ts';
import { quoteString } from './literals.ts';
import { tokenize } from './tokens.ts';

/** The places of arguments that are names, which the server reports in quotes however they were written (26.7). */
const namesAsStrings: Readonly<Record<string, readonly number[]>> = {
  Buffer: [0, 1],
  Merge: [0, 1],
  Distributed: [0, 1, 2],
  Dictionary: [0],
  File: [0],
  URL: [1, 2],
  Executable: [1],
  ExecutablePool: [1],
};

/** An engine whose arguments that are names stand as strings. */
export function canonicalEngine(name: string, args: readonly Expression[]): Engine {
  const names = namesAsStrings[name] ?? [];
  return {
    name,
    args: args.map((argument, index) => {
      if (names.includes(index)) return asString(argument);
      return name === 'Join' && index < 2 ? asWord(argument) : argument;
    }),
  };
}

/** A strictness or kind of a Join table, `ANY` and `LEFT`: taken in any case and in back-quotes, as the server prints ALL. */
function asWord(argument: Expression): Expression {
  const word = argument.key.replace(/^`(\w+)`$/, '$1').toUpperCase();
  return { text: word, key: word };
}

function asString(argument: Expression): Expression {
  const tokens = tokenize(argument.text);
  const isName = tokens.every(({ kind, text }, index) =>
    index % 2 === 0 ? kind === 'word' || kind === 'quoted' : text === '.',
  );
  if (!isName || tokens.length % 2 === 0) return argument;
  return parseExpression(quoteString(tokens.map((token) => token.value).join('')));
}

/** The value of an argument that is one string literal; null for anything else. */
export function stringArgument(argument: Expression | undefined): string | null {
  if (argument === undefined) return null;
  const [token, ...rest] = tokenize(argument.text);
  return token !== undefined && rest.length === 0 && token.kind === 'string' ? token.value : null;
}

export function isMergeTree(engine: Engine): boolean {
  return engine.name.endsWith('MergeTree');
}

export function isReplicated(engine: Engine): boolean {
  return isMergeTree(engine) && engine.name.startsWith('Replicated');
}

/** The Keeper path and replica name of a Replicated engine, and the arguments that follow them. */
export interface ReplicatedArguments {
  /** Null where the engine leaves them to the server's default. */
  readonly path: string | null;
  readonly replica: string | null;
  readonly rest: readonly Expression[];
}

export function replicatedArguments(engine: Engine): ReplicatedArguments {
  const path = stringArgument(engine.args[0]);
  const replica = stringArgument(engine.args[1]);
  if (path === null || replica === null) return { path: null, replica: null, rest: engine.args };
  return { path, replica, rest: engine.args.slice(2) };
}

/** The same engine without replication: what stands for it where there is no Keeper. */
export function withoutReplication(engine: Engine): Engine {
  if (!isReplicated(engine)) return engine;
  return { name: engine.name.slice('Replicated'.length), args: replicatedArguments(engine).rest };
}

/** Settings that only repeat what ClickHouse does anyway, as it adds them to what it reports. */
const repeatedDefaults: Readonly<Record<string, string>> = { index_granularity: '8192' };

/** Settings in canonical form: sorted by name, literals in canonical spelling, repeated defaults left out. */
export function canonicalSettings(settings: readonly Setting[]): Setting[] {
  return settings
    .map(({ name, value }) => ({ name, value: expressionOf(tokenize(value)).key.replace(/^- /, '-') }))
    .filter(({ name, value }) => repeatedDefaults[name] !== value)
    .sort((a, b) => compareText(a.name, b.name));
}
