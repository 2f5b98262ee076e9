import { aggregateCombinators, aggregateFunctions } from './functions.ts';

/** Whether a name is an aggregate function's, with any number of combinators: `sumIf`, `uniqStateOrNull`. */
export function isAggregateFunction(name: string): boolean {
  const lower = name.toLowerCase();
  if (aggregateFunctions.has(lower)) return true;
  for (const combinator of aggregateCombinators) {
    if (lower.endsWith(combinator) && lower.length > combinator.length) {
      if (isAggregateFunction(lower.slice(0, -combinator.length))) return true;
    }
  }
  return false;
}
