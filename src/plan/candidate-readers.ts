/** Who names an object: the dependencies of a schema, the other way round. */
import type { Schema, SchemaObject, Table } from '../schema/model.ts';
import { objectKey, objectLabel } from '../schema/name.ts';
import { dependencies } from './dependencies.ts';
import { said } from './match-words.ts';

/** The readers of a schema's objects. What they name is read when it is first asked for. */
export class Readers {
  readonly #schema: Schema;
  #readers: ReadonlyMap<string, readonly SchemaObject[]> | null = null;
  #callers: ReadonlyMap<string, readonly SchemaObject[]> | null = null;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** What names this object: views, Distributed tables, Buffers, dictionaries; of a dictionary, tables by `dictGet` as well. */
  of(object: SchemaObject): readonly SchemaObject[] {
    const key = objectKey(object);
    this.#readers ??= this.#read((other) => other.kind !== 'table' || readsByEngine(other));
    if (object.kind !== 'dictionary') return this.#readers.get(key) ?? [];
    this.#callers ??= this.#read((other) => other.kind === 'table' && !readsByEngine(other));
    return [...(this.#readers.get(key) ?? []), ...(this.#callers.get(key) ?? [])];
  }

  #read(asked: (object: SchemaObject) => boolean): ReadonlyMap<string, readonly SchemaObject[]> {
    const readers = new Map<string, SchemaObject[]>();
    for (const object of this.#schema.objects.values()) {
      if (!asked(object)) continue;
      for (const key of dependencies(object)) {
        // A database is named by all that is in it, which says nothing.
        if (key.startsWith('database ')) continue;
        const others = readers.get(key);
        if (others === undefined) readers.set(key, [object]);
        else others.push(object);
      }
    }
    return readers;
  }
}

function readsByEngine({ storage }: Table): boolean {
  return storage.engine.name === 'Buffer' || storage.engine.name === 'Dictionary';
}

/** Evidence that the same objects name both: `a.daily reads it, before and now`. */
export function readBefore(before: readonly SchemaObject[], now: readonly SchemaObject[]): string[] {
  const after = new Set(now.map(objectLabel));
  const both = before.filter((object) => after.has(objectLabel(object)));
  const names = (isFront: boolean): string[] =>
    both.filter(({ kind }) => (kind === 'distributed') === isFront).map(objectLabel);
  return [
    ...said(names(true), 'stands in front of it', 'stand in front of it'),
    ...said(names(false), 'reads it', 'read it'),
  ];
}
