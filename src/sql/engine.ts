/** What the planner knows of table engines by their names and arguments. */
import type { Engine, Expression, Setting } from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { expressionOf, parseExpression } from './expression.ts';
import { quoteString } from './literals.ts';
import { tokenize } from './tokens.ts';

/** Engines whose leading arguments are names, which the server reports in quotes however they were written (26.7). */
const namesAsStrings: Readonly<Record<string, number>> = { Buffer: 2, Merge: 2, Distributed: 3, Dictionary: 1 };

/** An engine whose arguments that are names stand as strings. */
export function canonicalEngine(name: string, args: readonly Expression[]): Engine {
  const names = namesAsStrings[name] ?? 0;
  return { name, args: args.map((argument, index) => (index < names ? asString(argument) : argument)) };
}

function asString(argument: Expression): Expression {
  const [token, ...rest] = tokenize(argument.text);
  if (token === undefined || rest.length > 0 || (token.kind !== 'word' && token.kind !== 'quoted')) return argument;
  return parseExpression(quoteString(token.value));
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
