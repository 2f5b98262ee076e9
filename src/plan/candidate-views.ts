/** Views, materialized views and dictionaries that may have been renamed, with the evidence. Nothing is decided here. */
import type { Dictionary, MaterializedView, ObjectName, View } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { queryTables } from '../sql/names.ts';
import type { Token } from '../sql/tokens.ts';
import { canonicalTokens, type NameChanges, queryTokens } from './candidate-changes.ts';
import { similarNames } from './candidate-names.ts';
import {
  definitionWithoutName,
  type EvidenceOf,
  type ObjectCandidates,
  objectCandidates,
  sameStorage,
} from './candidate-objects.ts';

/**
 * The views that may have been renamed: those of one query, or of one source and the same columns under a similar name.
 *
 * @param changes Names of tables that may have changed too: a query may name either.
 */
export function viewCandidates(
  gone: readonly View[],
  fresh: readonly View[],
  changes: NameChanges,
  more: EvidenceOf<View>,
): ObjectCandidates<View> {
  const queries = new Queries<View>(changes);
  return objectCandidates<View>(
    gone,
    fresh,
    {
      buckets: (view) => [
        `query ${queries.skeleton(view)}`,
        ...(view.columns === null ? [] : [`columns ${JSON.stringify(view.columns)}`]),
      ],
      alike: (from, to) =>
        queries.same(from, to) ||
        (from.columns !== null &&
          to.columns !== null &&
          queries.sameSources(from, to) &&
          JSON.stringify(from.columns) === JSON.stringify(to.columns) &&
          similarNames(from.name.name, to.name.name)),
      exact: definitionWithoutName,
    },
    (from, to) => [...queries.evidence(from, to), ...more(from, to)],
  );
}

/**
 * The materialized views that may have been renamed: of one query and one target, or one storage for rows of their own; and
 * those that lead from the same sources to the same target under a similar name.
 */
export function materializedViewCandidates(
  gone: readonly MaterializedView[],
  fresh: readonly MaterializedView[],
  changes: NameChanges,
  more: EvidenceOf<MaterializedView>,
): ObjectCandidates<MaterializedView> {
  const queries = new Queries<MaterializedView>(changes);
  const sameTarget = (from: MaterializedView, to: MaterializedView): boolean => {
    if (from.to !== null && to.to !== null) return changes.sameName(from.to, to.to);
    return from.storage !== null && to.storage !== null && sameStorage(from.storage, to.storage).length === 2;
  };
  return objectCandidates<MaterializedView>(
    gone,
    fresh,
    {
      buckets: (view) => [`query ${queries.skeleton(view)}`, `sources ${view.to === null} ${queries.count(view)}`],
      alike: (from, to) =>
        sameTarget(from, to) &&
        (queries.same(from, to) || (queries.sameSources(from, to) && similarNames(from.name.name, to.name.name))),
      exact: definitionWithoutName,
    },
    (from, to) => [
      ...queries.evidence(from, to),
      ...(to.to !== null && sameTarget(from, to) ? [`same target ${formatName(to.to)}`] : []),
      ...(from.storage !== null && to.storage !== null ? sameStorage(from.storage, to.storage) : []),
      ...more(from, to),
    ],
  );
}

/** The dictionaries that may have been renamed: of one source and layout, or of the same attributes under a similar name. */
export function dictionaryCandidates(
  gone: readonly Dictionary[],
  fresh: readonly Dictionary[],
  changes: NameChanges,
  more: EvidenceOf<Dictionary>,
): ObjectCandidates<Dictionary> {
  const cache = new Map<Dictionary, Token[]>();
  const tokens = (dictionary: Dictionary): Token[] => {
    const known = cache.get(dictionary) ?? canonicalTokens(dictionary.definition);
    cache.set(dictionary, known);
    return known;
  };
  const sameDefinition = (from: Dictionary, to: Dictionary): boolean => changes.sameTokens(tokens(from), tokens(to));
  const sameAttributes = (from: Dictionary, to: Dictionary): boolean => from.attributes.key === to.attributes.key;
  return objectCandidates<Dictionary>(
    gone,
    fresh,
    {
      buckets: (dictionary) => [
        `definition ${changes.skeleton(tokens(dictionary))}`,
        `attributes ${dictionary.attributes.key}`,
      ],
      alike: (from, to) => {
        const [definition, attributes] = [sameDefinition(from, to), sameAttributes(from, to)];
        return (definition && attributes) || ((definition || attributes) && similarNames(from.name.name, to.name.name));
      },
      exact: definitionWithoutName,
    },
    (from, to) => [
      ...(sameDefinition(from, to) ? ['same source and layout'] : []),
      ...(sameAttributes(from, to) ? ['same attributes'] : []),
      ...more(from, to),
    ],
  );
}

/** Compares the queries of views; each is read once. */
class Queries<T extends View | MaterializedView> {
  readonly #changes: NameChanges;
  readonly #tokens = new Map<T, Token[]>();
  readonly #sources = new Map<T, ObjectName[]>();

  constructor(changes: NameChanges) {
    this.#changes = changes;
  }

  #tokensOf(view: T): Token[] {
    const known = this.#tokens.get(view) ?? queryTokens(view.query, view.name.database);
    this.#tokens.set(view, known);
    return known;
  }

  #sourcesOf(view: T): ObjectName[] {
    const known = this.#sources.get(view) ?? queryTables(view.query, view.name.database);
    this.#sources.set(view, known);
    return known;
  }

  skeleton(view: T): string {
    return this.#changes.skeleton(this.#tokensOf(view));
  }

  count(view: T): number {
    return this.#sourcesOf(view).length;
  }

  same(from: T, to: T): boolean {
    return this.#changes.sameTokens(this.#tokensOf(from), this.#tokensOf(to));
  }

  /** Whether both read the same tables, and any at all. */
  sameSources(from: T, to: T): boolean {
    return this.count(from) > 0 && this.#changes.sameNames(this.#sourcesOf(from), this.#sourcesOf(to));
  }

  evidence(from: T, to: T): string[] {
    if (from.query.key === to.query.key) return ['same query'];
    if (this.same(from, to)) return ['same query, renamed tables aside'];
    return this.sameSources(from, to)
      ? [`same source${this.count(to) === 1 ? '' : 's'} ${this.#sourcesOf(to).map(formatName).join(', ')}`]
      : [];
  }
}
