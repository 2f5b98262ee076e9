/** The list between the parentheses of CREATE TABLE: columns, indexes, projections, constraints. */
import type {
  Column,
  ColumnDefault,
  Constraint,
  Expression,
  Projection,
  Setting,
  SkipIndex,
  SourceRef,
  ViewColumn,
} from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { canonicalCodec } from './codec.ts';
import { Cursor, inCapitals } from './cursor.ts';
import { canonicalSettings } from './engine.ts';
import { connected, expressionListOf, expressionOf, parseExpression, splitAtCommas } from './expression.ts';
import { printColumnDefinition } from './print.ts';
import { SqlError, type Token, tokenize } from './tokens.ts';
import { canonicalTypeOf, typeLength } from './types.ts';

export interface TableElements {
  readonly columns: readonly Column[];
  readonly indexes: readonly SkipIndex[];
  readonly projections: readonly Projection[];
  readonly constraints: readonly Constraint[];
  /** PRIMARY KEY given in the list or at columns; null where it is not. */
  readonly primaryKey: readonly Expression[] | null;
}

const afterColumnExpression = [
  'COMMENT',
  'CODEC',
  'STATISTICS',
  'TTL',
  'PRIMARY',
  'SETTINGS',
  'COLLATE',
  'NOT',
  'NULL',
];

/** Reads the list; `cursor` stands right after its opening parenthesis and is left after the closing one. */
export function parseTableElements(cursor: Cursor, file: string): TableElements {
  const columns: Column[] = [];
  const indexes: SkipIndex[] = [];
  const projections: Projection[] = [];
  const constraints: Constraint[] = [];
  const columnKey: Expression[] = [];
  let primaryKey: readonly Expression[] | null = null;

  while (!cursor.atSymbol(')')) {
    const at: SourceRef = { file, line: cursor.line };
    if (cursor.at('INDEX')) indexes.push(parseIndex(cursor, at));
    else if (cursor.at('PROJECTION')) projections.push(parseProjection(cursor, at));
    else if (cursor.at('CONSTRAINT')) constraints.push(parseConstraint(cursor, at));
    else if (cursor.accept('PRIMARY', 'KEY')) primaryKey = expressionListOf(cursor.expression([], true));
    else if (cursor.at('FOREIGN', 'KEY'))
      throw new SqlError('FOREIGN KEY means nothing to ClickHouse: remove it', cursor.line);
    else {
      const { column, isKey } = parseColumn(cursor, at);
      if (isKey)
        columnKey.push(
          expressionOf([{ kind: 'quoted', text: column.name, value: column.name, offset: 0, line: at.line }]),
        );
      columns.push(...expandNested(column));
    }
    if (!cursor.acceptSymbol(',')) break;
  }
  cursor.expectSymbol(')');
  return {
    columns,
    indexes,
    projections,
    constraints,
    primaryKey: primaryKey ?? (columnKey.length > 0 ? columnKey : null),
  };
}

function parseColumn(cursor: Cursor, at: SourceRef): { column: Column; isKey: boolean } {
  const renamedFrom = cursor.renamedFrom();
  const name = identifierPath(cursor);
  const startsAttribute = ['DEFAULT', 'MATERIALIZED', 'ALIAS', 'EPHEMERAL', 'CODEC', 'COMMENT'].some((word) =>
    cursor.at(word),
  );
  if (startsAttribute || cursor.atSymbol(',') || cursor.atSymbol(')')) {
    throw new SqlError(`the column ${name} has no type: write the type that it should have`, cursor.line);
  }
  let type = canonicalTypeOf(cursor.take(typeLength((ahead) => cursor.peek(ahead))));

  let defaults: ColumnDefault | null = null;
  let codec: Expression | null = null;
  let ttl: Expression | null = null;
  let comment: string | null = null;
  let statistics: Expression | null = null;
  let settings: readonly Setting[] = [];
  let isKey = false;
  const seen = new Set<string>();
  const once = (attribute: string): void => {
    if (seen.has(attribute)) throw new SqlError(`the column ${name} has two ${attribute} clauses`, cursor.line);
    seen.add(attribute);
  };

  while (!cursor.atSymbol(',') && !cursor.atSymbol(')')) {
    if ((cursor.at('NOT', 'NULL') || cursor.at('NULL')) && type.startsWith('Nullable('))
      throw new SqlError(`the column ${name} is Nullable twice: keep the type or NULL (code 377)`, cursor.line);
    if (cursor.accept('NOT', 'NULL')) once('NULL');
    else if (cursor.accept('NULL')) {
      once('NULL');
      // What can't be nullable is left for the rules to name.
      type = `Nullable(${type})`;
    } else if (cursor.at('DEFAULT') || cursor.at('MATERIALIZED') || cursor.at('ALIAS')) {
      once('default');
      const kind = cursor.next('a default').text.toUpperCase();
      const expression = expressionOf(connected(cursor.expression(afterColumnExpression, true)));
      defaults = { kind: kind === 'DEFAULT' ? 'DEFAULT' : kind === 'ALIAS' ? 'ALIAS' : 'MATERIALIZED', expression };
    } else if (cursor.accept('EPHEMERAL')) {
      once('default');
      const bare =
        cursor.atSymbol(',') || cursor.atSymbol(')') || afterColumnExpression.some((word) => cursor.at(word));
      defaults = {
        kind: 'EPHEMERAL',
        expression: bare ? null : expressionOf(connected(cursor.expression(afterColumnExpression, true))),
      };
    } else if (cursor.accept('CODEC')) {
      once('CODEC');
      codec = canonicalCodec(expressionOf(cursor.bracketed()), type);
    } else if (cursor.accept('STATISTICS')) {
      once('STATISTICS');
      statistics = canonicalStatistics(cursor.bracketed());
    } else if (cursor.accept('TTL')) {
      once('TTL');
      ttl = expressionOf(connected(cursor.expression(afterColumnExpression, true)));
    } else if (cursor.accept('COMMENT')) {
      once('COMMENT');
      comment = stringValue(cursor, 'the comment') || null;
    } else if (cursor.accept('PRIMARY', 'KEY')) {
      once('PRIMARY KEY');
      isKey = true;
    } else if (cursor.accept('SETTINGS')) {
      once('SETTINGS');
      settings = parseSettings(new Cursor(cursor.bracketed()));
    } else
      throw cursor.unexpected(
        `"," or a clause of the column ${name} (DEFAULT, COMMENT, CODEC, STATISTICS, TTL, SETTINGS)`,
      );
  }
  return {
    column: { name, type, default: defaults, codec, ttl, comment, statistics, settings, renamedFrom, at },
    isKey,
  };
}

/** Kinds of statistics mean the same in any order. */
function canonicalStatistics(tokens: readonly Token[]): Expression {
  const kinds = splitAtCommas(tokens).map((part) => expressionOf(part).key);
  return { text: expressionOf(tokens).text, key: kinds.sort(compareText).join(' , ') };
}

/** A column of type Nested is that many array columns, as ClickHouse stores it (`flatten_nested`, its default). */
function expandNested(column: Column): Column[] {
  if (!column.type.startsWith('Nested(')) return [column];
  const elements = new Cursor(tokenize(column.type));
  elements.next('Nested');
  return splitAtCommas(elements.bracketed()).map((part) => {
    const [name, ...type] = part;
    if (name === undefined) throw new SqlError(`an element of ${column.name} has no name`, column.at.line);
    return {
      ...column,
      name: `${column.name}.${name.value}`,
      type: `Array(${canonicalTypeOf(type)})`,
      renamedFrom: column.renamedFrom === null ? null : `${column.renamedFrom}.${name.value}`,
    };
  });
}

function parseIndex(cursor: Cursor, at: SourceRef): SkipIndex {
  cursor.expect('INDEX');
  const name = cursor.next('the name of the index').value;
  const expression = expressionOf(connected(cursor.expression(['TYPE'], true)));
  cursor.expect('TYPE');
  const type = expressionOf(cursor.expression(['GRANULARITY'], true));
  const written = cursor.accept('GRANULARITY') ? Number(cursor.next('a number').text) : null;
  if (written !== null && !Number.isInteger(written))
    throw new SqlError(`GRANULARITY of the index ${name} is no whole number`, at.line);
  const granularity = written ?? defaultGranularity(type);
  return { name, expression, type: withoutEmptyArguments(type), granularity, at };
}

/** What ClickHouse 26.7 takes where GRANULARITY is not written. */
export function defaultGranularity(type: Expression): number {
  return /^(text|vector_similarity)\b/.test(type.key) ? 100_000_000 : 1;
}

/** `minmax()` is `minmax`; the server reports each as it was written. */
export function withoutEmptyArguments(type: Expression): Expression {
  return / \( \)$/.test(type.key) ? parseExpression(type.key.slice(0, -4)) : type;
}

function parseProjection(cursor: Cursor, at: SourceRef): Projection {
  cursor.expect('PROJECTION');
  const name = cursor.next('the name of the projection').value;
  if (!cursor.at('INDEX') && !cursor.atSymbol('('))
    throw cursor.unexpected(`"(" with the query of the projection ${name}`);
  const body = expressionOf(cursor.at('INDEX') ? projectionIndex(cursor) : cursor.bracketed());
  const settings = cursor.accept('WITH', 'SETTINGS') ? expressionOf(cursor.bracketed()) : null;
  return { name, body, settings, at };
}

/** `INDEX expression TYPE basic`. */
function projectionIndex(cursor: Cursor): Token[] {
  const index = inCapitals(cursor.next('INDEX'));
  const expression = connected(cursor.expression(['TYPE'], true));
  if (!cursor.at('TYPE')) throw cursor.unexpected('TYPE');
  return [index, ...expression, inCapitals(cursor.next('TYPE')), cursor.next('the type of the index')];
}

function parseConstraint(cursor: Cursor, at: SourceRef): Constraint {
  cursor.expect('CONSTRAINT');
  const name = cursor.next('the name of the constraint').value;
  const kind = cursor.accept('ASSUME') ? 'ASSUME' : 'CHECK';
  if (kind === 'CHECK') cursor.expect('CHECK');
  return { name, kind, expression: expressionOf(connected(cursor.expression([], true))), at };
}

/** `name = literal, ...` up to the end or to a word that can't be one of them. Sorted, canonical. */
export function parseSettings(cursor: Cursor): Setting[] {
  const settings: Setting[] = [];
  do {
    const name = cursor.next('a setting').value;
    cursor.expectSymbol('=');
    const value = cursor.expression(
      [
        'COMMENT',
        'AS',
        'EMPTY',
        'POPULATE',
        'DEFINER',
        'SQL',
        'ENGINE',
        'ORDER',
        'PARTITION',
        'PRIMARY',
        'SAMPLE',
        'TTL',
        'APPEND',
        'TO',
      ],
      true,
    );
    settings.push({ name, value: expressionOf(value).text });
  } while (cursor.acceptSymbol(','));
  return canonicalSettings(settings);
}

/** The column list of a view: names, with or without types. The cursor stands after the opening parenthesis. */
export function parseViewColumns(cursor: Cursor): ViewColumn[] {
  const columns: ViewColumn[] = [];
  while (!cursor.atSymbol(')')) {
    for (const kind of ['INDEX', 'PROJECTION', 'CONSTRAINT', 'PRIMARY']) {
      const definesMore = cursor.at(kind) && cursor.peek(2)?.text !== ',' && cursor.peek(2)?.text !== ')';
      if (definesMore && (kind !== 'PRIMARY' || cursor.at('PRIMARY', 'KEY')))
        throw new SqlError(`CHX reads no ${kind} in the list of a view: write TO a table that has it`, cursor.line);
    }
    const bare = cursor.peek(1)?.text === ',' || cursor.peek(1)?.text === ')';
    if (bare) columns.push({ name: identifierPath(cursor), type: null, attributes: null });
    else {
      const { column } = parseColumn(cursor, { file: '', line: cursor.line });
      if (column.renamedFrom !== null)
        throw new SqlError(`CHX renames no column of a view (${column.name}): remove the comment`, column.at.line);
      columns.push({ name: column.name, type: column.type, attributes: attributesOf(column) });
    }
    if (!cursor.acceptSymbol(',')) break;
  }
  cursor.expectSymbol(')');
  return columns;
}

/** What follows the type of a column, as one piece; null where nothing does. */
function attributesOf(column: Column): Expression | null {
  const text = printColumnDefinition(column).slice(column.type.length).trim();
  if (text === '') return null;
  const keyOf = <T extends Expression | null>(expression: T): T =>
    expression === null ? expression : { ...expression, text: expression.key };
  const keyed: Column = {
    ...column,
    default: column.default === null ? null : { ...column.default, expression: keyOf(column.default.expression) },
    codec: keyOf(column.codec),
    ttl: keyOf(column.ttl),
    statistics: keyOf(column.statistics),
  };
  return { text, key: printColumnDefinition(keyed).slice(column.type.length).trim() };
}

/** A column's name: `a`, `` `a b` ``, or the path of a Nested element, `n.a`. */
function identifierPath(cursor: Cursor): string {
  const first = cursor.next('the name of a column');
  if (first.kind !== 'word' && first.kind !== 'quoted') {
    throw new SqlError(`the name of a column is expected instead of "${first.text}"`, first.line);
  }
  let name = first.value;
  while (cursor.atSymbol('.')) {
    cursor.expectSymbol('.');
    name += `.${cursor.next('the name of a column').value}`;
  }
  return name;
}

/** The value of the string literal that is next. */
export function stringValue(cursor: Cursor, what: string): string {
  const token = cursor.next(what);
  if (token.kind !== 'string')
    throw new SqlError(`${what} must be a string in single quotes instead of "${token.text}"`, token.line);
  return token.value;
}
