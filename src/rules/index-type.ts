import { nearest } from '../config/nearest.ts';
import type { SkipIndex } from '../schema/model.ts';
import { expressionTokens } from '../sql/names.ts';
import { callOf, isLiteral } from './shared/expressions.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

/** `26.7` names these; the others are gone from it, or were never more than an experiment. */
const known = [
  'minmax',
  'set',
  'bloom_filter',
  'tokenbf_v1',
  'ngrambf_v1',
  'sparse_grams',
  'text',
  'vector_similarity',
];
const gone: Readonly<Record<string, string>> = {
  inverted: 'text',
  full_text: 'text',
  annoy: 'vector_similarity',
  usearch: 'vector_similarity',
  hypothesis: 'minmax',
};

export const indexType = defineRule({
  id: 'index-type',
  severity: 'error',
  title: 'A skip index of an unknown type or with wrong arguments',
  why: 'ClickHouse refuses an unknown type, `set` without its size and `vector_similarity` with other than three or six arguments with 80 (INCORRECT_QUERY), a wrong count of bloom filter parameters and a rate outside of 0 to 1 with 36 or 42, GRANULARITY 0 and `text` without a tokenizer with 36. Types that newer versions dropped (inverted, full_text, annoy, usearch, hypothesis) are a warning.',
  fix: 'Use minmax, set(N), bloom_filter(rate), tokenbf_v1(bytes, hashes, seed), ngrambf_v1(n, bytes, hashes, seed), text(tokenizer = ...) or vector_similarity(...).',
  refusal: { code: 80, name: 'INCORRECT_QUERY', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, name String, INDEX by_name name TYPE set) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, name String, INDEX by_name name TYPE set(100)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const index of table.indexes) {
        const problem = typeProblem(index);
        if (problem === null) continue;
        const [text, severity] = problem;
        const found: Problem = { object: table, at: index.at, message: `the index ${code(index.name)} ${text}` };
        yield severity === 'warning' ? { ...found, severity } : found;
      }
    }
  },
});

function typeProblem(index: SkipIndex): readonly [string, 'error' | 'warning'] | null {
  const shown = code(index.type.text);
  if (index.granularity === 0) return ['has GRANULARITY 0: use 1 or more', 'error'];
  if (isLiteral(index.expression))
    return [`is over the constant ${code(index.expression.text)}: name a column`, 'error'];
  const call = callOf(index.type);
  // Names of index types are taken in any case.
  const name = (call?.name ?? expressionTokens(index.type)[0]?.value ?? '').toLowerCase();
  const args = (call?.args ?? []).map((part) => part.map((token) => token.text).join(''));
  const count = args.length;
  const number = Number(args[0]);
  const instead = gone[name];
  if (instead !== undefined)
    return [`has the type ${shown}, which newer versions have not: use ${code(instead)}`, 'warning'];
  if (!known.includes(name)) {
    const meant = nearest(name, known);
    return meant === null
      ? [`has the type ${shown}, which is not known to CHX: check its name`, 'warning']
      : [`has the type ${shown}, which there is not: did you mean ${code(meant)}?`, 'error'];
  }
  if (name === 'set' && (count !== 1 || !Number.isInteger(number) || number < 0)) {
    return [`has the type ${shown}: set takes the most values to keep, as in ${code('set(100)')}`, 'error'];
  }
  if (name === 'bloom_filter' && (count > 1 || (count === 1 && !(number > 0 && number < 1)))) {
    return [
      `has the type ${shown}: bloom_filter takes a rate between 0 and 1, as in ${code('bloom_filter(0.01)')}`,
      'error',
    ];
  }
  if (name === 'tokenbf_v1' && count !== 3) {
    return [
      `has the type ${shown}: tokenbf_v1 takes bytes, hashes and seed, as in ${code('tokenbf_v1(32768, 3, 0)')}`,
      'error',
    ];
  }
  if (name === 'ngrambf_v1' && count !== 4) {
    return [
      `has the type ${shown}: ngrambf_v1 takes n, bytes, hashes and seed, as in ${code('ngrambf_v1(4, 32768, 3, 0)')}`,
      'error',
    ];
  }
  if (name === 'sparse_grams' && count !== 5 && count !== 6) {
    return [`has the type ${shown}: sparse_grams takes five or six arguments`, 'error'];
  }
  if (name === 'vector_similarity' && count > 0 && args[0]?.startsWith("'") !== true) {
    return [
      `has the type ${shown}: the first argument of vector_similarity is a text, as in ${code("vector_similarity('hnsw', 'L2Distance', 3)")}`,
      'error',
    ];
  }
  if (name === 'vector_similarity' && count !== 3 && count !== 6) {
    return [`has the type ${shown}: vector_similarity takes three or six arguments`, 'error'];
  }
  if (name === 'text' && !args.some((argument) => argument.startsWith('tokenizer='))) {
    return [
      `has the type ${shown}: text takes a tokenizer, as in ${code('text(tokenizer = splitByNonAlpha)')}`,
      'error',
    ];
  }
  return null;
}
