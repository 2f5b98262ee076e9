/** Skip indexes, projections, constraints, statistics. */
import type { Feature, Probe } from '../feature.ts';
import { table } from './shared.ts';

function alter(command: string, extra: Partial<Probe> = {}): Probe {
  return { setup: [table], statement: `ALTER TABLE t ${command}`, refused: [62], ...extra };
}

/** A table with one index of a type. */
function indexOf(type: string, extra: Partial<Probe> = {}): Probe {
  return {
    statement: `CREATE TABLE t (k UInt64, s String, INDEX i s TYPE ${type} GRANULARITY 1) ENGINE = MergeTree ORDER BY k`,
    refused: [62, 80],
    ...extra,
  };
}

const indexed =
  'CREATE TABLE t (k UInt64, s String, INDEX i s TYPE minmax GRANULARITY 1) ENGINE = MergeTree ORDER BY k';
const projected =
  'CREATE TABLE t (k UInt64, s String, PROJECTION p (SELECT s, count() GROUP BY s)) ENGINE = MergeTree ORDER BY k';
const constrained = 'CREATE TABLE t (k UInt64, CONSTRAINT c CHECK k > 0) ENGINE = MergeTree ORDER BY k';

export const indexFeatures: readonly Feature[] = [
  {
    id: 'skip-index',
    title: 'INDEX in CREATE TABLE',
    area: 'indexes',
    since: ['20.1'],
    experimental: { since: '19.3.3', setting: 'allow_experimental_data_skipping_indices' },
    instead: 'leave the index out',
    sources: ['changelog 19.3.3', 'changelog 20.1.2.4', 'tried 18.16.1'],
    probes: [{ statement: indexed, refused: [62] }],
  },
  {
    id: 'add-index',
    title: 'ADD INDEX, DROP INDEX',
    area: 'indexes',
    since: ['20.1'],
    experimental: { since: '19.3.3', setting: 'allow_experimental_data_skipping_indices' },
    sources: ['changelog 19.3.3', 'changelog 20.1.2.4', 'tried 18.16.1'],
    probes: [
      alter('ADD INDEX i s TYPE minmax GRANULARITY 1', { shows: 'add' }),
      { shows: 'drop', setup: [indexed], statement: 'ALTER TABLE t DROP INDEX i', refused: [62] },
    ],
  },
  {
    id: 'materialize-index',
    title: 'MATERIALIZE INDEX, CLEAR INDEX',
    area: 'indexes',
    since: ['19.14'],
    sources: ['changelog 19.14.3.3', 'tried 18.16.1'],
    probes: [
      { shows: 'materialize', setup: [indexed], statement: 'ALTER TABLE t MATERIALIZE INDEX i', refused: [62] },
      { shows: 'clear', setup: [indexed], statement: 'ALTER TABLE t CLEAR INDEX i', refused: [62] },
    ],
  },
  {
    id: 'create-index',
    title: 'CREATE INDEX, DROP INDEX as statements',
    area: 'indexes',
    since: ['22.7'],
    instead: 'use ALTER TABLE ... ADD INDEX',
    sources: ['changelog 22.7', 'tried 18.16.1'],
    probes: [{ setup: [table], statement: 'CREATE INDEX i ON t (s) TYPE minmax', refused: [62] }],
  },
  {
    id: 'index-without-granularity',
    title: 'INDEX without GRANULARITY',
    area: 'indexes',
    since: ['23.8'],
    lacked: '18.16.1',
    instead: 'write GRANULARITY 1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: data skipping indexes'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, s String, INDEX i s TYPE minmax) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
  {
    id: 'add-index-position',
    title: 'ADD INDEX ... FIRST, AFTER',
    area: 'indexes',
    since: ['21.8'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: ALTER TABLE ... ADD INDEX'],
    probes: [alter('ADD INDEX i s TYPE minmax GRANULARITY 1 FIRST')],
  },
  {
    id: 'index-minmax',
    title: 'Index type minmax',
    area: 'indexes',
    since: ['20.1'],
    experimental: { since: '19.3.3', setting: 'allow_experimental_data_skipping_indices' },
    sources: ['changelog 19.3.3', 'tried 18.16.1'],
    probes: [indexOf('minmax')],
  },
  {
    id: 'index-set',
    title: 'Index type set',
    area: 'indexes',
    since: ['20.1'],
    experimental: { since: '19.3.3', setting: 'allow_experimental_data_skipping_indices' },
    sources: ['changelog 19.3.3', 'tried 18.16.1'],
    probes: [indexOf('set(100)')],
  },
  {
    id: 'index-ngrambf-v1',
    title: 'Index type ngrambf_v1',
    area: 'indexes',
    since: ['20.1'],
    experimental: { since: '19.5.2.6', setting: 'allow_experimental_data_skipping_indices' },
    sources: ['changelog 19.5.2.6', 'tried 18.16.1'],
    probes: [indexOf('ngrambf_v1(4, 1024, 2, 0)')],
  },
  {
    id: 'index-tokenbf-v1',
    title: 'Index type tokenbf_v1',
    area: 'indexes',
    since: ['20.1'],
    experimental: { since: '19.5.2.6', setting: 'allow_experimental_data_skipping_indices' },
    sources: ['changelog 19.5.2.6', 'tried 18.16.1'],
    probes: [indexOf('tokenbf_v1(1024, 2, 0)')],
  },
  {
    id: 'index-bloom-filter',
    title: 'Index type bloom_filter',
    area: 'indexes',
    since: ['20.1'],
    lacked: '18.16.1',
    sources: ['documentation: bloom_filter', 'tried 18.16.1', 'tried 26.7'],
    probes: [indexOf('bloom_filter(0.01)')],
  },
  {
    id: 'index-hypothesis',
    title: 'Index type hypothesis',
    area: 'indexes',
    since: null,
    experimental: { since: '21.12', setting: null },
    until: '26.5',
    had: '24.8',
    instead: 'leave the index out',
    sources: ['tried 26.5', 'tried 26.7', 'tried 18.16.1', '#18787'],
    probes: [indexOf('hypothesis', { refused: [62, 127] })],
  },
  {
    id: 'index-annoy',
    title: 'Index type annoy',
    area: 'indexes',
    since: null,
    lacked: '22.8',
    experimental: { since: '23.3', setting: 'allow_experimental_annoy_index' },
    until: '26.5',
    had: '24.3',
    instead: 'use vector_similarity',
    sources: ['documentation: annoy, in the documentation of 23.8', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, v Array(Float32), INDEX i v TYPE annoy GRANULARITY 1) ENGINE = MergeTree ORDER BY k',
        refused: [62, 80],
      },
    ],
  },
  {
    id: 'index-usearch',
    title: 'Index type usearch',
    area: 'indexes',
    since: null,
    experimental: { since: '23.8', setting: 'allow_experimental_usearch_index' },
    until: '26.5',
    had: '24.3',
    lacked: '23.3',
    instead: 'use vector_similarity',
    sources: ['documentation: usearch, in the documentation of 24.3', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, v Array(Float32), INDEX i v TYPE usearch GRANULARITY 1) ENGINE = MergeTree ORDER BY k',
        refused: [62, 80],
      },
    ],
  },
  {
    id: 'index-vector-similarity',
    title: 'Index type vector_similarity',
    area: 'indexes',
    since: ['25.8'],
    experimental: { since: '24.8', setting: 'allow_experimental_vector_similarity_index' },
    sources: ['settings changes 24.8', 'settings changes 25.8', 'tried 18.16.1'],
    probes: [
      {
        statement:
          "CREATE TABLE t (k UInt64, v Array(Float32), INDEX i v TYPE vector_similarity('hnsw', 'L2Distance', 8) GRANULARITY 1) ENGINE = MergeTree ORDER BY k",
        refused: [62, 80],
      },
    ],
  },
  {
    id: 'index-inverted',
    title: 'Index type inverted',
    area: 'indexes',
    since: null,
    experimental: { since: '23.1', setting: 'allow_experimental_inverted_index' },
    until: '26.5',
    had: '24.5',
    notes: 'Called full_text from 24.5, gin in 25.5, text from 25.6.',
    instead: 'use text where the version has it, or tokenbf_v1',
    sources: ['changelog 23.1', 'changelog 24.5', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [indexOf('inverted')],
  },
  {
    id: 'index-full-text',
    title: 'Index type full_text',
    area: 'indexes',
    since: null,
    experimental: { since: '24.5', setting: 'allow_experimental_full_text_index' },
    until: '26.5',
    had: '25.4',
    instead: 'use text where the version has it, or tokenbf_v1',
    sources: ['changelog 24.5', '#79024', 'settings changes 24.6', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [indexOf('full_text')],
  },
  {
    id: 'index-text',
    title: 'Index type text',
    area: 'indexes',
    since: ['26.2'],
    experimental: { since: '25.6', setting: 'allow_experimental_full_text_index' },
    notes:
      'Made anew in 25.9, with other arguments. The setting is called enable_full_text_index from 25.12 on, and the old name goes on to work.',
    instead: 'use tokenbf_v1 or ngrambf_v1',
    sources: ['#80855', 'settings changes 25.12', 'settings changes 26.2', 'tried 18.16.1'],
    probes: [indexOf('text(tokenizer = splitByNonAlpha)')],
  },
  {
    id: 'index-sparse-grams',
    title: 'Index type sparse_grams',
    area: 'indexes',
    since: ['26.5'],
    lacked: '25.1',
    instead: 'use ngrambf_v1',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [indexOf('sparse_grams(3, 5, 4, 1024, 2, 0)')],
  },
  {
    id: 'implicit-minmax-indexes',
    title: 'Table settings add_minmax_index_for_numeric_columns, ..._for_string_columns',
    area: 'indexes',
    since: ['25.1'],
    sources: ['settings changes 25.1', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64) ENGINE = MergeTree ORDER BY k SETTINGS add_minmax_index_for_numeric_columns = 1',
        refused: [36],
      },
    ],
  },
];

export const projectionFeatures: readonly Feature[] = [
  {
    id: 'projection',
    title: 'PROJECTION in CREATE TABLE, ADD and DROP PROJECTION',
    area: 'projections',
    since: ['22.2'],
    experimental: { since: '21.6', setting: 'allow_experimental_projection_optimization' },
    notes: 'Queries used them only with the setting until 22.2.',
    instead: 'use a materialized view',
    sources: ['#20202', 'changelog 21.6', 'changelog 22.2', 'tried 18.16.1'],
    probes: [
      { shows: 'create', statement: projected, refused: [62] },
      alter('ADD PROJECTION p (SELECT s, count() GROUP BY s)', { shows: 'add' }),
      { shows: 'drop', setup: [projected], statement: 'ALTER TABLE t DROP PROJECTION p', refused: [62] },
    ],
  },
  {
    id: 'materialize-projection',
    title: 'MATERIALIZE PROJECTION, CLEAR PROJECTION',
    area: 'projections',
    since: ['21.6'],
    sources: ['#20202', 'changelog 21.6', 'tried 18.16.1'],
    probes: [
      { shows: 'materialize', setup: [projected], statement: 'ALTER TABLE t MATERIALIZE PROJECTION p', refused: [62] },
      { shows: 'clear', setup: [projected], statement: 'ALTER TABLE t CLEAR PROJECTION p', refused: [62] },
    ],
  },
  {
    id: 'projection-on-replacing',
    title: 'Projections of Replacing and other deduplicating engines',
    area: 'projections',
    since: ['21.6'],
    until: '24.8',
    notes: 'From 24.8 only with the table setting deduplicate_merge_projection_mode = drop or rebuild.',
    instead: "add SETTINGS deduplicate_merge_projection_mode = 'rebuild'",
    sources: ['changelog 24.8', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, s String, PROJECTION p (SELECT s, count() GROUP BY s)) ENGINE = ReplacingMergeTree ORDER BY k',
        refused: [62, 344],
      },
    ],
  },
  {
    id: 'projection-on-replacing-with-mode',
    title: 'Table setting deduplicate_merge_projection_mode',
    area: 'projections',
    since: ['24.8'],
    lacked: '24.6',
    sources: ['changelog 24.8', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        statement:
          "CREATE TABLE t (k UInt64, s String, PROJECTION p (SELECT s, count() GROUP BY s)) ENGINE = ReplacingMergeTree ORDER BY k SETTINGS deduplicate_merge_projection_mode = 'rebuild'",
        refused: [62],
      },
    ],
  },
  {
    id: 'projection-settings',
    title: 'PROJECTION ... WITH SETTINGS (...)',
    area: 'projections',
    since: ['26.5'],
    lacked: '18.16.1',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        statement:
          'CREATE TABLE t (k UInt64, s String, PROJECTION p (SELECT s, count() GROUP BY s) WITH SETTINGS (index_granularity = 1024)) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
];

export const constraintFeatures: readonly Feature[] = [
  {
    id: 'constraint-check',
    title: 'CONSTRAINT ... CHECK, ADD and DROP CONSTRAINT',
    area: 'constraints',
    since: ['19.14'],
    instead: 'leave the constraint out',
    sources: ['changelog 19.14.3.3', 'tried 18.16.1'],
    probes: [
      { shows: 'create', statement: constrained, refused: [62] },
      alter('ADD CONSTRAINT c CHECK k > 0', { shows: 'add' }),
      { shows: 'drop', setup: [constrained], statement: 'ALTER TABLE t DROP CONSTRAINT c', refused: [62] },
    ],
  },
  {
    id: 'constraint-assume',
    title: 'CONSTRAINT ... ASSUME',
    area: 'constraints',
    since: ['21.12'],
    instead: 'leave the constraint out',
    sources: ['#18787', 'changelog 21.12', 'tried 18.16.1'],
    probes: [
      {
        statement: 'CREATE TABLE t (k UInt64, CONSTRAINT c ASSUME k > 0) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
    ],
  },
];

export const statisticsFeatures: readonly Feature[] = [
  {
    id: 'column-statistics',
    title: 'STATISTICS of a column',
    area: 'statistics',
    since: ['26.3'],
    experimental: { since: '24.6', setting: 'allow_experimental_statistics' },
    notes: 'From 23.11 to 24.5 as STATISTIC, with allow_experimental_statistic.',
    instead: 'leave the statistics out',
    sources: ['changelog 23.11', 'settings changes 24.6', 'settings changes 26.3', 'tried 18.16.1'],
    probes: [
      {
        shows: 'create',
        statement: 'CREATE TABLE t (k UInt64, v Float64 STATISTICS(tdigest)) ENGINE = MergeTree ORDER BY k',
        refused: [62],
      },
      {
        shows: 'add',
        setup: ['CREATE TABLE t (k UInt64, v Float64) ENGINE = MergeTree ORDER BY k'],
        statement: 'ALTER TABLE t ADD STATISTICS v TYPE tdigest',
        refused: [62],
      },
    ],
  },
  {
    id: 'statistics-kinds',
    title: 'Statistics minmax, uniq, tdigest, by name',
    area: 'statistics',
    since: ['26.3'],
    experimental: { since: '24.11', setting: 'allow_experimental_statistics' },
    lacked: '24.5',
    sources: ['settings changes 26.3', 'tried 18.16.1', 'tried 26.7'],
    probes: ['minmax', 'uniq', 'tdigest'].map((kind) => ({
      shows: kind,
      statement: `CREATE TABLE t (k UInt64, v UInt64 STATISTICS(${kind})) ENGINE = MergeTree ORDER BY k`,
      refused: [62],
    })),
  },
];
