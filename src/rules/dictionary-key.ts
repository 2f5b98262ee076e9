import { dictionaryClauses } from './shared/dictionaries.ts';
import { defineRule } from './shared/rule.ts';
import { code, dictionaries } from './shared/subject.ts';

export const dictionaryKey = defineRule({
  id: 'dictionary-key',
  severity: 'error',
  title: 'A dictionary key or range that names no attribute',
  why: 'ClickHouse refuses a PRIMARY KEY or RANGE of unknown attributes, and a FLAT dictionary with a key of several, with 489 (INCORRECT_DICTIONARY_DEFINITION).',
  fix: 'Name attributes of the dictionary; for a key of several use a COMPLEX_KEY layout.',
  refusal: { code: 489, name: 'INCORRECT_DICTIONARY_DEFINITION', on: 'create' },
  example: {
    trips: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY user_id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
    passes: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
  },
  *find({ schema }) {
    for (const object of dictionaries(schema)) {
      const { attributes, key, layout, range } = dictionaryClauses(object);
      const names = new Set(attributes.map(({ name }) => name));
      for (const name of key) {
        if (!names.has(name))
          yield { object, message: `PRIMARY KEY names ${code(name)}, which is no attribute: correct it, or add it` };
      }
      if (layout?.name === 'FLAT' && key.length > 1) {
        yield { object, message: 'has a key of several attributes, and FLAT takes one: use COMPLEX_KEY_HASHED' };
      }
      for (const name of range === null ? [] : [range.min, range.max]) {
        if (!names.has(name))
          yield { object, message: `RANGE names ${code(name)}, which is no attribute: correct it, or add it` };
      }
    }
  },
});
