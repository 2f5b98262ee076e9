import { nearest } from '../config/nearest.ts';
import { dictionaryClauses } from './shared/dictionaries.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, dictionaries } from './shared/subject.ts';

/** Names of 26.7, without those that only Enterprise builds have. */
const layouts = (
  'FLAT HASHED SPARSE_HASHED HASHED_ARRAY CACHE SSD_CACHE DIRECT RANGE_HASHED IP_TRIE POLYGON POLYGON_SIMPLE ' +
  'POLYGON_INDEX_EACH POLYGON_INDEX_CELL REGEXP_TREE NAIVE_BAYES COMPLEX_KEY_HASHED COMPLEX_KEY_SPARSE_HASHED ' +
  'COMPLEX_KEY_HASHED_ARRAY COMPLEX_KEY_CACHE COMPLEX_KEY_SSD_CACHE COMPLEX_KEY_DIRECT COMPLEX_KEY_RANGE_HASHED'
).split(' ');
const sources = (
  'CLICKHOUSE NULL FILE HTTP EXECUTABLE EXECUTABLE_POOL EXECUTABLEPOOL MYSQL POSTGRESQL MONGODB REDIS CASSANDRA ODBC JDBC ' +
  'YAMLREGEXPTREE YTSAURUS LIBRARY'
).split(' ');

export const dictionaryLayout = defineRule({
  id: 'dictionary-layout',
  severity: 'error',
  title: 'A dictionary layout or source that ClickHouse does not have',
  why: 'ClickHouse refuses the CREATE with 137 (UNKNOWN_ELEMENT_IN_CONFIG). A name that resembles none is a warning: it can be of another version or build.',
  fix: 'Correct the name.',
  refusal: { code: 137, name: 'UNKNOWN_ELEMENT_IN_CONFIG', on: 'create' },
  example: {
    trips: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHD()) LIFETIME(300);`,
    passes: `CREATE TABLE app.users (id UInt64, name String) ENGINE = MergeTree ORDER BY id;

CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
  },
  *find({ schema }) {
    for (const object of dictionaries(schema)) {
      const { layout, source } = dictionaryClauses(object);
      for (const problem of [misnamed('layout', layout?.name, layouts), misnamed('source', source?.name, sources)]) {
        if (problem !== null) yield { object, ...problem };
      }
    }
  },
});

function misnamed(
  what: string,
  name: string | undefined,
  known: readonly string[],
): Pick<Problem, 'message' | 'severity'> | null {
  if (name === undefined || known.includes(name)) return null;
  const meant = nearest(name, known);
  return meant === null
    ? { severity: 'warning', message: `the ${what} ${code(name)} is not known to CHX: check its name` }
    : { message: `there is no ${what} ${code(name)}: did you mean ${code(meant)}?` };
}
