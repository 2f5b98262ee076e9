import type { Dictionary } from '../schema/model.ts';
import { formatName } from '../schema/name.ts';
import { dictionaryClauses } from './shared/dictionaries.ts';
import { isMissing } from './shared/managed.ts';
import { defineRule, type Problem, type RuleContext } from './shared/rule.ts';
import { code, dictionaries, lookUp } from './shared/subject.ts';

export const dictionaryLoad = defineRule({
  id: 'dictionary-load',
  severity: 'warning',
  title: 'A dictionary that can not be loaded',
  why: 'CREATE DICTIONARY looks at nothing but its own text. A source table that is missing (60) or lacks an attribute (47, UNKNOWN_IDENTIFIER), RANGE_HASHED without RANGE (36) and CACHE without SIZE_IN_CELLS (1001) show when it is loaded: every `dictGet` fails.',
  fix: "Name the table and columns that are meant, or give the source a `QUERY '...'`; add what the layout needs.",
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'query', query: 'SYSTEM RELOAD DICTIONARY app.names' },
  example: {
    trips: `CREATE TABLE app.users (id UInt64, login String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
    passes: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
  },
  *find(context) {
    for (const object of dictionaries(context.schema)) {
      const { layout, range } = dictionaryClauses(object);
      if (layout !== null && /RANGE_HASHED$/.test(layout.name) && range === null) {
        yield { object, message: `has the layout ${layout.name} and no RANGE: add ${code('RANGE(MIN ... MAX ...)')}` };
      }
      if (layout !== null && /^(COMPLEX_KEY_)?CACHE$/.test(layout.name) && !layout.parameters.has('SIZE_IN_CELLS')) {
        yield { object, message: `has the layout ${layout.name} without a size: add ${code('SIZE_IN_CELLS 1000000')}` };
      }
      yield* sourceProblems(object, context);
    }
  },
});

function* sourceProblems(object: Dictionary, context: RuleContext): Generator<Problem> {
  const { attributes, source } = dictionaryClauses(object);
  const table = source?.parameters.get('TABLE');
  if (source?.name !== 'CLICKHOUSE' || table === undefined || source.parameters.has('QUERY')) return;
  // Another host has a schema of its own; a collection can name one.
  if (source.parameters.has('HOST') || source.parameters.has('NAME')) return;
  const name = { database: source.parameters.get('DB') ?? object.name.database, name: table };
  const shown = code(formatName(name));
  if (isMissing(name, context)) {
    yield { object, message: `is loaded from ${shown}, which is not in the schema: define it, or correct the name` };
    return;
  }
  const from = lookUp(context.schema, name);
  if ((from?.kind !== 'table' && from?.kind !== 'distributed') || from.columns.length === 0) return;
  const columns = new Set(from.columns.map((column) => column.name));
  for (const attribute of attributes) {
    if (columns.has(attribute.name) || attribute.words.has('EXPRESSION')) continue;
    yield {
      object,
      message: `has the attribute ${code(attribute.name)}, which its source ${shown} has not: correct one of the two`,
    };
  }
}
