/** Rows of the matrix by the names that stand in a schema: types, codecs, engines, index types, dictionary layouts. */
import type { Token } from '../sql/tokens.ts';
import { tokenize } from '../sql/tokens.ts';

const types: Readonly<Record<string, string>> = {
  Bool: 'type-bool',
  BFloat16: 'type-bfloat16',
  Date32: 'type-date32',
  DateTime64: 'type-datetime64',
  Dynamic: 'type-dynamic',
  Geometry: 'type-geometry',
  Int128: 'type-int128',
  Int256: 'type-int256',
  IPv4: 'type-ipv4',
  IPv6: 'type-ipv6',
  JSON: 'type-json',
  LineString: 'type-line-string',
  LowCardinality: 'type-low-cardinality',
  Map: 'type-map',
  MultiPolygon: 'type-multi-polygon',
  Object: 'type-object-json',
  Point: 'type-point',
  Polygon: 'type-polygon',
  QBit: 'type-qbit',
  Ring: 'type-ring',
  SimpleAggregateFunction: 'type-simple-aggregate-function',
  Time: 'type-time',
  Time64: 'type-time64',
  UInt128: 'type-uint128',
  UInt256: 'type-uint256',
  Variant: 'type-variant',
};

const codecs: Readonly<Record<string, string>> = {
  AES_128_GCM_SIV: 'codec-aes',
  AES_256_GCM_SIV: 'codec-aes',
  ALP: 'codec-alp',
  Delta: 'codec-delta',
  DoubleDelta: 'codec-double-delta',
  FPC: 'codec-fpc',
  GCD: 'codec-gcd',
  Gorilla: 'codec-gorilla',
  LZ4: 'codec-lz4',
  LZ4HC: 'codec-lz4hc',
  NONE: 'codec-none',
  T64: 'codec-t64',
  ZSTD: 'codec-zstd',
};

const engines: Readonly<Record<string, string>> = {
  Alias: 'engine-alias',
  CoalescingMergeTree: 'engine-coalescing-merge-tree',
  EmbeddedRocksDB: 'engine-embedded-rocksdb',
  Executable: 'engine-executable',
  GenerateRandom: 'engine-generate-random',
  KeeperMap: 'engine-keeper-map',
  NATS: 'engine-nats',
  PostgreSQL: 'engine-postgresql',
  RabbitMQ: 'engine-rabbitmq',
  Redis: 'engine-redis',
  S3: 'engine-s3',
  S3Queue: 'engine-s3-queue',
  TimeSeries: 'engine-time-series',
};

const databaseEngines: Readonly<Record<string, string>> = {
  Atomic: 'database-atomic',
  Lazy: 'database-lazy',
  Memory: 'database-memory',
  Ordinary: 'database-ordinary',
  Replicated: 'database-replicated',
  SQLite: 'database-sqlite',
};

const indexTypes: Readonly<Record<string, string>> = {
  annoy: 'index-annoy',
  bloom_filter: 'index-bloom-filter',
  full_text: 'index-full-text',
  hypothesis: 'index-hypothesis',
  inverted: 'index-inverted',
  minmax: 'index-minmax',
  ngrambf_v1: 'index-ngrambf-v1',
  set: 'index-set',
  sparse_grams: 'index-sparse-grams',
  text: 'index-text',
  tokenbf_v1: 'index-tokenbf-v1',
  usearch: 'index-usearch',
  vector_similarity: 'index-vector-similarity',
};

const layouts: Readonly<Record<string, string>> = {
  CACHE: 'dictionary-layout-cache',
  COMPLEX_KEY_HASHED: 'dictionary-layout-complex-key-hashed',
  DIRECT: 'dictionary-layout-direct',
  FLAT: 'dictionary-layout-flat',
  HASHED_ARRAY: 'dictionary-layout-hashed-array',
  IP_TRIE: 'dictionary-layout-ip-trie',
  NAIVE_BAYES: 'dictionary-layout-naive-bayes',
  RANGE_HASHED: 'dictionary-layout-range-hashed',
  SPARSE_HASHED: 'dictionary-layout-sparse-hashed',
};

/**
 * The rows that a type needs, its parts included.
 *
 * @param type In canonical spelling: aliases are resolved, Enum values have numbers.
 */
export function typeRows(type: string): readonly string[] {
  const tokens = tokenize(type);
  const rows = tokens.flatMap((token, index) => {
    // A word that another one follows is the name of a tuple's element.
    if (token.kind !== 'word' || !isLastWord(tokens[index + 1])) return [];
    return [types[token.text], ...argumentRows(token.text, tokens.slice(index + 1))].filter((id) => id !== undefined);
  });
  return [...new Set(rows)];
}

function isLastWord(next: Token | undefined): boolean {
  return next === undefined || (next.kind === 'symbol' && ['(', ')', ','].includes(next.text));
}

function argumentRows(name: string, [open, first]: readonly Token[]): readonly string[] {
  if (open?.text !== '(' || first === undefined) return [];
  if (name === 'Decimal' && Number(first.text) > 38) return ['type-decimal256'];
  if (name === 'Nullable' && first.text === 'Tuple') return ['type-nullable-tuple'];
  if (name === 'JSON') return ['type-json-typed-paths'];
  return [];
}

/** The rows of the codecs in a chain. */
export function codecRows(chain: string): readonly string[] {
  const rows = tokenize(chain).flatMap(({ kind, text }) => (kind === 'word' ? [codecs[text]] : []));
  return ['column-codec', ...new Set(rows.filter((id) => id !== undefined))];
}

/** The row of a table engine, `Replicated` in front left out; null where every version in the matrix has it. */
export function engineRow(name: string): string | null {
  return engines[name.replace(/^Replicated/, '')] ?? null;
}

/** The row of a database engine; null where the matrix has none. */
export function databaseEngineRow(name: string): string | null {
  return databaseEngines[name] ?? null;
}

/** The row of an index type; null where the matrix has none. */
export function indexRow(type: string): string | null {
  return indexTypes[/^\w+/.exec(type)?.[0] ?? ''] ?? null;
}

/** The rows of the layout in a dictionary's definition. */
export function layoutRows(definition: string): readonly string[] {
  const tokens = tokenize(definition);
  const place = tokens.findIndex(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'LAYOUT');
  const row = layouts[tokens[place + 2]?.text.toUpperCase() ?? ''];
  return place < 0 || row === undefined ? [] : [row];
}
