/** Names that may have changed, so that a query over a renamed table can be told to be the same query. */
import type { Expression, ObjectName } from '../schema/model.ts';
import { tableKey } from '../schema/name.ts';
import { expressionTokens, qualifyTables } from '../sql/names.ts';
import type { Token } from '../sql/tokens.ts';

export class NameChanges {
  readonly #objects = new Set<string>();
  readonly #words = new Set<string>();
  readonly #changed = new Set<string>();

  /** Notes that one name may have become the other. */
  add(from: ObjectName, to: ObjectName): void {
    this.#objects.add(`${tableKey(from)}\n${tableKey(to)}`);
    for (const [old, fresh] of [
      [from.database, to.database],
      [from.name, to.name],
    ] as const) {
      if (old === fresh) continue;
      this.#words.add(`${old}\n${fresh}`);
      this.#changed.add(old).add(fresh);
    }
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Whether two names may be of one object. */
  sameName(old: ObjectName, fresh: ObjectName): boolean {
    return tableKey(old) === tableKey(fresh) || this.#objects.has(`${tableKey(old)}\n${tableKey(fresh)}`);
  }

  /** Whether two lists of names may be of the same objects. */
  sameNames(old: readonly ObjectName[], fresh: readonly ObjectName[]): boolean {
    return (
      old.length === fresh.length &&
      old.every((name) => fresh.some((other) => this.sameName(name, other))) &&
      fresh.every((name) => old.some((other) => this.sameName(other, name)))
    );
  }

  /** Whether two texts are the same but for these names. */
  sameTokens(old: readonly Token[], fresh: readonly Token[]): boolean {
    return (
      old.length === fresh.length &&
      old.every((token, index) => {
        const other = fresh[index];
        return (
          other !== undefined &&
          (token.text === other.text ||
            (isWord(token) &&
              isWord(other) &&
              (token.kind === 'string') === (other.kind === 'string') &&
              (token.value === other.value || this.#words.has(`${token.value}\n${other.value}`))))
        );
      })
    );
  }

  /** What of a text these names leave the same: texts that {@link sameTokens} takes for one have equal skeletons. */
  skeleton(tokens: readonly Token[]): string {
    return tokens
      .map((token) => (isWord(token) ? (this.#changed.has(token.value) ? '?' : `=${token.value}`) : token.text))
      .join(' ');
  }
}

function isWord({ kind }: Token): boolean {
  return kind === 'word' || kind === 'quoted' || kind === 'string';
}

/** The tokens of a query in canonical spelling, every table named with its database. */
export function queryTokens(query: Expression, database: string): Token[] {
  return qualifyTables(canonicalTokens(query), database);
}

/** The tokens of an expression in canonical spelling. */
export function canonicalTokens({ key }: Expression): Token[] {
  return expressionTokens({ text: key, key });
}
