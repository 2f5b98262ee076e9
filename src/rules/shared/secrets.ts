/** Where passwords stand in engines, table functions, settings and dictionary sources. */
import type { Expression, SchemaObject } from '../../schema/model.ts';
import { insideParentheses, splitAtCommas } from '../../sql/expression.ts';
import { expressionTokens } from '../../sql/names.ts';
import { type Token, tokenize } from '../../sql/tokens.ts';

/** The argument that is a secret, counted from 0, by engine or table function in lower case. */
const positions: Readonly<Record<string, number>> = {
  mysql: 4,
  postgresql: 4,
  materializedpostgresql: 4,
  mongodb: 4,
  remote: 4,
  remotesecure: 4,
  redis: 2,
  s3: 2,
  s3cluster: 3,
  s3queue: 2,
  gcs: 2,
  oss: 2,
  cosn: 2,
  iceberg: 2,
  icebergs3: 2,
  deltalake: 2,
  deltalakes3: 2,
  hudi: 2,
};

/** Keys of settings, named arguments and dictionary sources whose value is a secret. */
const keys =
  /^(.*_)?(password|secret_access_key|account_key|access_token|connection_string|secret|auth_token|api_key)$/i;

export interface Literal {
  /** What it stands for: `argument 5 of MySQL`, `kafka_sasl_password`. */
  readonly place: string;
  /** The string without its quotes. */
  readonly value: string;
}

/** Every string of an object that stands where a secret does. */
export function secretLiterals(object: SchemaObject): readonly Literal[] {
  switch (object.kind) {
    case 'table':
      return [
        ...ofStorage(object.storage),
        ...object.columns.flatMap((column) => ofExpression(column.default?.expression ?? null)),
      ];
    case 'materialized-view':
      return [...(object.storage === null ? [] : ofStorage(object.storage)), ...ofExpression(object.query)];
    case 'view':
      return ofExpression(object.query);
    case 'dictionary':
    case 'function':
      return ofExpression(object.definition);
    case 'database':
      return object.engine === null ? [] : ofCall(object.engine.name, object.engine.args.map(expressionTokens));
    case 'distributed':
      return [];
  }
}

function ofStorage(storage: {
  readonly engine: { readonly name: string; readonly args: readonly Expression[] };
  readonly settings: readonly { name: string; value: string }[];
}): readonly Literal[] {
  const settings = storage.settings.flatMap(({ name, value }) => {
    const literal = keys.test(name) ? stringOf(tokenize(value)) : null;
    return literal === null ? [] : [{ place: name, value: literal }];
  });
  return [...ofCall(storage.engine.name, storage.engine.args.map(expressionTokens)), ...settings];
}

function ofExpression(expression: Expression | null): readonly Literal[] {
  if (expression === null) return [];
  const tokens = expressionTokens(expression);
  const found: Literal[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' && token.kind !== 'quoted') continue;
    const next = tokens[index + 1];
    // A key of a dictionary source: PASSWORD 'x'.
    if (next?.kind === 'string' && keys.test(token.value)) found.push({ place: token.value, value: next.value });
    if (next?.text !== '(') continue;
    const end = closing(tokens, index + 1);
    const inner = insideParentheses(tokens.slice(index + 1, end + 1));
    if (inner !== null && inner.length > 0 && positions[token.value.toLowerCase()] !== undefined) {
      found.push(...ofCall(token.value, splitAtCommas(inner)));
    }
  }
  return found;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'symbol') continue;
    depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}

function ofCall(name: string, args: readonly (readonly Token[])[]): readonly Literal[] {
  const found: Literal[] = [];
  for (const argument of args) {
    // Named arguments of a collection: password = 'x'.
    const [key, equals, ...value] = argument;
    const literal = key !== undefined && equals?.text === '=' && keys.test(key.value) ? stringOf(value) : null;
    if (key !== undefined && literal !== null) found.push({ place: `${key.value} of ${name}`, value: literal });
  }
  const position = positions[name.toLowerCase()];
  const secret = position === undefined ? undefined : args[position];
  const literal = secret === undefined ? null : stringOf(secret);
  if (position === undefined || literal === null) return found;
  // Object storages take (url, format, structure) as well as (url, key, secret, ...): with a format before it, it is none.
  const before = stringOf(args[position - 1] ?? []);
  if (position < 4 && name.toLowerCase() !== 'redis' && (before === null || formats.test(before))) return found;
  return [...found, { place: `argument ${position + 1} of ${name}`, value: literal }];
}

const formats =
  /^(auto|NOSIGN|((Custom|Tab|Pretty|Line|Raw|Row|JSON|CSV|TSV|TSKV|BSON|Parquet|ORC|Avro|Arrow|Native|Protobuf|Values|Template|Regexp|MsgPack|Npy|One|Form|XML|SQL|MySQL|Hash|Null|Vertical|Markdown|Prometheus|CapnProto|DWARF)[A-Za-z]*))$/;

function stringOf(tokens: readonly Token[]): string | null {
  const [token, ...more] = tokens;
  return token?.kind === 'string' && more.length === 0 ? token.value : null;
}

/** Whether a URL carries a password: `https://user:password@host/`. */
export function hasPassword(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]+:[^/@\s]+@/i.test(url);
}

/** Every string in an engine's arguments. */
export function engineStrings(object: SchemaObject): readonly string[] {
  const engine = object.kind === 'table' || object.kind === 'materialized-view' ? object.storage?.engine : undefined;
  return (engine?.args ?? []).flatMap((argument) => {
    const text = stringOf(expressionTokens(argument));
    return text === null ? [] : [text];
  });
}
