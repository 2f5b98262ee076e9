/** The keys of a table, one expression at a time. */
import type { Expression, Storage } from '../../schema/model.ts';
import { expressionListOf } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';

export interface KeyPart {
  readonly clause: 'ORDER BY' | 'PRIMARY KEY' | 'PARTITION BY' | 'SAMPLE BY';
  readonly expression: Expression;
}

/** Every element of every key. An element that repeats one of the sorting key in the primary key is given once. */
export function keyParts(storage: Storage): readonly KeyPart[] {
  const sorting = (storage.orderBy ?? []).map((expression): KeyPart => ({ clause: 'ORDER BY', expression }));
  const inSorting = new Set(sorting.map(({ expression }) => expression.key));
  const primary = (storage.primaryKey ?? [])
    .filter((expression) => !inSorting.has(expression.key))
    .map((expression): KeyPart => ({ clause: 'PRIMARY KEY', expression }));
  const partition = partitionParts(storage).map((expression): KeyPart => ({ clause: 'PARTITION BY', expression }));
  const sample: KeyPart[] = storage.sampleBy === null ? [] : [{ clause: 'SAMPLE BY', expression: storage.sampleBy }];
  return [...sorting, ...primary, ...partition, ...sample];
}

export function partitionParts(storage: Storage): readonly Expression[] {
  return storage.partitionBy === null ? [] : expressionListOf(expressionTokens(storage.partitionBy));
}

/** The primary key, written or not. */
export function primaryKey(storage: Storage): readonly Expression[] {
  return storage.primaryKey ?? storage.orderBy ?? [];
}
