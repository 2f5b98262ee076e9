/**
 * SQL schema files: CREATE statements as people write them and as SHOW CREATE prints them. What isn't understood is a
 * finding with file and line, never dropped.
 */
import type { Finding } from '../schema/finding.ts';
import type {
  Database,
  Dictionary,
  DistributedTable,
  Engine,
  Expression,
  MaterializedView,
  ObjectName,
  SchemaObject,
  Setting,
  SourceRef,
  SqlFunction,
  Storage,
  Table,
  View,
  ViewColumn,
} from '../schema/model.ts';
import { tableKey } from '../schema/name.ts';
import { parseSettings, parseTableElements, parseViewColumns, stringValue, type TableElements } from './columns.ts';
import { Cursor, inCapitals } from './cursor.ts';
import { canonicalAttributes, canonicalDictionary } from './dictionary.ts';
import { canonicalEngine, isMergeTree, stringArgument } from './engine.ts';
import { connected, expressionListOf, expressionOf, parseExpression, splitAtCommas } from './expression.ts';
import { parseName } from './fragments.ts';
import { qualifyTables } from './names.ts';
import { printName, quoteString } from './print.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';

/** What holds for names and objects that say nothing else. */
export interface ParseDefaults {
  /** Database of names that give none. */
  readonly database: string;
  /** Cluster of objects that give none; null for no ON CLUSTER. */
  readonly cluster: string | null;
}

export interface ParsedFile {
  readonly objects: readonly SchemaObject[];
  readonly findings: readonly Finding[];
}

/** Reads a whole SQL schema file. A statement that can't be read is a finding; the others are still read. */
export function parseSchemaFile(text: string, file: string, defaults: ParseDefaults): ParsedFile {
  const objects: SchemaObject[] = [];
  const findings: Finding[] = [];
  const report = (error: unknown): void => {
    if (!(error instanceof SqlError)) throw error;
    findings.push({
      rule: 'sql-syntax',
      severity: 'error',
      object: null,
      message: error.message,
      file,
      line: error.line,
    });
  };
  let tokens: Token[];
  try {
    tokens = tokenize(text);
  } catch (error) {
    report(error);
    return { objects, findings };
  }
  for (const statement of splitStatements(tokens)) {
    try {
      const cursor = new Cursor(statement);
      const object = parseCreate(cursor, file, defaults);
      cursor.checkRenames();
      objects.push(object);
    } catch (error) {
      report(error);
    }
  }
  return { objects, findings };
}

function splitStatements(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.some((token) => token.kind !== 'comment'));
}

/** What the head of every CREATE holds. */
interface Head {
  readonly name: ObjectName;
  readonly cluster: string | null;
  readonly renamedFrom: ObjectName | null;
  readonly at: SourceRef;
}

function parseCreate(cursor: Cursor, file: string, defaults: ParseDefaults): SchemaObject {
  const renamedFromText = cursor.renamedFrom();
  const line = cursor.line;
  if (!cursor.accept('CREATE')) {
    const word = cursor.peek()?.text.slice(0, 20) ?? '';
    throw new SqlError(`a schema file holds CREATE statements only: move "${word} ..." elsewhere`, line);
  }
  cursor.accept('OR', 'REPLACE');
  const head = (database: string): Head => {
    cursor.accept('IF', 'NOT', 'EXISTS');
    const name = objectName(cursor, database);
    if (cursor.accept('UUID')) cursor.next('a UUID');
    const cluster = cursor.accept('ON', 'CLUSTER') ? clusterName(cursor) : defaults.cluster;
    const renamedFrom = renamedFromText === null ? null : parseName(renamedFromText, name.database);
    return { name, cluster, renamedFrom, at: { file, line } };
  };
  if (cursor.accept('DATABASE')) return parseDatabase(cursor, head(''));
  if (cursor.accept('TABLE')) return parseTable(cursor, head(defaults.database), defaults);
  if (cursor.accept('MATERIALIZED', 'VIEW')) return parseMaterializedView(cursor, head(defaults.database), defaults);
  if (cursor.accept('VIEW')) return parseView(cursor, head(defaults.database), defaults);
  if (cursor.accept('DICTIONARY')) return parseDictionary(cursor, head(defaults.database));
  if (cursor.accept('FUNCTION')) return parseFunction(cursor, head(''));
  const what = cursor.peek()?.text.toUpperCase() ?? '';
  throw new SqlError(
    `CHX doesn't manage CREATE ${what}: databases, tables, views, dictionaries and functions only`,
    line,
  );
}

function objectName(cursor: Cursor, database: string): ObjectName {
  const first = cursor.next('a name');
  if (first.kind !== 'word' && first.kind !== 'quoted')
    throw new SqlError(`a name is expected instead of "${first.text}"`, first.line);
  if (!cursor.acceptSymbol('.')) return { database, name: first.value };
  const second = cursor.next('a name');
  if (second.kind !== 'word' && second.kind !== 'quoted')
    throw new SqlError(`a name is expected instead of "${second.text}"`, second.line);
  return { database: first.value, name: second.value };
}

function clusterName(cursor: Cursor): string {
  const token = cursor.next('a cluster');
  if (token.kind === 'symbol' || token.kind === 'number')
    throw new SqlError(`a cluster is expected instead of "${token.text}"`, token.line);
  return token.value;
}

function end(cursor: Cursor, what: string): void {
  if (!cursor.done) throw cursor.unexpected(`the end of ${what}`);
}

function parseDatabase(cursor: Cursor, head: Head): Database {
  let engine: Engine | null = null;
  let comment: string | null = null;
  while (!cursor.done) {
    if (cursor.accept('ENGINE')) engine = parseEngineClause(cursor, '');
    else if (cursor.accept('COMMENT')) comment = stringValue(cursor, 'the comment') || null;
    else throw cursor.unexpected('ENGINE or COMMENT');
  }
  // Atomic is what a server makes of no engine (since 20.10), and how it reports it.
  return { ...head, kind: 'database', engine: engine?.name === 'Atomic' ? null : engine, comment };
}

const storageWords = [
  'ENGINE',
  'PARTITION',
  'PRIMARY',
  'ORDER',
  'SAMPLE',
  'TTL',
  'SETTINGS',
  'COMMENT',
  'AS',
  'EMPTY',
  'POPULATE',
  'DEFINER',
  'SQL',
  'TO',
];

function parseEngineClause(cursor: Cursor, database: string): Engine {
  cursor.acceptSymbol('=');
  const name = cursor.next('an engine');
  if (name.kind !== 'word' && name.kind !== 'quoted')
    throw new SqlError(`an engine is expected instead of "${name.text}"`, name.line);
  const args = cursor.atSymbol('(') ? cursor.bracketed() : [];
  const expressions = args.length === 0 ? [] : splitAtCommas(args).map(expressionOf);
  return canonicalEngine(
    name.value,
    // Stored as the name that it is at CREATE (26.7), and that of another host's default database on a cluster.
    expressions.map((argument) =>
      argument.key === 'currentDatabase ( )' ? parseExpression(quoteString(database)) : argument,
    ),
  );
}

/** The storage clauses as they were written, before defaults are filled in. */
interface StorageClauses {
  engine: Engine | null;
  partitionBy: Expression | null;
  primaryKey: Expression[] | null;
  orderBy: Expression[] | null;
  sampleBy: Expression | null;
  ttl: Expression[];
  settings: Setting[];
}

function noStorage(): StorageClauses {
  return { engine: null, partitionBy: null, primaryKey: null, orderBy: null, sampleBy: null, ttl: [], settings: [] };
}

/** Reads one storage clause if one is next. */
function acceptStorageClause(cursor: Cursor, clauses: StorageClauses, database: string): boolean {
  const line = cursor.line;
  const once = (clause: string, taken: boolean): void => {
    if (taken) throw new SqlError(`${clause} is given twice`, line);
  };
  if (cursor.accept('ENGINE')) {
    once('ENGINE', clauses.engine !== null);
    clauses.engine = parseEngineClause(cursor, database);
  } else if (cursor.accept('PARTITION', 'BY')) {
    once('PARTITION BY', clauses.partitionBy !== null);
    clauses.partitionBy = expressionOf(connected(cursor.expression(storageWords, false)));
  } else if (cursor.accept('PRIMARY', 'KEY')) {
    once('PRIMARY KEY', clauses.primaryKey !== null);
    clauses.primaryKey = expressionListOf(connected(cursor.expression(storageWords, false)));
  } else if (cursor.accept('ORDER', 'BY')) {
    once('ORDER BY', clauses.orderBy !== null);
    clauses.orderBy = expressionListOf(connected(cursor.expression(storageWords, false)));
  } else if (cursor.accept('SAMPLE', 'BY')) {
    once('SAMPLE BY', clauses.sampleBy !== null);
    clauses.sampleBy = expressionOf(connected(cursor.expression(storageWords, false)));
  } else if (cursor.accept('TTL')) {
    once('TTL', clauses.ttl.length > 0);
    clauses.ttl = ttlElements(
      cursor.expression(
        [
          'SETTINGS',
          'COMMENT',
          'AS',
          'ENGINE',
          'PARTITION',
          'PRIMARY',
          'SAMPLE',
          'ORDER',
          'POPULATE',
          'EMPTY',
          'DEFINER',
          'SQL',
        ],
        false,
      ),
    );
  } else if (cursor.accept('SETTINGS')) {
    once('SETTINGS', clauses.settings.length > 0);
    clauses.settings = parseSettings(cursor);
  } else return false;
  return true;
}

/** The elements of a TTL clause. DELETE is what an element without an action does, and is not reported. */
export function ttlElements(tokens: readonly Token[]): Expression[] {
  const elements: Token[][] = [];
  for (const part of splitAtCommas(tokens)) {
    const open = elements.at(-1);
    if (open !== undefined && continuesGroupBy(open, part)) open.push(...commaBefore(part), ...part);
    else elements.push(part);
  }
  return elements.map((element) =>
    expressionOf(
      ttlWordsInCapitals(element).filter((token, index) => {
        const next = element[index + 1];
        return !(index > 0 && isWord(token, 'DELETE') && (next === undefined || isWord(next, 'WHERE')));
      }),
    ),
  );
}

const ttlWords = new Set([
  'TO',
  'DISK',
  'VOLUME',
  'IF',
  'EXISTS',
  'RECOMPRESS',
  'CODEC',
  'GROUP',
  'BY',
  'SET',
  'WHERE',
]);

function ttlWordsInCapitals(element: readonly Token[]): Token[] {
  let depth = 0;
  return element.map((token, index) => {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    const isKeyword = depth === 0 && index > 0 && token.kind === 'word' && ttlWords.has(token.text.toUpperCase());
    // A column may be called like a keyword: `SET set = max(set)`.
    return isKeyword && element[index + 1]?.text !== '=' ? inCapitals(token) : token;
  });
}

/** Whether a part goes on with `GROUP BY a, b SET x = max(x), y = min(y)`: more keys before SET, more assignments after it. */
function continuesGroupBy(element: readonly Token[], part: readonly Token[]): boolean {
  const group = element.findIndex((token, index) => isWord(token, 'GROUP') && isWord(element[index + 1], 'BY'));
  if (group < 0) return false;
  const set = element.some((token, index) => index > group && isWord(token, 'SET'));
  return !set || (part[1]?.text === '=' && (part[0]?.kind === 'word' || part[0]?.kind === 'quoted'));
}

function commaBefore(part: readonly Token[]): Token[] {
  const [first] = part;
  return first === undefined ? [] : [{ kind: 'symbol', text: ',', value: ',', offset: first.offset, line: first.line }];
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}

/** The canonical storage: keys that only repeat others are left out, a MergeTree without a sorting key has `tuple()`. */
export function storageOf(clauses: {
  readonly engine: Engine;
  readonly partitionBy: Expression | null;
  readonly primaryKey: readonly Expression[] | null;
  readonly orderBy: readonly Expression[] | null;
  readonly sampleBy: Expression | null;
  readonly ttl: readonly Expression[];
  readonly settings: readonly Setting[];
}): Storage {
  const { primaryKey } = clauses;
  const orderBy = clauses.orderBy ?? (isMergeTree(clauses.engine) ? (primaryKey ?? []) : null);
  const repeats = primaryKey !== null && orderBy !== null && sameKeys(primaryKey, orderBy);
  // `PARTITION BY tuple()` is no partitioning.
  const partitionBy =
    clauses.partitionBy !== null && /^(tuple )?\( \)$/.test(clauses.partitionBy.key) ? null : clauses.partitionBy;
  return { ...clauses, partitionBy, orderBy, primaryKey: repeats ? null : primaryKey };
}

function sameKeys(a: readonly Expression[], b: readonly Expression[]): boolean {
  return a.length === b.length && a.every((expression, index) => expression.key === b[index]?.key);
}

function parseTable(cursor: Cursor, head: Head, defaults: ParseDefaults): Table | DistributedTable {
  let elements: TableElements = { columns: [], indexes: [], projections: [], constraints: [], primaryKey: null };
  let listed = false;
  let like: ObjectName | null = null;
  let comment: string | null = null;
  const clauses = noStorage();
  while (!cursor.done) {
    if (!listed && cursor.acceptSymbol('(')) {
      elements = parseTableElements(cursor, head.at.file);
      listed = true;
    } else if (cursor.accept('COMMENT')) comment = stringValue(cursor, 'the comment') || null;
    else if (cursor.at('AS') || cursor.at('EMPTY') || cursor.at('CLONE')) {
      if (!cursor.accept('AS') || cursor.at('SELECT') || cursor.at('WITH') || cursor.atSymbol('(')) {
        throw new SqlError('CREATE TABLE ... AS SELECT moves data and is no definition: list the columns', cursor.line);
      }
      like = objectName(cursor, defaults.database);
    } else if (!acceptStorageClause(cursor, clauses, defaults.database))
      throw cursor.unexpected('a clause of CREATE TABLE');
  }
  const { engine } = clauses;
  if (engine === null)
    throw new SqlError(`the table ${head.name.name} has no ENGINE: write the one that it should have`, head.at.line);
  if (engine.name === 'Distributed')
    return distributedTable(head, clauses, engine, elements, listed, like, comment, defaults);
  if (like !== null) {
    throw new SqlError(
      'CREATE TABLE ... AS another table is read for Distributed tables only: list the columns',
      head.at.line,
    );
  }
  if (!listed) throw new SqlError(`the table ${head.name.name} lists no columns`, head.at.line);
  const primaryKey = clauses.primaryKey ?? elements.primaryKey;
  return {
    ...head,
    kind: 'table',
    comment,
    columns: elements.columns,
    indexes: elements.indexes,
    projections: elements.projections,
    constraints: elements.constraints,
    storage: storageOf({ ...clauses, engine, primaryKey }),
  };
}

function distributedTable(
  head: Head,
  clauses: StorageClauses,
  engine: Engine,
  elements: TableElements,
  listed: boolean,
  like: ObjectName | null,
  comment: string | null,
  defaults: ParseDefaults,
): DistributedTable {
  const parts = distributedArguments(engine, head.at.line, defaults.database);
  if (like !== null && tableKey(like) !== tableKey(parts.local)) {
    throw new SqlError(
      `the Distributed table ${head.name.name} takes its columns AS ${tableKey(like)} but reads ${tableKey(parts.local)}: name one table`,
      head.at.line,
    );
  }
  if (!listed && like === null)
    throw new SqlError(
      `the Distributed table ${head.name.name} has no columns: list them or write AS ${tableKey(parts.local)}`,
      head.at.line,
    );
  const misplaced =
    clauses.partitionBy !== null
      ? 'PARTITION BY'
      : clauses.primaryKey !== null || elements.primaryKey !== null
        ? 'PRIMARY KEY'
        : clauses.orderBy !== null
          ? 'ORDER BY'
          : clauses.sampleBy !== null
            ? 'SAMPLE BY'
            : clauses.ttl.length > 0
              ? 'TTL'
              : elements.indexes.length > 0
                ? 'INDEX'
                : elements.projections.length > 0
                  ? 'PROJECTION'
                  : null;
  if (misplaced !== null)
    throw new SqlError(
      `a Distributed table takes no ${misplaced} (code 36): move it to ${tableKey(parts.local)}`,
      head.at.line,
    );
  return {
    ...head,
    kind: 'distributed',
    comment,
    ...parts,
    columns: elements.columns.map((column) => ({ ...column, codec: null, ttl: null, statistics: null, settings: [] })),
    columnsFromLocal: !listed,
    constraints: elements.constraints,
    settings: clauses.settings,
  };
}

/** The metadata of a Distributed engine. @throws SqlError where the arguments aren't that (codes 42 and 36). */
export function distributedArguments(
  engine: Engine,
  line: number,
  defaultDatabase: string,
): Pick<DistributedTable, 'over' | 'local' | 'shardingKey' | 'policy'> {
  const [over, database, table, shardingKey, policy, ...more] = engine.args;
  const name = stringArgument(table);
  if (over === undefined || database === undefined || name === null || more.length > 0) {
    throw new SqlError('Distributed takes (cluster, database, table[, sharding key[, policy]])', line);
  }
  const cluster = stringArgument(over);
  if (cluster === null)
    throw new SqlError(`the cluster of a Distributed table must be a name instead of ${over.text}`, line);
  const current = database.key === 'currentDatabase ( )' ? defaultDatabase : stringArgument(database);
  if (current === null)
    throw new SqlError(`the database of a Distributed table must be a name instead of ${database.text}`, line);
  const policyName = stringArgument(policy);
  if (policy !== undefined && policyName === null)
    throw new SqlError(`the storage policy of a Distributed table must be a string instead of ${policy.text}`, line);
  return {
    over: cluster,
    local: { database: current === '' ? defaultDatabase : current, name },
    shardingKey: shardingKey ?? null,
    policy: policyName,
  };
}

function parseQueryClause(cursor: Cursor, defaults: ParseDefaults): { query: Expression; comment: string | null } {
  const tokens = cursor.rest();
  const last = tokens.at(-1);
  // 26.7 takes the comment of a view after its query as well.
  if (last?.kind === 'string' && tokens.at(-2)?.text.toUpperCase() === 'COMMENT') {
    return { query: expressionOf(qualifyTables(tokens.slice(0, -2), defaults.database)), comment: last.value || null };
  }
  return { query: expressionOf(qualifyTables(tokens, defaults.database)), comment: null };
}

/** `DEFINER = x SQL SECURITY y`, in any order; null where neither is next. */
function acceptSecurity(cursor: Cursor): Expression | null {
  let definer = '';
  let security = '';
  while (cursor.at('DEFINER') || cursor.at('SQL', 'SECURITY')) {
    if (cursor.accept('DEFINER')) {
      cursor.acceptSymbol('=');
      definer = `DEFINER = ${cursor.next('a user').text}`;
    } else {
      cursor.expect('SQL', 'SECURITY');
      security = `SQL SECURITY ${cursor.next('DEFINER, INVOKER or NONE').text.toUpperCase()}`;
    }
  }
  const clause = [definer, security].filter((part) => part !== '').join(' ');
  return clause === '' ? null : parseExpression(clause);
}

function parseView(cursor: Cursor, head: Head, defaults: ParseDefaults): View {
  let columns: readonly ViewColumn[] | null = null;
  let security: Expression | null = null;
  let comment: string | null = null;
  while (!cursor.done) {
    if (columns === null && cursor.acceptSymbol('(')) columns = parseViewColumns(cursor);
    else if (cursor.accept('COMMENT')) comment = stringValue(cursor, 'the comment') || null;
    else if (cursor.accept('AS')) {
      const { query, comment: trailing } = parseQueryClause(cursor, defaults);
      return { ...head, kind: 'view', columns, query, security, comment: comment ?? trailing };
    } else {
      const clause = acceptSecurity(cursor);
      if (clause === null) throw cursor.unexpected('AS SELECT');
      security = clause;
    }
  }
  throw new SqlError(`the view ${head.name.name} has no AS SELECT`, head.at.line);
}

function parseMaterializedView(cursor: Cursor, head: Head, defaults: ParseDefaults): MaterializedView {
  let columns: readonly ViewColumn[] | null = null;
  let security: Expression | null = null;
  let comment: string | null = null;
  let to: ObjectName | null = null;
  let refresh: Expression | null = null;
  let populate = false;
  const clauses = noStorage();
  while (!cursor.done) {
    if (columns === null && cursor.acceptSymbol('(')) columns = parseViewColumns(cursor);
    else if (cursor.accept('COMMENT')) comment = stringValue(cursor, 'the comment') || null;
    else if (cursor.at('REFRESH')) refresh = parseRefresh(cursor, defaults);
    else if (cursor.accept('TO')) to = objectName(cursor, defaults.database);
    else if (cursor.accept('POPULATE')) populate = true;
    else if (cursor.accept('EMPTY')) continue;
    else if (cursor.accept('AS')) {
      const { query, comment: trailing } = parseQueryClause(cursor, defaults);
      if (to !== null && clauses.engine !== null)
        throw new SqlError(`the materialized view ${head.name.name} has both TO and ENGINE: keep one`, head.at.line);
      if (to === null && clauses.engine === null)
        throw new SqlError(
          `the materialized view ${head.name.name} has neither TO nor ENGINE: write TO a table`,
          head.at.line,
        );
      const storage = clauses.engine === null ? null : storageOf({ ...clauses, engine: clauses.engine });
      return {
        ...head,
        kind: 'materialized-view',
        columns,
        query,
        security,
        to,
        storage,
        refresh,
        populate,
        comment: comment ?? trailing,
      };
    } else if (!acceptStorageClause(cursor, clauses, defaults.database)) {
      const clause = acceptSecurity(cursor);
      if (clause === null) throw cursor.unexpected('a clause of CREATE MATERIALIZED VIEW');
      security = clause;
    }
  }
  throw new SqlError(`the materialized view ${head.name.name} has no AS SELECT`, head.at.line);
}

/** The REFRESH clause with all its parts, as 26.7 reports it: keywords in capitals, names with their database. */
function parseRefresh(cursor: Cursor, defaults: ParseDefaults): Expression {
  const parts: string[] = [];
  const ends = ['TO', 'ENGINE', 'DEFINER', 'SQL', 'AS', 'EMPTY', 'COMMENT'];
  while (!cursor.done && !cursor.atSymbol('(') && !ends.some((word) => cursor.at(word))) {
    if (cursor.accept('DEPENDS', 'ON')) {
      const names: string[] = [];
      do names.push(printName(objectName(cursor, defaults.database)));
      while (cursor.acceptSymbol(','));
      parts.push(`DEPENDS ON ${names.join(', ')}`);
    } else if (cursor.accept('SETTINGS')) {
      const settings = parseSettings(cursor).map(({ name, value }) => `${name} = ${value}`);
      parts.push(`SETTINGS ${settings.join(', ')}`);
    } else {
      const token = cursor.next('REFRESH');
      const word = token.text.toUpperCase();
      if (token.kind !== 'number' && !refreshWords.has(word.replace(/S$/, '')))
        throw new SqlError(`unexpected "${token.text}" in the REFRESH clause`, token.line);
      parts.push(refreshUnits.has(word.replace(/S$/, '')) ? word.replace(/S$/, '') : word);
    }
  }
  return parseExpression(parts.join(' '));
}

const refreshUnits = new Set(['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
const refreshWords = new Set([
  ...refreshUnits,
  ...['REFRESH', 'EVERY', 'AFTER', 'OFFSET', 'RANDOMIZE', 'FOR', 'APPEND'],
]);

function parseDictionary(cursor: Cursor, head: Head): Dictionary {
  if (!cursor.atSymbol('(')) throw cursor.unexpected('"(" with the attributes of the dictionary');
  const attributes = canonicalAttributes(cursor.bracketed());
  const rest = cursor.rest();
  const last = rest.at(-1);
  const hasComment = last?.kind === 'string' && rest.at(-2)?.text.toUpperCase() === 'COMMENT';
  const definition = canonicalDictionary(hasComment ? rest.slice(0, -2) : rest);
  return { ...head, kind: 'dictionary', attributes, definition, comment: hasComment ? last.value || null : null };
}

function parseFunction(cursor: Cursor, head: Head): SqlFunction {
  cursor.expect('AS');
  const definition = expressionOf(cursor.rest());
  end(cursor, 'the function');
  return { ...head, kind: 'function', definition, comment: null };
}
