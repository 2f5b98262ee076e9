/** Views, materialized views, dictionaries, SQL functions, named collections. */
import type { Feature, Probe } from '../feature.ts';
import { table } from './shared.ts';

const target = 'CREATE TABLE t2 (k UInt64) ENGINE = MergeTree ORDER BY k';
const fed = 'CREATE MATERIALIZED VIEW mv TO {db}.t2 AS SELECT k FROM {db}.t';

export const viewFeatures: readonly Feature[] = [
  {
    id: 'view',
    title: 'CREATE VIEW',
    area: 'views',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: [table], statement: 'CREATE VIEW v AS SELECT k FROM {db}.t', refused: [62] }],
  },
  {
    id: 'materialized-view',
    title: 'CREATE MATERIALIZED VIEW, TO a table and with an engine of its own',
    area: 'views',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      { shows: 'to', setup: [table, target], statement: fed, refused: [62] },
      {
        shows: 'engine',
        setup: [table],
        statement: 'CREATE MATERIALIZED VIEW mv ENGINE = MergeTree ORDER BY k AS SELECT k FROM {db}.t',
        refused: [62],
      },
    ],
  },
  {
    id: 'create-or-replace-view',
    title: 'CREATE OR REPLACE VIEW',
    area: 'views',
    since: ['19.5.2.6'],
    notes: 'In one step from 24.10; before, the view is missing for a moment.',
    instead: 'drop the view and create it again',
    sources: ['changelog 19.5.2.6', 'changelog 24.10', 'tried 18.16.1'],
    probes: [{ setup: [table], statement: 'CREATE OR REPLACE VIEW v AS SELECT k FROM {db}.t', refused: [62] }],
  },
  {
    id: 'create-or-replace-materialized-view',
    title: 'CREATE OR REPLACE MATERIALIZED VIEW',
    area: 'views',
    since: ['26.5'],
    instead: 'drop the view and create it again',
    sources: ['#100539', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    notes: 'Older parsers took it for an ordinary view (#100539).',
    probes: [
      {
        setup: [table, target, fed],
        statement: fed.replace('CREATE', 'CREATE OR REPLACE'),
        check: {
          sql: "SELECT engine FROM system.tables WHERE database = '{db}' AND name = 'mv'",
          answer: 'MaterializedView',
        },
        refused: [62],
      },
    ],
  },
  {
    id: 'modify-query',
    title: 'ALTER TABLE ... MODIFY QUERY of a materialized view',
    area: 'views',
    since: ['23.11'],
    experimental: { since: '20.8', setting: 'allow_experimental_alter_materialized_view_structure' },
    instead: 'drop the view and create it again',
    sources: ['changelog 20.8.2.3', 'changelog 23.11', 'tried 18.16.1'],
    probes: [
      {
        setup: [table, target, fed],
        statement: 'ALTER TABLE mv MODIFY QUERY SELECT k + 1 AS k FROM {db}.t',
        refused: [62],
      },
    ],
  },
  {
    id: 'view-column-list',
    title: 'Column list of a view',
    area: 'views',
    since: 'before',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: [table], statement: 'CREATE VIEW v (k UInt64) AS SELECT k FROM {db}.t', refused: [62] }],
  },
  {
    id: 'view-security',
    title: 'DEFINER and SQL SECURITY of views',
    area: 'views',
    since: ['24.2'],
    instead: 'leave DEFINER and SQL SECURITY out',
    sources: ['changelog 24.2', 'settings changes 24.2', 'tried 18.16.1'],
    probes: [
      { setup: [table], statement: 'CREATE VIEW v SQL SECURITY INVOKER AS SELECT k FROM {db}.t', refused: [62] },
    ],
  },
  {
    id: 'refreshable-view',
    title: 'REFRESH of materialized views',
    area: 'views',
    since: ['24.10'],
    experimental: { since: '23.12', setting: 'allow_experimental_refreshable_materialized_view' },
    instead: 'fill the target from outside',
    sources: ['changelog 23.12', 'changelog 24.10', 'settings changes 24.10', 'tried 18.16.1'],
    probes: [
      {
        setup: [table, target],
        statement: 'CREATE MATERIALIZED VIEW rv REFRESH EVERY 1 YEAR TO {db}.t2 EMPTY AS SELECT k FROM {db}.t',
        refused: [62],
      },
    ],
  },
  {
    id: 'refreshable-view-append',
    title: 'REFRESH ... APPEND',
    area: 'views',
    since: ['24.10'],
    experimental: { since: '24.9', setting: 'allow_experimental_refreshable_materialized_view' },
    sources: ['changelog 24.9', 'tried 18.16.1'],
    probes: [
      {
        setup: [table, target],
        statement: 'CREATE MATERIALIZED VIEW rv REFRESH EVERY 1 YEAR APPEND TO {db}.t2 EMPTY AS SELECT k FROM {db}.t',
        refused: [62],
      },
    ],
  },
  {
    id: 'modify-refresh',
    title: 'ALTER TABLE ... MODIFY REFRESH',
    area: 'views',
    since: ['24.10'],
    experimental: { since: '23.12', setting: 'allow_experimental_refreshable_materialized_view' },
    sources: ['changelog 23.12', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: [
          table,
          target,
          'CREATE MATERIALIZED VIEW rv REFRESH EVERY 1 YEAR TO {db}.t2 EMPTY AS SELECT k FROM {db}.t',
        ],
        statement: 'ALTER TABLE rv MODIFY REFRESH EVERY 2 YEAR',
        refused: [62],
      },
    ],
  },
  {
    id: 'parameterized-view',
    title: 'Parameterized views',
    area: 'views',
    since: ['23.3'],
    lacked: '22.8',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: CREATE VIEW, parameterized view'],
    probes: [
      { setup: [table], statement: 'CREATE VIEW v AS SELECT k FROM {db}.t WHERE k = {a:UInt64}', refused: [62] },
    ],
  },
  {
    id: 'view-comment',
    title: 'COMMENT of a view',
    area: 'views',
    since: ['22.2'],
    lacked: '21.11',
    instead: 'leave the comment out',
    sources: ['#31062', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [{ setup: [table], statement: "CREATE VIEW v AS (SELECT k FROM {db}.t) COMMENT 'x'", refused: [62] }],
  },
  {
    id: 'view-comment-behind-query',
    title: 'COMMENT of a view behind a query without parentheses',
    area: 'views',
    since: ['26.7'],
    lacked: '26.5.1.1',
    instead: 'put the query in parentheses',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [{ setup: [table], statement: "CREATE VIEW v AS SELECT k FROM {db}.t COMMENT 'x'", refused: [62] }],
  },
  {
    id: 'window-view',
    title: 'CREATE WINDOW VIEW',
    area: 'views',
    since: null,
    experimental: { since: '21.12', setting: 'allow_experimental_window_view' },
    sources: ['#8331', 'changelog 21.12', 'tried 18.16.1'],
    probes: [
      {
        setup: ['CREATE TABLE w (a UInt64, ts DateTime) ENGINE = MergeTree ORDER BY a'],
        statement:
          "CREATE WINDOW VIEW wv ENGINE = Memory AS SELECT count(a), tumbleStart(w_id) AS w_start FROM {db}.w GROUP BY tumble(ts, toIntervalDay('1')) AS w_id",
        settings: { allow_experimental_analyzer: '0' },
        refused: [62, 344, 115],
      },
    ],
  },
  {
    id: 'live-view',
    title: 'CREATE LIVE VIEW',
    area: 'views',
    since: null,
    lacked: '18.16.1',
    experimental: { since: '20.1', setting: 'allow_experimental_live_view' },
    until: '26.5',
    had: '24.3',
    instead: 'use a materialized view',
    sources: ['documentation: LIVE VIEW', 'tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [{ setup: [table], statement: 'CREATE LIVE VIEW lv AS SELECT k FROM {db}.t', refused: [62] }],
  },
  {
    id: 'materialized-view-bad-select-refused',
    title: 'A materialized view whose SELECT cannot be resolved is refused',
    area: 'views',
    since: ['25.4'],
    notes:
      'Setting allow_materialized_view_with_bad_select, 1 from 24.9 to 25.3. Some such views older versions refuse too.',
    sources: ['settings changes 24.9', 'settings changes 25.4'],
    probes: [],
  },
  {
    id: 'materialized-view-target-columns-checked',
    title: 'A materialized view with a column that its target lacks is refused',
    area: 'views',
    since: ['26.5'],
    lacked: '18.16.1',
    notes: '18.16 accepts it and refuses every INSERT afterwards.',
    sources: ['tried 18.16.1', 'tried 26.5', 'tried 26.7'],
    probes: [
      {
        setup: [table, target],
        statement: 'CREATE MATERIALIZED VIEW mv TO {db}.t2 AS SELECT k, s FROM {db}.t',
        accepted: 8,
        refused: [0],
      },
    ],
  },
  {
    id: 'materialized-view-populate',
    title: 'POPULATE',
    area: 'views',
    since: 'before',
    notes: 'Rows that are inserted meanwhile are missed.',
    sources: ['tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: [table],
        statement: 'CREATE MATERIALIZED VIEW mv ENGINE = MergeTree ORDER BY k POPULATE AS SELECT k FROM {db}.t',
        refused: [62],
      },
    ],
  },
];

/** A dictionary over the table t with a layout, or with other clauses instead. */
function dictionary(layout: string, extra: Partial<Probe> = {}): Probe {
  return {
    setup: [table],
    statement: `CREATE DICTIONARY dict (k UInt64, s String) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE 't' DB '{db}')) LIFETIME(MIN 0 MAX 300) LAYOUT(${layout})`,
    refused: [62],
    ...extra,
  };
}
const hashed = dictionary('HASHED()').statement;

export const dictionaryFeatures: readonly Feature[] = [
  {
    id: 'dictionary',
    title: 'CREATE DICTIONARY',
    area: 'dictionaries',
    since: ['19.17'],
    instead: 'describe the dictionary in the configuration of the servers',
    sources: ['#7360', 'changelog 19.17.4.11', 'tried 18.16.1'],
    probes: [dictionary('HASHED()')],
  },
  {
    id: 'create-or-replace-dictionary',
    title: 'CREATE OR REPLACE DICTIONARY',
    area: 'dictionaries',
    since: ['24.3'],
    lacked: '20.12',
    notes: 'Accepted by versions before 24.3, which fixed it.',
    instead: 'drop the dictionary and create it again',
    sources: ['changelog 24.3', 'tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: [table, hashed], statement: hashed.replace('CREATE', 'CREATE OR REPLACE'), refused: [62] }],
  },
  {
    id: 'rename-dictionary',
    title: 'RENAME DICTIONARY',
    area: 'dictionaries',
    since: ['20.7'],
    instead: 'create the dictionary under the new name',
    sources: ['changelog 20.7.2.30', 'tried 18.16.1'],
    probes: [{ setup: [table, hashed], statement: 'RENAME DICTIONARY dict TO dict2', refused: [62] }],
  },
  {
    id: 'exchange-dictionaries',
    title: 'EXCHANGE DICTIONARIES',
    area: 'dictionaries',
    since: ['21.6'],
    sources: ['changelog 21.6', 'tried 18.16.1'],
    probes: [
      {
        setup: [table, hashed, hashed.replace('dict', 'dict2')],
        statement: 'EXCHANGE DICTIONARIES dict AND dict2',
        refused: [62],
      },
    ],
  },
  {
    id: 'dictionary-comment',
    title: 'COMMENT of a dictionary',
    area: 'dictionaries',
    since: ['21.11'],
    instead: 'leave the comment out',
    sources: ['#29899', 'changelog 21.11', 'tried 18.16.1', 'tried 26.7'],
    probes: [{ setup: [table], statement: `${hashed} COMMENT 'x'`, refused: [62] }],
  },
  {
    id: 'dictionary-query-source',
    title: 'SOURCE(CLICKHOUSE(QUERY ...))',
    area: 'dictionaries',
    since: ['21.9'],
    instead: 'make a view and name it as TABLE',
    sources: ['changelog 21.9', '#26995', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: [table],
        statement: hashed.replace("TABLE 't' DB '{db}'", "QUERY 'SELECT k, s FROM {db}.t'"),
        refused: [62],
      },
    ],
  },
  {
    id: 'dictionary-local-source',
    title: 'SOURCE(CLICKHOUSE(...)) without host and user',
    area: 'dictionaries',
    since: ['20.12'],
    notes: 'Before, HOST, PORT and USER are needed.',
    instead: 'name HOST, PORT and USER',
    sources: ['#16997', 'changelog 20.12', 'tried 18.16.1'],
    probes: [dictionary('HASHED()')],
  },
  ...(
    [
      ['flat', 'FLAT()', ['19.17'], undefined, 'changelog 19.17.4.11'],
      ['sparse-hashed', 'SPARSE_HASHED()', ['20.8'], '18.16.1', 'documentation: dictionary layouts'],
      ['cache', 'CACHE(SIZE_IN_CELLS 100)', ['19.17'], undefined, 'changelog 19.17.4.11'],
      ['direct', 'DIRECT()', ['21.1'], '18.16.1', 'documentation: dictionary layouts'],
      ['hashed-array', 'HASHED_ARRAY()', ['21.11'], undefined, 'changelog 21.11'],
      ['complex-key-hashed', 'COMPLEX_KEY_HASHED()', ['19.17'], undefined, 'changelog 19.17.4.11'],
    ] as const
  ).map(
    ([name, layout, since, lacked, source]): Feature => ({
      id: `dictionary-layout-${name}`,
      title: `Dictionary layout ${layout}`,
      area: 'dictionaries',
      since,
      ...(lacked === undefined ? {} : { lacked }),
      instead: 'use the layout HASHED',
      sources: [source, 'tried 18.16.1', 'tried 26.7'],
      probes: [
        layout === 'DIRECT()'
          ? dictionary(layout, {
              statement: hashed.replace('HASHED()', layout).replace(' LIFETIME(MIN 0 MAX 300)', ''),
            })
          : dictionary(layout),
      ],
    }),
  ),
  {
    id: 'dictionary-layout-range-hashed',
    title: 'Dictionary layout RANGE_HASHED()',
    area: 'dictionaries',
    since: ['19.17'],
    sources: ['changelog 19.17.4.11', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: ['CREATE TABLE t (k UInt64, a Date, b Date, s String) ENGINE = MergeTree ORDER BY k'],
        statement:
          "CREATE DICTIONARY dict (k UInt64, a Date, b Date, s String) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE 't' DB '{db}')) LIFETIME(300) LAYOUT(RANGE_HASHED()) RANGE(MIN a MAX b)",
        refused: [62],
      },
    ],
  },
  {
    id: 'dictionary-layout-ip-trie',
    title: 'Dictionary layout IP_TRIE()',
    area: 'dictionaries',
    since: ['19.17'],
    sources: ['changelog 19.17.4.11', 'tried 18.16.1', 'tried 26.7'],
    probes: [
      {
        setup: ['CREATE TABLE t (p String, s String) ENGINE = MergeTree ORDER BY p'],
        statement:
          "CREATE DICTIONARY dict (p String, s String) PRIMARY KEY p SOURCE(CLICKHOUSE(TABLE 't' DB '{db}')) LIFETIME(300) LAYOUT(IP_TRIE())",
        refused: [62],
      },
    ],
  },
  {
    id: 'dictionary-layout-naive-bayes',
    title: 'Dictionary layout NAIVE_BAYES',
    area: 'dictionaries',
    since: ['26.7'],
    sources: ['documentation: system.dictionary_layouts of 26.7, introduced in 26.7'],
    probes: [
      {
        statement: "SELECT count() FROM system.columns WHERE database = '{db}'",
        shows: 'listed',
        setup: [],
        check: { sql: "SELECT count() FROM system.dictionary_layouts WHERE name = 'naive_bayes'", answer: '1' },
        refused: [0, 60],
      },
    ],
  },
];

const removeFunction = ['DROP FUNCTION IF EXISTS chx_probe_f'];

export const functionFeatures: readonly Feature[] = [
  {
    id: 'sql-function',
    title: 'CREATE FUNCTION ... AS (x) -> ...',
    area: 'functions',
    since: ['21.10'],
    instead: 'write the expression out where it is used',
    sources: ['#27796', 'changelog 21.10', 'tried 18.16.1'],
    probes: [{ statement: 'CREATE FUNCTION chx_probe_f AS (x) -> x + 1', cleanup: removeFunction, refused: [62] }],
  },
  {
    id: 'create-or-replace-function',
    title: 'CREATE OR REPLACE FUNCTION',
    area: 'functions',
    since: ['22.3'],
    lacked: '21.9',
    notes: 'Changes no default and no view that used the function: they hold its body.',
    instead: 'drop the function and create it again',
    sources: ['tried 18.16.1', 'tried 26.7', 'documentation: CREATE FUNCTION'],
    probes: [
      { statement: 'CREATE OR REPLACE FUNCTION chx_probe_f AS (x) -> x + 2', cleanup: removeFunction, refused: [62] },
    ],
  },
  {
    id: 'named-collection',
    title: 'CREATE NAMED COLLECTION',
    area: 'functions',
    since: ['22.12'],
    sources: ['changelog 22.12', 'tried 18.16.1'],
    probes: [
      {
        needs: ['server'],
        statement: "CREATE NAMED COLLECTION chx_probe_n AS a = 'x'",
        cleanup: ['DROP NAMED COLLECTION IF EXISTS chx_probe_n'],
        refused: [62],
      },
    ],
  },
];
