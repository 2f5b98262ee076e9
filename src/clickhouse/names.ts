/** Names that a schema may use and the engine has no list for, or that depend on the configuration it gets. */
import { grantedEngines } from './config.ts';

/** Table functions that read nothing but their arguments, the schema's own tables and the configured clusters. Lower case. */
export const tableFunctions: ReadonlySet<string> = new Set([
  'cluster',
  'clusterallreplicas',
  'dictionary',
  'format',
  'generaterandom',
  'generate_series',
  'generateseries',
  'loop',
  'merge',
  'null',
  'numbers',
  'numbers_mt',
  'primes',
  'values',
  'view',
  'viewexplain',
  'viewifpermitted',
  'zeros',
  'zeros_mt',
]);

/** Sources of a dictionary that stay in the engine, lower case. CLICKHOUSE only without another host. */
export const dictionarySources: ReadonlySet<string> = new Set(['clickhouse', 'null']);

/** Engines of tables and databases that run as they are, lower case. */
export const engineNames: ReadonlySet<string> = new Set(grantedEngines.map((name) => name.toLowerCase()));

/** Codecs, types of skip indexes and of statistics: words with brackets that are neither functions nor types. Lower case. */
export const declarations: ReadonlySet<string> = new Set([
  ...['codec', 'default', 'none', 'lz4', 'lz4hc', 'zstd', 'zstd_qat', 'delta', 'doubledelta', 'gcd', 'gorilla', 'fpc'],
  ...['t64', 'alp', 'zxc', 'quantized', 'multiple', 'deflate_qpl', 'aes_128_gcm_siv', 'aes_256_gcm_siv'],
  ...[
    'minmax',
    'set',
    'bloom_filter',
    'ngrambf_v1',
    'tokenbf_v1',
    'text',
    'full_text',
    'inverted',
    'vector_similarity',
  ],
  ...['sparse_grams', 'tdigest', 'countmin', 'uniq', 'statistics'],
  // Tokenizers and preprocessors of text indexes.
  ...['splitbynonalpha', 'splitbystring', 'ngrams', 'sparsegrams', 'array', 'asciicjk', 'unicode'],
]);

/**
 * Functions whose first argument may be a function, given by its bare name: `arrayMap(lower, names)`. Lower case. A test asks the engine
 * for all of them.
 */
export const higherOrder: ReadonlySet<string> = new Set(
  (
    'all avg compact count cumsum cumsumnonnegative difference exists fill filter first firstindex firstornull fold last ' +
    'lastindex lastornull map max min partialreversesort partialsort product reversefill reversesort reversesplit sort ' +
    'split sum bottomk topk partition'
  )
    .split(' ')
    .map((name) => `array${name}`)
    .concat(
      'all apply exists filter partialreversesort partialsort reversesort sort'.split(' ').map((name) => `map${name}`),
    ),
);
