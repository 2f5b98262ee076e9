import { dictionaryClauses as clausesOf } from './shared/dictionaries.ts';
import { defineRule } from './shared/rule.ts';
import { dictionaries } from './shared/subject.ts';

export const dictionaryClauses = defineRule({
  id: 'dictionary-clauses',
  severity: 'error',
  title: 'A dictionary without a key, source, layout or lifetime',
  why: 'ClickHouse refuses the CREATE with 489 (INCORRECT_DICTIONARY_DEFINITION). The DIRECT layouts take no LIFETIME (36). A LIFETIME whose MIN is above its MAX is refused with 36.',
  fix: 'Add PRIMARY KEY, SOURCE, LAYOUT and LIFETIME.',
  refusal: { code: 489, name: 'INCORRECT_DICTIONARY_DEFINITION', on: 'create' },
  example: {
    trips: `CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED());`,
    passes: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
  },
  *find({ schema }) {
    for (const object of dictionaries(schema)) {
      const { key, source, layout, lifetime } = clausesOf(object);
      const isDirect = layout?.name === 'DIRECT' || layout?.name === 'COMPLEX_KEY_DIRECT';
      const missing = [
        ...(key.length === 0 ? ['PRIMARY KEY'] : []),
        ...(source === null ? ['SOURCE'] : []),
        ...(layout === null ? ['LAYOUT'] : []),
        ...(lifetime === null && !isDirect ? ['LIFETIME'] : []),
      ];
      if (missing.length > 0)
        yield { object, message: `has no ${missing.join(', ')}: add ${missing.length === 1 ? 'it' : 'them'}` };
      if (lifetime !== null && isDirect) {
        yield {
          object,
          message: `has the layout ${layout?.name} and a LIFETIME, which it has no use for: take LIFETIME out`,
        };
      }
      if (lifetime !== null && lifetime.min > lifetime.max) {
        yield { object, message: `has a LIFETIME from ${lifetime.min} to ${lifetime.max}: MIN is at most MAX` };
      }
    }
  },
});
