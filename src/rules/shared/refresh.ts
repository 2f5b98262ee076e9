/** The REFRESH clause of a materialized view in its parts. */
import type { Expression, ObjectName } from '../../schema/model.ts';
import { expressionTokens } from '../../sql/names.ts';
import type { Token } from '../../sql/tokens.ts';

/** Calendar units and clock units are apart, as ClickHouse keeps them. */
export interface Interval {
  readonly months: number;
  readonly seconds: number;
}

export interface RefreshClause {
  /** `EVERY`, `AFTER`, or the empty text for a clause of dependencies alone. */
  readonly kind: string;
  readonly period: Interval;
  /** A unit that the clause gives twice in one interval; null where it gives none twice. */
  readonly repeated: string | null;
  readonly offset: Interval | null;
  readonly dependsOn: readonly ObjectName[];
  readonly append: boolean;
}

const months: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const seconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/** The parts of a clause, names without a database left without; null for one that is written in another way. */
export function refreshClause(clause: Expression): RefreshClause | null {
  const tokens = expressionTokens(clause);
  const words = tokens.map((token) => (token.kind === 'word' ? token.text.toUpperCase() : ''));
  if (words[0] !== 'REFRESH') return null;
  const kind = words[1] === 'EVERY' || words[1] === 'AFTER' ? words[1] : '';
  const offset = words.indexOf('OFFSET');
  const depends = words.indexOf('DEPENDS');
  return {
    kind,
    period: kind === '' ? { months: 0, seconds: 0 } : interval(tokens.slice(2)),
    repeated: repeatedUnit(tokens),
    offset: offset < 0 ? null : interval(tokens.slice(offset + 1)),
    dependsOn: depends < 0 ? [] : names(tokens.slice(depends + 2)),
    append: words.at(-1) === 'APPEND',
  };
}

/** `1 DAY 2 HOUR` and so on, up to the first token that is none of it. */
function interval(tokens: readonly Token[]): Interval {
  let sum: Interval = { months: 0, seconds: 0 };
  for (let index = 0; tokens[index]?.kind === 'number'; index += 2) {
    const amount = Number(tokens[index]?.text);
    const unit = (tokens[index + 1]?.text ?? '').toLowerCase().replace(/s$/, '');
    sum = {
      months: sum.months + amount * (months[unit] ?? 0),
      seconds: sum.seconds + amount * (seconds[unit] ?? 0),
    };
  }
  return sum;
}

function repeatedUnit(tokens: readonly Token[]): string | null {
  let seen = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'number') continue;
    if (tokens[index - 1]?.kind !== 'number') seen = new Set();
    else {
      const unit = token.text.toUpperCase().replace(/S$/, '');
      if (seen.has(unit)) return unit;
      seen.add(unit);
    }
  }
  return null;
}

/** Names with commas between, up to the first token that is none of it. The database is empty where it is not written. */
function names(tokens: readonly Token[]): readonly ObjectName[] {
  const found: ObjectName[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const [first, dot, second] = tokens.slice(index, index + 3);
    if (first?.kind !== 'word' && first?.kind !== 'quoted') break;
    const qualified = dot?.text === '.' && second !== undefined;
    found.push(qualified ? { database: first.value, name: second.value } : { database: '', name: first.value });
    index += qualified ? 3 : 1;
    if (tokens[index]?.text !== ',') break;
  }
  return found;
}
