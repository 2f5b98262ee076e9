/**
 * A definition as the CREATE statement that it stands for. The statement goes through the same parser as a SQL schema
 * file, so a table means the same however it was written, down to the last canonical detail.
 */

import type { ObjectName } from '../schema/model.ts';
import { isMergeTree } from '../sql/engine.ts';
import { expressionOf, splitAtCommas } from '../sql/expression.ts';
import { parseEngine, parseExpression, parseExpressionList, parseName } from '../sql/fragments.ts';
import { printName, quoteIdentifier, quoteString } from '../sql/print.ts';
import { SqlError, type Token, tokenize } from '../sql/tokens.ts';
import type { CodecOf, ColumnOf, DefinitionOf, IndexOf, Reference, TableOf } from './definition-format.ts';

/** A part of a definition that can't be turned into SQL. */
export class DefinitionError extends Error {}

/** What a definition's own words leave open. */
export interface Context {
  /** Database of names that give none. */
  readonly database: string;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

/** Words that end an expression where they stand bare, though a column may be called that. */
const clauseWords = new Set(
  'ALIAS AS CODEC COLLATE COMMENT DEFAULT DEFINER EMPTY ENGINE EPHEMERAL GRANULARITY MATERIALIZED NOT NULL ORDER PARTITION POPULATE PRIMARY REFRESH SAMPLE SETTINGS SQL STATISTICS TO TTL TYPE'.split(
    ' ',
  ),
);

/** Reads a fragment with an error that says which part of the definition it is. */
function reading<T>(where: string, text: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new DefinitionError(`${where} can't be read as SQL: ${error.message}`);
  }
}

const meaningful = (text: string): Token[] => tokenize(text).filter((token) => token.kind !== 'comment');

/** One expression on one line, without comments. A list of several is one only where it stands in parentheses. */
function expression(where: string, text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return clauseWords.has(text.toUpperCase()) ? quoteIdentifier(text) : text;
  return reading(where, text, (sql) => {
    const parts = splitAtCommas(meaningful(sql));
    if (parts.length > 1) throw new SqlError('it is a list of several', 1);
    return parseExpression(sql).text;
  });
}

/** SQL that may hold commas at its top: a query, a TTL, the arguments of a clause. */
const fragment = (where: string, text: string): string =>
  // What is plainly a name, or a name with one argument, is most of what there is.
  /^[A-Za-z_]\w*(\([A-Za-z_0-9]+\))?$/.test(text)
    ? text
    : reading(where, text.replace(/;\s*$/, ''), (sql) => parseExpression(sql).text);

/** A key: the name of a column is one whatever it holds, other elements may be several separated by commas. */
function keyList(where: string, key: string | readonly string[], columns: ReadonlySet<string>): string {
  const elements = (typeof key === 'string' ? [key] : key).filter((element) => element.trim() !== '');
  const [only] = elements;
  const texts =
    elements.length === 1 && only !== undefined && !columns.has(only.trim())
      ? reading(where, only, (sql) => parseExpressionList(sql)).map(({ text }) => text)
      : elements.flatMap((element) => {
          if (columns.has(element.trim())) return [column(element.trim())];
          return reading(where, element, (sql) => splitAtCommas(meaningful(sql)).map(expressionOf)).map(
            ({ text }) => text,
          );
        });
  return texts.length === 0 ? 'tuple()' : `(${texts.join(', ')})`;
}

const column = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && !clauseWords.has(name.toUpperCase()) ? name : quoteIdentifier(name);

const value = (literal: string | number | boolean): string =>
  typeof literal === 'string' ? quoteString(literal) : String(literal);

type DefaultValue = NonNullable<ColumnOf['default']>;

function defaultSql(where: string, given: DefaultValue): string {
  if (typeof given === 'object') return expression(where, given.expression);
  if (typeof given === 'string' && given.startsWith('fn:')) return expression(where, given.slice('fn:'.length));
  return value(given);
}

/**
 * A setting's value as a literal. Where texts are SQL by tradition (MergeTree settings), a text that is one quoted
 * string or one number is taken as it is; any other text is a value.
 */
function settingSql(given: string | number | boolean, literal: boolean): string {
  if (typeof given === 'boolean') return given ? '1' : '0';
  if (typeof given === 'number') return String(given);
  if (!literal && (/^-?\d+(\.\d+)?$/.test(given) || /^'([^'\\]|\\.|'')*'$/s.test(given))) return given;
  return quoteString(given);
}

function settingsSql(settings: Settings | undefined, literal = false): string {
  return Object.entries(settings ?? {})
    .map(([name, given]) => `${quoteSetting(name)} = ${settingSql(given, literal)}`)
    .join(', ');
}

function quoteSetting(name: string): string {
  if (!/^[A-Za-z_][\w.]*$/.test(name))
    throw new DefinitionError(`the setting ${JSON.stringify(name)} has no valid name`);
  return name;
}

function codecSql(where: string, codec: NonNullable<ColumnOf['codec']>): string {
  if (typeof codec === 'string') return rawCodec(where, codec);
  const steps = Array.isArray(codec) ? codec : [codec];
  if (steps.length === 0) throw new DefinitionError(`${where} is an empty list; leave it out`);
  return steps.map((step) => codecStep(where, step)).join(', ');
}

function codecStep(where: string, { kind, level, size, floatSize, expression: raw }: CodecOf): string {
  if (kind === 'raw') {
    if (raw === undefined) throw new DefinitionError(`${where} of kind raw needs an expression`);
    return rawCodec(where, raw);
  }
  const args = kind === 'FPC' ? [level, floatSize] : [level ?? size];
  const given = args.filter((argument) => argument !== undefined);
  return given.length === 0 ? codecName(where, kind) : `${codecName(where, kind)}(${given.join(', ')})`;
}

function codecName(where: string, kind: string): string {
  if (!/^\w+$/.test(kind)) throw new DefinitionError(`${where}: ${JSON.stringify(kind)} is no kind of codec`);
  return kind;
}

function rawCodec(where: string, text: string): string {
  const sql = fragment(where, text);
  return /^CODEC\s*\((.*)\)$/is.exec(sql)?.[1] ?? sql;
}

/** `Nullable` around a type, where ClickHouse takes it: inside LowCardinality, and not twice. */
function nullable(type: string): string {
  if (/^\s*Nullable\s*\(/i.test(type)) return type;
  const inner = /^\s*LowCardinality\s*\((.*)\)\s*$/is.exec(type)?.[1];
  return inner === undefined ? `Nullable(${type})` : `LowCardinality(${nullable(inner)})`;
}

function columnSql(given: ColumnOf): string {
  const where = (part: string): string => `column ${given.name}: ${part}`;
  const type = fragment(where('type'), given.nullable === true ? nullable(given.type) : given.type);
  const parts = [quoteIdentifier(given.name), type, columnDefault(given, where)];
  if (given.comment !== undefined) parts.push(`COMMENT ${quoteString(given.comment)}`);
  if (given.codec !== undefined) parts.push(`CODEC(${codecSql(where('codec'), given.codec)})`);
  if (given.statistics !== undefined) parts.push(`STATISTICS(${fragment(where('statistics'), given.statistics)})`);
  if (given.ttl !== undefined) parts.push(`TTL ${expression(where('ttl'), given.ttl)}`);
  if (given.settings !== undefined) parts.push(`SETTINGS (${settingsSql(given.settings)})`);
  return parts.filter((part) => part !== '').join(' ');
}

function columnDefault(given: ColumnOf, where: (part: string) => string): string {
  const { materialized, alias, ephemeral, defaultKind } = given;
  const forms = [given.default ?? defaultKind, materialized, alias, ephemeral].filter((form) => form !== undefined);
  if (forms.length > 1) {
    throw new DefinitionError(
      `column ${given.name} has several of default, materialized, alias and ephemeral; keep one`,
    );
  }
  if (materialized !== undefined) return `MATERIALIZED ${expression(where('materialized'), materialized)}`;
  if (alias !== undefined) return `ALIAS ${expression(where('alias'), alias)}`;
  if (ephemeral !== undefined) {
    return ephemeral === true ? 'EPHEMERAL' : `EPHEMERAL ${expression(where('ephemeral'), ephemeral)}`;
  }
  if (given.default !== undefined) {
    return `${defaultKind ?? 'DEFAULT'} ${defaultSql(where('default'), given.default)}`;
  }
  if (defaultKind === 'MATERIALIZED' || defaultKind === 'ALIAS') {
    throw new DefinitionError(
      `column ${given.name} is ${defaultKind} without an expression; write it as default: { expression }`,
    );
  }
  return defaultKind === 'EPHEMERAL' ? 'EPHEMERAL' : '';
}

function indexSql(given: IndexOf): string {
  const where = (part: string): string => `index ${given.name}: ${part}`;
  const several = reading(where('expression'), given.expression, (sql) => splitAtCommas(meaningful(sql)).length > 1);
  const on = fragment(where('expression'), given.expression);
  const granularity = given.granularity === undefined ? '' : ` GRANULARITY ${given.granularity}`;
  return `INDEX ${quoteIdentifier(given.name)} ${several ? `(${on})` : on} TYPE ${indexType(given, where)}${granularity}`;
}

function indexType(given: IndexOf, where: (part: string) => string): string {
  const { typeArgs } = given;
  if (typeArgs !== undefined) {
    const args = Array.isArray(typeArgs) ? typeArgs.join(', ') : String(typeArgs);
    return args.trim() === '' ? type(given, where) : `${type(given, where)}(${fragment(where('typeArgs'), args)})`;
  }
  const args = indexArguments(given, where);
  const written = args.filter((argument) => argument !== undefined);
  return written.length === 0 ? type(given, where) : `${type(given, where)}(${written.join(', ')})`;
}

const type = (given: IndexOf, where: (part: string) => string): string => fragment(where('type'), given.type);

/** The arguments of a skip index in ClickHouse's order; those that are missing are for the server to refuse. */
function indexArguments(given: IndexOf, where: (part: string) => string): readonly (string | number | undefined)[] {
  switch (given.type) {
    case 'set':
      return [given.maxRows];
    case 'bloom_filter':
      return [given.falsePositiveRate];
    case 'tokenbf_v1':
      return [given.sizeBytes, given.hashFunctions, given.randomSeed];
    case 'ngrambf_v1':
      return [given.ngramSize, given.sizeBytes, given.hashFunctions, given.randomSeed];
    case 'text':
      return [
        ['tokenizer', given.tokenizer],
        ['preprocessor', given.preprocessor],
        ['postprocessor', given.postprocessor],
        ['support_phrase_search', given.supportPhraseSearch],
        ['dictionary_block_size', given.dictionaryBlockSize],
        ['dictionary_block_frontcoding_compression', given.dictionaryBlockFrontcodingCompression],
        ['posting_list_block_size', given.postingListBlockSize],
        ['posting_list_codec', given.postingListCodec === undefined ? undefined : quoteString(given.postingListCodec)],
      ].map(([key, argument]) => {
        if (argument === undefined) return undefined;
        return `${key} = ${typeof argument === 'string' ? fragment(where(String(key)), argument) : Number(argument)}`;
      });
    default:
      return [];
  }
}

function projectionSql(given: NonNullable<TableOf['projections']>[number]): string {
  const where = `projection ${given.name}`;
  if (given.query !== undefined && given.index === undefined) {
    return `PROJECTION ${quoteIdentifier(given.name)} (${fragment(`${where}: query`, given.query)})`;
  }
  if (given.query !== undefined || given.index === undefined || given.type === undefined) {
    throw new DefinitionError(`${where} needs either a query, or an index and a type`);
  }
  const { index } = given;
  const parts = reading(`${where}: index`, index, (sql) => parseExpressionList(sql)).map(({ text }) => text);
  const on = parts.length === 1 ? parts.join() : `(${parts.join(', ')})`;
  return `PROJECTION ${quoteIdentifier(given.name)} INDEX ${on} TYPE ${fragment(`${where}: type`, given.type)}`;
}

function constraintSql(given: NonNullable<TableOf['constraints']>[number]): string {
  const { name, check, assume } = given;
  const where = `constraint ${name}`;
  if ((check === undefined) === (assume === undefined))
    throw new DefinitionError(`${where} needs either check or assume`);
  const kind = check === undefined ? 'ASSUME' : 'CHECK';
  return `CONSTRAINT ${quoteIdentifier(name)} ${kind} ${expression(where, check ?? assume ?? '')}`;
}

interface StorageParts {
  readonly engine: string;
  readonly orderBy?: string | readonly string[] | undefined;
  readonly primaryKey?: string | readonly string[] | undefined;
  readonly partitionBy?: string | undefined;
  readonly sampleBy?: string | undefined;
  readonly ttl?: string | readonly string[] | undefined;
  readonly settings?: Settings | undefined;
}

function storageSql(given: StorageParts, columns: ReadonlySet<string>): string {
  const engine = reading('engine', given.engine, parseEngine);
  const parts = [`ENGINE = ${fragment('engine', given.engine)}`];
  if (given.partitionBy !== undefined) parts.push(`PARTITION BY ${keyOf('partitionBy', given.partitionBy)}`);
  // Other engines have no keys; an empty list says so too.
  const keyed = (key: string | readonly string[] | undefined): key is string | readonly string[] =>
    key !== undefined && (key.length > 0 || isMergeTree(engine));
  if (keyed(given.primaryKey)) parts.push(`PRIMARY KEY ${keyList('primaryKey', given.primaryKey, columns)}`);
  if (keyed(given.orderBy)) parts.push(`ORDER BY ${keyList('orderBy', given.orderBy, columns)}`);
  if (given.sampleBy !== undefined) parts.push(`SAMPLE BY ${keyOf('sampleBy', given.sampleBy)}`);
  const ttl = typeof given.ttl === 'string' ? [given.ttl] : (given.ttl ?? []);
  if (ttl.length > 0) parts.push(`TTL ${ttl.map((element) => fragment('ttl', element)).join(', ')}`);
  const settings = settingsSql(given.settings, engine.name === 'Kafka');
  if (settings !== '') parts.push(`SETTINGS ${settings}`);
  return parts.join('\n');
}

/** A key expression of which a list is a tuple, written with or without parentheses. */
function keyOf(where: string, text: string): string {
  const several = reading(where, text, (sql) => splitAtCommas(meaningful(sql)).length > 1);
  return several ? `(${fragment(where, text)})` : expression(where, text);
}

const elementsSql = (elements: readonly string[]): string => `(\n${elements.join(',\n')}\n)`;
const commentSql = (comment: string | undefined): string =>
  comment === undefined || comment === '' ? '' : `COMMENT ${quoteString(comment)}`;
const lines = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

/** The object that a reference names. */
export function referencedName(where: string, given: Reference, context: Context): ObjectName {
  if (typeof given !== 'string') return { database: given.database ?? context.database, name: given.name };
  return reading(where, given, (text) => parseName(text, context.database));
}

export function tableSql(given: DefinitionOf<'table'>, name: ObjectName): string {
  const columns = new Set(given.columns.map((item) => item.name));
  const elements = [
    ...given.columns.map(columnSql),
    ...(given.indexes ?? []).map(indexSql),
    ...(given.constraints ?? []).map(constraintSql),
    ...(given.projections ?? []).map(projectionSql),
  ];
  if (reading('engine', given.engine, parseEngine).name === 'Distributed') {
    throw new DefinitionError('engine Distributed is written with distributed({ local, shardingKey })');
  }
  return lines(
    `CREATE TABLE ${printName(name)} ${elementsSql(elements)}`,
    storageSql(given, columns),
    commentSql(given.comment),
  );
}

export function distributedSql(
  given: DefinitionOf<'distributed'>,
  name: ObjectName,
  over: string,
  context: Context,
): string {
  const local = referencedName('local', given.local, context);
  if (given.policy !== undefined && given.shardingKey === undefined) {
    throw new DefinitionError('policy needs a shardingKey before it');
  }
  if (given.constraints !== undefined && given.columns === undefined) {
    throw new DefinitionError('constraints need columns: list them too');
  }
  const args = [over, local.database, local.name].map(quoteString);
  if (given.shardingKey !== undefined) args.push(expression('shardingKey', given.shardingKey));
  if (given.policy !== undefined) args.push(quoteString(given.policy));
  const settings = settingsSql(given.settings);
  const elements =
    given.columns === undefined
      ? `AS ${printName(local)}`
      : elementsSql([...given.columns.map(columnSql), ...(given.constraints ?? []).map(constraintSql)]);
  return lines(
    `CREATE TABLE ${printName(name)} ${elements}`,
    `ENGINE = Distributed(${args.join(', ')})`,
    settings === '' ? '' : `SETTINGS ${settings}`,
    commentSql(given.comment),
  );
}

type ViewParts = Pick<DefinitionOf<'view'>, 'columns' | 'definer' | 'sqlSecurity' | 'comment' | 'as'>;

function viewColumns(columns: ViewParts['columns']): string {
  if (columns === undefined) return '';
  const list = columns.map((item) => {
    const typed = item.type === undefined ? '' : ` ${fragment(`column ${item.name}: type`, item.type)}`;
    return `${quoteIdentifier(item.name)}${typed}`;
  });
  return `(${list.join(', ')})`;
}

function viewTail(given: ViewParts): string {
  const security = [
    ...(given.definer === undefined ? [] : [`DEFINER = ${definer(given.definer)}`]),
    ...(given.sqlSecurity === undefined ? [] : [`SQL SECURITY ${given.sqlSecurity}`]),
  ].join(' ');
  return lines(security, commentSql(given.comment), `AS ${fragment('as', given.as)}`);
}

const definer = (user: string): string => (/^CURRENT_USER$/i.test(user) ? 'CURRENT_USER' : column(user));

export function viewSql(given: DefinitionOf<'view'>, name: ObjectName): string {
  return lines(`CREATE VIEW ${printName(name)} ${viewColumns(given.columns)}`, viewTail(given));
}

export function materializedViewSql(
  given: DefinitionOf<'materialized_view'>,
  name: ObjectName,
  context: Context,
): string {
  const { to, engine } = given;
  if ((to === undefined) === (engine === undefined)) throw new DefinitionError('it needs either to or engine');
  const columns = new Set((given.columns ?? []).map((item) => item.name));
  if (engine === undefined) {
    const storage = (['orderBy', 'primaryKey', 'partitionBy', 'sampleBy', 'ttl', 'settings'] as const).find(
      (key) => given[key] !== undefined,
    );
    if (storage !== undefined) throw new DefinitionError(`${storage} belongs to the table that it writes to`);
  }
  const { refresh } = given;
  const empty = typeof refresh === 'object' && refresh.empty === true;
  return lines(
    `CREATE MATERIALIZED VIEW ${printName(name)}`,
    refresh === undefined ? '' : refreshSql(refresh, context),
    to === undefined ? '' : `TO ${printName(referencedName('to', to, context))}`,
    viewColumns(given.columns),
    engine === undefined ? '' : storageSql({ ...given, engine }, columns),
    given.populate === true ? 'POPULATE' : '',
    empty ? 'EMPTY' : '',
    viewTail(given),
  );
}

function refreshSql(given: NonNullable<DefinitionOf<'materialized_view'>['refresh']>, context: Context): string {
  if (typeof given === 'string') {
    const sql = fragment('refresh', given);
    return /^REFRESH\b/i.test(sql) ? sql : `REFRESH ${sql}`;
  }
  const { every, after } = given;
  if ((every === undefined) === (after === undefined)) throw new DefinitionError('refresh needs either every or after');
  const interval = (key: string, text: string): string => {
    const canonical = fragment(`refresh: ${key}`, text).toUpperCase();
    if (
      !/^\d+ (SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)S?( \d+ (SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)S?)*$/.test(
        canonical,
      )
    ) {
      throw new DefinitionError(`refresh: ${key} is ${JSON.stringify(text)}; accepted: an interval such as '1 HOUR'`);
    }
    return canonical.replace(/([A-Z])S\b/g, '$1');
  };
  const dependsOn = (given.dependsOn ?? []).map((view) => printName(referencedName('dependsOn', view, context)));
  const settings = settingsSql(given.settings);
  return [
    'REFRESH',
    every === undefined ? `AFTER ${interval('after', after ?? '')}` : `EVERY ${interval('every', every)}`,
    given.offset === undefined ? '' : `OFFSET ${interval('offset', given.offset)}`,
    given.randomize === undefined ? '' : `RANDOMIZE FOR ${interval('randomize', given.randomize)}`,
    dependsOn.length === 0 ? '' : `DEPENDS ON ${dependsOn.join(', ')}`,
    settings === '' ? '' : `SETTINGS ${settings}`,
    given.append === true ? 'APPEND' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function dictionarySql(given: DefinitionOf<'dictionary'>, name: ObjectName): string {
  const columns = new Set(given.attributes.map((item) => item.name));
  const key = keyList('primaryKey', given.primaryKey, columns).replace(/^\((.*)\)$/s, '$1');
  const clause = (word: string, text: string): string => `${word}(${fragment(word.toLowerCase(), text)})`;
  const settings = settingsSql(given.settings);
  return lines(
    `CREATE DICTIONARY ${printName(name)} ${elementsSql(given.attributes.map(attributeSql))}`,
    `PRIMARY KEY ${key}`,
    clause('SOURCE', given.source),
    given.lifetime === undefined ? '' : clause('LIFETIME', String(given.lifetime)),
    clause('LAYOUT', given.layout),
    given.range === undefined ? '' : `RANGE(MIN ${column(given.range.min)} MAX ${column(given.range.max)})`,
    settings === '' ? '' : `SETTINGS(${settings})`,
    commentSql(given.comment),
  );
}

function attributeSql(given: DefinitionOf<'dictionary'>['attributes'][number]): string {
  const where = (part: string): string => `attribute ${given.name}: ${part}`;
  if (given.default !== undefined && given.expression !== undefined) {
    throw new DefinitionError(`attribute ${given.name} has both default and expression; keep one`);
  }
  return [
    quoteIdentifier(given.name),
    fragment(where('type'), given.type),
    given.default === undefined ? '' : `DEFAULT ${defaultSql(where('default'), given.default)}`,
    given.expression === undefined ? '' : `EXPRESSION ${expression(where('expression'), given.expression)}`,
    given.hierarchical === true ? 'HIERARCHICAL' : '',
    given.bidirectional === true ? 'BIDIRECTIONAL' : '',
    given.injective === true ? 'INJECTIVE' : '',
    given.isObjectId === true ? 'IS_OBJECT_ID' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function databaseSql(given: DefinitionOf<'database'>, name: ObjectName): string {
  return lines(
    `CREATE DATABASE ${printName(name)}`,
    given.engine === undefined ? '' : `ENGINE = ${fragment('engine', given.engine)}`,
    commentSql(given.comment),
  );
}

export function functionSql(given: DefinitionOf<'function'>, name: ObjectName): string {
  return `CREATE FUNCTION ${printName(name)} AS ${fragment('as', given.as)}`;
}
