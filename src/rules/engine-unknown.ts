import { nearest } from '../config/nearest.ts';
import { engineTraits, knownEngines } from '../sql/engine-traits.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const engineUnknown = defineRule({
  id: 'engine-unknown',
  severity: 'error',
  title: 'A table engine that ClickHouse does not have',
  why: 'ClickHouse refuses the CREATE with 56 (UNKNOWN_STORAGE). Names of engines are case-sensitive. A name that resembles none is a warning: it can be of another version or build.',
  fix: 'Correct the name.',
  refusal: { code: 56, name: 'UNKNOWN_STORAGE', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64) ENGINE = ReplacingMergTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = ReplacingMergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      const { name } = storage.engine;
      if (engineTraits(name) !== null) continue;
      const meant = nearest(name, knownEngines);
      yield meant === null
        ? { object, severity: 'warning', message: `the engine ${code(name)} is not known to CHX: check its name` }
        : { object, message: `there is no engine ${code(name)}: did you mean ${code(meant)}?` };
    }
  },
});
