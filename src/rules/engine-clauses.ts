import { engineTraits } from '../sql/engine-traits.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, type Stored, stored } from './shared/subject.ts';

export const engineClauses = defineRule({
  id: 'engine-clauses',
  severity: 'error',
  title: 'A clause that the table engine does not take',
  why: 'Keys, TTLs, skip indexes and projections belong to the MergeTree family. EmbeddedRocksDB, KeeperMap, Redis and object storages take keys only. On engines without them ClickHouse refuses the CREATE with 36 (BAD_ARGUMENTS).',
  fix: 'Take the clause out, or use a MergeTree engine.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.recent (id UInt64) ENGINE = Memory ORDER BY id;',
    passes: 'CREATE TABLE app.recent (id UInt64) ENGINE = Memory;',
  },
  *find({ schema }) {
    for (const subject of stored(schema)) {
      yield* problems(subject);
    }
  },
});

function* problems({ object, storage, columns }: Stored): Generator<Problem> {
  const { name } = storage.engine;
  const traits = engineTraits(name);
  if (traits === null) return;
  const clauses = [
    ['PARTITION BY', !traits.keys && storage.partitionBy !== null],
    ['PRIMARY KEY', !traits.keys && storage.primaryKey !== null],
    ['ORDER BY', !traits.keys && storage.orderBy !== null],
    ['SAMPLE BY', !traits.keys && storage.sampleBy !== null],
    ['TTL', !traits.ttl && storage.ttl.length > 0],
  ] as const;
  for (const [clause, isThere] of clauses) {
    if (isThere) yield { object, message: `${name} takes no ${clause}: take it out, or use a MergeTree engine` };
  }
  for (const column of columns ?? []) {
    if (traits.ttl || column.ttl === null) continue;
    yield {
      object,
      at: column.at,
      message: `${name} takes no TTL, and column ${code(column.name)} has one: take it out`,
    };
  }
  if (traits.indexes || object.kind !== 'table') return;
  for (const index of object.indexes) {
    yield {
      object,
      at: index.at,
      message: `${name} takes no skip indexes: take ${code(index.name)} out, or use a MergeTree engine`,
    };
  }
  for (const projection of object.projections) {
    yield { object, at: projection.at, message: `${name} takes no projections: take ${code(projection.name)} out` };
  }
}
