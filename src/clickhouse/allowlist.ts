/**
 * What of a schema must not reach the engine that verifies, be it the embedded one or a server. Pure: decided on the schema alone, before any process starts.
 *
 * An allow-list: a function, engine, setting or dictionary source that isn't on it is refused, so that what the next
 * ClickHouse brings is refused until somebody has read about it. Behind it stand the engine's own parser (`syntax.ts`) and, for
 * the embedded engine, its grants (`config.ts`).
 */
import type { Finding } from '../schema/finding.ts';
import type {
  Column,
  Dictionary,
  Expression,
  Schema,
  SchemaObject,
  Setting,
  Storage,
  ViewColumn,
} from '../schema/model.ts';
import { compareText, objectLabel } from '../schema/name.ts';
import { SqlError, type Token, tokenize } from '../sql/tokens.ts';
import { isAggregateFunction } from './aggregate.ts';
import { overlayDatabase } from './config.ts';
import { allowedFunctions, querySettings, systemTables, typeNames } from './functions.ts';
import { declarations, dictionarySources, engineNames, higherOrder, tableFunctions } from './names.ts';

/** Words of the grammar that stand before a bracket without calling anything, and functions of the parser's own. */
const grammar: ReadonlySet<string> = new Set(
  (
    'all and any apply array as asc between by case columns cube desc distinct else end except exists extract filter ' +
    'from global group grouping having ilike in interpolate intersect interval into join key like limit not of offset ' +
    'on or order over partition prewhere primary qualify recursive regexp replace rollup sample select sets settings ' +
    'some step tables then to ttl union using values when where window with within ' +
    'date_add dateadd date_sub datesub timestamp_add timestampadd timestamp_sub timestampsub datediff date_diff ' +
    'timestamp_diff timestampdiff date_trunc datetrunc trim position substring cast lambda'
  ).split(' '),
);

/**
 * Everything about a schema that keeps it from being verified: one finding for each object and reason.
 *
 * @param schema As it would be printed for the engine: Replicated engines may stand in it, engines that fetch rows
 *   elsewhere may not.
 */
export function embeddedRefusals(schema: Schema): Finding[] {
  const functions = new Set<string>();
  for (const object of schema.objects.values()) {
    // As it is written: the engine tells `FILE` from `file`, which is one of its own.
    if (object.kind === 'function') functions.add(object.name.name);
  }
  return [...schema.objects.values()].flatMap((object) => {
    const reasons = new Set<string>();
    new Check(functions, (reason) => reasons.add(reason)).object(object);
    return [...reasons].sort(compareText).map(
      (reason): Finding => ({
        rule: 'embedded-engine-refused',
        severity: 'notice',
        object: objectLabel(object),
        message: `${objectLabel(object)} is not given to the engine: ${reason}.`,
        file: object.at.file,
        line: object.at.line,
      }),
    );
  });
}

class Check {
  readonly #functions: ReadonlySet<string>;
  readonly #refuse: (reason: string) => void;

  constructor(functions: ReadonlySet<string>, refuse: (reason: string) => void) {
    this.#functions = functions;
    this.#refuse = refuse;
  }

  object(object: SchemaObject): void {
    switch (object.kind) {
      case 'database':
        if (object.engine !== null) this.#engine(object.engine.name, object.engine.args);
        return;
      case 'table':
        for (const column of object.columns) this.#column(column);
        for (const { expression, type } of object.indexes) this.#expressions([expression, type]);
        for (const { body, settings } of object.projections) this.#expressions([body, settings]);
        for (const { expression } of object.constraints) this.#expressions([expression]);
        this.#storage(object.storage);
        return;
      case 'distributed':
        for (const column of object.columns) this.#column(column);
        for (const { expression } of object.constraints) this.#expressions([expression]);
        this.#expressions([object.shardingKey]);
        this.#tableSettings(object.settings);
        return;
      case 'view':
        this.#viewColumns(object.columns);
        this.#expressions([object.query, object.security]);
        return;
      case 'materialized-view':
        this.#viewColumns(object.columns);
        this.#expressions([object.query, object.security, object.refresh]);
        if (object.storage !== null) this.#storage(object.storage);
        return;
      case 'dictionary':
        this.#dictionary(object);
        return;
      case 'function':
        this.#expressions([object.definition]);
    }
  }

  #column(column: Column): void {
    this.#text(column.type);
    this.#expressions([column.default?.expression ?? null, column.codec, column.ttl, column.statistics]);
    this.#tableSettings(column.settings);
  }

  #viewColumns(columns: readonly ViewColumn[] | null): void {
    for (const { type, attributes } of columns ?? []) {
      if (type !== null) this.#text(type);
      this.#expressions([attributes]);
    }
  }

  #storage(storage: Storage): void {
    this.#engine(storage.engine.name, storage.engine.args);
    const { partitionBy, primaryKey, orderBy, sampleBy, ttl, settings } = storage;
    this.#expressions([partitionBy, ...(primaryKey ?? []), ...(orderBy ?? []), sampleBy, ...ttl]);
    for (const element of ttl) {
      const tokens = meaningful(element.text);
      const place = tokens?.find(
        (token, at) => /^(?:disk|volume)$/i.test(token.text) && /^to$/i.test(tokens[at - 1]?.text ?? ''),
      );
      if (place !== undefined) this.#refuse('its TTL moves rows to a disk or volume, which are the server’s own');
    }
    this.#tableSettings(settings);
  }

  #engine(name: string, args: readonly Expression[]): void {
    const plain = name.replace(/^(?:Replicated|Shared)(?=.)/, '').toLowerCase();
    // A Replicated database is created as an Atomic one.
    if (name !== 'Replicated' && name !== 'Shared' && !engineNames.has(plain)) {
      this.#refuse(`engine ${name} is not on the list of engines that stay in their folder`);
    }
    this.#expressions(args);
  }

  /** Settings of tables and columns: literals, and none that names a place. */
  #tableSettings(settings: readonly Setting[]): void {
    for (const { name, value } of settings) {
      const tokens = meaningful(value) ?? [];
      const literal = tokens.every(
        ({ kind, text }) => kind === 'string' || kind === 'number' || kind === 'word' || text === '-',
      );
      if (!literal) this.#refuse(`setting ${name} is no plain value`);
      if (/^(?:disk|storage_policy|table_disk)$/i.test(name))
        this.#refuse(`setting ${name} names a place on the server`);
    }
  }

  #expressions(expressions: readonly (Expression | null)[]): void {
    for (const expression of expressions) if (expression !== null) this.#text(expression.text);
  }

  #text(text: string): void {
    const tokens = meaningful(text);
    if (tokens === null) this.#refuse('part of it can’t be read as SQL');
    else this.#tokens(tokens);
  }

  /** Function calls, table references and settings in any piece of SQL. */
  #tokens(tokens: readonly Token[]): void {
    for (const [index, token] of tokens.entries()) {
      const before = tokens[index - 1];
      const after = tokens[index + 1];
      const name = token.kind === 'word' || token.kind === 'quoted';
      const word = token.kind === 'word' ? token.text.toLowerCase() : '';
      if (token.text === ';' && token.kind === 'symbol') this.#refuse('a semicolon stands in it');
      if (token.value.includes(overlayDatabase)) this.#refuse(`it names ${overlayDatabase}`);
      if (name && after?.text === '(' && before?.text !== '.') {
        this.#call(token);
        if (higherOrder.has(token.value.toLowerCase())) this.#functionArgument(tokens, index + 2);
      }
      if (word === 'apply') this.#applied(tokens, index + 1);
      if (word === 'outfile' || word === 'infile') this.#refuse(`${word.toUpperCase()} names a file`);
      if ((word === 'from' || word === 'join') && after?.kind === 'string')
        this.#refuse(`it reads ${after.text} as a table`);
      // In a database that lies over the file system this is a file.
      if (token.kind === 'quoted' && /^[/~]|\.\.|:\/\//.test(token.value))
        this.#refuse(`it names the file ${token.text}`);
      if (name && token.value === 'system' && after?.text === '.') {
        const table = tokens[index + 2]?.value ?? '';
        if (!systemTables.has(table.toLowerCase()))
          this.#refuse(`system.${table} is not on the list of tables that every engine has`);
      }
      if (word === 'settings' && before?.text !== '.') this.#settings(tokens, index + 1);
    }
  }

  #call(token: Token): void {
    const name = token.value.toLowerCase();
    if (token.kind === 'word' && grammar.has(name)) return;
    const allowed =
      allowedFunctions.has(name) ||
      tableFunctions.has(name) ||
      typeNames.has(name) ||
      declarations.has(name) ||
      this.#functions.has(token.value) ||
      isAggregateFunction(name);
    if (!allowed) this.#refuse(`${token.value}() is not on the list of functions that stay in the engine`);
  }

  /** A function that is called by its bare name: `arrayMap(lower, names)`. With one argument alone it is a column. */
  #functionArgument(tokens: readonly Token[], start: number): void {
    const argument: Token[] = [];
    let depth = 0;
    for (const token of tokens.slice(start)) {
      if (/^[([{]$/.test(token.text)) depth += 1;
      else if (/^[)\]}]$/.test(token.text)) depth -= 1;
      if (depth < 0) return;
      if (depth === 0 && token.text === ',') break;
      // Brackets around a name change nothing.
      if (token.text !== '(' && token.text !== ')') argument.push(token);
    }
    const [name, as] = argument;
    const bare = argument.length === 1 || (argument.length === 3 && /^as$/i.test(as?.text ?? ''));
    if (bare && name !== undefined && (name.kind === 'word' || name.kind === 'quoted')) this.#call(name);
  }

  /** `* APPLY f`, `* APPLY(f)`; what is written as a call or a lambda is seen as that. */
  #applied(tokens: readonly Token[], start: number): void {
    const at = tokens[start]?.text === '(' ? start + 1 : start;
    const [token, next] = [tokens[at], tokens[at + 1]];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) return;
    // A column may be called `apply`, and what stands behind it is then no function.
    const column = at === start && grammar.has(token.text.toLowerCase());
    if (!column && next?.text !== '(' && next?.text !== '->' && next?.text !== '-') this.#call(token);
  }

  /** `SETTINGS a = 1, b = 'x'` of a query: what stands between two commas outside of brackets. */
  #settings(tokens: readonly Token[], start: number): void {
    for (let index = start; tokens[index + 1]?.text === '='; ) {
      const name = tokens[index]?.value ?? '';
      if (!querySettings.has(name.toLowerCase())) {
        this.#refuse(`the query setting ${name} is not on the list of settings that name no place and hold no code`);
      }
      let depth = 0;
      for (index += 2; index < tokens.length && (depth > 0 || tokens[index]?.text !== ','); index++) {
        if (/^[([{]$/.test(tokens[index]?.text ?? '')) depth += 1;
        else if (/^[)\]}]$/.test(tokens[index]?.text ?? '')) depth -= 1;
        if (depth < 0) return;
      }
      index += 1;
    }
  }

  #dictionary(dictionary: Dictionary): void {
    this.#text(dictionary.attributes.text);
    const attributes = meaningful(dictionary.attributes.text) ?? [];
    for (const [index, { kind, value }] of attributes.entries()) {
      // An attribute's expression may be written as a string, which the engine runs all the same.
      if (kind === 'string' && /^expression$/i.test(attributes[index - 1]?.text ?? '')) this.#code(value);
    }
    const tokens = meaningful(dictionary.definition.text);
    if (tokens === null) {
      this.#refuse('part of it can’t be read as SQL');
      return;
    }
    const clause = (word: string): number =>
      tokens.findIndex(
        (token, at) => token.kind === 'word' && token.text.toUpperCase() === word && tokens[at + 1]?.text === '(',
      );
    const layout = tokens[clause('LAYOUT') + 2]?.value.toLowerCase() ?? '';
    if (clause('LAYOUT') >= 0 && /ssd_cache|naive_bayes/.test(layout)) {
      this.#refuse(`the layout ${layout} keeps files outside of the engine’s folder`);
    }
    const settings = clause('SETTINGS');
    if (settings >= 0) this.#settings(tokens, settings + 2);
    const source = clause('SOURCE');
    const kind = tokens[source + 2]?.value ?? '';
    if (source < 0) this.#refuse('it has no source');
    else if (!dictionarySources.has(kind.toLowerCase())) {
      this.#refuse(`its source ${kind} reads from outside of the engine`);
    } else if (kind.toLowerCase() === 'clickhouse') {
      if (tokens[source + 3]?.text === '(') this.#clickhouseSource(tokens, source + 4);
      else this.#refuse('its source can’t be read');
    }
  }

  /** SQL in a string, of which the engine's parser shows nothing: without functions of the schema's own. */
  #code(text: string): void {
    new Check(new Set(), this.#refuse).#text(text);
  }

  /** `TABLE 'x' DB 'y' ...`: keys and values up to the closing bracket. */
  #clickhouseSource(tokens: readonly Token[], start: number): void {
    let index = start;
    while (index < tokens.length && tokens[index]?.text !== ')') {
      const key = tokens[index]?.value.toLowerCase() ?? '';
      const value = tokens[index + 1];
      if (value === undefined) return;
      const call = tokens[index + 2]?.text === '(' && tokens[index + 3]?.text === ')';
      this.#sourceValue(key, call ? `${value.value}()` : value.value);
      index += call ? 4 : 2;
    }
  }

  #sourceValue(key: string, value: string): void {
    const local: Readonly<Record<string, readonly string[]>> = {
      host: ['localhost', '127.0.0.1'],
      port: ['9000', 'tcpPort()'],
      user: ['default'],
      password: [''],
      secure: ['0'],
    };
    const accepted = local[key];
    if (accepted !== undefined) {
      if (!accepted.includes(value)) this.#refuse(`its source reads from another server (${key.toUpperCase()})`);
    } else if (['query', 'where', 'invalidate_query', 'update_field'].includes(key)) this.#code(value);
    else if (['table', 'db', 'database'].includes(key)) {
      if (value.includes('/') || value === overlayDatabase)
        this.#refuse(`its source names a file (${key.toUpperCase()})`);
    } else if (key !== 'update_lag') {
      this.#refuse(`its source has the key ${key.toUpperCase()}, which is not on the list`);
    }
  }
}

/** The tokens without comments; null where the text is no SQL. */
function meaningful(text: string): readonly Token[] | null {
  try {
    return tokenize(text).filter((token) => token.kind !== 'comment');
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}
